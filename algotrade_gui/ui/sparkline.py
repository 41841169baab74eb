"""A line of values in a cell: enough to see where something came from."""

import math

from PySide6.QtCore import QLineF, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

_MARGIN_X, _MARGIN_Y = 5, 4
_LINE_PX = 1.3
_LEAST_SPAN = 200
"""Two dollars in cents: noise of cents is not blown up to the height of the cell."""


def paint_line(painter: QPainter, rect: QRect, values: tuple[int, ...], pen: QPen, ground: QPen) -> None:
    """Draw `values` (cents) from edge to edge of `rect`, with the level of 0 in `ground`; fewer than two draw the level alone."""
    box = rect.adjusted(_MARGIN_X, _MARGIN_Y, -_MARGIN_X, -_MARGIN_Y)
    low, high = min(0, *values, 0), max(0, *values, 0)
    short = max(0, _LEAST_SPAN - (high - low))
    scale = box.height() / (high - low + short)
    middle = short / 2

    def y(value: float) -> float:
        return box.bottom() + 1 - (value - low + middle) * scale

    level = math.floor(y(0)) + 0.5
    dotted = QPen(ground)
    dotted.setWidthF(1.0)
    dotted.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(dotted)
    painter.drawLine(QLineF(box.left(), level, box.right(), level))
    if len(values) < 2:
        return
    step = box.width() / (len(values) - 1)
    line = QPen(pen)
    line.setWidthF(_LINE_PX)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line)
    painter.drawPolyline(
        QPolygonF([QPointF(box.left() + step * place, y(value)) for place, value in enumerate(values)])
    )
    painter.restore()
