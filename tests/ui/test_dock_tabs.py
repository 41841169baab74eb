"""What the mouse does with a dock that stands as a tab."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTabBar
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.theme import theme
from tests.ui.windows import market_station, shown_window


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors), size=QSize(1440, 900)) as made:
        qtbot.waitUntil(lambda: bool(tabs(made, "Fills")))
        yield made


def tabs(window: MainWindow, title: str) -> list[tuple[QTabBar, QPoint]]:
    """The tab bars that have a tab of that title, with its middle."""
    return [
        (bar, bar.tabRect(place).center())
        for bar in window.findChildren(QTabBar)
        for place in range(bar.count())
        if bar.parent() is window and bar.tabText(place) == title
    ]


def menu_on(window: MainWindow, title: str) -> QMenu:
    """The menu that a right click on a tab opens."""
    bar, at = tabs(window, title)[0]
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bar.mapToGlobal(at))
    QApplication.sendEvent(bar, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize(("title", "name"), [("Fills", "fills"), ("Orders", "orders"), ("P&&L", "pnl")])
def test_a_middle_click_hides_the_panel_of_a_tab(qtbot: QtBot, window: MainWindow, title: str, name: str) -> None:
    bar, at = tabs(window, title)[0]
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=at)
    assert window.docks.docks[name].isHidden()
    qtbot.waitUntil(lambda: not tabs(window, title))
    window.docks.bring_up(name)
    qtbot.waitUntil(lambda: bool(tabs(window, title)))
    assert window.docks.docks[name].isVisible()


def test_a_middle_click_beside_the_tabs_hides_nothing(window: MainWindow) -> None:
    bar, _ = tabs(window, "Ticket")[0]
    hidden = {name for name, dock in window.docks.docks.items() if dock.isHidden()}
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=QPoint(bar.width() - 2, 5))
    assert {name for name, dock in window.docks.docks.items() if dock.isHidden()} == hidden


def test_a_right_click_offers_to_hide_and_to_float(qtbot: QtBot, window: MainWindow) -> None:
    menu = menu_on(window, "Positions")
    assert [action.text() for action in menu.actions()] == ["Float Positions", "Hide Positions"]
    menu.actions()[1].trigger()
    menu.close()
    assert window.docks.docks["positions"].isHidden()
    menu = menu_on(window, "P&&L")
    menu.actions()[0].trigger()
    menu.close()
    dock = window.docks.docks["pnl"]
    assert dock.isFloating()
    qtbot.waitUntil(dock._title.isVisible)


def test_a_panel_floats_beside_its_place_with_a_line_around(qtbot: QtBot, window: MainWindow) -> None:
    dock = window.docks.docks["bots"]
    before = dock.mapToGlobal(QPoint(0, 0))
    dock._title._float.click()
    assert dock.isFloating()
    assert dock.pos() != before
    line = theme().colours.muted.upper()
    qtbot.waitUntil(lambda: dock.grab().toImage().pixelColor(0, dock.height() // 2).name().upper() == line)
    dock._title._float.click()
    assert not dock.isFloating()


def test_by_keyboard_the_panel_in_use_floats_goes_back_and_hides(qtbot: QtBot, window: MainWindow) -> None:
    def choose(text: str) -> None:
        window.palette_box.open(text)
        QTest.keyClick(window.palette_box.field, Qt.Key.Key_Return)

    dock = window.docks.bring_up("positions")
    qtbot.waitUntil(lambda: dock.isAncestorOf(QApplication.focusWidget() or window))
    choose("Float this panel")
    assert dock.isFloating()
    qtbot.waitUntil(lambda: dock.isActiveWindow() and dock.isAncestorOf(QApplication.focusWidget() or window))
    choose("Float this panel")
    assert not dock.isFloating()
    qtbot.waitUntil(lambda: dock.isAncestorOf(QApplication.focusWidget() or dock.panel))
    choose("Hide this panel")
    assert dock.isHidden()
    shown = {name for name, each in window.docks.docks.items() if not each.isHidden()}
    choose("Hide this panel")
    assert {name for name, each in window.docks.docks.items() if not each.isHidden()} == shown, "none is in use"
