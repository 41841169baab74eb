"""What the expiries ahead will pay: per underlying, at the present price, a sigma off it, after a jump, against what it has cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from algotrade_gui.analytics.laws import DiscreteLaw, SettlementLaw, chances_below
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import Instrument, InstrumentKind, parse_instrument_id
from algotrade_gui.domain.position import Position
from algotrade_gui.market.fair import FairValues

JUMP_SIGMAS: Final = 4.0
"""A jump is this many of the law's sigmas, which none of the six processes is likely to make until then,"""
LEAST_JUMP: Final = 0.006
"""but never less than 60 bp, also in an expiry's last seconds; where the law is exact it ends with the farthest price that can be."""
CONCENTRATED_SHARE: Final = 0.25
"""Of all capital in one underlying and expiry: from here on it is warned of."""
SOON_MS: Final = 15 * MS_PER_S
SOON_SHARE: Final = 0.5
"""Of all capital that settles within the next 15 s: likewise."""


class SettlementMarket(Protocol):
    """What is known of the prices to come."""

    def spot(self, underlying: Underlying) -> Cents | None:
        """The present price; None before the first."""

    def law(self, underlying: Underlying, expiry_ms: RoundMs) -> SettlementLaw | None:
        """How the price at that expiry is distributed; None before the first price."""

    def theo(self, instrument: InstrumentId) -> float | None:
        """A contract's expected payoff by that law, in cents, where it is known already; None: it is worked out."""


