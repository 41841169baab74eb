"""The bots panel's actions: their names, keys, buttons, and when each can be asked for."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QMenu, QToolButton, QWidget

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.ui.actions import add_action, shortcuts
from algotrade_gui.ui.bot_commands import BotCommands
from algotrade_gui.ui.icons import IconName, icon
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.live_params import LiveParams
from algotrade_gui.ui.theme import GRID, Role

BUTTON_HEIGHT = 26
_BROKEN = frozenset({BotState.FAILED, BotState.QUARANTINED})


class ButtonRow(QWidget):
    """Asks for no more room than its indispensable buttons need; the `spare` ones go, the first first, where there is less."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.spare: list[QToolButton] = []

    def fit(self) -> None:
        """Show the buttons that there is room for."""
        layout = self.layout()
        assert layout is not None
        need = self._needed(layout)
        for button in self.spare:
            gone = need > self.width()
            button.setHidden(gone)
            if gone:
                need -= button.sizeHint().width() + layout.spacing()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        spare = sum(button.sizeHint().width() + layout.spacing() for button in self.spare)
        return QSize(self._needed(layout) - spare, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _needed(self, layout: QLayout) -> int:
        """The width of all the buttons, the hidden ones too."""
        hidden = [button for button in self.spare if button.isHidden()]
        return layout.sizeHint().width() + sum(button.sizeHint().width() + layout.spacing() for button in hidden)


class BotActions:
    """Made once by the panel, which says what adding a bot, the log, the columns and the code are.

    Keys that a text or a list has a meaning of its own for (Return, Delete, Ctrl+Z) count in the board only.
    """

    def __init__(self, panel: QWidget, board: QWidget, commands: BotCommands, live: LiveParams) -> None:
        self._panel = panel
        self._board = board
        self.pictures: list[tuple[QAction, IconName, Role]] = []
        do = commands
        here, all_over = self._here, self._everywhere
        self.start = here("start", tr("Start"), do.start, "F5", "start", "up")
        self.pause = here("pause", tr("Pause"), do.pause, "F6", "pause", "warning")
        self.stop = here("stop", tr("Stop"), do.stop, "Shift+F5", "stop", "down")
        self.restart = here("restart", tr("Restart"), do.restart, "F7", "restart")
        self.reload = here("reload", tr("Reload"), do.reload, "Ctrl+R", "reload")
        self.configure = here("configure", tr("Configure"), do.configure, "Return", "configure", owner=board)
        self.clone = here("clone", tr("Clone"), do.clone, "Ctrl+D", "copy")
        self.undo = here("undo", tr("Undo the last change of settings"), do.undo, "Ctrl+Z", "undo", owner=board)
        # where the hand is when a slider was moved too far; a text there takes its own changes back first
        live.addAction(self.undo)
        self.remove = here("remove", tr("Remove"), do.remove, "Del", "remove", owner=board)
        self.start_all = all_over(
            "start_all", tr("Start all"), lambda: do.start_all(self.start_all), "Ctrl+F5", "start-all", "up"
        )
        self.pause_all = all_over(
            "pause_all", tr("Pause all"), lambda: do.pause_all(self.pause_all), "Ctrl+F6", "pause-all", "warning"
        )
        self.stop_all = all_over(
            "stop_all", tr("Stop all"), lambda: do.stop_all(self.stop_all), "Ctrl+Shift+F5", "stop-all", "down"
        )
        self.restart_all = all_over(
            "restart_all", tr("Restart all"), lambda: do.restart_all(self.restart_all), "Ctrl+F7", "restart-all"
        )
        self.more = self._key("param_more", tr("Raise the parameter"), "Alt+Up", lambda: live.step(1))
        self.less = self._key("param_less", tr("Lower the parameter"), "Alt+Down", lambda: live.step(-1))
        self.next = self._key("param_next", tr("Next parameter"), "Alt+Right", lambda: live.choose(1))
        self.previous = self._key("param_previous", tr("Parameter before"), "Alt+Left", lambda: live.choose(-1))

    def add_rest(
        self,
        *,
        add: Callable[[], object],
        code: Callable[[], object],
        place: Callable[[], object],
        log: Callable[[], object],
        columns: Callable[[], object],
    ) -> None:
        """Make the actions that are the panel's own."""
        here = self._here
        self.add = self._everywhere("add", tr("Add"), add, "Ctrl+N", "add", "accent")
        self.code = here("code", tr("Open the code in the system's editor"), code, "Ctrl+E", "code")
        self.place = here("copy_place", tr("Copy file and line of the last error"), place, "Ctrl+Shift+E", "copy")
        self.log = here("log", tr("The bot's log beside the board"), log, "Ctrl+L", "log")
        self.log.setCheckable(True)
        self.columns = here("columns", tr("Choose the columns"), columns, "Ctrl+Shift+H", "columns")

    # --- what holds of the selection ---

    def follow(self, chosen: list[BotInfo]) -> None:
        """Have each action know whether it can be asked for with these bots selected."""
        one = chosen[0] if len(chosen) == 1 else None
        self.start.setEnabled(any(not i.state.is_alive or i.state is BotState.PAUSED for i in chosen))
        verb = tr("Resume") if one is not None and one.state is BotState.PAUSED else tr("Start")
        if self.start.text() != verb:
            self.start.setText(verb)
            shortcuts().apply(self.start)
        self.pause.setEnabled(any(info.state is BotState.RUNNING for info in chosen))
        self.stop.setEnabled(any(info.state.is_alive or info.is_waiting for info in chosen))
        self.restart.setEnabled(bool(chosen))
        self.reload.setEnabled(any(info.newer or info.state in _BROKEN for info in chosen))
        self.clone.setEnabled(bool(chosen))
        self.undo.setEnabled(one is not None and one.can_undo)
        self.configure.setEnabled(one is not None)
        self.remove.setEnabled(bool(chosen))
        self.code.setEnabled(one is not None and one.source is not None)
        error = None if one is None else one.last_error
        self.place.setEnabled(error is not None and error.place is not None)

    # --- where they are found ---

    def make_bar(self) -> "ButtonRow":
        """The row of buttons above the board; in a narrow one those that are asked for least are in the context menu only."""
        row = ButtonRow(self._panel)
        bar = QHBoxLayout(row)
        bar.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        bar.setSpacing(2)
        groups = (
            (self.add,),
            (self.start, self.pause, self.stop, self.restart),
            (self.configure, self.undo, self.clone, self.remove),
            (self.code, self.log),
            (self.start_all, self.pause_all, self.stop_all, self.restart_all),
        )
        for number, group in enumerate(groups):
            if number == len(groups) - 1:
                bar.addStretch(1)
                every = QLabel(tr("All"), row)
                every.setProperty("tone", "muted")
                bar.addWidget(every)
            elif number:
                bar.addSpacing(GRID // 2)
            for action in group:
                button = self._button(action)
                bar.addWidget(button)
                if action in (self.code, self.log, self.undo, self.clone):
                    row.spare.append(button)
        row.fit()
        return row

    def fill_menu(self, menu: QMenu) -> None:
        """The board's context menu."""
        groups = (
            (self.start, self.pause, self.stop, self.restart, self.reload),
            (self.configure, self.undo, self.clone),
            (self.code, self.place, self.log, self.columns),
            (self.remove,),
        )
        for group in groups:
            menu.addActions(group)
            menu.addSeparator()

    def dress(self) -> None:
        """Draw the pictures in the theme's colours."""
        for action, name, role in self.pictures:
            action.setIcon(icon(name, role))

    # --- parts ---

    def _here(
        self,
        name: str,
        text: str,
        slot: Callable[[], Any],
        keys: str,
        picture: IconName,
        role: Role = "secondary",
        *,
        owner: QWidget | None = None,
    ) -> QAction:
        action = add_action(owner or self._panel, f"bots.{name}", text, slot, keys=keys)
        self.pictures.append((action, picture, role))
        return action

    def _everywhere(
        self, name: str, text: str, slot: Callable[[], Any], keys: str, picture: IconName, role: Role = "secondary"
    ) -> QAction:
        action = add_action(self._panel, f"bots.{name}", text, slot, keys=keys, everywhere=True)
        self.pictures.append((action, picture, role))
        return action

    def _key(self, name: str, text: str, keys: str, slot: Callable[[], object]) -> QAction:
        """A step without a button, that works wherever the window has the keys."""
        return add_action(self._panel, f"bots.{name}", text, slot, keys=keys, everywhere=True, repeats=True)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self._panel)
        button.setDefaultAction(action)
        button.setIconSize(QSize(16, 16))
        button.setFixedHeight(BUTTON_HEIGHT)
        if action is self.add:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text())
        return button
