"""How live tables and trees are dressed: one delegate, fixed widths, one row height, only what changed painted anew."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QTreeView,
    QWidget,
)

from algotrade_gui.ui.cell_delegate import PADDING, CellDelegate
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.language import language, tr
from algotrade_gui.ui.models.cells import CellModel, CellRow, Column, RowStyle
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.row_picture import Look, RowPicture, Seen
from algotrade_gui.ui.theme import ROW_HEIGHT, ui_font

_WIDTHS: Final = "widths"
"""The dynamic property of a header: what each column needs, in the language in force."""


def column_widths(columns: Sequence[Column[Any]], font: QFont) -> list[int]:
    """Pixels each column needs for its sample, its words and its title, in the language in force."""
    metrics = QFontMetrics(font)
    return [
        max(map(metrics.horizontalAdvance, (column.sample, *map(tr, (column.sample, column.title, *column.words)))))
        + 2 * PADDING
        + 2
        for column in columns
    ]


def dress(
    view: QTableView | QTreeView,
    model: CellModel,
    columns: Sequence[Column[Any]],
    *,
    bold_rows: bool = True,
    bold: Collection[int] = (),
) -> CellDelegate:
    """Give `view`, whose model is set, the delegate (returned), fixed widths, row selection and smooth scrolling.

    With `bold_rows` the columns have room for their sample in bold, else only those at the places `bold`.
    """
    view.setFont(ui_font())
    view.setFrameShape(QFrame.Shape.NoFrame)
    # the delegate paints the selection; the style would paint it a second time below
    view.setProperty("painted", True)
    delegate = CellDelegate(model, columns, view)
    view.setItemDelegate(delegate)
    # a kept picture covers all of it
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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
    plain, heavy = (column_widths(columns, ui_font(bold=each)) for each in (False, True))
    header.setProperty(_WIDTHS, [heavy[i] if bold_rows or i in bold else plain[i] for i in range(len(columns))])
    _take_widths(header)
    return delegate


def rows_selected(chosen: QItemSelectionModel) -> list[int]:
    """The numbers of the selected rows, ascending, of a view that selects whole rows.

    By ranges: `selectedRows` asks the model for its size once per row and column.
    """
    parts = chosen.selection()
    rows: set[int] = set()
    for place in range(parts.count()):
        part = parts.at(place)
        rows.update(range(part.top(), part.bottom() + 1))
    return sorted(rows)


def header_text(header: QHeaderView) -> str:
    """A header's widths, order and hidden sections, as text for the layout."""
    return f"{language().code} {bytes(header.saveState().toBase64().data()).decode('ascii')}"


def restore_header(header: QHeaderView, text: object) -> None:
    """Take back what `header_text` gave; anything else, and another version's, is ignored.

    Widths that were right in another language are not taken: its words are not these.
    """
    if not isinstance(text, str):
        return
    code, _, state = text.rpartition(" ")
    header.restoreState(QByteArray.fromBase64(state.encode("ascii", "ignore")))
    if code != language().code:
        _take_widths(header)


