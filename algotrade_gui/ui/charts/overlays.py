"""What stands on a chart beside its candles: fills, bots' marks, settlements, strikes, quotes."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from algotrade_gui.core.units import round_time_text
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.charts.frame import Frame, Sizes
from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.charts.line_layer import series_role
from algotrade_gui.ui.charts.primitives import Sprites
from algotrade_gui.ui.charts.scene import ChartScene, FillMark, PriceTick, TextMark, TimeTick
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.theme import theme

MARK_PX: Final = 5
_NEAR_PX: Final = 2 * MARK_PX
_STRIKE_PX: Final = 16
"""The stroke of a strike, and the gap before its words."""


class Overlays:
    """Draws in the chart's paint event; keeps the pictures of the triangles."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._sprites = Sprites()
        self._pictures: dict[tuple[Side, str, float], QPixmap] = {}
        self._columns: tuple[tuple[FillMark, ...], np.ndarray, np.ndarray, np.ndarray] | None = None

    # --- kept in the picture ---

    def times(self, painter: QPainter, frame: Frame, scene: ChartScene, sizes: Sizes) -> None:
        """A contract's expiry, or the settlements ahead of an underlying."""
        pen = QPen(theme().colour("warning", 0.8), 1, Qt.PenStyle.DashLine)
        if scene.life_s is not None:
            second = scene.life_s[1]
            text = tr("expires {time}", time=round_time_text(round(second * 1_000)))
            if scene.settled_at is not None:
                text = tr("paid {amount}", amount=money(round(scene.settled_at)))
            self._vertical(painter, frame, scene, sizes, pen, (TimeTick(time_s=second, text=text),))
        self._vertical(painter, frame, scene, sizes, pen, scene.expiries)

    def _vertical(
        self,
        painter: QPainter,
        frame: Frame,
        scene: ChartScene,
        sizes: Sizes,
        pen: QPen,
        moments: Sequence[TimeTick],
    ) -> None:
        """Lines with their words: at the left, or at the right where candles would stand behind them there.

        The bare time where the words would cross another line, nothing where that would too. Words go below a strike's that stand in
        their place.
        """
        free = float(frame.plot.left())
        taken = self.words(frame, scene, sizes)
        seen = [
            (x, tick)
            for tick in moments
            if frame.plot.left() <= (x := round(frame.time.pixel(tick.time_s))) <= frame.plot.right()
        ]
        ends = [*(x for x, _ in seen[1:]), frame.plot.right()]
        for (x, tick), end in zip(seen, ends, strict=False):
            painter.setPen(pen)
            painter.drawLine(x, frame.plot.top(), x, frame.bottom)
            whole, bare = tick.text, round_time_text(round(tick.time_s * 1_000))
            beside = self._labels.width(whole) <= x - 4 - free
            places: list[tuple[str, QRect]] = []
            # at the right only for candles: words of one chart stand on one side of their lines
            for text, right in ((whole, False), (whole, True), (bare, False), (bare, True)):
                width = self._labels.width(text)
                left = x + 5 if right else x - width - 4
                if free <= left and left + width <= (end - 4 if right else x):
                    box = QRect(left, frame.plot.top() + 2 + sizes.text, width, sizes.text)
                    places.append((text, self._below(taken, box)))
            if not beside:
                places.sort(key=lambda each: each[1].left() > x)
            free = x + 4
            if places:
                text, box = next((each for each in places if not _candles_at(frame, each[1])), places[0])
                painter.setPen(theme().colour("warning"))
                self._labels.at(painter, box.left(), box.top(), text)
                free = max(free, box.right() + 4)

    def _below(self, taken: Sequence[QRect], box: QRect) -> QRect:
        """`box` where none of those in `taken` stands, which may be further down."""
        for other in sorted(taken, key=QRect.top):
            if box.adjusted(0, 0, 4, 0).intersects(other):
                box.moveTop(other.bottom() + 1)
        return box

    def strikes(self, painter: QPainter, frame: Frame, scene: ChartScene, sizes: Sizes) -> None:
        """Ticks at the right edge, each with its price; grid and settlements end at the words."""
        painter.setPen(theme().colour("muted"))
        right = frame.plot.right()
        for tick, box in self._strike_boxes(frame, scene, sizes):
            y = round(frame.price.pixel(tick.price))
            painter.drawLine(right - 14, y, right, y)
            painter.fillRect(box, theme().colour("panel"))
            self._labels.at(painter, box.left() + 2, box.top(), tick.text)

    def words(self, frame: Frame, scene: ChartScene, sizes: Sizes) -> list[QRect]:
        """Where words stand that no line across the plot may strike out."""
        return [box for _, box in self._strike_boxes(frame, scene, sizes)]

    def _strike_boxes(self, frame: Frame, scene: ChartScene, sizes: Sizes) -> Iterator[tuple[PriceTick, QRect]]:
        """The strikes in view with the place of their words, which are whole at the upper and lower edge too."""
        lowest = frame.plot.bottom() + 1 - sizes.text
        for tick in scene.strikes:
            if frame.inside(tick.price):
                top = round(frame.price.pixel(tick.price)) - sizes.text // 2
                width = self._labels.width(tick.text) + 4
                left = frame.plot.right() - _STRIKE_PX - width
                yield tick, QRect(left, min(max(top, frame.plot.top()), lowest), width, sizes.text)

    def fills(self, painter: QPainter, frame: Frame, fills: tuple[FillMark, ...]) -> None:
        """A triangle each, its tip at the price."""
        if not fills:
            return
        if self._columns is None or self._columns[0] is not fills:
            self._columns = (
                fills,
                np.array([mark.time_s for mark in fills]),
                np.array([mark.price for mark in fills]),
                np.array([mark.side is Side.BUY for mark in fills]),
            )
        _, times, prices, buys = self._columns
        visible = (times >= frame.time.low) & (times <= frame.time.high)
        x = np.rint(frame.xs(times))
        y = np.rint(frame.price.start + (prices - frame.price.low) * frame.price.per_unit)
        for side, chosen in ((Side.BUY, visible & buys), (Side.SELL, visible & ~buys)):
            down = 1 if side is Side.BUY else -1
            self._sprites.draw(painter, self._picture(painter, side), x[chosen], y[chosen] + down * MARK_PX)

    def _picture(self, painter: QPainter, side: Side) -> QPixmap:
        """The triangle of a fill, drawn once per theme and screen."""
        ratio = painter.device().devicePixelRatio()
        key = (side, theme().colours.name, ratio)
        found = self._pictures.get(key)
        if found is None:
            extent = 2 * MARK_PX + 2
            found = QPixmap(QSize(extent, extent) * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            inner = QPainter(found)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.setPen(QPen(theme().colour("panel"), 1))
            inner.setBrush(theme().colour("up" if side is Side.BUY else "down"))
            tip, base = (1.0, extent - 1.0) if side is Side.BUY else (extent - 1.0, 1.0)
            inner.drawPolygon(QPolygonF([QPointF(extent / 2, tip), QPointF(1, base), QPointF(extent - 1, base)]))
            inner.end()
            self._pictures[key] = found
        return found

    def marks(self, painter: QPainter, frame: Frame, marks: tuple[TextMark, ...], sizes: Sizes) -> None:
        """A small cross and the bot's word each; a word that would cover the one before it is left to the tooltip."""
        free: dict[int, float] = {}
        for mark in marks:
            if not (frame.time.low <= mark.time_s <= frame.time.high and frame.inside(mark.price)):
                continue
            x, y = round(frame.time.pixel(mark.time_s)), round(frame.price.pixel(mark.price))
            painter.setPen(QPen(theme().colour(series_role(mark.place)), 1))
            painter.drawLine(x - 4, y, x + 4, y)
            painter.drawLine(x, y - 4, x, y + 4)
            row = y // sizes.text
            if max(free.get(row, 0), free.get(row + 1, 0)) <= x:
                width = self._labels.at(painter, x + 6, y - sizes.text, mark.text)
                free[row] = x + 12 + width

    # --- every time ---

    def quotes(self, painter: QPainter, frame: Frame, scene: ChartScene) -> None:
        """Bid and ask as strokes at the right edge."""
        for value, role in ((scene.bid, "up"), (scene.ask, "down")):
            if value is not None and frame.inside(value):
                y = round(frame.price.pixel(value))
                colour = theme().colour("muted" if scene.stale else "up" if role == "up" else "down")
                painter.fillRect(frame.plot.right() - 11, y - 1, 12, 2, colour)


def strike_px(labels: Labels) -> int:
    """What a strike takes of the plot's right end: usual words, their stroke, a gap to the candles."""
    return labels.width(money(100_000)) + 4 + _STRIKE_PX + 4


def _candles_at(frame: Frame, box: QRect) -> bool:
    """Whether a candle stands in `box`."""
    candles = frame.candles
    near = candles.between(frame.time.value(box.left()), frame.time.value(box.right()))
    low, high = frame.price.value(box.bottom()), frame.price.value(box.top())
    return bool(np.any((near.high >= low) & (near.low <= high)))


def said_near(frame: Frame, scene: ChartScene, at: QPointF) -> str:
    """What the newest fill or mark at this place tells; empty without one."""
    said: list[FillMark | TextMark] = [*reversed(scene.fills), *reversed(scene.marks)]
    for mark in said:
        point = QPointF(frame.time.pixel(mark.time_s), frame.price.pixel(mark.price))
        if (point - at).manhattanLength() <= _NEAR_PX:
            return mark.text
    return ""
