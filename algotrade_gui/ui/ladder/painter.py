"""Draws a ladder's scene: plain rectangles and texts, whose glyphs are placed once."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen, QPolygonF

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.ladder import LadderRow, OwnOrder
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.empty_state import write_balanced
from algotrade_gui.ui.ladder.scene import LadderScene, Spot, Zone
from algotrade_gui.ui.language import integer, money, tr
from algotrade_gui.ui.static_texts import StaticTexts
from algotrade_gui.ui.theme import Role, theme, ui_font

ROW_PX: Final = 18
HEADER_PX: Final = 20
_PAD: Final = 5
_BAR_ALPHA: Final = 0.18
_OWN_ALPHA: Final = 0.30
_LEAST_BAR_PX: Final = 34
_CENTRE: Final = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges and widths in pixels; the strip of trades has width 0 where there is no room for it."""

    spans: dict[Zone, tuple[int, int]]
    strip_left: int
    strip_px: int

    def span(self, zone: Zone) -> tuple[int, int]:
        """Left edge and width of a column."""
        return self.spans[zone]

    @property
    def book_px(self) -> int:
        """The width of the five columns."""
        return self.strip_left

    def zone_at(self, x: float) -> Zone | None:
        """The column under a point; None beside them."""
        for zone in Zone:
            left, width = self.span(zone)
            if left <= x < left + width:
                return zone
        return None


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the mouse does: the cell it is over, and the row and side that own orders are dragged to."""

    over: Spot | None = None
    drag_from: Spot | None = None
    drag_to: Cents | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all rows of one paint share."""

    scene: LadderScene
    columns: Columns
    mouse: Pointer
    bar_full: int
    last_row: Cents | None
    grey: Role | None
    """The ink of prices that are out of date; None while they are fresh."""