def _take_widths(header: QHeaderView) -> None:
    """Give each column what its words need."""
    for place, width in enumerate(header.property(_WIDTHS) or ()):
        header.resizeSection(place, width)


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

    What can be seen is kept as a picture, in which only cells that look different are painted anew.
    """

    def __init__(
        self, model: RecordTableModel[Any, Any], parent: QWidget | None = None, *, bold_rows: bool = True
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
        self._delegate = dress(self, model, model.columns, bold_rows=bold_rows)
        self._picture = RowPicture(self._delegate, self._paint_row)
        # sorted on a click only: setSortingEnabled would sort once at once, by the first column
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self.sort_by)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self._flexible: dict[int, tuple[int, int]] = {}
        self._shed: ColumnFit | None = None
        self._last_least = 0
        self.keeps_end = False
        """Whether who looks at the last row goes on looking at it when the table is made lower."""

    def make_flexible(self, column: int, *, least: int, most: int) -> None:
        """Let `column` take the room that the others leave, `least` to `most` pixels, so that these need no scroll bar.

        Of several flexible columns the first one is served first.
        """
        self._flexible[column] = least, most
        if self._shed is not None:
            self._shed.count_as(column, least)
        header = self.horizontalHeader()
        self._last_least = header.sectionSize(header.count() - 1)
        self._fit()

    def fit_by(self, fit: ColumnFit) -> None:
        """Have `fit` say which columns are shown: it reckons with the least of the flexible ones, which then share what is left."""
        for column, (least, _) in self._flexible.items():
            fit.count_as(column, least)
        fit.changed.connect(self.share_room)
        fit.fit()
        self.share_room()

    def shed(self, *columns: int) -> None:
        """Leave out `columns`, the first ones first, as long as the others would need a scroll bar."""
        names = [str(place) for place in range(self._rows.columnCount())]
        ranks = dict.fromkeys(names, 0) | {str(place): rank for rank, place in enumerate(reversed(columns), start=1)}
        self._shed = ColumnFit(self, self.horizontalHeader(), names, ranks, fixed=True)
        for column, (least, _) in self._flexible.items():
            self._shed.count_as(column, least)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar()
        at_end = self.keeps_end and bar.value() == bar.maximum()
        super().resizeEvent(event)
        self._fit()
        if at_end:
            self.scrollToBottom()

    def _fit(self) -> None:
        if self._shed is not None:
            self._shed.fit()
        self.share_room()

    def share_room(self) -> None:
        """Give the flexible columns what the others leave: after columns came or went."""
        if not self._flexible:
            return
        header = self.horizontalHeader()
        last = header.count() - 1
        # room for the vertical scroll bar is kept also while there is none: widths do not jump with the number of rows
        room = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width()
        room -= sum(least for least, _ in self._flexible.values())
        for column in range(header.count()):
            if column not in self._flexible and not header.isSectionHidden(column):
                stretched = column == last and header.stretchLastSection()
                room -= self._last_least if stretched else header.sectionSize(column)
        for column, (least, most) in self._flexible.items():
            extra = max(0, min(room, most - least))
            room -= extra
            if header.sectionSize(column) != least + extra:
                header.resizeSection(column, least + extra)

    # --- painting ---

    def dataChanged(  # noqa: N802 - Qt's name
        self,
        top_left: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
        bottom_right: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's signature
        roles: Sequence[int] = (),  # noqa: ARG002 - Qt's signature
    ) -> None:
        """Ask for a repaint of what lies between the first and the last changed row that can be seen.

        As one rectangle: what has not changed is copied from the picture, and a region of many costs more than that.
        """
        seen = self.visible_rows()
        changed = [row for row in self._rows.painted_rows if row in seen]
        if changed:
            top = self.rowViewportPosition(min(changed))
            height = self.rowViewportPosition(max(changed)) + ROW_HEIGHT - top
            self.viewport().update(0, top, self.viewport().width(), height)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Qt asks for a repaint of the cells only; a selected row is tinted from edge to edge."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def grey(self, columns: frozenset[int]) -> None:
        """Paint the numbers of these columns as out of date, and no others; costs nothing when they are already."""
        if columns != self._delegate.greyed:
            self._delegate.greyed = columns
            self.viewport().update()

    def visible_rows(self) -> range:
        """The rows that can be seen, those cut off at an edge as well."""
        scrolled = self.verticalScrollBar().value()
        end = (scrolled + self.viewport().height() - 1) // ROW_HEIGHT + 1
        return range(scrolled // ROW_HEIGHT, min(end, self._rows.rowCount()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        view = self.viewport()
        columns = visible_columns(self.horizontalHeader(), view.rect())
        self._picture.bring_up(
            view.size(), self.devicePixelRatio(), self.verticalScrollBar().value(), columns, self._seen_rows()
        )
        painter = QPainter(view)
        try:
            painter.drawPixmap(0, 0, self._picture.pixmap)
        finally:
            # a painter that an error's traceback keeps open ends the process with Qt's next paint
            painter.end()

    def _seen_rows(self) -> Iterator[Seen]:
        chosen, current = self.selectionModel(), self.currentIndex()
        some = chosen.hasSelection()
        focus_row = current.row() if self.hasFocus() else -1
        scrolled = self.verticalScrollBar().value()
        for row in self.visible_rows():
            shown = self._rows.shown_row(row)
            if shown is not None:
                focused = current.column() if row == focus_row else -1
                selected = some and chosen.isRowSelected(row)
                yield row * ROW_HEIGHT - scrolled, shown, self._look(row, shown, selected, focused)

    def _look(self, row: int, shown: CellRow[Any], selected: bool, focused: int) -> Look:  # noqa: ARG002 - for subclasses
        """What a row's looks depend on beside its cells: selected, under the pointer, the column of the keyboard's mark or -1."""
        return selected, row == self._hovered_row, focused

    def _paint_row(
        self,
        painter: QPainter,
        top: int,
        shown: CellRow[Any],
        look: Look,
        columns: Sequence[tuple[int, int, int]],
        areas: Sequence[tuple[int, int]],
    ) -> None:
        """Paint these columns of a row, `areas` (left, width) on the bare ground first."""
        selected, hovered, focused = look
        delegate, style = self._delegate, shown.style
        if selected or hovered or style is RowStyle.HATCHED:
            for left, width in areas:
                delegate.paint_row_ground(
                    painter, QRect(left, top, width, ROW_HEIGHT), style, selected=selected, hovered=hovered
                )
        painter.setFont(delegate.font_of(style))
        for column, left, width in columns:
            delegate.paint_cell(painter, left, top, width, shown.cells[column], style, column)
            if column == focused:
                delegate.paint_focus(painter, QRect(left, top, width, ROW_HEIGHT))

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

    def sort_by(self, column: int, order: Qt.SortOrder | None = None) -> None:
        """Sort once by `column` in `order`; without one ascending first, the other way the next time."""
        if order is None:
            ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
            order = descending if self._sorted == (column, ascending) else ascending
        self._sorted = (column, order)
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(column, order)
        self.model().sort(column, order)

    def sort_again(self) -> None:
        """Sort by the column that was clicked last, if one was: rows that came since stand where they belong."""
        if self._sorted is not None:
            self.model().sort(*self._sorted)

    def header_state(self) -> str:
        """The columns' widths and order, as text."""
        return header_text(self.horizontalHeader())

    def restore_header(self, text: object) -> None:
        """Take back `header_state`; anything else is ignored."""
        restore_header(self.horizontalHeader(), text)
        self._fit()

    def selected_keys(self) -> list[Any]:
        """The keys of the selected rows, in row order."""
        return [self._rows.key_at(row) for row in self.selected_rows()]

    def select_keys(self, keys: Iterable[Any]) -> None:
        """Select the rows of `keys`, those that are there, and no others."""
        chosen = self.selectionModel()
        chosen.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in sorted(row for key in keys if (row := self._rows.row_of(key)) is not None):
            chosen.select(self._rows.index(row, 0), flags)

    def selected_rows(self) -> list[int]:
        """The selected row numbers, ascending."""
        return rows_selected(self.selectionModel())
