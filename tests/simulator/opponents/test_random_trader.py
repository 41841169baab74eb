"""The random trader: seldom, on either side, within its idea of reason."""

from algotrade_gui.simulator.opponents.random_trader import RandomTrader
from tests.simulator.opponents.scene import asked, desk, orders, published, quotes, skilled

CALL, FUTURE = "$SIMP_call_100000_60", "$SIMP_future_60"


def test_it_acts_now_and_then_within_the_spread_and_sells_only_what_it_holds() -> None:
    trader = skilled(RandomTrader)
    view = published(30_000, {CALL: ([(300, 3)], [(310, 3)]), FUTURE: ([(99_000, 1)], [(99_500, 1)])})
    written = [orders(asked(trader, view, desk(view, held={CALL: 2}))) for _ in range(2_000)]
    acted = [order for batch in written for order in batch]
    assert 0.01 < len(acted) / len(written) < 0.15
    assert {(side, key) for side, key, _, _ in acted} == {("bid", CALL), ("ask", CALL)}
    assert all(300 <= price <= 310 for _, _, price, _ in acted)
    assert all(quantity <= 2 for side, _, _, quantity in acted if side == "ask")


def test_skill_is_how_absurd_a_price_it_takes() -> None:
    view = published(30_000, {CALL: ([(500, 3)], [(510, 3)])})
    assert 1.05 < 500 / view.theo(quotes(view, CALL), 100_000) < 2.5
    clever, dull = skilled(RandomTrader, 1.0), skilled(RandomTrader, 0.0)
    assert not any(orders(asked(clever, view)) for _ in range(500))
    assert any(orders(asked(dull, view)) for _ in range(500))
