"""The profile's file follows what was set up: at the next tick, only when it differs, and a failure is told once."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.profile_keeper import ProfileKeeper
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, LayoutSettings, Profile
from tests.support.aio import run, until

LAYOUT = LayoutSettings(theme="light")


class CountingStore(ProfileStore):
    """Counts what was written, and writes nothing while `broken` has words."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.saves = 0
        self.broken = ""

    def save(self, profile: Profile) -> None:
        self.saves += 1
        if self.broken:
            raise UserError(self.broken)
        super().save(profile)


class Desk:
    """A profile that runs, and its keeper."""

    def __init__(self, folder: Path) -> None:
        self.profile = Profile(name="desk")
        self.errors = ErrorCentre()
        self.store = CountingStore(folder)
        self.changes: ChangeHub[str] = ChangeHub()
        self.keeper = ProfileKeeper(self.profile, self.store, lambda: self.profile, [self.changes], self.errors)

    def add_bot(self, name: str) -> None:
        bot = BotSettings(strategy="S", name=name)
        self.profile = msgspec.structs.replace(self.profile, bots=[*self.profile.bots, bot])
        self.changes.mark((name,))

    async def tick(self) -> None:
        self.keeper.tick()
        await until(lambda: self.keeper._saving is None)

    @property
    def kept(self) -> list[str]:
        return [bot.name for bot in self.store.load("desk").profile.bots]


def test_what_was_added_is_in_the_file_after_the_next_tick(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk(tmp_path)
        desk.add_bot("a")
        assert desk.store.saves == 0
        await desk.tick()
        assert desk.kept == ["a"]

    run(scenario())


def test_a_change_that_is_no_setting_writes_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk(tmp_path)
        desk.changes.mark(("a",))  # its state, or an order
        await desk.tick()
        assert not desk.store.exists("desk")
        desk.add_bot("a")
        await desk.tick()
        await desk.tick()
        desk.changes.mark(("a",))
        await desk.tick()
        assert desk.store.saves == 1

    run(scenario())


def test_a_change_during_a_save_is_saved_by_the_next_tick(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk(tmp_path)
        desk.add_bot("a")
        desk.keeper.tick()
        desk.add_bot("b")
        await desk.tick()
        await desk.tick()
        assert desk.kept == ["a", "b"]

    run(scenario())


@pytest.mark.expect_log("no room")
def test_a_file_that_cannot_be_written_is_told_once_and_tried_again_at_the_next_change(tmp_path: Path) -> None:
    async def scenario() -> None:
        desk = Desk(tmp_path)
        desk.store.broken = "There is no room for the profile."
        for name in ("a", "b"):
            desk.add_bot(name)
            await desk.tick()
            await desk.tick()
        assert desk.store.saves == 2
        assert desk.errors.error_count == 1
        desk.store.broken = ""
        await desk.keeper.close(LAYOUT)
        assert desk.kept == ["a", "b"]

    run(scenario())


def test_close_waits_for_a_save_under_way_and_writes_layout_and_exchange(tmp_path: Path) -> None:
    exchange = ExchangeSettings(kind="remote", uri="ws://127.0.0.1:9/trade")

    async def scenario() -> None:
        desk = Desk(tmp_path)
        desk.add_bot("a")
        desk.keeper.tick()
        desk.keeper.set_exchange(exchange)
        await desk.keeper.close(LAYOUT)
        saved = desk.store.load("desk").profile
        assert saved.layout == LAYOUT
        assert saved.exchange == exchange
        assert desk.kept == ["a"]
        desk.add_bot("late")
        desk.keeper.tick()  # the bots that stop mark themselves, and the window's timer still runs
        await asyncio.sleep(0)
        assert desk.store.saves == 2

    run(scenario())
