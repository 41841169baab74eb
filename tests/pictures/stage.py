"""A workstation in full swing for pictures: the practice exchange at several times the pace, bundled bots trading on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from algotrade_gui.bots.bundle import Bundle, export_bundle, read_bundle
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.profiles import ProfileStore, default_profile
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.core.units import RoundMs

ROOT = Path(__file__).resolve().parents[2]
SPEED = 2.0
"""Of the exchange's clock: a minute of trading in half a minute."""
SEED = 11


def profile() -> Profile:
    """The default practice profile with two more of the bundled bots, on a fixed market."""
    made = default_profile()
    practice = PracticeSettings(seed=SEED, round_seconds=600, speed=SPEED, opponents="few")
    more = [
        BotSettings(strategy="UnderpricedOptionsBot", name="sniper"),
        BotSettings(strategy="InventoryMakerBot", name="inventory"),
    ]
    return replace(made, exchange=ExchangeSettings(practice=practice), bots=[*made.bots, *more])


def live_profile() -> Profile:
    """A live profile that nobody ever connected with: what a newcomer's panels say, and the question before arming."""
    made = default_profile("competition")
    exchange = ExchangeSettings(kind="remote", uri="ws://exchange.invalid:9000/trade", team="")
    return replace(made, exchange=exchange)


def idle(errors: ErrorCentre) -> Workstation:
    """A workstation that is never started."""
    return Workstation(live_profile(), errors=errors, strategy_folders=[ROOT / "strategies"], arm_by_hand=True)


def bundle(folder: Path) -> Bundle:
    """A bundle with two of the shipped strategies."""
    files = [ROOT / "strategies" / name for name in ("inventory_maker.py", "underpriced_options.py")]
    path = folder / "club.zip"
    export_bundle(path, [], files)
    return read_bundle(path)


@asynccontextmanager
async def replaying(recording: Path, errors: ErrorCentre) -> AsyncIterator[Workstation]:
    """A workstation that plays a recording back and stands still in the middle of it."""
    made = ProfileStore(recording.parent / "profiles").for_recording(recording)
    station = Workstation(made, errors=errors, strategy_folders=[ROOT / "strategies"])
    try:
        await station.start()
        player = station.player
        assert player is not None
        assert player.tail is not None
        player.pause()
        player.seek(RoundMs((player.tail.first_ms + 2 * player.tail.last_ms) // 3))
        while player.target_ms is not None:  # noqa: ASYNC110 - pictures wait for what is shown anyway
            await asyncio.sleep(0.05)
        yield station
    finally:
        await station.stop()


@asynccontextmanager
async def running(seconds: float, errors: ErrorCentre, recordings: Path) -> AsyncIterator[Workstation]:
    """A workstation that has traded for `seconds`, and records what it sees."""
    station = Workstation(profile(), errors=errors, strategy_folders=[ROOT / "strategies"], recording_folder=recordings)
    try:
        await station.start()
        await asyncio.sleep(seconds)
        yield station
    finally:
        await station.stop()
