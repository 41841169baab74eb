"""Forecasts of variance against the plain realised ones, out of sample."""

import math

import numpy as np

from algotrade_gui.analytics.volatility import VolatilityModel
from algotrade_gui.core.ids import Underlying

HORIZONS = (15, 30, 60)
_WINDOW = 60
_LEAST = 1e-10

Losses = dict[int, list[tuple[float, float, float]]]
"""By horizon: what the model, the last minute's realised variance and that of the whole path so far lost in each forecast."""


def contest(underlying: Underlying, mids: dict[int, int], every: int = 7) -> Losses:
    """Let three forecasts of the next seconds' variance run along a path; the loss is ln f + x/f, least for the true variance f = E[x].

    x is the sum of squared steps to come. Not for CARD: its steps undo each other, so there x is the squared move to come as a whole.
    """
    whole = underlying == "$CARD"
    steps = {i: math.log(mid / mids[i - 1]) for i, mid in mids.items() if i - 1 in mids}
    model = VolatilityModel()
    losses: Losses = {horizon: [] for horizon in HORIZONS}
    total, count = 0.0, 0
    for index in sorted(mids):
        model.update(underlying, index, mids[index])
        if index in steps:
            total, count = total + steps[index] ** 2, count + 1
        recent = [steps[i] for i in range(index - _WINDOW + 1, index + 1) if i in steps]
        if index % every or len(recent) < _WINDOW * 0.8:
            continue
        for horizon in HORIZONS:
            ahead = [steps[i] for i in range(index + 1, index + horizon + 1) if i in steps]
            if len(ahead) < horizon:
                continue
            deviation = model.total_deviation(underlying, horizon)
            forward = model.forward(underlying, horizon)
            assert deviation is not None
            assert forward is not None
            squares = math.fsum(step * step for step in ahead)
            move = math.log(mids[index + horizon] / mids[index])
            ours = (move - math.log(forward / mids[index])) ** 2 if whole else squares
            theirs = move * move if whole else squares
            losses[horizon].append(
                (
                    _loss(deviation**2, ours),
                    _loss(horizon * float(np.mean(np.square(recent))), theirs),
                    _loss(horizon * total / count, theirs),
                )
            )
    return losses


def _loss(forecast: float, outcome: float) -> float:
    f = max(forecast, _LEAST)
    return math.log(f) + outcome / f
