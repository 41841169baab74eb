"""How live tables and trees are drawn: one delegate that paints cells itself, fixed widths, one row height."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, cast

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeView,
    QWidget,
)

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.ui.models.cells import Cell, CellModel, Column, RowStyle, Tone
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.theme import ROW_HEIGHT, theme, ui_font

PADDING = 5
"""Pixels on either side of a cell's text."""
TEXTS_KEPT = 4_096
"""Texts whose layout one table remembers."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SELECTED: int = QStyle.StateFlag.State_Selected.value
_MOUSE_OVER: int = QStyle.StateFlag.State_MouseOver.value
_FOCUSED: int = QStyle.StateFlag.State_HasFocus.value
_FLASH_STRENGTH = 0.34


class CellDelegate(QStyledItemDelegate):
    """Paints a CellModel's cells with drawText: no `data()` call per cell, half the cost of the styled delegate (measured)."""

    def __init__(
        self, model: CellModel, columns: Sequence[Column[Any]], parent: QWidget, *, clock: Clock | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._flags = [_RIGHT if column.numeric else _LEFT for column in columns]
        self._clock = clock if clock is not None else RealClock()
        self._size = QSize(40, ROW_HEIGHT)
        self.greyed: frozenset[int] = frozenset()
        """Columns whose numbers are out of date: painted in the quietest colour."""
        self._take_colours()
        theme().changed.connect(self._take_colours)

    def _take_colours(self) -> None:
        look = theme()
        self._pens = {tone: QPen(look.colour(tone.value)) for tone in Tone}
        self._faded = QPen(look.colour("muted"))
        self._selection = look.colour("accent", 0.20)
        self._hover = look.colour("text", 0.05)
        self._focus = look.colour("accent")
        self._rise = look.colour("up")
        self._fall = look.colour("down")
        self._hatch = QBrush(look.colour("warning", 0.38), Qt.BrushStyle.BDiagPattern)
        self._bold = ui_font(bold=True)
        self._plain = ui_font()
        self._texts: dict[tuple[str, bool], tuple[QStaticText, int]] = {}
        self._text_px = QFontMetrics(self._plain).height()

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
    ) -> QSize:
        return self._size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        found = self._model.cell(index)
        if found is None:
            return
        cell, style = found
        rect: QRect = option.rect
        # as an int: Python's own flags cost more than the text they decide on
        state: int = option.state.value
        self.paint_row_ground(painter, rect, style, selected=bool(state & _SELECTED), hovered=bool(state & _MOUSE_OVER))
        painter.setFont(self.font_of(style))
        self.paint_cell(painter, rect, cell, style, index.column(), self._clock.now_ms())
        if state & _FOCUSED:
            self.paint_focus(painter, rect)

    # --- the parts, for a view that paints whole rows ---

    def font_of(self, style: RowStyle) -> QFont:
        return self._bold if style is RowStyle.STRONG else self._plain

    def paint_row_ground(
        self, painter: QPainter, rect: QRect, style: RowStyle, *, selected: bool, hovered: bool
    ) -> None:
        """Fill what lies under the text: doubt, selection, pointer."""
        if style is RowStyle.HATCHED:
            painter.fillRect(rect, self._hatch)
        if selected:
            painter.fillRect(rect, self._selection)
        elif hovered:
            painter.fillRect(rect, self._hover)

    def paint_cell(
        self, painter: QPainter, rect: QRect, cell: Cell, style: RowStyle, column: int, now_ms: float
    ) -> None:
        """Draw one cell's flash and text, with the font that is set."""
        if not cell.text:
            return
        if cell.direction:
            colour = QColor(self._rise if cell.direction > 0 else self._fall)
            colour.setAlphaF(cell.flash(now_ms) * _FLASH_STRENGTH)
            painter.fillRect(rect, colour)
        painter.setPen(self._faded if style is RowStyle.FADED or column in self.greyed else self._pens[cell.tone])
        text, width = self._laid_out(cell.text, style is RowStyle.STRONG)
        room = rect.width() - 2 * PADDING
        if width > room:
            # too long for its column: an ellipsis says so
            short = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(rect.adjusted(PADDING, 0, -PADDING, 0), self._flags[column], short)
            return
        left = rect.left() + PADDING + (room - width if self._flags[column] == _RIGHT else 0)
        painter.drawStaticText(left, rect.top() + (rect.height() - self._text_px + 1) // 2, text)

    def _laid_out(self, text: str, bold: bool) -> tuple[QStaticText, int]:
        """A text with its glyphs placed, and its width: a third of the cost of drawText for those drawn before (measured)."""
        found = self._texts.get((text, bold))
        if found is None:
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            made = QStaticText(text)
            made.setTextFormat(Qt.TextFormat.PlainText)
            made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            made.prepare(font=self._bold if bold else self._plain)
            found = self._texts[text, bold] = (made, math.ceil(made.size().width()))
        return found

    def paint_focus(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), self._focus)


