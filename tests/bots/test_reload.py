"""A strategy file that is saved while its bot runs, and bots whose strategy does not load."""

import asyncio
from pathlib import Path

import pytest

from algotrade_gui.bots.manager import BotOptions, BotState
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import BotSettings
from tests.support.aio import run_virtual
from tests.support.desk import Desk, trading_desk

BUYER = """
from typing import Annotated
from algotrade_gui.bots.api import Bot, BotConfig, Param

class BuyerConfig(BotConfig, frozen=True, kw_only=True):
    size: Annotated[int, Param(ge=1, le=5, live=True)] = 1

class Buyer(Bot):
    config_type = BuyerConfig
    version = 1

    async def run(self):
        bought = False
        async for update in self.market_cache.updates():
            futures = [n for n in self.api.list_instruments() if n.startswith("$SIMP_future")]
            if not futures or bought:
                continue
            quote = self.api.get_best_bid_ask(futures[-1])
            if quote.ask:
                bought = True
                await self.api.buy(futures[-1], quote.ask + 10, self.config.size, valid_for_ms=600)
                await self.api.buy(futures[-1], quote.ask - 5_000, 1, valid_for_ms=50_000)
"""

BOT = BotId("buyer")


def settings(**options: object) -> BotSettings:
    return BotSettings(strategy="Buyer", name="buyer", config={"size": 3}, **options)  # type: ignore[arg-type]  # by name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "buyer.py").write_text(BUYER)
    return tmp_path


def save(folder: Path, *changes: tuple[str, str]) -> None:
    text = BUYER
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    # its length differs each time: two saves within the file system's tick would look alike
    (folder / "buyer.py").write_text(text + "#" * (len((folder / "buyer.py").read_text()) - len(text) + 1 & 0xFFF))


def version(desk: Desk) -> object:
    return getattr(desk.station.manager._entries[BOT].runner.bot_class, "version", None)


def state(desk: Desk) -> BotState:
    return desk.station.manager.info(BOT).state


def test_with_auto_reload_a_saved_file_is_loaded_at_once_and_positions_and_settings_stay(folder: Path) -> None:
    async def scene() -> None:
        async with trading_desk([settings(auto_reload=True)], folders=[folder]) as desk:
            manager, account = desk.station.manager, desk.station.account
            await desk.until(lambda: account.portfolio.positions(BOT) and manager.info(BOT).working == 1, 20)
            held = {key: p.quantity for key, p in account.portfolio.positions(BOT).items()}
            first = account.orders.working(owner=BOT)
            manager.set_params(BOT, {"size": 2})
            save(folder, ("version = 1", "version = 2"), ("bought = False", "bought = True"))
            await desk.until(lambda: version(desk) == 2 and state(desk) is BotState.RUNNING, 5)
            assert {key: p.quantity for key, p in account.portfolio.positions(BOT).items()} == held
            assert manager.info(BOT).config == {"size": 2}
            assert manager._entries[BOT].runner.config.size == 2
            # its working orders were cancelled
            assert not any(order.state.is_open for order in first)
            assert account.orders.working(owner=BOT) == []
            assert not manager.info(BOT).newer

    run_virtual(scene())


@pytest.mark.expect_log(r"stays on the code that it runs: buyer.py, line \d+: syntax error", "strategy buyer.py")
def test_it_stays_on_the_old_code_where_the_new_one_does_not_load_and_takes_the_next_that_does(folder: Path) -> None:
    async def scene() -> None:
        async with trading_desk([settings(auto_reload=True)], folders=[folder]) as desk:
            started_ms = desk.station.manager.info(BOT).started_ms
            save(folder, ("version = 1", "version = = 2"))
            await desk.play(5)
            assert (state(desk), version(desk)) == (BotState.RUNNING, 1)
            assert desk.station.manager.info(BOT).started_ms == started_ms
            assert len(desk.station.errors.records) == 1, "told once"
            save(folder, ("version = 1", "version = 333"))
            await desk.until(lambda: version(desk) == 333, 5)

    run_virtual(scene())


@pytest.mark.expect_log("buyer stays on the code that it runs: size: .*<= 2")
def test_settings_that_do_not_fit_the_new_version_keep_the_old_one(folder: Path) -> None:
    async def scene() -> None:
        async with trading_desk([settings(auto_reload=True)], folders=[folder]) as desk:
            save(folder, ("version = 1", "version = 22"), ("le=5", "le=2"))
            await desk.play(6)
            assert (state(desk), version(desk)) == (BotState.RUNNING, 1)

    run_virtual(scene())


