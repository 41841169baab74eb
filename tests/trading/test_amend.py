"""Moving an order to another price: what was not cancelled unfilled is never added, whatever is told when."""

import asyncio

import pytest

from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.amend import SETTLE_AT_MOST_S, AmendOutcome
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, cancelled, refused, settle, silent, trade
from tests.trading.moves import BOT, added, cancelling, moving, new_one_on_its_way, one_order


def test_the_rest_is_added_at_the_new_price_when_the_cancel_s_own_event_has_told_that_nothing_dealt() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            assert order.state is OrderState.CANCELLED
            assert added(d) == [], "a deal of the last 100 ms is not published yet"
            assert dict(d.account.amends) == {order.client_id: 99_500}
            await d.update(1_100, cancelled(FUTURE, 1))
            result = await task
            assert (result.outcome, result.added, result.dealt, result.ok) == (AmendOutcome.AMENDED, 5, 0, True)
            assert dict(d.account.amends) == {}
            (new,) = d.account.orders.working()
            assert new.client_id == result.client_id
            assert (new.owner, new.instrument, new.side, new.price, new.quantity) == (BOT, FUTURE, Side.BUY, 99_500, 5)
            assert new.expires_ms == order.expires_ms

    run(scene())


def test_what_dealt_before_the_cancel_and_is_told_after_it_is_not_added() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            await d.update(1_100, trade(FUTURE, 1, 2, 99_000), cancelled(FUTURE, 1))
            result = await task
            assert (result.outcome, result.added, result.dealt) == (AmendOutcome.PARTLY, 3, 2)
            assert "2 dealt at the old price" in result.message
            assert [frame["quantity"] for frame in added(d)] == [3]

    run(scene())


def test_nothing_is_added_when_all_of_it_dealt_meanwhile() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            await d.update(1_100, trade(FUTURE, 1, 5, 99_000))
            assert (await task).outcome is AmendOutcome.FILLED_MEANWHILE
            assert added(d) == []

    run(scene())


def test_a_refused_cancel_is_explained_by_the_deal_that_is_told_after_it() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.pending.clear()
            task = moving(d, order)
            await settle()
            assert order.state is OrderState.UNKNOWN
            await d.update(1_100, trade(FUTURE, 1, 5, 99_000))
            assert (await task).outcome is AmendOutcome.FILLED_MEANWHILE
            assert added(d) == []

    run(scene())


def test_an_order_whose_cancel_is_refused_without_a_reason_is_left_alone() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.pending.clear()
            result = await moving(d, order)
            assert (result.outcome, result.client_id) == (AmendOutcome.CANCEL_REFUSED, None)
            assert added(d) == []

    run(scene())


def test_a_cancel_of_unknown_fate_adds_nothing() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.script.append(silent)
            task = moving(d, order)
            await settle()
            d.clock.advance(3_001)
            result = await task
            assert (result.outcome, result.client_id) == (AmendOutcome.UNKNOWN, None)
            await d.update(1_500, cancelled(FUTURE, 1))
            assert added(d) == []

    run(scene())


def test_without_the_cancel_s_event_the_exchange_s_count_settles_it() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            asked = len(d.venue.of_type("get_inventory"))
            await d.update(1_100)
            assert added(d) == []
            assert len(d.venue.of_type("get_inventory")) == asked
            await d.update(1_200)
            assert (await task).outcome is AmendOutcome.AMENDED
            assert len(d.venue.of_type("get_inventory")) == asked + 1

    run(scene())


@pytest.mark.allow_log("The exchange counts")
def test_what_the_exchange_counts_and_nobody_has_told_is_not_added() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.holdings[FUTURE] = [0, 2]
            d.venue.cash = [0, 1_000_000 - 2 * 99_000]
            task = moving(d, order)
            await settle()
            await d.update(1_200)
            assert added(d) == [], "one look is not enough"
            for time_ms in range(1_300, 2_400, 100):
                await d.update(time_ms)
            result = await task
            assert (result.outcome, result.added, result.dealt) == (AmendOutcome.PARTLY, 3, 2)
            assert order.filled == 2

    run(scene())


@pytest.mark.allow_log("The exchange counts")
def test_contracts_that_nobody_can_explain_leave_it_unknown() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            # more than the order was for: a teammate's, or both
            d.venue.holdings[FUTURE] = [0, 9]
            d.venue.cash = [0, 1_000_000 - 3 * 99_000 - 6 * 98_000]
            task = moving(d, order)
            await settle()
            for time_ms in range(1_100, 2_400, 100):
                await d.update(time_ms)
            result = await task
            assert result.outcome in (AmendOutcome.UNKNOWN, AmendOutcome.FILLED_MEANWHILE)
            assert added(d) == []

    run(scene())


@pytest.mark.allow_log("The connection ended", "The exchange counts")
def test_the_cancel_s_event_after_a_gap_settles_nothing_by_itself() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.holdings[FUTURE] = [0, 5]  # its deals were in the updates that are missed
            d.venue.cash = [0, 1_000_000 - 5 * 99_000]
            task = moving(d, order)
            await settle()
            d.feed.links[-1].drop(1006)
            await d.feed.opened(2)
            await settle()
            await d.update(1_300, cancelled(FUTURE, 1))
            await settle()
            assert added(d) == []
            await d.update(1_600)
            await d.update(1_900)
            assert (await task).outcome is AmendOutcome.FILLED_MEANWHILE
            assert added(d) == []

    run(scene())


