"""One update into the live tables: refresh and paint, the slice that the frame pump gives a panel."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.figures import Figure
from tests.bench.painting import dressed, paint_now

if TYPE_CHECKING:
    from algotrade_gui.ui.panel import Panel

UPDATES = 150
TARGET_MS = 8.0
ORDERS = 200


def figures() -> list[Figure]:
    """Market watch with all 264 contracts unfolded, as it opens, or flat; 200 working orders, 1,000 fills, 264 holdings, a ticket."""
    dressed()
    return [
        *_watch(unfolded=True),
        *_watch(unfolded=False),
        *_watch(unfolded=False, flat=True),
        *_orders(),
        *_fills(),
        *_positions(),
        *_ticket(),
    ]


def _watch(*, unfolded: bool, flat: bool = False) -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.fakes_views import FakeWorkstation

    station = FakeWorkstation(ErrorCentre())
    station.market.run(50)
    panel = MarketWatchPanel(station, Navigator())
    panel.resize(560, 900)
    _show(panel)
    panel.run_refresh()
    if unfolded:
        panel.view.expandAll()
    if flat:
        panel.resize(900, 900)
        panel.flat_action.trigger()
    spans: list[tuple[float, float]] = []
    for number in range(UPDATES + 10):
        station.market.step()
        began, worked = time.perf_counter(), time.thread_time()
        panel.run_refresh()
        paint_now(panel.window())
        if number >= 10:
            spans.append(((time.perf_counter() - began) * 1e3, (time.thread_time() - worked) * 1e3))
    panel.close()
    name = "market watch: an update, 264 rows unfolded" if unfolded else "market watch: an update, as it opens"
    if flat:
        name = "market watch: an update, flat with all columns"
    return _both(name, spans)


def _orders() -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.orders import OrdersPanel
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.fakes_trading import TradingStation

    station = TradingStation(ErrorCentre())
    station.market.run(50)
    panel = OrdersPanel(station, Navigator())
    panel.resize(900, 600)
    _show(panel)
    for price in range(ORDERS):
        station.account.rest("$CARD_future_75", price=99_000 + price, now_ms=station.cache.time_ms - price)
    panel.run_refresh()

    def more(number: int) -> None:
        station.market.step()
        station.account.rest("$CARD_future_75", price=98_000 + number, now_ms=station.cache.time_ms)

    return _measure(panel, more, "orders: an update, 200 working and one new")


def _fills() -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.fills import FillsPanel
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.fakes_trading import TradingStation

    station = TradingStation(ErrorCentre())
    station.market.run(50)
    panel = FillsPanel(station, Navigator())
    panel.resize(900, 600)
    _show(panel)
    order = station.account.rest("$CARD_future_75", quantity=100_000)
    for _ in range(1_000):
        station.account.fill(order, 1, station.cache.time_ms)
    panel.run_refresh()

    def more(_number: int) -> None:
        station.market.step()
        for _ in range(5):
            station.account.fill(order, 1, station.cache.time_ms)

    return _measure(panel, more, "fills: an update, 1,000 listed and five new")


def _positions() -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.positions import PositionsPanel
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.fakes_trading import TradingStation

    station = TradingStation(ErrorCentre())
    station.market.run(50)
    panel = PositionsPanel(station, Navigator())
    panel.resize(900, 600)
    for item in station.market.live:
        station.account.hold(item.id, 3, 500)
    _show(panel)

    def more(_number: int) -> None:
        station.market.step()

    return _measure(panel, more, "positions: an update, all 264 instruments held")


def _ticket() -> list[Figure]:
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.core.units import Cents
    from algotrade_gui.domain.instrument import InstrumentKind
    from algotrade_gui.domain.order import Side
    from algotrade_gui.ui.docks.ticket import TicketPanel
    from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
    from tests.ui.fakes_trading import TradingStation

    station = TradingStation(ErrorCentre())
    station.market.run(50)
    panel = TicketPanel(station, Navigator())
    panel.resize(374, 460)
    _show(panel)
    options = [item for item in station.market.live if item.underlying == "$CARD" and item.expiry_ms == 105_000]
    legs = [
        TicketLeg(instrument=item.id, side=Side.BUY, price=Cents(500))
        for item in options
        if item.kind is not InstrumentKind.FUTURE
    ][:3]
    panel.show_draft(TicketDraft(legs=tuple(legs)))

    def more(_number: int) -> None:
        station.market.step()

    return _measure(panel, more, "ticket: an update, three legs")


def _measure(panel: "Panel", more: Callable[[int], None], name: str) -> list[Figure]:
    spans: list[tuple[float, float]] = []
    for number in range(UPDATES + 10):
        more(number)
        began, worked = time.perf_counter(), time.thread_time()
        panel.run_refresh()
        paint_now(panel.window())
        if number >= 10:
            spans.append(((time.perf_counter() - began) * 1e3, (time.thread_time() - worked) * 1e3))
    panel.close()
    return _both(name, spans)


def _show(panel: "Panel") -> None:
    """Nothing is painted before the window is exposed, which takes a turn of the loop."""
    from PySide6.QtWidgets import QApplication

    panel.show()
    QApplication.processEvents()


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
