"""Own working orders on a chart: lines across it that can be taken hold of, and where the pointer is on them."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap

from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.charts.frame import Frame, Sizes
from algotrade_gui.ui.charts.labels import Labels
from algotrade_gui.ui.charts.order_hold import OrderHold
from algotrade_gui.ui.charts.scene import OrderLine
from algotrade_gui.ui.language import integer, money, tr
from algotrade_gui.ui.theme import Role, theme

_REACH_PX = 4
"""How far from a line the pointer still takes hold of it."""
_LEFT_PX = 6
_HANDLE = (14, 12)
_PICTURES_KEPT = 200


class OrderPart(enum.Enum):
    """What of an order's line is under the pointer."""

    LINE = "line"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class OrderHit:
    """An order under the pointer."""

    line: OrderLine
    key: ClientOrderId
    part: OrderPart


class OrderLines:
    """Draws orders in the chart's paint event, and finds them again under the pointer."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._dashes: dict[tuple[int, int, float, bool], QPixmap] = {}
        self._pictures: dict[tuple[str, Role, bool, str, float], QPixmap] = {}
        """Labels of orders that rest, as pictures: there may be twenty of them, and they are drawn with each paint."""
        self.spared: Sequence[QRect] = ()
        """Words that dotted and dashed lines leave out."""

    def draw(
        self, painter: QPainter, frame: Frame, orders: tuple[OrderLine, ...], sizes: Sizes, held: OrderHold
    ) -> None:
        """Every order in view, the one taken hold of last; of the others how many lie above and below."""
        for line in orders:
            if line.key is None or line.key not in (held.hovered, held.chosen):
                self._draw(painter, frame, line, sizes, taken=False)
        for line in orders:
            if line.key is not None and line.key in (held.hovered, held.chosen):
                self._draw(painter, frame, line, sizes, taken=True)
                if line.key == held.chosen and held.proposed is not None:
                    text = tr("to {price}", price=money(round(held.proposed)))
                    self._ghost(painter, frame, line, sizes, held.proposed, text)
        above, below = beyond(frame, orders)
        self._hint(painter, frame, sizes, "▲", above, frame.plot.top() + 1)
        self._hint(painter, frame, sizes, "▼", below, frame.plot.bottom() - sizes.text - 1)

    def _hint(self, painter: QPainter, frame: Frame, sizes: Sizes, sign: str, count: int, top: int) -> None:
        """So many orders lie beyond the prices in view, in the ladder's words."""
        if not count:
            return
        text = f"{sign} {integer(count)}"
        # beside the words of lines at the edge
        left = frame.plot.left() + frame.plot.width() // 3
        painter.fillRect(left - 2, top, self._labels.width(text) + 4, sizes.text, theme().colour("panel"))
        painter.setPen(theme().colour("secondary"))
        self._labels.at(painter, left, top, text)

    def _draw(self, painter: QPainter, frame: Frame, line: OrderLine, sizes: Sizes, *, taken: bool) -> None:
        if frame.inside(line.price):
            y = round(frame.price.pixel(line.price))
            role = _role(line)
            if taken:
                painter.fillRect(frame.plot.left(), y, frame.plot.width(), 1, theme().colour(role))
                self._handle(painter, frame, y, role)
            else:
                self._dashed(painter, frame, y, role, 2 if line.in_doubt or line.moving_to is not None else 4)
            self._label(painter, frame, line, sizes, y, taken=taken)
        if line.moving_to is not None:
            text = tr("moving to {price}", price=money(round(line.moving_to)))
            self._ghost(painter, frame, line, sizes, line.moving_to, text)

    def _label(self, painter: QPainter, frame: Frame, line: OrderLine, sizes: Sizes, y: int, *, taken: bool) -> None:
        if not (taken or line.in_doubt or line.moving_to is not None):
            picture = self._picture(painter.device().devicePixelRatio(), frame, line, sizes)
            painter.drawPixmap(frame.plot.left() + _LEFT_PX, y - sizes.text // 2 - 1, picture)
            return
        self._draw_label(painter, self._box(frame, line, sizes, y), line, taken=taken)

    def _picture(self, ratio: float, frame: Frame, line: OrderLine, sizes: Sizes) -> QPixmap:
        key = (line.text, _role(line), line.key is None, theme().colours.name, ratio)
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) >= _PICTURES_KEPT:
                self._pictures.clear()
            box = self._box(frame, line, sizes, 0)
            box.moveTo(0, 0)
            found = QPixmap(box.size() * ratio)
            found.setDevicePixelRatio(ratio)
            inner = QPainter(found)
            inner.setFont(self._labels.font)
            self._draw_label(inner, box, line, taken=False)
            inner.end()
            self._pictures[key] = found
        return found

    def _draw_label(self, painter: QPainter, box: QRect, line: OrderLine, *, taken: bool) -> None:
        look, colour = theme(), theme().colour(_role(line))
        painter.fillRect(box, look.colour("panel"))
        if taken:
            painter.fillRect(box, look.tint(_role(line)))
        if line.in_doubt or line.moving_to is not None:
            # hatched: what becomes of it is not known yet
            faint = look.colour(_role(line), 0.35)
            painter.fillRect(box, QBrush(faint, Qt.BrushStyle.BDiagPattern))
        painter.setPen(colour)
        self._labels.at(painter, box.left() + 5, box.top() + 1, line.text)
        if line.key is not None:
            self._labels.centre(painter, _cross_box(box), "×")

    def _ghost(self, painter: QPainter, frame: Frame, line: OrderLine, sizes: Sizes, price: float, text: str) -> None:
        """Where the order is going: a finer line, hatched."""
        y = round(min(max(frame.price.pixel(price), frame.plot.top() + 1), frame.plot.bottom() - 1))
        look, role = theme(), _role(line)
        self._dashed(painter, frame, y, role, 2)
        width = self._labels.width(text) + 10
        box = QRect(frame.plot.right() - width - 24, y - sizes.text // 2 - 1, width, sizes.text + 2)
        painter.fillRect(box, look.colour("panel"))
        painter.fillRect(box, QBrush(look.colour(role, 0.35), Qt.BrushStyle.BDiagPattern))
        painter.setPen(look.colour(role))
        self._labels.centre(painter, box, text)

    @staticmethod
    def _handle(painter: QPainter, frame: Frame, y: int, role: Role) -> None:
        width, height = _HANDLE
        left, top = frame.plot.right() - width - 2, y - height // 2
        painter.fillRect(left, top, width, height, theme().colour(role))
        for row in (-3, 0, 3):
            painter.fillRect(left + 3, y + row, width - 6, 1, theme().colour("panel"))

    def _dashed(self, painter: QPainter, frame: Frame, y: int, role: Role, dash: int) -> None:
        self._tiled(painter, frame, y, theme().colour(role), dash)

    def dotted(self, painter: QPainter, frame: Frame, y: int, colour: QColor) -> None:
        """A dotted line across the plot."""
        self._tiled(painter, frame, y, colour, 1)

    def dotted_column(self, painter: QPainter, x: int, top: int, bottom: int, colour: QColor) -> None:
        """A dotted line from top to bottom."""
        painter.drawTiledPixmap(x, top, 1, bottom - top + 1, self._tile(painter, colour, 1, upright=True))

    def _tiled(self, painter: QPainter, frame: Frame, y: int, colour: QColor, dash: int) -> None:
        tile = self._tile(painter, colour, dash, upright=False)
        left = frame.plot.left()
        for box in self.spared:
            if box.top() < y < box.bottom():
                painter.drawTiledPixmap(left, y, box.left() - left, 1, tile)
                left = box.right() + 1
                break
        painter.drawTiledPixmap(left, y, frame.plot.right() + 1 - left, 1, tile)

    def _tile(self, painter: QPainter, colour: QColor, dash: int, *, upright: bool) -> QPixmap:
        # a picture laid side by side: Qt's own dashes go through its stroker and cost 50 us a line
        ratio = painter.device().devicePixelRatio()
        key = (colour.rgb(), dash, ratio, upright)
        found = self._dashes.get(key)
        if found is None:
            long, thin = round(2 * dash * 8 * ratio), max(1, round(ratio))
            found = QPixmap(thin, long) if upright else QPixmap(long, thin)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            inner = QPainter(found)
            for place in range(8):
                at = 2 * dash * place
                inner.fillRect(*((0, at, 1, dash) if upright else (at, 0, dash, 1)), colour)
            inner.end()
            self._dashes[key] = found
        return found

    def _box(self, frame: Frame, line: OrderLine, sizes: Sizes, y: int) -> QRect:
        width = self._labels.width(_label(line)) + 10
        return QRect(frame.plot.left() + _LEFT_PX, y - sizes.text // 2 - 1, width, sizes.text + 2)

    def under(self, frame: Frame, orders: tuple[OrderLine, ...], sizes: Sizes, at: QPoint) -> OrderHit | None:
        """The order at this place: the nearest line, a label before a line."""
        if not frame.plot.contains(at):
            return None
        found: OrderHit | None = None
        best = _REACH_PX + 1
        for line in reversed(orders):
            if line.key is None or not frame.inside(line.price):
                continue
            y = round(frame.price.pixel(line.price))
            box = self._box(frame, line, sizes, y)
            if box.contains(at):
                part = OrderPart.CANCEL if _cross_box(box).contains(at) else OrderPart.LINE
                return OrderHit(line, line.key, part)
            if abs(at.y() - y) < best:
                best = abs(at.y() - y)
                found = OrderHit(line, line.key, OrderPart.LINE)
        return found


def beyond(frame: Frame, orders: Sequence[OrderLine]) -> tuple[int, int]:
    """How many orders lie above, and how many below, the prices in view."""
    prices = frame.price
    above = sum(line.price > prices.high for line in orders)
    return above, sum(line.price < prices.low for line in orders)


def _label(line: OrderLine) -> str:
    """What stands on the line, with the sign that cancels it at its end."""
    return line.text if line.key is None else f"{line.text}  ×"


def _cross_box(box: QRect) -> QRect:
    return QRect(box.right() - box.height() + 1, box.top(), box.height(), box.height())


def _role(line: OrderLine) -> Role:
    if line.in_doubt:
        return "warning"
    return "up" if line.side is Side.BUY else "down"
