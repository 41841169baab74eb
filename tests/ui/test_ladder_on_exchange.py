"""A ladder on a real account and an exchange in the same process, in virtual time: what was clicked is what the exchange holds."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.ladder.controls import UNTIL_EXPIRY
from algotrade_gui.ui.ladder.scene import Spot, Zone
from algotrade_gui.ui.navigator import Navigator
from tests.support.aio import run_virtual
from tests.support.desk import Desk, trading_desk

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SECOND_FUTURE = Role(underlying=Underlying("$SIMP"), kind=InstrumentKind.FUTURE, nth_expiry=1)


def point(panel: LadderPanel, zone: Zone, row: Cents) -> QPoint:
    return panel.canvas.rect_of(Spot(zone, row)).center()


def at_exchange(desk: Desk, panel: LadderPanel) -> list[tuple[int, int]]:
    """Price and rest of our orders on the ladder's contract, in the exchange's own books."""
    assert panel.instrument is not None
    orders = desk.team.orders.get(panel.instrument, {})
    return sorted((order.price, order.remaining) for order in orders.values())


def can_sell(panel: LadderPanel) -> bool:
    return panel.canvas.scene.can_sell


async def shown(desk: Desk, panel: LadderPanel) -> None:
    """The next update, painted."""
    await desk.play(0.3)
    panel.run_refresh()


async def scene(panel_made: QtBot) -> None:
    async with trading_desk((), seed=5) as it:
        await it.play(25)
        panel = LadderPanel(it.station, Navigator())
        panel_made.addWidget(panel)
        panel.resize(374, 900)
        panel.show()
        panel.show_target(SECOND_FUTURE)
        panel.hand.clicks.trigger()
        panel.controls.set_lifetime(UNTIL_EXPIRY)
        panel.controls.quantity.setValue(2)
        window = panel.view.window
        # near the bottom, where nobody sells
        low, lower = window.price(window.count - 3), window.price(window.count - 1)
        assert low not in panel.view.rows
        assert lower not in panel.view.rows

        QTest.mouseMove(panel.canvas, point(panel, Zone.BID, low))
        assert "reserves" in panel.preview.whole, "the gate has nothing against it"
        QTest.mouseClick(panel.canvas, LEFT, pos=point(panel, Zone.BID, low))
        await it.until(lambda: "working" in panel.result.whole, 5)
        await shown(it, panel)
        assert at_exchange(it, panel) == [(low, 2)]
        assert panel.canvas.scene.row(low).buys[0].owner == MANUAL

        QTest.mousePress(panel.canvas, LEFT, pos=point(panel, Zone.OWN_BID, low))
        QTest.mouseMove(panel.canvas, point(panel, Zone.OWN_BID, lower))
        QTest.mouseRelease(panel.canvas, LEFT, pos=point(panel, Zone.OWN_BID, lower))
        await it.until(lambda: "moved" in panel.result.whole, 5)
        await shown(it, panel)
        assert at_exchange(it, panel) == [(lower, 2)]
        assert panel.canvas.scene.row(lower).buys

        QTest.mouseClick(panel.canvas, RIGHT, pos=point(panel, Zone.BID, lower))
        await it.until(lambda: "cancelled" in panel.result.whole, 5)
        await shown(it, panel)
        assert at_exchange(it, panel) == []

        ask = min(row.price for row in panel.view.rows.values() if row.asks)
        panel.controls.quantity.setValue(1)
        assert not can_sell(panel)
        QTest.mouseClick(panel.canvas, LEFT, pos=point(panel, Zone.BID, ask))
        await it.until(lambda: "filled" in panel.result.whole, 5)
        await shown(it, panel)
        assert panel.instrument is not None
        assert it.team.held[panel.instrument] == 1
        bought = it.station.account.orders.fills[-1]
        order = it.station.account.orders.get(bought.client_id)
        assert order is not None
        assert order.why == "by hand, in the ladder", "no bot's order lacks a reason here"
        assert can_sell(panel)
        assert panel.preview.whole.endswith("own 1, 1 free to sell")
        await panel.tasks.stop()
        assert it.differences() == []


@pytest.mark.usefixtures("themed", "qapp")
def test_clicks_drags_and_cancels_reach_the_exchange(qtbot: QtBot, qapp: QApplication) -> None:
    run_virtual(scene(qtbot))


async def limited(panel_made: QtBot) -> None:
    async with trading_desk((), seed=5, risk=RiskSettings(max_position=1)) as it:
        await it.play(25)
        panel = LadderPanel(it.station, Navigator())
        panel_made.addWidget(panel)
        panel.resize(374, 900)
        panel.show()
        panel.show_target(SECOND_FUTURE)
        panel.hand.clicks.trigger()
        panel.controls.quantity.setValue(2)
        low = panel.view.window.price(panel.view.window.count - 3)
        QTest.mouseMove(panel.canvas, point(panel, Zone.BID, low))
        assert "refused. position: holding 0" in panel.preview.whole
        await panel.tasks.stop()


@pytest.mark.usefixtures("themed", "qapp")
def test_the_preview_counts_the_order_that_it_is_about(qtbot: QtBot) -> None:
    run_virtual(limited(qtbot))
