"""The rows of a table as a kept picture, in which only what looks different is painted anew."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

from algotrade_gui.ui.cell_delegate import CellDelegate
from algotrade_gui.ui.models.cells import CellRow, RowStyle
from algotrade_gui.ui.theme import ROW_HEIGHT

Look: TypeAlias = tuple[Any, ...]
"""What a row's looks depend on beside its cells; compared from paint to paint."""
Columns: TypeAlias = Sequence[tuple[int, int, int]]
"""Number, left edge and width of columns, pixels of the viewport."""
Areas: TypeAlias = Sequence[tuple[int, int]]
"""Left edge and width of what lies bare in a row."""
Seen: TypeAlias = tuple[int, CellRow[Any], Look]
"""A row that can be seen: its top in pixels, its cells, its look."""
RowPainter: TypeAlias = Callable[[QPainter, int, CellRow[Any], Look, Columns, Areas], None]
"""Paints a row at a top: these columns, after it has put under `areas` what is not the bare ground."""


@dataclass(slots=True)
class _Painted:
    """What stands in the picture at one place."""

    shown: CellRow[Any]
    look: Look
    style: RowStyle
    version: int
    cells: list[int]
    """Their versions."""


class RowPicture:
    """Knows what stands at each place of its picture, and brings it in step with the rows that should.

    Nobody has to tell it what has changed: it compares. To compare forty rows costs less than to paint one.
    """

    def __init__(self, delegate: CellDelegate, paint: RowPainter) -> None:
        self._delegate = delegate
        self._paint = paint
        self.pixmap = QPixmap()
        self.painted_cells = 0
        """Cells painted so far: tests and benchmarks count them."""
        self._key: object = None
        self._scrolled = 0
        self._end = 0
        """Where the rows end, pixels."""
        self._rows: dict[int, _Painted] = {}
        self._gone: dict[int, _Painted] = {}

    def bring_up(self, size: QSize, ratio: float, scrolled: int, columns: Columns, rows: Iterable[Seen]) -> None:
        """Paint what is not in the picture yet. `size` is the viewport's, `scrolled` how many pixels of the table lie above it."""
        if size.isEmpty():
            return
        key = (size.width(), size.height(), ratio, tuple(columns), self._delegate.looks, self._delegate.greyed)
        if key != self._key:
            self._begin_anew(size, ratio)
            self._key = key
        elif scrolled != self._scrolled:
            self._scroll(scrolled - self._scrolled, size.height(), ratio)
        self._scrolled = scrolled
        wanted = list(rows)
        changed = [row for row in wanted if not self._stands(row)]
        end = wanted[-1][0] + ROW_HEIGHT if wanted else 0
        for top in self._rows.keys() - {row[0] for row in wanted}:
            # not forgotten before it was looked at: another row may have come from there
            self._gone[top] = self._rows.pop(top)
        if changed or end != self._end:
            moved = self._moved(changed, size.height(), ratio)
            # painting into the one leaves the other as it was
            old = QPixmap(self.pixmap) if moved else self.pixmap
            painter = QPainter(self.pixmap)
            try:
                for row in changed:
                    before = self._rows.get(row[0])
                    if id(row[1]) in moved:
                        from_top, before = moved[id(row[1])]
                        self._copy_row(painter, old, size.width(), round(ratio), from_top, row[0])
                    self._paint_row(painter, size.width(), before, row, columns)
                if end != self._end:
                    self._end = end
                    painter.fillRect(0, end, size.width(), max(0, size.height() - end), self._delegate.ground)
            finally:
                painter.end()
        self._gone.clear()

    def _stands(self, row: Seen) -> bool:
        """Whether the picture shows this row as it is."""
        top, shown, look = row
        before = self._rows.get(top)
        return before is not None and before.shown is shown and before.version == shown.version and before.look == look

    def _moved(self, changed: list[Seen], height: int, ratio: float) -> dict[int, tuple[int, _Painted]]:
        """Rows that stood whole at another place, by the identity of their cells: those are copied, as when a row above them went."""
        wanted = {
            id(shown) for top, shown, _ in changed if (at := self._rows.get(top)) is None or at.shown is not shown
        }
        if not wanted or not float(ratio).is_integer():
            return {}
        return {
            id(one.shown): (top, one)
            for top, one in (*self._rows.items(), *self._gone.items())
            if id(one.shown) in wanted and top >= 0 and top + ROW_HEIGHT <= height
        }

    @staticmethod
    def _copy_row(painter: QPainter, old: QPixmap, width: int, ratio: int, from_top: int, to_top: int) -> None:
        source = QRect(0, from_top * ratio, width * ratio, ROW_HEIGHT * ratio)
        painter.drawPixmap(QRect(0, to_top, width, ROW_HEIGHT), old, source)

    def _begin_anew(self, size: QSize, ratio: float) -> None:
        wanted = size * ratio
        if self.pixmap.size() != wanted:
            self.pixmap = QPixmap(wanted)
            self.pixmap.setDevicePixelRatio(ratio)
        self.pixmap.fill(self._delegate.ground)
        self._rows.clear()
        self._end = 0

    def _scroll(self, by: int, height: int, ratio: float) -> None:
        """Move what stays in view; rows that were cut off at an edge are painted anew."""
        self._end = -1
        moved = by * ratio
        if abs(by) >= height or not moved.is_integer():
            self._rows.clear()
            return
        self.pixmap.scroll(0, -int(moved), QRect(0, 0, self.pixmap.width(), math.ceil(height * ratio)))
        whole = {top: row for top, row in self._rows.items() if top >= 0 and top + ROW_HEIGHT <= height}
        self._rows = {top - by: row for top, row in whole.items()}

    def _paint_row(self, painter: QPainter, width: int, before: _Painted | None, row: Seen, columns: Columns) -> None:
        top, shown, look = row
        versions = [cell.version for cell in shown.cells]
        areas: Areas = ((0, width),)
        if before is not None and before.shown is shown and before.look == look and before.style is shown.style:
            columns = [each for each in columns if before.cells[each[0]] != versions[each[0]]]
            areas = [(left, across) for _, left, across in columns]
        for left, across in areas:
            painter.fillRect(left, top, across, ROW_HEIGHT, self._delegate.ground)
        self._paint(painter, top, shown, look, columns, areas)
        self.painted_cells += len(columns)
        self._rows[top] = _Painted(shown, look, shown.style, shown.version, versions)
