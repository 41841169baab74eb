"""Moving an order while it is cancelled, halted or left by its bot: what was given up does not come back."""

import asyncio

import pytest

from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.amend import AmendOutcome
from algotrade_gui.trading.halt import TradingState
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, cancelled, desk, settle, silent, trade
from tests.trading.moves import BOT, added, cancelling, moving, new_one_on_its_way, new_one_waiting, one_order, working


def test_a_deal_that_is_told_after_all_while_the_new_order_waits_for_the_budget_keeps_it_from_being_sent() -> None:
    """The cancel's event came first, against the rule: what is added then is more than was cancelled unfilled."""

    async def scene() -> None:
        async with new_one_waiting() as (d, order, task):
            await d.update(1_200, trade(FUTURE, 1, 2, 99_000))
            assert order.remaining == 3
            d.account.budget.give_up([], BOT)
            result = await task
            assert (result.outcome, result.dealt, added(d)) == (AmendOutcome.UNKNOWN, 2, [])

    run(scene())


@pytest.mark.parametrize("team", [True, False])
def test_a_halt_in_between_keeps_it_from_coming_back_even_when_it_is_lifted_at_once(team: bool) -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            whom = None if team else BOT
            task = moving(d, order)
            await settle()
            d.account.states.set(whom, TradingState.HALTED, "by hand")
            d.account.states.set(whom, TradingState.ACTIVE)
            await d.update(1_100, cancelled(FUTURE, 1))
            assert (await task).outcome is AmendOutcome.WITHDRAWN
            assert added(d) == []

    run(scene())


def test_the_kill_switch_s_block_denies() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            d.account.states.block("the kill switch")
            await d.update(1_100, cancelled(FUTURE, 1))
            result = await task
            assert result.outcome is AmendOutcome.DENIED
            assert "the kill switch" in result.message
            assert added(d) == []

    run(scene())


def test_reducing_lets_a_sale_come_back_and_a_buy_not() -> None:
    async def scene() -> None:
        async with desk() as d:
            d.venue.script.append(lambda request: d.venue.rest(request, filled=5))
            d.venue.holdings[FUTURE] = [0, 5]
            api = await d.account.open_api(BOT)
            await api.buy(FUTURE, 99_000, 5)
            sale = d.account.orders.get((await api.sell(FUTURE, 101_000, 5, valid_for_ms=30_000)).client_id)
            buy = d.account.orders.get((await api.buy(FUTURE, 98_000, 1, valid_for_ms=30_000)).client_id)
            assert sale is not None
            assert buy is not None
            tasks = moving(d, sale, 100_500), moving(d, buy, 98_500)
            await settle()
            d.account.restrict(BOT, TradingState.REDUCING, "by hand")
            await d.update(1_100, cancelled(FUTURE, 2), cancelled(FUTURE, 3))
            assert [(await task).outcome for task in tasks] == [AmendOutcome.AMENDED, AmendOutcome.WITHDRAWN]

    run(scene())


def test_a_cancel_while_it_is_out_of_the_book_keeps_it_out() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            cancel = cancelling(d, order)
            await settle()
            await d.update(1_100, cancelled(FUTURE, 1))
            assert (await cancel).ok
            assert (await task).outcome is AmendOutcome.WITHDRAWN
            assert added(d) == []

    run(scene())


def test_a_cancel_while_the_move_s_own_cancel_is_on_its_way_shares_it_and_wins() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.venue.script.append(silent)
            task = moving(d, order)
            await settle()
            cancel = cancelling(d, order)
            await settle()
            (request,) = d.venue.of_type("cancel_order")
            d.venue.exchange.links[-1].push(d.venue.answer(request))
            assert (await cancel).ok
            assert (await task).outcome is AmendOutcome.WITHDRAWN
            assert added(d) == []

    run(scene())


def test_cancelling_all_while_the_new_order_waits_for_the_budget_keeps_it_from_being_sent() -> None:
    async def scene() -> None:
        async with new_one_waiting() as (d, _, task):
            everything = asyncio.create_task(d.account.cancel_all())
            await settle()
            d.account.budget.give_up([], BOT)
            assert (await task).outcome is AmendOutcome.WITHDRAWN
            assert await everything == 0
            assert added(d) == []

    run(scene())


