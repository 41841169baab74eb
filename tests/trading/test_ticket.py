"""A ticket before it is sent: what it reserves, where it ends, what is wrong with it."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.analytics.laws import DiscreteLaw, LognormalLaw
from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.domain.quote import Quote
from algotrade_gui.trading.closing import close_plan
from algotrade_gui.trading.payoffs import can_tell, chance_of_gain, expected, extremes, outcomes, preview_range
from algotrade_gui.trading.risk import RiskGate
from algotrade_gui.trading.ticket import (
    Leg,
    Means,
    Place,
    ProblemKind,
    Standing,
    contracts_for,
    price_step,
    problems,
    reserve,
)

FUTURE = InstrumentId("$SIMP_future_60")
CALL = InstrumentId("$SIMP_call_100000_60")
PUT = InstrumentId("$SIMP_put_98000_60")
CONTRACTS = (FUTURE, CALL, PUT, InstrumentId("$SIMP_call_102000_60"), InstrumentId("$SIMP_put_101000_60"))
MEANS = Means(now_ms=RoundMs(10_000), free_cash=Cents(1_000_000), open_orders=0)


def leg(instrument: InstrumentId = CALL, side: Side = Side.BUY, quantity: int | None = 2, price: Any = 500) -> Leg:
    return Leg(instrument=instrument, side=side, quantity=quantity, price=price)


legs = st.lists(
    st.builds(
        leg, st.sampled_from(CONTRACTS), st.sampled_from(Side), st.integers(1, 50), st.integers(1, 150_000).map(Cents)
    ),
    min_size=1,
    max_size=4,
)


def live(**changes: Any) -> Standing:
    return replace(Standing(live=True, free_contracts=5, theo=520.0, spot=Cents(100_000)), **changes)


def kinds(found: Any) -> list[ProblemKind]:
    return [problem.kind for problem in found]


# --- what it reserves ---


@given(legs)
def test_buys_reserve_cash_and_sells_contracts(ticket: list[Leg]) -> None:
    held = reserve(ticket)
    assert held.cash == sum((one.price or 0) * (one.quantity or 0) for one in ticket if one.side is Side.BUY)
    assert sum(held.contracts.values()) == sum(one.quantity or 0 for one in ticket if one.side is Side.SELL)
    assert all(count > 0 for count in held.contracts.values())


@given(st.integers(-10, 10**9), st.integers(-5, 10**6))
def test_contracts_for_an_amount_are_the_most_that_it_reserves(cash: int, price: int) -> None:
    count = contracts_for(cash, price)
    if price <= 0 or cash < 0:
        assert count == 0
    else:
        assert count * price <= cash < (count + 1) * price


@given(st.integers(0, 10**7), st.one_of(st.none(), st.integers(0, 10**6)))
def test_steps_are_one_two_or_five_of_a_power_of_ten(price: int, spread: int | None) -> None:
    step = price_step(price, spread)
    while step % 10 == 0:
        step = Cents(step // 10)
    assert step in (1, 2, 5)
    assert price_step(price, spread) <= max(1, (spread or 0) / 10, price / 1_000)


def test_steps_fit_options_and_futures() -> None:
    assert [price_step(500, 12), price_step(100_000, 300), price_step(100_000, None), price_step(None, None)] == [
        1,
        20,
        100,
        1,
    ]


# --- where it ends ---


@given(legs, st.lists(st.integers(0, 300_000), min_size=1, max_size=20))
def test_an_outcome_is_the_sum_of_payoffs_less_what_was_paid(ticket: list[Leg], at: list[int]) -> None:
    told = outcomes(ticket, np.array(at, dtype=np.int64))
    for settlement, total in zip(at, told, strict=True):
        by_hand = 0
        for one in ticket:
            assert one.price is not None
            assert one.quantity is not None
            payoff = parse_instrument_id(one.instrument).payoff(Cents(settlement))
            by_hand += one.side.sign * one.quantity * (payoff - one.price)
        assert int(total) == by_hand


@given(legs)
def test_no_settlement_is_beyond_the_extremes_and_signs_change_at_the_break_evens(ticket: list[Leg]) -> None:
    ends = extremes(ticket)
    grid = np.unique(np.concatenate((np.arange(0, 300_001, 250), [98_000, 100_000, 101_000, 102_000])))
    told = outcomes(ticket, grid.astype(np.int64))
    if ends.worst is not None:
        assert int(told.min()) >= ends.worst
    if ends.best is not None:
        assert int(told.max()) <= ends.best
    assert ends.worst is None or ends.worst in {int(one) for one in told}, "reached at a strike or at nothing"
    signs = [int(np.sign(one)) for one in told if one]
    changes = sum(a != b for a, b in itertools.pairwise(signs))
    inside = [price for price in ends.break_evens if price < 300_000]
    # a stretch flat at nothing may lie between the two signs; two changes may lie between two points of the grid
    flat = any(a == b == 0 for a, b in itertools.pairwise(told))
    assert len(inside) >= changes or flat
    for price in ends.break_evens:
        around = outcomes(ticket, np.array([math.floor(price), math.ceil(price)], dtype=np.int64))
        assert int(around[0]) * int(around[1]) <= 0


def test_a_long_call_loses_its_price_at_most_and_has_no_best_end() -> None:
    ends = extremes([leg(CALL, Side.BUY, 2, 500)])
    assert (ends.worst, ends.best, ends.break_evens) == (-1_000, None, (100_500.0,))


def test_a_sale_gives_up_what_it_would_have_paid() -> None:
    future = extremes([leg(FUTURE, Side.SELL, 1, 99_000)])
    assert (future.worst, future.best, future.break_evens) == (None, 99_000, (99_000.0,))
    put = extremes([leg(PUT, Side.SELL, 1, 300)])
    assert (put.worst, put.best, put.break_evens) == (300 - 98_000, 300, (97_700.0,))


def test_a_straddle_breaks_even_on_both_sides() -> None:
    straddle = [leg(CALL, Side.BUY, 1, 500), leg(InstrumentId("$SIMP_put_100000_60"), Side.BUY, 1, 400)]
    assert extremes(straddle).break_evens == (99_100.0, 100_900.0)
    assert extremes(straddle).worst == -900


LAWS = (
    LognormalLaw(100_000.0, np.array([0.01, 0.02]), np.array([0.6, 0.4])),
    DiscreteLaw(np.array([97_000.0, 99_500.0, 100_000.0, 100_500.0, 104_000.0]), np.array([0.1, 0.2, 0.3, 0.3, 0.1])),
)


@given(legs)
def test_under_finitely_many_prices_mean_and_chance_are_sums(ticket: list[Leg]) -> None:
    law = LAWS[1]
    assert isinstance(law, DiscreteLaw)
    told = outcomes(ticket, law.prices.astype(np.int64))
    assert expected(ticket, law) == pytest.approx(float(law.weights @ told), abs=1e-4)
    assert chance_of_gain(ticket, law) == pytest.approx(float(law.weights[told > 0].sum()), abs=1e-9)


@given(legs)
def test_buying_and_selling_the_same_is_fair_against_each_other(ticket: list[Leg]) -> None:
    law = LAWS[0]
    mirrored = [replace(one, side=Side.SELL if one.side is Side.BUY else Side.BUY) for one in ticket]
    assert expected(ticket, law) == pytest.approx(-expected(mirrored, law), abs=1e-4)
    assert 0 <= chance_of_gain(ticket, law) + chance_of_gain(mirrored, law) <= 1 + 1e-9


@given(legs)
def test_the_preview_spans_the_price_and_the_strikes(ticket: list[Leg]) -> None:
    low, high = preview_range(ticket, 100_000, 0.01)
    assert 0 <= low < 97_000.1
    assert high > 103_000 - 0.1
    for one in ticket:
        strike = parse_instrument_id(one.instrument).strike
        assert strike is None or low < strike < high


def test_what_has_no_one_settlement_has_no_preview() -> None:
    assert can_tell([leg(), leg(FUTURE, price=100_000)])
    assert not can_tell([leg(), leg(InstrumentId("$SIMP_future_75"))])
    assert not can_tell([leg(), leg(InstrumentId("$CARD_future_60"))])
    assert not can_tell([leg(price=None)])
    assert not can_tell([leg(quantity=None)])
    assert not can_tell([leg(InstrumentId("$SIMP"))])
    assert not can_tell([leg(quantity=10**15)])
    assert not can_tell([])


# --- what is wrong with it ---


def test_nothing_is_wrong_with_a_sound_order() -> None:
    assert problems([leg()], 5_000, MEANS, {CALL: live()}, RiskSettings()) == []


@pytest.mark.parametrize(
    ("one", "standing", "kind", "place"),
    [
        (leg(price=None), live(), ProblemKind.PRICE, Place.PRICE),
        (leg(price=0), live(), ProblemKind.PRICE, Place.PRICE),
        (leg(price=5_521), live(), ProblemKind.BAND, Place.PRICE),
        (leg(FUTURE, Side.SELL, 1, 94_999), live(theo=100_000.0), ProblemKind.BAND, Place.PRICE),
        (leg(quantity=None), live(), ProblemKind.QUANTITY, Place.QUANTITY),
        (leg(quantity=0), live(), ProblemKind.QUANTITY, Place.QUANTITY),
        (leg(quantity=51), live(), ProblemKind.SIZE, Place.QUANTITY),
        (leg(FUTURE, quantity=11, price=100_000), live(theo=100_000.0), ProblemKind.COST, Place.QUANTITY),
        (leg(side=Side.SELL, quantity=6), live(), ProblemKind.CONTRACTS, Place.QUANTITY),
        (leg(), live(live=False), ProblemKind.EXPIRED, Place.INSTRUMENT),
        (leg(InstrumentId("$SIMP")), live(), ProblemKind.INSTRUMENT, Place.INSTRUMENT),
        (leg(InstrumentId("nonsense")), live(), ProblemKind.INSTRUMENT, Place.INSTRUMENT),
    ],
)
def test_each_fault_is_told_under_its_field(one: Leg, standing: Standing, kind: ProblemKind, place: Place) -> None:
    found = problems([one], 5_000, MEANS, {one.instrument: standing}, RiskSettings())
    assert (found[0].kind, found[0].place, found[0].leg) == (kind, place, 0)
    assert found[0].text.endswith(".")


def test_cash_contracts_and_pending_orders_are_counted_over_the_legs() -> None:
    poor = replace(MEANS, free_cash=Cents(1_500))
    found = problems([leg(), leg()], 5_000, poor, {CALL: live()}, RiskSettings())
    assert [(one.kind, one.leg) for one in found] == [(ProblemKind.CASH, 1)]
    sells = [leg(side=Side.SELL, quantity=3), leg(side=Side.SELL, quantity=3)]
    found = problems(sells, 5_000, MEANS, {CALL: live()}, RiskSettings())
    assert [(one.kind, one.leg) for one in found] == [(ProblemKind.CONTRACTS, 1)]
    full = replace(MEANS, open_orders=599)
    assert problems([leg()], 5_000, full, {CALL: live()}, RiskSettings()) == []
    found = problems([leg(), leg()], 5_000, full, {CALL: live()}, RiskSettings())
    assert [(one.kind, one.leg) for one in found] == [(ProblemKind.PENDING, None)]


def test_what_is_not_known_is_left_to_the_exchange() -> None:
    blind = live(theo=None, spot=None)
    unknown = replace(MEANS, free_cash=None)
    assert problems([leg(price=99_999, quantity=1)], 5_000, unknown, {CALL: blind}, RiskSettings()) == []


def test_lifetime_and_an_empty_ticket() -> None:
    for wrong in (None, 0, -1, 2**63):
        assert kinds(problems([leg()], wrong, MEANS, {CALL: live()}, RiskSettings())) == [ProblemKind.LIFETIME]
    assert kinds(problems([], 5_000, MEANS, {}, RiskSettings())) == [ProblemKind.INSTRUMENT]


class View:
    """What the gate is told, from the same facts as the ticket."""

    def __init__(self, standing: Standing, means: Means) -> None:
        self.now_ms = means.now_ms
        self.held = self.buying = self.underlying_reach = self.capital = self.machine_capital = 0
        self.team_capital = means.free_cash
        self.machine_orders, self.owner_orders = means.open_orders, 0
        self.theo, self.spot = standing.theo, standing.spot
        self.own_orders: tuple[Order, ...] = ()
        self.pnl = self.team_pnl = 0


@given(
    side=st.sampled_from(Side),
    price=st.integers(-5, 120_000),
    quantity=st.integers(-2, 80),
    valid_for_ms=st.integers(-5, 10_000),
    theo=st.one_of(st.none(), st.floats(0, 100_000)),
    open_orders=st.integers(590, 605),
)
def test_our_gate_refuses_nothing_that_has_no_problem(
    side: Side, price: int, quantity: int, valid_for_ms: int, theo: float | None, open_orders: int
) -> None:
    """And whatever it refuses for its own numbers, the ticket has told."""
    risk = RiskSettings(max_position=None, max_underlying_position=None)
    means = replace(MEANS, open_orders=open_orders, free_cash=Cents(10**9))
    standing = live(theo=theo, free_contracts=1_000)
    found = problems([leg(CALL, side, quantity, price)], valid_for_ms, means, {CALL: standing}, risk)
    order = Order(
        client_id=ClientOrderId("1"),
        owner=BotId("manual"),
        instrument=CALL,
        side=side,
        price=Cents(price),
        quantity=quantity,
        placed_ms=means.now_ms,
        expires_ms=RoundMs(means.now_ms + valid_for_ms),
    )
    denial = RiskGate(risk).foresee(order, View(standing, means))
    assert (denial is None) == (not found)


# --- closing ---


def bid(price: int, size: int) -> Quote:
    return Quote(bid=Cents(price), bid_size=size)


@given(st.integers(-5, 60), st.integers(-5, 60), st.integers(1, 20), st.one_of(st.none(), st.integers(1, 50)))
def test_a_close_never_asks_for_more_than_there_is(held: int, free: int, size: int, most: int | None) -> None:
    plan = close_plan(held, free, bid(500, size), most)
    assert plan.quantity == max(0, min(held, free, size, most or size))
    assert bool(plan.why) == (plan.quantity < held or held <= 0)
    assert (plan.price is None) == (plan.quantity == 0)


def test_a_close_says_what_stands_in_its_way() -> None:
    assert close_plan(5, 5, bid(500, 3)).why == "The bid takes 3 of 5."
    assert close_plan(5, 4, bid(500, 9)).why == "Open sells reserve 1 of 5."
    assert close_plan(5, 5, bid(500, 9), 2).why == "One order may sell 2 of 5."
    assert close_plan(5, 0, bid(500, 9)).why == "Open sells reserve all of it: cancel them first."
    assert close_plan(5, 5, Quote()).why == close_plan(5, 5, None).why == "Nobody bids: it can only be let settle."
    assert close_plan(0, 0, bid(500, 9)).why == "Nothing is held here that could be sold."
    assert close_plan(5, 5, bid(500, 5)).why == ""
