"""The inventory maker: quotes about the value, from what it holds, and tidies up what is off."""

from algotrade_gui.simulator.opponents.maker import MOST_HELD, SIZE, Maker
from tests.simulator.opponents.scene import (
    asked,
    cancels,
    desk,
    orders,
    published,
    quotes,
    resting,
    see,
    skilled,
)

CALL = "$SIMP_call_100000_60"


def test_without_inventory_it_only_bids_below_value() -> None:
    view = published(30_000, {CALL: ([], [])})
    value = view.theo(quotes(view, CALL), 100_000)
    ((side, key, price, quantity),) = orders(asked(skilled(Maker), view))
    assert (side, key, quantity) == ("bid", CALL, SIZE)
    assert 0.5 * value < price < value


def test_what_it_holds_it_asks_for_above_value_and_the_more_it_holds_the_lower_it_bids() -> None:
    view = published(30_000, {CALL: ([], [])})
    value = view.theo(quotes(view, CALL), 100_000)
    bids = []
    for held in (0, 3, 9):
        written = orders(asked(skilled(Maker), view, desk(view, held={CALL: held})))
        bids.append(next(price for side, _, price, _ in written if side == "bid"))
        asks = [(price, quantity) for side, _, price, quantity in written if side == "ask"]
        assert [quantity for _, quantity in asks] == ([held] if held else [])
        assert all(price > value for price, _ in asks)
    assert bids == sorted(bids, reverse=True)
    assert len(set(bids)) == 3
    full = orders(asked(skilled(Maker), view, desk(view, held={CALL: MOST_HELD})))
    assert [side for side, _, _, _ in full] == ["ask"]


def test_it_bids_no_more_than_it_must_to_be_first_and_takes_what_is_offered_below() -> None:
    view = published(30_000, {CALL: ([(100, 5)], [])})
    assert orders(asked(skilled(Maker), view))[0][2] == 101
    view = published(30_000, {CALL: ([(100, 5)], [(120, 2)])})
    assert orders(asked(skilled(Maker), view))[0][2] == 120
    view = published(30_000, {CALL: ([(1_500, 5)], [])})
    assert ("ask", CALL, 1_500, 4) in orders(asked(skilled(Maker), view, desk(view, held={CALL: 4})))


def test_it_quotes_anew_only_when_a_second_is_told() -> None:
    maker = skilled(Maker)
    view = published(30_000, {CALL: ([], [])})
    assert orders(asked(maker, view))
    assert orders(asked(maker, see(view, 30_100, {}, None))) == []
    assert orders(asked(maker, see(view, 31_000, {})))


def test_a_quote_that_is_still_right_stays_one_that_is_off_is_cancelled() -> None:
    view = published(30_000, {CALL: ([], [])})
    bid = orders(asked(skilled(Maker), view))[0][2]
    right = asked(skilled(Maker), view, desk(view, working={CALL: [resting(7, True, bid, 3)]}))
    assert right.requests == []
    for price in (bid + 100, bid // 2):
        at = asked(skilled(Maker), view, desk(view, working={CALL: [resting(7, True, price, 3)]}))
        assert cancels(at) == [(CALL, 7)]


def test_it_lets_go_of_what_ends_at_once() -> None:
    view = published(58_000, {CALL: ([], [])}, 99_000)
    at = asked(skilled(Maker), view, desk(view, held={CALL: 2}, working={CALL: [resting(7, True, 10, 3)]}))
    assert orders(at) == []
    assert cancels(at) == [(CALL, 7)]
