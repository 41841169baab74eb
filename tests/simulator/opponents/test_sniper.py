"""The sniper: what it takes for a bargain, and how much of it it buys."""

import pytest

from algotrade_gui.simulator.opponents.sniper import BUYS_PER_UPDATE, Sniper
from algotrade_gui.simulator.requests import AddRequest
from tests.simulator.opponents.scene import Sides, asked, desk, orders, published, skilled

CALL = "$SIMP_call_99000_60"
"""Worth 1000 where the spot is 100000."""


def test_it_buys_what_is_asked_below_alpha_times_intrinsic_at_that_price() -> None:
    sniper = skilled(Sniper)
    cheap = int(sniper.alpha * 1_000) - 1
    view = published(50_000, {CALL: ([], [(cheap, 3), (cheap + 1, 5)])})
    assert orders(asked(sniper, view)) == [("bid", CALL, cheap, 3)]


def test_it_leaves_alone_what_is_asked_above_that_or_has_long_to_go() -> None:
    sniper = skilled(Sniper)
    dear = int(sniper.alpha * 1_000) + 1
    assert orders(asked(sniper, published(50_000, {CALL: ([], [(dear, 3)])}))) == []
    assert orders(asked(sniper, published(44_000, {CALL: ([], [(500, 3)])}))) == []
    assert orders(asked(sniper, published(45_000, {CALL: ([], [(500, 3)])}))) == [("bid", CALL, 500, 3)]


def test_puts_count_the_other_way_and_futures_not_at_all() -> None:
    put, future = "$SIMP_put_101000_60", "$SIMP_future_60"
    view = published(50_000, {put: ([], [(600, 2)]), future: ([], [(50_000, 2)]), CALL: ([], [(600, 2)])}, 101_500)
    assert orders(asked(skilled(Sniper), view)) == [("bid", CALL, 600, 2)]
    view = published(50_000, {put: ([], [(600, 2)]), CALL: ([], [(600, 2)])}, 99_000)
    assert orders(asked(skilled(Sniper), view)) == [("bid", put, 600, 2)]


def test_the_greatest_bargains_come_first_and_money_ends_it() -> None:
    books: dict[str, Sides] = {f"$SIMP_call_{strike}_60": ([], [(500, 4)]) for strike in range(96_000, 99_000, 500)}
    view = published(50_000, books)
    written = orders(asked(skilled(Sniper), view))
    assert [key for _, key, _, _ in written] == list(books)[:BUYS_PER_UPDATE]
    assert orders(asked(skilled(Sniper), view, desk(view, cash=2_600))) == [
        ("bid", "$SIMP_call_96000_60", 500, 4),
        ("bid", "$SIMP_call_96500_60", 500, 1),
    ]


def test_it_does_not_shoot_twice_before_it_knows_what_became_of_the_first() -> None:
    view = published(50_000, {CALL: ([], [(500, 3)])})
    assert orders(asked(skilled(Sniper), view, desk(view, busy=[CALL]))) == []


def test_its_order_does_not_stay_behind_as_a_bid() -> None:
    view = published(50_000, {CALL: ([], [(500, 3)])})
    (request,) = asked(skilled(Sniper), view).requests
    assert isinstance(request, AddRequest)
    assert 50_100 < request.expires_ms <= 50_200


def test_the_unskilled_pays_less_thinks_longer_and_overlooks_more() -> None:
    good, bad = skilled(Sniper), skilled(Sniper, 0.0)
    assert bad.alpha < good.alpha
    assert bad.reaction_ms > 5 * good.reaction_ms
    view = published(50_000, {f"$SIMP_call_{strike}_60": ([], [(50, 1)]) for strike in range(94_000, 99_000, 100)})
    for sniper, share in ((good, 1.0), (bad, 0.3)):
        asked(sniper, view)
        seen = sum(sniper.sees(quotes) for quotes in view.books.values()) / len(view.books)
        assert seen == pytest.approx(share, abs=0.2)
