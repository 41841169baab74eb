"""The six price processes: one log-price step a second, each from a random of its own (protocol section 5)."""

import math
import random
from typing import Protocol

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS

START_PRICE = 100_000
UNIT = 0.01 / math.sqrt(60)
"""The grid of SIMP and CARD and the deviation of LOGN: 12.91 bp a second."""
_BP = 1e-4


class PriceProcess(Protocol):
    """A path of prices. Before the first step the price is 100000."""

    def step(self) -> float:
        """Move one second on and return the unrounded price in cents."""


class BinaryWalk:
    """SIMP: one unit up or down, by a fair coin."""

    def __init__(self, rng: random.Random, scale: float = 1.0) -> None:
        self._rng = rng
        self._unit = UNIT * scale
        # whole units are counted, not added up: n ups and n downs give the very same price again
        self._units = 0

    def step(self) -> float:
        self._units += 1 if self._rng.random() < 0.5 else -1
        return START_PRICE * math.exp(self._units * self._unit)


class CardDeck:
    """CARD: a deck of the steps -6 to 6 units, each four times, shuffled every 52 s; its sum is nought."""

    def __init__(self, rng: random.Random, scale: float = 1.0) -> None:
        self._rng = rng
        self._unit = UNIT * scale
        self._units = 0
        self._deck: list[int] = []

    def step(self) -> float:
        if not self._deck:
            self._deck = [value for value in range(-6, 7) for _ in range(4)]
            self._rng.shuffle(self._deck)
        self._units += self._deck.pop()
        return START_PRICE * math.exp(self._units * self._unit)


class GeometricWalk:
    """LOGN: geometric Brownian motion without drift of the log price."""

    def __init__(self, rng: random.Random, scale: float = 1.0) -> None:
        self._rng = rng
        self._deviation = UNIT * scale
        self._log = 0.0

    def step(self) -> float:
        self._log += self._deviation * self._rng.gauss(0.0, 1.0)
        return START_PRICE * math.exp(self._log)


class JumpWalk:
    """JUMP: LOGN with jumps too small to see: they add 6 % to its variance, and next to nothing to its kurtosis."""

    RATE_PER_S = 1 / 14
    JUMP = 11 * _BP

    def __init__(self, rng: random.Random, scale: float = 1.0) -> None:
        self._rng = rng
        self._scale = scale
        self._log = 0.0

    def step(self) -> float:
        move = UNIT * self._rng.gauss(0.0, 1.0)
        if self._rng.random() < self.RATE_PER_S:
            move += self.JUMP * self._rng.gauss(0.0, 1.0)
        self._log += self._scale * move
        return START_PRICE * math.exp(self._log)


class Garch:
    """GARR: GARCH(1,1), each step's variance from the last step."""

    ALPHA = 0.045
    BETA = 0.91
    DEVIATION = 9.9 * _BP
    """Unconditional."""

    def __init__(self, rng: random.Random, scale: float = 1.0) -> None:
        self._rng = rng
        self._scale = scale
        self._log = 0.0
        self._variance = self.DEVIATION**2

    def step(self) -> float:
        move = math.sqrt(self._variance) * self._rng.gauss(0.0, 1.0)
        level = self.DEVIATION**2 * (1 - self.ALPHA - self.BETA)
        self._variance = level + self.ALPHA * move * move + self.BETA * self._variance
        self._log += self._scale * move
        return START_PRICE * math.exp(self._log)


class Heston:
    """HEST: square-root variance with full truncation, so weak a pull that it often stands at nought."""

    KAPPA = 0.0145
    THETA = (47 * _BP) ** 2
    XI = 0.0013

    def __init__(self, rng: random.Random, scale: float = 1.0) -> None:
        self._rng = rng
        self._scale = scale
        self._log = 0.0
        # its stationary law: rounds differ from their first second on
        shape = 2 * self.KAPPA * self.THETA / self.XI**2
        self._variance = rng.gammavariate(shape, self.XI**2 / (2 * self.KAPPA))

    def step(self) -> float:
        variance = max(self._variance, 0.0)
        deviation = math.sqrt(variance)
        self._log += self._scale * deviation * self._rng.gauss(0.0, 1.0)
        self._variance += self.KAPPA * (self.THETA - variance) + self.XI * deviation * self._rng.gauss(0.0, 1.0)
        return START_PRICE * math.exp(self._log)


_PROCESSES: dict[str, type[BinaryWalk | CardDeck | GeometricWalk | JumpWalk | Garch | Heston]] = {
    "$CARD": CardDeck,
    "$GARR": Garch,
    "$HEST": Heston,
    "$JUMP": JumpWalk,
    "$LOGN": GeometricWalk,
    "$SIMP": BinaryWalk,
}


def make_processes(seed: int, scale: float = 1.0) -> dict[Underlying, PriceProcess]:
    """Return the six processes of a round, in the exchange's order. No draw of one moves another."""
    return {name: _PROCESSES[name](random.Random(f"{seed}/price/{name}"), scale) for name in UNDERLYINGS}
