"""What bots live through stands on the time axis of P&L."""

import pytest

from algotrade_gui.bots.api import Bot
from algotrade_gui.core.ids import BotId
from tests.bots.scene import Resting, managed
from tests.support.aio import run_virtual as run
from tests.trading.desk import Desk, settle


class Failing(Bot):
    async def run(self) -> None:
        async for _ in self.market_cache.updates():
            raise RuntimeError("nothing works")


def told(d: Desk) -> list[tuple[int, BotId | None, str, str]]:
    return [(mark.second, mark.owner, mark.kind, mark.text) for mark in d.account.equity.marks()]


def test_a_start_a_change_and_a_stop_are_marked_with_their_second_and_a_pause_is_not() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting, name="rest")
            assert told(d) == []
            await manager.start_bot(bot)
            await d.update(2_100)
            manager.set_params(bot, {"width": 30}, source="slider")
            await d.update(3_100)
            await manager.pause_bot(bot)
            await manager.resume_bot(bot)
            await d.update(4_100)
            await manager.stop_bot(bot)
            assert told(d) == [
                (1, bot, "start", ""),
                (2, bot, "parameter", "width 10 to 30"),
                (4, bot, "stop", ""),
            ]

    run(scene())


@pytest.mark.allow_log("nothing works")
def test_a_failure_is_marked_with_its_reason_once() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Failing, name="fail")
            await manager.start_bot(bot)
            await d.update(2_100)
            await settle()
            await manager.stop_bot(bot)
            kinds = [(second, kind) for second, _, kind, _ in told(d)]
            assert kinds == [(1, "start"), (2, "failed")]
            assert "RuntimeError: nothing works" in told(d)[-1][3]

    run(scene())


def test_another_round_begins_without_marks() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting, name="rest")
            await manager.start_bot(bot)
            assert told(d)
            d.account.equity.clear()
            assert told(d) == []

    run(scene())
