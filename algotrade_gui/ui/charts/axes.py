"""The chart's grid and axes, and the tags that stand on them."""

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from algotrade_gui.core.units import round_time_text
from algotrade_gui.ui.charts.frame import Frame, Sizes
from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.charts.scales import ticks, time_step_s
from algotrade_gui.ui.language import money, number
from algotrade_gui.ui.theme import mix, theme

UNIT: Final = "$"


class Axes:
    """Draws in the chart's paint event, with the chart's labels and sizes."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def draw(self, painter: QPainter, frame: Frame, sizes: Sizes, width: int) -> None:
        """Grid and labels; `width` is the widget's."""
        look, plot, labels = theme(), frame.plot, self._labels
        step = time_step_s(frame.time.high - frame.time.low, plot.width(), sizes.time)
        seconds = ticks(max(0.0, frame.time.low), frame.time.high, step)
        # an opaque mixture: lines with an alpha are blended pixel by pixel
        faint = QColor(mix(look.colours.line, look.colours.panel, 0.6))
        columns = [round(frame.time.pixel(second)) for second in seconds]
        rows = [round(frame.price.pixel(mark)) for mark in frame.marks]
        # filled: a drawn line of this length costs several times as much
        for x in columns:
            painter.fillRect(x, plot.top(), 1, frame.bottom - plot.top() + 1, faint)
        for y in rows:
            painter.fillRect(plot.left(), y, plot.width(), 1, faint)
        painter.setPen(look.colour("secondary"))
        top = frame.bottom + 3
        for second, x in zip(seconds, columns, strict=True):
            if x + sizes.time / 2 <= plot.right() and x - sizes.time / 4 >= plot.left():
                text = round_time_text(second * 1_000)
                labels.at(painter, x - labels.width(text) // 2, top, text)
        highest, lowest = plot.top() + 4, plot.bottom() - frame.volume_px - 2
        right, half = width - 6, sizes.text // 2
        for mark, y in zip(frame.marks, rows, strict=True):
            if highest <= y <= lowest:
                text = money(mark)
                labels.at(painter, right - labels.width(text), y - half, text)
        # what the prices are in, where the two axes meet
        painter.setPen(look.colour("muted"))
        labels.at(painter, right - labels.width(UNIT), top, UNIT)
        edge = look.colour("line")
        painter.fillRect(plot.right() + 1, plot.top(), 1, frame.bottom - plot.top() + 1, edge)
        painter.fillRect(plot.left(), frame.bottom + 1, plot.width() + 1, 1, edge)
        if frame.strip is not None and frame.strip_scale is not None:
            painter.fillRect(plot.left(), plot.bottom() + 1, plot.width() + 1, 1, edge)
            painter.setPen(look.colour("secondary"))
            high = frame.strip_scale.high / 1.1
            box = tag_box(round(frame.strip_scale.pixel(high)) + sizes.text // 2 - 2, sizes, width)
            labels.right(painter, box.adjusted(0, 0, -6, 0), number(high, 1))

    def price_tag(
        self, painter: QPainter, frame: Frame, sizes: Sizes, width: int, y: int, colour: QColor, text: str
    ) -> None:
        """A filled tag on the price axis; the axis' own labels that it would cut in half make room."""
        box = tag_box(y, sizes, width)
        for mark in frame.marks:
            at = round(frame.price.pixel(mark))
            if abs(at - y) < box.height():
                painter.fillRect(tag_box(at, sizes, width), theme().colour("panel"))
        self._tag(painter, box, colour)
        self._labels.right(painter, box.adjusted(0, 0, -6, 0), text)

    def time_tag(self, painter: QPainter, frame: Frame, sizes: Sizes, x: int, colour: QColor, text: str) -> None:
        """A filled tag on the axis of time."""
        left = min(max(0, x - sizes.time // 2), frame.plot.right() - sizes.time)
        box = QRect(left, frame.bottom + 3, sizes.time, sizes.text + 1)
        self._tag(painter, box, colour)
        self._labels.centre(painter, box, text)

    @staticmethod
    def _tag(painter: QPainter, box: QRect, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(theme().colour("panel"))


def tag_box(y: int, sizes: Sizes, width: int) -> QRect:
    """The place of a label on the price axis whose middle is at `y`."""
    half = sizes.text // 2 + 1
    return QRect(width - sizes.price + 2, y - half, sizes.price - 2, 2 * half)
