"""What a tape costs: the loop while it is recorded, the disk, and how fast it is played."""

import asyncio
import tempfile
import time
from pathlib import Path

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import RealClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape.format import VERSION, TapeHeader
from algotrade_gui.recording.tape.recorder import Recorder
from tests.bench.figures import Figure
from tests.support.made_up import stream

UPDATES = 1_200
START_MS = 60_031
HALF_AN_HOUR = 18_000
CHANGING = 0.3
"""Of the books in each update; in the recordings of the event it is less than a third."""


def figures() -> list[Figure]:
    """Made-up updates of the real ones' size: recorded, then played through a workstation's cache."""
    frames = stream(7, UPDATES, changing=CHANGING, start_ms=START_MS)
    with tempfile.TemporaryDirectory() as folder:
        taken_us = asyncio.run(_record(Path(folder), frames))
        path = next(Path(folder).glob("*"))
        megabytes = path.stat().st_size / 1e6 * HALF_AN_HOUR / UPDATES
        per_s = asyncio.run(_play(path))
    raw = sum(map(len, frames)) * HALF_AN_HOUR / UPDATES / 1e6
    return [
        Figure(name="recorder, loop time per update", value=taken_us, unit="us"),
        Figure(name="tape of half an hour", value=megabytes, unit="MB"),
        Figure(name="tape, smaller than its frames by", value=raw / megabytes, unit="x"),
        Figure(name="playback as fast as it goes, no window", value=per_s, unit="updates/s"),
    ]


async def _record(folder: Path, frames: list[bytes]) -> float:
    recorder = Recorder(
        folder, lambda number, _: TapeHeader(algotrade_tape=VERSION, round=number), ErrorCentre(), RealClock()
    )
    spent = 0.0
    for place, frame in enumerate(frames):
        began = time.perf_counter()
        recorder.take(frame, RoundMs(START_MS + 100 * place), 1)
        spent += time.perf_counter() - began
        await asyncio.sleep(0.002)
    await recorder.close()
    return spent / len(frames) * 1e6


async def _play(path: Path) -> float:
    profile = Profile(name="replay", exchange=ExchangeSettings(kind="replay", recording=str(path)))
    station = Workstation(profile, errors=ErrorCentre(), strategy_folders=[])
    await station.start()
    player = station.player
    assert player is not None
    assert player.tail is not None
    there = asyncio.Event()
    player.on_change(lambda: there.set() if player.target_ms is None else None)
    began = time.perf_counter()
    player.seek(player.tail.last_ms)
    await there.wait()
    seconds = time.perf_counter() - began
    await station.stop()
    return player.tail.frames / seconds