class LadderPainter:
    """Keeps fonts, measures and placed glyphs; `take_look` after the theme has changed."""

    def __init__(self) -> None:
        self.take_look()

    def take_look(self) -> None:
        """Take fonts and colours from the theme."""
        fonts = ui_font(), ui_font(bold=True), ui_font(scale=0.86)
        self._plain, self._bold, self._small = map(StaticTexts, fonts)
        metrics = QFontMetrics(self._bold.font)
        self._text_px = QFontMetrics(self._plain.font).height()
        self._price_px = metrics.horizontalAdvance("10,003.20") + 2 * _PAD
        self._size_px = metrics.horizontalAdvance("000") + 2 * _PAD
        small = QFontMetrics(self._small.font)
        self._small_px = small.height()
        self._trade_px = small.horizontalAdvance("10,003.20") + _PAD
        self._count_px = small.horizontalAdvance("00") + _PAD
        self._age_px = small.horizontalAdvance("0:00") + 2 * _PAD

    def columns(self, width: int) -> Columns:
        """The columns for a canvas of that width."""
        own = self._size_px
        strip = self._trade_px + self._count_px + self._age_px
        bar = (width - strip - 2 * own - self._price_px) // 2
        if bar < _LEAST_BAR_PX:
            strip, bar = 0, max(_LEAST_BAR_PX, (width - 2 * own - self._price_px) // 2)
        spans: dict[Zone, tuple[int, int]] = {}
        left = 0
        for zone, share in zip(Zone, (own, bar, self._price_px, bar, own), strict=True):
            spans[zone] = left, share
            left += share
        return Columns(spans, left, width - left if strip else 0)

    @property
    def least_px(self) -> int:
        """The narrowest canvas whose numbers fit."""
        return 2 * (self._size_px + _LEAST_BAR_PX) + self._price_px

    # --- the whole ---

    def paint(
        self,
        painter: QPainter,
        scene: LadderScene,
        columns: Columns,
        size: tuple[int, int],
        dirty: QRect,
        mouse: Pointer,
    ) -> None:
        """Draw what lies in `dirty`; `size` is the canvas' width and height."""
        look = theme()
        painter.fillRect(dirty, look.colour("panel"))
        width, height = size
        if scene.empty:
            painter.setFont(self._plain.font)
            painter.setPen(look.colour("muted"))
            write_balanced(painter, QRect(16, 0, width - 32, height), scene.empty)
            return
        first = max(0, (dirty.top() - HEADER_PX) // ROW_PX)
        last = min(scene.window.count - 1, (dirty.bottom() - HEADER_PX) // ROW_PX)
        left, price_px = columns.span(Zone.PRICE)
        painter.fillRect(QRect(left, HEADER_PX, price_px, scene.window.count * ROW_PX), look.colour("background"))
        grey: Role | None = "muted" if scene.stale else None
        frame = _Frame(scene, columns, mouse, scene.bar_full, scene.last_row, grey)
        for place in range(first, last + 1):
            self._row(painter, frame, HEADER_PX + place * ROW_PX, scene.window.price(place))
        self._lines(painter, columns, height)
        self._theo(painter, scene, columns)
        self._hidden(painter, scene, columns)
        if dirty.top() < HEADER_PX:
            self._header(painter, scene, columns)
        if columns.strip_px and dirty.right() >= columns.strip_left:
            self._trades(painter, scene, columns, height, grey)
        if scene.keys:
            painter.setPen(QPen(look.colour("warning"), 2))
            painter.drawRect(QRect(1, 1, width - 2, height - 2))
        if scene.stale:
            line = QRect(0, height - ROW_PX - 2, width, ROW_PX + 2)
            painter.fillRect(line, look.colour("raised"))
            painter.setFont(self._plain.font)
            painter.setPen(look.colour("warning"))
            painter.drawText(line, _CENTRE, scene.stale)

    # --- rows ---

    def _row(self, painter: QPainter, frame: _Frame, top: int, price: Cents) -> None:
        scene, columns, mouse, grey = frame.scene, frame.columns, frame.mouse, frame.grey
        row = scene.row(price)
        look = theme()
        if mouse.over is not None and mouse.over.row == price:
            painter.fillRect(QRect(0, top, columns.book_px, ROW_PX), look.colour("text", 0.06))
        if scene.cursor == price:
            painter.fillRect(QRect(0, top, columns.book_px, ROW_PX), look.colour("warning", 0.16))
        for zone, size, role in ((Zone.BID, row.bid_size, "up"), (Zone.ASK, row.ask_size, "down")):
            if size:
                self._bar(painter, columns.span(zone), top, zone, size, frame.bar_full, grey or role)  # type: ignore[arg-type]  # literals
        left, width = columns.span(Zone.PRICE)
        ink: Role = grey or ("text" if row.is_exact else "muted")
        levels = row.bids or row.asks
        self._text(painter, money(row.shown), left, top, width, ink, self._bold if levels else self._plain)
        if frame.last_row == price:
            painter.setPen(QPen(look.colour(grey or "secondary"), 1))
            painter.drawRect(QRect(left + 1, top + 1, width - 3, ROW_PX - 3))
        for zone, orders in ((Zone.OWN_BID, row.buys), (Zone.OWN_ASK, row.sells)):
            if orders:
                self._own(painter, columns.span(zone), top, zone, orders, scene)
        for zone, side in ((Zone.OWN_BID, Side.BUY), (Zone.OWN_ASK, Side.SELL)):
            if (side, price) in scene.ghosts:
                self._ghost(painter, columns.span(zone), top)
        self._offer(painter, scene, columns, top, row, mouse)

    def _bar(
        self, painter: QPainter, span: tuple[int, int], top: int, zone: Zone, size: int, full: int, role: Role
    ) -> None:
        left, width = span
        bar = max(2, round((width - 2) * min(1.0, size / full)))
        # both grow outwards from the price
        start = left + width - bar - 1 if zone is Zone.BID else left + 1
        painter.fillRect(QRect(start, top + 1, bar, ROW_PX - 2), theme().colour(role, _BAR_ALPHA))
        place = left + width - self._size_px if zone is Zone.BID else left
        self._text(painter, integer(size), place, top, self._size_px, role, self._plain)

    def _own(
        self,
        painter: QPainter,
        span: tuple[int, int],
        top: int,
        zone: Zone,
        orders: tuple[OwnOrder, ...],
        scene: LadderScene,
    ) -> None:
        left, width = span
        box = QRect(left + 2, top + 1, width - 5, ROW_PX - 3)
        role: Role = "up" if zone is Zone.OWN_BID else "down"
        look = theme()
        painter.fillRect(box, look.colour(role, _OWN_ALPHA))
        if any(order.in_doubt for order in orders):
            painter.fillRect(box, QBrush(look.colour("warning", 0.5), Qt.BrushStyle.BDiagPattern))
        unsettled = any(order.in_motion or order.client_id in scene.moving for order in orders)
        pen = QPen(look.colour(role), 1, Qt.PenStyle.DotLine if unsettled else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawRect(box)
        total = integer(sum(order.remaining for order in orders))
        self._text(painter, total, left, top, width - 2, "text", self._bold)

    def _ghost(self, painter: QPainter, span: tuple[int, int], top: int) -> None:
        """Where own orders are going."""
        left, width = span
        painter.setPen(QPen(theme().colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(QRect(left + 2, top + 1, width - 5, ROW_PX - 3))

    def _offer(
        self, painter: QPainter, scene: LadderScene, columns: Columns, top: int, row: LadderRow, mouse: Pointer
    ) -> None:
        """What a click would do here, or where dragged orders would go."""
        look = theme()
        if mouse.drag_from is not None and mouse.drag_to == row.price and mouse.drag_from.row != row.price:
            self._ghost(painter, columns.span(mouse.drag_from.zone), top)
            left, width = columns.span(Zone.PRICE)
            painter.drawRect(QRect(left, top, width - 1, ROW_PX - 1))
            return
        over = mouse.over
        if not scene.clicks or over is None or over.row != row.price or over.zone not in (Zone.BID, Zone.ASK):
            return
        sells = over.zone is Zone.ASK
        if row.shown <= 0 or (sells and not scene.can_sell):
            return
        role: Role = "down" if sells else "up"
        left, width = columns.span(over.zone)
        painter.setPen(QPen(look.colour(role), 1))
        painter.drawRect(QRect(left, top, width - 1, ROW_PX - 1))
        if not (row.ask_size if sells else row.bid_size):
            words = (
                tr("sell {quantity}", quantity=scene.quantity)
                if sells
                else tr("buy {quantity}", quantity=scene.quantity)
            )
            painter.setFont(self._small.font)
            painter.drawText(QRect(left, top, width, ROW_PX), _CENTRE, words)

    # --- around the rows ---

    def _header(self, painter: QPainter, scene: LadderScene, columns: Columns) -> None:
        look = theme()
        painter.fillRect(QRect(0, 0, columns.book_px + columns.strip_px, HEADER_PX), look.colour("panel"))
        painter.setFont(self._small.font)
        for zone, words in (
            (Zone.OWN_BID, tr("Own")),
            (Zone.BID, tr("Buy") if scene.clicks else tr("Bid")),
            (Zone.PRICE, tr("Price $")),
            (Zone.ASK, tr("Sell") if scene.clicks else tr("Ask")),
            (Zone.OWN_ASK, tr("Own")),
        ):
            left, width = columns.span(zone)
            box = QRect(left, 0, width, HEADER_PX)
            role: Role = "muted"
            if scene.clicks and zone in (Zone.BID, Zone.ASK) and (zone is Zone.BID or scene.can_sell):
                role = "up" if zone is Zone.BID else "down"
                painter.fillRect(box.adjusted(1, 2, -1, -2), look.tint(role))
            painter.setPen(look.colour(role))
            painter.drawText(box, _CENTRE, words)
        if columns.strip_px:
            painter.setPen(look.colour("muted"))
            painter.drawText(QRect(columns.strip_left, 0, columns.strip_px, HEADER_PX), _CENTRE, tr("Trades"))

    def _lines(self, painter: QPainter, columns: Columns, height: int) -> None:
        painter.setPen(theme().colour("line"))
        painter.drawLine(0, HEADER_PX - 1, columns.book_px + columns.strip_px, HEADER_PX - 1)
        for zone in (Zone.BID, Zone.OWN_ASK):
            left, _ = columns.span(zone)
            painter.drawLine(left, HEADER_PX, left, height)
        if columns.strip_px:
            painter.drawLine(columns.strip_left, 0, columns.strip_left, height)

    def _theo(self, painter: QPainter, scene: LadderScene, columns: Columns) -> None:
        if scene.theo is None:
            return
        depth = scene.window.depth(scene.theo)
        if not -0.5 <= depth <= scene.window.count - 0.5:
            return
        y = theo_y(depth)
        bid, bid_px = columns.span(Zone.BID)
        ask, _ = columns.span(Zone.ASK)
        left, width = columns.span(Zone.PRICE)
        colour = theme().colour("muted" if scene.stale else "text")
        painter.setPen(QPen(colour, 1))
        # not through the price that it lies at, nor through the sizes there
        place = round(depth)
        bid_size, ask_size = 0, 0
        if 0 <= place < scene.window.count and abs(depth - place) * ROW_PX < self._text_px / 2:
            row = scene.row(scene.window.price(place))
            bid_size, ask_size = row.bid_size, row.ask_size
        stop = bid + bid_px - _PAD - self._plain.laid_out(integer(bid_size))[1] - 3 if bid_size else left
        start = ask + self._size_px - _PAD + 3 if ask_size else left + width
        painter.drawLine(bid, y, stop, y)
        painter.drawLine(start, y, columns.span(Zone.OWN_ASK)[0], y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour)
        for x, way in ((left, 1), (left + width, -1)):
            tip = QPointF(x + way * 5, y + 0.5)
            painter.drawPolygon(QPolygonF([tip, QPointF(x, y - 3.5), QPointF(x, y + 4.5)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _hidden(self, painter: QPainter, scene: LadderScene, columns: Columns) -> None:
        above, below = scene.hidden
        depth = scene.window.depth(scene.theo) if scene.theo is not None else 0.0
        last = scene.window.count - 1
        hints: list[tuple[Zone, int, str]] = []
        if above:
            # beside the sizes, not over them: "▲ 4" before a 1 reads as 41
            hints.append((Zone.OWN_ASK, 0, f"▲ {integer(above)}"))
        if below:
            hints.append((Zone.OWN_BID, last, f"▼ {integer(below)}"))
        if depth < -0.5:
            hints.append((Zone.BID, 0, tr("▲ theo")))
        elif depth > last + 0.5:
            hints.append((Zone.ASK, last, tr("▼ theo")))
        painter.setFont(self._small.font)
        painter.setPen(theme().colour("secondary"))
        for zone, place, words in hints:
            left, width = columns.span(zone)
            side = Qt.AlignmentFlag.AlignRight if zone in (Zone.ASK, Zone.OWN_ASK) else Qt.AlignmentFlag.AlignLeft
            flags = int(side | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(QRect(left + 3, HEADER_PX + place * ROW_PX, width - 6, ROW_PX), flags, words)

    def _trades(self, painter: QPainter, scene: LadderScene, columns: Columns, height: int, grey: Role | None) -> None:
        # what room is left over stands between the columns
        spare = max(0, columns.strip_px - self._trade_px - self._count_px - self._age_px) // 3
        left = columns.strip_left + spare
        for place, trade in enumerate(scene.trades):
            top = HEADER_PX + place * ROW_PX
            if top + ROW_PX > height:
                return
            role: Role = grey or ("up" if trade.direction > 0 else "down" if trade.direction < 0 else "secondary")
            self._text(painter, money(trade.price), left, top, self._trade_px, role, self._small)
            second = left + self._trade_px + spare
            self._text(painter, integer(trade.size), second, top, self._count_px, grey or "text", self._small)
            third = second + self._count_px + spare
            self._text(painter, trade.age, third, top, self._age_px, "muted", self._small)

    # --- texts ---

    def _text(
        self, painter: QPainter, text: str, left: int, top: int, width: int, role: Role, texts: StaticTexts
    ) -> None:
        """Draw `text` right-aligned in a row's cell."""
        laid_out, text_px = texts.laid_out(text)
        height = self._small_px if texts is self._small else self._text_px
        painter.setFont(texts.font)
        painter.setPen(theme().colour(role))
        painter.drawStaticText(left + width - _PAD - text_px, top + (ROW_PX - height + 1) // 2, laid_out)


def theo_y(depth: float) -> int:
    """The pixel of a price so many rows below the middle of the top row."""
    return HEADER_PX + round((depth + 0.5) * ROW_PX)
