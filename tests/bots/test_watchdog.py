"""Bots whose code holds the real loop: counted, named, interrupted where that is sound."""

import asyncio
import sys
import time
from pathlib import Path
from types import FrameType

import pytest

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.bots.watchdog import Holds, may_interrupt
from algotrade_gui.core.stalls import StallWatch
from algotrade_gui.trading.gameapi import GameAPI
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


def play(
    folder: Path, body: str, *, seconds: float = 6.0, seen_holds: list[Holds] | None = None
) -> tuple[BotState, str | None, int, int, float, int]:
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
                reader = manager.changes.reader()
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
                if seen_holds is not None:
                    await until(lambda: reader.drain() >= {holder})
                    seen_holds.append(info.holds)
                seen = quiet["seen"] - before
                return info.state, info.error, len(d.venue.pending), manager.watchdog.holds[str(holder)], held_s, seen
            finally:
                await manager.close()
                watch.stop()
                manager.watchdog.stop()

    return run(scene(), timeout_s=seconds + 20)


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


@pytest.mark.allow_log("Holding")
def test_a_bots_own_figures_tell_how_often_how_long_where_and_whether_it_was_ended(tmp_path: Path) -> None:
    seen: list[Holds] = []
    body = "            if not self.config: self.config = {'held': 1}; time.sleep(0.4)\n"
    play(tmp_path, body, seen_holds=seen)
    assert (seen[0].count, seen[0].where, seen[0].interrupted) == (1, "holding.py, line 9", 0)
    assert 250 <= seen[0].worst_ms < 900
    play(tmp_path, "            while True: pass\n", seen_holds=seen)
    assert (seen[1].count, seen[1].where, seen[1].interrupted) == (1, "holding.py, line 9", 1)
    assert 900 <= seen[1].worst_ms < 4_000


SWARM = """
            if not self.config:
                self.config = {{'held': time.perf_counter() + {held_s}}}
                await asyncio.gather(*(self.small() for _ in range({tasks})))
    async def small(self):
        end = min(self.config['held'], time.perf_counter() + 0.0005)
        while time.perf_counter() < end: pass
"""
"""Together they hold the loop for that long, however long a busy machine keeps them from it."""


@pytest.mark.allow_log("Holding")
def test_a_bot_that_holds_the_loop_by_many_short_tasks_is_counted_and_shown_like_one_long_one(tmp_path: Path) -> None:
    seen: list[Holds] = []
    state, error, *_ = play(tmp_path, SWARM.format(tasks=1_300, held_s=0.65), seen_holds=seen)
    assert (state, error) == (BotState.RUNNING, None)
    # not once for each, and as long as a hundred of them; a busy machine may lose sight of it in between
    assert 1 <= seen[0].count <= 3
    assert seen[0].interrupted == 0
    assert seen[0].worst_ms >= 50
    assert seen[0].where.startswith("holding.py, line ")


@pytest.mark.allow_log("Holding")
def test_many_short_tasks_that_hold_the_loop_for_over_a_second_end_their_bot(tmp_path: Path) -> None:
    state, error, pending, _, held_s, seen = play(tmp_path, SWARM.format(tasks=10_000, held_s=60))
    assert state is BotState.FAILED
    assert "it held the loop for over 1 s in holding.py" in str(error)
    assert (pending, seen) == (0, 3)
    assert held_s < 4.0


CALLBACK = """
            if not self.config:
                self.config = {{'held': 1}}
                asyncio.get_running_loop().{how}self.later)
    def later(self):
        {work}
"""


@pytest.mark.allow_log("Holding")
@pytest.mark.parametrize("how", ["call_soon(", "call_later(0.01, "])
def test_a_callback_of_a_bots_code_is_counted_as_its_own_though_it_runs_in_no_task(tmp_path: Path, how: str) -> None:
    seen: list[Holds] = []
    body = CALLBACK.format(how=how, work="time.sleep(0.4)")
    state, error, *_ = play(tmp_path, body, seen_holds=seen)
    assert (state, error) == (BotState.RUNNING, None)
    assert (seen[0].count, seen[0].where) == (1, "holding.py, line 14")


@pytest.mark.allow_log("Holding")
@pytest.mark.allow_log("BotInterruptedError")
def test_an_endless_callback_is_interrupted_and_its_bot_fails_alone(tmp_path: Path) -> None:
    body = CALLBACK.format(how="call_soon(", work="while True: pass")
    state, error, pending, holds, held_s, seen = play(tmp_path, body)
    assert state is BotState.FAILED
    assert "it held the loop for over 1 s in holding.py, line 14" in str(error)
    assert (pending, holds, seen) == (0, 1, 3)
    assert 1.0 < held_s < 4.0


@pytest.mark.expect_log("Holding let nothing in the program run for .* by a library call in holding.py, line 15")
@pytest.mark.allow_log("Holding")
# the calls may take longer than market data may be silent
@pytest.mark.allow_log("nothing came for 5 s")
def test_a_library_call_that_lets_no_thread_run_is_named_afterwards(tmp_path: Path) -> None:
    # several times: the watch's question may be under way when a call begins, and a busy machine looks as if it alone were slow;
    # each 0.6 s long, however fast the machine is
    body = """
            if not self.config:
                self.config = {'held': 1}
                began = time.perf_counter()
                sum(range(2_000_000))
                many = int(2_000_000 * 0.6 / (time.perf_counter() - began))
                for _ in range(15): await asyncio.sleep(0.02); sum(range(many))
"""
    state, error, pending, holds, *_ = play(tmp_path, body, seconds=40.0)
    assert (state, error, pending) == (BotState.RUNNING, None, 1)
    assert holds >= 1


@pytest.mark.expect_log("Holding blocks the loop in holding.py, line 9 since 1 s")
@pytest.mark.allow_log("Holding")
def test_a_long_call_of_the_programs_own_is_named_and_nothing_is_raised_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[BaseException] = []
    lines = [
        "def slow(api):",
        "    try:",
        "        end_s = time.monotonic() + 1.4",
        "        while time.monotonic() < end_s: pass",
        "    except BaseException as error:",
        "        raised.append(error)",
        "        raise",
    ]
    space: dict[str, object] = {"__name__": GameAPI.__module__, "time": time, "raised": raised}
    exec("\n".join(lines), space)
    monkeypatch.setattr(GameAPI, "list_instruments", space["slow"])
    body = "            if not self.config: self.config = {'called': 1}; self.api.list_instruments()\n"
    _, _, _, holds, held_s, _ = play(tmp_path, body)
    assert (raised, holds) == ([], 1)
    assert held_s > 1.4


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
