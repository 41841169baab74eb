"""The exchange's clock: exchange time from the loop's time and a speed factor, or from one deadline to the next as fast as it goes."""

import asyncio
from math import ceil, floor, inf

from algotrade_gui.simulator.config import ExchangeConfig

_MAX_LAG_MS = 1_000
"""Exchange time that is made up for at once; after a longer stall (a laptop that slept) the exchange's clock has stood still instead."""


class Pace:
    """Tells exchange time in ms since `start`.

    It reads the running loop's `time()` and nothing else: on a loop whose time is virtual the exchange's is as well.
    """

    def __init__(self, config: ExchangeConfig) -> None:
        self._factor = config.pace
        self.fastest = config.speed == "max"
        """Time is what the driver says: it goes to the next deadline when the work of the last one is done."""
        self._loop = asyncio.get_running_loop()
        self._start_s = self._loop.time()

    def start(self) -> None:
        """Let exchange time be 0 now."""
        self._start_s = self._loop.time()

    def now_ms(self, passed_ms: int, next_ms: float) -> int:
        """Exchange time now: not before `passed_ms`, and not more than a second beyond `next_ms`, when there is work to do next."""
        if self.fastest:
            return passed_ms
        # a millionth up: a whole millisecond of a virtual clock stays one, whatever floats make of it
        now_ms = int((self._loop.time() - self._start_s) * 1_000 * self._factor + 1e-6)
        late_ms = now_ms - next_ms
        if late_ms > _MAX_LAG_MS:
            self._start_s += (late_ms - _MAX_LAG_MS) / (1_000 * self._factor)
            now_ms = floor(next_ms) + _MAX_LAG_MS
        return max(now_ms, passed_ms)

    def jump_ms(self, next_ms: float) -> int | None:
        """Where the fastest clock goes next; None where nothing is due any more."""
        return None if next_ms == inf else ceil(next_ms)

    def wakes_s(self, deadline_ms: float) -> float:
        """The loop's time at which exchange time `deadline_ms` has come."""
        # a hair beyond, so that the whole millisecond has come when we wake, and not yet the next; the driver checks again anyway
        return self._start_s + deadline_ms / 1_000 / self._factor + min(0.000_05, 0.000_1 / self._factor)
