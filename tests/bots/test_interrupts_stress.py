"""A bot that is interrupted hundreds of times between its calls into the program damages nothing of the program's."""

import asyncio
import random
import sys
import threading
import time
from pathlib import Path

import pytest

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager
from algotrade_gui.bots.runner import BotRunner
from algotrade_gui.bots.watchdog import INTERRUPT_AFTER_MS, Watchdog
from algotrade_gui.core.errors import Severity
from tests.support.aio import run
from tests.trading.desk import FUTURE, desk, settle

CODE = """
from algotrade_gui.bots.api import Bot, Underlying
from algotrade_gui.bots.interrupts import BotInterruptedError

class Stubborn(Bot):
    caught = orders = 0

    async def run(self):
        while True:
            try:
                await self.api.cancel_all()
                await self.work(type(self))
            except BotInterruptedError:
                type(self).caught += 1

    async def work(self, mine):
        future = "$SIMP_future_60"
        while True:
            for number in range(40):
                self.market_cache.underlying_price(Underlying("$SIMP"))
                self.market_cache.get_current_orderbook(future)
                self.market_cache.get_recent_events(future)
                self.api.working_orders(future)
                self.api.position(future)
                sum(range(50))
            result = await self.api.buy(future, 90_000 - mine.orders % 500, 1, valid_for_ms=600_000)
            for number in range(1_000):
                sum(range(20))
            if result.ok:
                mine.orders += 1
                await self.api.cancel_order(future, result.order_id)
"""
WANTED = 200
PATIENCE_S = 4.0
LEAST = 20
"""On a machine that hardly turns at all."""


class Nagging(threading.Thread):
    """Tells the watchdog at random moments that the loop has been held for long."""

    def __init__(self, watchdog: Watchdog) -> None:
        super().__init__(name="nagging")
        self.ended = threading.Event()
        self._watchdog = watchdog
        self._random = random.Random(7)

    def run(self) -> None:
        began = time.monotonic()
        while not self.ended.wait(self._random.uniform(0.000_2, 0.003)):
            if sum(self._watchdog.interrupts.values()) >= WANTED or time.monotonic() - began > PATIENCE_S:
                return
            self._watchdog.look(0.0)
            self._watchdog.look(INTERRUPT_AFTER_MS + 1)
            # the handler may run at any moment from now on
            self.ended.wait(self._random.uniform(0.000_2, 0.004))
            self._watchdog.released()


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no signal to a thread there")
@pytest.mark.allow_log("held the loop", "Stubborn blocks the loop")
def test_hundreds_of_interrupts_damage_nothing_of_the_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stubborn.py").write_text(CODE)
    # otherwise the first one would be its end
    monkeypatch.setattr(BotRunner, "interrupted", lambda _runner, _error: None)

    # threads take turns in the midst of a step of the bot's, not only where the loop waits
    switching_s = sys.getswitchinterval()

    async def scene() -> tuple[int, int, int]:
        async with desk() as d:
            said: list[str] = []
            asyncio.get_running_loop().set_exception_handler(lambda _loop, context: said.append(str(context)))
            manager = BotManager(d.cache, d.account, StrategyLoader([tmp_path]), d.errors, d.clock)
            manager.loader.scan()
            await manager.initialize_market_cache()
            manager.watchdog.start()
            nagging = Nagging(manager.watchdog)
            try:
                stubborn = manager.loader.strategies()[0]
                bot = manager.register_bot(stubborn)
                await manager.start_bot(bot)
                sys.setswitchinterval(0.000_1)
                nagging.start()
                number = 0
                while nagging.is_alive():
                    # the budget's window goes by this clock, and the market goes on
                    d.clock.advance(50)
                    if number % 10 == 0:
                        await d.update(1_100 + 10 * number)
                    number += 1
                    if not manager.info(bot).state.is_alive:
                        # hit in its `except` itself, which is its own affair
                        assert "it held the loop" in str(manager.info(bot).error), manager.info(bot).traceback_text
                        d.clock.advance(2_000)
                        await manager.start_bot(bot)
                    await asyncio.sleep(0.001)
                # what works here is what works there
                manager.watchdog.stop()
                d.clock.advance(2_000)
                await manager.stop_bot(bot)
                await settle()
                assert not manager.info(bot).state.is_alive
                assert d.account.orders.working() == []
                assert d.venue.pending == {}
                assert d.account.portfolio.quantity(FUTURE, bot) == 0
                texts = [record.message for record in d.errors.records if record.severity is not Severity.WARNING]
                assert [text for text in texts if "it held the loop" not in text] == []
                assert said == []
                # the program goes on: the same bot, the same account
                before = vars(stubborn)["orders"]
                await manager.start_bot(bot)
                for _ in range(50):
                    d.clock.advance(50)
                    await settle()
                assert vars(stubborn)["orders"] > before
                return manager.watchdog.interrupts[str(bot)], vars(stubborn)["caught"], before
            finally:
                sys.setswitchinterval(switching_s)
                nagging.ended.set()
                if nagging.is_alive():
                    nagging.join(5)
                manager.watchdog.stop()
                d.clock.advance(2_000)
                await manager.close()

    interrupts, caught, orders = run(scene(), timeout_s=30)
    assert interrupts >= LEAST
    assert LEAST <= caught <= interrupts
    assert orders > 0
