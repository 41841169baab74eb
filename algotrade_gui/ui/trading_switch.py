"""What stops trading, in the top bar: who may trade, with its menu, and the kill switch."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QToolButton, QWidget

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.words import say
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.actions import add_action, shortcuts
from algotrade_gui.ui.language import mark, shown, tr
from algotrade_gui.ui.theme import restyle, ui_font

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

KILL_KEYS: Final = "Ctrl+Shift+K"
STATE_KEYS: Final = "Ctrl+Shift+T"
KILL_WIDTH: Final = 92
KILL_WIDTH_COMPACT: Final = 68
_STATE_ROOM: Final = 34
"""Padding, and the menu's arrow."""
_CHOICES: Final[tuple[tuple[TradingState, str], ...]] = (
    (TradingState.ACTIVE, mark("Active: all orders")),
    (TradingState.REDUCING, mark("Reducing: sells only")),
    (TradingState.HALTED, mark("Halted: no new orders")),
)
_NAMES: Final = {
    TradingState.ACTIVE: mark("ACTIVE"),
    TradingState.REDUCING: mark("REDUCING"),
    TradingState.HALTED: mark("HALTED"),
}
_IS: Final = {
    TradingState.ACTIVE: mark("Trading is active"),
    TradingState.REDUCING: mark("Trading is reducing"),
    TradingState.HALTED: mark("Trading is halted"),
}
_MARKS: Final = {TradingState.ACTIVE: "●", TradingState.REDUCING: "▼", TradingState.HALTED: "■"}
_TONES: Final = {TradingState.ACTIVE: "quiet", TradingState.REDUCING: "warning", TradingState.HALTED: "danger"}
_KILL: Final = {
    KillState.OFF: (mark("KILL"), mark("Armed once trading begins"), mark("Kill switch, not armed")),
    KillState.ARMED: (
        mark("KILL"),
        mark("Block new orders and cancel everything, now"),
        mark("Kill switch, armed"),
    ),
    KillState.FIRED: (mark("KILL…"), mark("Orders are being cancelled"), mark("Kill switch, working")),
    KillState.SPENT: (
        mark("KILLED"),
        mark("It has done its work; arm it again in the line over the toolbar"),
        mark("Kill switch, fired"),
    ),
}


def _words(state: TradingState) -> str:
    return f"{_MARKS[state]} {tr(_NAMES[state])}"


def trading_menu(parent: QWidget, choose: Callable[[TradingState], None], now: Collection[TradingState]) -> QMenu:
    """The menu of trading states; what holds `now` for all of them is ticked."""
    menu = QMenu(tr("Trading"), parent)
    group = QActionGroup(menu)
    for state, words in _CHOICES:
        action = QAction(tr(words), menu)
        action.setCheckable(True)
        action.setChecked(set(now) == {state})
        action.triggered.connect(lambda _checked, state=state: choose(state))
        group.addAction(action)
        menu.addAction(action)
    return menu


