"""The bots panel: every bot with its state and figures, what can be done with it, and strategy files that do not load."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.composition import Phase
from algotrade_gui.core.errors import Severity, UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.broken_files import BrokenFiles
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.icons import IconName, icon
from algotrade_gui.ui.live_params import LiveParams
from algotrade_gui.ui.models.bot_rows import COLUMNS, MARKED, STRATEGY_COLUMN, trouble
from algotrade_gui.ui.models.cells import RowStyle
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID, Role, theme
from algotrade_gui.ui.trading_switch import trading_menu

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import StrategyFile
    from algotrade_gui.composition import Workstation

BUTTON_HEIGHT = 26
STRATEGY_PX = 130
"""The strategy column at its widest: what is to be known of a bot needs the room more."""
MOST_NAMES = 9
"""Strategies that are named below the bots."""
MORE = "#more"
"""What the link behind the last of them is called: no class can have that name."""
NOT_CONNECTED = "There is no connection to the exchange yet: start the bot once the status bar says that it is live."

_BROKEN = frozenset({BotState.FAILED, BotState.QUARANTINED})


class BotsPanel(Panel):
    """The board of bots. Signals: `new_strategies` carries the names (list of str) that came since the last scan."""

    panel_id = "bots"
    title = "Bots"

    new_strategies = Signal(list)

    def __init__(self, workstation: "Workstation", parent: QWidget | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._workstation = workstation
        self._manager = workstation.manager
        self._model: RecordTableModel[BotId, BotInfo] = RecordTableModel(
            COLUMNS, style=lambda bot: RowStyle.STRONG if bot.state is BotState.RUNNING else RowStyle.NORMAL
        )
        self._files: list[StrategyFile] = []
        self._names: set[str] | None = None
        self._newest: str | None = None
        self._icons: list[tuple[QAction, IconName, Role]] = []
        self._view = RecordTable(self._model, self)
        self._view.setAccessibleName("Bots")
        self._view.make_flexible(STRATEGY_COLUMN, least=60, most=STRATEGY_PX)
        self._view.horizontalHeader().setStretchLastSection(True)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._menu)
        self._view.doubleClicked.connect(lambda _: self.configure_selected())
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        self._empty = EmptyState("No bots yet. Add one with Ctrl+N.", self._view.viewport())
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName("The selected bot's error")
        self._detail.setMaximumHeight(62)
        self._detail.hide()
        self._note = QLabel(self)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setProperty("tone", "secondary")
        self._note.setContentsMargins(GRID, 3, GRID, 3)
        self._note.setWordWrap(True)
        self._note.setAccessibleName("What is to be known of the selected bot")
        self._note.hide()
        self._live = LiveParams(self)
        self._live.changed.connect(self._live_changed)
        self._make_actions()
        self._broken = BrokenFiles(self)
        self._strategies = QLabel(self)
        self._strategies.setProperty("tone", "muted")
        self._strategies.setContentsMargins(GRID, 3, GRID, 3)
        self._strategies.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._strategies.setWordWrap(True)
        self._strategies.setAccessibleName("Strategies that can be added")
        self._strategies.linkActivated.connect(self._add_by_link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_bar())
        layout.addWidget(self._view, 1)
        layout.addWidget(self._note)
        layout.addWidget(self._detail)
        layout.addWidget(self._live)
        layout.addWidget(self._broken)
        layout.addWidget(self._strategies)
        self.setFocusProxy(self._view)
        theme().changed.connect(self._dress)
        self._dress()
        self._selection_changed()

    # --- painted by the pump ---

    def refresh(self) -> None:
        bots = {info.id: info for info in self._manager.bots()}
        gone = [key for key in self._model.keys if key not in bots]
        self._model.apply(bots, gone)
        self._view.grey(MARKED if is_stale(self._workstation.cache) else frozenset())
        self._empty.setVisible(not bots)
        if self._model.rowCount() and not self._view.selected_rows():
            self._view.selectRow(0)
        self._show_selection(bots)

    # --- strategies ---

    def scan_strategies(self) -> None:
        """Look for new and changed strategy files; the window calls it every two seconds, unchanged files cost a stat each."""
        files = self._manager.scan_strategies()
        if files == self._files and self._names is not None:
            return
        self._files = files
        names = {bot.__name__ for file in files for bot in file.bots}
        fresh = sorted(names - self._names) if self._names is not None else []
        self._names = names
        if fresh:
            self._newest = fresh[0]
        self._broken.show_files([file for file in files if file.error is not None])
        self._show_strategies()
        if fresh:
            self.new_strategies.emit(fresh)

    def _show_strategies(self) -> None:
        names = sorted(self._names or ())
        if names:
            shown = names
            if len(names) > MOST_NAMES:
                # a long list would leave no room for the bots; the dialog that adds one has all of them, this line the one that came last
                shown = sorted(names, key=lambda name: (name != self._newest, name))[: MOST_NAMES - 1]
            links = [f'<a style="text-decoration: none" href="{name}">{name}</a>' for name in shown]
            if len(shown) < len(names):
                links.append(f'<a style="text-decoration: none" href="{MORE}">{len(names) - len(shown)} more</a>')
            self._strategies.setText(f"Strategies: {', '.join(links)}")
        else:
            self._strategies.setText(f"No strategy found. Put a Python file with a bot class into {self._folder()}.")

    # --- what can be done ---

    def selected(self) -> list[BotInfo]:
        """The bots of the selected rows, as they are now: what is shown may be an update old."""
        return self._selected_of({info.id: info for info in self._manager.bots()})

    def _selected_of(self, bots: dict[BotId, BotInfo]) -> list[BotInfo]:
        keys = (self._model.key_at(row) for row in self._view.selected_rows())
        return [bots[key] for key in keys if key is not None and key in bots]

    def start_selected(self) -> None:
        """Start the selected bots that are not alive; let the paused ones go on."""
        for info in self.selected():
            if info.state is BotState.PAUSED:
                async_bridge.start(f"resume {info.id}", self._manager.resume_bot(info.id), self.tasks)
            elif not info.state.is_alive and self._may_start():
                async_bridge.start(f"start {info.id}", self._manager.start_bot(info.id), self.tasks)

    def stop_selected(self) -> None:
        """Stop the selected bots; their working orders are cancelled."""
        for info in self.selected():
            if info.state.is_alive or info.is_waiting:
                async_bridge.start(f"stop {info.id}", self._manager.stop_bot(info.id), self.tasks)

    def pause_selected(self) -> None:
        """Pause the selected bots that run: their working orders are cancelled, their positions stay."""
        for info in self.selected():
            if info.state is BotState.RUNNING:
                async_bridge.start(f"pause {info.id}", self._manager.pause_bot(info.id), self.tasks)

    def restart_selected(self) -> None:
        """Restart the selected bots, with the newest code and settings."""
        for info in self.selected():
            if self._may_start():
                async_bridge.start(f"restart {info.id}", self._manager.restart_bot(info.id), self.tasks)

    def reload_selected(self) -> None:
        """Load the newest version of the selected bots' files; a running bot goes on in it, with its positions and settings."""
        self._manager.scan_strategies()
        for info in self.selected():
            async_bridge.start(f"reload {info.id}", self._manager.reload_bot(info.id), self.tasks)

    def clone_selected(self) -> None:
        """Add another bot for each selected one, with the same strategy and settings."""
        for info in self.selected():
            try:
                bot = self._manager.clone_bot(info.id)
            except UserError as error:
                self._workstation.errors.report_exception(str(info.id), error)
                continue
            self._show_row(bot)

    def undo_selected(self) -> None:
        """Take back the last change of the first selected bot's settings."""
        chosen = self.selected()
        if not chosen:
            return
        try:
            self._manager.undo(chosen[0].id)
        except UserError as error:
            self._workstation.errors.report_exception(str(chosen[0].id), error)
        self.run_refresh()

    def start_all(self) -> None:
        """Start every bot that is not quarantined; let the paused ones go on."""
        if self._may_start():
            async_bridge.start("start all", self._start_and_resume_all(), self.tasks, busy=self.start_all_action)

    async def _start_and_resume_all(self) -> None:
        await self._manager.resume_all_bots()
        await self._manager.start_all_bots()

    def pause_all(self) -> None:
        """Pause every bot that runs."""
        async_bridge.start("pause all", self._manager.pause_all_bots(), self.tasks, busy=self.pause_all_action)

    def restart_all(self) -> None:
        """Restart every bot that is alive."""
        if self._may_start():
            async_bridge.start(
                "restart all", self._manager.restart_all_bots(), self.tasks, busy=self.restart_all_action
            )

    def stop_all(self) -> None:
        """Stop every bot."""
        async_bridge.start("stop all", self._manager.stop_all_bots(), self.tasks, busy=self.stop_all_action)

    def restrict_selected(self, state: TradingState) -> None:
        """Let the selected bots trade, sell only, or not at all; they run on."""
        for info in self.selected():
            self._workstation.set_trading(info.id, state)
        self.run_refresh()

    def add_bot(self, chosen: str | None = None) -> None:
        """Open the dialog that adds a bot, with the strategy `chosen`, or the one that came last."""
        self.scan_strategies()
        dialog = AddBotDialog(
            self._files,
            [info.id for info in self._manager.bots()],
            folder=self._folder(),
            chosen=chosen if isinstance(chosen, str) else self._newest,
            parent=self.window(),
        )
        dialog.accepted.connect(lambda: self._add(dialog))
        dialog.open()

    def _add_by_link(self, link: str) -> None:
        self.add_bot(None if link == MORE else link)

    def configure_selected(self) -> None:
        """Open the dialog with the first selected bot's settings."""
        chosen = self.selected()
        if not chosen:
            return
        info = chosen[0]
        dialog = ConfigureBotDialog(
            info,
            self._manager.loader.find(info.strategy),
            alive=info.state.is_alive,
            parent=self.window(),
        )
        dialog.accepted.connect(lambda: self._configure(dialog))
        dialog.open()

    def remove_selected(self) -> None:
        """Remove the selected bots; asks first where one is running."""
        chosen = self.selected()
        alive = [info for info in chosen if info.state.is_alive]
        if not chosen:
            return
        if not alive:
            self._remove(chosen)
            return
        names = ", ".join(str(info.id) for info in alive)
        box = QMessageBox(self.window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Remove")
        box.setText(f"Stop {names} and remove {'it' if len(alive) == 1 else 'them'}?")
        box.setInformativeText("Working orders are cancelled. What was bought stays in the account until it settles.")
        yes = box.addButton("Stop and remove", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        yes.clicked.connect(lambda: self._remove(chosen))
        box.open()

    def _add(self, dialog: AddBotDialog) -> None:
        bot = self._manager.register_bot(
            dialog.bot_class, dialog.values, name=dialog.bot_name, autostart=dialog.autostart
        )
        if dialog.start and self._may_start():
            async_bridge.start(f"start {bot}", self._manager.start_bot(bot), self.tasks)
        self._show_row(bot)

    def _show_row(self, bot: BotId) -> None:
        self.run_refresh()
        row = self._model.row_of(bot)
        if row is not None:
            self._view.selectRow(row)
            self._view.scrollTo(self._model.index(row, 0))

    def _configure(self, dialog: ConfigureBotDialog) -> None:
        try:
            self._manager.configure_bot(dialog.bot, dialog.values, options=dialog.options, source="dialog")
        except UserError as error:
            # the file has changed while the dialog was open, or the mixture with the running settings does not hold
            self._workstation.errors.report_exception(str(dialog.bot), error)
            return
        if dialog.restart and self._may_start():
            async_bridge.start(f"restart {dialog.bot}", self._manager.restart_bot(dialog.bot), self.tasks)

    def _may_start(self) -> bool:
        """Whether there is an exchange to trade on; says so where there is none, since a bot would wait for it without a word."""
        if self._workstation.phase is Phase.RUNNING:
            return True
        self._workstation.errors.report("bots", NOT_CONNECTED, severity=Severity.WARNING)
        return False

    def _live_changed(self, bot: str, name: str, value: object, by_key: bool) -> None:
        try:
            self._manager.set_params(BotId(bot), {name: value}, source="hotkey" if by_key else "slider")
        except UserError as error:
            # only what the strategy checks beyond each field's bounds; the next refresh shows what holds
            self._workstation.errors.report_exception(bot, error)

    def _remove(self, chosen: list[BotInfo]) -> None:
        for info in chosen:
            async_bridge.start(f"remove {info.id}", self._manager.remove_bot(info.id), self.tasks)

    # --- parts ---

    def _make_actions(self) -> None:
        self.start_action = self._action("Start", "start", "F5", self.start_selected, "up")
        self.stop_action = self._action("Stop", "stop", "Shift+F5", self.stop_selected, "down")
        self.start_all_action = self._action("Start all", "start-all", "Ctrl+F5", self.start_all, "up", everywhere=True)
        self.stop_all_action = self._action(
            "Stop all", "stop-all", "Ctrl+Shift+F5", self.stop_all, "down", everywhere=True
        )
        self.add_action = self._action("Add", "add", "Ctrl+N", self.add_bot, "accent", everywhere=True)
        self.pause_action = self._action("Pause", "pause", "F6", self.pause_selected, "warning")
        self.restart_action = self._action("Restart", "restart", "F7", self.restart_selected)
        self.reload_action = self._action("Reload", "reload", "Ctrl+R", self.reload_selected)
        self.pause_all_action = self._action(
            "Pause all", "pause-all", "Ctrl+F6", self.pause_all, "warning", everywhere=True
        )
        self.restart_all_action = self._action(
            "Restart all", "restart-all", "Ctrl+F7", self.restart_all, everywhere=True
        )
        self.configure_action = self._action("Configure", "configure", "Return", self.configure_selected)
        self.clone_action = self._action("Clone", "copy", "Ctrl+D", self.clone_selected)
        self.undo_action = self._action("Undo the last change of settings", "undo", "Ctrl+Z", self.undo_selected)
        self.remove_action = self._action("Remove", "remove", "Del", self.remove_selected)
        self.more_action = self._key("Raise the parameter", "Alt+Up", lambda: self._live.step(1))
        self.less_action = self._key("Lower the parameter", "Alt+Down", lambda: self._live.step(-1))
        self.next_action = self._key("Next parameter", "Alt+Right", lambda: self._live.choose(1))
        self.previous_action = self._key("Parameter before", "Alt+Left", lambda: self._live.choose(-1))

    def _action(
        self,
        text: str,
        name: IconName,
        keys: str,
        slot: Callable[[], None],
        role: Role = "secondary",
        *,
        everywhere: bool = False,
    ) -> QAction:
        action = QAction(text, self)
        shortcut = QKeySequence(keys)
        action.setShortcut(shortcut)
        context = Qt.ShortcutContext.WindowShortcut if everywhere else Qt.ShortcutContext.WidgetWithChildrenShortcut
        action.setShortcutContext(context)
        action.setToolTip(_tooltip(text, shortcut))
        action.triggered.connect(lambda _checked: slot())
        (self if everywhere else self._view).addAction(action)
        self._icons.append((action, name, role))
        return action

    def _key(self, text: str, keys: str, slot: Callable[[], None]) -> QAction:
        """An action without a button, that works wherever the window has the keys."""
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked: slot())
        self.addAction(action)
        return action

    def _make_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        bar.setSpacing(2)
        groups = (
            (self.add_action,),
            (self.start_action, self.pause_action, self.stop_action, self.restart_action),
            (self.configure_action, self.undo_action, self.clone_action, self.remove_action),
            (self.start_all_action, self.pause_all_action, self.stop_all_action, self.restart_all_action),
        )
        for place, group in enumerate(groups):
            if place == len(groups) - 1:
                bar.addStretch(1)
                every = QLabel("All", self)
                every.setProperty("tone", "muted")
                bar.addWidget(every)
            elif place:
                bar.addSpacing(GRID)
            for action in group:
                button = QToolButton(self)
                button.setDefaultAction(action)
                button.setIconSize(QSize(16, 16))
                button.setFixedHeight(BUTTON_HEIGHT)
                if action is self.add_action:
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(action.text())
                bar.addWidget(button)
        return bar

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = (
            (self.start_action, self.pause_action, self.stop_action, self.restart_action, self.reload_action),
            (self.configure_action, self.undo_action, self.clone_action),
            (self.remove_action,),
        )
        for group in groups:
            menu.addActions(group)
            menu.addSeparator()
        menu.addMenu(trading_menu(menu, self.restrict_selected, [info.trading for info in self.selected()]))
        menu.popup(self._view.viewport().mapToGlobal(at))

    def _selection_changed(self) -> None:
        self._show_selection({info.id: info for info in self._manager.bots()})

    def _show_selection(self, bots: dict[BotId, BotInfo]) -> None:
        chosen = self._selected_of(bots)
        one = chosen[0] if len(chosen) == 1 else None
        self.start_action.setEnabled(any(not i.state.is_alive or i.state is BotState.PAUSED for i in chosen))
        verb = "Resume" if one is not None and one.state is BotState.PAUSED else "Start"
        if self.start_action.text() != verb:
            self.start_action.setText(verb)
            self.start_action.setToolTip(_tooltip(verb, self.start_action.shortcut()))
        self.pause_action.setEnabled(any(info.state is BotState.RUNNING for info in chosen))
        self.stop_action.setEnabled(any(info.state.is_alive or info.is_waiting for info in chosen))
        self.restart_action.setEnabled(bool(chosen))
        self.reload_action.setEnabled(any(info.newer or info.state in _BROKEN for info in chosen))
        self.clone_action.setEnabled(bool(chosen))
        self.undo_action.setEnabled(one is not None and one.can_undo)
        self._live.show_bot(one)
        self.configure_action.setEnabled(len(chosen) == 1)
        self.remove_action.setEnabled(bool(chosen))
        note = trouble(one) if one is not None and (one.is_waiting or not one.error) else ""
        if self._note.text() != note:
            self._note.setText(note)
        self._note.setVisible(bool(note))
        failed = one if one is not None and one.error else None
        if failed is None:
            self._detail.hide()
            return
        text = failed.traceback_text or failed.error or ""
        if self._detail.toPlainText() != text:
            self._detail.setPlainText(text)
            # the last lines name the place and the reason
            self._detail.moveCursor(QTextCursor.MoveOperation.End)
        self._detail.show()

    def _folder(self) -> str:
        folders = self._manager.loader.folders
        return str(folders[0]) if folders else "the strategies folder"

    def _dress(self) -> None:
        for action, name, role in self._icons:
            action.setIcon(icon(name, role))
        # links keep the colour they were set with
        self._strategies.clear()
        self._show_strategies()


def _tooltip(verb: str, shortcut: QKeySequence) -> str:
    return f"{verb} ({shortcut.toString(QKeySequence.SequenceFormat.NativeText)})"
