"""What a test does with a ladder panel: finds rows, clicks, drags, switches it on."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Order
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.ladder.scene import Spot, Zone
from tests.ui.fakes_ladder import LadderStation

FUTURE = InstrumentId("$CARD_future_60")
NEXT = InstrumentId("$CARD_future_75")
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def row_of(panel: LadderPanel, zone: Zone) -> Cents:
    """The row of the best level of a side."""
    rows = panel.view.rows.values()
    if zone is Zone.BID:
        return max(row.price for row in rows if row.bids)
    return min(row.price for row in rows if row.asks)


def empty_row(panel: LadderPanel) -> Cents:
    """A row between the best levels in which nothing lies."""
    window = panel.view.window
    bid, ask = row_of(panel, Zone.BID), row_of(panel, Zone.ASK)
    free = [window.price(place) for place in range(window.count)]
    return next(price for price in free if bid < price < ask and price not in panel.view.rows)


def at(panel: LadderPanel, zone: Zone, row: Cents) -> QPoint:
    rect = panel.canvas.rect_of(Spot(zone, row))
    assert not rect.isEmpty(), "the row is out of view"
    return rect.center()


def click(panel: LadderPanel, zone: Zone, row: Cents, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(panel.canvas, button, pos=at(panel, zone, row))


def drag(panel: LadderPanel, zone: Zone, start: Cents, end: Cents) -> None:
    QTest.mousePress(panel.canvas, LEFT, pos=at(panel, zone, start))
    QTest.mouseMove(panel.canvas, at(panel, zone, end))
    QTest.mouseRelease(panel.canvas, LEFT, pos=at(panel, zone, end))


def clicks_on(panel: LadderPanel) -> None:
    panel.hand.clicks.trigger()
    assert panel.hand.clicks.isChecked()


def keys_on(panel: LadderPanel) -> None:
    panel.hand.keys.trigger()
    assert panel.hand.keys.isChecked()


def action(panel: LadderPanel, name: str) -> QAction:
    return next(each for each in panel.canvas.actions() if each.objectName() == f"ladder.{name}")


def own(station: LadderStation, panel: LadderPanel, row: int, owner: str = "manual") -> Order:
    order = station.account.place(FUTURE, price=row, quantity=1, owner=owner)
    panel.run_refresh()
    return order


def roll(panel: LadderPanel, station: LadderStation) -> None:
    station.market.run(31)
    panel.run_refresh()
    assert panel.instrument == NEXT