@pytest.mark.allow_log("The exchange counts")
def test_nor_does_it_after_updates_that_never_came_on_a_connection_that_lives() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.holdings[FUTURE] = [0, 5]
            d.venue.cash = [0, 1_000_000 - 5 * 99_000]
            task = moving(d, order)
            await settle()
            await d.update(2_400, cancelled(FUTURE, 1), gap=True)
            await settle()
            assert added(d) == []
            await d.update(2_700)
            await d.update(3_000)
            assert (await task).outcome is AmendOutcome.FILLED_MEANWHILE
            assert added(d) == []

    run(scene())


def test_a_silent_market_leaves_it_unknown() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            loop = asyncio.get_running_loop()
            began = loop.time()
            result = await moving(d, order)
            assert result.outcome is AmendOutcome.UNKNOWN
            assert loop.time() - began == pytest.approx(SETTLE_AT_MOST_S)
            assert added(d) == []

    run(scene())


def test_the_gate_is_asked_before_the_order_loses_its_place_and_as_if_it_were_gone() -> None:
    async def scene() -> None:
        async with one_order(5, RiskSettings(max_position=5, max_order_notional=Cents(600_000))) as (d, order):
            result = await moving(d, order, 130_000)
            assert (result.outcome, result.client_id) == (AmendOutcome.DENIED, order.client_id)
            assert "max_order_notional" in result.message
            assert "stands as it was" in result.message
            assert (order.state, d.venue.of_type("cancel_order")) == (OrderState.WORKING, [])
            # five are being bought already, and five at another price are no more than that
            task = moving(d, order, 99_100)
            await settle()
            await d.update(1_100, cancelled(FUTURE, 1))
            assert (await task).ok

    run(scene())


def test_a_new_order_that_the_exchange_refuses_says_that_the_old_one_is_gone() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.script.extend([d.venue.answer, refused("Insufficient balance")])
            task = moving(d, order)
            await settle()
            await d.update(1_100, cancelled(FUTURE, 1))
            result = await task
            assert (result.outcome, result.client_id, result.ok) == (AmendOutcome.REJECTED, None, False)
            assert "gone" in result.message
            assert "Insufficient balance" in result.message
            assert d.account.orders.working() == []

    run(scene())


def test_a_new_order_without_an_answer_is_of_unknown_fate() -> None:
    async def scene() -> None:
        async with new_one_on_its_way() as (d, _, task):
            d.clock.advance(3_001)
            assert (await task).outcome is AmendOutcome.UNKNOWN
            assert len(added(d)) == 1

    run(scene())


def test_one_order_is_moved_once_at_a_time_and_what_does_not_work_is_not_moved() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            nobody = await d.account.amend(ClientOrderId("nobody"), price=Cents(1))
            assert nobody.outcome is AmendOutcome.NOT_WORKING
            task = moving(d, order)
            await settle()
            again = await moving(d, order, 99_700)
            assert (again.outcome, "moved already" in again.message) == (AmendOutcome.NOT_WORKING, True)
            await d.update(1_100, cancelled(FUTURE, 1))
            assert (await task).ok
            assert (await moving(d, order)).outcome is AmendOutcome.NOT_WORKING
            assert len(added(d)) == 1

    run(scene())


def test_an_order_that_is_being_cancelled_is_not_moved() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.account.budget.seize()
            cancel = cancelling(d, order)
            await settle()
            assert order.state.value == OrderState.WORKING.value
            assert (await moving(d, order)).outcome is AmendOutcome.NOT_WORKING
            d.account.budget.give_up([], BOT)
            assert (await cancel).ok

    run(scene())


def test_the_same_price_sends_nothing_and_a_new_lifetime_counts_from_the_new_order() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            same = await moving(d, order, order.price)
            assert (same.outcome, same.client_id) == (AmendOutcome.AMENDED, order.client_id)
            assert d.venue.of_type("cancel_order") == []
            task = moving(d, order, order.price, valid_for_ms=8_000)
            await settle()
            await d.update(1_100, cancelled(FUTURE, 1))
            assert (await task).ok
            (new,) = d.account.orders.working()
            assert new.expires_ms == 1_100 + 8_000

    run(scene())


def test_a_move_goes_on_when_its_caller_is_gone() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            task.cancel()
            await asyncio.wait([task])
            await d.update(1_100, cancelled(FUTURE, 1))
            assert [new.price for new in d.account.orders.working()] == [99_500]

    run(scene())


def test_both_ends_of_a_move_are_news() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            reader = d.account.orders.changes.reader()
            task = moving(d, order)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert order.client_id in reader.drain()
            await settle()
            reader.drain()
            await d.update(1_100, cancelled(FUTURE, 1))
            await task
            assert order.client_id in reader.drain()

    run(scene())
