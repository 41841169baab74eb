"""The tour: four steps that point at the window's parts, by keyboard, left at any moment, seen once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.preferences import PreferenceStore
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.tour import CARD_WIDTH, card_place
from tests.ui.windows import market_station, shown_window


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors)) as made:
        yield made


def press(window: MainWindow, key: Qt.Key) -> None:
    focused = window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_it_goes_through_four_steps_by_keyboard_and_is_not_shown_again(window: MainWindow) -> None:
    window.bots.setFocus()
    before = window.focusWidget()
    window.show_tour_once()
    tour = window.tour
    assert tour.running
    seen = []
    for _ in range(4):
        seen.append(tour.title.text())
        assert window.rect().contains(tour.geometry())
        assert not tour._dim.hole.isEmpty()
        press(window, Qt.Key.Key_Return)
    assert seen == ["Prices", "Chart", "Bots", "Stop everything, find anything"]
    assert not window.tour.isVisible()
    assert window.focusWidget() is before
    assert PreferenceStore(window.preferences._file).value.tour_seen
    window.show_tour_once()
    assert not window.tour.isVisible()


def test_it_can_be_skipped_and_found_again(window: MainWindow) -> None:
    window.show_tour_once()
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Left)
    assert window.tour.place == 0
    press(window, Qt.Key.Key_Escape)
    assert not window.tour.isVisible()
    assert window.preferences.value.tour_seen
    next(action for action in window.actions() if action.objectName() == "window.tour").trigger()
    assert window.tour.running
    window.tour.skip.click()
    assert not window.tour.isVisible()


def test_the_panel_that_had_the_focus_may_be_closed_meanwhile(qtbot: QtBot, window: MainWindow) -> None:
    dock = window.docks.open_another("chart")
    assert dock is not None
    dock.panel.setFocus()
    window.tour.start()
    dock.close()
    qtbot.waitUntil(lambda: not isValid(dock))
    with qtbot.waitSignal(window.tour.ended):
        window.tour.end()
    assert not window.tour.running


def test_it_brings_up_what_it_points_at_and_follows_it(qtbot: QtBot, window: MainWindow) -> None:
    window.docks.docks["market_watch"].close()
    window.tour.start()
    watch = window.docks.docks["market_watch"]
    qtbot.waitUntil(lambda: watch.seen)
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.tour._dim.hole == QRect(watch.mapTo(window, QPoint()), watch.size()))


def test_the_window_can_be_used_meanwhile(window: MainWindow) -> None:
    window.tour.start()
    assert window.tour._dim.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    window.close()
    assert not window.tour.running, "closing is not held up"


@pytest.mark.parametrize(
    "hole",
    [
        QRect(0, 0, 300, 700),
        QRect(900, 0, 300, 700),
        QRect(0, 0, 1200, 200),
        QRect(0, 500, 1200, 300),
        QRect(0, 0, 1200, 800),
        QRect(1150, 5, 40, 20),
    ],
    ids=["left", "right", "above", "below", "all of it", "a button in the corner"],
)
def test_the_card_stands_beside_what_it_points_at_where_there_is_room(hole: QRect) -> None:
    window = QRect(0, 0, 1200, 800)
    card = QRect(card_place(hole, CARD_WIDTH, 160, window), QPoint(0, 0))
    card.setWidth(CARD_WIDTH)
    card.setHeight(160)
    assert window.contains(card)
    if hole.size() != window.size():
        assert not card.intersects(hole)
