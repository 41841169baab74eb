"""What the board shows of a bot beside its books: turns, pace, its last mistake with its place, marks of what was done with it."""

from pathlib import Path

import pytest

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotState
from algotrade_gui.bots.places import CodePlace, place_of, source_of
from algotrade_gui.core.ids import StrategyName
from tests.bots.scene import Resting, managed
from tests.support.aio import run_virtual as run
from tests.trading.desk import settle

FAILING = """from algotrade_gui.bots.api import Bot


class FailingBot(Bot):
    async def run(self):
        async for _ in self.market_cache.updates():
            self.decide()

    def decide(self):
        return max([])
"""


class Thinking(Resting):
    """Takes 7 ms of the clock for its second update and 1 ms for the others."""

    async def run(self) -> None:
        number = 0
        async for _ in self.market_cache.updates():
            number += 1
            self.clock.advance(7.0 if number == 2 else 1.0)  # type: ignore[attr-defined]  # the desk's, set by the test


def test_a_bot_s_turns_are_measured_and_are_its_own() -> None:
    async def main() -> None:
        async with managed() as (d, manager):
            Thinking.clock = d.clock  # type: ignore[attr-defined]
            slow = manager.register_bot(Thinking, name="slow")
            quick = manager.register_bot(Resting, name="quick")
            assert manager.info(slow).turn is None
            await manager.start_all_bots()
            for second in range(2, 6):
                await d.update(1_000 * second)
            turn, other = manager.info(slow).turn, manager.info(quick).turn
            assert turn is not None
            assert other is not None
            assert turn.longest_ms == 7
            assert 0.9 < turn.usual_ms < 7
            assert other.longest_ms == 0
            await manager.stop_bot(slow)
            assert manager.info(slow).turn is None

    run(main())


def test_orders_a_second_and_the_fill_rate_are_the_bot_s() -> None:
    async def main() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Resting, name="maker")
            other = manager.register_bot(Thinking, name="other")
            assert (manager.info(bot).orders_per_s, manager.info(bot).fill_rate) == (0, None)
            await manager.start_bot(bot)
            for second in range(2, 5):
                await d.update(1_000 * second)
            info = manager.info(bot)
            assert (info.orders_per_s, info.fill_rate) == (3 / 5, 0)
            assert (manager.info(other).orders_per_s, manager.info(other).fill_rate) == (0, None)

    run(main())


@pytest.mark.expect_log("max")
def test_the_last_mistake_is_named_with_its_line_and_outlives_a_new_start(tmp_path: Path) -> None:
    path = tmp_path / "failing.py"
    path.write_text(FAILING, encoding="utf-8")

    async def main() -> None:
        loader = StrategyLoader([tmp_path])
        loader.scan()
        async with managed(loader) as (d, manager):
            bot = manager.register_bot(StrategyName("FailingBot"))
            assert manager.info(bot).source == path
            assert manager.info(bot).last_error is None
            await manager.start_bot(bot)
            await d.update(2_000)
            await settle()
            info = manager.info(bot)
            assert info.state is BotState.FAILED
            assert info.last_error is not None
            assert info.last_error.place == CodePlace(path, 10)
            assert str(info.last_error.place) == "failing.py:10"
            assert info.last_error.time_ms == 2_000
            await manager.start_bot(bot)
            again = manager.info(bot)
            assert again.error is None
            assert again.last_error == info.last_error

    run(main())


def test_a_place_is_found_behind_what_the_error_was_raised_from_and_never_in_another_file(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    code = compile("def f():\n    return [][0]\n", str(path), "exec")
    world: dict[str, object] = {}
    exec(code, world)

    def outer() -> None:
        try:
            world["f"]()  # type: ignore[operator]
        except IndexError as inner:
            raise RuntimeError("outer") from inner

    with pytest.raises(RuntimeError) as raised:
        outer()
    assert place_of(raised.value, path) == CodePlace(path, 2)
    assert place_of(raised.value, tmp_path / "other.py") is None
    assert place_of(raised.value, None) is None
    assert source_of(None) is None
    assert source_of(Resting) == Path(__file__).with_name("scene.py")
