"""Keys are seen, changed, kept; two actions on one key are named; where both would never be reached at once they may share it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeySequence, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.shortcut_file import load_keys
from algotrade_gui.ui.actions import keys_text, shortcuts
from algotrade_gui.ui.dialogs.shortcuts import ShortcutsDialog
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.palette_entries import named_actions
from algotrade_gui.ui.panel_kinds import KINDS
from algotrade_gui.ui.shortcut_rows import ShortcutRow, chosen, conflicts, rows_of
from algotrade_gui.ui.theme import theme
from tests.ui.windows import market_station, shown_window


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors)) as made:
        yield made
    shortcuts().choose({})


def row(name: str, keys: str, *, shipped: str = "", everywhere: bool = False) -> ShortcutRow:
    return ShortcutRow(name=name, text=name, keys=keys, shipped=shipped, everywhere=everywhere)


def opened(window: MainWindow) -> ShortcutsDialog:
    window.show_shortcuts()
    dialog = window.findChild(ShortcutsDialog)
    assert dialog is not None
    return dialog


def keys_of(window: MainWindow, name: str) -> str:
    return next(action.shortcut().toString() for action in named_actions(window) if action.objectName() == name)


def test_keys_get_in_each_others_way_within_a_panel_and_in_the_window() -> None:
    bots, orders, window = row("bots.a", "F5"), row("orders.a", "F5"), row("window.a", "F5", everywhere=True)
    assert conflicts([bots, orders], bots) == [], "each in its own panel"
    assert conflicts([bots, orders, window], bots) == [window]
    assert conflicts([bots, orders, window], window) == [bots, orders]
    assert conflicts([bots, row("bots.b", "F5")], bots) != []
    assert conflicts([row("a.a", ""), row("a.b", "")], row("a.a", "")) == [], "no keys are no conflict"
    assert chosen([row("a.a", "F1", shipped="F1"), row("a.b", "", shipped="F2")]) == {"a.b": ""}


def test_the_shipped_keys_of_all_panels_are_no_conflict(window: MainWindow) -> None:
    dialog = opened(window)
    assert dialog.problem.text() == ""
    assert dialog.save_button.isEnabled()
    assert dialog.keys == {}
    rows = rows_of(named_actions(window))
    assert {"layout.trade", "window.palette", "trading.kill", "panel.pnl"} <= {each.name for each in rows}
    assert "Go to P&L" in {each.text for each in rows}
    assert {each.where for each in rows_of(named_actions(window), {"bots": "Bots"}) if each.group == "bots"} == {"Bots"}
    groups = {each.group for each in rows}
    assert groups - {"window", "layout", "trading", "panel"} <= set(KINDS), "each is a panel's or the window's"
    dialog.reject()


def test_chosen_keys_count_at_once_and_in_the_next_run(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.choose("window.tour")
    dialog.editor.setKeySequence(QKeySequence("Ctrl+Alt+T"))
    dialog.accept()
    assert keys_of(window, "window.tour") == "Ctrl+Alt+T"
    assert load_keys(find_paths().config / "shortcuts.toml") == {"window.tour": "Ctrl+Alt+T"}


def test_the_row_whose_keys_are_edited_is_marked(window: MainWindow) -> None:
    dialog = opened(window)
    picture = dialog.list.viewport().grab().toImage()
    first, second = dialog.list.topLevelItem(0), dialog.list.topLevelItem(1)
    assert first is not None
    assert second is not None
    chosen_row, other = dialog.list.visualItemRect(first), dialog.list.visualItemRect(second)
    at_the_edge = dialog.list.columnViewportPosition(1) - 6
    assert picture.pixelColor(at_the_edge, chosen_row.center().y()) == QColor(
        dialog.palette().color(QPalette.ColorRole.Highlight)
    )
    assert picture.pixelColor(at_the_edge, other.center().y()) == theme().colour("panel")


def test_enter_is_called_so_everywhere(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.choose("bots.configure")
    item = dialog.list.currentItem()
    assert item is not None
    line = dialog.editor.findChild(QLineEdit)
    assert line is not None
    assert (item.text(1), line.text()) == ("Enter", "Enter")
    assert keys_text(QKeySequence("Ctrl+Return")) == "Ctrl+Enter"
    assert keys_text(QKeySequence("Ctrl+R")) == "Ctrl+R"
    dialog.reject()


def test_a_conflict_is_named_and_cannot_be_saved(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.choose("window.tour")
    dialog.editor.setKeySequence(QKeySequence("Ctrl+K"))
    assert "Ctrl+K" in dialog.problem.text()
    assert "Command palette" in dialog.problem.text()
    assert "Tour of the window" in dialog.problem.text()
    assert not dialog.save_button.isEnabled()
    dialog.reset_one.click()
    assert (dialog.problem.text(), dialog.save_button.isEnabled()) == ("", True)
    dialog.reject()


def test_all_keys_are_reset(window: MainWindow) -> None:
    shortcuts().choose({"window.tour": "Ctrl+Alt+T", "window.palette": ""})
    dialog = opened(window)
    assert dialog.keys == {"window.tour": "Ctrl+Alt+T", "window.palette": ""}
    dialog.reset_all.click()
    dialog.accept()
    assert keys_of(window, "window.palette") == "Ctrl+K"
    assert keys_of(window, "window.tour") == ""


def test_it_is_filtered_by_action_and_by_key(window: MainWindow) -> None:
    dialog = opened(window)
    QTest.keyClicks(dialog.filter, "ctrl+k")
    shown = [item.text(0) for item in dialog._items if not item.isHidden()]
    assert shown == ["Command palette"]
    dialog.filter.clear()
    QTest.keyClicks(dialog.filter, "market watch")
    panels = {item.text(2) for item in dialog._items if not item.isHidden() and item.text(2)}
    assert panels == {"Market watch"}, "which panel an action is of is said"
    QTest.keyClick(dialog.filter, Qt.Key.Key_Escape)
    dialog.reject()


def test_other_keys_that_do_the_same_are_kept_unless_the_user_has_chosen(window: MainWindow) -> None:
    window.docks.bring_up("chart")

    def keys(name: str) -> list[str]:
        action = next(each for each in named_actions(window) if each.objectName() == name)
        return [each.toString() for each in action.shortcuts()]

    shortcuts().choose({"window.tour": "F9", "chart.follow": "Ctrl+J"})
    assert keys("chart.zoom_in") == ["+", "=", "Up"], "somebody else's keys were changed"
    assert keys("chart.order_send") == ["Return", "Enter"]
    assert keys("chart.follow") == ["Ctrl+J"]
    shortcuts().choose({"chart.pin": "F", "chart.indicators": "Up"})
    assert (keys("chart.follow"), keys("chart.zoom_in")) == (["End"], ["+", "="]), "two actions on a key are none"
    shortcuts().choose({"chart.zoom_in": ""})
    assert "Up" not in keys("chart.zoom_in"), "no keys are none"
    assert keys("chart.follow") == ["End", "F"]


def test_a_key_held_down_does_a_thing_once_unless_it_goes_by_steps(window: MainWindow) -> None:
    opened(window).reject()  # makes all panels
    repeating = {action.objectName() for action in named_actions(window) if action.autoRepeat()}
    assert "ticket.send" not in repeating, "one order, not thirty"
    assert repeating == {
        *(f"chart.{name}" for name in ("zoom_in", "zoom_out", "earlier", "later", "order_above", "order_below")),
        *(f"chart.order_{name}" for name in ("raise", "lower", "raise_cent", "lower_cent")),
        *(f"ladder.{name}" for name in ("up", "down", "larger", "smaller")),
        *(f"bots.param_{name}" for name in ("more", "less", "next", "previous")),
        *(f"{panel}.{name}" for panel in ("exposure", "settlement_rail") for name in ("next", "previous")),
    }