class StateButton(QToolButton):
    """The team's state as a word; its menu sets it. Fed by `tick`."""

    def __init__(self, workstation: "Workstation", window: QWidget) -> None:
        super().__init__(window)
        self._workstation = workstation
        self._shown: tuple[TradingState, str] | None = None
        self.setFont(ui_font(bold=True))
        # as wide for each word: nothing beside it moves when the state changes
        widest = max(self.fontMetrics().horizontalAdvance(_words(state)) for state in TradingState)
        self.setFixedWidth(widest + _STATE_ROOM)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = trading_menu(self, self._choose, [TradingState.ACTIVE])
        for state, words in _CHOICES:
            add_action(
                window,
                f"trading.{state.value}",
                tr("Trading: {state}", state=tr(words)),
                partial(self._choose, state),
            )
        self._open = add_action(
            window,
            "trading.menu",
            tr("Who may trade…"),
            self._show_menu,
            keys=STATE_KEYS,
            everywhere=True,
        )
        self.limits_action = add_action(window, "trading.limits", tr("Limits…"), lambda: None)
        self._menu.addSeparator()
        self._menu.addAction(self.limits_action)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self.tick)
        shortcuts().changed.connect(self._anew)
        self.tick()

    def _show_menu(self) -> None:
        forbidden = self._workstation.account.states.forbidden
        if forbidden:
            self._workstation.errors.report("kill switch", forbidden)
        else:
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _anew(self) -> None:
        self._shown = None
        self.tick()

    def tick(self) -> None:
        """Show what holds for everyone here."""
        states = self._workstation.account.states
        state, reason = states.team, states.reason(None)
        if self._shown == (state, reason):
            return
        self._shown = (state, reason)
        self.setText(_words(state))
        words = shown(reason) if reason else tr("all orders may go out")
        keys = self._open.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(tr("Trading on this machine: {reason} ({keys})", reason=words, keys=keys))
        self.setAccessibleName(f"{tr(_IS[state])}: {words}" if reason else tr(_IS[state]))
        restyle(self, "trading", _TONES[state])
        for action, (choice, _) in zip(self._menu.actions(), _CHOICES, strict=False):
            action.setChecked(choice is state)

    def _choose(self, state: TradingState) -> None:
        try:
            self._workstation.set_trading(None, state)
        except UserError as error:
            self._workstation.errors.report_exception("kill switch", error)
        self._anew()


class KillButton(QToolButton):
    """Fires at the press, without a question: that it is armed was said beforehand, and it is armed again by hand only."""

    def __init__(self, workstation: "Workstation", window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._workstation = workstation
        self._kill = workstation.kill
        self._shown: tuple[KillState, bool] | None = None
        self.setFont(ui_font(bold=True))
        self.setFixedWidth(KILL_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # at the press and not at the release: nobody aims well in an emergency
        self.pressed.connect(lambda: self.fire(say("the button")))
        self.hotkey = add_action(window, "trading.kill", tr("Kill switch"), self._key_pressed, keys=KILL_KEYS)
        self.hotkey.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcuts().changed.connect(self._name_keys)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)
        self.tick()

    def _name_keys(self) -> None:
        self._shown = None
        self.tick()

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        # a window behind a dialog gets no keys, whatever their context: the dialog itself has to have the action
        over = None if now is None else now.window()
        if isinstance(over, QDialog) and self.hotkey not in over.actions() and self._is_ours(over):
            over.addAction(self.hotkey)

    def _is_ours(self, dialog: QDialog) -> bool:
        parent = dialog.parent()
        while parent is not None and parent is not self._window:
            parent = parent.parent()
        return parent is not None

    def _key_pressed(self) -> None:
        self.fire(self.hotkey.shortcut().toString() or say("the palette"))

    def fire(self, trigger: str) -> None:
        """Fire, if it is armed; where nobody can trade, say so: whoever presses it must not believe that another window has stopped."""
        forbidden = self._workstation.account.states.forbidden
        if forbidden:
            self._workstation.errors.report("kill switch", forbidden)
        else:
            self._kill.fire(trigger)
        self.tick()

    def tick(self) -> None:
        """Show where the switch stands, and whether its own connection is up."""
        state, line = self._kill.state, self._kill.line
        line_up = line is None or line.connected
        if self._shown == (state, line_up):
            return
        self._shown = (state, line_up)
        words, help_text, name = (tr(text) for text in _KILL[state])
        if state is KillState.ARMED and not line_up:
            help_text = tr("{help}. Its own connection is not up: the program's others serve", help=help_text)
        self.setText(words)
        self.setToolTip(f"{help_text} ({self.hotkey.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
        self.setAccessibleName(name)
        self.setEnabled(state is KillState.ARMED)
        restyle(self, "kill", "weak" if state is KillState.ARMED and not line_up else state.name.lower())
