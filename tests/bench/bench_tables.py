"""One update into the live tables: refresh and paint, the slice that the frame pump gives a panel."""

import os
import time
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.figures import Figure

if TYPE_CHECKING:
    from algotrade_gui.ui.panel import Panel

UPDATES = 150
TARGET_MS = 8.0
ORDERS = 200


def figures() -> list[Figure]:
    """Market watch with all 264 contracts unfolded or as it opens, and 200 working orders."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from algotrade_gui.ui.theme import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme().install(app, "dark")
    return [*_watch(unfolded=True), *_watch(unfolded=False), *_orders()]


def _watch(*, unfolded: bool) -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
    from tests.ui.fakes_views import FakeWorkstation

    station = FakeWorkstation(ErrorCentre())
    station.market.run(50)
    panel = MarketWatchPanel(station)
    panel.resize(560, 900)
    _show(panel)
    panel.run_refresh()
    if unfolded:
        panel.view.expandAll()
    spans: list[tuple[float, float]] = []
    for number in range(UPDATES + 10):
        station.market.step()
        began, worked = time.perf_counter(), time.thread_time()
        panel.run_refresh()
        _paint(panel)
        if number >= 10:
            spans.append(((time.perf_counter() - began) * 1e3, (time.thread_time() - worked) * 1e3))
    panel.close()
    name = "market watch: an update, 264 rows unfolded" if unfolded else "market watch: an update, as it opens"
    return _both(name, spans)


def _orders() -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.orders import OrdersPanel
    from tests.ui.fakes_views import FakeWorkstation

    station = FakeWorkstation(ErrorCentre())
    station.market.run(50)
    panel = OrdersPanel(station)
    panel.resize(900, 600)
    _show(panel)
    for price in range(ORDERS):
        station.account.place("$CARD_future_75", price=99_000 + price, now_ms=station.cache.time_ms - price)
    panel.run_refresh()
    spans: list[tuple[float, float]] = []
    for number in range(UPDATES + 10):
        station.market.step()
        station.account.place("$CARD_future_75", price=98_000 + number, now_ms=station.cache.time_ms)
        began, worked = time.perf_counter(), time.thread_time()
        panel.run_refresh()
        _paint(panel)
        if number >= 10:
            spans.append(((time.perf_counter() - began) * 1e3, (time.thread_time() - worked) * 1e3))
    panel.close()
    return _both("orders: an update, 200 working and one new", spans)


def _show(panel: "Panel") -> None:
    """Nothing is painted before the window is exposed, which takes a turn of the loop."""
    from PySide6.QtWidgets import QApplication

    panel.show()
    QApplication.processEvents()


def _paint(panel: "Panel") -> None:
    """Paint what asked for it, now: the same as the frame pump does."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(panel.window(), QEvent.Type.UpdateRequest.value)


def _both(name: str, spans: list[tuple[float, float]]) -> list[Figure]:
    """The target is held against the thread's processor time: what else runs on the machine is no matter of the table."""
    walls, works = np.array(spans).T
    return [
        Figure(
            name=f"{name}, processor time, median",
            value=float(np.median(works)),
            unit="ms",
            target=TARGET_MS,
            higher_is_better=False,
        ),
        Figure(name=f"{name}, processor time, 99th percentile", value=float(np.percentile(works, 99)), unit="ms"),
        Figure(name=f"{name}, wall time, median", value=float(np.median(walls)), unit="ms"),
    ]
