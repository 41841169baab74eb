"""The painted settlement rail: a time line with a column for each expiry ahead, a block in it for each underlying that is held."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import MS_PER_S, RoundMs, round_time_text
from algotrade_gui.trading.settlement_outlook import Outcome, Outlook
from algotrade_gui.ui.language import integer, money, number, percent, tr, trn
from algotrade_gui.ui.theme import TEXT_ROLES, Role, theme, ui_font

BlockKey = tuple[RoundMs, Underlying]
"""Which expiry of which underlying."""
Words = tuple[tuple[str, ...], Role]
"""Wordings, the longest first, with their colour."""
AXIS_PX = 26
LINK_PX = 14
HEAD_PX = 22
GAP_PX = 6
LINE_PX = 16
PAD_PX = 5
LEAST_COLUMN_PX = 119
MOST_COLUMN_PX = 260
LEAST_COLUMNS = 4
"""Four expiries are listed at a time: with fewer, the columns are no wider for it."""
LEAST_SPAN_S = 60
TICK_S = 15
MOST_LINES = 3
TEXTS_KEPT = 2_048
_WORDINGS = ((0, 0), (0, 1), (1, 0), (1, 1))
"""Of the first line: with the count or without, exact or in whole dollars; the best first."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def integer_money(outcome: Outcome) -> str:
    """An outcome's P&L in whole dollars."""
    return number(outcome.pnl / 100, signed=True)


def _between(down: Outcome | None, up: Outcome | None) -> tuple[str, ...]:
    """The P&L of two outcomes, in whole dollars where cents have no room."""
    if down is None or up is None:
        return ("",)
    exact = (money(down.pnl, signed=True), money(up.pnl, signed=True))
    return " … ".join(exact), f"{integer_money(down)} … {integer_money(up)}"


def key_of(outlook: Outlook) -> BlockKey:
    """The block's key."""
    return outlook.expiry_ms, outlook.underlying


