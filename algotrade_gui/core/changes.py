"""Change sets: a writer marks keys dirty once, each reader drains them when it likes."""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K", bound=Hashable)


class ChangeReader(Generic[K]):
    """One reader's view of what changed since it last asked. Bounded by the number of keys, never by the number of changes."""

    def __init__(self, share: Callable[[], None]) -> None:
        """`share` has the hub hand out what it has not yet."""
        self._share = share
        self._dirty: set[K] = set()

    def drain(self) -> set[K]:
        """Return the keys changed since the last drain; they count as read."""
        self._share()
        dirty, self._dirty = self._dirty, set()
        return dirty

    def __bool__(self) -> bool:
        self._share()
        return bool(self._dirty)

    def mark(self, keys: Iterable[K]) -> None:
        """Called by the hub only."""
        self._dirty.update(keys)


class ChangeHub(Generic[K]):
    """Belongs to the one writer of a state; hands out readers and marks keys dirty for each.

    Readers are held weakly: a closed panel's reader vanishes with the panel. What is marked is handed to them when one of them asks: who
    writes is on an order's way, who reads is not.
    """

    def __init__(self) -> None:
        self._readers: WeakSet[ChangeReader[K]] = WeakSet()
        self._news: set[K] = set()
        """Marked since it was handed out last."""

    def reader(self, initial: Iterable[K] = ()) -> ChangeReader[K]:
        """Return a new reader, with `initial` (usually all present keys) already marked."""
        self._share()
        reader: ChangeReader[K] = ChangeReader(self._share)
        reader.mark(initial)
        self._readers.add(reader)
        return reader

    def mark(self, keys: Iterable[K]) -> None:
        """Mark `keys` dirty for every reader."""
        if self._readers:
            self._news.update(keys)

    def _share(self) -> None:
        news = self._news
        if news:
            for reader in self._readers:
                reader.mark(news)
            news.clear()
