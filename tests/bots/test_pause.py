"""A paused bot: nothing of it works, nothing of it is sent, and it goes on where it was."""

import asyncio
from pathlib import Path

import pytest

from algotrade_gui.bots.api import OrderState
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId
from tests.bots.scene import Resting, Rhythm, managed
from tests.support.aio import run, run_virtual
from tests.trading.desk import FUTURE, Frame, settle, trade

OLD = """
import asyncio
from gameapi import GameAPI
from market_data_cache import MarketDataCache

class OldBot:
    last = None

    def __init__(self, market_cache: MarketDataCache, config):
        self.market_cache = market_cache
        self.api = GameAPI("ws://10.0.0.1:9001/trade", "x" * 12, market_cache)
        self.answers = []
        OldBot.last = self

    async def start(self):
        await self.api.connect()
        await self.run()

    async def run(self):
        while True:
            await asyncio.sleep(1)
            self.answers.append(await self.api.buy_future("$SIMP", 60, 90000, 1))
"""


def state(manager: BotManager, bot: BotId) -> BotState:
    return manager.info(bot).state


def bot_of(manager: BotManager, bot: BotId) -> Resting:
    made = manager._entries[bot].runner._bot
    assert isinstance(made, Resting)
    return made


def test_pausing_cancels_what_works_and_keeps_the_position() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await d.update(1_100)
            await d.update(1_200)
            await d.update(1_300, trade(FUTURE, 1, 1, 89_890))
            assert len(d.venue.pending) == 3
            pausing = asyncio.create_task(manager.pause_bot(bot))
            await asyncio.sleep(0)
            assert state(manager, bot) is BotState.PAUSING
            await pausing
            assert state(manager, bot) is BotState.PAUSED
            # the first has dealt
            assert list(d.venue.pending) == [(FUTURE, 1)]
            assert d.account.orders.working() == []
            assert d.account.portfolio.quantity(FUTURE, bot) == 1
            await manager.stop_bot(bot)

    run(scene())


def test_a_paused_bot_sees_no_update_and_then_the_newest_with_the_number_missed() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot, other = manager.register_bot(Resting), manager.register_bot(Resting)
            await manager.start_all_bots()
            await d.update(1_100)
            await manager.pause_bot(bot)
            for time_ms in (1_200, 1_300, 1_400):
                await d.update(time_ms)
            assert (bot_of(manager, bot).times, bot_of(manager, other).times) == ([1_100], [1_100, 1_200, 1_300, 1_400])
            sent = len(d.venue.of_type("add_order"))
            await manager.resume_bot(bot)
            await settle()
            assert (bot_of(manager, bot).times, bot_of(manager, bot).skipped) == ([1_100, 1_400], 2)
            assert len(d.venue.of_type("add_order")) == sent + 1
            assert bot_of(manager, bot).results[-1].ok

    run(scene())


def test_an_order_that_meets_a_pause_is_denied_and_its_code_rests_until_it_is_resumed() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Rhythm)
            await manager.start_bot(bot)
            await settle()
            await manager.pause_bot(bot)
            made = manager._entries[bot].runner._bot
            await asyncio.sleep(3.5)
            assert (made.results, d.venue.of_type("add_order")) == ([], [])
            assert manager.info(bot).refused == 1, "asked once, not three times"
            assert manager.info(bot).last_refusal == "pause: Rhythm is paused and sends no orders until it is resumed"
            await manager.resume_bot(bot)
            await asyncio.sleep(1.5)
            assert [result.state for result in made.results] == [OrderState.DENIED, OrderState.WORKING]
            assert len(d.venue.of_type("add_order")) == 1, "an order decided before the pause is not sent after it"

    run_virtual(scene())


@pytest.mark.expect_log("10.0.0.1")
def test_a_2025_file_goes_on_and_is_told_why_its_orders_are_denied(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(OLD)
    loader = StrategyLoader([tmp_path])
    loader.scan()

    async def scene() -> None:
        async with managed(loader) as (d, manager):
            bot = manager.register_bot("OldBot")  # type: ignore[arg-type]  # by name, as a profile does
            await manager.start_bot(bot)
            await asyncio.sleep(1.5)
            made = manager._entries[bot].runner._bot
            assert [answer.success for answer in made.answers] == [True]
            await manager.pause_bot(bot)
            assert d.venue.pending == {}
            await asyncio.sleep(2)
            assert [answer.success for answer in made.answers] == [True, False, False]
            assert "paused" in str(made.answers[-1].data)
            await manager.resume_bot(bot)
            await asyncio.sleep(1)
            assert made.answers[-1].success

    run_virtual(scene())


def test_stopping_a_paused_bot_and_pausing_what_does_not_run() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting)
            for verb in (manager.pause_bot, manager.resume_bot):
                with pytest.raises(UserError, match="Resting is loaded: only a"):
                    await verb(bot)
            await manager.start_bot(bot)
            await d.update(1_100)
            await manager.pause_all_bots()
            with pytest.raises(UserError, match="Resting is paused already"):
                await manager.start_bot(bot)
            await manager.stop_bot(bot)
            assert state(manager, bot) is BotState.STOPPED
            await manager.start_bot(bot)
            await d.update(1_200)
            assert bot_of(manager, bot).results[-1].ok, "a new life begins unpaused"
            await manager.pause_all_bots()
            await manager.resume_all_bots()
            assert state(manager, bot) is BotState.RUNNING

    run(scene())


def test_a_stop_overtakes_a_pause_whose_cancels_are_not_answered() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await d.update(1_100)

            def late(request: Frame) -> Frame:
                stopping.append(asyncio.create_task(manager.stop_bot(bot)))
                return d.venue.answer(request)

            stopping: list[asyncio.Task[None]] = []
            d.venue.script.append(late)
            await manager.pause_bot(bot)
            await stopping[0]
            assert (state(manager, bot), d.venue.pending) == (BotState.STOPPED, {})

    run(scene())


def refuse_cancel(request: Frame) -> Frame:
    return {
        "type": "cancel_order_response",
        "user_request_id": request["user_request_id"],
        "success": False,
        "message": "busy",
    }


@pytest.mark.allow_log("busy")
def test_a_cancel_that_is_refused_once_is_asked_again_before_the_bot_counts_as_paused() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await d.update(1_100)
            d.venue.script.append(refuse_cancel)
            await manager.pause_bot(bot)
            assert (state(manager, bot), d.venue.pending) == (BotState.PAUSED, {})
            assert len(d.venue.of_type("cancel_order")) == 2

    run_virtual(scene())


def test_an_order_that_dealt_before_its_cancel_came_is_not_said_to_be_working() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await d.update(1_100)
            d.venue.pending.clear()  # dealt; the update that tells it comes later
            await manager.pause_bot(bot)
            assert (state(manager, bot), manager.info(bot).working) == (BotState.PAUSED, 0)
            assert len(d.venue.of_type("cancel_order")) == 1

    run_virtual(scene())


@pytest.mark.expect_log("An order of Resting may still be working: the exchange did not confirm the cancels")
def test_an_order_that_cannot_be_cancelled_is_said_to_be_working() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await d.update(1_100)
            d.venue.script.extend([refuse_cancel] * 3)
            await manager.pause_bot(bot)
            assert (state(manager, bot), manager.info(bot).working) == (BotState.PAUSED, 1)

    run_virtual(scene())
