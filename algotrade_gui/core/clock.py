"""Where the program asks for the time, so that tests can turn the hands."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """A monotonic clock for intervals; never wall time."""

    def now_ms(self) -> float:
        """Milliseconds since an arbitrary start, never going back."""


class RealClock:
    """The machine's monotonic clock."""

    def now_ms(self) -> float:
        return time.monotonic_ns() / 1e6


class LoopClock:
    """A loop's own clock, by which its timers run: virtual where the loop's time is."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """`loop`: the running one by default."""
        self._loop = asyncio.get_running_loop() if loop is None else loop

    def now_ms(self) -> float:
        return self._loop.time() * 1_000


class ManualClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start_ms: float = 0.0) -> None:
        self._now_ms = start_ms

    def now_ms(self) -> float:
        return self._now_ms

    def advance(self, by_ms: float) -> None:
        """Move on by `by_ms`; raises ValueError for a negative step."""
        if by_ms < 0:
            raise ValueError(f"a clock does not run backwards: {by_ms} ms")
        self._now_ms += by_ms
