"""Counts what the feed has brought: updates since the start, events of the round, the pace of both."""

from collections import deque
from typing import Final

from algotrade_gui.core.clock import Clock
from algotrade_gui.market.feed import STALE_AFTER_MS

_RATE_SPAN_MS: Final = 5_000.0


class Tally:
    """Written by the cache only."""

    def __init__(self, clock: Clock) -> None:
        self.updates = 0
        self.events = 0
        """Of this round, as trades and volume."""
        self.trades = 0
        self.volume = 0
        """Contracts."""
        self._clock = clock
        self._arrivals: deque[float] = deque(maxlen=512)

    def arrived(self, arrived_ms: float) -> None:
        """Count an update that came at `arrived_ms` of the clock."""
        self.updates += 1
        self._arrivals.append(arrived_ms)

    def new_round(self) -> None:
        """Forget the round's events."""
        self.events = self.trades = self.volume = 0

    @property
    def age_ms(self) -> float | None:
        """Milliseconds since the newest update came, None before the first."""
        return self._clock.now_ms() - self._arrivals[-1] if self._arrivals else None

    @property
    def updates_per_s(self) -> float:
        """Over the last five seconds."""
        now_ms = self._clock.now_ms()
        recent = [arrival for arrival in self._arrivals if now_ms - arrival <= _RATE_SPAN_MS]
        if len(recent) < 2 or recent[-1] <= recent[0]:
            return 0.0
        # silence counts as well, once it is no mere gap between two updates
        until_ms = max(recent[-1], now_ms - STALE_AFTER_MS)
        return (len(recent) - 1) * 1_000.0 / (until_ms - recent[0])
