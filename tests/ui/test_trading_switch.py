"""What stops trading, on real widgets: the kill button and its key, the team's state, a bot's state, the dialog of limits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.settings import KillSettings, RiskSettings
from algotrade_gui.trading.emergency import KillReport, KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.dialogs.risk import RiskDialog
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.models.bot_rows import COLUMNS
from algotrade_gui.ui.notices import ARMED_AGAIN, KILLING
from algotrade_gui.ui.theme import theme
from algotrade_gui.ui.trading_switch import KILL_KEYS, trading_menu
from tests.ui.stations import GOOD_STRATEGY, make_station
from tests.ui.windows import shown_window


@pytest.fixture
def station(tmp_path: Path, errors: ErrorCentre) -> Workstation:
    (tmp_path / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    return make_station(tmp_path, errors)


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, station: Workstation) -> Iterator[MainWindow]:
    made = MainWindow(station, LogBuffer())
    with qtbot.waitSignal(made.painted, timeout=5_000):
        made.show()
    yield made
    made.pump.stop()
    made.finish_closing()
    made.deleteLater()


class Pulled:
    """Stands in for a switch's firing: what was asked of it."""

    def __init__(self, station: Workstation, monkeypatch: pytest.MonkeyPatch) -> None:
        self.triggers: list[str] = []
        self._kill = station.kill
        monkeypatch.setattr(station.kill, "fire", self._fire)

    def _fire(self, trigger: str, positions: str | None = None) -> bool:
        self.triggers.append(trigger)
        return True

    def stand(self, state: KillState, report: KillReport | None = None) -> None:
        self._kill._report = report
        self._kill._state = KillState.OFF if state is not KillState.OFF else KillState.ARMED
        self._kill._set_state(state)


@pytest.fixture
def pulled(station: Workstation, monkeypatch: pytest.MonkeyPatch) -> Pulled:
    return Pulled(station, monkeypatch)


