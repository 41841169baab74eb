"""Spaces out the openings of connections: the exchange allows a team ten in any second (protocol section 7)."""

import asyncio
from collections import deque
from typing import Final

MOST_PER_S: Final = 8
"""Of the exchange's ten: a teammate's machine may open some too."""
_WINDOW_S: Final = 1.0


class OpeningPace:
    """Shared by all that open connections with one secret. First come, first served."""

    def __init__(self, most_per_s: int = MOST_PER_S) -> None:
        self._times_s: deque[float] = deque(maxlen=most_per_s)

    async def take(self) -> None:
        """Return when one more connection may be opened."""
        now_s = asyncio.get_running_loop().time()
        at_s = now_s
        if len(self._times_s) == self._times_s.maxlen:
            at_s = max(now_s, self._times_s[0] + _WINDOW_S)
        # who comes next counts from here, also while we sleep
        self._times_s.append(at_s)
        if at_s > now_s:
            await asyncio.sleep(at_s - now_s)
