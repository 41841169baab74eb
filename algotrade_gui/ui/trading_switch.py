"""What stops trading, in the top bar: who may trade, with its menu, and the kill switch."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from algotrade_gui.core.errors import UserError
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.theme import ui_font

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

KILL_KEYS: Final = "Ctrl+Shift+K"
KILL_WIDTH: Final = 92
KILL_WIDTH_COMPACT: Final = 68
_STATE_ROOM: Final = 34
"""Padding, and the menu's arrow."""
_CHOICES: Final[tuple[tuple[TradingState, str], ...]] = (
    (TradingState.ACTIVE, "Active: all orders"),
    (TradingState.REDUCING, "Reducing: sells only"),
    (TradingState.HALTED, "Halted: no new orders"),
)
_MARKS: Final = {TradingState.ACTIVE: "●", TradingState.REDUCING: "▼", TradingState.HALTED: "■"}
_TONES: Final = {TradingState.ACTIVE: "quiet", TradingState.REDUCING: "warning", TradingState.HALTED: "danger"}


def _words(state: TradingState) -> str:
    return f"{_MARKS[state]} {state.value.upper()}"


def trading_menu(parent: QWidget, choose: Callable[[TradingState], None], now: Collection[TradingState]) -> QMenu:
    """The menu of trading states; what holds `now` for all of them is ticked."""
    menu = QMenu("Trading", parent)
    group = QActionGroup(menu)
    for state, words in _CHOICES:
        action = QAction(words, menu)
        action.setCheckable(True)
        action.setChecked(set(now) == {state})
        action.triggered.connect(lambda _checked, state=state: choose(state))
        group.addAction(action)
        menu.addAction(action)
    return menu


class StateButton(QToolButton):
    """The team's state as a word; its menu sets it. Fed by `tick`."""

    def __init__(self, workstation: "Workstation", parent: QWidget) -> None:
        super().__init__(parent)
        self._workstation = workstation
        self._shown: tuple[TradingState, str] | None = None
        self.setFont(ui_font(bold=True))
        # as wide for each word: nothing beside it moves when the state changes
        widest = max(self.fontMetrics().horizontalAdvance(_words(state)) for state in TradingState)
        self.setFixedWidth(widest + _STATE_ROOM)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setShortcut("Alt+S")
        self._menu = trading_menu(self, self._choose, [TradingState.ACTIVE])
        self.limits_action = QAction("Limits…", self)
        self._menu.addSeparator()
        self._menu.addAction(self.limits_action)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self.tick)
        self.tick()

    def tick(self) -> None:
        """Show what holds for everyone here."""
        states = self._workstation.account.states
        state, reason = states.team, states.reason(None)
        if self._shown == (state, reason):
            return
        self._shown = (state, reason)
        self.setText(_words(state))
        self.setToolTip(f"Trading on this machine: {reason or 'all orders may go out'} (Alt+S)")
        self.setAccessibleName(f"Trading is {state.value}{f': {reason}' if reason else ''}")
        self.setProperty("trading", _TONES[state])
        self.style().unpolish(self)
        self.style().polish(self)
        for action, (choice, _) in zip(self._menu.actions(), _CHOICES, strict=False):
            action.setChecked(choice is state)

    def _choose(self, state: TradingState) -> None:
        try:
            self._workstation.set_trading(None, state)
        except UserError as error:
            self._workstation.errors.report_exception("kill switch", error)
        self._shown = None
        self.tick()


class KillButton(QToolButton):
    """Fires at the press, without a question: that it is armed was said beforehand, and it is armed again by hand only."""

    def __init__(self, workstation: "Workstation", parent: QWidget) -> None:
        super().__init__(parent)
        self._kill = workstation.kill
        self._shown: tuple[KillState, bool] | None = None
        self.setFont(ui_font(bold=True))
        self.setFixedWidth(KILL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # at the press and not at the release: nobody aims well in an emergency
        self.pressed.connect(lambda: self.fire("the button"))
        self.hotkey = QAction("Kill switch", parent)
        self.hotkey.setShortcut(QKeySequence(KILL_KEYS))
        self.hotkey.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        self.hotkey.triggered.connect(lambda _checked: self.fire(KILL_KEYS))
        parent.addAction(self.hotkey)
        self.tick()

    def fire(self, trigger: str) -> None:
        """Fire, if it is armed."""
        self._kill.fire(trigger)
        self.tick()

    def tick(self) -> None:
        """Show where the switch stands, and whether its own connection is up."""
        state, line = self._kill.state, self._kill.line
        line_up = line is None or line.connected
        if self._shown == (state, line_up):
            return
        self._shown = (state, line_up)
        words, help_text = {
            KillState.OFF: ("KILL", "Armed once trading begins"),
            KillState.ARMED: ("KILL", "Block new orders and cancel everything, now"),
            KillState.FIRED: ("KILL…", "Orders are being cancelled"),
            KillState.SPENT: ("KILLED", "It has done its work; arm it again in the line over the toolbar"),
        }[state]
        if state is KillState.ARMED and not line_up:
            help_text += ". Its own connection is not up: the program's others serve"
        self.setText(words)
        self.setToolTip(f"{help_text} ({KILL_KEYS})")
        self.setAccessibleName(f"Kill switch, {'not armed' if state is KillState.OFF else state.value}")
        self.setEnabled(state is KillState.ARMED)
        self.setProperty("kill", "weak" if state is KillState.ARMED and not line_up else state.name.lower())
        self.style().unpolish(self)
        self.style().polish(self)
