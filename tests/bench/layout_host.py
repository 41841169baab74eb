"""A window on the practice exchange, measured from inside: GUI time of each update, of each panel's slice, stalls, memory, processor.

python -m tests.bench.layout_host trade|all SECONDS   the last line of standard output is what was measured

`trade`: the Trade layout with two charts, orders and positions side by side, the watch's 264 rows unfolded, 1920x1080. `all`: every
kind of panel in view at once, 3200x2000.
"""

import asyncio
import json
import math
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import psutil
from msgspec.structs import replace

from algotrade_gui.app import _application
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.garbage import collect_when_served, keep_for_good
from algotrade_gui.core.profiles import default_profile
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.market.records import Update
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.layouts import LayoutPlan, columns, rows, tabs
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.panel_kinds import PANEL_KINDS
from algotrade_gui.ui.theme import theme

ROOT = Path(__file__).resolve().parents[2]
WARM_UP_S = 62
"""Of the round: from then on there are 264 instruments."""
SPEED = 1.0
SETTLE_S = 0.3
"""The watch of the loop has an answer by then to what it asked while the garbage was collected."""


def trade() -> LayoutPlan:
    """The Trade layout of a wide window, where all that moves with each update can be seen."""
    tree = rows(
        columns(
            tabs("market_watch", share=0.27),
            rows(tabs("chart"), tabs("chart-2"), share=0.5),
            tabs("ladder", share=0.23),
            share=0.66,
        ),
        columns(tabs("bots", share=0.34), tabs("orders", share=0.33), tabs("positions", share=0.33), share=0.34),
    )
    return LayoutPlan("trade", "trade", ((0, tree),), keys="")


def everything() -> LayoutPlan:
    """All kinds side by side, as square as may be."""
    kinds = [kind.id for kind in PANEL_KINDS]
    wide = math.ceil(math.sqrt(len(kinds)))
    lines = [kinds[start : start + wide] for start in range(0, len(kinds), wide)]
    tree = rows(*(columns(*(tabs(kind) for kind in line)) for line in lines))
    return LayoutPlan("all", "all", ((0, tree),), keys="")


def profile() -> Profile:
    made = default_profile()
    practice = PracticeSettings(seed=3, round_seconds=1_800, speed=SPEED)
    sniper = BotSettings(strategy="UnderpricedOptionsBot", name="sniper")
    return replace(made, exchange=ExchangeSettings(practice=practice), bots=[*made.bots, sniper])


async def _measure(which: str, seconds: float, home: Path) -> dict[str, Any]:
    errors = ErrorCentre()
    station = Workstation(
        profile(),
        errors=errors,
        strategy_folders=[ROOT / "strategies"],
        journal_folder=home / "journals",
        control_folder=home / "control",
        recording_folder=home / "recordings",
    )
    window = MainWindow(station, LogBuffer())
    window.resize(*((3_200, 2_000) if which == "all" else (1_920, 1_080)))
    window.show()
    window.docks.lay_out(everything() if which == "all" else trade())
    watch = window.docks.dock("market_watch").panel
    assert isinstance(watch, MarketWatchPanel)
    window.pump.attach(station.cache)
    process = psutil.Process()
    plain: list[float] = []
    closing: list[float] = []
    slices: dict[str, list[float]] = defaultdict(list)
    closes = False

    warm = asyncio.Event()

    def updated(update: Update) -> None:
        nonlocal closes
        if update.time_ms >= WARM_UP_S * 1_000:
            warm.set()
        closes = closes or bool(update.candles)

    def painted(frame_ms: float) -> None:
        nonlocal closes
        (closing if closes else plain).append(frame_ms)
        closes = False
        for name, slice_ms in window.pump.last_slices.items():
            slices[name].append(slice_ms)

    try:
        stop = station.cache.on_update(updated)
        await station.start()
        await warm.wait()
        watch.view.expandAll()
        keep_for_good()
        stop_collecting = collect_when_served(station.cache.on_served)
        await asyncio.sleep(SETTLE_S)
        station.stalls.reset()
        # this thread's own time: the machine has other work
        window.pump.timer = time.thread_time
        window.pump.frame_done.connect(painted)
        began, worked = time.monotonic(), process.cpu_times()
        await asyncio.sleep(seconds)
        elapsed, now = time.monotonic() - began, process.cpu_times()
        stop()
        stop_collecting()
        window.pump.frame_done.disconnect(painted)
        return {
            "plain_ms": plain,
            "closing_ms": closing,
            "slices_ms": slices,
            "stall_ms": station.stalls.longest_ms,
            "memory_mb": process.memory_info().rss / 2**20,
            "core_share": (now.user + now.system - worked.user - worked.system) / elapsed,
            "left_out": window.pump.left_out,
            "seen": sorted(slices),
            "kinds": [kind.id for kind in PANEL_KINDS],
            "errors": errors.error_count,
        }
    finally:
        window.pump.detach()
        await station.stop()
        await window.stop_tasks()
        window.finish_closing()
        window.deleteLater()


def main(arguments: list[str]) -> None:
    app = _application()
    theme().install(app, "dark")
    with tempfile.TemporaryDirectory() as home, asyncio.Runner(loop_factory=async_bridge.loop_factory(app)) as runner:
        print(json.dumps(runner.run(_measure(arguments[0], float(arguments[1]), Path(home)))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