def column_widths(columns: Sequence[Column[Any]], font: QFont) -> list[int]:
    """Pixels each column needs for its sample and its title."""
    metrics = QFontMetrics(font)
    return [
        max(metrics.horizontalAdvance(column.sample), metrics.horizontalAdvance(column.title)) + 2 * PADDING + 2
        for column in columns
    ]


def dress(
    view: QTableView | QTreeView,
    model: CellModel,
    columns: Sequence[Column[Any]],
    clock: Clock | None = None,
    *,
    bold_rows: bool = True,
) -> CellDelegate:
    """Give `view`, whose model is set, the delegate (returned), fixed widths, row selection and smooth scrolling.

    With `bold_rows` the columns have room for their sample in bold.
    """
    view.setFont(ui_font())
    view.setFrameShape(QFrame.Shape.NoFrame)
    # the delegate paints the selection; the style would paint it a second time below
    view.setProperty("painted", True)
    delegate = CellDelegate(model, columns, view, clock=clock)
    view.setItemDelegate(delegate)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAutoScroll(False)
    view.setMouseTracking(True)
    header = view.header() if isinstance(view, QTreeView) else view.horizontalHeader()
    header.setSectionsMovable(True)
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setMinimumSectionSize(24)
    header.setStretchLastSection(False)
    for place, width in enumerate(column_widths(columns, ui_font(bold=bold_rows))):
        header.resizeSection(place, width)
    return delegate


def header_text(header: QHeaderView) -> str:
    """A header's widths, order and hidden sections, as text for the layout."""
    return bytes(header.saveState().toBase64().data()).decode("ascii")


def restore_header(header: QHeaderView, text: object) -> None:
    """Take back what `header_text` gave; anything else, and another version's, is ignored."""
    if isinstance(text, str):
        header.restoreState(QByteArray.fromBase64(text.encode("ascii", "ignore")))


def visible_columns(header: QHeaderView, rect: QRect) -> list[tuple[int, int, int]]:
    """Column number, left edge and width of the columns that touch `rect` of the viewport."""
    found = []
    for column in range(header.count()):
        left, width = header.sectionViewportPosition(column), header.sectionSize(column)
        if not header.isSectionHidden(column) and left + width > rect.left() and left <= rect.right():
            found.append((column, left, width))
    return found


