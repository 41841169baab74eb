"""What is known of a path's next steps, one class for each kind of price process (protocol section 5).

Each takes the observed prices in order and gives the law of the price some steps later. A price is told by its bounds, in cents: a
published mid is the whole cent below the price. A class that finds its process contradicted raises NotThisProcessError: the caller
then takes `ScaledWalk`, which assumes nothing but independent steps.
"""

import math
from typing import Protocol

import numpy as np

from algotrade_gui.analytics.laws import DiscreteLaw, LognormalLaw, SettlementLaw
from algotrade_gui.analytics.normal import Floats

START_PRICE = 100_000
UNIT = 0.01 / math.sqrt(60)
"""The grid of SIMP and CARD and the deviation of LOGN: 12.91 bp a second."""


class NotThisProcessError(ValueError):
    """The observed prices cannot come from this process."""


class Walk(Protocol):
    """A path observed step by step."""

    def observe(self, gap: int, low: float, high: float) -> None:
        """Take the price that was at least `low` and below `high`, `gap` steps after the last. Raises NotThisProcessError."""

    def law(self, steps: int) -> SettlementLaw:
        """Return the law of the price `steps` after the last observed one; at least one price was observed."""


class PricePath:
    """The last price; `index` counts steps, the first of a round is 0 and the start price belongs to -1."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.low = self.high = float(START_PRICE)
        self.known = index < 0

    @property
    def spot(self) -> float:
        return 0.5 * (self.low + self.high)

    def move(self, gap: int, low: float, high: float) -> float | None:
        """Note the next price and return the log step, None for the first price of a path joined in mid-round."""
        before = self.spot
        self.index += gap
        self.low, self.high = low, high
        if not self.known:
            self.known = True
            return None
        return math.log(self.spot / before)


def average_law(spot: float, variance: float) -> LognormalLaw:
    """Return the lognormal law around `spot` with that variance of the log price."""
    return LognormalLaw(spot, np.array([math.sqrt(max(variance, 0.0))]), np.array([1.0]))


_SPIKE = 0.95


class ScaledWalk:
    """LOGN, JUMP and whatever is unknown: independent normal steps of `deviation`, or some multiple of it that the data tell."""

    def __init__(self, index: int, deviation: float, trust: float = _SPIKE) -> None:
        self._path = PricePath(index)
        scales = np.exp2(np.linspace(-4.0, 4.0, 129))
        self._variances = deviation**2 * np.concatenate(([1.0], scales * scales))
        prior = np.concatenate(([trust], np.full(len(scales), (1 - trust) / len(scales))))
        self._log_prior = np.log(prior)
        self._count = 0
        self._squares = 0.0

    def observe(self, gap: int, low: float, high: float) -> None:
        step = self._path.move(gap, low, high)
        if step is not None:
            self._count += 1
            self._squares += step * step / gap

    def variance(self) -> float:
        """The expected variance of one step."""
        log_weights = self._log_prior - 0.5 * (self._count * np.log(self._variances) + self._squares / self._variances)
        return float(normalised(log_weights) @ self._variances)

    def law(self, steps: int) -> SettlementLaw:
        return average_law(self._path.spot, steps * self.variance())


def normalised(log_weights: Floats) -> Floats:
    """Return weights that sum to 1 from their logs."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


class BinaryWalk:
    """SIMP: one step up or down, always of the same size. Each observed step bounds that size; soon it is known to five digits."""

    def __init__(self, index: int, scale: float = 1.0) -> None:
        self._path = PricePath(index)
        self._default = UNIT * scale
        self._least, self._most = 0.0, math.inf
        self.confirmed = False
        """Whether a step was seen, so that `scale` is measured."""

    def observe(self, gap: int, low: float, high: float) -> None:
        path = self._path
        before = (path.low, path.high)
        if path.move(gap, low, high) is None:
            return
        if gap == 1:
            least = max(math.log(low / before[1]), math.log(before[0] / high))
            most = max(math.log(high / before[0]), math.log(before[1] / low))
            self._least, self._most = max(self._least, least), min(self._most, most)
            if least <= 0 or self._least > self._most:
                raise NotThisProcessError("the steps are of different sizes, or there was none")
            self.confirmed = True

    @property
    def scale(self) -> float:
        """The size of a step in units of 12.91 bp: the roundest number that agrees with all steps."""
        if not self.confirmed:
            return self._default / UNIT
        return roundest(self._least / UNIT, self._most / UNIT)

    def law(self, steps: int) -> SettlementLaw:
        size = self.scale * UNIT
        log_price = math.log(self._path.spot / START_PRICE)
        # the price stands on a grid around the start price: whole units give it more exactly than whole cents
        units = round(log_price / size)
        if abs(log_price - units * size) < 2e-5:
            log_price = units * size
        ups = np.arange(steps + 1)
        logs = log_price + (2 * ups - steps) * size
        return DiscreteLaw(START_PRICE * np.exp(logs), _coin_weights(steps))


