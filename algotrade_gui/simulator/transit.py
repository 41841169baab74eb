"""Frames on their way: how long each takes, and which comes next. No loop, no wall time."""

import heapq
import random
from collections.abc import Callable
from math import inf

from algotrade_gui.simulator.config import Delay

PROMPT = Delay()
"""No delay, no jitter, no loss."""


class Line:
    """The way of one connection's frames of one kind: first in, first out.

    Draws from a generator of its own, twice for each frame: the same seed and the same frames give the same times.
    """

    __slots__ = ("_delay", "_last_ms", "_rng")

    def __init__(self, delay: Delay, seed: str) -> None:
        self._delay = delay
        self._rng = random.Random(seed)
        self._last_ms = 0

    def arrives_ms(self, now_ms: int) -> int | None:
        """When a frame that starts now arrives, in exchange time; None: never."""
        delay, rng = self._delay, self._rng
        lost = rng.random() < delay.loss
        due_ms = now_ms + delay.ms + int(rng.random() * (delay.jitter_ms + 1))
        if lost:
            return None
        self._last_ms = max(self._last_ms, due_ms)
        return self._last_ms


class Transit:
    """What is on its way, as calls to make when they are due; those due together in the order they were added."""

    __slots__ = ("_calls", "_count")

    def __init__(self) -> None:
        self._calls: list[tuple[int, int, Callable[[int], None]]] = []
        self._count = 0

    @property
    def next_ms(self) -> float:
        """When the next one is due; infinity where nothing is on its way."""
        return self._calls[0][0] if self._calls else inf

    def add(self, due_ms: int, call: Callable[[int], None]) -> None:
        """Have `call` made with `due_ms` as its time."""
        self._count += 1
        heapq.heappush(self._calls, (due_ms, self._count, call))

    def arrive(self) -> None:
        """Make the next call."""
        due_ms, _, call = heapq.heappop(self._calls)
        call(due_ms)

    def clear(self) -> None:
        """Lose all that is on its way."""
        self._calls.clear()
