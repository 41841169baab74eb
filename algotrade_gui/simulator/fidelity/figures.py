"""The figures: each a number computed from a sample, the same way for the recording and for the practice exchange."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.simulator.fidelity.sample import (
    ASKS,
    BIDS,
    CALL,
    EXPIRY,
    FUTURE,
    KIND,
    MID,
    NONE,
    PUT,
    SECOND,
    SETTLED,
    STRIKE,
    TOP_CHANGED,
    UNDERLYING,
    Ints,
    Sample,
)
from algotrade_gui.simulator.listing import LIFE_S
from algotrade_gui.simulator.processes import START_PRICE, UNIT

_Mask = NDArray[np.bool_]
_Floats = NDArray[np.float64]

QUANTILES = (5, 25, 50, 75, 95)
_VALUE_BOUNDS = (0, 50, 200, 500, 1_000, 2_000, 5_000)
_NAMES = tuple(str(name).removeprefix("$") for name in UNDERLYINGS)
_DECK = np.repeat(np.arange(-6, 7), 4)
_BP = 1e-4

Figures = dict[str, float]
"""By name; NaN where the sample says nothing."""


def book_figures(books: Ints) -> Figures:
    """What the books looked like: spreads, depth, empty sides, mispricings, changes, and what buying the mispriced earned."""
    found: Figures = {}
    bid, ask = books[:, BIDS], books[:, ASKS]
    kind = books[:, KIND]
    two_sided = (bid != NONE) & (ask != NONE)
    spread = ask - bid
    for name, mask in (("calls", kind == CALL), ("puts", kind == PUT), ("futures", kind == FUTURE)):
        for percent, value in zip(QUANTILES, _percentiles(spread[mask & two_sided]), strict=True):
            found[f"spread of {name}, {percent} %"] = value
    is_option = kind != FUTURE
    middle = (bid + ask) / 2
    for low, high in pairwise(_VALUE_BOUNDS):
        mask = is_option & two_sided & (middle > low) & (middle <= high)
        found[f"median spread of options worth {low} to {high}"] = _median(spread[mask])
    _depth(books, found)
    _after_listing(books, found)
    _mispricing(books, two_sided, found)
    changed = books[:, TOP_CHANGED]
    found["tops of books changed after a second"] = _mean(changed[changed != NONE])
    found["crossed or locked books"] = _mean(spread[two_sided] <= 0)
    _buyer(books, found)
    return found


def _depth(books: Ints, found: Figures) -> None:
    for name, start in (("bid", BIDS), ("ask", ASKS)):
        levels = (books[:, start : start + 3] != NONE).sum(axis=1)
        for count in range(4):
            found[f"books with {count} {name} levels"] = _mean(levels == count)
    quantities = np.concatenate([books[:, start + 3 : start + 6].ravel() for start in (BIDS, ASKS)])
    quantities = quantities[quantities != NONE]
    for quantity in range(1, 6):
        found[f"levels of {quantity} contracts"] = _mean(quantities == quantity)
    found["levels of 6 contracts and more"] = _mean(quantities >= 6)
    for name, mask in (("options", books[:, KIND] != FUTURE), ("futures", books[:, KIND] == FUTURE)):
        gaps = []
        for start in (BIDS, ASKS):
            for level in (start, start + 1):
                near, far = books[mask, level], books[mask, level + 1]
                gaps.append(np.abs(near - far)[(near != NONE) & (far != NONE)])
        found[f"median gap between levels of {name}"] = _median(np.concatenate(gaps))


def _after_listing(books: Ints, found: Figures) -> None:
    age = books[:, SECOND] - (books[:, EXPIRY] - LIFE_S)
    for text, mask in (
        ("0 to 1 s after listing", age == 0),
        ("1 to 2 s after listing", age == 1),
        ("2 to 4 s after listing", (age == 2) | (age == 3)),
        ("later", age >= 4),
    ):
        found[f"empty bid sides, {text}"] = _mean(books[mask, BIDS] == NONE)
        found[f"empty ask sides, {text}"] = _mean(books[mask, ASKS] == NONE)


def intrinsic(books: Ints) -> Ints:
    """The options' value by the last published mid, were they to expire now; 0 for futures."""
    return _payoff(books, books[:, MID])


