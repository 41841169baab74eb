"""The command palette in the real window: it reaches actions, instruments, bots and layouts, by keyboard alone."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from algotrade_gui.bots.manager import BotState
from algotrade_gui.composition import Phase
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, StrategyName, Underlying
from algotrade_gui.core.preferences import PreferenceStore
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.command_palette import CommandPalette
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.heat_map import HeatMap
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.navigator import TicketDraft
from algotrade_gui.ui.palette_entries import named_actions
from tests.ui.waiting import until
from tests.ui.windows import market_station, shown_window

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors)) as made:
        yield made


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    # where nothing in it has the focus, the window itself gets the keys
    focused: QWidget | None = window.focusWidget()
    QTest.keyClick(window if focused is None else focused, key, modifier)


def search(window: MainWindow, text: str) -> CommandPalette:
    press(window, Qt.Key.Key_K, CONTROL)
    palette = window.palette_box
    assert palette.isVisible()
    QTest.keyClicks(palette.field, text)
    return palette


def titles(palette: CommandPalette) -> list[str]:
    return [entry.title for entry, _ in palette.model.found]


def test_it_has_every_named_action_once(window: MainWindow) -> None:
    names = {action.objectName() for action in named_actions(window)} - {"window.palette"}
    entries = window.palette_box._make_entries()
    keys = [entry.key for entry in entries]
    assert names <= set(keys)
    assert len(keys) == len(set(keys))
    assert {"layout.trade", "panel.chart", "trading.kill", "window.tour", "window.shortcuts"} <= names


def test_an_action_is_found_shown_with_its_keys_and_done(window: MainWindow) -> None:
    palette = search(window, "lay bots")
    assert palette.chosen is not None
    assert (palette.chosen.title, palette.chosen.keys) == ("Layout Bots", "Shift+F3")
    press(window, Qt.Key.Key_Return)
    assert window.docks.name == "Bots"
    assert not palette.isVisible()


def test_from_a_floating_dock_the_keys_go_to_it_and_come_back(qtbot: QtBot, window: MainWindow) -> None:
    floating = window.docks.bring_up("ladder")
    floating.float_off()
    window.docks.bring_up("ladder")
    ladder = floating.panel
    qtbot.waitUntil(lambda: floating.isActiveWindow() and ladder.isAncestorOf(QApplication.focusWidget() or window))
    before = QApplication.focusWidget()
    assert before is not None
    QTest.keyClick(before, Qt.Key.Key_K, CONTROL)
    # what is typed now must not reach the ladder, whose letters may buy and sell
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.focusWidget() is window.palette_box.field)
    QTest.keyClick(window.palette_box.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: floating.isActiveWindow() and QApplication.focusWidget() is before)
    window.docks.bring_up("orders")
    orders = window.docks.docks["orders"].panel
    qtbot.waitUntil(lambda: window.isActiveWindow() and orders.isAncestorOf(QApplication.focusWidget() or window))


def test_where_nothing_had_the_focus_nothing_gets_it(window: MainWindow) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    focused.clearFocus()
    used = window.docks.in_use
    window.palette_box.open()
    QTest.keyClick(window.palette_box.field, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()
    assert QApplication.focusWidget() is None
    assert window.docks.in_use is used


def test_an_action_is_found_with_the_panel_it_belongs_to(window: MainWindow) -> None:
    palette = search(window, "add bot")
    assert palette.chosen is not None
    assert palette.chosen.key == "bots.add"


def test_actions_of_panels_that_nobody_has_looked_at_are_found_as_well(qtbot: QtBot, window: MainWindow) -> None:
    maker = window.panel_maker
    assert {"mispricing", "smile"} <= set(maker.missing())
    with qtbot.waitSignal(maker.finished, timeout=20_000):
        palette = search(window, "heat map")
        press(window, Qt.Key.Key_Down)
        chosen = palette.chosen
    assert maker.missing() == []
    assert "Go to the heat map" in titles(palette)
    assert chosen is None or palette.chosen == chosen, "what the user has gone to stays chosen"
    QTest.keyClicks(palette.field, "x" * 3)
    palette.field.setText("heat map")
    press(window, Qt.Key.Key_Return)
    assert window.docks.docks["mispricing"].isVisible()
    assert isinstance(window.focusWidget(), HeatMap)


def test_an_action_of_several_panels_is_that_of_the_one_used_last(window: MainWindow) -> None:
    first = window.docks.bring_up("chart").panel
    dock = window.docks.open_another("chart")
    assert dock is not None
    second = dock.panel
    assert isinstance(first, ChartPanel)
    assert isinstance(second, ChartPanel)

    def choose() -> None:
        next(entry for entry in window.palette_box._make_entries() if entry.key == "chart.next_interval").act()

    choose()
    assert (first.interval_s, second.interval_s) == (1, 2)
    first.canvas.setFocus()
    choose()
    assert (first.interval_s, second.interval_s) == (2, 2)


def test_the_panel_that_had_the_focus_may_be_closed_meanwhile(qtbot: QtBot, window: MainWindow) -> None:
    dock = window.docks.open_another("chart")
    assert dock is not None
    dock.panel.setFocus()
    palette = search(window, "lay bots")
    dock.close()
    qtbot.waitUntil(lambda: not isValid(dock))
    assert palette.isVisible()
    press(window, Qt.Key.Key_Return)
    assert window.docks.name == "Bots"
    assert not palette.isVisible()


def test_an_action_of_a_panel_that_was_closed_meanwhile_does_nothing(qtbot: QtBot, window: MainWindow) -> None:
    dock = window.docks.open_another("chart")
    assert dock is not None
    palette = search(window, "next interval")
    assert palette.chosen is not None
    assert palette.chosen.key == "chart.next_interval"
    dock.close()
    qtbot.waitUntil(lambda: not isValid(dock))
    palette.chosen.act()
    assert not any(name.startswith("chart-") for name in window.docks.docks)


def test_panels_are_made_at_leisure_and_none_is_shown(qtbot: QtBot, window: MainWindow) -> None:
    before = {name for name, dock in window.docks.docks.items() if dock.isVisible()}
    maker = window.panel_maker
    maker._pause_ms = 1
    with qtbot.waitSignal(maker.finished, timeout=20_000):
        maker.begin()
    assert maker.missing() == []
    assert {name for name, dock in window.docks.docks.items() if dock.isVisible()} == before


def test_escape_gives_the_focus_back_and_does_nothing_else(window: MainWindow) -> None:
    window.bots.setFocus()
    before = window.focusWidget()
    window.notifications.tell("info", "a", "stays")
    palette = search(window, "kill")
    press(window, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.focusWidget() is before
    assert len(window.notifications.toasts) == 1, "Escape was the palette's"


def test_its_key_closes_it_as_well_and_so_does_a_click_elsewhere(window: MainWindow) -> None:
    palette = search(window, "x")
    press(window, Qt.Key.Key_K, CONTROL)
    assert not palette.isVisible()
    palette = search(window, "x")
    window.bots.setFocus()
    assert not palette.isVisible()
    assert window.bots.hasFocus() or window.bots.focusProxy() is window.focusWidget()


def test_arrows_go_round_pages_do_not(window: MainWindow) -> None:
    palette = search(window, "layout")
    count = palette.model.rowCount()
    assert count > 3
    press(window, Qt.Key.Key_Up)
    assert palette.view.currentIndex().row() == count - 1
    press(window, Qt.Key.Key_Down)
    assert palette.view.currentIndex().row() == 0
    press(window, Qt.Key.Key_PageUp)
    assert palette.view.currentIndex().row() == 0


def test_a_contract_opens_its_chart_ladder_or_ticket(window: MainWindow) -> None:
    ladders: list[object] = []
    tickets: list[TicketDraft] = []
    window.navigator.ladder_wanted.connect(ladders.append)
    window.navigator.ticket_wanted.connect(tickets.append)
    palette = search(window, "hest future")
    chosen = palette.chosen
    assert chosen is not None
    instrument = chosen.key.removeprefix("instrument:")
    assert "Ctrl+Enter" in palette.hint.text()
    press(window, Qt.Key.Key_Return)
    chart = window.panel("chart")
    assert isinstance(chart, ChartPanel)
    assert chart.target == instrument
    search(window, "hest future")
    press(window, Qt.Key.Key_Return, CONTROL)
    assert ladders == [instrument]
    search(window, "hest future")
    press(window, Qt.Key.Key_Return, ALT)
    assert [leg.instrument for leg in tickets[0].legs] == [instrument]
    assert tickets[0].legs[0].side is Side.BUY
    assert not any(key.startswith("instrument:$HEST_") for key in window.preferences.value.recent)


def test_contracts_come_by_expiry_and_strike(window: MainWindow) -> None:
    search(window, "card")
    keys = [
        str(entry.key) for entry in window.palette_box._make_entries() if str(entry.key).startswith("instrument:$CARD_")
    ]
    listed = [parse_instrument_id(key.removeprefix("instrument:")) for key in keys]
    kinds = list(InstrumentKind)
    assert len(listed) > 5
    assert listed == sorted(listed, key=lambda each: (each.expiry_ms, kinds.index(each.kind), each.strike or 0))


def test_an_underlying_opens_a_chart_that_rolls(window: MainWindow) -> None:
    search(window, "jump")
    press(window, Qt.Key.Key_Return)
    chart = window.panel("chart")
    assert isinstance(chart, ChartPanel)
    assert chart.target == Role(underlying=Underlying("$JUMP"))


def test_a_bot_is_configured_from_it_and_what_cannot_be_done_is_said(window: MainWindow) -> None:
    window.bots.scan_strategies()
    window._workstation.manager.register_bot(StrategyName("QuoterBot"), {}, name="maker")
    palette = search(window, "stop maker")
    assert "cannot be done" in palette.hint.text()
    press(window, Qt.Key.Key_Return)
    assert palette.isVisible(), "it is not running"
    palette.field.setText("start maker")
    assert "cannot be done" in palette.hint.text(), "there is no exchange to trade on"
    palette.field.setText("configure maker")
    press(window, Qt.Key.Key_Return)
    dialog = window.findChild(ConfigureBotDialog)
    assert dialog is not None
    assert dialog.bot == BotId("maker")
    dialog.reject()


def test_an_action_behind_a_tab_is_shown_as_it_is_done(qtbot: QtBot, window: MainWindow) -> None:
    log = window.panel("log")
    done: list[bool] = []
    action = QAction("Tidy the log", log)
    action.setObjectName("log.tidy")
    action.triggered.connect(lambda: done.append(True))
    log.addAction(action)
    assert not window.docks.docks["log"].seen
    search(window, "tidy")
    press(window, Qt.Key.Key_Return)
    assert done == [True]
    qtbot.waitUntil(lambda: window.docks.docks["log"].seen)


def test_what_was_used_last_comes_first_the_next_time_and_in_the_next_run(window: MainWindow) -> None:
    search(window, "layout options")
    press(window, Qt.Key.Key_Return)
    palette = search(window, "")
    assert titles(palette)[0] == "Layout Options"
    press(window, Qt.Key.Key_Escape)
    assert PreferenceStore(window.preferences._file).value.recent[0] == "layout.options"


def test_nothing_found_is_said(window: MainWindow) -> None:
    palette = search(window, "qqqq")
    assert palette.chosen is None
    assert palette.hint.text() == "Nothing is called that."
    press(window, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_a_key_costs_little_with_all_contracts_and_many_actions(window: MainWindow) -> None:
    for number in range(150):
        action = QAction(f"Made up action number {number}", window)
        action.setObjectName(f"made.up_{number}")
        window.addAction(action)
    palette = window.palette_box
    palette.open()
    assert len(palette._titles) > 350
    costs = []
    for text in ("c", "ca", "car", "card", "card ", "card c", "card ca", "made up 14", "number", "xq"):
        begun = time.perf_counter()
        palette.field.setText(text)
        costs.append(time.perf_counter() - begun)
    # the figure is bench_palette's; this is what no machine may need
    assert sorted(costs)[len(costs) // 2] < 0.05


class Bots:
    """Notes what a manager is asked to do."""

    def __init__(self, state: BotState) -> None:
        self.state = state
        self.asked: list[str] = []

    def bots(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(id=BotId("maker"), state=self.state, is_waiting=False)]

    async def start_bot(self, bot: BotId) -> None:
        self.asked.append(f"start {bot}")

    async def stop_bot(self, bot: BotId) -> None:
        self.asked.append(f"stop {bot}")

    async def resume_bot(self, bot: BotId) -> None:
        self.asked.append(f"resume {bot}")


@pytest.mark.parametrize(
    ("state", "verb"), [(BotState.STOPPED, "start"), (BotState.RUNNING, "stop"), (BotState.PAUSED, "resume")]
)
def test_bots_are_started_stopped_and_resumed(
    qt_run: Callable[..., Any], window: MainWindow, monkeypatch: pytest.MonkeyPatch, state: BotState, verb: str
) -> None:
    bots = Bots(state)
    monkeypatch.setattr(window._workstation, "manager", bots)
    monkeypatch.setattr(window._workstation, "_phase", Phase.RUNNING)

    async def scene() -> None:
        window.palette_box.open(f"{verb} maker")
        chosen = window.palette_box.chosen
        assert chosen is not None
        assert chosen.enabled
        chosen.act()
        await until(lambda: bots.asked)
        window.palette_box.close_palette()

    qt_run(scene())
    assert bots.asked == [f"{verb} maker"]


def test_the_menus_are_told_apart(window: MainWindow) -> None:
    entries = window.palette_box._make_entries()
    assert sorted(entry.title for entry in entries if entry.key.startswith("window.menu.")) == [
        "Menu Layouts",
        "Menu Panels",
        "Menu Window",
    ]
