"""How the price at settlement is distributed, seen from now."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from algotrade_gui.analytics.black import prices
from algotrade_gui.analytics.normal import Bools, Floats, normal_cdf


class SettlementLaw(Protocol):
    """The law of an underlying's price at an expiry."""

    @property
    def forward(self) -> float:
        """The mean, in cents: what a future is worth."""

    @property
    def deviation(self) -> float:
        """Standard deviation of the log price."""

    def values(self, strikes: Floats, is_call: Bools) -> Floats:
        """Return the expected payoffs of options, in cents."""

    def chance_below(self, price: float) -> float:
        """Return the probability that the settlement is below `price` cents."""


class LognormalLaw:
    """A mixture of lognormal laws without drift of the log price, so that the mean lies a little above the price now."""

    def __init__(self, spot: float, deviations: Floats, weights: Floats) -> None:
        self.spot = spot
        self._deviations = deviations
        self._weights = weights
        self._forwards: Floats = spot * np.exp(0.5 * deviations * deviations)
        self.forward = float(weights @ self._forwards)
        self.deviation = float(np.sqrt(weights @ (deviations * deviations)))

    def values(self, strikes: Floats, is_call: Bools) -> Floats:
        each = prices(self._forwards[:, None], strikes[None, :], self._deviations[:, None], is_call[None, :])
        return np.asarray(self._weights @ each)

    @property
    def parts(self) -> tuple[Floats, Floats, Floats]:
        """Forward, deviation and weight of each lognormal part: for who prices several laws in one go."""
        return self._forwards, self._deviations, self._weights

    def chance_below(self, price: float) -> float:
        distance = np.log(price / self.spot)
        with np.errstate(divide="ignore"):
            below = np.where(
                self._deviations > 0,
                normal_cdf(distance / np.where(self._deviations > 0, self._deviations, 1.0)),
                float(distance > 0),
            )
        return float(self._weights @ below)


def option_values(laws: Sequence[SettlementLaw], strikes: Floats, is_call: Bools) -> Floats:
    """Return what `law.values` gives for each law, rows over laws, from one pass over all lognormal ones.

    `strikes` and `is_call` have a row per law; a row may be filled up with anything positive.
    """
    values = np.empty(strikes.shape)
    smooth: list[tuple[int, LognormalLaw]] = []
    for row, law in enumerate(laws):
        if isinstance(law, LognormalLaw):
            smooth.append((row, law))
        else:
            values[row] = law.values(strikes[row], is_call[row])
    if smooth:
        parts = [law.parts for _, law in smooth]
        lengths = [len(part[0]) for part in parts]
        forward, deviation, weight = (np.concatenate([part[i] for part in parts])[:, None] for i in range(3))
        rows = np.repeat([row for row, _ in smooth], lengths)
        each = weight * prices(forward, strikes[rows], deviation, is_call[rows])
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        values[[row for row, _ in smooth]] = np.add.reduceat(each, starts, axis=0)
    return values


def chances_below(points: Sequence[tuple[SettlementLaw, float]]) -> Floats:
    """Return what `law.chance_below(price)` gives for each pair, from one pass over all lognormal ones; 0 for a price of 0 or less."""
    chances = np.zeros(len(points))
    smooth: list[tuple[int, LognormalLaw, float]] = []
    for place, (law, price) in enumerate(points):
        if price <= 0:
            continue
        if isinstance(law, LognormalLaw):
            smooth.append((place, law, price))
        else:
            chances[place] = law.chance_below(price)
    if smooth:
        parts = [law.parts for _, law, _ in smooth]
        lengths = [len(deviation) for _, deviation, _ in parts]
        deviation, weight = (np.concatenate([part[i] for part in parts]) for i in (1, 2))
        distance = np.repeat(np.log([price / law.spot for _, law, price in smooth]), lengths)
        moving = deviation > 0
        below = np.where(
            moving, normal_cdf(distance / np.where(moving, deviation, 1.0)), (distance > 0).astype(np.float64)
        )
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        chances[[place for place, _, _ in smooth]] = np.add.reduceat(weight * below, starts)
    return chances


class DiscreteLaw:
    """Finitely many prices, known exactly: the settlement is the whole cent below."""

    def __init__(self, prices_cents: Floats, weights: Floats) -> None:
        logs = np.log(prices_cents)
        # a hair is forgiven: exp() of an exact 0 may not round a whole price down by one
        self.prices: Floats = np.floor(prices_cents + 1e-6)
        self.weights = weights
        self.forward = float(weights @ self.prices)
        mean = float(weights @ logs)
        self.deviation = float(np.sqrt(max(float(weights @ (logs - mean) ** 2), 0.0)))

    def values(self, strikes: Floats, is_call: Bools) -> Floats:
        gain = self.prices[:, None] - strikes[None, :]
        return np.asarray(self.weights @ np.maximum(np.where(is_call[None, :], gain, -gain), 0.0))

    def chance_below(self, price: float) -> float:
        return float(self.weights[self.prices < price].sum())
