"""Option chains: quotes, model and implied volatilities side by side, by expiry and strike."""

import math

import pytest

from algotrade_gui.analytics.black import price_one
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.market.option_chain import expiries, option_chain
from tests.market.scene import SIMP, Scene
from tests.ui.fakes_views import FakeMarket

CALL = InstrumentId("$SIMP_call_100000_60")


def book(bid: int | None, ask: int | None) -> dict[str, dict[str, int]]:
    return {"bids": {} if bid is None else {str(bid): 1}, "asks": {} if ask is None else {str(ask): 1}}


def strikes(bid: int | None = None, ask: int | None = None) -> dict[str, dict[str, dict[str, int]]]:
    names = [f"$SIMP_{kind}_{strike}_60" for kind in ("call", "put") for strike in (99_000, 100_000, 101_000)]
    return {**{name: book(None, None) for name in names}, "$SIMP_future_60": book(1, None), CALL: book(bid, ask)}


def test_a_board_of_chains_by_expiry_and_strike() -> None:
    market = FakeMarket(ErrorCentre())
    market.run(50)
    for name in UNDERLYINGS:
        looks = option_chain(market.cache, name)
        assert [look.expiry_ms for look in looks] == expiries(market.cache, name)
        assert len(looks) == 4
        for look in looks:
            assert [row.strike for row in look.rows] == sorted(row.strike for row in look.rows)
            assert len(look.rows) == 5
            assert sum(row.at_the_money for row in look.rows) == 1
            assert all(row.call is not None and row.put is not None for row in look.rows)
    second = expiries(market.cache, UNDERLYINGS[0])[1]
    assert [look.expiry_ms for look in option_chain(market.cache, UNDERLYINGS[0], [second])] == [second]


def test_values_and_volatilities_of_one_option() -> None:
    scene = Scene()
    scene.take(1_100, strikes(bid=700, ask=900), mids={"$SIMP": 100_300})
    (look,) = option_chain(scene.cache, SIMP)
    (row,) = (row for row in look.rows if row.at_the_money)
    assert row.strike == 100_000
    assert look.price == 100_300
    call = row.call
    assert call is not None
    values = scene.cache.fair.values(CALL)
    assert values is not None
    assert look.forward == pytest.approx(values.forward)
    assert (call.theo, call.delta, call.vega) == pytest.approx((values.theo, values.delta, values.vega))
    for price, vol in ((700, call.bid_vol), (900, call.ask_vol), (800, call.mid_vol), (values.theo, call.model_vol)):
        assert vol is not None
        again = price_one(values.forward, 100_000, vol * math.sqrt(values.steps), is_call=True)
        assert again == pytest.approx(price, rel=1e-6)
    assert call.buy_edge == pytest.approx(values.theo - 900)
    assert call.sell_edge == pytest.approx(700 - values.theo)
    assert call.in_the_money
    assert row.put is not None
    assert not row.put.in_the_money
    assert row.put.mid_vol is None
    assert row.put.buy_edge is None


def test_no_volatility_gives_a_price_below_intrinsic_value() -> None:
    scene = Scene()
    scene.take(1_100, strikes(bid=100, ask=200), mids={"$SIMP": 100_300})
    call = option_chain(scene.cache, SIMP)[0].rows[1].call
    assert call is not None
    assert (call.bid_vol, call.ask_vol, call.mid_vol) == (None, None, None)
    assert call.theo is not None


def test_before_the_first_price_there_are_quotes_and_no_values() -> None:
    scene = Scene()
    scene.take(1_100, strikes(bid=700, ask=900))
    (look,) = option_chain(scene.cache, SIMP)
    assert look.price is None
    # ... but the strikes of a new expiry may foretell it: three of them do not
    assert look.forward is None
    call = look.rows[1].call
    assert call is not None
    assert call.quote.bid == 700
    assert (call.theo, call.mid_vol, call.buy_edge, call.in_the_money) == (None, None, None, False)
    assert look.rows[1].at_the_money, "the middle strike stands for the money"


def test_the_volatility_of_a_strike_is_that_of_its_option_out_of_the_money() -> None:
    scene = Scene()
    scene.take(1_100, strikes(), mids={"$SIMP": 100_300})
    rows = option_chain(scene.cache, SIMP)[0].rows
    assert [row.out_of_the_money(100_300.0) for row in rows] == [rows[0].put, rows[1].put, rows[2].call]


def test_an_expired_chain_is_not_told() -> None:
    scene = Scene()
    scene.take(60_000, strikes())
    assert expiries(scene.cache, SIMP) == []
    assert option_chain(scene.cache, SIMP) == []
    scene.take(60_100, {})
    assert option_chain(scene.cache, SIMP, [RoundMs(60_000)]) == []