def _payoff(books: Ints, price: Ints) -> Ints:
    gain = np.where(books[:, KIND] == CALL, price - books[:, STRIKE], books[:, STRIKE] - price)
    return np.where(books[:, KIND] == FUTURE, 0, np.maximum(gain, 0))


def _mispricing(books: Ints, two_sided: _Mask, found: Figures) -> None:
    known = two_sided & (books[:, MID] != NONE)
    option = known & (books[:, KIND] != FUTURE)
    below = books[:, ASKS] < intrinsic(books)
    found["option asks below intrinsic"] = _mean(below[option])
    for number, name in enumerate(_NAMES):
        found[f"option asks below intrinsic, {name}"] = _mean(below[option & (books[:, UNDERLYING] == number)])
    future = known & (books[:, KIND] == FUTURE)
    spot = books[future, MID]
    bid, ask = books[future, BIDS], books[future, ASKS]
    found["future's best bid against spot, bp, median"] = _median((bid / spot - 1) / _BP)
    found["future's best ask against spot, bp, median"] = _median((ask / spot - 1) / _BP)
    found["futures whose bid and ask contain spot"] = _mean((bid <= spot) & (spot <= ask))


def _buyer(books: Ints, found: Figures) -> None:
    """One contract of each option ask below intrinsic, once a second, held to settlement."""
    bought = (
        (books[:, KIND] != FUTURE)
        & (books[:, ASKS] != NONE)
        & (books[:, MID] != NONE)
        & (books[:, SETTLED] != NONE)
        & (books[:, ASKS] < intrinsic(books))
    )
    paid = books[:, ASKS]
    found["discount of the asks below intrinsic"] = _gain(paid[bought], intrinsic(books)[bought])
    got = _payoff(books, books[:, SETTLED])
    found["buyer below intrinsic earned"] = _gain(paid[bought], got[bought])
    for number, name in enumerate(_NAMES):
        mask = bought & (books[:, UNDERLYING] == number)
        found[f"buyer below intrinsic earned, {name}"] = _gain(paid[mask], got[mask])


def event_figures(trades: Ints, cancels: Ints, quantities: Ints) -> Figures:
    """What a busy update told of: one in which anybody traded."""
    busy = trades > 0
    return {
        "trades in a busy update": _mean(trades[busy]),
        "cancels in a busy update": _mean(cancels[busy]),
        "mean quantity of a trade": _mean(quantities),
    }


def process_figures(mids: Mapping[str, Sequence[Ints]]) -> Figures:
    """What the price paths were like, from the published mids alone."""
    steps = {name: np.concatenate([_steps(path) for path in paths]) for name, paths in mids.items()}
    found: Figures = {}
    simp = steps["SIMP"] / UNIT
    # a floored mid is a cent off at most: 0.01 bp, 0.01 units
    found["SIMP: steps of exactly one unit"] = _mean(np.abs(np.abs(simp) - 1) < 0.02)
    found["SIMP: steps up"] = _mean(simp > 0)
    decks = [deck for path in mids["CARD"] for deck in _decks(path)]
    found["CARD: decks that hold each step four times"] = _mean(np.array(decks))
    found["CARD: deviation of a step, bp"] = _deviation(steps["CARD"]) / _BP
    found["CARD: excess kurtosis of steps"] = _kurtosis(steps["CARD"])
    found["CARD: back at the start after each deck"] = _mean(
        np.concatenate([path[51 : len(path) : 52][path[51 : len(path) : 52] != NONE] for path in mids["CARD"]])
        == START_PRICE
    )
    for name in ("LOGN", "JUMP", "GARR", "HEST"):
        found[f"{name}: deviation of a step, bp"] = _deviation(steps[name]) / _BP
        found[f"{name}: correlation of neighbouring steps"] = _mean_lagged(mids[name], 1, 1)
    for name in ("LOGN", "JUMP", "GARR"):
        found[f"{name}: excess kurtosis of steps"] = _kurtosis(steps[name])
    pairs = [np.diff(path)[(path[1:] != NONE) & (path[:-1] != NONE)] for path in mids["HEST"]]
    found["HEST: steps of nought"] = _mean(np.concatenate(pairs) == 0)
    for lag in (1, 20):
        found[f"HEST: correlation of squared steps {lag} s apart"] = _mean_lagged(mids["HEST"], lag, 2)
    found["GARR: correlation of squared steps 1 s apart"] = _mean_lagged(mids["GARR"], 1, 2)
    return found


