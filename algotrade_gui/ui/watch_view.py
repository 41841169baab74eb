"""The market watch's tree as a view: paints whole rows, and of those only the ones that changed."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
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
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.ui.models.watch_tree import WatchTreeModel
from algotrade_gui.ui.tables import CellDelegate, dress, visible_columns
from algotrade_gui.ui.theme import ROW_HEIGHT, theme

_OPEN_ARROW = (QPointF(-3.5, -1.75), QPointF(0, 1.75), QPointF(3.5, -1.75))
_FOLDED_ARROW = (QPointF(-1.75, -3.5), QPointF(1.75, 0), QPointF(-1.75, 3.5))


class WatchTree(QTreeView):
    """The tree's view: a text in place of rows while there are none, and no moving under the pointer.

    Signals:
        activated_row: `index` (QModelIndex), `pinned` (bool): Enter or double click, with Shift for this very contract.
    """

    activated_row = Signal(QModelIndex, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.empty_text = ""
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setAllColumnsShowFocus(False)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Instruments")
        self._stale = ""
        self._numbers: frozenset[int] = frozenset()
        self._places: dict[str, int] | None = None
        self._rows: WatchTreeModel | None = None
        self._delegate: CellDelegate | None = None
        self._clock: Clock = RealClock()
        self._hovered = 0
        self._columns: list[tuple[int, int, int]] = []
        self.verticalScrollBar().valueChanged.connect(self._forget_places)
        self.expanded.connect(self._forget_places)
        self.collapsed.connect(self._forget_places)

    def show_rows(self, model: WatchTreeModel, clock: Clock | None) -> None:
        """Show `model`, painted by rows."""
        self.setModel(model)
        self._rows = model
        self._delegate = dress(self, model, model.columns, clock)
        self._numbers = frozenset(place for place, column in enumerate(model.columns) if column.numeric)
        if clock is not None:
            self._clock = clock

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        super().setModel(model)
        if model is not None:
            model.rowsInserted.connect(self._forget_places)
            model.rowsRemoved.connect(self._forget_places)
            model.layoutChanged.connect(self._forget_places)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._places = None
        super().resizeEvent(event)

    def _forget_places(self) -> None:
        self._places = None

    def dataChanged(  # noqa: N802 - Qt's name
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        """Does nothing: QTreeView would ask the model for some 6,000 indexes per update (40 ms); see `repaint_rows`."""

    def repaint_rows(self, keys: Collection[str], model: WatchTreeModel) -> None:
        """Ask for a repaint of those of `keys` that can be seen."""
        if self._places is None:
            self._places = dict(self.visible_keys(model))
        width = self.viewport().width()
        for key in self._places.keys() & keys:
            self.viewport().update(0, self._places[key], width, ROW_HEIGHT)

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

    def paintEvent(self, event: QPaintEvent) -> None:
        self._columns = visible_columns(self.header(), event.rect())
        super().paintEvent(event)
        model = self.model()
        if self.empty_text and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(theme().colour("secondary"))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.viewport().rect().adjusted(16, 16, -16, -16), flags, self.empty_text)
        elif self._stale:
            self._paint_stale()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            pinned = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.activated_row.emit(self.currentIndex(), pinned)
            return
        super().keyPressEvent(event)

    # --- painting ---

    def drawBranches(  # noqa: N802 - Qt's name
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Does nothing: `drawRow` draws the arrow of rows that have one, where the style sheet would paint every level of every row."""

    def drawRow(  # noqa: N802 - Qt's name
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a whole row at once: one call instead of one per cell, half the time."""
        row = self._rows.row_at(index) if self._rows is not None else None
        if row is None or self._delegate is None:
            return
        cells, style, depth, has_children = row
        whole: QRect = option.rect
        top, height = whole.top(), whole.height()
        current = self.currentIndex()
        is_current = current.isValid() and current.internalId() == index.internalId()
        self._delegate.paint_row_ground(
            painter,
            QRect(0, top, self.viewport().width(), height),
            style,
            selected=is_current and self.selectionModel().hasSelection(),
            hovered=self._hovered == index.internalId(),
        )
        painter.setFont(self._delegate.font_of(style))
        now_ms = self._clock.now_ms()
        for column, left, width in self._columns:
            cell = cells[column]
            if not cell.text:
                continue
            if column == 0:
                inset = (depth + 1) * self.indentation()
                left, width = left + inset, width - inset
            self._delegate.paint_cell(painter, QRect(left, top, width, height), cell, style, column, now_ms)
            if is_current and column == current.column() and self.hasFocus():
                self._delegate.paint_focus(painter, QRect(left, top, width, height))
        if has_children:
            left = self.header().sectionViewportPosition(0) + depth * self.indentation()
            self._paint_arrow(painter, left, top, index)

    def _paint_arrow(self, painter: QPainter, left: int, top: int, index: QModelIndex | QPersistentModelIndex) -> None:
        middle = QPointF(left + self.indentation() / 2, top + ROW_HEIGHT / 2)
        shape = _OPEN_ARROW if self.isExpanded(index) else _FOLDED_ARROW
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
