"""Runs the program and keeps telling in a file where things stand in its window: what a person sees, for a test that has only hands.

python -m tests.desktop.eyes FILE
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from algotrade_gui import app
from algotrade_gui.core.files import write_whole
from algotrade_gui.core.options import RunOptions
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.ladder.scene import Spot, Zone
from algotrade_gui.ui.single_instance import SingleInstance

LOOK_EVERY_S = 0.05


def where(widget: QWidget, at: QPoint | None = None) -> list[int]:
    """A place on a widget, by default its middle, in the window."""
    place = widget.mapTo(widget.window(), widget.rect().center() if at is None else at)
    return [place.x(), place.y()]


def ladder_told(panel: LadderPanel) -> dict[str, Any]:
    """What stands in the ladder: empty rows from below, the row with our order, what the foot says."""
    scene = panel.canvas.scene
    prices = [scene.window.price(place) for place in range(scene.window.count)]

    def cell(zone: Zone, price: Any) -> list[int]:
        return where(panel.canvas, panel.canvas.rect_of(Spot(zone, price)).center())

    mine = [price for price in prices if any(own.owner == MANUAL for own in scene.row(price).own)]
    return {
        "middle": where(panel.canvas),
        "clicks": where(panel.controls.clicks),
        "trades_by_click": scene.clicks,
        "lifetime": where(panel.controls.lifetime),
        "lasts": panel.controls.lifetime.currentText(),
        "free": [cell(Zone.BID, price) for price in reversed(prices) if price not in scene.rows],
        "own": [cell(Zone.OWN_BID, price) for price in mine],
        "own_prices": [int(price) for price in mine],
        "said": panel.result.whole,
    }


def chart_told(panel: ChartPanel) -> dict[str, Any]:
    """What the chart shows of time, and whether it follows."""
    canvas = panel.canvas
    return {"middle": where(canvas), "span_s": canvas.view.span_s, "following": canvas.view.following}


async def look(session: app.WindowSession, file: Path) -> None:
    """Tell until the program ends."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if not hasattr(session, "window") or not session.workstation.cache.get_market_statistics().updates:
            continue
        ladder, chart = session.window.panel("ladder"), session.window.panel("chart")
        assert isinstance(ladder, LadderPanel)
        assert isinstance(chart, ChartPanel)
        active = QApplication.activeWindow()
        told = {
            "active": "" if active is None else active.windowTitle(),
            "tour": session.window.tour.running,
            "ladder": ladder_told(ladder),
            "chart": chart_told(chart),
        }
        write_whole(file, json.dumps(told))


def main() -> int:
    """Run the program with an onlooker."""
    plain = app.WindowSession.run

    async def watched(self: app.WindowSession, instance: SingleInstance) -> int:
        self._tasks.start("eyes", look(self, Path(sys.argv[1])))
        return await plain(self, instance)

    app.WindowSession.run = watched  # type: ignore[method-assign]  # the program itself knows of no onlooker
    return app.run_window(RunOptions())


if __name__ == "__main__":
    sys.exit(main())
