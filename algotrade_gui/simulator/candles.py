"""The look of each second: what underlyings show around their mid, what traded in a contract (protocol section 5)."""

import random

_BP = 1e-4


class TradedSecond:
    """What traded in one contract since the last candle. Volume 0: nothing."""

    __slots__ = ("close", "high", "low", "open", "volume")

    def __init__(self) -> None:
        self.open = self.high = self.low = self.close = 0
        self.volume = 0

    def trade(self, price: int, quantity: int) -> None:
        """Count one trade."""
        if not self.volume:
            self.open = self.high = self.low = price
        elif price > self.high:
            self.high = price
        elif price < self.low:
            self.low = price
        self.close = price
        self.volume += quantity

    def take(self) -> tuple[tuple[int, int, int, int] | None, int]:
        """Return (open, high, low, close) or None, and the volume, and start anew."""
        if not self.volume:
            return None, 0
        prices, volume = (self.open, self.high, self.low, self.close), self.volume
        self.volume = 0
        return prices, volume


class Decoration:
    """Open, high, low and close of the underlyings: dressing drawn around the mid, which alone tells something.

    One shape a second is shared by all underlyings, with open and close swapped by a coin for each.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def second(self, mids: dict[str, int]) -> dict[str, tuple[int, int, int, int]]:
        """Return (open, high, low, close) for each underlying's mid of one second."""
        rng = self._rng
        up = abs(rng.gauss(3, 2.4)) * _BP
        down = abs(rng.gauss(5, 4)) * _BP
        high = max(abs(rng.gauss(16, 11)) * _BP, up)
        low = max(abs(rng.gauss(16, 11)) * _BP, down)
        shapes = {}
        for name, mid in mids.items():
            ends = (round(mid * (1 - down)), round(mid * (1 + up)))
            first, last = ends if rng.random() < 0.5 else ends[::-1]
            shapes[name] = (first, round(mid * (1 + high)), round(mid * (1 - low)), last)
        return shapes
