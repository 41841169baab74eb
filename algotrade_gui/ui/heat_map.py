"""A grid of numbers whose colour tells how strong they are: rows under a fixed head, one cell the keyboard's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.theme import ROW_HEIGHT, mix, theme, ui_font

LEAST_ROW_PX: Final = 17
STRENGTHS: Final = 8
WEAKEST, STRONGEST = 0.10, 0.46
"""Shares of the up colour in a cell's fill: plain text reads on all of them in both themes."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_PAD = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell. `strength` 0 to 1; `conditional` ones are framed, not filled; `gone` ones fade."""

    text: str
    strength: float = 0.0
    conditional: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row with its two labels; `group` is set in the first row of a group only, which gets a line above."""

    group: str
    label: str
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class HeatScene:
    """All that is painted."""

    columns: tuple[str, ...] = ()
    rows: tuple[HeatRow, ...] = ()
    stale: bool = False


def fill_share(strength: float) -> float:
    """How much of the up colour lies in a cell of that strength."""
    step = round(min(1.0, max(0.0, strength)) * STRENGTHS) / STRENGTHS
    return WEAKEST + (STRONGEST - WEAKEST) * step


class HeatMap(QAbstractScrollArea):
    """Paints a HeatScene.

    Signals:
        current_changed: row, column (int), when the keyboard or a click went to another cell.
        pointed: row, column (int) under the pointer; -1, -1 when it left.
        activated: row, column (int), by Enter or a click.
        opened: row, column (int), by a double click.
    """

    current_changed = Signal(int, int)
    pointed = Signal(int, int)
    activated = Signal(int, int)
    opened = Signal(int, int)

    def __init__(self, tell: Callable[[int, int], str], parent: QWidget | None = None) -> None:
        """`tell` gives the tooltip of a row and column, empty for none."""
        super().__init__(parent)
        self.tell = tell
        self.scene = HeatScene()
        self.current = (0, 0)
        self._hovered = (-1, -1)
        self.row_px = LEAST_ROW_PX
        """Rows are as high as there is room, between limits; below those the grid scrolls."""
        self._rows_px = 0
        """The height of the rows that are seen, all of them whole."""
        self.head_px = ROW_HEIGHT
        """The height of the head; `set_head` changes it."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(ui_font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        metrics = QFontMetrics(ui_font(bold=True))
        self._group_px = metrics.horizontalAdvance("$MMMM") + _PAD
        self._label_px = metrics.horizontalAdvance("0:00") + 2 * _PAD
        self._take_colours()
        theme().changed.connect(self._take_colours)

    def _take_colours(self) -> None:
        look = theme()
        colours = look.colours
        self._fills = [
            QColor(mix(colours.up, colours.panel, fill_share(step / STRENGTHS))) for step in range(STRENGTHS + 1)
        ]
        self._up = look.colour("up")
        self._text = QPen(look.colour("text"))
        self._quiet = QPen(look.colour("secondary"))
        self._faded = QPen(look.colour("muted"))
        self._line = look.colour("line")
        self._ground = look.colour("panel")
        self._hover = QPen(look.colour("secondary"))
        self._focus = QPen(look.colour("accent"), 2)
        self._frame = QPen(look.colour("up"), 1, Qt.PenStyle.DashLine)
        self._bold = ui_font(bold=True)
        self._plain = ui_font()
        self._labels = Labels(self._plain)
        self.viewport().update()

    # --- what the panel calls ---

    def show_scene(self, scene: HeatScene) -> None:
        """Take the newest state; a repaint only where it differs."""
        if scene == self.scene:
            return
        before, self.scene = self.scene, scene
        if len(before.rows) != len(scene.rows) or before.columns != scene.columns:
            self._fit()
            self._move(*self.current)
        if (len(before.rows), before.columns, before.stale) != (len(scene.rows), scene.columns, scene.stale):
            self.viewport().update()
            return
        changed = [place for place, (old, new) in enumerate(zip(before.rows, scene.rows, strict=True)) if old != new]
        # a second that passes changes every label and hardly a cell
        cells = [place for place in changed if before.rows[place].cells != scene.rows[place].cells]
        self._ask_for(changed, self._group_px + self._label_px)
        self._ask_for(cells, self.viewport().width())

    def _ask_for(self, places: list[int], width: int) -> None:
        """Ask for a repaint of these rows; neighbours in one rectangle, since a region of many is slow."""
        while places:
            first = last = places.pop(0)
            while places and places[0] == last + 1:
                last = places.pop(0)
            self.viewport().update(0, self._top(first), width, (last + 1 - first) * self.row_px)

    def cell(self, row: int, column: int) -> HeatCell | None:
        """What stands there; None for an empty or an impossible place."""
        rows = self.scene.rows
        if 0 <= row < len(rows) and 0 <= column < len(rows[row].cells):
            return rows[row].cells[column]
        return None

    @property
    def pointed_at(self) -> tuple[int, int] | None:
        """The row and column under the pointer."""
        return None if self._hovered == (-1, -1) else self._hovered

    # --- geometry ---

    def set_head(self, height: int) -> None:
        """Make the head as high as that of the table beside it."""
        if height != self.head_px:
            self.head_px = height
            self._fit()
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(320, 24 * LEAST_ROW_PX + self.head_px)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._group_px + self._label_px + 5 * 38, 4 * LEAST_ROW_PX + self.head_px)

    def _top(self, row: int) -> int:
        return self.head_px + row * self.row_px - self.verticalScrollBar().value()

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell stands in the viewport."""
        left = self._group_px + self._label_px
        count = max(1, len(self.scene.columns))
        room = max(0, self.viewport().width() - left - _PAD)
        begin, end = left + room * column // count, left + room * (column + 1) // count
        return QRect(begin, self._top(row), end - begin, self.row_px)

    def place_at(self, at: QPoint) -> tuple[int, int]:
        """Row and column of a point in the viewport; -1, -1 beside the cells."""
        if not self.head_px <= at.y() < self.head_px + self._rows_px or not self.scene.rows:
            return -1, -1
        row = (at.y() - self.head_px + self.verticalScrollBar().value()) // self.row_px
        for column in range(len(self.scene.columns)):
            rect = self.cell_rect(0, column)
            if rect.left() <= at.x() <= rect.right() and row < len(self.scene.rows):
                return row, column
        return -1, -1

    def _fit(self) -> None:
        count = max(1, len(self.scene.rows))
        room = max(0, self.viewport().height() - self.head_px)
        # where not all have room, so many as are seen whole: half a row cannot be read
        seen = min(count, max(1, room // LEAST_ROW_PX))
        self.row_px = min(ROW_HEIGHT, max(LEAST_ROW_PX, room // seen))
        self._rows_px = seen * self.row_px
        bar = self.verticalScrollBar()
        bar.setPageStep(self._rows_px)
        bar.setSingleStep(self.row_px)
        bar.setRange(0, max(0, len(self.scene.rows) * self.row_px - self._rows_px))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        try:
            painter.setFont(self._plain)
            painter.fillRect(event.rect(), self._ground)
            painter.setClipRect(0, self.head_px, self.viewport().width(), self._rows_px)
            self._paint_rows(painter, event)
            painter.setClipping(False)
            if event.rect().top() < self.head_px:
                self._paint_head(painter)
        finally:
            painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        width = self.viewport().width()
        painter.fillRect(QRect(0, 0, width, self.head_px), self._ground)
        painter.setPen(self._faded)
        painter.setFont(self._plain)
        for column, title in enumerate(self.scene.columns):
            rect = self.cell_rect(0, column)
            self._labels.centre(painter, QRect(rect.left(), 0, rect.width(), self.head_px), title)
        painter.fillRect(QRect(0, self.head_px - 1, width, 1), self._line)

    def _paint_rows(self, painter: QPainter, event: QPaintEvent) -> None:
        region = event.region()
        stale = self.scene.stale
        width, height = self.viewport().width(), self.row_px
        # geometry once per paint: asking the widget for each of 120 cells costs more than their texts
        boxes = [self.cell_rect(0, column) for column in range(len(self.scene.columns))]
        spans = [(box.left() + 1, box.width() - 2) for box in boxes]
        for place, row in enumerate(self.scene.rows):
            top = self._top(place)
            if top + height <= self.head_px or not region.intersects(QRect(0, top, width, height)):
                continue
            if row.group:
                if place:
                    painter.fillRect(QRect(0, top, width, 1), self._line)
                painter.setFont(self._bold)
                painter.setPen(self._text)
                painter.drawText(QRect(_PAD, top, self._group_px, height), _LEFT, row.group)
                painter.setFont(self._plain)
            painter.setPen(self._faded if stale else self._quiet)
            self._labels.right(painter, QRect(self._group_px, top, self._label_px - _PAD, height), row.label)
            if not region.intersects(QRect(self._group_px + self._label_px, top, width, height)):
                continue
            for (left, cell_width), cell in zip(spans, row.cells, strict=False):
                if cell is not None:
                    self._paint_cell(painter, QRect(left, top + 1, cell_width, height - 1), cell)
        if self._hovered != (-1, -1):
            self._outline(painter, self._hovered, self._hover)
        if self.hasFocus() and self.scene.rows:
            self._outline(painter, self.current, self._focus)

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: HeatCell) -> None:
        faded = cell.gone or self.scene.stale
        if cell.conditional and not cell.gone:
            painter.setPen(self._frame)
            painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        elif not faded:
            painter.fillRect(rect, self._fills[round(min(1.0, max(0.0, cell.strength)) * STRENGTHS)])
        painter.setPen(self._faded if faded else self._quiet if cell.conditional else self._text)
        self._labels.centre(painter, rect, cell.text)

    def _outline(self, painter: QPainter, place: tuple[int, int], pen: QPen) -> None:
        painter.setPen(pen)
        painter.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        painter.drawRect(self.cell_rect(*place).adjusted(1, 1, -2, -1))

    # --- keyboard and mouse ---

    def _move(self, row: int, column: int) -> None:
        if not self.scene.rows:
            return
        row = min(max(0, row), len(self.scene.rows) - 1)
        column = min(max(0, column), len(self.scene.columns) - 1)
        moved = (row, column) != self.current
        self.current = (row, column)
        bar = self.verticalScrollBar()
        top = row * self.row_px
        bar.setValue(min(max(bar.value(), top + self.row_px - self._rows_px), top))
        if moved:
            self.current_changed.emit(row, column)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self.current
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, len(self.scene.columns) - 1),
            Qt.Key.Key_PageUp: (0, column),
            Qt.Key.Key_PageDown: (len(self.scene.rows) - 1, column),
        }
        if key in steps:
            self._move(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(row, column)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place != (-1, -1):
            self._move(*place)
            self.activated.emit(*place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and place != (-1, -1):
            self.opened.emit(*place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.place_at(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._point((-1, -1))
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().viewportEvent(event)

    def _tell(self, event: QHelpEvent) -> None:
        place = self.place_at(event.pos())
        text = self.tell(*place) if place != (-1, -1) else ""
        if text:
            QToolTip.showText(event.globalPos(), text, self, self.cell_rect(*place))
        else:
            QToolTip.hideText()

    def _point(self, place: tuple[int, int]) -> None:
        if place != self._hovered:
            self._hovered = place
            self.pointed.emit(*place)
            self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
