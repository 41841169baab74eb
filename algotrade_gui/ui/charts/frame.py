"""Where things stand in one paint of a chart: rectangles, scales, and what is visible merged to pixels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QSize

from algotrade_gui.ui.charts.binning import CandleColumns, FloatArray, bin_span_s, merge, slot_ends
from algotrade_gui.ui.charts.scales import Scale, price_step_cents, ticks
from algotrade_gui.ui.charts.scene import ChartScene, ChartStyle, ValueLine
from algotrade_gui.ui.charts.viewport import Viewport

NO_PRICES = (99_000.0, 101_000.0)
"""The scale of a chart that has nothing to show, cents; its axis stays empty."""
_VOLUME_SHARE = 0.18
_STRIP_SHARE = 0.17
_LEAST_PX = 20


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the font makes of a chart's margins, in pixels."""

    text: int
    price: int
    """The axis of prices, at the right."""
    time: int
    """A label of the axis of time."""

    @property
    def head(self) -> int:
        return self.text + 8


@dataclass(frozen=True, slots=True)
class SeenLine:
    """What is visible of a line with a value per candle."""

    line: ValueLine
    values: FloatArray
    """One per drawn candle."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One paint's geometry. `plot` holds prices and volume, `strip` what is no price, None without such a line."""

    plot: QRect
    strip: QRect | None
    time: Scale
    price: Scale
    strip_scale: Scale | None
    candles: CandleColumns
    lines: tuple[SeenLine, ...]
    volume_px: int
    px_per_contract: float
    marks: range
    """The prices that the axis names."""

    @property
    def bottom(self) -> int:
        """The last row of pixels above the axis of time."""
        return self.plot.bottom() if self.strip is None else self.strip.bottom()

    def inside(self, price: float) -> bool:
        """Whether a price is in view."""
        return self.price.low <= price <= self.price.high

    def xs(self, seconds: FloatArray) -> FloatArray:
        """Seconds as pixels."""
        found: FloatArray = self.time.start + (seconds - self.time.low) * self.time.per_unit
        return found


def plot_of(scene: ChartScene, size: QSize, sizes: Sizes) -> tuple[QRect, QRect | None]:
    """The rectangles of prices and of the strip below."""
    height = size.height() - sizes.head - sizes.text - 6
    width = size.width() - sizes.price
    strip_px = int(height * _STRIP_SHARE) if any(line.own_strip for line in scene.lines) else 0
    plot = QRect(0, sizes.head, width, height - strip_px)
    if strip_px < _LEAST_PX:
        return QRect(0, sizes.head, width, height), None
    # one row of pixels between the two for a line
    return plot, QRect(0, plot.bottom() + 2, width, strip_px - 1)


def lay_out(scene: ChartScene, view: Viewport, size: QSize, sizes: Sizes) -> Frame | None:
    """Work out one paint; fits the view's prices. None while the widget is too small to draw in."""
    plot, strip = plot_of(scene, size, sizes)
    if plot.width() < _LEAST_PX or plot.height() < _LEAST_PX:
        return None
    time = Scale(view.first_s, view.last_s, plot.left(), plot.right() + 1)
    rows = scene.candles.touching(view.first_s, view.last_s)
    visible = scene.candles.rows(rows)
    span_s = bin_span_s(view.span_s, plot.width(), interval_s=scene.candles.span_s)
    candles = merge(visible, span_s)
    lines = _seen(scene, rows, slot_ends(visible.start, span_s) if span_s > visible.span_s else None)
    volume_px = int(plot.height() * _VOLUME_SHARE) if scene.has_volume else 0
    span = _price_span(scene, candles, lines)
    low, high = span or NO_PRICES
    view.fit(low, high)
    prices = view.prices if view.prices is not None else (low, high)
    price = Scale(prices[0], prices[1], plot.bottom() - volume_px, plot.top())
    largest = float(np.max(candles.volume)) if volume_px and len(candles) else 0.0
    step = price_step_cents(prices[1] - prices[0], plot.height() - volume_px, sizes.text * 2.4)
    return Frame(
        plot=plot,
        strip=strip,
        time=time,
        price=price,
        strip_scale=None if strip is None else _strip_scale(strip, lines),
        candles=candles,
        lines=lines,
        volume_px=volume_px,
        px_per_contract=(volume_px - 6) / largest if largest else 0.0,
        # without a price there is nothing that the axis could tell
        marks=range(0) if span is None else ticks(prices[0], prices[1], step),
    )


def _seen(scene: ChartScene, rows: slice, ends: npt.NDArray[np.intp] | None) -> tuple[SeenLine, ...]:
    seen = []
    for line in scene.lines:
        if len(line.values) == len(scene.candles):
            values = line.values[rows]
            seen.append(SeenLine(line, values if ends is None else values[ends]))
    return tuple(seen)


def price_column(candles: CandleColumns, style: ChartStyle) -> FloatArray:
    """What a line of prices follows: mids where they are wanted and known, else closes."""
    if style is ChartStyle.MID and np.isfinite(candles.mid).any():
        return candles.mid
    return candles.close


def _price_span(scene: ChartScene, candles: CandleColumns, lines: tuple[SeenLine, ...]) -> tuple[float, float] | None:
    points = [point for point in (scene.last_price,) if point is not None]
    if scene.life_s is not None:
        points += [point for point in (scene.bid, scene.ask) if point is not None]
    in_candles = scene.style is ChartStyle.CANDLES
    columns = [candles.low, candles.high] if in_candles else [price_column(candles, scene.style)]
    columns += [seen.values for seen in lines if not seen.line.own_strip]
    for column in columns:
        if len(column):
            low, high = np.fmin.reduce(column), np.fmax.reduce(column)
            points += [float(point) for point in (low, high) if np.isfinite(point)]
    return (min(points), max(points)) if points else None


def _strip_scale(strip: QRect, lines: tuple[SeenLine, ...]) -> Scale:
    top, bottom = strip.top() + 4, strip.bottom() - 2
    values = [seen.values for seen in lines if seen.line.own_strip and len(seen.values)]
    highs = [float(high) for column in values if np.isfinite(high := np.fmax.reduce(column))]
    # from zero on: half as high is half as much
    return Scale(0.0, max(highs, default=1.0) * 1.1 or 1.0, bottom, top)