@pytest.mark.expect_log("KeyError", "goes on with the old one")
def test_a_new_version_that_does_not_start_is_given_up_for_the_old_one(folder: Path) -> None:
    broken = (
        "    version = 1\n",
        "    version = 44\n    def __init__(self, cache, config):\n        raise KeyError('no')\n",
    )

    async def scene() -> None:
        async with trading_desk([settings(auto_reload=True)], folders=[folder]) as desk:
            save(folder, broken)
            await desk.play(8)
            assert (state(desk), version(desk)) == (BotState.RUNNING, 1)
            assert desk.station.manager.info(BOT).newer, "it can still be asked for"

    run_virtual(scene())


def test_without_auto_reload_the_new_version_is_offered_once_and_taken_when_asked(folder: Path) -> None:
    async def scene() -> None:
        async with trading_desk([settings()], folders=[folder]) as desk:
            manager = desk.station.manager
            offered: list[BotId] = []
            manager.on_new_version(offered.append)
            save(folder, ("version = 1", "version = 2"))
            await desk.play(7)
            assert (offered, version(desk), manager.info(BOT).newer) == ([BOT], 1, True)
            await manager.reload_bot(BOT)
            assert (state(desk), version(desk), manager.info(BOT).newer) == (BotState.RUNNING, 2, False)

    run_virtual(scene())


def test_a_paused_bot_takes_the_new_version_when_it_is_resumed(folder: Path) -> None:
    async def scene() -> None:
        async with trading_desk([settings(auto_reload=True)], folders=[folder]) as desk:
            await desk.station.manager.pause_bot(BOT)
            save(folder, ("version = 1", "version = 2"))
            await desk.play(5)
            assert (state(desk), version(desk)) == (BotState.PAUSED, 1)
            await desk.station.manager.resume_bot(BOT)
            assert (state(desk), version(desk)) == (BotState.RUNNING, 2)

    run_virtual(scene())


@pytest.mark.expect_log("no strategy called Buyer", "buyer.py, line 1")
def test_a_bot_whose_file_does_not_load_has_its_row_and_is_ready_once_the_file_is_mended(folder: Path) -> None:
    (folder / "buyer.py").write_text("def oops(:\n")

    async def scene() -> None:
        async with trading_desk([settings()], folders=[folder]) as desk:
            manager = desk.station.manager
            info = manager.info(BOT)
            assert (info.state, info.strategy, info.error) == (
                BotState.FAILED,
                "Buyer",
                "There is no strategy called Buyer.",
            )
            assert desk.station.current_profile().bots == [settings()]
            manager.configure_bot(BOT, {"size": 4})
            assert manager.info(BOT).state is BotState.FAILED
            save(folder)
            await desk.play(3)
            info = manager.info(BOT)
            assert info.config == {"size": 4}, "kept, and checked now"
            assert (info.state, info.error, [p.name for p in info.params]) == (BotState.LOADED, None, ["size"])
            await manager.start_bot(BOT)
            assert state(desk) is BotState.RUNNING

    run_virtual(scene())


@pytest.mark.expect_log("size: .*<= 5")
def test_a_bot_whose_settings_do_not_hold_is_mended_by_configuring_it(folder: Path) -> None:
    async def scene() -> None:
        broken = BotSettings(strategy="Buyer", name="buyer", config={"size": 9})
        async with trading_desk([broken], folders=[folder]) as desk:
            manager = desk.station.manager
            await desk.play(5)
            info = manager.info(BOT)
            assert info.state is BotState.FAILED
            assert info.error is not None
            assert info.error.startswith("size: ")
            assert [p.name for p in info.params] == ["size"], "for the dialog that mends it"
            manager.configure_bot(BOT, {"size": 4}, options=BotOptions(auto_reload=True))
            assert (manager.info(BOT).state, manager.info(BOT).error) == (BotState.LOADED, None)
            await manager.start_all_bots()
            assert state(desk) is BotState.RUNNING

    run_virtual(scene())


def test_a_stop_during_a_reload_wins(folder: Path) -> None:
    async def scene() -> None:
        async with trading_desk([settings()], folders=[folder]) as desk:
            manager = desk.station.manager
            save(folder, ("version = 1", "version = 2"))
            manager.scan_strategies()
            reloading = asyncio.create_task(manager.reload_bot(BOT))
            await asyncio.sleep(0)
            await manager.stop_bot(BOT)
            await reloading
            assert state(desk) is BotState.STOPPED

    run_virtual(scene())
