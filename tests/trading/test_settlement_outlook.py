"""The outlook on settlements, against brute force over all that can happen."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.analytics.laws import DiscreteLaw, LognormalLaw, SettlementLaw
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.position import Position
from algotrade_gui.trading.settlement_outlook import (
    LEAST_JUMP,
    FairMarket,
    Holding,
    Outlook,
    chances_of_loss,
    concentrations,
    expected_payoff,
    look_ahead,
)
from tests.ui.fakes_views import FakeMarket

SIMP = Underlying("$SIMP")
NOW = RoundMs(30_000)


class Market:
    """The same price and law for every underlying."""

    def __init__(self, law: SettlementLaw | None, spot: int | None = 100_000) -> None:
        self._law = law
        self._spot = spot

    def spot(self, _underlying: Underlying) -> Cents | None:
        return None if self._spot is None else Cents(self._spot)

    def law(self, _underlying: Underlying, _expiry_ms: RoundMs) -> SettlementLaw | None:
        return self._law

    def theo(self, _instrument: InstrumentId) -> float | None:
        return None


def lognormal(deviation: float = 0.01, spot: float = 100_000.5) -> LognormalLaw:
    return LognormalLaw(spot, np.array([deviation]), np.array([1.0]))


def held(name: str, quantity: int, cost: int) -> Holding:
    return Holding(instrument=parse_instrument_id(name), quantity=quantity, cost=Cents(cost))


def one(outlooks: list[Outlook]) -> Outlook:
    (outlook,) = outlooks
    return outlook


# --- one expiry ---


def test_a_future_pays_the_price_and_a_loss_is_a_price_below_its_cost() -> None:
    law = lognormal()
    outlook = one(look_ahead({InstrumentId("$SIMP_future_60"): Position(2, Cents(199_000))}, NOW, Market(law)))
    assert (outlook.underlying, outlook.expiry_ms, outlook.left_ms) == (SIMP, 60_000, 30_000)
    assert (outlook.contracts, outlook.cost) == (2, 199_000)
    assert outlook.now is not None
    assert (outlook.now.price, outlook.now.payoff, outlook.now.pnl) == (100_000, 200_000, 1_000)
    assert outlook.down is not None
    assert outlook.up is not None
    assert outlook.down.price == math.floor(law.forward * math.exp(-0.01))
    assert outlook.up.price == math.floor(law.forward * math.exp(0.01))
    assert outlook.jump is not None
    assert outlook.jump.price == math.floor(law.forward * math.exp(-0.04))
    assert outlook.expected_pnl == pytest.approx(2 * law.forward - 199_000)
    assert outlook.loss_chance == pytest.approx(law.chance_below(99_500.0))


def test_a_long_straddle_loses_in_the_middle_and_the_jump_is_the_worse_of_two() -> None:
    law = lognormal(0.004)
    positions = {
        InstrumentId("$SIMP_call_100000_60"): Position(1, Cents(300)),
        InstrumentId("$SIMP_put_99900_60"): Position(1, Cents(200)),
    }
    outlook = one(look_ahead(positions, NOW, Market(law)))
    assert outlook.now is not None
    assert outlook.now.pnl == -500
    assert outlook.loss_chance == pytest.approx(law.chance_below(100_500.0) - law.chance_below(99_401.0))
    assert outlook.jump is not None
    assert outlook.jump_up is not None
    assert outlook.jump_down is not None
    assert outlook.jump.pnl == min(outlook.jump_up.pnl, outlook.jump_down.pnl)
    prices = [outcome.price for outcome in outlook.outcomes[1:]]
    assert prices == sorted(prices)


def test_in_the_last_seconds_a_jump_is_still_sixty_basis_points() -> None:
    law = lognormal(0.0001)
    outlook = one(look_ahead({InstrumentId("$SIMP_future_31"): Position(1, Cents(0))}, NOW, Market(law)))
    assert outlook.jump_down is not None
    assert outlook.jump_down.price == math.floor(law.forward * math.exp(-LEAST_JUMP))


def test_what_is_certain_has_no_sigma_and_no_jump() -> None:
    law = DiscreteLaw(np.array([100_000.0]), np.array([1.0]))
    outlook = one(look_ahead({InstrumentId("$SIMP_future_60"): Position(1, Cents(99_999))}, NOW, Market(law, 98_000)))
    assert {outcome.price for outcome in outlook.outcomes} == {98_000, 100_000}
    assert [outcome.pnl for outcome in outlook.outcomes[1:]] == [1] * 4
    assert outlook.loss_chance == 0
    dear = one(look_ahead({InstrumentId("$SIMP_future_60"): Position(1, Cents(100_001))}, NOW, Market(law)))
    assert dear.loss_chance == 1


def test_an_exact_law_s_jump_ends_with_the_farthest_price_that_can_be() -> None:
    law = DiscreteLaw(np.array([99_900.0, 100_100.0, 100_200.0]), np.array([0.5, 0.5, 0.0]))
    outlook = one(look_ahead({InstrumentId("$SIMP_future_60"): Position(1, Cents(0))}, NOW, Market(law)))
    assert outlook.jump_down is not None
    assert outlook.jump_up is not None
    assert (outlook.jump_down.price, outlook.jump_up.price) == (99_900, 100_100)


def test_before_the_first_price_only_the_cost_is_known() -> None:
    outlook = one(look_ahead({InstrumentId("$SIMP_future_60"): Position(1, Cents(99_999))}, NOW, Market(None, None)))
    assert (outlook.outcomes, outlook.jump, outlook.expected_pnl, outlook.loss_chance) == ((), None, None, None)
    assert outlook.cost == 99_999


def test_the_next_comes_first_and_what_has_expired_waits_with_nothing_left() -> None:
    names = ("$SIMP_future_60", "$CARD_call_100000_60", "$LOGN_future_75", "$LOGN_put_99000_15", "$LOGN_future_90")
    positions = {InstrumentId(name): Position(1, Cents(10)) for name in names}
    positions[InstrumentId("$LOGN_future_90")] = Position(0)
    found = look_ahead(positions, NOW, Market(lognormal()))
    assert [(outlook.underlying, outlook.expiry_ms, outlook.left_ms) for outlook in found] == [
        ("$LOGN", 15_000, 0),
        ("$CARD", 60_000, 30_000),
        ("$SIMP", 60_000, 30_000),
        ("$LOGN", 75_000, 45_000),
    ]


# --- against brute force ---

contracts = st.lists(
    st.tuples(
        st.sampled_from(["future", "call", "put"]),
        st.integers(20, 80),
        st.integers(-4, 6).filter(bool),
        st.integers(-60, 400),
    ),
    min_size=1,
    max_size=6,
)


def holdings_of(drawn: list[tuple[str, int, int, int]]) -> list[Holding]:
    names = [f"$SIMP_{kind}_60" if kind == "future" else f"$SIMP_{kind}_{strike}_60" for kind, strike, _, _ in drawn]
    return [held(name, quantity, cost) for name, (_, _, quantity, cost) in zip(names, drawn, strict=True)]


@given(drawn=contracts, prices=st.lists(st.integers(1, 120), min_size=1, max_size=12, unique=True), data=st.data())
def test_chance_and_expectation_are_those_of_all_prices_that_can_be(
    drawn: list[tuple[str, int, int, int]], prices: list[int], data: st.DataObject
) -> None:
    weights = data.draw(st.lists(st.integers(0, 9), min_size=len(prices), max_size=len(prices)).filter(any))
    chances = np.array(weights, dtype=np.float64) / sum(weights)
    law = DiscreteLaw(np.array(prices, dtype=np.float64), chances)
    held_ = holdings_of(drawn)
    cost = sum(each.cost for each in held_)
    pays = [sum(each.payoff(Cents(price)) for each in held_) for price in prices]
    lost = sum(chance for chance, pay in zip(chances, pays, strict=True) if pay < cost)
    assert chances_of_loss([(held_, law)])[0] == pytest.approx(lost, abs=1e-9)
    assert expected_payoff(held_, law) == pytest.approx(float(chances @ np.array(pays)), abs=1e-6)


@given(drawn=contracts, deviation=st.floats(0.02, 0.2))
def test_a_smooth_law_is_the_sum_over_all_whole_cents(drawn: list[tuple[str, int, int, int]], deviation: float) -> None:
    law = lognormal(deviation, 50.5)
    held_ = holdings_of(drawn)
    cost = sum(each.cost for each in held_)
    lost = law.chance_below(1.0) if sum(each.payoff(Cents(0)) for each in held_) < cost else 0.0
    for price in range(1, 200):
        if sum(each.payoff(Cents(price)) for each in held_) < cost:
            lost += law.chance_below(float(price + 1)) - law.chance_below(float(price))
    # what lies beyond is no more than this
    assert chances_of_loss([(held_, law)])[0] == pytest.approx(lost, abs=1e-6 + 1 - law.chance_below(200.0))


@given(drawn=contracts, spot=st.integers(10, 120))
def test_each_outcome_is_the_contracts_payoffs_less_their_cost(
    drawn: list[tuple[str, int, int, int]], spot: int
) -> None:
    positions: dict[InstrumentId, Position] = {}
    for each in holdings_of(drawn):
        position = positions.setdefault(each.instrument.id, Position())
        position.quantity += each.quantity
        position.cost = Cents(position.cost + each.cost)
    found = look_ahead(positions, NOW, Market(lognormal(0.2, spot + 0.5), spot))
    kept = {name: position for name, position in positions.items() if position.quantity}
    assert sum(outlook.contracts for outlook in found) == sum(position.quantity for position in kept.values())
    for outlook in found:
        for outcome in outlook.outcomes:
            pays = sum(
                position.quantity * parse_instrument_id(name).payoff(outcome.price) for name, position in kept.items()
            )
            assert outcome.payoff == pays
            assert outcome.pnl == pays - sum(position.cost for position in kept.values())


def test_with_a_real_market_the_coin_and_the_deck_have_exact_laws() -> None:
    market = FakeMarket(ErrorCentre())
    market.run(40)
    cache = market.cache
    positions = {one.id: Position(1, Cents(1_000)) for one in market.live}
    found = look_ahead(positions, cache.time_ms, FairMarket(cache.fair))
    assert len(found) == len({(one.underlying, one.expiry_ms) for one in market.live})
    for outlook in found:
        assert len(outlook.outcomes) == 5
        assert outlook.now is not None
        price = cache.underlying_price(outlook.underlying)
        assert price is not None
        assert abs(outlook.now.price - price) <= 200
        assert outlook.loss_chance is not None
        assert 0 <= outlook.loss_chance <= 1
        law = FairMarket(cache.fair).law(outlook.underlying, outlook.expiry_ms)
        assert law is not None
        assert outlook.expected_pnl == pytest.approx(expected_payoff(outlook.holdings, law) - outlook.cost, abs=1e-6)


def test_books_judged_together_are_judged_each_by_its_law() -> None:
    book = [held("$SIMP_future_60", 1, 100_000)]
    coin = DiscreteLaw(np.array([99_999.0, 100_000.0]), np.array([0.25, 0.75]))
    mixed = LognormalLaw(100_000.0, np.array([0.0, 0.01]), np.array([0.5, 0.5]))
    found = chances_of_loss([(book, coin), (book, lognormal(0.02)), ([], coin), (book, mixed)])
    expected = [0.25, lognormal(0.02).chance_below(100_000.0), 0.0, mixed.chance_below(100_000.0)]
    assert found == pytest.approx(expected, abs=1e-12)


# --- too much in one place ---


def test_concentration_is_told_from_a_quarter_of_all_capital_on() -> None:
    positions = {
        InstrumentId("$SIMP_future_60"): Position(1, Cents(26_000)),
        InstrumentId("$CARD_future_60"): Position(1, Cents(25_000)),
        InstrumentId("$LOGN_future_75"): Position(1, Cents(40_000)),
    }
    found = look_ahead(positions, NOW, Market(lognormal()))
    warned = concentrations(found, Cents(100_000))
    assert [(each.kind, each.underlying, each.share) for each in warned] == [
        ("expiry", "$LOGN", 0.4),
        ("expiry", "$SIMP", 0.26),
    ]
    assert warned[0].sentence == "40 % of all capital in $LOGN, 45 s ahead"
    assert concentrations(found, None) == []
    assert concentrations(found, Cents(0)) == []
    assert concentrations([], Cents(100_000)) == []


def test_what_settles_soon_is_summed_over_the_underlyings() -> None:
    positions = {
        InstrumentId(f"{name}_future_60"): Position(1, Cents(15_000)) for name in ("$CARD", "$GARR", "$HEST", "$JUMP")
    }
    found = look_ahead(positions, RoundMs(45_000), Market(lognormal()))
    (warned,) = concentrations(found, Cents(100_000))
    assert (warned.kind, warned.share) == ("soon", 0.6)
    assert warned.sentence == "60 % of all capital settles within 15 s"
    assert concentrations(look_ahead(positions, RoundMs(44_999), Market(lognormal())), Cents(100_000)) == []
