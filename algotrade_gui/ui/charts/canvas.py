"""The chart's widget: one paint event that draws a scene, with what a kept picture saves of it."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from algotrade_gui.core.units import round_time_text
from algotrade_gui.ui.charts.axes import Axes
from algotrade_gui.ui.charts.candle_layer import CandleLayer
from algotrade_gui.ui.charts.frame import Frame, Sizes, lay_out
from algotrade_gui.ui.charts.gestures import WHEEL_ZOOM, Gestures
from algotrade_gui.ui.charts.head import Head
from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.charts.line_layer import LineLayer, Part
from algotrade_gui.ui.charts.order_hold import OrderHold
from algotrade_gui.ui.charts.order_lines import OrderHit, OrderLines, OrderPart
from algotrade_gui.ui.charts.overlays import Overlays, strike_px
from algotrade_gui.ui.charts.scene import ChartScene, ChartStyle
from algotrade_gui.ui.charts.viewport import Viewport
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.theme import mix, theme, ui_font

_CENTRE = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


class ChartCanvas(QWidget):
    """Draws the scene it was given last. A plain widget rather than a graphics scene: one paint, whole pixels, no item bookkeeping.

    Signals:
        following_changed: `following` (bool), when the view starts or stops to follow the newest candle.
        auto_scale_changed: whether the prices are fitted by themselves (bool).
        crosshair_moved: the second of the round (float) under the pointer, or None when it left.
        cancel_asked: the ClientOrderId of an order that is to be cancelled.
        move_asked: the ClientOrderId of an order and the price in cents (int) that it is to be moved to.
        menu_asked: where on the screen (QPoint).
    """

    following_changed = Signal(bool)
    auto_scale_changed = Signal(bool)
    crosshair_moved = Signal(object)
    cancel_asked = Signal(object)
    move_asked = Signal(object, int)
    menu_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = Viewport()
        self.scene = ChartScene()
        self.held = OrderHold(self)
        """Which orders the user is busy with."""
        self.frame: Frame | None = None
        """Where things stood in the last paint."""
        self.paints = 0
        """Paint events so far: tests count them."""
        self.setFont(ui_font())
        self._labels = Labels(self.font())
        self._axes = Axes(self._labels)
        self._candles = CandleLayer()
        self._lines = LineLayer()
        self._orders = OrderLines(self._labels)
        self._overlays = Overlays(self._labels)
        self._head = Head(self._labels)
        self._gestures = Gestures(self)
        self._picture = QPixmap()
        self._picture_key: object = None
        self._drawn_key: object = None
        self._laid_out: tuple[ChartScene, object] | None = None
        self._linked_s: float | None = None
        self._told_s: float | None = None
        text, price = self._labels.height, self._labels.width("10,000.00") + 14
        self._sizes = Sizes(text=text, price=price, time=self._labels.width("00:00") + 24)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Chart"))
        theme().changed.connect(self.update)

    # --- what the panel calls ---

    def bind(self, scene: ChartScene) -> None:
        """Show another instrument, in its default view."""
        self.view.bind(scene.life_s)
        self.held.clear()
        self.show_scene(scene)
        self._tell_view()

    def show_scene(self, scene: ChartScene) -> None:
        """Take the newest state of what is shown and ask for one repaint."""
        self.scene = scene
        candles = scene.candles
        self.view.newest(float(candles.start[-1]) + candles.span_s - 1 if len(candles) else None)
        self.held.let_go_of_ended()
        self.update()

    def follow(self) -> None:
        """Back to the newest candle, prices fitted."""
        self.view.follow()
        self.moved()

    def show_all(self) -> None:
        """The whole round in view."""
        starts = self.scene.candles.start
        if len(starts):
            self._keep_clear()
            self.view.show_all(float(starts[0]), float(starts[-1]))
            self.moved()

    def set_auto_scale(self, wanted: bool) -> None:
        """Fit the prices by themselves, or leave them as they are."""
        self.view.auto_scale = wanted
        self.moved()

    def zoom(self, notches: float) -> None:
        """Nearer (positive) or farther, round the middle."""
        self.view.zoom(WHEEL_ZOOM**notches, (self.view.first_s + self.view.last_s) / 2)
        self.moved()

    def pan(self, share: float) -> None:
        """Move by a share of what is in view, to later times where it is positive."""
        self.view.pan(self.view.span_s * share)
        self.moved()

    def link(self, second: float | None) -> None:
        """Show another chart's crosshair."""
        if second != self._linked_s:
            self._linked_s = second
            self.update()

    def moved(self) -> None:
        """The view was moved: tell it and paint it."""
        self._tell_view()
        self.update()

    def _tell_view(self) -> None:
        self.following_changed.emit(self.view.following)
        self.auto_scale_changed.emit(self.view.auto_scale)

    # --- orders ---

    def order_under(self, at: QPoint) -> OrderHit | None:
        """The order's line at this place."""
        if self.frame is None:
            return None
        return self._orders.under(self.frame, self.scene.orders, self._sizes, at)

    def order_tip(self, hit: OrderHit) -> str:
        """What an order's line says under the pointer."""
        if hit.part is OrderPart.CANCEL:
            return tr("Cancel this order (Delete)")
        price = money(round(hit.line.price))
        if hit.line.moving_to is not None:
            return tr("{order} at {price}: it is being moved", order=hit.line.text, price=price)
        return tr("{order} at {price}\nDrag it to move it to another price", order=hit.line.text, price=price)

    def stop_dragging(self) -> bool:
        """Let go of an order that the mouse drags, where it was; False where it drags none."""
        return self._gestures.drop()

    def event(self, event: QEvent) -> bool:
        # Escape is the window's, for its notices: an order that is held takes it first
        asked = event.type() is QEvent.Type.ShortcutOverride and self.held.holds
        if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.held.drop()
            event.accept()
            return True
        return super().event(event)

    # --- geometry ---

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    def _keep_clear(self) -> None:
        """Have the newest candle end before the words of strikes, which take one width whatever they say: nothing moves for another."""
        if self.scene.strikes:
            self.view.keep_clear(strike_px(self._labels) / max(1, self.width() - self._sizes.price))

    def _lay_out(self) -> Frame | None:
        self._keep_clear()
        view = self.view
        key = (view.first_s, view.last_s, view.prices, view.auto_scale, self.width(), self.height())
        if (
            self.frame is None
            or self._laid_out is None
            or self._laid_out[0] is not self.scene
            or self._laid_out[1] != key
        ):
            self.frame = lay_out(self.scene, view, self.size(), self._sizes)
            self._laid_out = (self.scene, (*key[:2], view.prices, *key[3:]))
        return self.frame

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paints += 1
        painter = QPainter(self)
        try:
            self._paint(painter, event)
        finally:
            # a painter that an error's traceback keeps open ends the process with Qt's next paint
            painter.end()

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        painter.setFont(self.font())
        frame, scene, sizes = self._lay_out(), self.scene, self._sizes
        if frame is None:
            painter.fillRect(event.rect(), theme().colour("panel"))
            return
        if self._paint_background(painter, frame):
            painter.setClipRect(frame.plot)
            self._paint_series(painter, frame, Part.LAST)
        self._orders.spared = self._overlays.words(frame, scene, sizes)
        self._orders.draw(painter, frame, scene.orders, sizes, self.held)
        self._overlays.quotes(painter, frame, scene)
        painter.setClipping(False)
        self._paint_last_price(painter, frame)
        self._paint_crosshair(painter, frame)
        self._head.draw(painter, frame, scene, sizes, self._pointed_s(frame))
        if scene.empty and not np.isfinite(frame.candles.close).any():
            area = frame.plot.adjusted(16, 0, -16, 0)
            # no line of the grid goes through the words
            painter.fillRect(
                painter.boundingRect(area, _CENTRE, scene.empty).adjusted(-8, -4, 8, 4), theme().colour("panel")
            )
            painter.setPen(theme().colour("muted"))
            painter.drawText(area, _CENTRE, scene.empty)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        # four fills: a drawn rectangle of this size goes through the stroker and costs 1 ms
        colour, width, height = theme().colour("accent"), self.width(), self.height()
        for box in ((0, 0, width, 1), (0, height - 1, width, 1), (0, 0, 1, height), (width - 1, 0, 1, height)):
            painter.fillRect(*box, colour)

    def _paint_background(self, painter: QPainter, frame: Frame) -> bool:
        """Grid, axes, fills and candles: from a picture, once they have stayed the same for two paints; True if the last one is missing.

        An underlying's chart is painted once a second, and then because a candle has closed: a picture of it would be used by nobody.
        """
        scene = self.scene
        key = (
            (self.width(), self.height(), self.devicePixelRatio(), theme().colours.name),
            (frame.time, frame.price, frame.volume_px, frame.px_per_contract, frame.strip_scale),
            (scene.history, len(scene.candles), scene.fills, scene.life_s, scene.settled_at, scene.style),
            (scene.marks, scene.strikes, scene.expiries, tuple(line.name for line in scene.lines)),
        )
        if key != self._drawn_key:
            self._drawn_key = key
            self._draw_background(painter, frame, Part.ALL)
            return False
        if key != self._picture_key:
            self._picture_key = key
            size = self.size() * self.devicePixelRatio()
            if self._picture.size() != size:
                self._picture = QPixmap(size)
                self._picture.setDevicePixelRatio(self.devicePixelRatio())
            inner = QPainter(self._picture)
            try:
                inner.setFont(self.font())
                self._draw_background(inner, frame, Part.BEFORE)
            finally:
                inner.end()
        painter.drawPixmap(0, 0, self._picture)
        return True

    def _draw_background(self, painter: QPainter, frame: Frame, part: Part) -> None:
        scene = self.scene
        painter.fillRect(self.rect(), theme().colour("panel"))
        self._paint_grid(painter, frame)
        painter.setClipRect(frame.plot)
        self._overlays.times(painter, frame, scene, self._sizes)
        self._overlays.strikes(painter, frame, scene, self._sizes)
        self._paint_series(painter, frame, part)
        self._overlays.marks(painter, frame, scene.marks, self._sizes)
        self._overlays.fills(painter, frame, scene.fills)

    def _paint_grid(self, painter: QPainter, frame: Frame) -> None:
        self._axes.draw(painter, frame, self._sizes, self.width())

    def _paint_series(self, painter: QPainter, frame: Frame, part: Part) -> None:
        look, candles = theme(), frame.candles.rows(part.candles)
        if frame.volume_px:
            bottom = frame.plot.bottom() + 1
            grey = QColor(mix(look.colours.muted, look.colours.panel, 0.55))
            self._candles.draw_volume(painter, candles, frame.time, bottom, frame.px_per_contract, grey)
        if self.scene.style is ChartStyle.CANDLES:
            colours = (look.colour("up"), look.colour("down"), look.colour("secondary"))
            self._candles.draw(painter, candles, frame.time, frame.price, colours)
        self._lines.price_line(painter, frame, self.scene, part)
        self._lines.indicators(painter, frame, part)
        self._lines.points(painter, frame, self.scene.points, part)

    def _paint_last_price(self, painter: QPainter, frame: Frame) -> None:
        look, scene = theme(), self.scene
        if scene.last_price is None:
            return
        y = round(min(max(frame.price.pixel(scene.last_price), frame.plot.top()), frame.plot.bottom()))
        colour = look.colour("up" if scene.last_direction > 0 else "down" if scene.last_direction < 0 else "secondary")
        if scene.stale:
            colour = look.colour("muted")
        self._orders.dotted(painter, frame, y, colour)
        text = money(round(scene.last_price))
        self._axes.price_tag(painter, frame, self._sizes, self.width(), y, colour, text)

    def _pointed_s(self, frame: Frame) -> float | None:
        """The second under the crosshair, this chart's or a linked one's."""
        at = self._gestures.pointer
        if (
            at is not None
            and frame.plot.left() <= at.x() <= frame.plot.right()
            and frame.plot.top() <= at.y() <= frame.bottom
        ):
            return frame.time.value(at.x())
        return self._linked_s

    def _paint_crosshair(self, painter: QPainter, frame: Frame) -> None:
        second = self._pointed_s(frame)
        if second is None or self._gestures.dragging or not frame.time.low <= second <= frame.time.high:
            return
        look, at = theme(), self._gestures.pointer
        x = round(frame.time.pixel(second))
        muted = look.colour("muted")
        self._orders.dotted_column(painter, x, frame.plot.top(), frame.bottom, muted)
        if at is not None and frame.plot.contains(at):
            self._orders.dotted(painter, frame, at.y(), muted)
            if at.y() <= frame.plot.bottom() - frame.volume_px:
                price = money(round(frame.price.value(at.y())))
                self._axes.price_tag(painter, frame, self._sizes, self.width(), at.y(), muted, price)
        text = round_time_text(max(0, math.floor(second)) * 1_000)
        self._axes.time_tag(painter, frame, self._sizes, x, muted, text)

    # --- mouse ---

    def tell_crosshair(self) -> None:
        """Say where the pointer is, where that is news."""
        second = None if self.frame is None or self._gestures.pointer is None else self._pointed_s(self.frame)
        if second != self._told_s:
            self._told_s = second
            self.crosshair_moved.emit(second)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._gestures.press(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gestures.double(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._gestures.wheel(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        self._gestures.leave()
        self.tell_crosshair()
        self.update()
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.frame = None
        super().resizeEvent(event)
