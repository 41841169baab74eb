"""How long to wait before the next attempt to connect: the one policy of every transport that reconnects."""

import random
from collections.abc import Generator
from typing import Final

MAX_DELAY_S: Final = 5.0
FIRST_DELAY_S: Final = 0.25
SHORT_LIFE_S: Final = 1.0
"""A connection that ended sooner counts as a failed attempt: the exchange allows ten openings a second (protocol section 7)."""


class Backoff:
    """Doubling delays up to 5 s, with jitter so that clients do not come in step. One for each chain of connections."""

    def __init__(self, rng: random.Random | None = None) -> None:
        """`rng`: where the jitter comes from, for those who want the same delays again."""
        self._rng = rng or random.Random()
        self._short_lives = 0

    def delay_s(self, attempt: int) -> float:
        """Seconds to wait after failed attempt number `attempt`, from 0."""
        return float(min(MAX_DELAY_S, FIRST_DELAY_S * 2 ** min(attempt, 10)) * self._rng.uniform(0.5, 1.0))

    def delays(self) -> Generator[float]:
        """Yield the delays of one row of failed attempts."""
        attempt = 0
        while True:
            yield self.delay_s(attempt)
            attempt += 1

    def after_connection_s(self, lived_s: float) -> float:
        """Seconds to wait when a connection has ended after `lived_s`: none, unless it was short-lived."""
        if lived_s >= SHORT_LIFE_S:
            self._short_lives = 0
            return 0.0
        self._short_lives += 1
        return self.delay_s(self._short_lives - 1)
