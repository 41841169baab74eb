"""Moves among deals in any order, told in any way: no more is added than was cancelled unfilled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.amend import AmendOutcome
from tests.support.aio import run_virtual as run
from tests.support.desk import THREE_BOTS, trading_desk
from tests.trading.desk import FUTURE, cancelled, settle, silent, trade
from tests.trading.moves import added, moving, one_order


@st.composite
def stories(draw: st.DrawFn) -> tuple[int, list[int], int, int, bool, bool]:
    """What an order dealt, how much of it is told before the cancel is asked, and how much before its answer; how its end is told."""
    quantity = draw(st.integers(1, 8))
    deals: list[int] = []
    while sum(deals) < quantity and draw(st.booleans()):
        deals.append(draw(st.integers(1, quantity - sum(deals))))
    before = draw(st.integers(0, len(deals)))
    early = draw(st.integers(before, len(deals)))
    return quantity, deals, before, early, draw(st.booleans()), draw(st.booleans())


@pytest.mark.allow_log("The connection ended", "The exchange counts")
@settings(max_examples=150, deadline=None)
@given(stories())
def test_never_is_more_added_than_was_cancelled_unfilled(story: tuple[int, list[int], int, int, bool, bool]) -> None:
    quantity, deals, before, early, end_is_told, after_a_gap = story
    events = [trade(FUTURE, 1, deal, 99_000, active=500 + number) for number, deal in enumerate(deals)]
    left = quantity - sum(deals)

    async def scene() -> None:
        async with one_order(quantity) as (d, order):
            link = d.venue.exchange.links[-1]
            await d.update(1_100, *events[:before])
            if sum(deals[:before]) == quantity:
                assert (await moving(d, order)).outcome is AmendOutcome.NOT_WORKING
                return
            # the exchange's truth: all of it has dealt before the cancel comes
            d.venue.holdings[FUTURE] = [0, sum(deals)]
            d.venue.cash = [0, 1_000_000 - sum(deals) * 99_000]
            d.venue.script.append(silent)
            task = moving(d, order)
            await settle()
            await d.update(1_200, *events[before:early])
            if left:
                reply = d.venue.answer(d.venue.of_type("cancel_order")[-1])
            else:
                d.venue.pending.clear()
                reply = d.venue.answer(d.venue.of_type("cancel_order")[-1])
            link.push(reply)
            await settle()
            ending = [cancelled(FUTURE, 1)] if left and end_is_told else []
            if after_a_gap:
                d.feed.links[-1].drop(1006)
                await d.feed.opened(2)
                await settle()
                await d.update(1_300, *ending)
            else:
                await d.update(1_300, *events[early:], *ending)
            for time_ms in (1_400, 1_500, 1_600, 1_700, 1_800):
                await d.update(time_ms)
            result = await task
            sent = sum(frame["quantity"] for frame in added(d))
            assert sent == result.added <= left
            assert sent == left, "whoever tells it, the exchange's count at the latest, the rest of it is added"

    run(scene())


@pytest.mark.allow_log("self_trade", "refused")
def test_orders_moved_to_and_fro_among_bots_leave_books_that_agree_with_the_exchange() -> None:
    async def scene() -> list[AmendOutcome]:
        outcomes: list[AmendOutcome] = []
        async with trading_desk(THREE_BOTS, seed=5) as it:
            account = it.station.account
            for turn in range(200):
                await it.play(0.15)
                orders = [order for order in account.orders.working() if order.state is OrderState.WORKING]
                if not orders:
                    continue
                order = orders[turn % len(orders)]
                # nearer to the market, where it may deal while it is moved
                wanted = order.quantity
                price = Cents(order.price + order.side.sign * (5 + 40 * (turn % 7)))
                result = await account.amend(order.client_id, price=price)
                outcomes.append(result.outcome)
                assert result.added + order.filled <= wanted
            await it.come_to_rest()
            assert it.differences() == []
        return outcomes

    outcomes = run(scene())
    assert outcomes.count(AmendOutcome.AMENDED) > 10
    assert AmendOutcome.UNKNOWN not in outcomes
