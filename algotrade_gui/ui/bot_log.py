"""The selected bot's log beside the board."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.line_list import LineList
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.models.bot_log import BotLogModel
from algotrade_gui.ui.models.log_model import SOURCE
from algotrade_gui.ui.theme import GRID, theme, ui_font


class BotLog(QWidget):
    """Follows the newest line while it is in view.

    Signals: `closed` carries nothing, when the user wants it away.
    """

    closed = Signal()

    def __init__(self, buffer: LogBuffer, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = BotLogModel(buffer, self)
        self.title = QLabel(self)
        self.title.setFont(ui_font(bold=True))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QToolButton(self)
        self._close.setAccessibleName(tr("Hide the bot's log"))
        self._close.setToolTip(tr("Hide the bot's log (Ctrl+L)"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.closed)
        # who spoke is not shown: always this bot
        self.view = LineList(self.model, ("00:00:00", "warning", ""), self)
        self.view.horizontalHeader().setVisible(False)
        self.view.setColumnHidden(SOURCE, True)
        self.view.setAccessibleName(tr("Log lines of the selected bot"))
        self._empty = EmptyState(tr("This bot has written nothing yet."), self.view.viewport())
        head = QHBoxLayout()
        head.setContentsMargins(GRID, 2, 4, 2)
        head.addWidget(self.title, 1)
        head.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        theme().changed.connect(self._dress)
        self._dress()
        self.show_bot(None)

    def show_bot(self, bot: BotId | None) -> None:
        """Show the lines of `bot`."""
        if bot is not None and bot == self.model.bot:
            return
        self.model.show_bot(bot)
        self.title.setText(tr("Log") if bot is None else tr("Log of {bot}", bot=bot))
        self._empty.setText(
            tr("Select one bot to see its log.") if bot is None else tr("This bot has written nothing yet.")
        )
        self.view.follow()
        self._show_empty()

    def refresh(self) -> None:
        """Take in the lines that came."""
        if self.model.pull():
            self._show_empty()

    def _show_empty(self) -> None:
        self._empty.setVisible(self.model.rowCount() == 0)

    def _dress(self) -> None:
        self._close.setIcon(icon("cancel", "muted"))
