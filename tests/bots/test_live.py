"""Parameters that change while a bot runs, and those that wait for its next start."""

import asyncio

import pytest

from algotrade_gui.bots.api import Bot
from algotrade_gui.bots.manager import BotManager, BotState, ParamChange
from algotrade_gui.bots.params import ConfigError
from algotrade_gui.core.ids import BotId
from tests.bots.scene import LiveConfig, Resting, managed
from tests.support.aio import run_virtual as run
from tests.trading.desk import settle


def bot_of(manager: BotManager, bot: BotId) -> Resting:
    made = manager._entries[bot].runner._bot
    assert isinstance(made, Resting)
    return made


def test_a_live_parameter_counts_at_once_and_every_change_is_told() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            told: list[ParamChange] = []
            manager.on_param_change(told.append)
            bot = manager.register_bot(Resting, {"size": 2})
            await manager.start_bot(bot)
            await d.update(1_100)
            made = bot_of(manager, bot)
            before = made.config
            manager.set_params(bot, {"width": 50}, source="slider")
            assert made.config == LiveConfig(size=2, width=50)
            assert before == LiveConfig(size=2, width=10), "another object, the old one untouched"
            await d.update(1_200)
            assert made.configs == [(before, made.config)]
            assert [order["price"] for order in d.venue.of_type("add_order")] == [89_890, 89_750]
            change = ParamChange(
                bot=bot, name="width", before=10, after=50, source="slider", live=True, time_ms=d.cache.time_ms
            )
            assert [repr(told[0]).replace("1100", "1200")] == [repr(change)]
            assert manager.info(bot).config == {"size": 2, "width": 50}
            assert manager.info(bot).pending == ()

    run(scene())


def test_another_parameter_waits_for_the_next_start_and_is_named_until_then() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            told: list[ParamChange] = []
            manager.on_param_change(told.append)
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await settle()
            manager.configure_bot(bot, {"size": 4, "width": 20}, source="dialog")
            assert bot_of(manager, bot).config == LiveConfig(size=1, width=20)
            assert manager.info(bot).pending == ("size",)
            assert {(change.name, change.live) for change in told} == {("size", False), ("width", True)}
            manager.set_params(bot, {"alpha": 0.25})
            assert manager.info(bot).pending == ("size",)
            await manager.restart_bot(bot)
            await settle()
            assert bot_of(manager, bot).config == LiveConfig(size=4, width=20, alpha=0.25)
            assert manager.info(bot).pending == ()

    run(scene())


def test_what_does_not_hold_changes_nothing() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            told: list[ParamChange] = []
            manager.on_param_change(told.append)
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await settle()
            for values in ({"width": 501}, {"nothing": 1}, {"width": 20, "size": 9}):
                with pytest.raises(ConfigError):
                    manager.set_params(bot, values)
            assert bot_of(manager, bot).config == LiveConfig()
            assert (told, manager.info(bot).config, manager.info(bot).can_undo) == ([], {}, False)

    run(scene())


def test_undo_takes_back_step_by_step_and_one_drag_is_one_step() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            told: list[ParamChange] = []
            manager.on_param_change(told.append)
            bot = manager.register_bot(Resting)
            await manager.start_bot(bot)
            await settle()
            manager.set_params(bot, {"alpha": 0.9}, source="dialog")
            for width in (11, 12, 13):
                manager.set_params(bot, {"width": width}, source="slider")
            d.clock.advance(5_000)
            manager.set_params(bot, {"width": 14}, source="slider")
            assert manager.undo(bot) == ["width"]
            assert bot_of(manager, bot).config.width == 13
            assert manager.undo(bot) == ["width"]
            assert bot_of(manager, bot).config == LiveConfig(alpha=0.9)
            assert manager.undo(bot) == ["alpha"]
            assert bot_of(manager, bot).config == LiveConfig()
            assert (manager.undo(bot), manager.info(bot).can_undo) == ([], False)
            assert [(change.name, change.source) for change in told[-3:]] == [
                ("width", "undo"),
                ("width", "undo"),
                ("alpha", "undo"),
            ]

    run(scene())


def test_a_bot_may_change_its_own_parameters() -> None:
    class Tuning(Resting):
        async def run(self) -> None:
            self.times, self.results, self.configs, self.skipped = [], [], [], 0
            self.set_params(width=77)
            type(self).seen = self.config.width
            with pytest.raises(ConfigError, match="width"):
                self.set_params(width=-1)
            await asyncio.sleep(3_600)

        seen = 0

    async def scene() -> None:
        async with managed() as (_, manager):
            told: list[ParamChange] = []
            manager.on_param_change(told.append)
            bot = manager.register_bot(Tuning)
            await manager.start_bot(bot)
            await settle()
            assert Tuning.seen == 77
            assert [(change.source, change.after) for change in told] == [("bot", 77)]
            assert manager.info(bot).config == {"width": 77}, "kept for the profile, too"

    run(scene())


@pytest.mark.expect_log("a hook's mistake")
def test_a_hook_that_raises_is_the_bots_mistake() -> None:
    class Touchy(Resting):
        async def on_config(self, old: LiveConfig, new: LiveConfig) -> None:  # type: ignore[override]  # a hook may be async
            raise ValueError("a hook's mistake")

    async def scene() -> None:
        async with managed() as (d, manager):
            bot, other = manager.register_bot(Touchy), manager.register_bot(Resting)
            await manager.start_all_bots()
            await d.update(1_100)
            manager.set_params(bot, {"width": 20})
            await settle()
            info = manager.info(bot)
            assert (info.state, info.error is not None and "a hook's mistake" in info.error) == (BotState.FAILED, True)
            assert manager.info(other).state is BotState.RUNNING
            assert {order.owner for order in d.account.orders.working()} == {other}

    run(scene())


def test_a_plain_dict_has_nothing_live() -> None:
    class Plain(Bot):
        async def run(self) -> None:
            await asyncio.sleep(3_600)

    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Plain, {"a": 1})
            await manager.start_bot(bot)
            await settle()
            manager.configure_bot(bot, {"a": 2, "b": 3})
            assert manager._entries[bot].runner._bot.config == {"a": 1}
            assert manager.info(bot).pending == ("a", "b")

    run(scene())


def test_a_clone_has_the_same_settings_and_a_name_and_books_of_its_own() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Resting, {"size": 3}, name="maker")
            copy = manager.clone_bot(bot)
            third = manager.clone_bot(copy)
            assert (copy, third) == ("maker 2", "maker 3")
            manager.set_params(copy, {"size": 4})
            assert [info.config["size"] for info in manager.bots()] == [3, 4, 3]
            assert manager.info(third).state is BotState.LOADED

    run(scene())