def test_a_cancel_while_the_new_order_is_on_its_way_takes_it_back() -> None:
    async def scene() -> None:
        async with new_one_on_its_way() as (d, order, task):
            cancel = cancelling(d, order)
            await settle()
            d.venue.exchange.links[-1].push(d.venue.rest(added(d)[0]))
            assert (await cancel).ok
            assert (await task).outcome is AmendOutcome.WITHDRAWN
            assert d.account.orders.working() == []
            assert d.venue.pending == {}

    run(scene())


def test_a_cancel_that_finds_the_new_order_dealt_says_that_it_came_too_late() -> None:
    async def scene() -> None:
        async with new_one_on_its_way() as (d, order, task):
            cancel = cancelling(d, order)
            await settle()
            d.venue.exchange.links[-1].push(d.venue.rest(added(d)[0], filled=5))
            result, answer = await task, await cancel
            assert (result.outcome, result.added) == (AmendOutcome.AMENDED, 5)
            assert not answer.ok
            assert "too late" in answer.message
            assert d.account.portfolio.quantity(FUTURE) == 5

    run(scene())


def test_a_new_order_whose_taking_back_is_refused_without_a_reason_is_of_unknown_fate() -> None:
    async def scene() -> None:
        async with new_one_on_its_way() as (d, order, task):
            cancel = cancelling(d, order)
            await settle()
            reply = d.venue.rest(added(d)[0])
            d.venue.pending.clear()
            d.venue.exchange.links[-1].push(reply)
            assert (await task).outcome is AmendOutcome.UNKNOWN
            assert not (await cancel).ok

    run(scene())


@pytest.mark.parametrize("cancelled_meanwhile", [False, True])
def test_a_new_order_that_an_error_without_an_id_may_have_meant_is_of_unknown_fate(cancelled_meanwhile: bool) -> None:
    async def scene() -> None:
        async with new_one_on_its_way() as (d, order, task):
            cancel = cancelling(d, order) if cancelled_meanwhile else None
            await settle()
            d.venue.exchange.links[-1].push({"type": "error", "user_request_id": "", "message": "Failed to parse"})
            assert (await task).outcome is AmendOutcome.UNKNOWN
            if cancel is not None:
                assert not (await cancel).ok
            # another request was meant: it works
            d.venue.exchange.links[-1].push(d.venue.rest(added(d)[0]))
            await settle()
            assert [working.state for working in d.account.orders.working()] == [OrderState.WORKING]

    run(scene())


@pytest.mark.parametrize(("valid_for_ms", "at_ms", "reason"), [(300, 1_400, "lifetime"), (10**6, 60_100, "expired")])
def test_what_ended_meanwhile_by_the_clock_does_not_come_back(valid_for_ms: int, at_ms: int, reason: str) -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.update(at_ms - 350)
            order = await working(d, valid_for_ms=valid_for_ms)
            task = moving(d, order)
            await settle()
            await d.update(at_ms, cancelled(FUTURE, 1))
            result = await task
            assert (result.outcome, result.client_id) == (AmendOutcome.DENIED, None)
            assert reason in result.message
            assert added(d) == []

    run(scene())


def test_another_round_takes_nothing_over() -> None:
    async def scene() -> None:
        async with desk() as d:
            await d.update(20_000)
            order = await working(d)
            task = moving(d, order)
            await settle()
            await d.update(100)
            assert (await task).outcome is AmendOutcome.DENIED
            assert added(d) == []

    run(scene())


def test_a_bot_that_has_connected_anew_does_not_get_the_order_of_its_life_before() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            task = moving(d, order)
            await settle()
            await d.account.disconnect_owner(BOT)
            await d.account.open_api(BOT)
            await d.update(1_100, cancelled(FUTURE, 1))
            assert (await task).outcome is AmendOutcome.DENIED
            assert added(d) == []

    run(scene())


def test_an_order_of_a_bot_that_is_stopped_or_paused_keeps_its_place() -> None:
    async def scene() -> None:
        async with one_order() as (d, order):
            d.account.pause(BOT)
            assert (await moving(d, order)).outcome is AmendOutcome.DENIED
            d.account.resume(BOT)
            await d.account.disconnect_owner(BOT)
            assert (await moving(d, order)).outcome is AmendOutcome.DENIED
            assert order.state is OrderState.WORKING

    run(scene())
