"""A small picture of what a ticket gains or loses over the settlement prices."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMoveEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.trading.payoffs import Extremes, outcomes, preview_range
from algotrade_gui.trading.ticket import Leg
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.theme import GRID, Role, theme, ui_font

POINTS = 160


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. All in cents."""

    legs: tuple[Leg, ...]
    spot: Cents
    deviation: float | None
    """Of the log settlement price, for how far the picture reaches."""
    ends: Extremes


class PayoffPreview(QWidget):
    """Draws the outcome as a line, its gain and loss tinted, the present price as a mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self.words = ""
        self._prices = self._totals = np.zeros(0, dtype=np.int64)
        self.setMinimumHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(tr("Gain or loss at expiry over the underlying's price then; the dashed line is its price now"))
        theme().changed.connect(self.update)
        self.show_words("")

    def sizeHint(self) -> QSize:
        return QSize(300, 64)

    def show_words(self, words: str) -> None:
        """Say why there is no picture."""
        if self.picture is not None or words != self.words:
            self.picture, self.words = None, words
            self.setAccessibleName(words or tr("Payoff"))
            self.update()

    def show_picture(self, picture: Picture) -> None:
        """Draw `picture`; costs nothing when it is drawn already."""
        if picture == self.picture:
            return
        self.picture, self.words = picture, ""
        low, high = preview_range(picture.legs, picture.spot, picture.deviation)
        strikes = [parse_instrument_id(leg.instrument).strike for leg in picture.legs]
        corners = [strike for strike in strikes if strike is not None and low <= strike <= high]
        grid = np.linspace(low, max(high, low + 1), POINTS).astype(np.int64)
        self._prices = np.unique(np.concatenate((grid, np.array(corners, dtype=np.int64))))
        self._totals = outcomes(picture.legs, self._prices)
        self.setAccessibleName(
            tr(
                "Payoff from {low} to {high}: {left} to {right}",
                low=money(low),
                high=money(high),
                left=money(int(self._totals[0]), signed=True),
                right=money(int(self._totals[-1]), signed=True),
            )
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setFont(ui_font())
            if self.picture is None:
                self._say(painter)
            else:
                self._paint(painter, self.picture)
        finally:
            painter.end()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.words:
            # scrolled: words that come into sight were not painted before
            self.update()

    def _say(self, painter: QPainter) -> None:
        """Write the words, unless the edge of a low ticket would cut them."""
        area = self.rect().adjusted(GRID, 0, -GRID, 0)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        if self.visibleRegion().boundingRect().contains(painter.boundingRect(area, flags, self.words)):
            painter.setPen(theme().colour("muted"))
            painter.drawText(area, flags, self.words)

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme()
        line_px = painter.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(GRID, 2, -GRID, -line_px - 2)
        low, high = int(self._prices[0]), int(self._prices[-1])
        bottom, top = min(int(self._totals.min()), 0), max(int(self._totals.max()), 0)
        tall, wide = max(top - bottom, 1), max(high - low, 1)

        def x_of(price: float) -> float:
            return area.left() + (price - low) / wide * area.width()

        def y_of(total: float) -> float:
            return area.bottom() - (total - bottom) / tall * area.height()

        points = [QPointF(x_of(p), y_of(t)) for p, t in zip(self._prices.tolist(), self._totals.tolist(), strict=True)]
        zero = y_of(0)
        body = QPolygonF([QPointF(points[0].x(), zero), *points, QPointF(points[-1].x(), zero)])
        halves: Sequence[tuple[Role, QRectF]] = (
            ("up", QRectF(area.left(), area.top() - 2, area.width(), zero - area.top() + 2)),
            ("down", QRectF(area.left(), zero, area.width(), area.bottom() - zero + 2)),
        )
        for role, half in halves:
            painter.save()
            painter.setClipRect(half)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(role, 0.16))
            painter.drawPolygon(body)
            painter.setPen(QPen(look.colour(role), 1.6))
            painter.drawPolyline(QPolygonF(points))
            painter.restore()
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        painter.setPen(QPen(look.colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x_of(picture.spot), area.top()), QPointF(x_of(picture.spot), area.bottom()))
        here = x_of(picture.spot)
        metrics = painter.fontMetrics()
        taken: list[QRectF] = []
        marks: list[tuple[float, Role]] = [(picture.spot, "accent")]
        marks += [(price, "secondary") for price in picture.ends.break_evens if low <= price <= high]
        for price, role in marks:
            text, at = money(round(price)), x_of(price)
            width = metrics.horizontalAdvance(text) + 6
            left = min(max(at - width / 2, area.left()), area.right() - width)
            # beside the present price's, on its own side of it
            if taken and abs(at - here) < width:
                left = taken[0].right() if at > here else taken[0].left() - width
            box = QRectF(left, area.bottom() + 1, width, line_px)
            painter.setPen(look.colour(role))
            painter.drawLine(QPointF(at, zero - 3), QPointF(at, zero + 3))
            if left < area.left() - 1 or box.right() > area.right() + 1 or any(box.intersects(one) for one in taken):
                continue
            taken.append(box)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
