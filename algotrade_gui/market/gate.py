"""A gate before the updates: whose reads it stands before are held back while it is closed."""

import asyncio
import weakref
from collections.abc import Callable
from contextvars import ContextVar


class ReadGate:
    """Held by whoever may pause a reader; open at first. Readers made where `CURRENT_GATE` names it obey it."""

    def __init__(self) -> None:
        self._closed = False
        self._opening: asyncio.Event | None = None
        self._readers: list[weakref.WeakMethod[Callable[[], None]]] = []

    @property
    def closed(self) -> bool:
        """Whether reads are held back."""
        return self._closed

    def close(self) -> None:
        """Hold reads back from now on."""
        self._closed = True

    def open(self) -> None:
        """Let them go on: a reader that is behind gets the newest update at once."""
        self._closed = False
        if self._opening is not None:
            self._opening.set()
            self._opening = None
        for reference in self._alive():
            tell = reference()
            if tell is not None:
                tell()

    async def opened(self) -> None:
        """Return once the gate is open."""
        while self._closed:
            if self._opening is None:
                self._opening = asyncio.Event()
            await self._opening.wait()

    def tell(self, opened: Callable[[], None]) -> None:
        """Call `opened`, a method, each time the gate opens, for as long as its object lives."""
        self._readers = [*self._alive(), weakref.WeakMethod(opened)]

    def _alive(self) -> list[weakref.WeakMethod[Callable[[], None]]]:
        return [reference for reference in self._readers if reference() is not None]


CURRENT_GATE: ContextVar[ReadGate | None] = ContextVar("read_gate", default=None)
"""The gate of whoever's code is running; None: nobody's."""
