"""Draws lines of values over the candles: a price line, indicators, bots' own; all but their last step into the kept picture."""

import enum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from algotrade_gui.ui.charts.binning import FloatArray
from algotrade_gui.ui.charts.frame import Frame, price_column
from algotrade_gui.ui.charts.primitives import Lines
from algotrade_gui.ui.charts.scales import Scale
from algotrade_gui.ui.charts.scene import ChartScene, ChartStyle, PointLine
from algotrade_gui.ui.theme import SERIES_ROLES, Role, theme

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


def series_role(place: int) -> Role:
    """The colour of the `place`-th line, from 0 on."""
    return SERIES_ROLES[place % len(SERIES_ROLES)]


def _series_pen(place: int) -> QPen:
    pen = QPen(theme().colour(series_role(place)), 1, _STYLES[place // len(SERIES_ROLES) % len(_STYLES)])
    pen.setCosmetic(True)
    return pen


class Part(enum.Enum):
    """What of candles and lines is drawn: the kept picture has all but what may still move."""

    ALL = (slice(None), slice(None))
    BEFORE = (slice(None, -1), slice(None, -1))
    LAST = (slice(-1, None), slice(-2, None))
    """The last candle, the last step of a line."""

    @property
    def candles(self) -> slice:
        """Its rows of candles."""
        return self.value[0]

    @property
    def points(self) -> slice:
        """Its points of lines."""
        return self.value[1]


class LineLayer:
    """Holds the reused arrays of one chart; called inside its paint event."""

    def __init__(self) -> None:
        self._lines = Lines()

    def price_line(self, painter: QPainter, frame: Frame, scene: ChartScene, part: Part) -> None:
        """The line that stands in place of candles."""
        if scene.style is ChartStyle.CANDLES:
            return
        column = price_column(frame.candles, scene.style)
        known = np.flatnonzero(np.isfinite(column))
        rows = known[part.points]
        pen = QPen(theme().colour("text"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        self._draw(painter, _centres(frame, rows), _pixels(column[rows], frame.price))

    def indicators(self, painter: QPainter, frame: Frame, part: Part) -> None:
        """Every line with a value per candle, in its place: among the prices or in the strip."""
        if not frame.lines:
            return
        rows = part.points
        x = _centres(frame, rows)
        for seen in frame.lines:
            scale = frame.strip_scale if seen.line.own_strip else frame.price
            if scale is None:
                continue
            if seen.line.own_strip and frame.strip is not None:
                painter.setClipRect(frame.strip)
            painter.setPen(_series_pen(seen.line.place))
            self._draw(painter, x, _pixels(seen.values[rows], scale))
            if seen.line.own_strip:
                painter.setClipRect(frame.plot)

    def points(self, painter: QPainter, frame: Frame, lines: tuple[PointLine, ...], part: Part) -> None:
        """Bots' lines: a point stands in the middle of its second."""
        for line in lines:
            # a point before the view leads into it
            low = max(0, int(np.searchsorted(line.seconds, frame.time.low)) - 1)
            high = int(np.searchsorted(line.seconds, frame.time.high, side="right")) + 1
            reaches_end = high >= len(line.seconds)
            if part is Part.LAST and not reaches_end:
                continue
            rows = slice(low, high)
            points = part.points if reaches_end else slice(None)
            painter.setPen(_series_pen(line.place))
            x = np.rint(frame.xs(line.seconds[rows][points] + 0.5))
            self._draw(painter, x, _pixels(line.values[rows][points], frame.price))

    def _draw(self, painter: QPainter, x: FloatArray, y: FloatArray) -> None:
        if len(x) < 2:
            return
        whole = np.isfinite(y[1:]) & np.isfinite(y[:-1])
        if whole.all():
            self._lines.draw(painter, x[:-1], y[:-1], x[1:], y[1:])
        else:
            self._lines.draw(painter, x[:-1][whole], y[:-1][whole], x[1:][whole], y[1:][whole])


def _centres(frame: Frame, rows: slice | npt.NDArray[np.intp]) -> FloatArray:
    candles = frame.candles
    centres: FloatArray = np.rint(frame.xs(candles.start[rows] + candles.span_s / 2))
    return centres


def _pixels(values: FloatArray, scale: Scale) -> FloatArray:
    # far outside is outside: the painter's whole numbers end somewhere
    raw = np.rint(scale.start + (values - scale.low) * scale.per_unit)
    bounded: FloatArray = np.clip(raw, -20_000, 20_000)
    return bounded
