"""Whose line is which, with last value and deepest fall; a tick shows or hides a line."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import round_time_text
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui.figures import set_text, set_tone
from algotrade_gui.ui.language import mark, money, tr
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, SERIES_ROLES, theme, ui_font

TOTAL_NAME = mark("Total")
_TOTAL_PX = 3.0
_BOT_PX = 1.4
_SWATCH = QSize(18, 12)
_NAME_PX, _LEAST_NAME_PX = 146, 84
_BESIDE_NAME_PX = 48
"""Tick, sample of the line and what is between them."""
_NUMBER_SAMPLE = "+999,999.99"
_AT_BID_HELP = mark("In dollars, if all that is held were sold at the best bid; what nobody bids for counts nothing")
_DRAWDOWN_HELP = mark("The deepest fall of the round from a best before it")


def series_pen(place: int | None) -> QPen:
    """The pen of the `place`-th bot's line, from 0 on; None: of the total. Colours come again dashed, then dotted."""
    if place is None:
        return _pen(QPen(theme().colour("text"), _TOTAL_PX))
    pen = QPen(theme().colour(SERIES_ROLES[place % len(SERIES_ROLES)]), _BOT_PX)
    style = place // len(SERIES_ROLES)
    if style:
        pen.setStyle(Qt.PenStyle.DashLine if style == 1 else Qt.PenStyle.DotLine)
    return _pen(pen)


def _pen(pen: QPen) -> QPen:
    pen.setCosmetic(True)
    return pen


@dataclass(frozen=True, slots=True)
class _Row:
    tick: QCheckBox
    value: QLabel
    at_bid: QLabel
    drawdown: QLabel

    def widgets(self) -> tuple[QWidget, ...]:
        return (self.tick, self.value, self.at_bid, self.drawdown)


