"""Rows that are only ever appended: filtered, bounded, brought once per refresh."""

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from algotrade_gui.ui.theme import Role, theme

Index = QModelIndex | QPersistentModelIndex


class Numbered(Protocol):
    """A line knows its place in all that ever came."""

    @property
    def number(self) -> int: ...


LineT = TypeVar("LineT", bound=Numbered)
LineT_co = TypeVar("LineT_co", bound=Numbered, covariant=True)


class Source(Protocol[LineT_co]):
    """A bounded collection that counts what came."""

    @property
    def keep(self) -> int: ...
    @property
    def count(self) -> int: ...
    def since(self, number: int, /) -> Sequence[LineT_co]: ...


class AppendedModel(QAbstractTableModel, Generic[LineT]):
    """The lines of a source that pass a filter. A subclass gives `titles`, `passes`, `text`, and what it wants of `role` and `help`.

    `pull` brings what is new; `refilter` reads all again, after the filter has changed.
    """

    titles: Sequence[str] = ()

    def __init__(self, source: Source[LineT], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._rows: list[LineT] = []
        self._seen = 0
        self._cleared = 0

    # --- what a subclass says ---

    def passes(self, line: LineT) -> bool:
        """Whether the filter lets `line` through."""
        raise NotImplementedError

    def text(self, line: LineT, column: int) -> str:
        """What stands in a cell."""
        raise NotImplementedError

    def shown_text(self, line: LineT, column: int) -> str:
        """What a view shows in a cell; `text`, unless a subclass says otherwise."""
        return self.text(line, column)

    def role(self, line: LineT, column: int) -> Role | None:  # noqa: ARG002 - for subclasses
        """The colour of a cell; None: plain text."""
        return None

    def help(self, line: LineT, column: int) -> str | None:  # noqa: ARG002 - for subclasses
        """The tool tip of a cell."""
        return None

    # --- rows ---

    def line(self, row: int) -> LineT:
        """The line of a row."""
        return self._rows[row]

    def lines(self) -> list[LineT]:
        """Those shown, oldest first."""
        return list(self._rows)

    def refilter(self) -> None:
        """Show what passes the filter now."""
        self.beginResetModel()
        self._seen = self._source.count
        self._rows = [line for line in self._source.since(self._cleared) if self.passes(line)]
        self.endResetModel()

    def clear(self) -> None:
        """Forget what is shown; the source keeps it."""
        self._cleared = self._source.count
        self.refilter()

    def pull(self) -> bool:
        """Append what came since the last pull, drop what is beyond the bound; returns whether a row came."""
        fresh = self._source.since(self._seen)
        if not fresh:
            return False
        self._seen = fresh[-1].number
        rows = [line for line in fresh if self.passes(line)]
        if not rows:
            return False
        surplus = len(self._rows) + len(rows) - self._source.keep
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

    # --- Qt's questions ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown_text(line, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self.role(line, column)
            return None if colour is None else theme().colour(colour)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.help(line, column)
        return None
