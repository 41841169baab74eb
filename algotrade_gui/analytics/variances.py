"""Paths whose variance itself moves: filters for GARR and HEST (protocol section 5)."""

from functools import cache
from typing import NamedTuple

import numpy as np

from algotrade_gui.analytics.laws import LognormalLaw, SettlementLaw
from algotrade_gui.analytics.normal import Floats, normal_cdf
from algotrade_gui.analytics.walks import PricePath, average_law, normalised

_BP = 1e-4
_NOISE = 5e-6
"""Deviation of an observed log step that comes from whole cents."""
_TRUST = 0.9


def _scales(count: int, reach: float) -> tuple[Floats, Floats]:
    """1 and multiples around it, with their log prior weights."""
    others = np.exp2(np.linspace(-reach, reach, count))
    scales = np.concatenate(([1.0], others))
    return scales, np.log(np.concatenate(([_TRUST], np.full(count, (1 - _TRUST) / count))))


class GarchWalk:
    """GARR: GARCH(1,1). Several persistences and scales run side by side and are weighted by how well they foretold the steps."""

    DEVIATION = 9.9 * _BP
    _SHAPES = ((0.045, 0.91), (0.03, 0.95), (0.06, 0.87), (0.06, 0.92))
    """(alpha, beta) over the range that was measured."""

    def __init__(self, index: int, scale: float = 1.0) -> None:
        self._path = PricePath(index)
        scales, log_prior = _scales(17, 4.0)
        shapes = np.array(self._SHAPES)
        self._alpha = np.repeat(shapes[:, 0], len(scales))
        self._beta = np.repeat(shapes[:, 1], len(scales))
        self._level = np.tile((self.DEVIATION * scale * scales) ** 2, len(shapes))
        self._next = self._level.copy()
        self._log_weights = np.tile(log_prior, len(shapes))

    def observe(self, gap: int, low: float, high: float) -> None:
        step = self._path.move(gap, low, high)
        if step is None:
            return
        # missed steps are taken to have been alike
        square = step * step / gap
        for _ in range(gap):
            self._log_weights -= 0.5 * (np.log(self._next) + square / self._next) / gap
            self._next = self._level * (1 - self._alpha - self._beta) + self._alpha * square + self._beta * self._next

    def variance(self, steps: int) -> float:
        """The expected variance of the sum of the next steps: the term structure."""
        keep = self._alpha + self._beta
        total = steps * self._level + (self._next - self._level) * (1 - keep**steps) / (1 - keep)
        return float(normalised(self._log_weights) @ total)

    def law(self, steps: int) -> SettlementLaw:
        return average_law(self._path.spot, self.variance(steps))


class HestonWalk:
    """HEST: square-root variance with full truncation. The variance is never seen: a distribution over a grid of it is carried along.

    That the variance to come is itself uncertain makes far strikes dearer and near ones cheaper than one sigma would: the law is a mixture.
    """

    KAPPA = 0.0145
    THETA = (47 * _BP) ** 2
    XI = 0.0013
    _FACTORS = (1.0, 0.2, 0.45, 0.75, 1.35, 2.2, 5.0)

    def __init__(self, index: int, scale: float = 1.0) -> None:
        self._path = PricePath(index)
        grid = _heston_grid()
        factors = np.array(self._FACTORS)
        prior = np.full(len(factors), (1 - _TRUST) / (len(factors) - 1))
        prior[0] = _TRUST
        self._squared = (scale * factors) ** 2
        self._emission = self._squared[:, None] * np.maximum(grid.variances, 0.0)[None, :]
        self._weights: Floats = prior[:, None] * grid.stationary[None, :]

    def observe(self, gap: int, low: float, high: float) -> None:
        step = self._path.move(gap, low, high)
        if step is None:
            return
        variances = gap * self._emission + _NOISE**2
        logs = -0.5 * (np.log(variances) + step * step / variances)
        weights = self._weights * np.exp(logs - logs.max())
        total = weights.sum()
        if total > 0:
            self._weights = weights / total
        for _ in range(gap):
            self._weights = self._weights @ _heston_grid().transition

    def law(self, steps: int) -> SettlementLaw:
        mean, square = _heston_moments(steps)
        by_factor = self._weights
        first = float(self._squared @ (by_factor @ mean))
        second = float(self._squared**2 @ (by_factor @ square))
        spread = second - first * first
        if first <= 0 or spread <= 1e-9 * first * first:
            return average_law(self._path.spot, first)
        nodes, weights = _gamma_nodes(first, spread)
        return LognormalLaw(self._path.spot, np.sqrt(np.maximum(nodes, 0.0)), weights)


class _Grid(NamedTuple):
    variances: Floats
    """Of one step; a few below nought, where the process waits without moving."""
    transition: Floats
    """Row: from; column: to."""
    stationary: Floats


@cache
def _heston_grid() -> _Grid:
    below = np.linspace(-2.4e-6, 0.0, 13)[:-1]
    variances = np.concatenate((below, (np.arange(0.0, 251.0, 2.0) * _BP) ** 2))
    edges = 0.5 * (variances[1:] + variances[:-1])
    truncated = np.maximum(variances, 0.0)
    means = variances + HestonWalk.KAPPA * (HestonWalk.THETA - truncated)
    deviations = HestonWalk.XI * np.sqrt(truncated)
    moving = deviations > 0
    scaled = (edges[None, :] - means[:, None]) / np.where(moving, deviations, 1.0)[:, None]
    cumulative = np.concatenate(
        (np.zeros((len(variances), 1)), normal_cdf(scaled), np.ones((len(variances), 1))), axis=1
    )
    transition = np.diff(cumulative, axis=1)
    for row in np.flatnonzero(~moving):
        # it creeps up by a known amount: shared between the two nearest points so that the mean is kept
        right = int(np.searchsorted(variances, means[row]))
        left = max(right - 1, 0)
        share = (means[row] - variances[left]) / (variances[right] - variances[left]) if right > left else 1.0
        transition[row] = 0.0
        transition[row, left] += 1.0 - share
        transition[row, right] += share
    far = np.linalg.matrix_power(transition, 4_096)
    return _Grid(variances, transition, far[0] / far[0].sum())


@cache
def _heston_moments(steps: int) -> tuple[Floats, Floats]:
    """Mean and mean square of the summed variance of the next steps, from each point of the grid."""
    grid = _heston_grid()
    here = np.maximum(grid.variances, 0.0)
    if steps <= 0:
        return np.zeros_like(here), np.zeros_like(here)
    mean, square = _heston_moments(steps - 1)
    later = grid.transition @ mean
    return here + later, here * here + 2 * here * later + grid.transition @ square


_NODES = 5


def _gamma_nodes(mean: float, variance: float) -> tuple[Floats, Floats]:
    """Gauss's rule for the gamma law with that mean and variance (Golub and Welsch)."""
    shape = mean * mean / variance
    k = np.arange(_NODES)
    off = np.sqrt(k[1:] * (k[1:] + shape - 1.0))
    values, vectors = np.linalg.eigh(np.diag(2.0 * k + shape) + np.diag(off, 1) + np.diag(off, -1))
    return np.asarray(values * (mean / shape)), np.asarray(vectors[0] ** 2)
