"""The market watch's tree as a view: paints only what changed."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QTreeView,
    QWidget,
)

from algotrade_gui.ui.cell_delegate import CellDelegate
from algotrade_gui.ui.empty_state import write_balanced
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.cells import CellRow
from algotrade_gui.ui.models.watch_rows import CHANGE, LAST
from algotrade_gui.ui.models.watch_tree import WatchTreeModel
from algotrade_gui.ui.row_picture import Look, RowPicture, Seen
from algotrade_gui.ui.tables import dress, visible_columns
from algotrade_gui.ui.theme import ROW_HEIGHT, theme

_OPEN_ARROW = (QPointF(-3.5, -1.75), QPointF(0, 1.75), QPointF(3.5, -1.75))
_FOLDED_ARROW = (QPointF(-1.75, -3.5), QPointF(1.75, 0), QPointF(-1.75, 3.5))


class WatchTree(QTreeView):
    """The tree's view: a text in place of rows while there are none, and no moving under the pointer.

    Signals:
        rows_moved: nothing: other rows may be in view; emitted also in the middle of a change of the model.
        activated_row: `index` (QModelIndex), `pinned` (bool): Enter or double click, with Shift for this very contract.
    """

    activated_row = Signal(QModelIndex, bool)
    rows_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty_text = ""
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setAllColumnsShowFocus(False)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Instruments"))
        self._stale = ""
        self._numbers: frozenset[int] = frozenset()
        self._places: dict[str, int] | None = None
        self._rows: WatchTreeModel | None = None
        self._delegate: CellDelegate | None = None
        self._hovered = 0
        self._picture: RowPicture | None = None
        self.verticalScrollBar().valueChanged.connect(self._forget_places)
        self.expanded.connect(self._forget_places)
        self.collapsed.connect(self._forget_places)

    def show_rows(self, model: WatchTreeModel) -> None:
        """Show `model`, painted by rows."""
        self.setModel(model)
        self._rows = model
        # underlyings are bold, and have no other numbers
        self._delegate = dress(self, model, model.columns, bold_rows=False, bold=(LAST, CHANGE))
        self._picture = RowPicture(self._delegate, self._paint_row)
        self._numbers = frozenset(place for place, column in enumerate(model.columns) if column.numeric)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        if model is not None:
            model.rowsInserted.connect(self._forget_places)
            model.rowsRemoved.connect(self._forget_places)
            model.layoutChanged.connect(self._forget_places)

    def expandAll(self) -> None:  # noqa: N802 - Qt's name
        """Unfold what has rows below it. Qt's own marks every contract as unfolded, and looks at each mark whenever rows go."""
        self._expand_below(QModelIndex())

    def _expand_below(self, parent: QModelIndex) -> None:
        model = self.model()
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            if model.rowCount(index):
                self.expand(index)
                self._expand_below(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._forget_places()

    def _forget_places(self) -> None:
        self._places = None
        self.rows_moved.emit()

    def dataChanged(  # noqa: N802 - Qt's name
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Does nothing: QTreeView would ask the model for some 6,000 indexes per update (40 ms); see `repaint_rows`."""

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Qt asks for a repaint of the cells only; a selected row is tinted from edge to edge."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def places(self, model: WatchTreeModel) -> dict[str, int]:
        """The rows that can be seen, with their places in pixels; looked up anew only when they have moved."""
        if self._places is None:
            self._places = dict(self.visible_keys(model))
        return self._places

    def repaint_rows(self, keys: Collection[str], model: WatchTreeModel) -> None:
        """Ask for a repaint of those of `keys` that can be seen."""
        places = self.places(model)
        tops = [places[key] for key in places.keys() & keys]
        if tops:
            # one rectangle: what has not changed is copied from the picture
            top = min(tops)
            self.viewport().update(0, top, self.viewport().width(), max(tops) + ROW_HEIGHT - top)

    @property
    def stale(self) -> str:
        """How old the prices are said to be; empty while they are fresh."""
        return self._stale

    def show_stale(self, words: str) -> None:
        """Grey the numbers and say `words` in a line over the last row; empty words take both back. Cheap when nothing changes."""
        if words == self._stale or self._delegate is None:
            return
        if bool(words) != bool(self._stale):
            self._delegate.greyed = self._numbers if words else frozenset()
            self.viewport().update()
        self._stale = words
        self.viewport().update(self._stale_line())

    def _stale_line(self) -> QRect:
        around = self.viewport().rect()
        return QRect(0, around.bottom() + 1 - ROW_HEIGHT, around.width(), ROW_HEIGHT)

    def _paint_stale(self) -> None:
        painter = QPainter(self.viewport())
        line = self._stale_line()
        painter.fillRect(line, theme().colour("raised"))
        painter.setPen(theme().colour("warning"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), self._stale.capitalize())
        painter.end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._picture is None:
            return
        view = self.viewport()
        columns = visible_columns(self.header(), view.rect())
        self._picture.bring_up(
            view.size(), self.devicePixelRatio(), self.verticalScrollBar().value(), columns, self._seen_rows()
        )
        painter = QPainter(view)
        painter.drawPixmap(0, 0, self._picture.pixmap)
        painter.end()
        model = self.model()
        if self.empty_text and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme().colour("muted"))
            write_balanced(painter, view.rect().adjusted(16, 16, -16, -16), self.empty_text)
            painter.end()
        elif self._stale:
            self._paint_stale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            pinned = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.activated_row.emit(self.currentIndex(), pinned)
            return
        super().keyPressEvent(event)

    # --- painting ---

    def _seen_rows(self) -> Iterator[Seen]:
        model = self._rows
        if model is None:
            return
        current = self.currentIndex()
        current_number = current.internalId() if current.isValid() else 0
        focused = current.column() if self.hasFocus() else -1
        chosen = self.selectionModel().hasSelection()
        for key, top in self.places(model).items():
            row = model.tree_row(key)
            if row is None:
                continue
            is_current = row.number == current_number
            unfolded = row.has_children and self.isExpanded(model.index_of(key))
            look = (
                *(is_current and chosen, row.number == self._hovered, focused if is_current else -1),
                *(row.depth, row.has_children, unfolded, row.starred),
            )
            yield top, row.shown, look

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
        delegate = self._delegate
        if delegate is None:
            return
        selected, hovered, focused, depth, has_children, unfolded, starred = look
        if selected or hovered:
            for left, width in areas:
                box = QRect(left, top, width, ROW_HEIGHT)
                delegate.paint_row_ground(painter, box, shown.style, selected=selected, hovered=hovered)
        painter.setFont(delegate.font_of(shown.style))
        indent = self.indentation()
        for column, left, width in columns:
            cell = shown.cells[column]
            if column == 0:
                gap = left + depth * indent
                if starred:
                    painter.setPen(theme().colour("accent"))
                    painter.drawText(QRect(gap, top, indent, ROW_HEIGHT), int(Qt.AlignmentFlag.AlignCenter), "★")
                if has_children:
                    self._paint_arrow(painter, gap, top, unfolded=unfolded)
                inset = (depth + 1) * indent
                left, width = left + inset, width - inset
            if not cell.text:
                continue
            delegate.paint_cell(painter, left, top, width, cell, shown.style, column)
            if column == focused:
                delegate.paint_focus(painter, QRect(left, top, width, ROW_HEIGHT))

    def _paint_arrow(self, painter: QPainter, left: int, top: int, *, unfolded: bool) -> None:
        middle = QPointF(left + self.indentation() / 2, top + ROW_HEIGHT / 2)
        shape = _OPEN_ARROW if unfolded else _FOLDED_ARROW
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("secondary"), 1.4))
        painter.drawPolyline(QPolygonF([middle + point for point in shape]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def _hover(self, index: QModelIndex) -> None:
        hovered = index.internalId() if index.isValid() else 0
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def visible_keys(self, model: WatchTreeModel) -> list[tuple[str, int]]:
        """The rows that can be seen, from the top, each with its place in pixels."""
        found: list[tuple[str, int]] = []
        y = 0
        while y < self.viewport().height():
            index = self.indexAt(QPoint(2, y))
            key = model.key_of(index)
            if key is None:
                break
            rect = self.visualRect(index)
            found.append((key, rect.top()))
            y = rect.bottom() + 1
        return found
