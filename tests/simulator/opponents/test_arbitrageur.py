"""The arbitrageur: which packages must pay, both legs, and what it does when one fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.units import Cents
from algotrade_gui.simulator.opponents.arbitrageur import Arbitrageur, better, packages
from algotrade_gui.simulator.opponents.base import Reply
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import View
from tests.simulator.opponents.scene import SIMP, Sides, asked, desk, orders, published, quotes, see, skilled

CALL, PUT, FUTURE = "$SIMP_call_99000_60", "$SIMP_put_101000_60", "$SIMP_future_60"
BOX: dict[str, Sides] = {CALL: ([], [(700, 4)]), PUT: ([], [(800, 2)])}
"""Costs 1500, pays 2000 or more."""


def _reply(request_id: str, change: int | None = None) -> Reply:
    reply = Reply(request_id, success=True)
    reply.data.immediate_inventory_change = change
    return reply


def test_a_call_and_a_put_below_the_distance_of_their_strikes_are_bought_both_alike() -> None:
    assert orders(asked(skilled(Arbitrageur), published(50_000, BOX))) == [("bid", CALL, 700, 2), ("bid", PUT, 800, 2)]


def test_a_future_and_a_put_below_the_strike_as_well() -> None:
    view = published(50_000, {FUTURE: ([], [(100_000, 1)]), PUT: ([], [(500, 5)])})
    assert orders(asked(skilled(Arbitrageur), view)) == [("bid", FUTURE, 100_000, 1), ("bid", PUT, 500, 1)]


@pytest.mark.parametrize("put_ask", [1_300, 1_299])
def test_no_package_where_nothing_is_gained_or_too_little(put_ask: int) -> None:
    view = published(50_000, {CALL: ([], [(700, 4)]), PUT: ([], [(put_ask, 2)])})
    assert orders(asked(skilled(Arbitrageur), view)) == []


def test_both_legs_or_none_where_money_is_short() -> None:
    view = published(50_000, BOX)
    assert orders(asked(skilled(Arbitrageur), view, desk(view, cash=1_499))) == []
    assert len(orders(asked(skilled(Arbitrageur), view, desk(view, cash=1_500)))) == 2


ASKS = st.one_of(st.none(), st.integers(1, 4_000))


@given(
    calls=st.lists(ASKS, min_size=5, max_size=5),
    puts=st.lists(ASKS, min_size=5, max_size=5),
    future=st.one_of(st.none(), st.integers(95_000, 104_000)),
    settlement=st.integers(0, 300_000),
)
def test_whatever_the_settlement_a_package_pays_more_than_it_costs(
    calls: list[int | None], puts: list[int | None], future: int | None, settlement: int
) -> None:
    books: dict[str, Sides] = {}
    for kind, asks in (("call", calls), ("put", puts)):
        for strike, ask in zip(range(98_000, 103_000, 1_000), asks, strict=True):
            books[f"$SIMP_{kind}_{strike}_60"] = ([], [(ask, 1)] if ask else [])
    books[FUTURE] = ([], [(future, 1)] if future else [])
    view = published(50_000, books)
    for package in packages(view.chains[view.books[next(iter(view.books))].expiry_ms][SIMP]):
        assert package.cost == sum(leg.asks[0][0] for leg in package.legs)
        paid = sum(leg.instrument.payoff(Cents(settlement)) for leg in package.legs)
        assert paid >= package.floor > package.cost


def _one_leg_fails(arbitrageur: Arbitrageur, after: dict[str, Sides]) -> tuple[View, Desk]:
    """Both orders sent, the call filled, the put not; then an update with other books."""
    view = published(50_000, BOX)
    first = asked(arbitrageur, view)
    call_id, put_id = (request.request_id for request in first.requests)
    arbitrageur.heard(_reply(call_id, 2))
    arbitrageur.heard(_reply(put_id))
    see(view, 50_100, {CALL: ([], []), **after}, None)
    return view, desk(view, held={CALL: 2}, first_id=10)


def test_a_failed_leg_is_bought_dearer_while_that_costs_no_loss() -> None:
    arbitrageur = skilled(Arbitrageur)
    view, at = _one_leg_fails(arbitrageur, {PUT: ([], [(1_250, 2)])})
    assert orders(asked(arbitrageur, view, at)) == [("bid", PUT, 1_250, 2)]
    # and when that is filled the deal is done
    arbitrageur.heard(_reply("10", 2))
    see(view, 50_200, {PUT: ([], [(1_250, 2)])}, None)
    assert orders(asked(arbitrageur, view, desk(view, held={CALL: 2, PUT: 2}))) == []


def test_otherwise_the_other_leg_is_sold_if_it_is_bid_its_value_or_kept() -> None:
    arbitrageur = skilled(Arbitrageur)
    view, at = _one_leg_fails(arbitrageur, {CALL: ([(1_400, 5)], []), PUT: ([], [(1_400, 2)])})
    assert view.theo(quotes(view, CALL), 100_000) < 1_400
    assert orders(asked(arbitrageur, view, at)) == [("ask", CALL, 1_400, 2)]
    arbitrageur = skilled(Arbitrageur)
    view, at = _one_leg_fails(arbitrageur, {CALL: ([(900, 5)], []), PUT: ([], [(1_400, 2)])})
    assert orders(asked(arbitrageur, view, at)) == []


def test_a_leg_without_an_answer_counts_as_failed_and_patience_ends() -> None:
    arbitrageur = skilled(Arbitrageur)
    view = published(50_000, BOX)
    call_id, put_id = (request.request_id for request in asked(arbitrageur, view).requests)
    arbitrageur.heard(_reply(call_id, 2))
    see(view, 53_000, {CALL: ([], []), PUT: ([], [(1_250, 2)])}, None)
    assert orders(asked(arbitrageur, view, desk(view, held={CALL: 2}, first_id=10))) == [], "the put may still come"
    arbitrageur.gave_up(put_id)
    assert orders(asked(arbitrageur, view, desk(view, held={CALL: 2}, first_id=20))) == [("bid", PUT, 1_250, 2)]
    arbitrageur.heard(_reply("20"))
    see(view, 55_000, {PUT: ([], [(1_250, 2)])}, None)
    assert orders(asked(arbitrageur, view, desk(view, held={CALL: 2}, first_id=30))) == []


def test_what_is_held_is_sold_for_what_pays_no_less() -> None:
    """A call of a lower strike for less than is bid for the held one; nothing of it without holdings."""
    low = "$SIMP_call_98000_60"
    books: dict[str, Sides] = {CALL: ([(1_100, 3)], []), low: ([], [(900, 2)])}
    view = published(50_000, books)
    assert orders(asked(skilled(Arbitrageur), view)) == []
    at = asked(skilled(Arbitrageur), view, desk(view, held={CALL: 5}))
    assert orders(at) == [("ask", CALL, 1_100, 2), ("bid", low, 900, 2)]
    # a put of a higher strike; a future for a call and its strike in cash
    chain = published(50_000, {PUT: ([(1_100, 3)], []), "$SIMP_put_102000_60": ([], [(900, 2)])})
    assert better(chain.chains[view.books[quotes(view, CALL).id].expiry_ms][SIMP], quotes(chain, PUT))[0][0] == 200
    chain = published(50_000, {FUTURE: ([(101_000, 3)], []), low: ([], [(2_500, 2)])})
    assert better(chain.chains[quotes(chain, low).expiry_ms][SIMP], quotes(chain, FUTURE))[0][0] == 500


@given(bid=st.integers(1, 5_000), ask=st.integers(1, 5_000), settlement=st.integers(0, 300_000))
def test_whatever_the_settlement_a_swap_loses_nothing(bid: int, ask: int, settlement: int) -> None:
    books: dict[str, Sides] = {FUTURE: ([(98_000 + bid, 1)], [])}
    for kind in ("call", "put"):
        for strike in (98_000, 100_000, 102_000):
            books[f"$SIMP_{kind}_{strike}_60"] = ([(bid, 1)], [(ask, 1)])
    view = published(50_000, books)
    chain = view.chains[quotes(view, FUTURE).expiry_ms][SIMP]
    for held in view.books.values():
        for gain, other in better(chain, held):
            before = held.instrument.payoff(Cents(settlement))
            after = other.instrument.payoff(Cents(settlement)) + held.bids[0][0] - other.asks[0][0]
            # the strike is not in the gain: it is kept in cash
            assert after >= before
            assert gain > 0
