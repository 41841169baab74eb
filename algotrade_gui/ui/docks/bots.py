"""The bots panel: every bot with its state and figures, what can be done with it, and strategy files that do not load."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.core.errors import Severity
from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.bot_actions import BotActions
from algotrade_gui.ui.bot_commands import BotCommands
from algotrade_gui.ui.bot_details import BotDetails
from algotrade_gui.ui.bot_log import BotLog
from algotrade_gui.ui.broken_files import BrokenFiles
from algotrade_gui.ui.code_opener import copy_place, open_by_system
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.live_params import LiveParams
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.models.bot_rows import COLUMNS, MARKED, RANKS, board_columns
from algotrade_gui.ui.models.cells import RowStyle
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.models.sparks import Sparks
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.strategy_line import MORE, StrategyLine
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import theme
from algotrade_gui.ui.trading_switch import trading_menu

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

WIDE_PX = 1_000
"""From here on the log has its place beside the board by itself."""
NOTE_PX = 110
"""What the note has beyond its least before columns less dear than the time per turn are shown."""
LOG_SHARE = (3, 2)


class BotsPanel(Panel):
    """The board of bots. Signals: `new_strategies` carries the names (list of str) that came since the last scan."""

    panel_id = "bots"
    title = mark("Bots")
    every = 2

    new_strategies = Signal(list)

    def __init__(
        self,
        workstation: "Workstation",
        parent: QWidget | None = None,
        *,
        logs: LogBuffer | None = None,
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._workstation = workstation
        self._manager = workstation.manager
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        left = QWidget(self._split)
        sparks = Sparks(workstation.account.equity)
        self._model: RecordTableModel[BotId, BotInfo] = RecordTableModel(
            board_columns(lambda bot: sparks.of(bot.id)),
            style=lambda bot: RowStyle.STRONG if bot.state is BotState.RUNNING else RowStyle.NORMAL,
        )
        self._view = RecordTable(self._model, left)
        self._view.setAccessibleName(tr("Bots"))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.columns = ColumnFit(
            self._view, self._view.horizontalHeader(), [each.title for each in COLUMNS], RANKS, stretch_last=True
        )
        # what a bot is in trouble with is told before how much of its orders deals
        rate = [each.title for each in COLUMNS].index("Fill rate")
        self.columns.count_as(rate, self._view.columnWidth(rate) + NOTE_PX)
        # where there is room a clone can be told from its original, by the number at the end of its name
        name = self._view.columnWidth(0)
        self._view.make_flexible(0, least=name, most=name * 3 // 2)
        self._view.fit_by(self.columns)
        self._empty = EmptyState(tr("No bots yet. Add one with Ctrl+N."), self._view.viewport())
        self._details = BotDetails(left)
        self._live = LiveParams(left)
        self._broken = BrokenFiles(left)
        self._strategies = StrategyLine(left)
        self._log = BotLog(logs, self._split) if logs is not None else None
        self._log_wanted: bool | None = None
        """What the user said of the log; None: it is there where there is room."""
        self.commands = BotCommands(workstation, self.tasks, self.selected, self)
        self.acts = BotActions(self, self._view, self.commands, self._live)
        self.acts.add_rest(
            add=self.add_bot,
            code=self.open_code,
            place=self.copy_error_place,
            log=self._toggle_log,
            columns=self.columns.open_menu,
        )
        self._lay_out(left)
        self._connect()
        self._dress()
        self._selection_changed()

    def _lay_out(self, left: QWidget) -> None:
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._view, 1)
        for part in (self._details, self._live, self._broken, self._strategies):
            column.addWidget(part)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        if self._log is not None:
            self._split.addWidget(self._log)
            for place, share in enumerate(LOG_SHARE):
                self._split.setStretchFactor(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.acts.make_bar())
        layout.addWidget(self._split, 1)
        self.setFocusProxy(self._view)
        self._place_log()

    def _connect(self) -> None:
        self._view.customContextMenuRequested.connect(self._menu)
        self._view.doubleClicked.connect(lambda _: self.commands.configure())
        self._view.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        self._details.code_wanted.connect(self.open_code)
        self._live.changed.connect(self.commands.set_param)
        self._strategies.linkActivated.connect(lambda link: self.add_bot(None if link == MORE else link))
        self.commands.changed.connect(self.run_refresh)
        self.commands.came.connect(self._show_row)
        if self._log is not None:
            self._log.closed.connect(lambda: self._want_log(False))
        theme().changed.connect(self._dress)

    # --- painted by the pump ---

    def say_in_vain(self, words: str) -> None:
        self._empty.setText(words)

    def refresh(self) -> None:
        bots = {info.id: info for info in self._manager.bots()}
        gone = [key for key in self._model.keys if key not in bots]
        self._model.apply(bots, gone)
        self._view.grey(MARKED if is_stale(self._workstation.cache) else frozenset())
        self._empty.setVisible(not bots)
        if self._model.rowCount() and not self._view.selectionModel().hasSelection():
            self._view.selectRow(0)
        self._show_selection(bots)
        if self._log is not None and self._log.isVisible():
            self._log.refresh()

    # --- strategies ---

    def scan_strategies(self) -> None:
        """Look for new and changed strategy files; the window calls it every two seconds, unchanged files cost a stat each."""
        files = self._manager.scan_strategies()
        fresh = self._strategies.take(files, self._folder())
        if fresh is None:
            return
        self._broken.show_files([file for file in files if file.error is not None])
        if fresh:
            self.new_strategies.emit(fresh)

    # --- what can be done ---

    def selected(self) -> list[BotInfo]:
        """The bots of the selected rows, as they are now: what is shown may be an update old."""
        return self._selected_of({info.id: info for info in self._manager.bots()})

    def add_bot(self, chosen: str | None = None) -> None:
        """Open the dialog that adds a bot, with the strategy `chosen`, or the one that came last."""
        self.scan_strategies()
        self.commands.add(self._strategies.files, self._folder(), chosen or self._strategies.newest)

    def configure(self, bot: BotId) -> None:
        """Open the dialog with that bot's settings."""
        self._show_row(bot)
        self.commands.configure()

    def show_bot(self, bot: str) -> None:
        """Select that bot."""
        self._show_row(bot)
        self._view.setFocus()

    def open_code(self) -> None:
        """Open the selected bot's strategy file in the system's editor; where the system has none, say where the file is."""
        chosen = self.selected()
        source = chosen[0].source if chosen else None
        if source is not None and not open_by_system(source):
            self._workstation.errors.report(
                str(chosen[0].id), tr("The system has no editor for {path}.", path=source), severity=Severity.WARNING
            )

    def copy_error_place(self) -> None:
        """Put file and line of the selected bot's last error on the clipboard."""
        chosen = self.selected()
        error = chosen[0].last_error if chosen else None
        if error is not None and error.place is not None:
            copy_place(error.place)

    # --- the log beside the board ---

    @property
    def log_shown(self) -> bool:
        """Whether the log has its place in the panel."""
        return self._log is not None and not self._log.isHidden()

    def _toggle_log(self) -> None:
        self._want_log(not self.log_shown)

    def _want_log(self, wanted: bool) -> None:
        self._log_wanted = wanted
        self._place_log()
        if not wanted:
            self._view.setFocus()

    def _place_log(self) -> None:
        if self._log is None:
            self.acts.log.setVisible(False)
            return
        wide = self.width() >= WIDE_PX
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        shown = wide if self._log_wanted is None else self._log_wanted
        if shown is self._log.isHidden():
            self._log.setVisible(shown)
            if shown:
                # stretch factors count from sizes that both have: a part that was hidden would take what its text likes
                room = self.width() if wide else self.height()
                self._split.setSizes([room * share // sum(LOG_SHARE) for share in LOG_SHARE])
                self._log.refresh()
        self.acts.log.setChecked(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_log()

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"columns": self.columns.chosen}
        if self._log_wanted is not None:
            state["log"] = self._log_wanted
        return state

    def restore_state(self, state: dict[str, Any]) -> None:
        self.columns.restore(state.get("columns"))
        log = state.get("log")
        if isinstance(log, bool):
            self._log_wanted = log
            self._place_log()

    # --- parts ---

    def _selected_of(self, bots: dict[BotId, BotInfo]) -> list[BotInfo]:
        keys = (self._model.key_at(row) for row in self._view.selected_rows())
        return [bots[key] for key in keys if key is not None and key in bots]

    def _show_row(self, bot: str) -> None:
        self.run_refresh()
        row = self._model.row_of(BotId(bot))
        if row is not None:
            # not selectRow: while Ctrl is held, as for Ctrl+D, that adds to the selection
            index = self._model.index(row, 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self._view.selectionModel().setCurrentIndex(index, flags)
            self._view.scrollTo(index)

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.acts.fill_menu(menu)
        menu.addMenu(trading_menu(menu, self.commands.restrict, [info.trading for info in self.selected()]))
        menu.popup(self._view.viewport().mapToGlobal(at))

    def _selection_changed(self) -> None:
        self._show_selection({info.id: info for info in self._manager.bots()})

    def _show_selection(self, bots: dict[BotId, BotInfo]) -> None:
        chosen = self._selected_of(bots)
        one = chosen[0] if len(chosen) == 1 else None
        self.acts.follow(chosen)
        self._live.show_bot(one)
        self._details.show_bot(one)
        if self._log is not None:
            self._log.show_bot(None if one is None else one.id)

    def _folder(self) -> str:
        folders = self._manager.loader.folders
        return str(folders[0]) if folders else tr("the strategies folder")

    def _dress(self) -> None:
        self.acts.dress()
        self._strategies.write()
