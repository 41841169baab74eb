"""One expiry of an option chain as a table that is walked cell by cell."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QLabel, QSizePolicy, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, round_time_text
from algotrade_gui.domain.order import Side
from algotrade_gui.market.option_chain import ExpiryLook
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.models.cells import CellRow, RowStyle
from algotrade_gui.ui.models.chain_rows import (
    OUTER,
    PLAN,
    STRIKE_COLUMN,
    ChainRow,
    OptionRow,
    chain_columns,
    chain_style,
    column_of,
)
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.row_picture import Look
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, theme

_MONEY_MARK_PX = 3
USUAL_ROWS = 5


class ChainTable(RecordTable):
    """Strikes as rows. The columns' order is fixed: calls mirror puts.

    Signals:
        clicked_price: the cell (QModelIndex) of a bid, an ask or their quantities.
    """

    clicked_price = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None, *, clock: Clock | None = None) -> None:
        self._shown: set[str] = set()
        self.rows: RecordTableModel[Cents, ChainRow] = RecordTableModel(
            chain_columns(self._shown), style=chain_style, clock=clock
        )
        super().__init__(self.rows, parent, bold_rows=False)
        self._hover_cell: tuple[int, int] = (-1, -1)
        self._tints = 0
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        header = self.horizontalHeader()
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.clicked.connect(self._clicked)
        # a hidden section tells no width
        self._widths = [header.sectionSize(place) for place in range(header.count())]
        self._take_tints()
        theme().changed.connect(self._take_tints)

    def _take_tints(self) -> None:
        self._tints += 1
        self._tint = theme().colour("accent", 0.07)
        self._hover_tint = theme().colour("text", 0.10)
        self._money = theme().colour("accent")
        self._strike_ground = theme().colour("raised")
        self.viewport().update()

    # --- what the panel calls ---

    def show_metrics(self, names: Collection[str]) -> None:
        """Show the columns of these metrics, on both sides of the strike, and no others."""
        self._shown.clear()
        self._shown.update(names)
        for place, (_, metric) in enumerate(PLAN):
            self.setColumnHidden(place, metric is not None and metric.name not in names)
        # what was hidden has no texts yet
        self.rows.apply({key: row for key in self.rows.keys if (row := self.rows.record(key)) is not None})
        self.centre()

    def show_rows(self, rows: dict[Cents, ChainRow]) -> None:
        """Show these strikes. When all are new, the current cell keeps its place: the chain has rolled."""
        gone = [key for key in self.rows.keys if key not in rows]
        current = self.currentIndex()
        place = (current.row(), current.column()) if current.isValid() else None
        changed = {key: row for key, row in rows.items() if self.rows.record(key) != row}
        if any(_ground(self.rows.record(key)) != _ground(row) for key, row in changed.items()):
            self.viewport().update()
        if not changed and not gone:
            self.rows.apply({})
            return
        ordered = self.rows.keys + [key for key in changed if self.rows.row_of(key) is None]
        self.rows.apply(changed, gone)
        if sorted(ordered) != ordered:
            self.rows.sort(STRIKE_COLUMN)
        if place is not None and not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(min(place[0], self.rows.rowCount() - 1), place[1]))

    def option_at(self, index: QModelIndex) -> tuple[OptionRow, Side | None] | None:
        """The option of a cell, with the side that a click orders; None for the strike and beside the rows."""
        row = self.rows.record_at(index.row()) if index.isValid() else None
        if row is None or index.column() == STRIKE_COLUMN:
            return None
        side, metric = PLAN[index.column()]
        option = row.call if side == "call" else row.put
        return None if option is None or metric is None else (option, metric.side)

    def go_to(self, strike: Cents, side: str) -> None:
        """Put the current cell on the ask of a call or a put."""
        row = self.rows.row_of(strike)
        if row is not None:
            self.setCurrentIndex(self.rows.index(row, column_of(side, "ask")))

    @property
    def needed_px(self) -> int:
        """The width of all columns that are shown."""
        return self.horizontalHeader().length()

    def width_px(self, names: Collection[str]) -> int:
        """The width of the strike and, on both sides, the columns of these metrics."""
        return sum(
            width
            for width, (_, metric) in zip(self._widths, PLAN, strict=True)
            if metric is None or metric.name in names
        )

    def fitting(self, names: Sequence[str], room_px: int) -> tuple[str, ...]:
        """Those of `names` that have room, from the strike outwards. Quotes, and what the user has added, never give way."""
        left = list(names)
        for name in (metric.name for metric in reversed(OUTER) if metric.shown and metric.name in names):
            if self.width_px(left) <= room_px:
                break
            left.remove(name)
        return tuple(left)

    def centre(self) -> None:
        """Have the strike in the middle, where the columns need more room than there is."""
        header = self.horizontalHeader()
        middle = header.sectionPosition(STRIKE_COLUMN) + header.sectionSize(STRIKE_COLUMN) // 2
        self.horizontalScrollBar().setValue(middle - self.viewport().width() // 2)

    def sizeHint(self) -> QSize:
        rows = max(USUAL_ROWS, self.rows.rowCount())
        # always with room for the bar: layouts keep a hint, and the bar comes and goes with the widths of texts
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(480, self.horizontalHeader().sizeHint().height() + rows * ROW_HEIGHT + bar + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.horizontalHeader().sizeHint().height() + 2 * ROW_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.centre()

    # --- painting ---

    def _look(self, row: int, shown: CellRow[Any], selected: bool, focused: int) -> Look:  # noqa: ARG002 - no row is selected
        record: ChainRow | None = shown.record
        hovered = self._hover_cell[1] if row == self._hover_cell[0] else -1
        return focused, hovered, self._tints, *_ground(record)

    def _paint_row(
        self,
        painter: QPainter,
        top: int,
        shown: CellRow[Any],
        look: Look,
        columns: Sequence[tuple[int, int, int]],
        areas: Sequence[tuple[int, int]],  # noqa: ARG002 - a cell's ground is its own here
    ) -> None:
        record: ChainRow | None = shown.record
        if record is None:
            return
        focused, hovered, *_ = look
        delegate = self._delegate
        painter.setFont(delegate.font_of(RowStyle.NORMAL))
        for column, left, width in columns:
            box = QRect(left, top, width, ROW_HEIGHT)
            self._paint_ground(painter, box, record, column, hovered=column == hovered)
            delegate.paint_cell(painter, left, top, width, shown.cells[column], shown.style, column)
            if column == focused:
                delegate.paint_focus(painter, box)

    def _paint_ground(self, painter: QPainter, box: QRect, record: ChainRow, column: int, *, hovered: bool) -> None:
        if column == STRIKE_COLUMN:
            painter.fillRect(box, self._strike_ground)
            if record.at_the_money:
                painter.fillRect(QRect(box.left(), box.top(), _MONEY_MARK_PX, box.height()), self._money)
                right = box.right() - _MONEY_MARK_PX + 1
                painter.fillRect(QRect(right, box.top(), _MONEY_MARK_PX, box.height()), self._money)
            return
        option = record.call if column < STRIKE_COLUMN else record.put
        if option is not None and option.look.in_the_money:
            painter.fillRect(box, self._tint)
        metric = PLAN[column][1]
        if hovered and metric is not None and metric.side is not None:
            painter.fillRect(box, self._hover_tint)

    # --- mouse ---

    def _clicked(self, index: QModelIndex) -> None:
        found = self.option_at(index)
        if found is not None and found[1] is not None:
            self.clicked_price.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover_over((index.row(), index.column()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover_over((-1, -1))

    def _hover_over(self, cell: tuple[int, int]) -> None:
        if cell != self._hover_cell:
            self._hover_cell = cell
            self.viewport().update()


def _ground(row: ChainRow | None) -> tuple[object, ...]:
    """What lies under a row's texts."""
    if row is None:
        return ()
    return (
        row.at_the_money,
        row.call is not None and row.call.look.in_the_money,
        row.put is not None and row.put.look.in_the_money,
    )


