"""Draws volatility smiles: marks at bid and ask, a line through the middles, the model's line dashed."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from algotrade_gui.ui.charts.scales import Scale, price_step_cents, ticks
from algotrade_gui.ui.empty_state import write_balanced
from algotrade_gui.ui.language import money, number, tr
from algotrade_gui.ui.models.smile_scene import SmileCurve, SmilePoint, SmileScene, point_words
from algotrade_gui.ui.theme import theme, ui_font

TENTHS: Final = 10
"""The vertical axis counts tenths of a basis point, so that its steps are whole."""
_MARK_PX: Final = 4.0
_FIRST: Final = (0, 2)
"""Where the keyboard begins: the middle strike of the nearest expiry."""
_REACH_PX: Final = 28.0
"""So near to a point the pointer means it."""
_HEADROOM: Final = 4.0
"""Times the model's highest value: what lies above is cut off, or one price would flatten all curves."""
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class SmileCanvas(QWidget):
    """Paints a SmileScene. Left and right walk along the strikes of a curve, up and down from curve to curve.

    Signals:
        chosen: the instrument (str) of the current point, by Enter or a double click.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = SmileScene()
        self.current: tuple[int, int] | None = None
        """Curve and point of the keyboard's mark."""
        self._pointed: tuple[int, int] | None = None
        self._range: tuple[float, float] | None = None
        """Of volatilities, in tenths: kept while the curves fit."""
        self._span: tuple[float, float] | None = None
        """Of strikes, in cents."""
        self.setFont(ui_font())
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Volatility smile"))
        metrics = QFontMetrics(self.font())
        self._text_px = metrics.height()
        self._axis_px = metrics.horizontalAdvance("888.8") + 12
        self._label_px = metrics.horizontalAdvance("1,000.00") + 20
        self._box_px = metrics.horizontalAdvance("call 1,000.00 · 0:00 left") + 24
        theme().changed.connect(self.update)

    # --- what the panel calls ---

    def show_scene(self, scene: SmileScene) -> None:
        """Take the newest state; a repaint only where it differs."""
        if scene == self.scene:
            return
        self.scene = scene
        self.current = self._clamped(self.current if self.current is not None or not self.hasFocus() else _FIRST)
        self._pointed = self._clamped(self._pointed)
        self._fit()
        self.update()

    def reset_view(self) -> None:
        """Fit the axes anew: another underlying is shown."""
        self._range = self._span = None

    def point_at(self, place: tuple[int, int] | None) -> tuple[SmileCurve, SmilePoint] | None:
        """The curve and point of a place; None where there is none."""
        place = self._clamped(place)
        if place is None:
            return None
        curve = self.scene.curves[place[0]]
        return curve, curve.points[place[1]]

    def _clamped(self, place: tuple[int, int] | None) -> tuple[int, int] | None:
        curves = self.scene.curves
        if place is None or not curves:
            return None
        curve = min(max(0, place[0]), len(curves) - 1)
        if not curves[curve].points:
            return None
        return curve, min(max(0, place[1]), len(curves[curve].points) - 1)

    # --- geometry ---

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 140)

    def plot(self) -> QRect:
        """Where the curves are drawn."""
        head = self._text_px + 6
        return QRect(self._axis_px, head, self.width() - self._axis_px - 8, self.height() - head - self._text_px - 8)

    def _fit(self) -> None:
        values = [value for curve in self.scene.curves for value in curve.values]
        strikes = [point.strike for curve in self.scene.curves for point in curve.points]
        if not values or not strikes:
            return
        models = [point.model for curve in self.scene.curves for point in curve.points if point.model is not None]
        high = max(values)
        if models:
            high = min(high, _HEADROOM * max(models))
        low = max(0.0, min(values))
        self._range = _kept(low * TENTHS, max(high, low + 1.0) * TENTHS, self._range, least=0.0)
        self._span = _kept(float(min(strikes)), float(max(strikes)), self._span)

    def scales(self) -> tuple[Scale, Scale] | None:
        """Strikes to x, tenths of basis points to y; None while there is nothing to draw or no room."""
        plot = self.plot()
        if self._range is None or self._span is None or plot.width() < 20 or plot.height() < 20:
            return None
        return (
            Scale(self._span[0], self._span[1], plot.left(), plot.right()),
            Scale(self._range[0], self._range[1], plot.bottom(), plot.top()),
        )

    def position_of(self, place: tuple[int, int]) -> QPointF | None:
        """Where a point stands; None where it has no volatility at all."""
        scales, found = self.scales(), self.point_at(place)
        if scales is None or found is None or found[1].place is None:
            return None
        across, up = scales
        return QPointF(across.pixel(found[1].strike), up.pixel(found[1].place * TENTHS))

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), theme().colour("panel"))
            scales = self.scales()
            if self.scene.empty or scales is None:
                painter.setPen(theme().colour("muted"))
                around = self.rect().adjusted(16, 8, -16, -8)
                write_balanced(painter, around, self.scene.empty)
                return
            self._paint_axes(painter, *scales)
            self._paint_curves(painter, *scales)
            self._paint_readout(painter)
        finally:
            painter.end()

    def _paint_axes(self, painter: QPainter, across: Scale, up: Scale) -> None:
        look, plot = theme(), self.plot()
        line, quiet = look.colour("line"), look.colour("muted")
        step = price_step_cents(up.high - up.low, plot.height(), 2.2 * self._text_px)
        for tenths in ticks(up.low, up.high, step):
            y = round(up.pixel(tenths))
            painter.fillRect(QRect(plot.left(), y, plot.width(), 1), line)
            painter.setPen(quiet)
            decimals = 0 if step % TENTHS == 0 else 1
            box = QRect(0, y - self._text_px, self._axis_px - 6, 2 * self._text_px)
            painter.drawText(box, _RIGHT, number(tenths / TENTHS, decimals))
        step = price_step_cents(across.high - across.low, plot.width(), self._label_px)
        for cents in ticks(across.low, across.high, step):
            x = round(across.pixel(cents))
            painter.fillRect(QRect(x, plot.top(), 1, plot.height()), line)
            painter.setPen(quiet)
            wide = QRect(x - self._label_px // 2, plot.bottom() + 4, self._label_px, self._text_px)
            if wide.left() >= 0 and wide.right() <= self.width():
                painter.drawText(wide, _CENTRE, money(cents))
        painter.setPen(quiet)
        painter.drawText(QRect(6, 2, plot.width(), self._text_px), _LEFT, tr("bp/√s"))
        price = self.scene.price
        if price is not None and across.low < price < across.high:
            stands = across.pixel(price)
            painter.setPen(QPen(look.colour("secondary"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(stands, plot.top()), QPointF(stands, plot.bottom()))
            wide = QRect(round(stands) - self._label_px, 2, 2 * self._label_px, self._text_px)
            painter.drawText(wide, _CENTRE, tr("price {price}", price=money(price)))
        if self.scene.stale:
            painter.setPen(look.colour("warning"))
            painter.drawText(QRect(0, 2, self.width() - 8, self._text_px), _RIGHT, self.scene.stale.capitalize())

    def _paint_curves(self, painter: QPainter, across: Scale, up: Scale) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.plot().adjusted(0, -2, 0, 2))
        for curve in reversed(self.scene.curves):
            colour = theme().colour("muted" if self.scene.stale else curve.role)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for values, pen in (
                ([(point.strike, point.model) for point in curve.points], QPen(colour, 1.0, Qt.PenStyle.DashLine)),
                ([(point.strike, point.middle) for point in curve.points], QPen(colour, 1.8)),
            ):
                line = [QPointF(across.pixel(x), up.pixel(y * TENTHS)) for x, y in values if y is not None]
                painter.setPen(pen)
                painter.drawPolyline(QPolygonF(line))
            thin = QPen(colour, 1.0)
            thin.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(thin)
            painter.setBrush(colour)
            for point in curve.points:
                self._paint_marks(painter, point, across, up)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_marks(self, painter: QPainter, point: SmilePoint, across: Scale, up: Scale) -> None:
        """A triangle that points up at the bid, one that points down at the ask, a line from one to the other."""
        x = across.pixel(point.strike)
        low = None if point.bid is None else up.pixel(point.bid * TENTHS)
        high = None if point.ask is None else up.pixel(point.ask * TENTHS)
        if low is not None and high is not None:
            painter.drawLine(QPointF(x, low), QPointF(x, high))
        for y, turn in ((low, 1.0), (high, -1.0)):
            if y is not None:
                painter.drawPolygon(
                    QPolygonF(
                        [
                            QPointF(x, y),
                            QPointF(x - _MARK_PX, y + 1.6 * turn * _MARK_PX),
                            QPointF(x + _MARK_PX, y + 1.6 * turn * _MARK_PX),
                        ]
                    )
                )

    def _paint_readout(self, painter: QPainter) -> None:
        place = self._pointed if self._pointed is not None else self.current if self.hasFocus() else None
        found = self.point_at(place)
        at = None if place is None else self.position_of(place)
        if found is None or at is None:
            return
        look = theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 7.0, 7.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        lines = point_words(*found)
        height = len(lines) * self._text_px + 8
        # in the upper corner away from the point, so that it covers neither that nor its neighbours
        plot = self.plot()
        left = plot.left() + 6 if at.x() > plot.center().x() else plot.right() - 6 - self._box_px
        box = QRect(left, plot.top() + 2, self._box_px, height)
        painter.fillRect(box, look.colour("raised"))
        painter.setPen(look.colour("line"))
        painter.drawRect(box)
        for place_in_box, text in enumerate(lines):
            name, _, value = text.partition("  ")
            row = QRect(box.left() + 8, box.top() + 4 + place_in_box * self._text_px, box.width() - 16, self._text_px)
            painter.setPen(look.colour("text" if value or not place_in_box else "secondary"))
            painter.drawText(row, _LEFT, name)
            painter.drawText(row, _RIGHT, value)

    # --- mouse and keyboard ---

    def nearest(self, at: QPointF) -> tuple[int, int] | None:
        """The place of the point next to `at`, if one is near enough."""
        best, reach = None, _REACH_PX**2
        for curve, each in enumerate(self.scene.curves):
            for point in range(len(each.points)):
                stands = self.position_of((curve, point))
                if stands is None:
                    continue
                away = (stands.x() - at.x()) ** 2 + (stands.y() - at.y()) ** 2
                if away < reach:
                    best, reach = (curve, point), away
        return best

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.nearest(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def _point(self, place: tuple[int, int] | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        place = self.nearest(event.position())
        if place is not None:
            self.current = place
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._choose(self.nearest(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        if key in steps:
            curve, point = steps[key]
            start = self.current or (0, 0)
            moved = (start[0] + curve, start[1] + point) if self.current is not None else start
            self.current = self._clamped(moved)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.current)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: tuple[int, int] | None) -> None:
        found = self.point_at(place)
        if found is not None:
            self.chosen.emit(found[1].instrument)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current is None:
            self.current = self._clamped(_FIRST)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if event.pos().x() < self._axis_px or event.pos().y() < self._text_px:
                QToolTip.showText(event.globalPos(), axis_help(), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


def axis_help() -> str:
    """What the vertical axis counts, for people who never met it."""
    return tr(
        "Implied volatility: how much the price would have to move for the option to be worth what is bid or asked.\n"
        "In basis points (hundredths of a percent) per square root of a second: with 13, the price typically moves "
        "0.13 % in a second\nand 0.13 % × √60 = 1 % in a minute. A year has no meaning here: the game's clock is "
        "seconds.\nTriangles: bid and ask. Line: their middle. Dashed: the model."
    )


def _kept(low: float, high: float, now: tuple[float, float] | None, least: float | None = None) -> tuple[float, float]:
    """The range to show: that of `now` while the values lie inside and fill more than half of it, else theirs with some air."""
    if now is not None and now[0] <= low and high <= now[1] and high - low >= 0.5 * (now[1] - now[0]):
        return now
    air = 0.12 * max(high - low, 1.0)
    bottom = low - air if least is None else max(least, low - air)
    return bottom, high + air
