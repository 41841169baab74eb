"""An underlying's options by expiry and strike: quotes beside the model's values and the volatilities that the quotes imply."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from algotrade_gui.analytics.black import implied
from algotrade_gui.analytics.combos import Chain, chains
from algotrade_gui.analytics.theo import TheoTable
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.domain.quote import Quote
from algotrade_gui.market.cache import MarketDataCache

_NO_QUOTE = Quote()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionLook:
    """One option. Cents per contract, volatilities per square root of a second; None where there is none."""

    instrument: Instrument
    quote: Quote
    in_the_money: bool
    """Whether it would pay something if it expired at the underlying's last price."""
    theo: float | None = None
    delta: float | None = None
    gamma: float | None = None
    vega: float | None = None
    theta: float | None = None
    bid_vol: float | None = None
    ask_vol: float | None = None
    mid_vol: float | None = None
    """At the middle of bid and ask."""
    model_vol: float | None = None
    """At the model's own value."""

    @property
    def buy_edge(self) -> float | None:
        """Cents that the model expects to gain per contract bought at the ask."""
        return None if self.theo is None or self.quote.ask is None else self.theo - self.quote.ask

    @property
    def sell_edge(self) -> float | None:
        """Cents that the model expects to gain per contract sold at the bid."""
        return None if self.theo is None or self.quote.bid is None else self.quote.bid - self.theo


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeLook:
    """Call and put of one strike; None where the exchange lists none."""

    strike: Cents
    call: OptionLook | None
    put: OptionLook | None
    at_the_money: bool

    def out_of_the_money(self, forward: float) -> OptionLook | None:
        """The one of both whose price is all time value at `forward`, else the other: its volatility is the more exact."""
        call_first = self.strike >= forward
        return (self.call or self.put) if call_first else (self.put or self.call)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryLook:
    """The options of one underlying and expiry, strikes ascending."""

    underlying: Underlying
    expiry_ms: RoundMs
    price: Cents | None
    """The underlying's last published price."""
    forward: float | None
    """The model's expected settlement, cents."""
    rows: tuple[StrikeLook, ...]


def expiries(cache: MarketDataCache, underlying: Underlying) -> list[RoundMs]:
    """Return the expiries of `underlying` still ahead that have options, soonest first."""
    found = {one.expiry_ms for one in cache.instruments() if one.underlying == underlying and one.kind.is_option}
    return sorted(expiry_ms for expiry_ms in found if expiry_ms is not None and expiry_ms > cache.time_ms)


def option_chain(
    cache: MarketDataCache, underlying: Underlying, wanted: Collection[RoundMs] | None = None
) -> list[ExpiryLook]:
    """Return the chains of `underlying` as of now, soonest expiry first; of the expiries `wanted`, or all that are ahead."""
    now_ms = cache.time_ms
    members = [
        one
        for one in cache.instruments()
        if one.underlying == underlying
        and one.expiry_ms is not None
        and (one.expiry_ms > now_ms if wanted is None else one.expiry_ms in wanted and one.expiry_ms > now_ms)
    ]
    found = [chain for chain in chains(members) if chain.calls or chain.puts]
    if not found:
        return []
    price = cache.underlying_price(underlying)
    looks = _looks(cache, [one for chain in found for one in (*chain.calls, *chain.puts)], price)
    return [_expiry(chain, looks, price, cache.fair.table()) for chain in found]


def _looks(cache: MarketDataCache, options: list[Instrument], price: Cents | None) -> dict[InstrumentId, OptionLook]:
    table = cache.fair.table()
    quotes = {one.id: cache.get_best_prices(one.id) or _NO_QUOTE for one in options}
    looks: dict[InstrumentId, OptionLook] = {}
    valued: list[Instrument] = []
    for one in options:
        if one.id in table.rows:
            valued.append(one)
        else:
            looks[one.id] = OptionLook(instrument=one, quote=quotes[one.id], in_the_money=_pays(one, price))
    if not valued:
        return looks
    at = np.array([table.rows[one.id] for one in valued])
    bids = np.array([_float(quotes[one.id].bid) for one in valued])
    asks = np.array([_float(quotes[one.id].ask) for one in valued])
    # one call for all prices: most of its cost is numpy's own
    prices = np.stack((bids, asks, 0.5 * (bids + asks), table.theo[at]))
    vols = implied(prices, table.forward[at], table.strike[at], table.steps[at], table.is_call[at])
    columns = [
        [None if value != value else value for value in column.tolist()]
        for column in (table.theo[at], table.delta[at], table.gamma[at], table.vega[at], table.theta[at], *vols)
    ]
    for one, values in zip(valued, zip(*columns, strict=True), strict=True):
        theo, delta, gamma, vega, theta, bid_vol, ask_vol, mid_vol, model_vol = values
        looks[one.id] = OptionLook(
            instrument=one,
            quote=quotes[one.id],
            in_the_money=_pays(one, price),
            theo=theo,
            delta=delta,
            gamma=gamma,
            vega=vega,
            theta=theta,
            bid_vol=bid_vol,
            ask_vol=ask_vol,
            mid_vol=mid_vol,
            model_vol=model_vol,
        )
    return looks


def _expiry(chain: Chain, looks: dict[InstrumentId, OptionLook], price: Cents | None, table: TheoTable) -> ExpiryLook:
    calls = {one.strike: looks[one.id] for one in chain.calls}
    puts = {one.strike: looks[one.id] for one in chain.puts}
    strikes = sorted(strike for strike in {*calls, *puts} if strike is not None)
    # as roles count it: without a price the middle strike
    money = strikes[len(strikes) // 2] if price is None else min(strikes, key=lambda strike: abs(strike - price))
    row = next((table.rows[one.id] for one in (*chain.calls, *chain.puts) if one.id in table.rows), None)
    return ExpiryLook(
        underlying=chain.underlying,
        expiry_ms=chain.expiry_ms,
        price=price,
        forward=None if row is None else float(table.forward[row]),
        rows=tuple(
            StrikeLook(strike=Cents(strike), call=calls.get(strike), put=puts.get(strike), at_the_money=strike == money)
            for strike in strikes
        ),
    )


def _pays(option: Instrument, price: Cents | None) -> bool:
    if price is None or option.strike is None:
        return False
    return price > option.strike if option.kind is InstrumentKind.CALL else price < option.strike


def _float(price: Cents | None) -> float:
    return np.nan if price is None else float(price)