def _coin_weights(steps: int) -> Floats:
    return np.array([math.comb(steps, ups) / 2.0**steps for ups in range(steps + 1)])


def roundest(least: float, most: float) -> float:
    """Return the number with the fewest digits between two positive bounds: settings are round numbers."""
    for parts in (1, 2, 4, 5, 10, 20, 50, 100, 200, 500, 1_000):
        candidate = math.ceil(least * parts - 1e-9) / parts
        if 0 < candidate <= most + 1e-12:
            return candidate
    return 0.5 * (least + most)


_DECK_SIZE = 52
_CARDS = np.arange(-6, 7)
_OF_EACH = 4
_MAX_SUM = 84
"""The 24 cards above nought."""


class DeckWalk:
    """CARD: 52 cards, -6 to 6 units four times each, drawn without replacement; at indices 51, 103, ... the sum is nought again.

    What is left in the deck is known from what was drawn, so the law of the next draws is exact. Where draws were missed only their
    number and sum are known; then the law is normal, its mean still exact.
    """

    def __init__(self, index: int, scale: float = 1.0) -> None:
        self._path = PricePath(index)
        self._unit = UNIT * scale
        self._units = 0
        self._seen = np.zeros(len(_CARDS), dtype=np.int64)
        self._missed = 0
        self._ways: Floats | None = None

    @property
    def _drawn(self) -> int:
        """Cards of the present deck that are gone."""
        return (self._path.index + 1) % _DECK_SIZE

    def observe(self, gap: int, low: float, high: float) -> None:
        path = self._path
        first = path.move(gap, low, high) is None
        exact = math.log(path.spot / START_PRICE) / self._unit
        units = round(exact)
        if abs(exact - units) > 0.2 or abs(units) > _MAX_SUM:
            raise NotThisProcessError("the price is off the deck's grid")
        drawn = self._drawn
        self._ways = None
        if first or gap > drawn > 0 or (drawn == 0 and gap > 1):
            # joined in mid-deck, or the last deck's end was missed
            self._seen[:] = 0
            self._missed = drawn
        elif gap == 1:
            card = units - self._units
            if abs(card) > 6 or self._seen[card + 6] >= _OF_EACH:
                raise NotThisProcessError("the deck holds no such card")
            self._seen[card + 6] += 1
        else:
            self._missed += gap
        self._units = units
        if drawn == 0:
            if units:
                raise NotThisProcessError("the deck does not end where it began")
            self._seen[:] = 0
            self._missed = 0

    def law(self, steps: int) -> SettlementLaw:
        drawn = self._drawn
        if drawn + steps >= _DECK_SIZE:
            # the present deck ends before: then the price is the start price, whatever it is now
            return self._exact(0, _FULL_DECK, (drawn + steps) % _DECK_SIZE)
        if self._missed:
            return self._approximate(steps)
        if self._ways is None:
            self._ways = _count_ways(_OF_EACH - self._seen)
        return self._exact(self._units, self._ways, steps)

    def _exact(self, units: int, ways: Floats, draws: int) -> DiscreteLaw:
        row = ways[draws]
        sums = np.flatnonzero(row)
        logs = (units + sums - _MAX_SUM) * self._unit
        weights = row[sums]
        return DiscreteLaw(START_PRICE * np.exp(logs), weights / weights.sum())

    def _approximate(self, draws: int) -> LognormalLaw:
        left = _DECK_SIZE - self._drawn
        pool = _OF_EACH - self._seen
        mean = -self._units / left
        square = float(pool @ (_CARDS * _CARDS)) / float(pool.sum())
        spread = max(square - mean * mean, 0.0) * draws * (left - draws) / max(left - 1, 1)
        centre = START_PRICE * math.exp((self._units + draws * mean) * self._unit)
        return average_law(centre, spread * self._unit**2)


def _count_ways(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    """How many choices of k cards have sum s: row k, column s + 84."""
    total = int(counts.sum())
    ways = np.zeros((total + 1, 2 * _MAX_SUM + 1))
    ways[0, _MAX_SUM] = 1.0
    width = ways.shape[1]
    for value, count in zip(_CARDS.tolist(), counts.tolist(), strict=True):
        if not count:
            continue
        grown = ways.copy()
        for number in range(1, count + 1):
            shift = number * value
            to = slice(max(shift, 0), width + min(shift, 0))
            source = slice(max(-shift, 0), width + min(-shift, 0))
            grown[number:, to] += math.comb(count, number) * ways[: total + 1 - number, source]
        ways = grown
    return ways


_FULL_DECK = _count_ways(np.full(len(_CARDS), _OF_EACH))
