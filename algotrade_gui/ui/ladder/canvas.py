"""The ladder's widget: one paint event that draws a scene, and the mouse that presses, drags and cancels on it."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.ladder import LadderRow
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.ui.ladder.painter import HEADER_PX, ROW_PX, Columns, LadderPainter, Pointer, theo_y
from algotrade_gui.ui.ladder.scene import Grab, LadderScene, Press, Spot, Zone
from algotrade_gui.ui.language import integer, money, tr
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.theme import theme

_WHEEL_ROWS: Final = 3
_WHEEL_NOTCH: Final = 120


class LadderCanvas(QWidget):
    """Draws the scene it was given last, repainting the rows that changed.

    What an order gets is taken when the button goes down, and nothing is asked for if another contract is shown when it goes up.

    Signals:
        pressed: a Press (object): a click in the bid or the ask column while clicks place orders.
        idle_pressed: nothing: the same while they do not.
        dragged: a Grab (object) and the price (int, cents) of the row it was let go over.
        not_ours_to_drag: nothing: a drag of orders that are all a bot's.
        cancel_asked: the ids (tuple) of our orders in the row under a right click.
        picked: the price (int) of a row whose price was clicked.
        hovered: nothing: the cell under the pointer is another one now; see `over`.
        scrolled: rows (int), upwards.
        resized: nothing: another number of rows has room.
        focus_left: nothing.
        interrupted: nothing: another contract came while a button was down.
    """

    pressed = Signal(object)
    idle_pressed = Signal()
    dragged = Signal(object, int)
    not_ours_to_drag = Signal()
    cancel_asked = Signal(object)
    picked = Signal(int)
    hovered = Signal()
    scrolled = Signal(int)
    resized = Signal()
    focus_left = Signal()
    interrupted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = LadderScene()
        self.paints = 0
        """Paint events so far: tests count them."""
        self.over: Spot | None = None
        """The cell under the pointer."""
        self._painter = LadderPainter()
        self._columns = self._painter.columns(self.width())
        self._press: tuple[Press, Spot] | None = None
        self._grab: tuple[Grab, Spot] | None = None
        self._drag_to: Cents | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self._painter.least_px, HEADER_PX + 6 * ROW_PX)
        self.setAccessibleName(tr("Price ladder"))
        theme().changed.connect(self._take_look)

    def _take_look(self) -> None:
        self._painter.take_look()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._painter.least_px + 110, HEADER_PX + 20 * ROW_PX)

    @property
    def row_count(self) -> int:
        """How many whole rows have room."""
        return max(1, (self.height() - HEADER_PX) // ROW_PX)

    @property
    def columns(self) -> Columns:
        """Where the columns stand."""
        return self._columns

    @property
    def busy(self) -> bool:
        """Whether a button is down: rows must not move."""
        return self._press is not None or self._grab is not None

    @property
    def drag(self) -> tuple[Grab, Cents] | None:
        """The orders that are being dragged, and the price of the row they are over; None while there is none."""
        if self._grab is None or self._drag_to is None or self._drag_to == self._grab[0].row:
            return None
        return self._grab[0], self.scene.row(self._drag_to).shown

    def show_scene(self, scene: LadderScene) -> None:
        """Take the newest state and ask for a repaint of what differs."""
        before, self.scene = self.scene, scene
        if scene.instrument != before.instrument:
            self.interrupt()
        whole_before = (before.instrument, before.window, before.clicks, before.can_sell, before.keys, before.quantity)
        whole = (scene.instrument, scene.window, scene.clicks, scene.can_sell, scene.keys, scene.quantity)
        if whole != whole_before or (scene.stale, scene.empty) != (before.stale, before.empty):
            self.update()
            return
        if scene.bar_full != before.bar_full or scene.hidden != before.hidden:
            self.update(0, 0, self._columns.book_px, self.height())
        else:
            self._update_rows(before)
        if scene.trades != before.trades and self._columns.strip_px:
            self.update(self._columns.strip_left, 0, self._columns.strip_px, self.height())

    def interrupt(self) -> None:
        """Another contract is shown from now on, perhaps of the same name: a button that is down does nothing."""
        if self.busy:
            self._let_go()
            self.interrupted.emit()

    def _update_rows(self, before: LadderScene) -> None:
        scene = self.scene
        changed = {
            price for price in before.rows.keys() | scene.rows.keys() if before.rows.get(price) != scene.rows.get(price)
        }
        for old, new in ((before.last_row, scene.last_row), (before.cursor, scene.cursor)):
            if old != new:
                changed.update(price for price in (old, new) if price is not None)
        if before.moving != scene.moving:
            touched = before.moving ^ scene.moving
            changed.update(row.price for row in scene.rows.values() if any(o.client_id in touched for o in row.own))
        changed.update(row for _, row in before.ghosts ^ scene.ghosts)
        for price in changed:
            self._update_row(price)
        if before.theo != scene.theo:
            for theo in (before.theo, scene.theo):
                if theo is not None and not scene.window.holds(theo):
                    # an edge says where it is
                    self._repaint_rows(scene.window.top, scene.window.bottom)
                elif theo is not None:
                    self.update(0, theo_y(scene.window.depth(theo)) - 6, self._columns.book_px, 13)

    def _update_row(self, price: Cents) -> None:
        place = self.scene.window.row(price)
        if place is not None:
            self.update(0, HEADER_PX + place * ROW_PX, self._columns.book_px, ROW_PX)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paints += 1
        painter = QPainter(self)
        try:
            mouse = Pointer(self.over, self._grab[1] if self._grab else None, self._drag_to)
            size = self.width(), self.height()
            self._painter.paint(painter, self.scene, self._columns, size, event.rect(), mouse)
        finally:
            # a painter that an error's traceback keeps open ends the process with Qt's next paint
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns = self._painter.columns(self.width())
        self.resized.emit()

    # --- where ---

    def spot_at(self, at: QPoint) -> Spot | None:
        """The cell under a point; None beside the rows."""
        scene = self.scene
        place = (at.y() - HEADER_PX) // ROW_PX
        zone = self._columns.zone_at(at.x())
        if scene.empty or zone is None or at.y() < HEADER_PX or not 0 <= place < scene.window.count:
            return None
        return Spot(zone, scene.window.price(place))

    def rect_of(self, spot: Spot) -> QRect:
        """The cell's place; empty where it is out of view."""
        place = self.scene.window.row(spot.row)
        if place is None:
            return QRect()
        left, width = self._columns.span(spot.zone)
        return QRect(left, HEADER_PX + place * ROW_PX, width, ROW_PX)

    def press_at(self, side: Side, row: Cents) -> Press | None:
        """The order that a click or a key asks for in that row, at the price it shows; None where that is no price."""
        price = self.scene.row(row).shown
        if self.scene.instrument is None or self.scene.empty or price <= 0:
            return None
        return Press(self.scene.instrument, side, price)

    # --- the mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is None or self.busy:
            return
        if event.button() is Qt.MouseButton.RightButton:
            orders = tuple(order.client_id for order in self.scene.row(spot.row).own)
            if orders:
                self.cancel_asked.emit(orders)
        elif event.button() is Qt.MouseButton.LeftButton:
            self._left_down(spot)

    def _left_down(self, spot: Spot) -> None:
        side = spot.zone.side
        if side is None:
            self.picked.emit(spot.row)
        elif spot.zone.is_own:
            self._take_hold(spot, side)
        elif not self.scene.clicks:
            self.idle_pressed.emit()
        else:
            press = self.press_at(side, spot.row)
            if press is not None:
                self._press = press, spot

    def _take_hold(self, spot: Spot, side: Side) -> None:
        row = self.scene.row(spot.row)
        there = row.buys if side is Side.BUY else row.sells
        if self.scene.instrument is None or not there:
            return
        mine = tuple(order.client_id for order in there if order.owner == MANUAL)
        if not mine:
            self.not_ours_to_drag.emit()
            return
        self._grab = Grab(self.scene.instrument, side, spot.row, mine), spot
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if self._grab is not None:
            to = spot.row if spot is not None else None
            if to != self._drag_to:
                self._repaint_rows(self._drag_to, to)
                self._drag_to = to
        self._hover(spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        spot = self.spot_at(event.position().toPoint())
        press, grab = self._press, self._grab
        self._let_go()
        if press is not None and spot == press[1]:
            # let go elsewhere: thought better of
            self.pressed.emit(press[0])
        elif grab is not None and spot is not None and spot.row != grab[0].row:
            price = self.scene.row(spot.row).shown
            if price > 0:
                self.dragged.emit(grab[0], price)

    def _let_go(self) -> None:
        self._repaint_rows(self._drag_to, None)
        self._press = self._grab = self._drag_to = None
        self._show_pointer()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, spot: Spot | None) -> None:
        if spot != self.over:
            before, self.over = self.over, spot
            self._repaint_rows(before.row if before else None, spot.row if spot else None)
            self._show_pointer()
            self.hovered.emit()

    def _show_pointer(self) -> None:
        spot = self.over
        shape = Qt.CursorShape.ArrowCursor
        if self._grab is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif spot is not None and spot.zone.is_own:
            row = self.scene.row(spot.row)
            if any(order.owner == MANUAL for order in (row.buys if spot.zone is Zone.OWN_BID else row.sells)):
                shape = Qt.CursorShape.OpenHandCursor
        elif spot is not None and self.scene.clicks and spot.zone is not Zone.PRICE:
            allowed = spot.zone is Zone.BID or self.scene.can_sell
            shape = Qt.CursorShape.PointingHandCursor if allowed else Qt.CursorShape.ForbiddenCursor
        self.setCursor(shape)

    def _repaint_rows(self, *prices: Cents | None) -> None:
        for price in prices:
            if price is not None:
                self._update_row(price)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        if notches and not self.busy:
            self.scrolled.emit(round(notches * _WHEEL_ROWS) or (1 if notches > 0 else -1))
        event.accept()

    # --- keys, focus, tips ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}.get(Qt.Key(event.key()))
        if way is not None and not self.busy:
            self.scrolled.emit(way * max(1, self.row_count // 2))
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_left.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            text = row_tip(self.scene.row(spot.row)) if spot is not None else ""
            QToolTip.showText(event.globalPos(), text, self, self.rect_of(spot) if spot is not None else QRect())
            return True
        # Escape is the window's, for its messages: a drag takes it first
        asked = event.type() is QEvent.Type.ShortcutOverride and self.busy
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._let_go()
            event.accept()
            return True
        return super().event(event)


def row_tip(row: LadderRow) -> str:
    """Every level and own order of a row at its exact price."""
    lines = [tr("Bid {price}: {size}", price=money(each.price), size=integer(each.size)) for each in row.bids]
    lines += [tr("Ask {price}: {size}", price=money(each.price), size=integer(each.size)) for each in row.asks]
    for order in row.own:
        values = {"owner": owner_name(order.owner), "quantity": integer(order.remaining), "price": money(order.price)}
        told = (
            tr("{owner} buys {quantity} at {price}", **values)
            if order.side is Side.BUY
            else tr("{owner} sells {quantity} at {price}", **values)
        )
        lines.append(tr("{order}, fate unknown", order=told) if order.in_doubt else told)
    return "\n".join(lines)
