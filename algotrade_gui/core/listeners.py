"""A list of those who want to be called."""

from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Listeners(Generic[P]):
    """Calls each listener in the order of their coming. Belongs to whoever has the news.

    A listener may add or remove listeners while it is called: that counts from the next call on.
    """

    def __init__(self) -> None:
        self._listeners: tuple[Callable[P, None], ...] = ()

    def add(self, listener: Callable[P, None]) -> Callable[[], None]:
        """Call `listener` from now on. Returns the function that ends it; calling that twice does nothing."""
        self._listeners = (*self._listeners, listener)

        def remove() -> None:
            listeners = self._listeners
            if listener in listeners:
                place = listeners.index(listener)
                self._listeners = (*listeners[:place], *listeners[place + 1 :])

        return remove

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every listener. An exception of one ends the call: listeners are our own code and guard themselves."""
        for listener in self._listeners:
            listener(*args, **kwargs)

    def __iter__(self) -> Iterator[Callable[P, None]]:
        return iter(self._listeners)

    def __len__(self) -> int:
        return len(self._listeners)