def seconds_left(outlook: Outlook) -> int:
    """Whole seconds, counted so that 0 is the end."""
    return -(-outlook.left_ms // MS_PER_S)


class SettlementCanvas(QWidget):
    """Columns stand still while the time line above them runs down: numbers that move cannot be read.

    Signals:
        selected: a BlockKey or None, when another block is chosen.
        lines_changed: nothing, when blocks have room for more lines or words, or fewer: `legend` reads otherwise now.
        asked: a BlockKey, when a block is double-clicked or Enter is pressed on it.
    """

    selected = Signal(object)
    lines_changed = Signal()
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outlooks: list[Outlook] = []
        self._warned: frozenset[BlockKey] = frozenset()
        self._stale = False
        self._selected: BlockKey | None = None
        self._hovered: BlockKey | None = None
        self._columns: dict[RoundMs, list[Outlook]] = {}
        self._rects: dict[BlockKey, QRectF] = {}
        self._lines = MOST_LINES
        self._wording = _WORDINGS[0]
        self._reach = 1
        """The largest gain or loss of any outcome: what the bars of all blocks are drawn against."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Settlements ahead"))
        theme().changed.connect(self._dress)
        self._dress()

    # --- what is shown ---

    @property
    def chosen(self) -> Outlook | None:
        """The selected block's outlook."""
        return next((each for each in self._outlooks if key_of(each) == self._selected), None)

    def block(self, key: BlockKey) -> QRectF:
        """Where a block is. Raises KeyError."""
        return self._rects[key]

    def show_outlooks(self, outlooks: Sequence[Outlook], warned: frozenset[BlockKey], *, stale: bool) -> None:
        """Show these, the next first; `warned` are outlined, numbers are greyed while prices are `stale`. Nothing new costs nothing."""
        if (list(outlooks), warned, stale) == (self._outlooks, self._warned, self._stale):
            return
        self._outlooks, self._warned, self._stale = list(outlooks), warned, stale
        every = [abs(outcome.pnl) for each in outlooks for outcome in each.outcomes]
        self._reach = max([1, *every])
        self._lay_out()
        if self._selected is not None and self._selected not in self._rects:
            self.select(None)
        self.update()

    def select(self, key: BlockKey | None) -> None:
        """Select a block, or none."""
        if key != self._selected:
            self._selected = key
            outlook = self.chosen
            self.setAccessibleDescription("" if outlook is None else self.words(outlook))
            self.selected.emit(key)
            self.update()

    def words(self, outlook: Outlook) -> str:
        """A block in a sentence, for its tooltip and for those who cannot see it."""
        parts = [
            trn(
                outlook.contracts,
                "{underlying}, {count} contract, settles in {left} s, {cost} locked",
                "{underlying}, {count} contracts, settles in {left} s, {cost} locked",
                underlying=outlook.underlying,
                left=seconds_left(outlook),
                cost=money(outlook.cost),
            )
        ]
        for name, outcome in (
            (tr("at the present price"), outlook.now),
            (tr("a sigma below"), outlook.down),
            (tr("a sigma above"), outlook.up),
            (tr("after a jump, the worse of two"), outlook.jump),
        ):
            if outcome is not None:
                amount, price = money(outcome.pnl, signed=True), money(outcome.price)
                parts.append(tr("{amount} {name} ({price})", amount=amount, name=name, price=price))
        if outlook.loss_chance is not None:
            parts.append(tr("a loss with {percent}", percent=percent(outlook.loss_chance, 0)))
        return "\n".join(parts)

    @property
    def legend(self) -> str:
        """What the figures and bars of the blocks mean, said once for all of them."""
        parts = [tr("P&L now") if self._wording[0] else tr("contracts, P&L now")]
        if self._lines > 1:
            parts.append(tr("±σ: -1 … +1 sigma"))
        if self._lines == MOST_LINES:
            parts.append(tr("chance of a loss, the worse of two jumps"))
        else:
            parts.append(tr("bar: to the sigmas, line: to the jumps"))
        return " · ".join(parts)

    # --- layout ---

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        columns = max(1, len(self._columns))
        most = max((len(blocks) for blocks in self._columns.values()), default=1)
        height = AXIS_PX + LINK_PX + HEAD_PX + most * (LINE_PX + 2 * PAD_PX + GAP_PX)
        return QSize(columns * (LEAST_COLUMN_PX + GAP_PX), height)

    def resizeEvent(self, _event: QEvent) -> None:
        self._lay_out()

    def _column_px(self, count: int) -> float:
        return min(MOST_COLUMN_PX, max(LEAST_COLUMN_PX, self.width() / max(LEAST_COLUMNS, count) - GAP_PX))

    def _lay_out(self) -> None:
        columns: dict[RoundMs, list[Outlook]] = {}
        for outlook in self._outlooks:
            columns.setdefault(outlook.expiry_ms, []).append(outlook)
        self._columns = columns
        most = max((len(blocks) for blocks in columns.values()), default=1)
        top = AXIS_PX + LINK_PX + HEAD_PX
        room = (self.height() - top) / most - GAP_PX - 2 * PAD_PX
        # as many lines as every block of the fullest column has room for
        lines = max(1, min(MOST_LINES, int(room // LINE_PX)))
        if lines != self._lines:
            self._lines = lines
            self.lines_changed.emit()
        height = self._lines * LINE_PX + 2 * PAD_PX
        width = self._column_px(len(columns))
        self._rects = {
            key_of(outlook): QRectF(GAP_PX / 2 + place * (width + GAP_PX), top + row * (height + GAP_PX), width, height)
            for place, blocks in enumerate(columns.values())
            for row, outlook in enumerate(blocks)
        }
        wording = self._wording_for(int(width - 2 * PAD_PX - 3))
        if wording != self._wording:
            self._wording = wording
            self.lines_changed.emit()
        self.updateGeometry()

    def _wording_for(self, room: int) -> tuple[int, int]:
        """Which wordings of name and figure fit in all blocks: side by side they are to be compared.

        How much is held stays longer than the cents.
        """
        texts = [self._first_line(outlook) for outlook in self._outlooks]
        for words, figure in _WORDINGS:
            if all(
                self._width(names[words], True) + PAD_PX + self._width(amounts[figure], True) <= room
                for (names, _), (amounts, _) in texts
            ):
                return words, figure
        return _WORDINGS[-1]

    def x_of(self, seconds: float) -> float:
        """Where so many seconds ahead are on the time line."""
        left, right = GAP_PX + 2.0, self.width() - GAP_PX - 34.0
        span = max([LEAST_SPAN_S, *(seconds_left(each) for each in self._outlooks)])
        return left + (right - left) * seconds / span

    # --- painting ---

    def _dress(self) -> None:
        self._plain, self._bold = ui_font(), ui_font(bold=True)
        self._metrics = {False: QFontMetrics(self._plain), True: QFontMetrics(self._bold)}
        self._widths: dict[tuple[str, bool], int] = {}
        look = theme()
        self._colours = {role: look.colour(role) for role in TEXT_ROLES}
        self._ground, self._hover = look.colour("raised"), look.colour("text", 0.05)
        self.update()

    def _width(self, text: str, bold: bool) -> int:
        """Pixels that a text takes; measured once for each."""
        width = self._widths.get((text, bold))
        if width is None:
            if len(self._widths) >= TEXTS_KEPT:
                self._widths.clear()
            width = self._widths[text, bold] = self._metrics[bold].horizontalAdvance(text)
        return width

    def _cut(self, text: str, bold: bool, room: int) -> str:
        """A text as far as there is room for it."""
        if self._width(text, bold) <= room:
            return text
        return self._metrics[bold].elidedText(text, Qt.TextElideMode.ElideRight, room) if room > 0 else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint_axis(painter)
            for place, blocks in enumerate(self._columns.values()):
                self._paint_head(painter, place, blocks)
                for outlook in blocks:
                    self._paint_block(painter, outlook)
        finally:
            painter.end()

    def _paint_axis(self, painter: QPainter) -> None:
        look = theme()
        span = max([LEAST_SPAN_S, *(seconds_left(each) for each in self._outlooks)])
        painter.setFont(self._plain)
        level = AXIS_PX - 6.0
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(self.x_of(0), level), QPointF(self.x_of(span), level))
        for second in range(0, span + 1, TICK_S):
            x = self.x_of(second)
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(x, level - 3), QPointF(x, level + 3))
            painter.setPen(look.colour("muted"))
            text = tr("{seconds} s", seconds=second) if second else tr("now")
            painter.drawText(QPointF(x + 3, level - 5), text)

    def _paint_head(self, painter: QPainter, place: int, blocks: list[Outlook]) -> None:
        look = theme()
        left_s = seconds_left(blocks[0])
        width = self._column_px(len(self._columns))
        box = QRectF(GAP_PX / 2 + place * (width + GAP_PX), AXIS_PX + LINK_PX, width, HEAD_PX)
        x, level = self.x_of(left_s), AXIS_PX - 6.0
        soon = left_s <= TICK_S
        role: Role = "warning" if soon else "secondary"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour(role, 0.6), 1))
        painter.drawLine(QPointF(x, level + 5), QPointF(box.left() + 14, box.top() + 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(role))
        painter.drawPolygon(QPolygonF([QPointF(x - 4, level - 5), QPointF(x + 4, level - 5), QPointF(x, level + 3)]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._bold)
        painter.setPen(look.colour("warning" if soon else "text"))
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        words = round_time_text(left_s * MS_PER_S) if left_s else tr("settling")
        painter.drawText(box.adjusted(3, 0, 0, 0), flags, words)
        painter.setFont(self._plain)
        painter.setPen(look.colour("muted"))
        cost = sum(each.cost for each in blocks)
        flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(box.adjusted(0, 0, -PAD_PX, 0), flags, money(cost))

    def _paint_block(self, painter: QPainter, outlook: Outlook) -> None:
        key = key_of(outlook)
        box = self._rects[key]
        now = outlook.now
        tone = self._tone(None if now is None else now.pnl)
        painter.fillRect(box, self._ground)
        if key == self._hovered:
            painter.fillRect(box, self._hover)
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), self._colours[tone])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if key in self._warned:
            painter.setPen(QPen(self._colours["warning"], 1))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        if key == self._selected:
            painter.setPen(QPen(self._colours["accent"], 2 if self.hasFocus() else 1))
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        for line in range(self._lines):
            self._paint_line(painter, box, line, *self._texts(outlook, line))
        if self._lines < MOST_LINES:
            self._paint_bar(painter, box, outlook)

    def _paint_bar(self, painter: QPainter, box: QRectF, outlook: Outlook) -> None:
        """Where a block has no room for all its figures: what it pays from jump to jump, thick between the sigmas, against nought."""
        left, width, level = box.left() + PAD_PX + 3, box.width() - 2 * PAD_PX - 3, box.bottom() - 2.5

        def x(amount: int) -> float:
            return left + width * (0.5 + 0.5 * amount / self._reach)

        def bar(first: Outcome | None, second: Outcome | None, thick: float) -> None:
            if first is None or second is None:
                return
            low, high = sorted((first.pnl, second.pnl))
            for begin, end, role in ((low, min(0, high), "down"), (max(0, low), high, "up")):
                if end > begin:
                    colour = self._colours["muted" if self._stale else "down" if role == "down" else "up"]
                    painter.fillRect(QRectF(x(begin), level - thick / 2, x(end) - x(begin), thick), colour)

        bar(outlook.jump_down, outlook.jump_up, 1.0)
        bar(outlook.down, outlook.up, 3.0)
        painter.fillRect(QRectF(x(0) - 0.5, level - 3, 1, 6), self._colours["secondary"])

    def _texts(self, outlook: Outlook, line: int) -> tuple[Words, Words]:
        """What stands left and right in a line of a block, the longest wording first; the most important line is the first."""
        if line == 0:
            words, figure = self._wording
            (names, ink), (amounts, tone) = self._first_line(outlook)
            return ((names[words],), ink), ((amounts[figure],), tone)
        if line == 1:
            # what the pair is stands once in the legend: where there is no room for the sign the figures go without
            return ((tr("±σ"), ""), "muted"), (
                _between(outlook.down, outlook.up),
                "muted" if self._stale else "secondary",
            )
        chance = outlook.loss_chance
        loss = "" if chance is None else percent(chance, 0)
        amount, tone = self._pnl(outlook.jump)
        wordings = (tr("jump {amount}", amount=amount), amount) if amount else ("",)
        return ((tr("loss {percent}", percent=loss) if loss else "", loss), "muted"), (wordings, tone)

    def _first_line(self, outlook: Outlook) -> tuple[Words, Words]:
        name = str(outlook.underlying)
        now, tone = self._pnl(outlook.now)
        whole = integer_money(outlook.now) if outlook.now is not None else now
        return ((f"{name}  {integer(outlook.contracts)}", name), "text"), ((now, whole), tone)

    def _pnl(self, outcome: Outcome | None) -> tuple[str, Role]:
        return ("", "muted") if outcome is None else (money(outcome.pnl, signed=True), self._tone(outcome.pnl))

    def _tone(self, amount: int | None) -> Role:
        if amount is None or self._stale:
            return "muted"
        return "up" if amount > 0 else "down" if amount < 0 else "secondary"

    def _paint_line(self, painter: QPainter, box: QRectF, line: int, left: Words, right: Words) -> None:
        place = QRectF(
            box.left() + PAD_PX + 3, box.top() + PAD_PX + line * LINE_PX, box.width() - 2 * PAD_PX - 3, LINE_PX
        )
        bold = line == 0
        painter.setFont(self._bold if bold else self._plain)
        shown, beside = self.fitting(left[0], right[0], bold, int(place.width()))
        if beside:
            painter.setPen(self._colours[right[1]])
            painter.drawText(place, _RIGHT, beside)
        if shown:
            painter.setPen(self._colours[left[1]])
            painter.drawText(place, _LEFT, shown)

    def fitting(self, left: Sequence[str], right: Sequence[str], bold: bool, room: int) -> tuple[str, str]:
        """The longest wordings of a line's two sides that fit beside one another; of the last ones the left is cut off.

        The right side, which is the figure, is kept longest; only where it alone has no room is it cut off too.
        """
        for figure in right:
            for words in left:
                gap = PAD_PX if words and figure else 0
                if self._width(words, bold) + gap + self._width(figure, bold) <= room:
                    return words, figure
        figure = right[-1]
        rest = room - self._width(figure, bold) - PAD_PX
        return self._cut(left[-1], bold, rest), self._cut(figure, bold, room)

    # --- choosing ---

    def key_at(self, point: QPointF) -> BlockKey | None:
        """The block at a point of the widget."""
        return next((key for key, box in self._rects.items() if box.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        key = self.key_at(event.position())
        if key != self._hovered:
            self._hovered = key
            outlook = next((each for each in self._outlooks if key_of(each) == key), None)
            self.setToolTip("" if outlook is None else self.words(outlook))
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.select(self.key_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self.key_at(event.position())
        if key is not None:
            self.asked.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if key in steps and self._outlooks:
            self._step(*steps[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._outlooks:
            self.select(key_of(self._outlooks[0 if key == Qt.Key.Key_Home else -1]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected is not None:
            self.asked.emit(self._selected)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _step(self, columns: int, rows: int) -> None:
        """Go to the neighbour in that direction; without a selection, to the next that settles."""
        chosen = self.chosen
        if chosen is None:
            self.select(key_of(self._outlooks[0]))
            return
        grid = list(self._columns.values())
        column = next(place for place, blocks in enumerate(grid) if chosen in blocks)
        row = grid[column].index(chosen)
        column = min(max(0, column + columns), len(grid) - 1)
        row = min(max(0, row + rows), len(grid[column]) - 1)
        self.select(key_of(grid[column][row]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._selected is None and self._outlooks:
            self.select(key_of(self._outlooks[0]))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
