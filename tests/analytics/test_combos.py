"""Finders of mispricings: what they call sure is sure at any settlement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.analytics.combos import (
    FindingKind,
    asks_below_intrinsic,
    chains,
    find_all,
    long_combinations,
    parity_gaps,
)
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind, option_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Quote
from algotrade_gui.simulator.listing import contracts

SIMP = UNDERLYINGS[-1]
CONTRACTS = contracts(SIMP, 60, 100_000.0)
(CHAIN,) = chains(CONTRACTS)
FUTURE = InstrumentId("$SIMP_future_60")


def call(strike: int) -> InstrumentId:
    return option_id(SIMP, InstrumentKind.CALL, Cents(strike), 60)


def put(strike: int) -> InstrumentId:
    return option_id(SIMP, InstrumentKind.PUT, Cents(strike), 60)


def asked(price: int, size: int = 2) -> Quote:
    return Quote(ask=Cents(price), ask_size=size)


def bid(price: int, size: int = 2) -> Quote:
    return Quote(bid=Cents(price), bid_size=size)


@st.composite
def books(draw: st.DrawFn) -> dict[InstrumentId, Quote]:
    """Quotes about intrinsic value, wide enough for mispricings of every kind."""
    quotes = {}
    for one in CONTRACTS:
        worth = 100_000 if one.strike is None else one.payoff(Cents(100_000))
        noise = st.integers(-3_000, 3_000)
        ask = max(1, worth + draw(noise))
        low = max(1, min(ask - 1, worth + draw(noise)))
        quotes[one.id] = Quote(
            ask=Cents(ask) if draw(st.booleans()) else None,
            ask_size=draw(st.integers(1, 9)),
            bid=Cents(low) if draw(st.booleans()) and low < ask else None,
            bid_size=draw(st.integers(1, 9)),
        )
    return quotes


@given(books(), st.integers(60_000, 140_000))
def test_a_sure_profit_is_made_at_any_settlement(quotes: dict[InstrumentId, Quote], settlement: int) -> None:
    held = {one.id: 3 for one in CONTRACTS}
    for finding in [*long_combinations(CHAIN, quotes), *parity_gaps(CHAIN, quotes, held)]:
        assert finding.sure_payoff is not None
        assert finding.sure_profit is not None
        assert finding.sure_profit >= 1
        assert finding.payoff(Cents(settlement)) >= finding.sure_payoff
        assert finding.payoff(Cents(settlement)) - finding.cost >= finding.sure_profit
        assert finding.units >= 1
        assert finding.capital >= finding.cost


@given(books())
def test_long_combinations_only_buy_and_none_is_missed(quotes: dict[InstrumentId, Quote]) -> None:
    found = long_combinations(CHAIN, quotes)
    assert all(leg.side is Side.BUY and not leg.needs_inventory for finding in found for leg in finding.legs)
    asks = {name: quote.ask for name, quote in quotes.items() if quote.ask is not None}
    strikes = [one.strike for one in CHAIN.calls if one.strike is not None]
    pairs = sum(
        asks[call(low)] + asks[put(high)] < high - low
        for low in strikes
        for high in strikes
        if low < high and call(low) in asks and put(high) in asks
    )
    futures = sum(FUTURE in asks and put(k) in asks and asks[FUTURE] + asks[put(k)] < k for k in strikes)
    assert len(found) == pairs + futures


def test_asks_below_a_share_of_intrinsic_value() -> None:
    quotes = {call(98_000): asked(1_799), call(99_000): asked(901), put(101_000): asked(850), put(99_000): asked(1)}
    found = asks_below_intrinsic(CHAIN, quotes, 100_000.0, alpha=0.9, values=lambda _: 1_000.0)
    assert [finding.legs[0].instrument.id for finding in found] == [call(98_000), put(101_000)]
    assert [finding.expected_value for finding in found] == [-799.0, 150.0]
    assert found[0].sure_profit is None
    assert found[0].capital == 1_799
    assert len(asks_below_intrinsic(CHAIN, quotes, 100_000.0)) == 3


def test_a_call_and_a_put_below_the_distance_of_their_strikes() -> None:
    quotes = {call(99_000): asked(900, 5), put(102_000): asked(1_900, 3), call(101_000): asked(990)}
    found = long_combinations(CHAIN, quotes, values={call(99_000): 1_100.0, put(102_000): 2_000.0}.get)
    (finding,) = found
    assert finding.kind is FindingKind.CALL_AND_PUT
    assert (finding.sure_payoff, finding.cost, finding.sure_profit, finding.units) == (3_000, 2_800, 200, 3)
    assert finding.expected_value == 300.0
    assert (finding.underlying, finding.expiry_ms) == (SIMP, 60_000)
    assert not long_combinations(CHAIN, quotes, least_profit=201)


def test_a_future_and_a_put_below_the_strike() -> None:
    found = long_combinations(CHAIN, {FUTURE: asked(99_500, 1), put(101_000): asked(1_400, 9)})
    (finding,) = found
    assert finding.kind is FindingKind.FUTURE_AND_PUT
    assert (finding.sure_profit, finding.capital, finding.units) == (100, 100_900, 1)
    assert finding.expected_value is None


def test_parity_gaps_say_which_legs_must_be_owned() -> None:
    quotes = {FUTURE: asked(99_800), put(100_000): asked(300), call(100_000): bid(400, 7)}
    (finding,) = parity_gaps(CHAIN, quotes, {})
    assert finding.kind is FindingKind.CONVERSION
    assert finding.needs_inventory
    assert [leg.needs_inventory for leg in finding.legs] == [False, False, True]
    assert (finding.cost, finding.sure_payoff, finding.sure_profit, finding.units) == (99_700, 100_000, 300, 2)
    assert finding.capital == 100_100
    (owned,) = parity_gaps(CHAIN, quotes, {call(100_000): 1})
    assert not owned.needs_inventory
    assert owned.units == 1

    reverse = {FUTURE: bid(100_500), put(100_000): bid(200), call(100_000): asked(600)}
    (finding,) = parity_gaps(CHAIN, reverse, {FUTURE: 4})
    assert finding.kind is FindingKind.REVERSAL
    assert [(leg.instrument.id, leg.needs_inventory) for leg in finding.legs] == [
        (call(100_000), False),
        (FUTURE, False),
        (put(100_000), True),
    ]
    assert finding.sure_profit == 100


def test_all_of_it_at_once_soonest_expiry_first() -> None:
    later = contracts(SIMP, 75, 100_000.0)
    quotes = {
        option_id(SIMP, InstrumentKind.CALL, Cents(98_000), 75): asked(1_000),
        call(98_000): asked(1_500),
        put(102_000): asked(1_600),
    }
    found = find_all([*later, *CONTRACTS], quotes, {SIMP: 100_000.0})
    assert [(finding.expiry_ms, finding.kind) for finding in found] == [
        (60_000, FindingKind.BELOW_INTRINSIC),
        (60_000, FindingKind.BELOW_INTRINSIC),
        (60_000, FindingKind.CALL_AND_PUT),
        (75_000, FindingKind.BELOW_INTRINSIC),
    ]
    assert find_all(CONTRACTS, quotes, {})[0].kind is FindingKind.CALL_AND_PUT
    assert not find_all(CONTRACTS, {}, {SIMP: 100_000.0})


@pytest.mark.parametrize("missing", ["ask", "ask_size"])
def test_an_empty_side_is_no_leg(missing: str) -> None:
    sides = {"ask": Cents(10), "ask_size": 1} | {missing: None}
    assert not asks_below_intrinsic(CHAIN, {call(98_000): Quote(**sides)}, 100_000.0)  # type: ignore[arg-type]  # as read
