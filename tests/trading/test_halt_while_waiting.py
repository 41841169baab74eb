"""An order that waits over a halt was decided before it: it is not sent when trading goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from algotrade_gui.core.settings import KillSettings
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.emergency import KillReport, KillState, KillSwitch
from algotrade_gui.trading.emergency_account import EmergencyAccount
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, Desk, desk, settle


class HandLine:
    """A line whose work the test does."""

    connected = True
    problem = ""

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    def go(self) -> bool:
        return True


@asynccontextmanager
async def armed(d: Desk) -> AsyncIterator[KillSwitch]:
    switch = KillSwitch(
        d.account.states, d.account.budget, EmergencyAccount(d.account), Season2025, d.clock, KillSettings()
    )
    switch.start(d.errors, HandLine())
    try:
        yield switch
    finally:
        await switch.stop()


def finish(switch: KillSwitch) -> None:
    """The end of a firing's work, as the emergency thread tells it."""
    firing = switch.firing
    assert firing is not None
    switch.finished(firing, KillReport(trigger=firing.trigger, left=0))


def order_task(d: Desk) -> "asyncio.Task[OrderResult]":
    return asyncio.create_task(d.account.manual.buy(FUTURE, 99_000, 1))


def assert_overtaken(result: OrderResult, d: Desk) -> None:
    told = result.state, result.message
    assert told == (OrderState.DENIED, "state: trading was halted while the order waited")
    assert d.venue.of_type("add_order") == []


def test_a_resume_before_the_loop_hears_of_the_firings_end_lets_no_waiting_order_pass() -> None:
    async def scene() -> None:
        async with desk() as d, armed(d) as switch:
            switch.fire("a test")
            waiting = order_task(d)
            await settle()
            # the thread is done; the loop does not know yet, and is told to go on first
            finish(switch)
            assert switch.resume()
            assert_overtaken(await waiting, d)
            assert (await d.account.manual.buy(FUTURE, 99_000, 1)).ok

    run(scene())


def test_nor_one_that_waited_before_the_firing() -> None:
    async def scene() -> None:
        async with desk() as d, armed(d) as switch:
            while d.account.budget.try_take(d.account.manual.owner):
                pass
            waiting = order_task(d)
            await settle()
            assert not waiting.done()
            switch.fire("a test")
            finish(switch)
            # as when both were posted to the loop while it was held: in one turn of it
            loop = asyncio.get_running_loop()
            loop.call_soon(switch.resume)
            await settle()
            d.clock.advance(2_000)
            assert_overtaken(await waiting, d)

    run(scene())


def halt(d: Desk) -> None:
    owner = d.account.manual.owner
    d.account.states.set(owner, TradingState.HALTED, "by hand")
    d.account.states.set(owner, TradingState.ACTIVE)


def disarm(d: Desk) -> None:
    d.account.disarm()
    d.account.states.arm(True)


def pause(d: Desk) -> None:
    d.account.pause(d.account.manual.owner)
    d.account.resume(d.account.manual.owner)


@pytest.mark.parametrize("for_a_moment", [halt, disarm, pause])
def test_an_order_that_waited_while_its_owner_was_kept_from_trading_for_a_moment_does_not_pass_afterwards(
    for_a_moment: Callable[[Desk], None],
) -> None:
    async def scene() -> None:
        async with desk() as d:
            d.account.budget.seize()
            waiting = order_task(d)
            await settle()
            for_a_moment(d)
            d.account.budget.give_up([], d.account.manual.owner)
            assert_overtaken(await waiting, d)
            assert (await d.account.manual.buy(FUTURE, 99_000, 1)).ok

    run(scene())


def test_a_buy_that_waited_while_only_sales_were_let_through_does_not_pass_afterwards_and_a_sale_does() -> None:
    async def scene() -> None:
        async with desk() as d:
            owner = d.account.manual.owner
            d.account.budget.seize()
            buying = order_task(d)
            selling = asyncio.create_task(d.account.manual.sell(FUTURE, 101_000, 1))
            await settle()
            d.account.states.set(None, TradingState.REDUCING, "by hand")
            d.account.states.set(None, TradingState.ACTIVE)
            d.account.budget.give_up([], owner)
            assert (await buying).state is OrderState.DENIED
            assert (await selling).ok
            assert [order["side"] for order in d.venue.of_type("add_order")] == ["ask"]

    run(scene())


def test_the_end_of_one_firing_does_not_let_the_loop_send_during_the_next() -> None:
    async def scene() -> None:
        async with desk() as d, armed(d) as switch:
            switch.fire("first")
            finish(switch)
            assert switch.resume()
            switch.fire("second")
            await settle()
            assert switch.state is KillState.FIRED
            assert not d.account.budget.try_take(d.account.manual.owner, urgent=True)
            finish(switch)
            await settle()
            assert d.account.budget.try_take(d.account.manual.owner, urgent=True)

    run(scene())
