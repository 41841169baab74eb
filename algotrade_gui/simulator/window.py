"""A limit on how often something may happen in any one second."""

from collections import deque

_WINDOW_MS = 1_000


class SlidingWindow:
    """At most `limit` occurrences within any second."""

    __slots__ = ("_limit", "_times_ms")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._times_ms: deque[int] = deque()

    def allows(self, now_ms: int) -> bool:
        """Count one more at `now_ms` and return True, or False where it would be one too many; that one is not counted."""
        times = self._times_ms
        while times and times[0] <= now_ms - _WINDOW_MS:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now_ms)
        return True
