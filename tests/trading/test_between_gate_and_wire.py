"""What may happen while a request waits for its turn: nothing of it may be lost, sent too late, or stand in another's way."""

import asyncio

import pytest

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.budget import WINDOW_MS, MessageBudget
from algotrade_gui.trading.halt import TradingState
from tests.support.aio import run_virtual as run
from tests.trading.desk import CALL, FUTURE, desk, settle, silent

BOT = BotId("bot")
OWNER = BotId("somebody else")


def test_a_cancel_whose_asker_gave_up_while_it_waited_stands_in_no_other_s_way() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            result = await api.buy(FUTURE, 99_000, 1)
            assert result.order_id is not None
            d.account.budget.seize()
            first = asyncio.create_task(api.cancel_order(FUTURE, result.order_id))
            await settle()
            second = asyncio.create_task(d.account.cancel_all(BOT))
            await settle()
            first.cancel()
            await asyncio.wait([first])
            assert d.venue.of_type("cancel_order") == []
            d.account.budget.give_up([], OWNER)
            async with asyncio.timeout(1):
                assert await second == 1
            assert len(d.venue.of_type("cancel_order")) == 1
            assert d.account.orders.working() == []

    run(scene())


def test_a_cancel_that_waited_goes_over_whichever_session_is_up_by_then() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            result = await api.buy(FUTURE, 99_000, 1)
            assert result.order_id is not None
            d.account.budget.seize()
            cancel = asyncio.create_task(d.account.cancel(result.client_id))
            await settle()
            await api.disconnect()
            d.account.budget.give_up([], OWNER)
            async with asyncio.timeout(1):
                assert (await cancel).ok

    run(scene())


def test_a_cancel_is_not_sent_for_an_order_that_ended_while_it_waited() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            result = await api.buy(FUTURE, 99_000, 1)
            d.account.budget.seize()
            cancel = asyncio.create_task(d.account.cancel(result.client_id))
            await settle()
            order = d.account.orders.get(result.client_id)
            assert order is not None
            d.account.orders.cancelled(order)
            d.account.budget.give_up([], OWNER)
            async with asyncio.timeout(1):
                assert not (await cancel).ok
            assert d.venue.of_type("cancel_order") == []
            assert d.account.budget.usage.by_owner.get(BOT, 0) == 1, "the order; the cancel is given back"

    run(scene())


def test_cancelling_all_does_not_wait_for_an_order_on_its_way_before_it_cancels_the_others() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            await api.buy(FUTURE, 99_000, 1)
            d.venue.script.append(silent)
            on_its_way = asyncio.create_task(api.buy(CALL, 100, 1))
            await settle()
            everything = asyncio.create_task(api.cancel_all())
            await settle()
            assert len(d.venue.of_type("cancel_order")) == 1, "the reply that is awaited holds up nobody else's cancel"
            await asyncio.wait([on_its_way, everything], timeout=10)
            assert on_its_way.exception() is not None
            assert everything.result() == 1

    run(scene())


def test_reducing_cancels_a_buy_that_was_on_its_way() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            placing = asyncio.create_task(api.buy(FUTURE, 99_000, 1))
            await asyncio.sleep(0)  # one turn: it is sent, and nothing has been read
            assert d.account.orders.working()[0].order_id is None
            d.account.restrict(BOT, TradingState.REDUCING, "by hand")
            await placing
            await settle()
            assert [order.state for order in d.account.orders.all()] == [OrderState.CANCELLED]

    run(scene())


def test_an_order_that_waited_into_another_round_is_not_sent() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            await d.update(20_000)
            d.account.budget.seize()
            placing = asyncio.create_task(api.buy(FUTURE, 99_000, 1))
            await settle()
            await d.update(100)
            d.account.budget.give_up([], OWNER)
            async with asyncio.timeout(1):
                result = await placing
            assert (result.ok, result.state) == (False, OrderState.DENIED)
            assert "round" in result.message
            assert d.venue.of_type("add_order") == []

    run(scene())


@pytest.mark.parametrize("others", [0, 14])
def test_an_order_that_waited_while_its_code_was_ended_is_not_sent_by_the_next_life(others: int) -> None:
    async def scene() -> None:
        async with desk() as d:
            for number in range(others):
                await d.account.open_api(BotId(f"bot {number}"))
            old = await d.account.open_api(BOT)
            d.account.budget.seize()
            placing = asyncio.create_task(old.buy(FUTURE, 99_000, 1))
            await settle()
            d.account.bar(BOT)
            old.retire()
            await d.account.disconnect_owner(BOT)
            await d.account.open_api(BOT)
            d.account.budget.give_up([], OWNER)
            async with asyncio.timeout(1):
                assert (await placing).state is OrderState.DENIED
            assert d.venue.of_type("add_order") == []

    run(scene())


def test_a_barred_owner_does_not_free_himself_by_asking_for_a_connection_that_he_has() -> None:
    async def scene() -> None:
        async with desk() as d:
            api = await d.account.open_api(BOT)
            d.account.bar(BOT)
            with pytest.raises(UserError, match="connected already"):
                await api.connect()
            assert (await api.buy(FUTURE, 99_000, 1)).state is OrderState.DENIED

    run(scene())


def test_a_message_counts_from_when_its_sender_wakes_not_from_when_he_was_called() -> None:
    """The loop may be held between the two: then the messages leave together, and later than they were let go."""

    async def scene() -> None:
        clock = ManualClock()
        budget = MessageBudget(clock, limit=4, reserve=0)
        for _ in range(4):
            assert budget.try_take(BOT)
        waiting = [asyncio.create_task(budget.take(BOT)) for _ in range(4)]
        await settle()
        clock.advance(WINDOW_MS + 1)
        budget.set_quota(BOT, None)  # serves those who wait
        clock.advance(0.8 * WINDOW_MS)  # held: they wake most of a second after
        async with asyncio.timeout(1):
            await asyncio.gather(*waiting)
        clock.advance(0.9 * WINDOW_MS)
        assert not budget.try_take(BOT), "four have been sent within the second"
        clock.advance(0.2 * WINDOW_MS)
        assert budget.try_take(BOT)
        budget.close()

    run(scene())


def test_a_turn_that_was_overslept_is_taken_anew() -> None:
    async def scene() -> None:
        clock = ManualClock()
        budget = MessageBudget(clock, limit=2, reserve=0)
        for _ in range(2):
            assert budget.try_take(BOT)
        waiting = [asyncio.create_task(budget.take(BOT)) for _ in range(2)]
        await settle()
        clock.advance(WINDOW_MS + 1)
        budget.set_quota(BOT, None)
        clock.advance(1.5 * WINDOW_MS)  # held for longer than a second: the window has forgotten them
        assert budget.try_take(OWNER)
        async with asyncio.timeout(5):
            done, late = await asyncio.wait(waiting, timeout=0.1)
            assert (len(done), len(late)) == (1, 1), "two in this second, and no third"
            clock.advance(1.1 * WINDOW_MS)
            budget.set_quota(BOT, None)
            await asyncio.wait(late)
        assert budget.usage.used == 1
        budget.close()

    run(scene())