class FairMarket:
    """The settlement market out of the cache's fair values, as they were when it was made."""

    def __init__(self, fair: FairValues) -> None:
        self._model = fair.model
        self._table = fair.table()

    def spot(self, underlying: Underlying) -> Cents | None:
        price = self._model.spot(underlying)
        # a published mid is the whole cent below the price, and so is a settlement
        return None if price is None else Cents(math.floor(price))

    def law(self, underlying: Underlying, expiry_ms: RoundMs) -> SettlementLaw | None:
        return self._model.settlement_law(underlying, expiry_ms // MS_PER_S)

    def theo(self, instrument: InstrumentId) -> float | None:
        row = self._table.rows.get(instrument)
        return None if row is None else float(self._table.theo[row])


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Contracts of one instrument, signed, with the cents that they have cost."""

    instrument: Instrument
    quantity: int
    cost: Cents

    def payoff(self, price: Cents) -> Cents:
        """What they pay in all for that price of the underlying."""
        return Cents(self.quantity * self.instrument.payoff(price))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an expiry pays for one price of its underlying, and what that leaves over its cost."""

    price: Cents
    payoff: Cents
    pnl: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One expiry of one underlying, with all that is held of it. Outcomes are None before the underlying's first price."""

    underlying: Underlying
    expiry_ms: RoundMs
    left_ms: int
    """Until it expires; 0 for one that has and is not settled yet."""
    holdings: tuple[Holding, ...]
    contracts: int
    """Bought less owed, options and futures together."""
    cost: Cents
    """The cash that is locked in it."""
    now: Outcome | None = None
    """For the present price."""
    down: Outcome | None = None
    """For one sigma below the expected price (the law's mean), sigma over the seconds that are left."""
    up: Outcome | None = None
    """One above."""
    jump_down: Outcome | None = None
    jump_up: Outcome | None = None
    expected_pnl: float | None = None
    """Cents, by the law."""
    loss_chance: float | None = None
    """How likely it is to pay less than it has cost, by the law."""

    @property
    def jump(self) -> Outcome | None:
        """The worse of the two jumps."""
        if self.jump_down is None or self.jump_up is None:
            return self.jump_down or self.jump_up
        return min(self.jump_down, self.jump_up, key=lambda outcome: outcome.pnl)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All there are, in the order of their prices but for the present one, which comes first."""
        every = (self.now, self.jump_down, self.down, self.up, self.jump_up)
        return tuple(outcome for outcome in every if outcome is not None)


def look_ahead(positions: Mapping[InstrumentId, Position], now_ms: RoundMs, market: SettlementMarket) -> list[Outlook]:
    """Return the expiries ahead of what is held, the next first, those of one moment by underlying."""
    groups: dict[tuple[RoundMs, Underlying], list[Holding]] = {}
    for name, position in positions.items():
        instrument = parse_instrument_id(name)
        if position.quantity and instrument.expiry_ms is not None:
            held = Holding(instrument=instrument, quantity=position.quantity, cost=position.cost)
            groups.setdefault((instrument.expiry_ms, instrument.underlying), []).append(held)
    ahead = [(key, tuple(sorted(held, key=_by_strike))) for key, held in sorted(groups.items())]
    laws = [market.law(underlying, expiry_ms) for (expiry_ms, underlying), _ in ahead]
    known = [(held, law) for (_, held), law in zip(ahead, laws, strict=True) if law is not None]
    chances = iter(chances_of_loss(known))
    return [
        _outlook(key, held, now_ms, market, law, None if law is None else next(chances))
        for (key, held), law in zip(ahead, laws, strict=True)
    ]


def _by_strike(held: Holding) -> tuple[bool, int, str]:
    return held.instrument.strike is not None, held.instrument.strike or 0, held.instrument.id


def _outlook(
    key: tuple[RoundMs, Underlying],
    held: tuple[Holding, ...],
    now_ms: RoundMs,
    market: SettlementMarket,
    law: SettlementLaw | None,
    loss_chance: float | None,
) -> Outlook:
    expiry_ms, underlying = key
    cost = Cents(sum(each.cost for each in held))
    spot = market.spot(underlying)
    prices = {} if law is None else _scenarios(law)

    def outcome(price: Cents | None) -> Outcome | None:
        if price is None:
            return None
        payoff = Cents(sum(each.payoff(price) for each in held))
        return Outcome(price=price, payoff=payoff, pnl=Cents(payoff - cost))

    return Outlook(
        underlying=underlying,
        expiry_ms=expiry_ms,
        left_ms=max(0, expiry_ms - now_ms),
        holdings=held,
        contracts=sum(each.quantity for each in held),
        cost=cost,
        now=outcome(spot),
        down=outcome(prices.get("down")),
        up=outcome(prices.get("up")),
        jump_down=outcome(prices.get("jump_down")),
        jump_up=outcome(prices.get("jump_up")),
        expected_pnl=None if law is None else _expected(held, law, market) - cost,
        loss_chance=loss_chance,
    )


def _scenarios(law: SettlementLaw) -> dict[str, Cents]:
    """The prices that are looked at, by the law: whole cents, as settlements are."""
    centre, sigma = law.forward, law.deviation
    jump = max(JUMP_SIGMAS * sigma, LEAST_JUMP) if sigma > 0 else 0.0
    low, high = 1.0, math.inf
    if isinstance(law, DiscreteLaw):
        possible = law.prices[law.weights > 0]
        low, high = float(possible.min()), float(possible.max())

    def price(move: float) -> Cents:
        # a hair is forgiven: the logarithm of a whole price may not come back whole
        return Cents(math.floor(min(max(centre * math.exp(move), low), high) + 1e-6))

    return {"down": price(-sigma), "up": price(sigma), "jump_down": price(-jump), "jump_up": price(jump)}


def _expected(held: Sequence[Holding], law: SettlementLaw, market: SettlementMarket) -> float:
    values = [market.theo(each.instrument.id) for each in held]
    if any(value is None for value in values):
        # not all live any more
        return expected_payoff(held, law)
    return sum(each.quantity * (value or 0.0) for each, value in zip(held, values, strict=True))


def expected_payoff(held: Sequence[Holding], law: SettlementLaw) -> float:
    """Return what `held`, all of one underlying and expiry, are expected to pay, in cents."""
    options = [each for each in held if each.instrument.strike is not None]
    futures = sum(each.quantity for each in held if each.instrument.strike is None)
    if not options:
        return futures * law.forward
    strikes = np.array([float(each.instrument.strike or 0) for each in options])
    calls = np.array([each.instrument.kind is InstrumentKind.CALL for each in options], dtype=np.bool_)
    quantities = np.array([float(each.quantity) for each in options])
    return futures * law.forward + float(quantities @ law.values(strikes, calls))


def chances_of_loss(books: Sequence[tuple[Sequence[Holding], SettlementLaw]]) -> list[float]:
    """Return for each book, all of one underlying and expiry, the probability that it pays less than it has cost.

    Between two strikes what it pays is a straight line over the whole cents of the settlement, so where it lies below the cost is exact.
    """
    edges: list[tuple[SettlementLaw, float]] = []
    signs: list[tuple[int, float]] = []
    chances = [0.0] * len(books)
    for place, (held, law) in enumerate(books):
        for first, last in losses(held):
            edges.append((law, float(first)))
            signs.append((place, -1.0))
            if last is None:
                chances[place] += 1.0
            else:
                edges.append((law, float(last + 1)))
                signs.append((place, 1.0))
    for (place, sign), below in zip(signs, chances_below(edges), strict=True):
        chances[place] += sign * float(below)
    return [min(1.0, max(0.0, chance)) for chance in chances]


def losses(held: Sequence[Holding]) -> list[tuple[int, int | None]]:
    """Return the settlements at which `held` pays less than it has cost: first and last of each run of whole cents (None: no last)."""
    margin = -sum(each.cost for each in held)
    slope = 0
    bends: dict[int, int] = {}
    for each in held:
        strike = each.instrument.strike
        if strike is None:
            slope += each.quantity
            continue
        # above its strike a call begins to pay, and a put no longer pays less with each cent
        bends[strike] = bends.get(strike, 0) + each.quantity
        if each.instrument.kind is InstrumentKind.PUT:
            slope -= each.quantity
            margin += each.quantity * strike
    edges = sorted({0, *bends})
    runs: list[tuple[int, int | None]] = []
    for place, low in enumerate(edges):
        slope += bends.get(low, 0)
        count = edges[place + 1] - low if place + 1 < len(edges) else None
        first, last = _below_nought(margin, slope, count)
        if first is not None:
            begin, end = low + first, None if last is None else low + last
            if runs and runs[-1][1] == begin - 1:
                begin = runs.pop()[0]
            runs.append((begin, end))
        margin += slope * (count or 0)
    return runs


def _below_nought(margin: int, slope: int, count: int | None) -> tuple[int | None, int | None]:
    """The first and last t of 0 .. count - 1 (None: without end) at which margin + slope t is negative; (None, ...) where there is none."""
    end = None if count is None else count - 1
    if slope == 0:
        return (0, end) if margin < 0 else (None, None)
    if slope > 0:
        if margin >= 0:
            return None, None
        last = (-margin - 1) // slope
        return 0, last if end is None else min(last, end)
    first = 0 if margin < 0 else margin // -slope + 1
    return (None, None) if end is not None and first > end else (first, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """Too much in one place: `share` of all capital; `sentence` says it to people."""

    kind: Literal["expiry", "soon"]
    share: float
    sentence: str
    underlying: Underlying | None = None
    expiry_ms: RoundMs | None = None


def concentrations(outlooks: Sequence[Outlook], capital: Cents | None) -> list[Concentration]:
    """Return what is to be warned of, the gravest first; nothing while the capital (cash and the cost of all holdings) is not known."""
    if capital is None or capital <= 0:
        return []
    found = [
        Concentration(
            kind="expiry",
            share=outlook.cost / capital,
            sentence=say(
                "{percent} % of all capital in {underlying}, {left} s ahead",
                percent=round(100 * outlook.cost / capital),
                underlying=outlook.underlying,
                left=math.ceil(outlook.left_ms / MS_PER_S),
            ),
            underlying=outlook.underlying,
            expiry_ms=outlook.expiry_ms,
        )
        for outlook in outlooks
        if outlook.cost > CONCENTRATED_SHARE * capital
    ]
    soon = sum(max(0, outlook.cost) for outlook in outlooks if outlook.left_ms <= SOON_MS)
    if soon > SOON_SHARE * capital:
        found.append(
            Concentration(
                kind="soon",
                share=soon / capital,
                sentence=say(
                    "{percent} % of all capital settles within {seconds} s",
                    percent=round(100 * soon / capital),
                    seconds=SOON_MS // MS_PER_S,
                ),
            )
        )
    return sorted(found, key=lambda each: -each.share)
