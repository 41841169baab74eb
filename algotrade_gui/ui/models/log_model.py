"""The log panel's rows: filtered, bounded, appended once per frame."""

import logging
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from algotrade_gui.ui.log_buffer import LogBuffer, LogLine
from algotrade_gui.ui.theme import Role, theme

COLUMNS = ("Time", "Level", "Source", "Message")
_Index = QModelIndex | QPersistentModelIndex


def level_role(level: int) -> Role:
    """The colour of a level."""
    if level >= logging.ERROR:
        return "danger"
    if level >= logging.WARNING:
        return "warning"
    return "secondary" if level >= logging.INFO else "muted"


def level_word(level: int) -> str:
    """The word of a level, in the column's width."""
    return {"CRITICAL": "error", "NOTSET": "debug"}.get(
        logging.getLevelName(level), logging.getLevelName(level).lower()
    )


class LogModel(QAbstractTableModel):
    """The lines of a buffer that pass level and text. `pull` brings the new ones."""

    def __init__(self, buffer: LogBuffer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._rows: list[LogLine] = []
        self._seen = 0
        self._cleared = 0
        self._level = logging.INFO
        self._text = ""

    @property
    def filtered(self) -> bool:
        """Whether a text filter hides lines."""
        return bool(self._text)

    def line(self, row: int) -> LogLine:
        """The line of a row."""
        return self._rows[row]

    def set_filter(self, *, level: int | None = None, text: str | None = None) -> None:
        """Show lines of at least `level` whose source, message or detail holds `text`, whatever its case."""
        if level is not None:
            self._level = level
        if text is not None:
            self._text = text.strip().lower()
        self.beginResetModel()
        self._seen = self._buffer.count
        self._rows = [line for line in self._buffer.since(self._cleared) if self._passes(line)]
        self.endResetModel()

    def clear(self) -> None:
        """Forget what is shown; the file keeps it."""
        self._cleared = self._buffer.count
        self.set_filter()

    def pull(self) -> bool:
        """Append what came since the last pull, drop what is beyond the bound; returns whether a row came."""
        fresh = self._buffer.since(self._seen)
        if not fresh:
            return False
        self._seen = fresh[-1].number
        rows = [line for line in fresh if self._passes(line)]
        if not rows:
            return False
        surplus = len(self._rows) + len(rows) - self._buffer.keep
        if surplus > 0:
            gone = min(surplus, len(self._rows))
            if gone:
                self.beginRemoveRows(QModelIndex(), 0, gone - 1)
                del self._rows[:gone]
                self.endRemoveRows()
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()
        return True

    def _passes(self, line: LogLine) -> bool:
        if line.level < self._level:
            return False
        if not self._text:
            return True
        return (
            self._text in line.message.lower()
            or self._text in line.source.lower()
            or (line.detail is not None and self._text in line.detail.lower())
        )

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (line.time_text[:8], level_word(line.level), line.source, line.message)[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == 0 or column == 2:
                return theme().colour("muted")
            if column == 1 or line.level >= logging.WARNING:
                return theme().colour(level_role(line.level))
            return None
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return line.time_text
        if role == Qt.ItemDataRole.ToolTipRole and column == 2:
            return line.source
        if role == Qt.ItemDataRole.ToolTipRole and column == 3:
            return f"{line.message}\n{line.detail}" if line.detail else line.message
        return None
