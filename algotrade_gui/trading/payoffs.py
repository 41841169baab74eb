"""What a set of orders gains or loses over the settlement prices of its underlying: pure functions.

The outcome is held against not trading. A contract bought pays its payoff less its price; one sold brings its price and gives up the
payoff that it would have paid: the venue has no short selling, so what is sold was held.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from algotrade_gui.analytics.laws import SettlementLaw
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import Instrument, InstrumentKind, parse_instrument_id
from algotrade_gui.trading.ticket import Leg

Settlements = NDArray[np.int64]
"""Prices of the underlying at expiry, in cents."""
MOST_CONTRACTS = 1_000_000
MOST_CENTS = 1_000_000_000
"""Beyond these nothing is worked out: sums stay far from the ends of 64 bits."""


def can_tell(legs: Sequence[Leg]) -> bool:
    """Whether one settlement price decides all: legs complete and of a sane size, contracts of one underlying and one expiry.

    All other functions here need it to hold.
    """
    if not legs or not all(_sane(leg) for leg in legs):
        return False
    contracts = [parse_instrument_id(leg.instrument) for leg in legs]
    return contracts[0].is_tradeable and len({(one.underlying, one.expiry_ms) for one in contracts}) == 1


def _sane(leg: Leg) -> bool:
    return (
        leg.price is not None
        and leg.quantity is not None
        and 0 < leg.price <= MOST_CENTS
        and 0 < leg.quantity <= MOST_CONTRACTS
    )


def outcomes(legs: Sequence[Leg], settlements: Settlements) -> Settlements:
    """Return what `legs` gain (cents, negative: lose) at each settlement price if all deal at their limits."""
    total = np.zeros(len(settlements), dtype=np.int64)
    for leg in legs:
        item = parse_instrument_id(leg.instrument)
        total += leg.side.sign * (leg.quantity or 0) * _payoffs(item, settlements) + leg.cash
    return total


def _payoffs(item: Instrument, settlements: Settlements) -> Settlements:
    if item.strike is None:
        return settlements
    gain = settlements - item.strike if item.kind is InstrumentKind.CALL else item.strike - settlements
    return np.maximum(gain, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """The ends of what a ticket can come to. Cents."""

    worst: Cents | None
    """None: there is no end, the gain given up by a sale grows with the price."""
    best: Cents | None
    """None: there is no end."""
    break_evens: tuple[float, ...]
    """Settlement prices at which it comes to nothing, ascending; stretches that are flat at nothing give none."""


def extremes(legs: Sequence[Leg]) -> Extremes:
    """Return worst and best outcome over all settlement prices from 0 up, and where the sign changes."""
    knots = _knots(legs)
    values = [int(value) for value in outcomes(legs, np.array(knots, dtype=np.int64))]
    slope = sum(_last_slope(leg) for leg in legs)
    crossings = []
    for (left, low), (right, high) in pairwise(zip(knots, values, strict=True)):
        if low * high < 0:
            crossings.append(left + (right - left) * low / (low - high))
    neighbours = zip([0, *values[:-1]], [*values[1:], values[-1] + slope], strict=True)
    for knot, here, (before, after) in zip(knots, values, neighbours, strict=True):
        if here == 0 and before * after < 0:
            crossings.append(float(knot))
    if values[-1] * slope < 0:
        crossings.append(knots[-1] - values[-1] / slope)
    return Extremes(
        worst=None if slope < 0 else Cents(min(values)),
        best=None if slope > 0 else Cents(max(values)),
        break_evens=tuple(sorted(set(crossings))),
    )


def _knots(legs: Sequence[Leg]) -> list[int]:
    """Where the outcome's slope may change, with the lowest price there is."""
    strikes = {parse_instrument_id(leg.instrument).strike for leg in legs}
    return sorted({0, *(strike for strike in strikes if strike is not None)})


def _last_slope(leg: Leg) -> int:
    """Cents per cent of the underlying, above all strikes."""
    kind = parse_instrument_id(leg.instrument).kind
    return 0 if kind is InstrumentKind.PUT else leg.side.sign * (leg.quantity or 0)


def expected(legs: Sequence[Leg], law: SettlementLaw) -> float:
    """Return the mean outcome in cents under the law of the settlement."""
    contracts = [parse_instrument_id(leg.instrument) for leg in legs]
    strikes = np.array([float(one.strike or 1) for one in contracts])
    calls = np.array([one.kind is InstrumentKind.CALL for one in contracts])
    worth = law.values(strikes, calls)
    total = 0.0
    for leg, one, value in zip(legs, contracts, worth, strict=True):
        payoff = law.forward if one.strike is None else float(value)
        total += leg.side.sign * (leg.quantity or 0) * payoff + leg.cash
    return total


def chance_of_gain(legs: Sequence[Leg], law: SettlementLaw) -> float:
    """Return the probability that the outcome is above nothing.

    The settlement is a whole number of cents, so that is counted over whole cents.
    """
    ends = sorted({0.0, *map(float, _knots(legs)), *extremes(legs).break_evens})
    chance = 0.0
    for place, left in enumerate(ends):
        right = ends[place + 1] if place + 1 < len(ends) else None
        # between two ends the outcome is a straight line without a change of sign
        inside = left + 1.0 if right is None else (left + right) / 2
        if _at(legs, inside) > 0:
            # whole cents strictly between; the ends themselves are looked at below
            upper = 1.0 if right is None else _below(law, math.ceil(right))
            chance += max(0.0, upper - _below(law, math.floor(left) + 1))
        if float(left).is_integer() and _at(legs, left) > 0:
            chance += _below(law, left + 1) - _below(law, left)
    return min(max(chance, 0.0), 1.0)


def _at(legs: Sequence[Leg], settlement: float) -> float:
    total = 0.0
    for leg in legs:
        item = parse_instrument_id(leg.instrument)
        if item.strike is None:
            payoff = settlement
        else:
            payoff = max(
                settlement - item.strike if item.kind is InstrumentKind.CALL else item.strike - settlement, 0.0
            )
        total += leg.side.sign * (leg.quantity or 0) * payoff + leg.cash
    return total


def _below(law: SettlementLaw, price: float) -> float:
    return law.chance_below(price) if price > 0 else 0.0


def preview_range(legs: Sequence[Leg], spot: int, deviation: float | None) -> tuple[int, int]:
    """Return the settlement prices that a preview spans: three deviations round the price, with all strikes and break-evens inside."""
    reach = spot * min(3 * deviation, 0.9) if deviation else spot * 0.03
    low, high = spot - reach, spot + reach
    # a break-even far away would press all that is near into one line
    near = [price for price in extremes(legs).break_evens if abs(price - spot) < 0.25 * spot]
    points = [*(knot for knot in _knots(legs) if knot), *near]
    if points:
        margin = 0.15 * reach
        low, high = min(low, min(points) - margin), max(high, max(points) + margin)
    return max(0, math.floor(low)), math.ceil(high)
