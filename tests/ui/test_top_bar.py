"""The toolbar: what is traded on, the round's preset, messages, menus; everything by keyboard; room made in an order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMessageBox, QToolButton
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.preferences import PreferenceStore
from algotrade_gui.core.profiles import ProfileStore, default_profile
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.trading.budget import Usage
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.theme import theme
from algotrade_gui.ui.top_bar import _STAGES
from tests.ui.windows import market_station, shown_window


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    with shown_window(qtbot, market_station(tmp_path, errors)) as made:
        yield made


def named(window: MainWindow, name: str) -> None:
    next(action for action in window.actions() if action.objectName() == name).trigger()


def test_the_first_button_tells_kind_profile_and_connection(window: MainWindow) -> None:
    button = window.top_bar.profile_button
    assert "Practice" in button.text()
    assert "disconnected" in button.toolTip()
    assert "Play money" in button.toolTip()
    assert "profile test" in button.accessibleName()


def test_its_menu_goes_to_other_profiles_and_to_the_connection(qtbot: QtBot, window: MainWindow) -> None:
    store = ProfileStore(find_paths().profiles)
    for name in ("test", "club", "night"):
        store.save(default_profile(name))
    menu = window.top_bar.profile_button.menu()
    menu.aboutToShow.emit()
    texts = [entry.text() for entry in menu.actions() if not entry.isSeparator()]
    assert texts == ["test", "club", "night", "Connection…"]
    with qtbot.waitSignal(window.profile_wanted) as wanted:
        menu.actions()[1].trigger()
    assert wanted.args == ["club"]
    with qtbot.waitSignal(window.connection_wanted):
        menu.actions()[-1].trigger()


def test_where_bots_run_another_profile_is_a_question(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    window.profile_wanted.connect(asked.append)
    button = window.top_bar.profile_button
    monkeypatch.setattr(button, "_busy", lambda: True)
    button.leave_for("club")
    box = window.findChild(QMessageBox)
    assert box is not None
    assert asked == []
    assert box.defaultButton().text() == "Stay", "Enter alone stops nothing"
    next(each for each in box.buttons() if each.text() == "Stop and go on").click()
    assert asked == ["club"]


def test_the_rounds_preset_stands_before_its_clock(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre
) -> None:
    exchange = ExchangeSettings(practice=PracticeSettings(preset="test"))
    station = Workstation(Profile(name="p", exchange=exchange), errors=errors, strategy_folders=[tmp_path])
    with shown_window(qtbot, station) as window:
        assert station.exchange.round_plan is not None
        assert station.exchange.round_plan.name.removeprefix("round ") in window.top_bar.clock._name.text()
        assert window.top_bar.clock._name.text().startswith("Round ")


def test_messages_turn_amber_and_red_as_the_limit_comes_near(window: MainWindow) -> None:
    meter = window.top_bar.messages
    tones = []
    for used in (10, 240, 284):
        meter.show_usage(Usage(used=used, limit=285, waiting=1, by_owner={}))
        tones.append(meter.figure._value.property("tone"))
        assert meter.figure.text == f"{used}/285"
    assert tones == ["value", "warning", "danger"]
    assert "1 request waits" in meter._bar.accessibleName()


def test_every_menu_drops_down_by_its_key_without_a_nested_loop(window: MainWindow) -> None:
    for keys, menu in (
        ("Ctrl+Shift+L", window.top_bar.layouts_menu),
        ("Ctrl+Shift+D", window.top_bar.view_menu),
        ("F10", window.top_bar.window_menu),
        ("Ctrl+Shift+O", window.top_bar.profile_button.menu()),
        ("Ctrl+Shift+T", window.top_bar.state_button.menu()),
    ):
        action = next(each for each in window.actions() if each.shortcut() == QKeySequence(keys))
        action.trigger()
        assert menu.isVisible(), keys
        menu.close()


def test_theme_and_sound_are_chosen_in_the_menu_or_by_their_actions(window: MainWindow) -> None:
    named(window, "window.theme.light")
    assert theme().mode == "light"
    named(window, "window.theme.dark")
    named(window, "window.sound.errors")
    assert PreferenceStore(window.preferences._file).value.sound == "errors"
    window.window_menu.sound_menu.aboutToShow.emit()
    assert [entry.isChecked() for entry in window.window_menu.sound_menu.actions()] == [False, True, False]


def test_another_language_is_asked_for_the_present_one_is_not(qtbot: QtBot, window: MainWindow) -> None:
    wanted: list[str] = []
    window.language_wanted.connect(wanted.append)
    named(window, "window.language.en")
    assert wanted == []
    named(window, "window.language.fr")
    assert wanted == ["fr"]
    assert window.layout_settings().language == "en", "until somebody has made it so"


def test_the_menu_has_the_windows_dialogs(window: MainWindow) -> None:
    names = [entry.objectName() for entry in window.top_bar.window_menu.actions()]
    for name in ("window.palette", "window.shortcuts", "window.messages", "window.tour", "trading.limits"):
        assert name in names


def test_messages_lose_their_bar_before_their_number(window: MainWindow) -> None:
    bar = window.top_bar
    seen = []
    for stage in range(4, _STAGES):
        bar._take_stage(stage)
        seen.append((bar._messages.isVisible(), not bar.messages._bar.isHidden(), bar._cash.isVisible()))
    assert seen == [(True, True, True), (True, False, True), (False, False, True), (False, False, False)]


def test_at_1280_the_messages_keep_their_number_in_french(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre, french: None
) -> None:
    with shown_window(qtbot, market_station(tmp_path, errors)) as window:
        window.resize(QSize(1280, 800))
        QApplication.processEvents()
        bar = window.top_bar
        assert bar.messages.isVisible()
        assert bar.messages.figure.width() >= bar.messages.figure.sizeHint().width()
        assert bar.kill_button.geometry().right() < bar.width()


def test_what_is_missed_least_goes_first(window: MainWindow) -> None:
    bar = window.top_bar
    seen = []
    for width in (2200, 1500, 1276, 1100, 1024):
        window.resize(QSize(width, 700))
        QApplication.processEvents()
        shown = [bar._meter.isVisible(), bar.messages.isVisible(), bar.cash.isVisible(), bar.net.isVisible()]
        seen.append(sum(shown))
        assert bar.net.isVisible()
        assert bar.kill_button.isVisible()
        extension = bar.findChild(QToolButton, "qt_toolbar_ext_button")
        assert extension is None or not extension.isVisible(), width
    assert seen == sorted(seen, reverse=True)
    assert seen[0] == 4
