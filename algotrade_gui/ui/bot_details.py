"""What is to be known of the selected bot, below the board: its note, its last error, where that was."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.bots.entry import BotInfo
from algotrade_gui.core.units import round_time_text
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.bot_rows import trouble
from algotrade_gui.ui.theme import GRID, theme

ERROR_PX = 62


class BotDetails(QWidget):
    """Signals: `code_wanted` carries nothing, when the user asks for the file in which the last error was made."""

    code_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setProperty("tone", "secondary")
        self.note.setContentsMargins(GRID, 3, GRID, 3)
        self.note.setWordWrap(True)
        self.note.setAccessibleName(tr("What is to be known of the selected bot"))
        self.place = QLabel(self)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setProperty("tone", "secondary")
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.place.setAccessibleName(tr("Where the last error was made"))
        self.code = QToolButton(self)
        self.code.setText(tr("Open the code"))
        self.code.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.code.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.code.setToolTip(tr("Open the file in the system's editor; its path and line can be copied from the menu"))
        self.code.setAccessibleName(self.code.text())
        self.code.clicked.connect(self.code_wanted)
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(GRID, 1, 4, 1)
        row.addWidget(self.place, 1)
        row.addWidget(self.code)
        self.error = QPlainTextEdit(self)
        self.error.setReadOnly(True)
        self.error.setAccessibleName(tr("The selected bot's error"))
        self.error.setMaximumHeight(ERROR_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.note, self._row, self.error):
            layout.addWidget(part)
            part.hide()
        theme().changed.connect(self._dress)
        self._dress()

    def show_bot(self, info: BotInfo | None) -> None:
        """Show what there is of `info`; nothing for None."""
        note = trouble(info) if info is not None and (info.is_waiting or not info.error) else ""
        set_text(self.note, note)
        self.note.setVisible(bool(note))
        self._show_place(info)
        if info is None or not info.error:
            self.error.hide()
            return
        text = info.traceback_text or info.error
        if self.error.toPlainText() != text:
            self.error.setPlainText(text)
            # the last lines name the place and the reason
            self.error.moveCursor(QTextCursor.MoveOperation.End)
        self.error.show()

    def _show_place(self, info: BotInfo | None) -> None:
        error = None if info is None else info.last_error
        if error is None or info is None:
            self._row.hide()
            return
        at = round_time_text(error.time_ms)
        if error.place is None:
            text = tr("Last error at {at}: {text}", at=at, text=error.text)
        else:
            text = tr("Last error at {at}, {place}: {text}", at=at, place=error.place, text=error.text)
        metrics = self.place.fontMetrics()
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(80, self.width() - self._button_px()))
        set_text(self.place, short)
        self.place.setToolTip(text)
        self.code.setEnabled(info.source is not None)
        self._row.show()

    def _button_px(self) -> int:
        return self.code.sizeHint().width() + 4 * GRID

    def _dress(self) -> None:
        self.code.setIcon(icon("code"))
