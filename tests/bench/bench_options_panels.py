"""One update into the panels about options: refresh and paint, the slice that the frame pump gives a panel."""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from algotrade_gui.core.clock import Clock, ManualClock
from tests.bench.figures import Figure
from tests.bench.painting import dressed, paint_now

if TYPE_CHECKING:
    from algotrade_gui.ui.navigator import Navigator
    from algotrade_gui.ui.panel import Panel
    from tests.ui.fakes_options import OptionStation

UPDATES = 150
WARM_UP = 15
TARGET_MS = 8.0
Make = Callable[["OptionStation", "Navigator", Clock], "Panel"]


def figures() -> list[Figure]:
    """Mispricings of 264 contracts, chains of one underlying's four expiries, its smiles: updates that bring a second and others."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from algotrade_gui.ui.docks.chain import ChainPanel
    from algotrade_gui.ui.docks.mispricing import MispricingPanel
    from algotrade_gui.ui.docks.smile import SmilePanel

    dressed()
    return [
        *_measure("chain, one expiry", lambda *parts: ChainPanel(*parts[:2], clock=parts[2]), 720, 240),
        *_measure("chain, four expiries", lambda *parts: ChainPanel(*parts[:2], clock=parts[2]), 960, 760),
        *_measure("smile", lambda *parts: SmilePanel(*parts[:2]), 640, 380),
        *_measure("mispricing", lambda *parts: MispricingPanel(*parts[:2], clock=parts[2]), 900, 560),
    ]


def _measure(name: str, make: Make, width: int, height: int) -> list[Figure]:
    from PySide6.QtGui import QCursor
    from PySide6.QtWidgets import QApplication

    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.fakes_options import OptionStation

    QCursor.setPos(5_000, 5_000)
    station = OptionStation(ErrorCentre())
    station.market.run(50)
    assert len(station.cache.instruments()) == 264
    for one in sorted(station.cache.instruments())[::9]:
        station.account.portfolio.hold(one.id, 2)
    clock = ManualClock()
    panel = make(station, Navigator(), clock)
    panel.resize(width, height)
    panel.show()
    # nothing is painted before the window is exposed, which takes a turn of the loop
    QApplication.processEvents()
    panel.run_refresh()
    usual: list[float] = []
    seconds: list[float] = []
    for number in range(UPDATES + WARM_UP):
        before = station.cache.time_ms // 1_000
        station.market.step()
        clock.advance(100)
        if station.cache.time_ms // 1_000 != before:
            # the model's values are computed once a second for the whole program
            began = time.thread_time()
            station.cache.fair.table()
            model_ms = (time.thread_time() - began) * 1e3
        else:
            model_ms = 0.0
        began = time.thread_time()
        panel.run_refresh()
        paint_now(panel.window())
        spent = (time.thread_time() - began) * 1e3
        if number >= WARM_UP:
            (seconds if model_ms else usual).append(spent)
    panel.close()
    panel.deleteLater()
    return [
        _figure(f"{name}: an update, median", usual, 50, TARGET_MS),
        _figure(f"{name}: an update, 99th percentile", usual, 99, None),
        _figure(f"{name}: an update with a new second, median", seconds, 50, TARGET_MS),
    ]


def _figure(name: str, times_ms: list[float], share: float, target: float | None) -> Figure:
    """The target is held against the thread's processor time: what else runs on the machine is no matter of the panel."""
    return Figure(
        name=f"{name}, processor time",
        value=float(np.percentile(times_ms, share)),
        unit="ms",
        target=target,
        higher_is_better=False,
    )
