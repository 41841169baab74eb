"""A live profile in the window: told at a glance, armed by one question, disarmed at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from algotrade_gui.app import WindowSession
from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.actions import shortcuts
from algotrade_gui.ui.arming import ARM_KEYS, ArmDialog
from algotrade_gui.ui.hooks import Hooks
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.notices import NOT_ARMED
from tests.ui.windows import live_station, market_station, shown_window


@pytest.fixture
def station(tmp_path: Path, errors: ErrorCentre) -> Workstation:
    return live_station(tmp_path, errors)


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, station: Workstation) -> Iterator[MainWindow]:
    with shown_window(qtbot, station) as made:
        station._set_phase(Phase.RUNNING)
        yield made


def asked(window: MainWindow) -> ArmDialog:
    window.top_bar.arm_button.click()
    dialog = window.findChild(ArmDialog)
    assert dialog is not None
    return dialog


def test_a_live_profile_is_told_by_colour_and_word_and_starts_unarmed(window: MainWindow, station: Workstation) -> None:
    assert window.head.band.property("band") == "live"
    assert window.windowTitle() == "club · Live – AlgoTrade"
    assert window.top_bar.profile_button.property("chip") == "live"
    assert "Live" in window.top_bar.profile_button.text()
    assert window.top_bar.arm_button.isVisible()
    assert window.top_bar.arm_button.text() == "Arm trading"
    assert not window.top_bar.state_button.isVisible()
    assert window.banner.text == NOT_ARMED
    assert station.account.states.team is TradingState.HALTED


def test_the_question_names_exchange_and_team_and_arms_when_it_is_said_so(
    qtbot: QtBot, window: MainWindow, station: Workstation
) -> None:
    dialog = asked(window)
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert "ws://127.0.0.1:9/trade" in words
    assert "ants" in words
    assert "no bot is running" in words
    question = next(label for label in dialog.findChildren(QLabel) if label.font().bold())
    assert question.height() < 2 * question.fontMetrics().height(), "no empty line above it"
    assert station.account.states.team is TradingState.HALTED, "asking arms nothing"
    dialog.arm_button.click()
    assert station.armed
    assert window.banner.text == ""
    assert window.top_bar.arm_button.text() == "Disarm"
    qtbot.waitUntil(window.top_bar.state_button.isVisible)
    assert "ACTIVE" in window.top_bar.state_button.text()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_one_key_too_many_arms_nothing(qtbot: QtBot, window: MainWindow, station: Workstation, key: Qt.Key) -> None:
    dialog = asked(window)
    qtbot.waitUntil(dialog.isActiveWindow)
    focused = dialog.focusWidget()
    assert focused is dialog.cancel_button
    QTest.keyClick(focused, key)
    assert not station.armed


def test_who_has_gone_to_the_button_arms_by_enter(qtbot: QtBot, window: MainWindow, station: Workstation) -> None:
    dialog = asked(window)
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.cancel_button, Qt.Key.Key_Backtab)
    assert dialog.focusWidget() is dialog.arm_button
    QTest.keyClick(dialog.arm_button, Qt.Key.Key_Return)
    assert station.armed


@pytest.mark.expect_log("Nothing listens there")
def test_without_a_connection_it_is_said_what_becomes_of_the_positions(
    window: MainWindow, station: Workstation
) -> None:
    station.errors.report("workstation", "Nothing listens there.")
    station._set_phase(Phase.FAILED)
    said = window.banner.text
    assert said.startswith("Not connected. Nothing listens there.")
    assert "positions at the exchange are left as they are" in said
    assert [button.text() for button in window.banner.buttons] == ["Try again", "Connection"]


def test_disarming_asks_nothing_and_has_its_key(window: MainWindow, station: Workstation) -> None:
    station.arm()
    action = next(each for each in window.actions() if each.shortcut().toString() == ARM_KEYS)
    action.trigger()
    assert not station.armed
    assert window.findChild(ArmDialog) is None
    assert window.banner.text == NOT_ARMED
    action.trigger()
    assert window.findChild(ArmDialog) is not None, "arming asks"


def test_the_keys_that_the_user_has_chosen_are_named(window: MainWindow, station: Workstation) -> None:
    bar = window.top_bar
    chosen = {"trading.arm": "Ctrl+J", "trading.kill": "Ctrl+Alt+K", "trading.menu": "F11", "window.messages": "F12"}
    try:
        shortcuts().choose(chosen)
        buttons = (bar.arm_button, bar.kill_button, bar.state_button, window.status.errors)
        assert [chosen[name] in button.toolTip() for name, button in zip(chosen, buttons, strict=True)] == [True] * 4
        station.arm()
        bar.tick()
        assert "Ctrl+J" in bar.arm_button.toolTip()
    finally:
        shortcuts().choose({})
    assert ARM_KEYS in bar.arm_button.toolTip()


def test_the_banners_button_asks_too(window: MainWindow, station: Workstation) -> None:
    (button,) = window.banner.buttons
    button.click()
    assert window.findChild(ArmDialog) is not None
    assert not station.armed


def test_the_banners_button_stays_under_the_finger_while_other_things_change(
    window: MainWindow, station: Workstation
) -> None:
    (button,) = window.banner.buttons
    button.setFocus()
    station.account.states.set(BotId("maker"), TradingState.REDUCING, "by hand")
    assert window.banner.buttons == [button], "it would be taken from under a press"
    assert window.focusWidget() is button
    window.banner.show_notice("warning", "<b>as the exchange words it</b>", {})
    assert window.banner.findChildren(QLabel)[1].textFormat() is Qt.TextFormat.PlainText


def test_choosing_active_in_the_menu_arms_nothing(window: MainWindow, station: Workstation) -> None:
    next(each for each in window.actions() if each.objectName() == "trading.active").trigger()
    assert not station.armed


@pytest.mark.parametrize("width", [1024, 1180, 1276, 1436, 1916])
@pytest.mark.parametrize("armed", [False, True])
def test_nothing_that_matters_leaves_the_toolbar(
    qtbot: QtBot, window: MainWindow, station: Workstation, width: int, armed: bool
) -> None:
    if armed:
        station.arm()
    window.resize(QSize(width, 700))
    bar = window.top_bar
    bar.tick()
    qtbot.waitUntil(lambda: bar.width() == width and bar.kill_button.isVisible())
    qtbot.waitUntil(lambda: bar.state_button.isVisible() is armed)
    for widget in (bar.profile_button, bar.arm_button, bar.clock, bar.net, bar.search_button, bar.kill_button):
        assert widget.isVisible()
        assert widget.mapTo(window, widget.rect().topRight()).x() < width


def test_practice_needs_no_arming(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> None:
    with shown_window(qtbot, market_station(tmp_path, errors)) as window:
        assert not window.top_bar.arm_button.isVisible()
        assert window.top_bar.state_button.isVisible()
        assert "trading.arm" not in {action.objectName() for action in window.actions()}


@pytest.mark.parametrize(("kind", "needs"), [("remote", True), ("practice", False)])
def test_the_programs_window_asks_for_arming_on_a_remote_profile(
    themed: QApplication, errors: ErrorCentre, kind: Literal["remote", "practice"], needs: bool
) -> None:
    paths = find_paths()
    paths.prepare()
    profile = Profile(name="club", exchange=ExchangeSettings(kind=kind, uri="ws://127.0.0.1:9/trade"))
    options = RunOptions(secret="a-secret-of-this-test")
    session = WindowSession(options, paths, profile, errors, Hooks(errors), LogBuffer())
    assert session.workstation.needs_arming is needs
    assert session.workstation.armed is not needs
