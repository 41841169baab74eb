"""SIGUSR1 fires the kill switch: by a handler between two steps of Python code, by the emergency thread while a library call lasts."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Final

from algotrade_gui.trading.emergency import KillSwitch

TRIGGER: Final = "SIGUSR1"
NUMBER: Final[int | None] = getattr(signal, "SIGUSR1", None)
"""None where the system has no such signal."""
_ENOUGH: Final = 4_096


class KillSignal:
    """The main thread runs Python's handlers, and only between two of its own steps: not while a library call keeps it.

    Python's C code, however, writes the number of each signal that has a handler to a wake-up socket at once, in whatever thread it is; the
    emergency thread reads it there.
    """

    def __init__(self, switch: KillSwitch) -> None:
        self._switch = switch
        self._read: socket.socket | None = None

    @contextlib.contextmanager
    def caught(self) -> Iterator[None]:
        """Catch the signal while the context lasts. In the main thread; without effect where the system has no such signal."""
        if NUMBER is None:
            yield
            return
        read, write = socket.socketpair()
        with read, write:
            read.setblocking(False)
            write.setblocking(False)
            self._read = read
            handler = signal.signal(NUMBER, lambda *_: self._switch.fire(TRIGGER))
            before = signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
            if before != -1:
                # somebody else's, who was first: the handler alone must do
                signal.set_wakeup_fd(before, warn_on_full_buffer=False)
            try:
                yield
            finally:
                if before == -1:
                    signal.set_wakeup_fd(-1)
                signal.signal(NUMBER, handler)
                self._read = None

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Listen for it in the running loop, the emergency thread's."""
        read = self._read
        if read is None:
            yield
            return
        loop = asyncio.get_running_loop()
        loop.add_reader(read, self._heard, read)
        try:
            yield
        finally:
            loop.remove_reader(read)

    def _heard(self, read: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if NUMBER is not None and NUMBER in read.recv(_ENOUGH):
                self._switch.fire(TRIGGER)
