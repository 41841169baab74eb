"""Draws candles and volume bars: only what is visible, never more of them than pixels."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from algotrade_gui.ui.charts.binning import CandleColumns, FloatArray
from algotrade_gui.ui.charts.primitives import Lines, Rects
from algotrade_gui.ui.charts.scales import Scale

_BODY_SHARE = 0.72


class CandleLayer:
    """Holds the reused arrays of one chart; `draw` and `draw_volume` are called inside its paint event."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._rects = Rects()

    def draw(
        self,
        painter: QPainter,
        candles: CandleColumns,
        time: Scale,
        price: Scale,
        colours: tuple[QColor, QColor, QColor],
    ) -> None:
        """Draw wicks and bodies in `colours` (rising, falling, unchanged).

        A second without prices stays empty; pixels are whole, so that candles stay sharp.
        """
        traded = np.isfinite(candles.close) & np.isfinite(candles.open)
        if not traded.any():
            return
        opened, closed = candles.open[traded], candles.close[traded]
        left, width = _bodies(candles.start[traded], candles.span_s, time)
        highs, lows = _pixels(candles.high[traded], price), _pixels(candles.low[traded], price)
        middle = left + width // 2
        opens, closes = _pixels(opened, price), _pixels(closed, price)
        top, height = np.minimum(opens, closes), np.maximum(np.abs(closes - opens), 1.0)
        for chosen, colour in zip((closed > opened, closed < opened, closed == opened), colours, strict=True):
            pen = QPen(colour)
            pen.setCosmetic(True)
            painter.setPen(pen)
            x = middle[chosen]
            self._lines.draw(painter, x, highs[chosen], x, lows[chosen])
            if width == 1:
                continue  # the body lies within the wick
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour))
            self._rects.draw(painter, left[chosen], top[chosen], width, height[chosen])

    def draw_volume(
        self,
        painter: QPainter,
        candles: CandleColumns,
        time: Scale,
        bottom: float,
        px_per_contract: float,
        colour: QColor,
    ) -> None:
        """Draw volume bars upwards from `bottom`."""
        some = candles.volume > 0
        if not some.any():
            return
        left, width = _bodies(candles.start[some], candles.span_s, time)
        volume = candles.volume[some]
        tall = np.maximum(np.rint(volume * px_per_contract), 1.0)
        if width == 1:
            # lines of one pixel cost half of what rectangles do
            pen = QPen(colour)
            pen.setCosmetic(True)
            painter.setPen(pen)
            self._lines.draw(painter, left, bottom - tall, left, bottom - 1.0)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        self._rects.draw(painter, left, bottom - tall, width, tall)


def _pixels(values: FloatArray, scale: Scale) -> FloatArray:
    rounded: FloatArray = np.rint(scale.start + (values - scale.low) * scale.per_unit)
    return rounded


def _bodies(start: FloatArray, span_s: int, time: Scale) -> tuple[FloatArray, int]:
    """Left edges and the one width of all bodies, in whole pixels."""
    slot = span_s * time.per_unit
    width = max(1, round(slot * _BODY_SHARE))
    if width % 2 == 0:
        width -= 1  # an odd width has a middle pixel for its wick
    centre = time.start + (start + span_s / 2 - time.low) * time.per_unit
    left: FloatArray = np.rint(centre - width / 2)
    return left, width