def test_the_button_is_off_until_trading_begins_then_red_and_fires_at_the_press(
    window: MainWindow, pulled: Pulled
) -> None:
    button = window.top_bar.kill_button
    button.tick()
    assert (button.isEnabled(), button.property("kill")) == (False, "off")
    pulled.stand(KillState.ARMED)
    button.tick()
    assert (button.isEnabled(), button.property("kill"), button.text()) == (True, "armed", "KILL")
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert pulled.triggers == ["the button"], "not at the release"
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert len(pulled.triggers) == 1


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_the_armed_button_is_filled_with_the_colour_of_danger(window: MainWindow, pulled: Pulled, mode: Any) -> None:
    theme().set_mode(mode)
    pulled.stand(KillState.ARMED)
    window.top_bar.kill_button.tick()
    picture = window.top_bar.kill_button.grab().toImage()
    assert picture.pixelColor(8, picture.height() // 2) == theme().colour("danger")
    theme().set_mode("dark")


def press_kill_keys(focused: QWidget | None) -> None:
    assert focused is not None
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(focused, Qt.Key.Key_K, modifiers)
    QTest.keyRelease(focused, Qt.Key.Key_Shift)  # else the next click is one with these keys down


def test_the_key_fires_wherever_the_focus_is(qtbot: QtBot, window: MainWindow, pulled: Pulled) -> None:
    pulled.stand(KillState.ARMED)
    assert window.top_bar.kill_button.hotkey.shortcut().toString() == KILL_KEYS
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press_kill_keys(window.focusWidget())
    assert pulled.triggers == [KILL_KEYS]


def test_the_key_fires_over_the_palette_the_tour_and_a_menu(qtbot: QtBot, window: MainWindow, pulled: Pulled) -> None:
    pulled.stand(KillState.ARMED)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.palette_box.open()
    press_kill_keys(window.palette_box.field)
    assert pulled.triggers == [KILL_KEYS]
    window.palette_box.close_palette()
    window.tour.start()
    press_kill_keys(window.focusWidget())
    assert pulled.triggers == [KILL_KEYS] * 2
    window.tour.end()
    menu = window.top_bar.window_menu
    menu.popup(window.mapToGlobal(window.rect().center()))
    press_kill_keys(menu)
    menu.close()
    assert pulled.triggers == [KILL_KEYS] * 3


def test_the_key_fires_over_dialogs_too(qtbot: QtBot, window: MainWindow, pulled: Pulled) -> None:
    pulled.stand(KillState.ARMED)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_limits()
    limits = window.findChild(RiskDialog)
    assert limits is not None
    qtbot.waitUntil(limits.isActiveWindow)
    press_kill_keys(limits.focusWidget())
    assert pulled.triggers == [KILL_KEYS], "the window behind a dialog gets no keys"
    over = QDialog(limits)
    line = QLineEdit(over)
    over.open()
    qtbot.waitUntil(over.isActiveWindow)
    press_kill_keys(line)
    assert pulled.triggers == [KILL_KEYS] * 2
    over.reject()
    limits.reject()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press_kill_keys(window.focusWidget())
    assert pulled.triggers == [KILL_KEYS] * 3


def test_the_key_fires_once_while_one_window_takes_anothers_place(
    qtbot: QtBot, window: MainWindow, station: Workstation, pulled: Pulled
) -> None:
    pulled.stand(KillState.ARMED)
    window.hand_over()
    with shown_window(qtbot, station) as other:
        press_kill_keys(other.focusWidget())
        assert pulled.triggers == [KILL_KEYS], "a key of two actions is none"
        other.show_limits()
        limits = other.findChild(RiskDialog)
        assert limits is not None
        qtbot.waitUntil(limits.isActiveWindow)
        press_kill_keys(limits.focusWidget())
        assert pulled.triggers == [KILL_KEYS] * 2
        limits.reject()


@pytest.mark.parametrize("width", [1024, 1180, 1440])
def test_the_button_is_in_sight_however_narrow_the_window(
    qtbot: QtBot, window: MainWindow, station: Workstation, width: int
) -> None:
    window.resize(QSize(width, 700))
    button = window.top_bar.kill_button
    qtbot.waitUntil(lambda: window.width() == width)
    qtbot.waitUntil(button.isVisible)
    for state in TradingState:
        station.account.states.set(None, state, "by hand")
        window.top_bar.tick()
        QApplication.processEvents()
        assert button.isVisible()
        assert button.mapTo(window, button.rect().topRight()).x() < width
        assert window.top_bar.state_button.isVisible()


def test_the_banner_says_what_was_done_and_trading_goes_on_in_two_steps_by_hand(
    window: MainWindow, station: Workstation, pulled: Pulled
) -> None:
    station.account.states.set(None, TradingState.HALTED, "kill switch")
    pulled.stand(KillState.FIRED)
    assert window.banner.text == KILLING
    assert window.top_bar.kill_button.text() == "KILL…"
    report = KillReport(trigger="the button", cancelled=600, left=0, elapsed_ms=2_130)
    pulled.stand(KillState.SPENT, report)
    assert "600 orders cancelled in 2.1 s, none left" in window.banner.text
    assert "the button" in window.banner.text
    assert not window.top_bar.kill_button.isEnabled()
    (arm,) = window.banner.buttons
    arm.click()
    assert (station.kill.state, window.banner.text) == (KillState.ARMED, ARMED_AGAIN)
    assert station.account.states.team is TradingState.HALTED
    (lift,) = window.banner.buttons
    lift.click()
    assert station.account.states.of(BotId("any")).value == "active"
    assert window.banner.text == ""


def test_orders_that_are_left_make_the_banner_an_error(window: MainWindow, pulled: Pulled) -> None:
    pulled.stand(KillState.SPENT, KillReport(trigger="SIGUSR1", left=3, problem="The exchange does not answer."))
    assert window.banner.property("notice") == "error"
    assert "3 still at the exchange" in window.banner.text
    assert "does not answer" in window.banner.text


def test_the_teams_state_is_a_word_and_its_menu_sets_it(window: MainWindow, station: Workstation) -> None:
    button = window.top_bar.state_button
    assert "ACTIVE" in button.text()
    menu = button.menu()
    assert menu is not None
    reducing = next(action for action in menu.actions() if action.text().startswith("Reducing"))
    reducing.trigger()
    assert station.account.states.team is TradingState.REDUCING
    assert ("REDUCING" in button.text(), button.property("trading")) == (True, "warning")
    assert "set by hand" in button.toolTip()
    station.account.states.set(None, TradingState.HALTED, "max_loss_team: down 50.00")
    assert "HALTED" in button.text(), "shown at once, not at the next tick"
    assert "max_loss_team" in button.toolTip()
    assert "halted" in button.accessibleName()


def test_letting_all_trade_by_the_menu_arms_a_spent_switch(station: Workstation, pulled: Pulled) -> None:
    station.account.states.set(None, TradingState.HALTED, "kill switch")
    pulled.stand(KillState.SPENT, KillReport(trigger="x"))
    station.set_trading(None, TradingState.ACTIVE)
    assert (station.kill.state, station.account.states.team) == (KillState.ARMED, TradingState.ACTIVE)


def test_a_bots_state_shows_in_its_row_and_is_set_from_its_menu(window: MainWindow, station: Workstation) -> None:
    window.bots.scan_strategies()
    bot = station.manager.register_bot(StrategyName("QuoterBot"), {}, name="quoter")
    window.bots.run_refresh()
    window.bots._view.selectRow(0)
    window.bots.commands.restrict(TradingState.HALTED)
    info = station.manager.info(bot)
    assert (info.trading, info.trading_reason) == (TradingState.HALTED, "set by hand")
    note = next(column for column in COLUMNS if column.title == "Note")
    assert note.text(info) == "No new orders: set by hand"
    menu = trading_menu(window, lambda _: None, [info.trading])
    assert [action.text().split(":")[0] for action in menu.actions() if action.isChecked()] == ["Halted"]
    menu.deleteLater()


# --- the dialog of limits ---


def dialog(parent: MainWindow, risk: RiskSettings | None = None, kill: KillSettings | None = None) -> RiskDialog:
    made = RiskDialog(risk or RiskSettings(), kill or KillSettings(), parent)
    made.open()
    return made


SETTINGS = (
    RiskSettings(),
    RiskSettings(
        max_order_size=None,
        max_order_notional=12_345,
        max_position=None,
        max_underlying_position=7,
        max_capital=500_001,
        budget_share=0.5,
        price_band_percent=None,
        duplicates_per_s=None,
        self_trade=None,
        max_loss_bot=10_050,
        max_loss_team=99,
        actions={"max_loss_bot": "halt_all", "self_trade": "halt_bot"},
    ),
)


@pytest.mark.parametrize("risk", SETTINGS, ids=["the usual", "everything else"])
@pytest.mark.parametrize("kill", [KillSettings(), KillSettings(positions="sell", scope="ours")], ids=["settle", "sell"])
def test_what_is_opened_and_saved_comes_back_to_the_cent(
    window: MainWindow, risk: RiskSettings, kill: KillSettings
) -> None:
    made = dialog(window, risk, kill)
    assert made.ok_button.isEnabled()
    assert (made.risk, made.kill) == (risk, kill)
    made.reject()


def field(made: RiskDialog, name: str) -> Any:
    return next(one for one in made.limits_form.fields if one.info.name == name)


@pytest.mark.parametrize(
    ("name", "typed"), [("max_order_size", "0"), ("price_band_percent", "101"), ("budget_percent", "4")]
)
def test_what_does_not_hold_is_said_under_the_field_and_cannot_be_saved(
    window: MainWindow, name: str, typed: str
) -> None:
    made = dialog(window)
    one = field(made, name)
    one._editor.setText(typed)
    assert one.error is not None
    assert not made.ok_button.isEnabled()
    assert one.info.label in made.ok_button.toolTip()
    one._editor.setText("50")
    assert made.ok_button.isEnabled()
    made.reject()


def test_saved_limits_count_from_the_next_order_on_and_stand_in_the_profile(
    qtbot: QtBot, window: MainWindow, station: Workstation
) -> None:
    changes = station.limits_changed.reader()
    window.show_limits()
    made = window.findChild(RiskDialog)
    assert made is not None
    field(made, "max_order_size")._editor.setText("3")
    field(made, "budget_percent")._editor.setText("50")
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert (station.profile.risk.max_order_size, station.current_profile().risk.budget_share) == (3, 0.5)
    assert station.account.budget.limit == 142
    assert changes.drain()


def test_the_menu_of_the_state_opens_it(window: MainWindow) -> None:
    action: QAction = window.top_bar.limits_action
    action.trigger()
    made = window.findChild(RiskDialog)
    assert made is not None
    made.reject()
