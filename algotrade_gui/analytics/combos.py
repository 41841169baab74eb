"""Mispricings that can be read off the books: single contracts below value, combinations with a sure payoff, gaps in parity.

Pure functions of the quotes. Nothing here knows what an order does to a book: sizes are those quoted, prices those of now.
"""

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Quote

Values = Callable[[InstrumentId], float | None]
"""A model's value of a contract in cents, for instance `TheoBoard.theo`; None where it has none."""


class FindingKind(enum.Enum):
    """What was found."""

    BELOW_INTRINSIC = "below intrinsic"
    CALL_AND_PUT = "call + put"
    """call(K1) + put(K2) with K1 < K2 pays at least K2 - K1."""
    FUTURE_AND_PUT = "future + put"
    """Pays at least the strike."""
    CONVERSION = "conversion"
    """Future + put - call pays exactly the strike; the call must be owned to be sold."""
    REVERSAL = "reversal"
    """Call - put - future costs less than the strike it gives back; future and put must be owned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One order of a finding: at the quoted price, `size` contracts stand there."""

    instrument: Instrument
    side: Side
    price: Cents
    size: int
    needs_inventory: bool = False
    """It sells what is not owned in that quantity: the venue would refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mispricing, per unit of one contract of each leg."""

    kind: FindingKind
    legs: tuple[Leg, ...]
    sure_payoff: Cents | None
    """What it pays at least, at any settlement; None where nothing is sure. Legs sold count as what they would have paid."""
    expected_value: float | None
    """The model's value of what is got, less what is paid at the quotes. None without a model's value of every leg."""
    units: int
    """How often it can be had at these quotes, bounded by what is owned where a leg sells."""
    cost: Cents = field(init=False, compare=False, repr=False)
    """Cents paid for one unit, less what sold legs bring."""
    needs_inventory: bool = field(init=False, compare=False, repr=False)
    """Whether some leg sells what is not owned."""

    def __post_init__(self) -> None:
        # once: whoever sorts and filters asks for them by the hundred
        cost, needs = 0, False
        for leg in self.legs:
            cost += leg.price if leg.side is Side.BUY else -leg.price
            needs = needs or leg.needs_inventory
        object.__setattr__(self, "cost", Cents(cost))
        object.__setattr__(self, "needs_inventory", needs)

    @property
    def capital(self) -> Cents:
        """Cents locked up for one unit until expiry: every bought leg is paid in full."""
        return Cents(sum(leg.price for leg in self.legs if leg.side is Side.BUY))

    @property
    def sure_profit(self) -> Cents | None:
        """Cents per unit that are earned at any settlement; None where nothing is sure."""
        return None if self.sure_payoff is None else Cents(self.sure_payoff - self.cost)

    @property
    def underlying(self) -> Underlying:
        return self.legs[0].instrument.underlying

    @property
    def expiry_ms(self) -> RoundMs:
        expiry_ms = self.legs[0].instrument.expiry_ms
        assert expiry_ms is not None
        return expiry_ms

    def payoff(self, settlement: Cents) -> Cents:
        """What one unit pays at expiry for the underlying's price `settlement`; sold legs count negative."""
        return Cents(sum(leg.instrument.payoff(settlement) * (1 if leg.side is Side.BUY else -1) for leg in self.legs))


@dataclass(frozen=True, slots=True)
class Chain:
    """The contracts of one underlying and expiry, strikes ascending."""

    underlying: Underlying
    expiry_ms: RoundMs
    future: Instrument | None
    calls: tuple[Instrument, ...]
    puts: tuple[Instrument, ...]


def chains(instruments: Iterable[Instrument]) -> list[Chain]:
    """Sort contracts into chains, soonest expiry first; underlyings are left out."""
    groups: dict[tuple[RoundMs, Underlying], list[Instrument]] = {}
    for one in instruments:
        if one.expiry_ms is not None:
            groups.setdefault((one.expiry_ms, one.underlying), []).append(one)
    found = []
    for (expiry_ms, underlying), members in sorted(groups.items()):
        by_kind = {
            kind: tuple(sorted((one for one in members if one.kind is kind), key=lambda one: one.strike or 0))
            for kind in (InstrumentKind.FUTURE, InstrumentKind.CALL, InstrumentKind.PUT)
        }
        future = by_kind[InstrumentKind.FUTURE]
        found.append(
            Chain(
                underlying,
                expiry_ms,
                future[0] if future else None,
                by_kind[InstrumentKind.CALL],
                by_kind[InstrumentKind.PUT],
            )
        )
    return found


def asks_below_intrinsic(
    chain: Chain,
    quotes: Mapping[InstrumentId, Quote],
    spot: float,
    *,
    alpha: float = 1.0,
    values: Values | None = None,
) -> list[Finding]:
    """Return the options whose ask is below `alpha` times their payoff at `spot` cents. Cheap now is not sure: the price still moves."""
    found = []
    for option in (*chain.calls, *chain.puts):
        assert option.strike is not None
        intrinsic = spot - option.strike if option.kind is InstrumentKind.CALL else option.strike - spot
        if intrinsic <= 0:
            continue
        leg = _buy(option, quotes)
        if leg is not None and leg.price < alpha * intrinsic:
            found.append(_finding(FindingKind.BELOW_INTRINSIC, (leg,), None, values))
    return found


