"""How long the loop kept others waiting, measured from a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Callable

PROBE_EVERY_S = 0.05
LOOK_EVERY_S = 0.02
STARVED_MS = 250.0
"""How much later than asked the watch's own thread must wake to say that somebody let no thread run."""


class StallWatch:
    """Asks the loop for a sign of life every 50 ms and keeps the longest wait.

    A thread rather than a timer of the loop: under qasync a timer may be 26 to 45 ms late by itself, a posted call is not.
    """

    def __init__(
        self,
        look: Callable[[float], None] | None = None,
        released: Callable[[], None] | None = None,
        starved: Callable[[float], None] | None = None,
    ) -> None:
        """`look`: called in the watch's thread every 20 ms while the loop does not answer, with the milliseconds so far.

        `released`: called there once it has answered. `starved`: called there, with the milliseconds, when a call into a library let no
        thread of the program run, this one neither, until just now.
        """
        self._look = look
        self._released = released
        self._starved = starved
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._answered = threading.Event()
        self._longest_ms = 0.0

    @property
    def longest_ms(self) -> float:
        """The longest wait since `start` or the last `reset`."""
        return self._longest_ms

    def reset(self) -> None:
        """Forget the longest wait: what came before (the start of a window, say) does not count."""
        self._longest_ms = 0.0

    def start(self) -> None:
        """Begin to watch the running loop. Raises RuntimeError when it watches already."""
        if self._thread is not None:
            raise RuntimeError("the stall watch runs already")
        self._loop = asyncio.get_running_loop()
        self._ended.clear()
        self._thread = threading.Thread(target=self._watch, name="stall-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watch and its thread; without effect when it does not run."""
        if self._thread is None:
            return
        self._ended.set()
        self._answered.set()
        self._thread.join(timeout=2.0)
        self._thread = None

    def _watch(self) -> None:
        loop = self._loop
        assert loop is not None
        while not self._rest():
            self._answered.clear()
            if self._ended.is_set():
                # `stop` has given its answer just before it was cleared, and waits for us
                return
            asked = time.monotonic()
            try:
                loop.call_soon_threadsafe(self._answered.set)
            except RuntimeError:  # the loop was closed before the watch was stopped
                return
            while not self._answered.wait(LOOK_EVERY_S):
                if self._look is not None:
                    self._look((time.monotonic() - asked) * 1_000)
            if self._released is not None:
                self._released()
            if not self._ended.is_set():
                self._longest_ms = max(self._longest_ms, (time.monotonic() - asked) * 1_000)

    def _rest(self) -> bool:
        """Wait until the next probe is due, and notice when that took far longer; return whether the watch has ended."""
        began, worked = time.monotonic(), time.process_time()
        ended = self._ended.wait(PROBE_EVERY_S)
        late_ms = (time.monotonic() - began - PROBE_EVERY_S) * 1_000
        # a machine that is merely busy keeps the whole process waiting: it works little meanwhile
        if not ended and late_ms >= STARVED_MS and (time.process_time() - worked) * 1_000 >= late_ms / 3:
            self._longest_ms = max(self._longest_ms, late_ms)
            if self._starved is not None:
                self._starved(late_ms)
        return ended