def _log_steps(path: Ints) -> _Floats:
    """Steps of the log price by second, NaN where a mid is missing."""
    logs = np.full(len(path), np.nan)
    logs[path > 0] = np.log(path[path > 0])
    steps: _Floats = np.diff(logs)
    return steps


def _steps(path: Ints) -> _Floats:
    steps = _log_steps(path)
    return steps[~np.isnan(steps)]


def _decks(path: Ints) -> list[bool]:
    """For each whole deck on record, whether it holds what a deck holds. The first deck begins at the start price before second 0."""
    whole = np.concatenate([[START_PRICE], path])
    found = []
    for start in range(0, len(whole) - 52, 52):
        block = whole[start : start + 53]
        if (block > 0).all():
            units = np.rint(np.diff(np.log(block)) / UNIT)
            found.append(bool((np.sort(units) == _DECK).all()))
    return found


def _lagged(path: Ints, lag: int, power: int) -> float:
    values = _log_steps(path) ** power
    early, late = values[:-lag], values[lag:]
    both = ~np.isnan(early) & ~np.isnan(late)
    if both.sum() < 30 or early[both].std() == 0 or late[both].std() == 0:
        return float("nan")
    return float(np.corrcoef(early[both], late[both])[0, 1])


def _mean_lagged(paths: Sequence[Ints], lag: int, power: int) -> float:
    values = np.array([_lagged(path, lag, power) for path in paths])
    return _mean(values[~np.isnan(values)])


def price_deviation(path: Ints, steps: int) -> _Floats:
    """The deviation of the last `steps` log-price steps known in each second; infinity before there are any."""
    moves = _log_steps(path)
    found = np.full(len(path) + 1, np.inf)
    for second in range(steps + 1, len(path) + 1):
        # in second s the mid of s - 1 is the last one published
        found[second] = moves[second - steps - 1 : second - 1].std()
    return found


def all_figures(sample: Sample) -> Figures:
    """Every figure of a sample but the sniper's, which is a round of its own."""
    return {
        **book_figures(sample.books),
        **event_figures(sample.trades, sample.cancels, sample.trade_quantities),
        **process_figures(sample.mids),
    }


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _median(values: NDArray[Any]) -> float:
    return float(np.median(values)) if len(values) else float("nan")


def _percentiles(values: NDArray[Any]) -> list[float]:
    if not len(values):
        return [float("nan")] * len(QUANTILES)
    return [float(value) for value in np.percentile(values, QUANTILES)]


def _gain(paid: Ints, got: Ints) -> float:
    cost = int(paid.sum())
    return float(got.sum() / cost - 1) if cost else float("nan")


def _deviation(values: _Floats) -> float:
    return float(values.std()) if len(values) else float("nan")


def _kurtosis(values: _Floats) -> float:
    variance = float(values.var()) if len(values) else 0.0
    return float(((values - values.mean()) ** 4).mean() / variance**2 - 3) if variance else float("nan")
