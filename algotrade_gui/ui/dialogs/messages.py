"""The list of messages of this run, each in full, for reading and for copying."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.redaction import redact
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.models.source_names import sender_name
from algotrade_gui.ui.notifications import LOOK, Note, clock_text
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT


class MessagesDialog(QDialog):
    """All distinct messages of this run, newest first, errors with their tracebacks. Show it with `open()`."""

    def __init__(self, notes: Sequence[Note], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 440)
        self._notes = list(reversed(notes))
        self._list = QListWidget(self)
        self._list.setAccessibleName(tr("Messages"))
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName(tr("The message in full"))
        self._detail.setPlaceholderText(tr("No message so far.") if not self._notes else "")
        for note in self._notes:
            times = f"  ×{note.count}" if note.count > 1 else ""
            item = QListWidgetItem(icon(*LOOK[note.kind]), f"{_line(note)}{times}")
            item.setToolTip(shown(note.message))
            # no wider than the list: a line without room ends in an ellipsis, and stands below in full
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self._list.addItem(item)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self._list)
        split.addWidget(self._detail)
        split.setSizes([160, 240])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.setToolTip(tr("Copy the message in full"))
        copy.setAutoDefault(False)
        copy.setEnabled(bool(self._notes))
        copy.clicked.connect(self._copy)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Close"))
        close.setIcon(QIcon())
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)
        self._list.currentRowChanged.connect(self._show)
        if self._notes:
            self._list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._notes):
            note = self._notes[row]
            detail = f"\n\n{note.traceback_text}" if note.traceback_text else ""
            # it may be copied from here into a question to somebody else
            self._detail.setPlainText(redact(f"{_line(note)}{detail}"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._detail.toPlainText())


def _line(note: Note) -> str:
    """When it came last, and who says what; a sentence that begins with him needs him no second time."""
    sender, message = sender_name(note.source), shown(note.message)
    words = message if message.startswith(f"{sender} ") else tr("{source}: {message}", source=sender, message=message)
    return f"{clock_text(note.last_s)}  {words}"