class ChainBlock(QWidget):
    """A table under a line that says whose it is: expiry, time left, price, the model's forward.

    Signals:
        menu_wanted: this block (ChainBlock) and the point (QPoint) in its table's viewport.
    """

    menu_wanted = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None, *, clock: Clock | None = None) -> None:
        super().__init__(parent)
        self.look: ExpiryLook | None = None
        self.table = ChainTable(self, clock=clock)
        self.table.setAccessibleName(tr("Option chain"))
        self._calls = self._label(tr("Calls"), "muted", Qt.AlignmentFlag.AlignLeft)
        self._head = self._label("", "secondary", Qt.AlignmentFlag.AlignHCenter)
        self._puts = self._label(tr("Puts"), "muted", Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setContentsMargins(GRID, 2, GRID, 2)
        row.addWidget(self._calls)
        row.addWidget(self._head, 1)
        row.addWidget(self._puts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.table)
        self.table.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self, at))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def _label(self, text: str, tone: str, side: Qt.AlignmentFlag) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("tone", tone)
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        label.setMinimumWidth(1)
        return label

    @property
    def heading(self) -> str:
        """What the line above the table says."""
        return self._head.text()

    def show_metrics(self, names: Collection[str]) -> None:
        """Show the columns of these metrics; the block grows no wider than they are and stands in the middle of more room."""
        self.table.show_metrics(names)
        self.setMaximumWidth(self.table.needed_px)

    def show_look(self, look: ExpiryLook, rows: dict[Cents, ChainRow], now_ms: RoundMs) -> None:
        """Show one expiry."""
        self.look = look
        left_ms = -(-max(0, look.expiry_ms - now_ms) // MS_PER_S) * MS_PER_S
        parts = [
            tr("{underlying} · {seconds} s", underlying=look.underlying, seconds=look.expiry_ms // MS_PER_S),
            tr("{time} left", time=round_time_text(left_ms)),
        ]
        if look.price is not None:
            parts.append(tr("price {price}", price=money(look.price)))
        if look.forward is not None:
            parts.append(tr("forward {price}", price=money(round(look.forward))))
        text = " · ".join(parts)
        if self._head.text() != text:
            self._head.setText(text)
            self.table.setAccessibleName(tr("Options of {expiry}", expiry=parts[0]))
        self.table.show_rows(rows)
