"""The chart's widget: one paint event that draws a scene, and the mouse and keys that move it."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from algotrade_gui.core.units import cents_to_text, round_time_text
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.charts.binning import CandleColumns, bin_span_s, merge
from algotrade_gui.ui.charts.candle_layer import CandleLayer
from algotrade_gui.ui.charts.primitives import Lines, Sprites
from algotrade_gui.ui.charts.scales import Scale, price_step_cents, ticks, time_step_s
from algotrade_gui.ui.charts.scene import ChartScene, FillMark
from algotrade_gui.ui.charts.viewport import Viewport
from algotrade_gui.ui.theme import mix, theme, ui_font

_VOLUME_SHARE = 0.18
_MARK_PX = 5
NO_PRICES = (99_000.0, 101_000.0)
"""The scale of a chart that has nothing to show, cents; its axis stays empty."""
_WHEEL_ZOOM = 0.85
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand in one paint: the plot's rectangle, its scales, and the candles merged to pixels."""

    plot: QRect
    time: Scale
    price: Scale
    candles: CandleColumns
    volume_px: int
    px_per_contract: float
    marks: range
    """The prices that the axis names."""


class ChartCanvas(QWidget):
    """Draws the scene it was given last. A plain widget rather than a graphics scene: one paint, whole pixels, no item bookkeeping.

    Signals:
        following_changed: `following` (bool), when the view starts or stops to follow the newest candle.
    """

    following_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = Viewport()
        self.scene = ChartScene()
        self.paints = 0
        """Paint events so far: tests count them."""
        self._layer = CandleLayer()
        self._grid = Lines()
        self._marks = Sprites()
        self._mark_pictures: dict[tuple[Side, str, float], QPixmap] = {}
        self._picture = QPixmap()
        self._picture_key: object = None
        self._frame: _Frame | None = None
        self._pointer: QPoint | None = None
        self._drag: QPointF | None = None
        self._drag_axis = False
        self.setFont(ui_font())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Chart")
        self._measure()
        theme().changed.connect(self.update)

    def _measure(self) -> None:
        metrics = QFontMetrics(self.font())
        self._text_px = metrics.height()
        self._price_px = metrics.horizontalAdvance("10,000.00") + 14
        self._time_px = metrics.horizontalAdvance("00:00") + 24

    # --- what the panel calls ---

    def bind(self, scene: ChartScene) -> None:
        """Show another instrument, in its default view."""
        self.view.bind(scene.life_s)
        self.show_scene(scene)
        self.following_changed.emit(self.view.following)

    def show_scene(self, scene: ChartScene) -> None:
        """Take the newest state of what is shown and ask for one repaint."""
        self.scene = scene
        self.view.newest(float(scene.candles.start[-1]) if len(scene.candles) else None)
        self.update()

    def follow(self) -> None:
        """Back to the newest candle, prices fitted."""
        self.view.follow()
        self._moved()

    def show_all(self) -> None:
        """The whole round in view."""
        starts = self.scene.candles.start
        if len(starts):
            self.view.show_all(float(starts[0]), float(starts[-1]))
            self._moved()

    def _moved(self) -> None:
        self.following_changed.emit(self.view.following)
        self.update()

    # --- geometry ---

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    def _plot(self) -> QRect:
        axis_px = self._text_px + 6
        head_px = self._text_px + 8
        return QRect(0, head_px, self.width() - self._price_px, self.height() - head_px - axis_px)

    def _lay_out(self) -> _Frame | None:
        """Work out scales and candles for the present size and view; None while the widget is too small to draw in."""
        plot = self._plot()
        if plot.width() < 20 or plot.height() < 20:
            return None
        scene, view = self.scene, self.view
        time = Scale(view.first_s, view.last_s, plot.left(), plot.right() + 1)
        visible = scene.candles.between(view.first_s, view.last_s)
        candles = merge(visible, bin_span_s(view.span_s, plot.width()))
        volume_px = int(plot.height() * _VOLUME_SHARE) if scene.has_volume else 0
        span = self._price_span(candles)
        low, high = span or NO_PRICES
        view.fit(low, high)
        prices = view.prices if view.prices is not None else (low, high)
        price = Scale(prices[0], prices[1], plot.bottom() - volume_px, plot.top())
        largest = float(np.max(candles.volume)) if volume_px and len(candles) else 0.0
        px_per_contract = (volume_px - 6) / largest if largest else 0.0
        step = price_step_cents(prices[1] - prices[0], plot.height() - volume_px, self._text_px * 2.4)
        # without a price there is nothing that the axis could tell
        marks = range(0) if span is None else ticks(prices[0], prices[1], step)
        return _Frame(plot, time, price, candles, volume_px, px_per_contract, marks)

    def _price_span(self, candles: CandleColumns) -> tuple[float, float] | None:
        with_prices = candles.low[np.isfinite(candles.low)]
        points = [point for point in (self.scene.last_price,) if point is not None]
        if self.scene.life_s is not None:
            points += [point for point in (self.scene.bid, self.scene.ask) if point is not None]
        if len(with_prices):
            points += [float(np.min(with_prices)), float(np.nanmax(candles.high))]
        return (min(points), max(points)) if points else None

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
        look = theme()
        painter.setFont(self.font())
        self._frame = frame = self._lay_out()
        if frame is None:
            painter.fillRect(event.rect(), look.colour("panel"))
            return
        painter.drawPixmap(0, 0, self._background(frame))
        painter.setClipRect(frame.plot)
        self._paint_candles(painter, frame, frame.candles.rows(slice(-1, None)))
        self._paint_orders(painter, frame)
        painter.setClipping(False)
        self._paint_price_tags(painter, frame)
        self._paint_crosshair(painter, frame)
        self._paint_head(painter, frame)
        if self.scene.empty and not np.isfinite(frame.candles.close).any():
            painter.setPen(look.colour("secondary"))
            painter.drawText(
                frame.plot.adjusted(16, 0, -16, 0), _CENTRE | int(Qt.TextFlag.TextWordWrap), self.scene.empty
            )
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        # four fills: a drawn rectangle of this size goes through the stroker and costs 1 ms
        colour, width, height = theme().colour("accent"), self.width(), self.height()
        for box in ((0, 0, width, 1), (0, height - 1, width, 1), (0, 0, 1, height), (width - 1, 0, 1, height)):
            painter.fillRect(*box, colour)

    def _background(self, frame: _Frame) -> QPixmap:
        """Grid, axes, fills and all candles but the last: kept as a picture until one of them, the view or the theme changes."""
        scene = self.scene
        key = (
            (self.width(), self.height(), self.devicePixelRatio(), theme().colours.name),
            (frame.time, frame.price, frame.volume_px, frame.px_per_contract),
            (scene.history, len(scene.candles), scene.fills, scene.life_s, scene.settled_at),
        )
        if key == self._picture_key:
            return self._picture
        self._picture_key = key
        size = self.size() * self.devicePixelRatio()
        if self._picture.size() != size:
            self._picture = QPixmap(size)
            self._picture.setDevicePixelRatio(self.devicePixelRatio())
        picture = self._picture
        picture.fill(theme().colour("panel"))
        painter = QPainter(picture)
        try:
            painter.setFont(self.font())
            self._paint_grid(painter, frame)
            painter.setClipRect(frame.plot)
            self._paint_candles(painter, frame, frame.candles.rows(slice(None, -1)))
            self._paint_settlement(painter, frame)
            self._paint_fills(painter, frame)
        finally:
            painter.end()
        return picture

    def _paint_candles(self, painter: QPainter, frame: _Frame, candles: CandleColumns) -> None:
        look = theme()
        if frame.volume_px:
            bottom = frame.plot.bottom() + 1
            grey = QColor(mix(look.colours.muted, look.colours.panel, 0.55))
            self._layer.draw_volume(painter, candles, frame.time, bottom, frame.px_per_contract, grey)
        colours = (look.colour("up"), look.colour("down"), look.colour("secondary"))
        self._layer.draw(painter, candles, frame.time, frame.price, colours)

    def _paint_grid(self, painter: QPainter, frame: _Frame) -> None:
        look = theme()
        plot = frame.plot
        step = time_step_s(self.view.span_s, plot.width(), self._time_px)
        seconds = ticks(max(0.0, self.view.first_s), self.view.last_s, step)
        marks = frame.marks
        # an opaque mixture: lines with an alpha are blended pixel by pixel
        painter.setPen(QColor(mix(look.colours.line, look.colours.panel, 0.6)))
        columns = np.array([round(frame.time.pixel(second)) for second in seconds], dtype=np.float64)
        rows = np.array([round(frame.price.pixel(mark)) for mark in marks], dtype=np.float64)
        self._grid.draw(painter, columns, plot.top(), columns, plot.bottom())
        self._grid.draw(painter, plot.left(), rows, plot.right(), rows)
        painter.setPen(look.colour("secondary"))
        for second, x in zip(seconds, columns.astype(int).tolist(), strict=True):
            if x + self._time_px / 2 <= plot.right() and x - self._time_px / 4 >= plot.left():
                box = QRect(x - self._time_px // 2, plot.bottom() + 1, self._time_px, self._text_px + 5)
                painter.drawText(box, _CENTRE, round_time_text(second * 1_000))
        for mark, y in zip(marks, rows.astype(int).tolist(), strict=True):
            if plot.top() + 4 <= y <= plot.bottom() - frame.volume_px - 2:
                painter.drawText(self._tag_box(y).adjusted(0, 0, -6, 0), _RIGHT, cents_to_text(mark))
        painter.setPen(look.colour("line"))
        painter.drawLine(plot.right() + 1, plot.top(), plot.right() + 1, plot.bottom())
        painter.drawLine(plot.left(), plot.bottom() + 1, plot.right() + 1, plot.bottom() + 1)

    def _tag_box(self, y: int) -> QRect:
        half = self._text_px // 2 + 1
        return QRect(self.width() - self._price_px + 2, y - half, self._price_px - 2, 2 * half)

    def _paint_settlement(self, painter: QPainter, frame: _Frame) -> None:
        life = self.scene.life_s
        if life is None:
            return
        look = theme()
        x = round(frame.time.pixel(life[1]))
        pen = QPen(look.colour("warning", 0.8), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(x, frame.plot.top(), x, frame.plot.bottom())
        text = f"expires {round_time_text(round(life[1] * 1_000))}"
        if self.scene.settled_at is not None:
            text = f"paid {cents_to_text(round(self.scene.settled_at))}"
        painter.setPen(look.colour("warning"))
        painter.drawText(QRect(x - 184, frame.plot.top() + 2, 180, self._text_px), _RIGHT, text)

    def _paint_orders(self, painter: QPainter, frame: _Frame) -> None:
        look = theme()
        metrics = QFontMetrics(self.font())
        for line in self.scene.orders:
            y = round(frame.price.pixel(line.price))
            colour = look.colour("warning" if line.in_doubt else "up" if line.side is Side.BUY else "down")
            style = Qt.PenStyle.DotLine if line.in_doubt else Qt.PenStyle.DashLine
            painter.setPen(QPen(colour, 1, style))
            painter.drawLine(frame.plot.left(), y, frame.plot.right(), y)
            width = metrics.horizontalAdvance(line.text) + 10
            box = QRect(frame.plot.left() + 6, y - self._text_px // 2 - 1, width, self._text_px + 2)
            painter.fillRect(box, look.colour("panel"))
            painter.setPen(QPen(colour))
            painter.drawText(box, _CENTRE, line.text)

    def _paint_fills(self, painter: QPainter, frame: _Frame) -> None:
        fills = self.scene.fills
        if not fills:
            return
        times = np.array([mark.time_s for mark in fills])
        x = np.rint(frame.time.start + (times - frame.time.low) * frame.time.per_unit)
        prices = np.array([mark.price for mark in fills])
        y = np.rint(frame.price.start + (prices - frame.price.low) * frame.price.per_unit)
        visible = (times >= frame.time.low) & (times <= frame.time.high)
        buys = np.array([mark.side is Side.BUY for mark in fills])
        for side, chosen in ((Side.BUY, visible & buys), (Side.SELL, visible & ~buys)):
            down = 1 if side is Side.BUY else -1
            # the tip of the triangle points at the price
            self._marks.draw(painter, self._mark_picture(side), x[chosen], y[chosen] + down * _MARK_PX)

    def _mark_picture(self, side: Side) -> QPixmap:
        """The triangle of a fill, drawn once per theme and screen."""
        key = (side, theme().colours.name, self.devicePixelRatio())
        found = self._mark_pictures.get(key)
        if found is None:
            extent = 2 * _MARK_PX + 2
            found = QPixmap(QSize(extent, extent) * self.devicePixelRatio())
            found.setDevicePixelRatio(self.devicePixelRatio())
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().colour("panel"), 1))
            painter.setBrush(theme().colour("up" if side is Side.BUY else "down"))
            tip, base = (1.0, extent - 1.0) if side is Side.BUY else (extent - 1.0, 1.0)
            painter.drawPolygon(QPolygonF([QPointF(extent / 2, tip), QPointF(1, base), QPointF(extent - 1, base)]))
            painter.end()
            self._mark_pictures[key] = found
        return found

    def _mark_point(self, mark: FillMark, frame: _Frame) -> QPointF:
        return QPointF(frame.time.pixel(mark.time_s), frame.price.pixel(mark.price))

    def _paint_price_tags(self, painter: QPainter, frame: _Frame) -> None:
        look, scene = theme(), self.scene
        for value, role in ((scene.bid, "up"), (scene.ask, "down")):
            if value is None or not frame.price.low <= value <= frame.price.high:
                continue
            y = round(frame.price.pixel(value))
            colour = look.colour("muted" if scene.stale else "up" if role == "up" else "down")
            painter.fillRect(QRect(frame.plot.right() - 11, y - 1, 12, 2), colour)
        if scene.last_price is None:
            return
        y = round(min(max(frame.price.pixel(scene.last_price), frame.plot.top()), frame.plot.bottom()))
        colour = look.colour("up" if scene.last_direction > 0 else "down" if scene.last_direction < 0 else "secondary")
        if scene.stale:
            colour = look.colour("muted")
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        painter.drawLine(frame.plot.left(), y, frame.plot.right(), y)
        self._paint_tag(painter, self._tag_box(y), colour, cents_to_text(round(scene.last_price)))

    def _paint_tag(self, painter: QPainter, box: QRect, colour: QColor, text: str) -> None:
        # the axis' own labels that the tag would cut in half make room
        if self._frame is not None:
            for mark in self._frame.marks:
                label = self._tag_box(round(self._frame.price.pixel(mark)))
                if label.intersects(box):
                    painter.fillRect(label, theme().colour("panel"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(theme().colour("panel"))
        painter.drawText(box.adjusted(0, 0, -6, 0), _RIGHT, text)

    def _paint_crosshair(self, painter: QPainter, frame: _Frame) -> None:
        at = self._pointer
        if at is None or not frame.plot.contains(at) or self._drag is not None:
            return
        look = theme()
        painter.setPen(QPen(look.colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(at.x(), frame.plot.top(), at.x(), frame.plot.bottom())
        painter.drawLine(frame.plot.left(), at.y(), frame.plot.right(), at.y())
        if at.y() <= frame.plot.bottom() - frame.volume_px:
            price = cents_to_text(round(frame.price.value(at.y())))
            self._paint_tag(painter, self._tag_box(at.y()), look.colour("muted"), price)
        second = max(0, math.floor(frame.time.value(at.x())))
        box = QRect(at.x() - self._time_px // 2, frame.plot.bottom() + 3, self._time_px, self._text_px + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("muted"))
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(look.colour("panel"))
        painter.drawText(box, _CENTRE, round_time_text(second * 1_000))

    def _paint_head(self, painter: QPainter, frame: _Frame) -> None:
        """The title and the candle under the pointer, else the newest one with prices."""
        look = theme()
        metrics = QFontMetrics(self.font())
        x = 8
        y = QRect(0, 2, self.width() - 8, self._text_px + 4)

        def write(text: str, colour: QColor, gap: int = 10) -> None:
            nonlocal x
            width = metrics.horizontalAdvance(text)
            if text and x + width <= y.right():
                painter.setPen(colour)
                painter.drawText(QRect(x, y.top(), width + 2, y.height()), _LEFT, text)
                x += width + gap

        write(self.scene.title, look.colour("text"), 12)
        write(self.scene.note, look.colour("warning"), 12)
        write(self.scene.stale, look.colour("warning"), 12)
        for text, is_name, direction in self._readout(frame):
            role = look.colour("muted") if is_name else look.colour("text")
            if direction:
                role = look.colour("up" if direction > 0 else "down")
            write(text, role, 4 if is_name and not text[0].isdigit() else 10)

    def _readout(self, frame: _Frame) -> list[tuple[str, bool, int]]:
        candles = frame.candles
        place = self.candle_under_pointer(frame)
        if place is None:
            return []
        values = (candles.open[place], candles.high[place], candles.low[place], candles.close[place])
        shown = [(round_time_text(int(candles.start[place]) * 1_000), True, 0)]
        if np.isfinite(candles.close[place]):
            direction = int(np.sign(values[3] - values[0]))
            for name, value in zip("OHLC", values, strict=True):
                shown += [(name, True, 0), (cents_to_text(round(value)), False, direction if name == "C" else 0)]
        else:
            shown.append(("no trade", True, 0))
        if np.isfinite(candles.mid[place]):
            shown += [("Mid", True, 0), (cents_to_text(round(candles.mid[place])), False, 0)]
        if self.scene.has_volume:
            shown += [("Vol", True, 0), (str(int(candles.volume[place])), False, 0)]
        return shown

    def candle_under_pointer(self, frame: _Frame) -> int | None:
        """The row of the candle at the crosshair; without one, of the newest candle with prices."""
        candles = frame.candles
        if not len(candles):
            return None
        if self._pointer is not None and frame.plot.contains(self._pointer):
            second = frame.time.value(self._pointer.x())
            place = int(np.searchsorted(candles.start, second, side="right")) - 1
            return place if place >= 0 and second < candles.start[place] + candles.span_s else None
        traded = np.flatnonzero(np.isfinite(candles.close))
        return int(traded[-1]) if len(traded) else None

    # --- mouse and keys ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._pointer = at.toPoint()
        if self._drag is not None and self._frame is not None:
            moved = at - self._drag
            self._drag = at
            if self._drag_axis:
                self.view.scale_prices(math.exp(moved.y() / 150))
            else:
                self.view.pan(-moved.x() / self._frame.time.per_unit)
                if not self.view.auto_scale:
                    self.view.shift_prices(-moved.y() / self._frame.price.per_unit)
            self._moved()
            return
        self._show_fill_tip(event)
        self.update()

    def _show_fill_tip(self, event: QMouseEvent) -> None:
        frame = self._frame
        if frame is None or not self.scene.fills:
            return
        for mark in reversed(self.scene.fills):
            point = self._mark_point(mark, frame)
            if (point - event.position()).manhattanLength() <= 2 * _MARK_PX:
                QToolTip.showText(event.globalPosition().toPoint(), mark.text, self)
                return
        QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag = event.position()
            self._drag_axis = event.position().x() > self._plot().right()
            self.setCursor(Qt.CursorShape.SizeVerCursor if self._drag_axis else Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag = None
            self.unsetCursor()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.follow()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120
        sideways = event.angleDelta().x() / 120
        if self._frame is None:
            return
        at_s = self._frame.time.value(event.position().x())
        if event.position().x() > self._frame.plot.right():
            self.view.scale_prices(_WHEEL_ZOOM**notches)
        elif sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.view.pan(-(notches + sideways) * self.view.span_s * 0.08)
        else:
            self.view.zoom(_WHEEL_ZOOM**notches, at_s)
        event.accept()
        self._moved()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        middle = (self.view.first_s + self.view.last_s) / 2
        if key == Qt.Key.Key_Left:
            self.view.pan(-self.view.span_s * 0.1)
        elif key == Qt.Key.Key_Right:
            self.view.pan(self.view.span_s * 0.1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Up):
            self.view.zoom(_WHEEL_ZOOM, middle)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Down):
            self.view.zoom(1 / _WHEEL_ZOOM, middle)
        elif key in (Qt.Key.Key_End, Qt.Key.Key_F):
            self.view.follow()
        elif key == Qt.Key.Key_Home:
            self.show_all()
            return
        else:
            super().keyPressEvent(event)
            return
        self._moved()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._frame = None
        super().resizeEvent(event)