def long_combinations(
    chain: Chain, quotes: Mapping[InstrumentId, Quote], *, values: Values | None = None, least_profit: int = 1
) -> list[Finding]:
    """Return the combinations of bought legs that pay at least `least_profit` cents a unit more than they cost, whatever happens."""
    puts = [(leg, one.strike or 0) for one in chain.puts if (leg := _buy(one, quotes)) is not None]
    found = []
    for call in chain.calls:
        leg = _buy(call, quotes)
        if leg is None:
            continue
        low = call.strike or 0
        for put, high in puts:
            if high - low - leg.price - put.price >= least_profit and high > low:
                found.append(_finding(FindingKind.CALL_AND_PUT, (leg, put), Cents(high - low), values))
    future = _buy(chain.future, quotes) if chain.future is not None else None
    if future is not None:
        for put, strike in puts:
            if strike - future.price - put.price >= least_profit:
                found.append(_finding(FindingKind.FUTURE_AND_PUT, (future, put), Cents(strike), values))
    return found


def parity_gaps(
    chain: Chain,
    quotes: Mapping[InstrumentId, Quote],
    held: Mapping[InstrumentId, int],
    *,
    values: Values | None = None,
    least_profit: int = 1,
) -> list[Finding]:
    """Return the conversions and reversals that gain at least `least_profit` cents a unit; `held` tells which sold legs are owned."""
    if chain.future is None:
        return []
    future_quote = quotes.get(chain.future.id)
    if future_quote is None:
        return []
    puts = {one.strike: one for one in chain.puts}
    found = []
    for call in chain.calls:
        put = puts.get(call.strike)
        if put is None or call.strike is None:
            continue
        call_quote, put_quote = quotes.get(call.id), quotes.get(put.id)
        if call_quote is None or put_quote is None:
            continue
        # prices first: of a hundred pairs a handful becomes a finding
        for kind, bought, sold, buy_prices, sell_prices, payoff in (
            (
                FindingKind.CONVERSION,
                (chain.future, put),
                (call,),
                (future_quote.ask, put_quote.ask),
                (call_quote.bid,),
                call.strike,
            ),
            (
                FindingKind.REVERSAL,
                (call,),
                (chain.future, put),
                (call_quote.ask,),
                (future_quote.bid, put_quote.bid),
                -call.strike,
            ),
        ):
            if None in buy_prices or None in sell_prices:
                continue
            cost = sum(price or 0 for price in buy_prices) - sum(price or 0 for price in sell_prices)
            if payoff - cost < least_profit:
                continue
            buys = [_buy(one, quotes) for one in bought]
            sells = [_sell(one, quotes, held) for one in sold]
            legs = tuple(leg for leg in (*buys, *sells) if leg is not None)
            if len(legs) == len(bought) + len(sold):
                found.append(_finding(kind, legs, Cents(payoff), values, held))
    return found


def find_all(
    instruments: Iterable[Instrument],
    quotes: Mapping[InstrumentId, Quote],
    spots: Mapping[Underlying, float],
    *,
    held: Mapping[InstrumentId, int] | None = None,
    values: Values | None = None,
    alpha: float = 1.0,
) -> list[Finding]:
    """Return everything there is, soonest expiry first; an underlying without a spot has no intrinsic values."""
    found: list[Finding] = []
    for chain in chains(instruments):
        spot = spots.get(chain.underlying)
        if spot is not None:
            found.extend(asks_below_intrinsic(chain, quotes, spot, alpha=alpha, values=values))
        found.extend(long_combinations(chain, quotes, values=values))
        found.extend(parity_gaps(chain, quotes, held or {}, values=values))
    return found


def _buy(instrument: Instrument, quotes: Mapping[InstrumentId, Quote]) -> Leg | None:
    quote = quotes.get(instrument.id)
    if quote is None or quote.ask is None or quote.ask_size is None:
        return None
    return Leg(instrument=instrument, side=Side.BUY, price=quote.ask, size=quote.ask_size)


def _sell(instrument: Instrument, quotes: Mapping[InstrumentId, Quote], held: Mapping[InstrumentId, int]) -> Leg | None:
    quote = quotes.get(instrument.id)
    if quote is None or quote.bid is None or quote.bid_size is None:
        return None
    return Leg(
        instrument=instrument,
        side=Side.SELL,
        price=quote.bid,
        size=quote.bid_size,
        needs_inventory=held.get(instrument.id, 0) <= 0,
    )


def _finding(
    kind: FindingKind,
    legs: tuple[Leg, ...],
    sure_payoff: Cents | None,
    values: Values | None,
    held: Mapping[InstrumentId, int] | None = None,
) -> Finding:
    expected: float | None = None
    if values is not None:
        expected = 0.0
        for leg in legs:
            value = values(leg.instrument.id)
            if value is None:
                expected = None
                break
            expected += (value - leg.price) * (1 if leg.side is Side.BUY else -1)
    units = min(leg.size for leg in legs)
    owned = [held.get(leg.instrument.id, 0) for leg in legs if held is not None and leg.side is Side.SELL]
    # what is not owned is shown for its whole size: the flag says that it cannot be done yet
    if owned and min(owned) > 0:
        units = min(units, *owned)
    return Finding(kind=kind, legs=legs, sure_payoff=sure_payoff, expected_value=expected, units=units)
