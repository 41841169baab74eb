"""Bots over a plan of two rounds, in virtual time: hooks, and a state that starts clean."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.bots.api import RoundSummary
from algotrade_gui.bots.manager import BotState
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.market.cache import FeedState
from algotrade_gui.simulator.config import Delay, Delays, RoundPlan
from tests.bots.scene import Resting, managed
from tests.support.aio import run_virtual
from tests.support.desk import trading_desk
from tests.trading.desk import FUTURE, settle

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


BUSY = """
import asyncio
from algotrade_gui.bots.api import Bot, RequestError

class Busy(Bot):
    async def run(self):
        self.fates = []
        self.at = 0
        while True:
            names = [name for name in self.api.list_instruments() if "_future_" in name]
            if names:
                self.at += 1
                asyncio.create_task(self.one(names[self.at % len(names)], 90_000 - self.at % 50))
            await asyncio.sleep(0.05)

    async def one(self, name, price):
        round_number = self.market_cache.round
        try:
            result = await self.api.buy(name, price, 1, valid_for_ms=20_000)
            self.fates.append((round_number, result.state.value))
        except RequestError as error:
            self.fates.append((round_number, type(error).__name__))
"""


@pytest.mark.allow_log("connection", "ended", "fate", "difference", "Order")
def test_orders_in_flight_when_the_round_ends_come_to_an_end_and_none_is_carried_over(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(BUSY)

    async def scene() -> None:
        way = Delay(ms=400)
        rounds = [RoundPlan(name="one", seconds=60), RoundPlan(name="two", seconds=60)]
        async with trading_desk(
            [BotSettings(strategy="Busy", name="busy")],
            folders=[tmp_path],
            rounds=rounds,
            delays=Delays(orders=way, replies=way),
        ) as desk:
            station, orders = desk.station, desk.station.account.orders
            bot: Any = station.manager._entries[BotId("busy")].runner._bot
            in_flight: list[int] = []
            station.cache.on_round_change(lambda _: in_flight.append(len(station.account._placing)))
            await desk.until(lambda: station.cache.round == 2, 120)
            assert orders.working() == []
            assert station.account.portfolio.positions() == {}
            await desk.play(5)
            first = [fate for number, fate in bot.fates if number == 1]
            # nobody is left waiting for an answer that cannot come: what was on its way ended with the round, and its caller was told
            assert in_flight == [0]
            assert {"expired", "RequestLostError"} & set(first)
            assert bot.at - len(bot.fates) < 40
            assert {order.placed_ms < 10_000 for order in orders.all()} == {True}, "the second round's only"
            await desk.play(20)
            assert "working" in {fate for number, fate in bot.fates if number == 2}
            await desk.come_to_rest()

    run_virtual(scene())


class Hooked(Resting):
    """Notes each end as round and time, each start as a word."""

    async def run(self) -> None:
        self.told: list[object] = []
        await super().run()

    def on_round_end(self, summary: RoundSummary) -> None:
        self.told.append((summary.round, summary.time_ms))

    def on_round_start(self) -> None:
        self.told.append("start")


def test_the_end_of_the_exchange_is_the_end_of_the_round_and_is_told_once() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Hooked)
            await manager.start_bot(bot)
            await d.update(1_100)
            made: Any = manager._entries[bot].runner._bot
            over: list[int] = []
            manager.on_round_over(lambda: over.append(d.cache.round))
            manager.exchange_ended()
            manager.exchange_ended()
            await settle()
            assert (made.told, over) == ([(1, 1_100)], [1])
            # another round lists other strikes
            d.instruments = [FUTURE, "$SIMP_call_97000_60"]
            await d.update(100, gap=True)
            assert made.told == [(1, 1_100), "start"]
            await d.update(200)
            d.instruments = [FUTURE, "$SIMP_call_96000_60"]
            await d.update(100, gap=True)
            assert made.told == [(1, 1_100), "start", (2, 200), "start"]
            assert over == [1], "the next round had begun"

    run_virtual(scene())


@pytest.mark.allow_log("connection", "ended")
def test_the_end_is_told_in_the_pause_before_the_next_round(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(OLD)

    async def scene() -> None:
        rounds = [RoundPlan(name="one", seconds=70), RoundPlan(name="two", seconds=70)]
        bots = [BotSettings(strategy="OldHooked", name="old")]
        async with trading_desk(bots, folders=[tmp_path], rounds=rounds, pause_ms=20_000) as desk:
            old: Any = desk.station.manager._entries[BotId("old")].runner.bot_class
            old.told.clear()
            cache = desk.station.cache
            await desk.until(lambda: cache.round and cache.state is FeedState.WAITING, 90)
            await desk.play(3)
            assert old.told == [("end", 1)]
            await desk.until(lambda: cache.round == 2, 30)
            await desk.play(5)
            assert old.told == [("end", 1), ("start",)]

    run_virtual(scene())


@pytest.mark.allow_log("connection", "ended")
def test_a_round_that_goes_on_after_a_silence_ends_once_more() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Hooked)
            await manager.start_bot(bot)
            await d.update(1_100)
            made: Any = manager._entries[bot].runner._bot
            d.feed.links[-1].drop(1001, "round ended")
            await asyncio.sleep(4)
            assert made.told == [(1, 1_100)]
            await d.update(5_200, gap=True)
            await asyncio.sleep(2)
            d.instruments = [FUTURE, "$SIMP_call_97000_60"]
            await d.update(100, gap=True)
            assert made.told == [(1, 1_100), (1, 5_200), "start"]

    run_virtual(scene())