class RecordTable(QTableView):
    """A table over a RecordTableModel: `RecordTable(RecordTableModel(columns))` is all a new one takes.

    It paints whole rows, and of those only the ones that changed: a delegate's call per cell costs twice as much.
    """

    def __init__(
        self,
        model: RecordTableModel[Any, Any],
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
        bold_rows: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        model.setParent(self)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._rows = model
        self._hovered_row = -1
        self._clock: Clock = clock if clock is not None else RealClock()
        self._delegate = dress(self, model, model.columns, clock, bold_rows=bold_rows)
        # sorted on a click only: setSortingEnabled would sort once at once, by the first column
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self._sort)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._flexible: tuple[int, int, int] | None = None
        self._last_least = 0

    def make_flexible(self, column: int, *, least: int, most: int) -> None:
        """Let `column` take the room that the others leave, `least` to `most` pixels, so that these need no scroll bar."""
        self._flexible = column, least, most
        header = self.horizontalHeader()
        self._last_least = header.sectionSize(header.count() - 1)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._flexible is None:
            return
        flexible, least, most = self._flexible
        header = self.horizontalHeader()
        last = header.count() - 1
        # room for the vertical scroll bar is kept also while there is none: widths do not jump with the number of rows
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        for column in range(header.count()):
            if column != flexible and not header.isSectionHidden(column):
                stretched = column == last and header.stretchLastSection()
                room -= self._last_least if stretched else header.sectionSize(column)
        width = min(max(room, least), most)
        if header.sectionSize(flexible) != width:
            header.resizeSection(flexible, width)

    # --- painting ---

    def dataChanged(  # noqa: N802 - Qt's name
        self,
        top_left: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
        bottom_right: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
        roles: Sequence[int] = (),  # noqa: ARG002 - Qt's signature
    ) -> None:
        """Ask for a repaint of the changed rows that can be seen; QTableView would take all between the first and the last."""
        first, last = self._seen_rows(self.viewport().rect())
        for row in self._rows.painted_rows:
            if first <= row <= last:
                self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), ROW_HEIGHT)

    def grey(self, columns: frozenset[int]) -> None:
        """Paint the numbers of these columns as out of date, and no others; costs nothing when they are already."""
        if columns != self._delegate.greyed:
            self._delegate.greyed = columns
            self.viewport().update()

    def _seen_rows(self, rect: QRect) -> tuple[int, int]:
        first, last = self.rowAt(max(0, rect.top())), self.rowAt(rect.bottom())
        return max(first, 0), last if last >= 0 else self._rows.rowCount() - 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint_rows(painter, event)
        finally:
            # a painter that an error's traceback keeps open ends the process with Qt's next paint
            painter.end()

    def _paint_rows(self, painter: QPainter, event: QPaintEvent) -> None:
        chosen = self.selectionModel()
        current = self.currentIndex()
        now_ms = self._clock.now_ms()
        columns = visible_columns(self.horizontalHeader(), event.rect())
        # the stubs do not tell that a region can be iterated over
        rows = {row for rect in cast("Iterable[QRect]", event.region()) for row in range(*self._span(rect))}
        width = self.viewport().width()
        for row in sorted(rows):
            found = self._rows.row_cells(row)
            if found is None:
                continue
            cells, style = found
            top = self.rowViewportPosition(row)
            self._delegate.paint_row_ground(
                painter,
                QRect(0, top, width, ROW_HEIGHT),
                style,
                selected=chosen.isRowSelected(row),
                hovered=row == self._hovered_row,
            )
            painter.setFont(self._delegate.font_of(style))
            for column, left, column_width in columns:
                box = QRect(left, top, column_width, ROW_HEIGHT)
                self._delegate.paint_cell(painter, box, cells[column], style, column, now_ms)
                if row == current.row() and column == current.column() and self.hasFocus():
                    self._delegate.paint_focus(painter, box)

    def _span(self, rect: QRect) -> tuple[int, int]:
        first, last = self._seen_rows(rect)
        return first, last + 1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered_row:
            self._hovered_row = row
            self.viewport().update()

    # --- sorting, columns ---

    def _sort(self, column: int) -> None:
        order = Qt.SortOrder.AscendingOrder
        if self._sorted == (column, order):
            order = Qt.SortOrder.DescendingOrder
        self._sorted = (column, order)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(column, order)
        self.model().sort(column, order)

    def header_state(self) -> str:
        """The columns' widths and order, as text."""
        return header_text(self.horizontalHeader())

    def restore_header(self, text: object) -> None:
        """Take back `header_state`; anything else is ignored."""
        restore_header(self.horizontalHeader(), text)
        self._fit()

    def selected_rows(self) -> list[int]:
        """The selected row numbers, ascending."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())
