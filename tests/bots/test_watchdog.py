"""Bots whose code holds the real loop: counted, named, interrupted where that is sound."""

import asyncio
import sys
import time
from pathlib import Path
from types import FrameType

import pytest

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.bots.watchdog import may_interrupt
from algotrade_gui.core.stalls import StallWatch
from tests.support.aio import run, until
from tests.trading.desk import desk, settle

HEAD = """
import asyncio, time
from algotrade_gui.bots.api import Bot

class Holding(Bot):
    async def run(self):
        await self.api.buy("$SIMP_future_60", 99_000, 1)
        async for _ in self.market_cache.updates():
"""
QUIET = """
class Quiet(Bot):
    seen = 0
    async def run(self):
        async for _ in self.market_cache.updates():
            type(self).seen += 1
"""


def play(folder: Path, body: str, *, seconds: float = 6.0) -> tuple[BotState, str | None, int, int, float, int]:
    """Run the two bots over one update that begins the hold: state and error of the holder, its orders left, holds, seconds, updates seen
    by the other one afterwards."""
    (folder / "holding.py").write_text(HEAD + body + QUIET)

    async def scene() -> tuple[BotState, str | None, int, int, float, int]:
        async with desk() as d:
            manager = BotManager(d.cache, d.account, StrategyLoader([folder]), d.errors, d.clock)
            manager.loader.scan()
            await manager.initialize_market_cache()
            watch = StallWatch(
                look=manager.watchdog.look, released=manager.watchdog.released, starved=manager.watchdog.starved
            )
            manager.watchdog.start()
            watch.start()
            try:
                holder = manager.register_bot(manager.loader.strategies()[0])
                manager.register_bot(manager.loader.strategies()[1])
                await manager.start_all_bots()
                await settle()
                began = time.monotonic()
                await d.update(1_100)
                await until(lambda: manager.watchdog.holds[str(holder)], seconds)
                await asyncio.sleep(0.1)
                held_s = time.monotonic() - began
                quiet = vars(manager.loader.strategies()[1])
                before = quiet["seen"]
                for number in range(3):
                    await d.update(1_200 + 100 * number)
                info = manager.info(holder)
                seen = quiet["seen"] - before
                return info.state, info.error, len(d.venue.pending), manager.watchdog.holds[str(holder)], held_s, seen
            finally:
                await manager.close()
                watch.stop()
                manager.watchdog.stop()

    return run(scene(), timeout_s=20)


@pytest.mark.allow_log("Holding")
@pytest.mark.parametrize(
    "body",
    [
        "            while True: pass\n",
        "            while True:\n                try: sum(range(50))\n                except Exception: pass\n",
        "            await asyncio.create_task(self.child())\n    async def child(self):\n        while True: pass\n",
    ],
    ids=["endless", "swallowing", "child task"],
)
def test_endless_code_is_interrupted_and_fails_alone(tmp_path: Path, body: str) -> None:
    state, error, pending, holds, held_s, seen = play(tmp_path, body)
    assert state is BotState.FAILED
    assert "it held the loop for over 1 s in holding.py" in str(error)
    assert (pending, holds, seen) == (0, 1, 3)
    assert 1.0 < held_s < 4.0


@pytest.mark.skipif(sys.platform == "win32", reason="a sleep cannot be interrupted there")
@pytest.mark.expect_log("Holding blocks the loop in holding.py, line 9 since 1 s")
@pytest.mark.allow_log("Holding")
def test_a_sleep_is_named_and_interrupted(tmp_path: Path) -> None:
    state, error, *_ = play(tmp_path, "            time.sleep(5)\n")
    assert state is BotState.FAILED
    assert "holding.py, line 9" in str(error)


@pytest.mark.expect_log("Holding held the loop for over 250 ms in holding.py, line 9")
def test_a_hold_of_some_hundred_ms_is_counted_and_shown_and_the_bot_goes_on(tmp_path: Path) -> None:
    body = "            if not self.config: self.config = {'held': 1}; time.sleep(0.5)\n"
    state, error, pending, holds, *_ = play(tmp_path, body)
    assert (state, error, pending, holds) == (BotState.RUNNING, None, 1, 1)


@pytest.mark.expect_log("Holding let nothing in the program run for .* by a library call in holding.py, line 9")
@pytest.mark.allow_log("Holding")
def test_a_library_call_that_lets_no_thread_run_is_named_afterwards(tmp_path: Path) -> None:
    # once the watch has had its first answer: its question is not under way when the call begins
    body = "            if not self.config: self.config = {'held': 1}; await asyncio.sleep(0.02); sum(range(80_000_000)); time.time()\n"
    state, error, pending, holds, *_ = play(tmp_path, body, seconds=15.0)
    assert (state, error, pending) == (BotState.RUNNING, None, 1)
    assert holds >= 1


def test_nothing_is_raised_while_code_of_the_program_is_on_top_or_in_between() -> None:
    def make(name: str) -> dict[str, object]:
        space: dict[str, object] = {"__name__": name, "sys": sys}
        exec("def call(then=None):\n    return then() if then else sys._getframe()", space)
        return space

    def through(*names: str) -> FrameType:
        """The innermost frame of a stack of those modules, outermost first."""
        calls = [make(name)["call"] for name in names]

        def step(position: int) -> object:
            call = calls[position]
            assert callable(call)
            return call() if position == len(calls) - 1 else call(lambda: step(position + 1))

        frame = step(0)
        assert isinstance(frame, FrameType)
        return frame

    runner, core, mine = "algotrade_gui.bots.runner", "algotrade_gui.market.cache", "algotrade_strategy_x_1"
    assert may_interrupt(through(runner, mine), mine)
    assert may_interrupt(through(runner, "json", mine), mine)
    assert not may_interrupt(through(runner, mine, core), mine)
    assert not may_interrupt(through(runner, mine, "json"), mine)
    assert not may_interrupt(through(runner, mine, core, mine), mine)
