"""The list of lines of log and events: dense, following its newest line while that is in view."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.models.appended import AppendedModel
from algotrade_gui.ui.tables import rows_selected
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, mix, theme

LINE_HEIGHT = ROW_HEIGHT - 2
_PADDING = 6
_KEPT = 1_000

LAST_LEAST_PX = 230
"""Columns give way for the last one, which tells what happened, until it has so much."""


class LineList(QTableView):
    """Shows an AppendedModel; its last column takes the room that is left.

    It paints its lines itself: each that comes moves all the others, and a styled delegate asks the model six times a cell.

    Signals: `shed_changed` carries nothing, when other columns than before have given way (`is_shed`).
    """

    shed_changed = Signal()

    def __init__(self, model: AppendedModel[Any], samples: Sequence[str], parent: QWidget) -> None:
        """`samples`: the widest text of each column but the last."""
        super().__init__(parent)
        self.setModel(model)
        self._lines = model
        self._labels = Labels(self.font())
        self._short: dict[tuple[str, int], str] = {}
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # lines are painted by pixels: a bar that counts lines would leave the newest below the edge
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(LINE_HEIGHT)
        rows.setDefaultSectionSize(LINE_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        metrics = self.fontMetrics()
        for column, sample in enumerate(samples):
            widest = max(metrics.horizontalAdvance(sample), metrics.horizontalAdvance(model.titles[column]))
            header.resizeSection(column, widest + 2 * GRID)
        header.setSectionResizeMode(len(samples), QHeaderView.ResizeMode.Stretch)
        self._widths = [header.sectionSize(column) for column in range(len(samples))]
        self._sheds: tuple[int, ...] = ()
        self._following = True
        scroll = self.verticalScrollBar()
        scroll.valueChanged.connect(self._scrolled)
        scroll.rangeChanged.connect(self._grown)
        model.rowsRemoved.connect(self._removed)

    def shed(self, *columns: int) -> None:
        """Leave out `columns`, the first ones first, while the last column has less than LAST_LEAST_PX; from the next resizing on."""
        self._sheds = columns

    def is_shed(self, column: int) -> bool:
        """Whether a column has given way."""
        return self.horizontalHeader().isSectionHidden(column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # room for the scroll bar is kept also while there is none: columns do not come and go with the number of rows
        room = self.width() - self.verticalScrollBar().sizeHint().width() - sum(self._widths)
        changed = False
        for column in self._sheds:
            hide = room < LAST_LEAST_PX
            room += self._widths[column] if hide else 0
            changed = changed or hide is not self.is_shed(column)
            self.horizontalHeader().setSectionHidden(column, hide)
        if changed:
            self.shed_changed.emit()

    def selected_rows(self) -> list[int]:
        """The selected rows, from above."""
        return rows_selected(self.selectionModel())

    def follow(self) -> None:
        """Go to the newest line, and stay with it."""
        self._following = True
        self.scrollToBottom()

    def _scrolled(self, value: int) -> None:
        self._following = value >= self.verticalScrollBar().maximum()
        # the view moves what is painted; of the line that is cut now nothing is to stay
        self.viewport().update(0, 0, self.viewport().width(), LINE_HEIGHT)

    def _grown(self, _least: int, most: int) -> None:
        # the view knows its new range only after the rows were laid out
        if self._following:
            self.verticalScrollBar().setValue(most)

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:  # noqa: N802 - Qt's name
        """Qt would go to the line that becomes the current one."""
        self.setAutoScroll(False)
        super().rowsAboutToBeRemoved(parent, start, end)

    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.setAutoScroll(True)
        # the oldest go when there are too many: who reads further up keeps the lines that are in view
        if first == 0 and not self._following:
            scroll = self.verticalScrollBar()
            scroll.setValue(scroll.value() - (last + 1) * LINE_HEIGHT)

    # --- painting ---

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Selected lines are tinted from edge to edge."""
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            self._paint_lines(painter, event.rect())
        finally:
            painter.end()

    def _paint_lines(self, painter: QPainter, rect: QRect) -> None:
        look, labels, model, header = theme(), self._labels, self._lines, self.horizontalHeader()
        painter.fillRect(rect, look.colour("panel"))
        chosen = QColor(mix(look.colours.accent, look.colours.panel, 0.22))
        if self.font() != labels.font:
            labels.measure(self.font())
            self._short.clear()
        painter.setFont(labels.font)
        scrolled, width = self.verticalScrollBar().value(), self.viewport().width()
        columns = [
            (column, header.sectionViewportPosition(column) + _PADDING, header.sectionSize(column) - 2 * _PADDING)
            for column in range(header.count())
            if not header.isSectionHidden(column)
        ]
        selected = set(self.selected_rows())
        end = min((scrolled + rect.bottom()) // LINE_HEIGHT + 1, model.rowCount())
        begin = (scrolled + rect.top()) // LINE_HEIGHT
        if self._following and begin * LINE_HEIGHT < scrolled:
            # half a line cannot be read: the newest stands whole at the lower edge, the oldest goes whole at the upper one
            begin += 1
        for row in range(begin, end):
            line, top = model.line(row), row * LINE_HEIGHT - scrolled
            if row in selected:
                painter.fillRect(0, top, width, LINE_HEIGHT, chosen)
            for column, left, room in columns:
                painter.setPen(look.colour(model.role(line, column) or "text"))
                text = self._fitting(model.shown_text(line, column), room)
                labels.at(painter, left, top + (LINE_HEIGHT - labels.height) // 2, text)

    def _fitting(self, text: str, room: int) -> str:
        """The text in one line of that many pixels, cut where it is longer."""
        found = self._short.get((text, room))
        if found is None:
            if len(self._short) >= _KEPT:
                self._short.clear()
            metrics = self.fontMetrics()
            found = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room)
            self._short[text, room] = found
        return found
