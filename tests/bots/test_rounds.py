"""Bots over a plan of two rounds, in virtual time: hooks, and a state that starts clean."""

from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.bots.manager import BotState
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.simulator.config import RoundPlan
from tests.support.aio import run_virtual
from tests.support.desk import trading_desk

BOTS = """
import asyncio
from algotrade_gui.bots.api import Bot, RequestError

class Hooked(Bot):
    last = None

    async def run(self):
        type(self).last = self
        self.told = []
        async for update in self.market_cache.updates():
            for name in self.api.list_instruments():
                quote = self.api.get_best_bid_ask(name)
                if name.startswith("$SIMP_future") and quote and quote.ask and not self.api.position(name):
                    try:
                        await self.api.buy(name, quote.ask, 1, valid_for_ms=900)
                    except RequestError:
                        pass

    async def on_round_end(self, summary):
        self.told.append(("end", summary))
        await asyncio.sleep(0)

    def on_round_start(self):
        self.told.append(("start", len(self.api.positions()), len(self.api.working_orders())))

class Plain(Bot):
    async def run(self):
        async for update in self.market_cache.updates():
            pass
"""

OLD = """
import asyncio
from gameapi import GameAPI

class OldHooked:
    told = []

    def __init__(self, market_cache, config):
        self.api = GameAPI("", "", market_cache)

    async def start(self):
        await self.api.connect()
        await self.run()

    async def run(self):
        while True:
            await asyncio.sleep(1)

    def on_round_end(self, summary):
        self.told.append(("end", summary.round))

    async def on_round_start(self):
        self.told.append(("start",))
"""


@pytest.mark.allow_log("connection", "ended")
def test_two_rounds_call_the_hooks_once_each_and_the_second_starts_clean(tmp_path: Path) -> None:
    (tmp_path / "hooked.py").write_text(BOTS)
    (tmp_path / "old.py").write_text(OLD)
    bots = [
        BotSettings(strategy="Hooked", name="hooked"),
        BotSettings(strategy="Plain", name="plain"),
        BotSettings(strategy="OldHooked", name="old"),
    ]

    async def scene() -> None:
        rounds = [RoundPlan(name="one", seconds=70), RoundPlan(name="two", seconds=70)]
        async with trading_desk(bots, folders=[tmp_path], rounds=rounds, pause_ms=5_000) as desk:
            station = desk.station
            hooked: Any = station.manager._entries[BotId("hooked")].runner
            old: Any = station.manager._entries[BotId("old")].runner.bot_class
            seen: dict[int, int] = {}
            station.cache.on_update(lambda update: seen.__setitem__(update.round, int(update.time_ms)))
            await desk.play(60)
            before = hooked._bot
            traded = station.manager.info(BotId("hooked")).fills
            assert traded > 0
            await desk.until(lambda: station.cache.round == 2, 40)
            at_start = station.account.portfolio.pnl(BotId("hooked")).total
            await desk.play(3)
            assert hooked._bot is before, "the same bot goes on"
            (_, summary), start = before.told
            assert (summary.round, start) == (1, ("start", 0, 0))
            assert summary.time_ms == seen[1]
            assert summary.fills >= traded
            assert summary.pnl != 0
            assert at_start == 0
            assert old.told == [("end", 1), ("start",)]
            await desk.play(50)
            assert station.manager.info(BotId("hooked")).fills > 0, "it trades in the second round as well"
            assert {str(info.state.value) for info in station.manager.bots()} == {BotState.RUNNING.value}
            await desk.come_to_rest()

    run_virtual(scene())
