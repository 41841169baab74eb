"""The momentum trader: what makes a trend, what it buys on one, when it leaves."""

import pytest

from algotrade_gui.simulator.opponents.momentum import Momentum
from algotrade_gui.simulator.opponents.view import View
from tests.simulator.opponents.scene import SIMP, Sides, asked, desk, orders, see, skilled

CALL, PUT = "$SIMP_call_100000_60", "$SIMP_put_100000_60"


def _after(trader: Momentum, step: int, books: dict[str, Sides]) -> View:
    """Ten seconds in which only SIMP moves, `step` cents each."""
    view = View()
    for second in range(1, 11):
        see(view, second * 1_000, books, 100_000, SIMP=100_000 + (second - 10) * step)
        if second < 10:
            asked(trader, view, desk(view, cash=0))
    return view


@pytest.mark.parametrize(("step", "bought"), [(300, CALL), (-300, PUT), (0, None)])
def test_it_buys_calls_on_the_way_up_and_puts_on_the_way_down(step: int, bought: str | None) -> None:
    trader = skilled(Momentum)
    view = _after(trader, step, {CALL: ([], [(50, 9)]), PUT: ([], [(50, 9)])})
    assert [key for _, key, _, _ in orders(asked(trader, view))] == ([bought] if bought else [])
    assert (trader.trend(view, SIMP) > 0) == (step > 0)


def test_it_pays_no_price_that_is_beyond_its_idea_of_the_value() -> None:
    trader = skilled(Momentum)
    view = _after(trader, 300, {CALL: ([], [(5_000, 9)])})
    assert orders(asked(trader, view)) == []


def test_when_the_price_turns_it_sells_at_a_fair_bid_only() -> None:
    for bid, sold in ((5_000, [("ask", CALL, 5_000, 2)]), (1, [])):
        trader = skilled(Momentum)
        view = _after(trader, -300, {CALL: ([(bid, 2)], [])})
        assert orders(asked(trader, view, desk(view, held={CALL: 3}))) == sold


def test_no_trend_before_the_window_is_full() -> None:
    trader = skilled(Momentum)
    view = View()
    for second in range(1, trader.window_s + 1):
        see(view, second * 1_000, {CALL: ([], [(50, 9)])}, 100_000 + second * 300)
        assert orders(asked(trader, view)) == []
    see(view, (trader.window_s + 1) * 1_000, {}, 100_000 + 300 * (trader.window_s + 1))
    assert orders(asked(trader, view))
