"""The axes of the plots over a round; imports pyqtgraph, so import it only where a plot is about to be shown."""

import pyqtgraph as pg
from PySide6.QtGui import QColor, QFontMetrics

from algotrade_gui.core.units import MS_PER_S, round_time_text
from algotrade_gui.ui.charts.scales import price_step_cents, ticks, time_step_s
from algotrade_gui.ui.language import money, number
from algotrade_gui.ui.theme import mix, theme, ui_font

_DOLLAR = 100
_WHOLE_FROM = 1_000 * _DOLLAR
"""From a range of so many cents on every step is one of whole dollars."""


class TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Seconds of the round as m:ss."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802 - pyqtgraph's
        label_px = QFontMetrics(ui_font()).horizontalAdvance("000:00") + 24
        step = time_step_s(max(1.0, high - low), size, label_px)
        return [(float(step), [float(mark) for mark in ticks(max(0.0, low), high, step)])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [round_time_text(round(value) * MS_PER_S) for value in values]


class MoneyAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Cents as signed dollars; steps of whole dollars are told without cents, which would take room from the lines."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802 - pyqtgraph's
        step = price_step_cents(high - low, size, 1.9 * QFontMetrics(ui_font()).height())
        return [(float(step), [float(mark) for mark in ticks(low, high, step)])]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        if spacing % _DOLLAR == 0:
            return [number(value / _DOLLAR, signed=True) for value in values]
        return [money(round(value), signed=True) for value in values]


def money_width(low: float, high: float) -> int:
    """Pixels of a money axis as wide as its longest label in this size of numbers: it does not move with each label."""
    digits = max(len(str(abs(round(edge)))) for edge in (low, high))
    whole = high - low >= _WHOLE_FROM
    sample = number(10 ** (digits - 2) - 1, signed=True) if whole else money(10 ** max(5, digits) - 1, signed=True)
    return QFontMetrics(ui_font()).horizontalAdvance(sample) + 14


def dress_axis(axis: pg.AxisItem) -> None:
    """Give an axis the theme's colours and font."""
    look = theme()
    axis.setStyle(tickLength=0, tickFont=ui_font(), tickTextOffset=5, autoExpandTextSpace=False)
    axis.setPen(look.colour("line"))
    axis.setTextPen(look.colour("secondary"))
    axis.setTickPen(QColor(mix(look.colours.line, look.colours.panel, 0.6)))
    axis.setGrid(255)
    axis.setZValue(-2)  # the grid lies below the lines
