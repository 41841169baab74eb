"""The one base of flat live tables: rows by key, columns by description."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.cells import Cell, CellRow, Column, Index, RowStyle

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")

_NOWHERE = QModelIndex()


def _ranges_from_the_end(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Merge row numbers into contiguous (first, last) ranges, the last range first, so that removing one moves none of the others."""
    ranges: list[tuple[int, int]] = []
    for row in sorted(rows, reverse=True):
        if ranges and ranges[-1][0] == row + 1:
            ranges[-1] = (row, ranges[-1][1])
        else:
            ranges.append((row, row))
    return ranges


class RecordTableModel(QAbstractTableModel, Generic[K, R]):
    """A table of records in the order of their arrival, or in the order of a column once the user sorted by one.

    It is never reset: `apply` takes one refresh's changes and emits at most one insertion, one removal per contiguous range, and one
    contiguous `dataChanged`. A live sort order is not kept up by itself, so that rows do not jump; a click on the heading sorts again.
    """

    def __init__(
        self,
        columns: Iterable[Column[R]],
        *,
        style: Callable[[R], RowStyle] | None = None,
        newest_first: bool = False,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._style = style
        self._newest_first = newest_first
        self._clock = clock if clock is not None else RealClock()
        self._keys: list[K] = []
        self._place: dict[K, int] = {}
        self._rows: dict[K, CellRow[R]] = {}
        self._flashing: set[K] = set()
        self.painted_rows: frozenset[int] = frozenset()
        """The rows that the last `dataChanged` was about, exactly: its range spans all between as well."""

    # --- what panels ask ---

    @property
    def keys(self) -> list[K]:
        """The keys in row order."""
        return list(self._keys)

    def key_at(self, row: int) -> K | None:
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def record(self, key: K) -> R | None:
        row = self._rows.get(key)
        return row.record if row is not None else None

    def record_at(self, row: int) -> R | None:
        key = self.key_at(row)
        return self.record(key) if key is not None else None

    def row_of(self, key: K) -> int | None:
        return self._place.get(key)

    # --- one refresh ---

    def apply(self, changed: Mapping[K, R], removed: Iterable[K] = ()) -> bool:
        """Take over new and changed records and drop `removed` ones; True if anything is to be painted again."""
        now_ms = self._clock.now_ms()
        gone = {key for key in removed if key in self._place and key not in changed}
        dirty: set[K] = set()
        for key in list(self._flashing):
            row = self._rows[key]
            if row.fade(now_ms):
                dirty.add(key)
            if not row.flashing:
                self._flashing.discard(key)
        added: list[K] = []
        for key, record in changed.items():
            if key not in self._rows:
                self._rows[key] = CellRow(len(self.columns))
                added.append(key)
            row = self._rows[key]
            style = self._style(record) if self._style is not None else RowStyle.NORMAL
            if row.update(record, self.columns, style, now_ms):
                dirty.add(key)
            if row.flashing:
                self._flashing.add(key)
        if gone:
            self._remove(gone)
        if added:
            self._insert(added)
        shown = [self._place[key] for key in dirty.difference(added) if key in self._place]
        self.painted_rows = frozenset(shown)
        if shown:
            self.dataChanged.emit(self.index(min(shown), 0), self.index(max(shown), len(self.columns) - 1))
        return bool(gone or added or shown)

    def _insert(self, added: list[K]) -> None:
        at = 0 if self._newest_first else len(self._keys)
        self.beginInsertRows(QModelIndex(), at, at + len(added) - 1)
        self._keys[at:at] = reversed(added) if self._newest_first else added
        self._place = {key: place for place, key in enumerate(self._keys)}
        self.endInsertRows()

    def _remove(self, gone: set[K]) -> None:
        for first, last in _ranges_from_the_end(self._place[key] for key in gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            for key in self._keys[first : last + 1]:
                del self._rows[key]
                self._flashing.discard(key)
            del self._keys[first : last + 1]
            self._place = {key: place for place, key in enumerate(self._keys)}
            self.endRemoveRows()

    # --- Qt ---

    def cell(self, index: Index) -> tuple[Cell, RowStyle] | None:
        row = index.row()
        if not 0 <= row < len(self._keys):
            return None
        shown = self._rows[self._keys[row]]
        return shown.cells[index.column()], shown.style

    def row_cells(self, row: int) -> tuple[list[Cell], RowStyle] | None:
        """All cells of a row with its style; None for a row that is not there."""
        if not 0 <= row < len(self._keys):
            return None
        shown = self._rows[self._keys[row]]
        return shown.cells, shown.style

    def shown_row(self, row: int) -> CellRow[R] | None:
        """A row as it is painted; None where there is none."""
        return self._rows[self._keys[row]] if 0 <= row < len(self._keys) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        return header_data(self.columns[section], role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.cell(index)
        if found is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return found[0].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None:
            record = self.record_at(index.row())
            return column.tooltip(record) if record is not None else None
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort once by `column`; a column of -1 leaves the order as it is. Missing values come last in either order."""
        if not 0 <= column < len(self.columns):
            return
        described = self.columns[column]
        backwards = order is Qt.SortOrder.DescendingOrder

        def sort_key(key: K) -> tuple[bool, Any]:
            row = self._rows[key]
            if described.value is None:
                return False, row.cells[column].text
            value = row.values[column]
            return (value is None) is not backwards, 0.0 if value is None else value

        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._keys[index.row()], index.column()) for index in before]
        self._keys.sort(key=sort_key, reverse=backwards)
        self._place = {key: place for place, key in enumerate(self._keys)}
        self.changePersistentIndexList(before, [self.index(self._place[key], place) for key, place in kept])
        self.layoutChanged.emit()


def alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    """Numbers right on the unit, words left."""
    side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def header_data(column: Column[Any], role: int) -> Any:
    """What a heading answers for `role`."""
    if role == Qt.ItemDataRole.DisplayRole:
        return tr(column.title)
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return alignment(column)
    if role == Qt.ItemDataRole.ToolTipRole:
        return tr(column.help) if column.help else None
    return None
