"""The lines of text at a chart's top: what is shown, the candle under the crosshair, the values of its lines."""

import numpy as np
from PySide6.QtGui import QPainter

from algotrade_gui.core.units import round_time_text
from algotrade_gui.ui.charts.binning import CandleColumns
from algotrade_gui.ui.charts.frame import Frame, SeenLine, Sizes
from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.charts.line_layer import series_role
from algotrade_gui.ui.charts.scene import ChartScene, PointLine
from algotrade_gui.ui.language import integer, money, number, tr
from algotrade_gui.ui.theme import Role, theme

_LEFT = 8
_NO_VALUE = "–"


def candle_at(candles: CandleColumns, second: float | None) -> int | None:
    """The row of the candle at `second`; without one, of the newest candle with prices."""
    if not len(candles):
        return None
    if second is not None:
        place = int(np.searchsorted(candles.start, second, side="right")) - 1
        return place if place >= 0 and second < candles.start[place] + candles.span_s else None
    traded = np.flatnonzero(np.isfinite(candles.close))
    return int(traded[-1]) if len(traded) else None


class Head:
    """Draws in the chart's paint event; `second` is what the crosshair points at, None without one."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def draw(self, painter: QPainter, frame: Frame, scene: ChartScene, sizes: Sizes, second: float | None) -> None:
        """The title's line and, below it, the legend of the lines."""
        place = candle_at(frame.candles, second)
        x = _LEFT
        right = frame.plot.right() + sizes.price - 8
        parts: list[tuple[str, Role, int]] = [
            (scene.title, "text", 12),
            (scene.note, "warning", 12),
            (scene.stale, "warning", 12),
        ]
        parts += self._readout(frame.candles, scene, place)
        for text, role, gap in parts:
            if text and x + self._labels.width(text) <= right:
                painter.setPen(theme().colour(role))
                x += self._labels.at(painter, x, 4, text) + gap
        self._legend(painter, frame, scene, sizes, place, second)

    @staticmethod
    def _readout(candles: CandleColumns, scene: ChartScene, place: int | None) -> list[tuple[str, Role, int]]:
        if place is None:
            return []
        shown: list[tuple[str, Role, int]] = [(round_time_text(int(candles.start[place]) * 1_000), "muted", 10)]
        if np.isfinite(candles.close[place]):
            change = candles.close[place] - candles.open[place]
            direction: Role = "up" if change > 0 else "down" if change < 0 else "text"
            for name, column in ((tr("O"), candles.open), (tr("H"), candles.high), (tr("L"), candles.low)):
                shown += [(name, "muted", 4), (money(round(column[place])), "text", 10)]
            shown += [(tr("C"), "muted", 4), (money(round(candles.close[place])), direction, 10)]
        else:
            shown.append((tr("no trade"), "muted", 10))
        if np.isfinite(candles.mid[place]):
            shown += [(tr("Mid"), "muted", 4), (money(round(candles.mid[place])), "text", 10)]
        if scene.has_volume:
            shown += [(tr("Vol"), "muted", 4), (integer(int(candles.volume[place])), "text", 10)]
        return shown

    def _legend(
        self, painter: QPainter, frame: Frame, scene: ChartScene, sizes: Sizes, place: int | None, second: float | None
    ) -> None:
        prices = [_entry(seen, place) for seen in frame.lines if not seen.line.own_strip]
        prices += [(f"{line.name} {_point_value(line, second)}", line.place) for line in scene.points]
        self._row(painter, frame, sizes, frame.plot.top() + 2, prices)
        if frame.strip is not None:
            below = [_entry(seen, place) for seen in frame.lines if seen.line.own_strip]
            self._row(painter, frame, sizes, frame.strip.top() + 1, below)

    def _row(self, painter: QPainter, frame: Frame, sizes: Sizes, top: int, entries: list[tuple[str, int]]) -> None:
        left = _LEFT
        for text, place in entries:
            if left > _LEFT and left + 20 + self._labels.width(text) > frame.plot.right():
                left = _LEFT
                top += sizes.text
            painter.fillRect(left, top + sizes.text // 2, 10, 2, theme().colour(series_role(place)))
            painter.setPen(theme().colour("secondary"))
            left += 27 + self._labels.at(painter, left + 15, top, text)


def _entry(seen: SeenLine, place: int | None) -> tuple[str, int]:
    value = float(seen.values[place]) if place is not None else float("nan")
    shown = _NO_VALUE
    if np.isfinite(value):
        shown = number(value, 1) if seen.line.own_strip else money(round(value))
    return f"{seen.line.name} {shown} {seen.line.unit}".rstrip(), seen.line.place


def _point_value(line: PointLine, second: float | None) -> str:
    """The value of a bot's line at `second`, of its newest point without one."""
    place = len(line.seconds) - 1 if second is None else int(np.searchsorted(line.seconds, second, side="right")) - 1
    value = float(line.values[place]) if place >= 0 else float("nan")
    return money(round(value)) if np.isfinite(value) else _NO_VALUE