class EquityLegend(QScrollArea):
    """A row for the total and for each bot.

    Signals:
        toggled: the owner (BotId, or None for the total) and whether his line is to be shown (bool).
    """

    toggled = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.viewport().setAutoFillBackground(False)
        self._inside = QWidget(self)
        self._inside.setAutoFillBackground(False)
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(GRID, GRID // 2, GRID + 4, GRID // 2)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(0)
        self._number_px = QFontMetrics(ui_font(bold=True)).horizontalAdvance(_NUMBER_SAMPLE)
        self._heads: list[QLabel] = []
        for column, (name, help_text) in enumerate(
            (
                (tr("P&L"), tr("In dollars, at the last second")),
                (tr("At bid"), tr(_AT_BID_HELP)),
                (tr("Drawdown"), tr(_DRAWDOWN_HELP)),
            )
        ):
            head = QLabel(name, self._inside)
            head.setProperty("tone", "muted")
            head.setToolTip(help_text)
            head.setFixedHeight(ROW_HEIGHT)
            head.setMinimumWidth(self._number_px)
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(head, 0, column + 1)
            self._heads.append(head)
        self._rows: dict[BotId | None, _Row] = {}
        self._places: dict[BotId | None, int | None] = {}
        self._signs: dict[BotId | None, int] = {}
        self._greyed = False
        self.setWidget(self._inside)
        self._compact = False
        self._name_px = _NAME_PX
        self._take_width()
        theme().changed.connect(self.dress)

    @property
    def owners(self) -> list[BotId | None]:
        """Whose rows there are, from the top."""
        return list(self._rows)

    @property
    def ticks(self) -> list[QCheckBox]:
        """The ticks, from the top."""
        return [row.tick for row in self._rows.values()]

    def texts(self, owner: BotId | None) -> tuple[str, str]:
        """P&L and drawdown as shown. Raises KeyError."""
        row = self._rows[owner]
        return row.value.text(), row.drawdown.text()

    def tick(self, owner: BotId | None) -> QCheckBox:
        """The owner's tick. Raises KeyError."""
        return self._rows[owner].tick

    def show_curves(
        self, curves: dict[BotId | None, EquityCurve], places: dict[BotId | None, int | None], shown: set[BotId | None]
    ) -> bool:
        """Show a row for each curve, in their order; `places` says which pen each has. True if rows came or went."""
        rebuilt = list(curves) != list(self._rows)
        if rebuilt:
            self._rebuild(list(curves), places)
        for owner, curve in curves.items():
            row = self._rows[owner]
            if row.tick.isChecked() != (owner in shown):
                row.tick.blockSignals(True)
                row.tick.setChecked(owner in shown)
                row.tick.blockSignals(False)
            set_text(row.value, money(curve.last, signed=True))
            self._signs[owner] = curve.last
            at_bid = money(curve.at_bid, signed=True)
            set_text(row.at_bid, at_bid)
            row.at_bid.setToolTip(tr(_AT_BID_HELP))
            now = tr("now {amount}", amount=money(-curve.drawdown)) if curve.drawdown else tr("at its best now")
            seconds = round_time_text(int(curve.seconds[-1]) * 1_000) if len(curve.seconds) else "0:00"
            fall = money(-curve.worst_drawdown)
            set_text(row.drawdown, fall)
            row.drawdown.setToolTip(f"{tr(_DRAWDOWN_HELP)}; {now}, {seconds}")
            row.value.setToolTip(
                tr(
                    "At the best bid {at_bid}. Drawdown {fall}; {now}, {seconds}",
                    at_bid=at_bid,
                    fall=fall,
                    now=now,
                    seconds=seconds,
                )
            )
        self._tint()
        return rebuilt

    def set_compact(self, compact: bool) -> None:
        """Leave the column of drawdowns out, for want of room; they stand in the tooltips then."""
        if compact != self._compact:
            self._compact = compact
            beside = [label for row in self._rows.values() for label in (row.at_bid, row.drawdown)]
            for label in (*self._heads[1:], *beside):
                label.setVisible(not compact)
            self._take_width()

    def _take_width(self) -> None:
        numbers = 1 if self._compact else 3
        self.setFixedWidth(self._name_px + numbers * (self._number_px + GRID) + 2 * GRID + 12)

    def grey(self, greyed: bool) -> None:
        """Grey the P&L: it follows from prices, and those are old."""
        if greyed != self._greyed:
            self._greyed = greyed
            self._tint()

    def _tint(self) -> None:
        for owner, row in self._rows.items():
            sign = self._signs.get(owner, 0)
            set_tone(row.value, "muted" if self._greyed else "up" if sign > 0 else "down" if sign < 0 else "value")
            set_tone(row.at_bid, "muted" if self._greyed else "secondary")

    def dress(self) -> None:
        """Draw the samples of the lines in the theme's colours."""
        for owner, row in self._rows.items():
            row.tick.setIcon(_swatch(series_pen(self._places[owner]), self.devicePixelRatioF()))

    def _rebuild(self, owners: list[BotId | None], places: dict[BotId | None, int | None]) -> None:
        for owner in [owner for owner in self._rows if owner not in owners]:
            for widget in self._rows.pop(owner).widgets():
                self._grid.removeWidget(widget)
                widget.deleteLater()
        # no wider than the longest name: what is left is the lines'
        widest = max(
            (QFontMetrics(ui_font(bold=each is None)).horizontalAdvance(_name(each)) for each in owners), default=0
        )
        self._name_px = min(_NAME_PX, max(_LEAST_NAME_PX, widest + _BESIDE_NAME_PX))
        self._take_width()
        rows = {owner: self._rows.get(owner) or self._make_row(owner) for owner in owners}
        self._rows = rows
        self._places = dict(places)
        for line, row in enumerate(rows.values(), start=1):
            row.tick.setFixedWidth(self._name_px)
            for column, widget in enumerate(row.widgets()):
                self._grid.addWidget(widget, line, column)
                self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(len(rows) + 1, 1)
        self.dress()

    def _make_row(self, owner: BotId | None) -> _Row:
        bold = owner is None
        name = _name(owner)
        tick = QCheckBox(self._inside)
        font = ui_font(bold=bold)
        tick.setFont(font)
        elided = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, _NAME_PX - _BESIDE_NAME_PX)
        tick.setText(elided.replace("&", "&&"))
        tick.setToolTip(
            tr("Show the line of {bot}", bot=name) if owner is not None else tr("Show the line of all together")
        )
        tick.setAccessibleName(tick.toolTip())
        tick.setIconSize(_SWATCH)
        tick.setFixedHeight(ROW_HEIGHT)
        tick.toggled.connect(lambda on, owner=owner: self.toggled.emit(owner, on))
        labels = []
        for tone in ("value", "secondary", "secondary"):
            label = QLabel(self._inside)
            label.setFont(font)
            label.setProperty("tone", tone)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(self._number_px)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            labels.append(label)
        row = _Row(tick, *labels)
        for label in (row.at_bid, row.drawdown):
            label.setVisible(not self._compact)
        return row


def _name(owner: BotId | None) -> str:
    return tr(TOTAL_NAME) if owner is None else owner_name(owner)


def _swatch(pen: QPen, ratio: float) -> QIcon:
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(pen.brush(), pen.widthF() + 0.5, pen.style()))
    middle = _SWATCH.height() // 2
    painter.drawLine(1, middle, _SWATCH.width() - 1, middle)
    painter.end()
    return QIcon(picture)
