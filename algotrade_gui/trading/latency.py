"""How long requests take to be answered, counted by owner in steps that grow."""

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.ids import BotId

EDGES_MS: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0)
"""Upper ends of the histogram's steps, inclusive; what takes longer stands in one more."""


@dataclass(slots=True)
class Histogram:
    """Counts of waits by step. Constant size, whatever the number of waits."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(EDGES_MS) + 1))
    total: int = 0
    worst_ms: float = 0.0

    def add(self, waited_ms: float) -> None:
        """Count one wait."""
        self.counts[bisect_left(EDGES_MS, waited_ms)] += 1
        self.total += 1
        self.worst_ms = max(self.worst_ms, waited_ms)

    def quantile(self, share: float) -> float | None:
        """The wait that `share` (0 to 1) of all stayed within, in ms; None before the first.

        Exact to the step it falls in: interpolated evenly inside it, and never above the longest wait.
        """
        if not self.total:
            return None
        rank = max(1, math.ceil(share * self.total))
        before = 0
        for place, count in enumerate(self.counts):
            if before + count >= rank:
                low = EDGES_MS[place - 1] if place else 0.0
                high = EDGES_MS[place] if place < len(EDGES_MS) else self.worst_ms
                return min(self.worst_ms, low + (high - low) * (rank - before) / count)
            before += count
        return self.worst_ms


class Latencies:
    """Histograms by owner, of orders alone and of all requests. Written by the sessions, read by whoever shows them."""

    def __init__(self) -> None:
        self.orders: dict[BotId, Histogram] = {}
        """From an order's frame written to its reply read."""
        self.requests: dict[BotId, Histogram] = {}
        """The same of every request."""

    def add(self, owner: BotId, waited_ms: float, *, order: bool) -> None:
        """Count one answered request of `owner`."""
        self.requests.setdefault(owner, Histogram()).add(waited_ms)
        if order:
            self.orders.setdefault(owner, Histogram()).add(waited_ms)
