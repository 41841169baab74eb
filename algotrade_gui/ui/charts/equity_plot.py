"""The plot of P&L over the round; the one module that imports pyqtgraph, so import it only where a plot is about to be shown."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import MS_PER_S, cents_to_text, round_time_text
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui.charts.scales import fit_prices, price_step_cents, ticks, time_step_s
from algotrade_gui.ui.theme import mix, theme, ui_font

LEAST_SPAN_S = 5.0
_LEAST_CENTS = 200.0
"""The money axis shows two dollars at least: noise of cents is not blown up."""
_MONEY_MARGIN = 0.06
"""Of the money in view, free above and below together: no line touches the frame."""
_SHORT_ROUND_S = 300
_EDGE_MARGIN = 0.055
"""Of the whole round, free at either end: half a label."""
_PAN_SHARE = 0.1
_ZOOM = 0.8


def whole_round_end_s(newest_s: float) -> float:
    """Where the time axis ends with the whole round in view: a minute at least, then in steps, so that it seldom moves."""
    step = 30 if newest_s < _SHORT_ROUND_S else 60
    return max(60.0, math.ceil((newest_s + 1) / step) * step)


class _TimeAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Seconds of the round as m:ss."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802 - pyqtgraph's
        label_px = QFontMetrics(ui_font()).horizontalAdvance("000:00") + 24
        step = time_step_s(max(1.0, high - low), size, label_px)
        return [(float(step), [float(mark) for mark in ticks(max(0.0, low), high, step)])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [round_time_text(round(value) * MS_PER_S) for value in values]


class _MoneyAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Cents as signed dollars."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802 - pyqtgraph's
        step = price_step_cents(high - low, size, 1.9 * QFontMetrics(ui_font()).height())
        return [(float(step), [float(mark) for mark in ticks(low, high, step)])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [cents_to_text(round(value), signed=True) for value in values]


class EquityPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """One line per owner. Times in seconds, money in cents; what is shown is dollars.

    The total (owner None) lies below the others and is broader: with a single bot, both are the same and both are seen.

    The whole round is in view until the user zooms or pans; zoomed in on the newest seconds, the view goes along with them.

    Signals:
        whole_changed: whether the whole round is in view (bool).
    """

    whole_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._time_axis = _TimeAxis("bottom")
        self._money_axis = _MoneyAxis("right")
        super().__init__(parent, axisItems={"bottom": self._time_axis, "right": self._money_axis})
        self._box: Any = self.getViewBox()
        self._lines: dict[BotId | None, Any] = {}
        self._data: dict[BotId | None, tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]] = {}
        self._shown: set[BotId | None] = set()
        self._pens: dict[BotId | None, QPen] = {}
        self._newest_s = 0.0
        self._money: tuple[float, float] | None = None
        self._whole = True
        self._moving = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("P&L over time")
        self.setMenuEnabled(False)
        self.hideButtons()
        self.hideAxis("left")
        self.showAxis("right")
        self.setMouseEnabled(x=True, y=False)
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0)
        self._zero = pg.InfiniteLine(pos=0, angle=0)
        self._zero.setZValue(-1)
        self.addItem(self._zero)
        self._box.sigRangeChangedManually.connect(self._moved_by_hand)
        self._box.sigXRangeChanged.connect(self._fit_money)
        theme().changed.connect(self.dress)
        self.dress()
        self._place()

    @property
    def whole(self) -> bool:
        """Whether the whole round is in view, and stays so."""
        return self._whole

    @property
    def time_range_s(self) -> tuple[float, float]:
        """The seconds in view."""
        low, high = self._box.viewRange()[0]
        return float(low), float(high)

    @property
    def money_range(self) -> tuple[float, float]:
        """The cents in view."""
        low, high = self._box.viewRange()[1]
        return float(low), float(high)

    def line(self, owner: BotId | None) -> Any:
        """The PlotDataItem of `owner`. Raises KeyError."""
        return self._lines[owner]

    # --- what is shown ---

    def show_curves(self, curves: dict[BotId | None, EquityCurve], pens: dict[BotId | None, QPen]) -> None:
        """Show these curves and no others, each drawn with its pen; one `setData` for each."""
        for owner in [owner for owner in self._lines if owner not in curves]:
            self.removeItem(self._lines.pop(owner))
            self._data.pop(owner)
        newest_s = 0.0
        for owner, curve in curves.items():
            if owner not in self._lines:
                self._lines[owner] = self._make_line(owner)
            if self._pens.get(owner) != pens[owner]:
                self._lines[owner].setPen(pens[owner])
            seconds, cents = curve.seconds.astype(np.float64), curve.cents.astype(np.float64)
            self._data[owner] = (seconds, cents)
            self._lines[owner].setData(seconds, cents)
            newest_s = max(newest_s, seconds[-1] if len(seconds) else 0.0)
        self._pens = dict(pens)
        self._follow(newest_s)

    def set_shown(self, shown: set[BotId | None]) -> None:
        """Show the lines of these owners only; the money axis fits them."""
        self._shown = set(shown)
        for owner, line in self._lines.items():
            if line.isVisible() != (owner in shown):
                line.setVisible(owner in shown)
        self._fit_money()

    def _make_line(self, owner: BotId | None) -> Any:
        line = pg.PlotDataItem(
            antialias=True, skipFiniteCheck=True, clipToView=True, autoDownsample=True, downsampleMethod="peak"
        )
        line.setZValue(1 if owner is None else 2)
        line.setVisible(owner in self._shown)
        self.addItem(line)
        return line

    # --- the view ---

    def show_whole(self) -> None:
        """Bring the whole round into view and keep it there."""
        self._set_whole(True)
        self._place()

    def zoom(self, factor: float) -> None:
        """Scale the visible time by `factor` (below 1: nearer); the newest second stays where it is while it is in view."""
        low, high = self.time_range_s
        at_s = self._newest_s if low <= self._newest_s <= high else (low + high) / 2
        share = (at_s - low) / (high - low)
        span = max(LEAST_SPAN_S, (high - low) * factor)
        self._move_to(at_s - share * span, at_s + (1 - share) * span)

    def pan(self, share: float) -> None:
        """Move by `share` of the visible time; positive towards the newest."""
        low, high = self.time_range_s
        self._move_to(low + share * (high - low), high + share * (high - low))

    def _move_to(self, low: float, high: float) -> None:
        self._box.setXRange(low, high, padding=0)
        self._moved_by_hand()

    def _moved_by_hand(self, *_: object) -> None:
        low, high = self.time_range_s
        self._set_whole(low <= 0.5 and high >= whole_round_end_s(self._newest_s) - 0.5)

    def _set_whole(self, whole: bool) -> None:
        if whole != self._whole:
            self._whole = whole
            self.whole_changed.emit(whole)

    def _follow(self, newest_s: float) -> None:
        low, high = self.time_range_s
        before_s, self._newest_s = self._newest_s, newest_s
        if newest_s < before_s:
            # another round
            self._money = None
            self.show_whole()
        elif self._whole:
            self._place()
        elif low <= before_s <= high:
            # the newest second stays where it was on the screen
            self._limit()
            self._box.setXRange(low + newest_s - before_s, high + newest_s - before_s, padding=0)
        self._fit_money()

    def _place(self) -> None:
        self._limit()
        self._box.setXRange(*self._bounds(), padding=0)
        self._fit_money()

    def _bounds(self) -> tuple[float, float]:
        end_s = whole_round_end_s(self._newest_s)
        return -_EDGE_MARGIN * end_s, (1 + _EDGE_MARGIN) * end_s

    def _limit(self) -> None:
        first_s, last_s = self._bounds()
        self._box.setLimits(xMin=first_s, xMax=last_s, minXRange=LEAST_SPAN_S)

    def _fit_money(self, *_: object) -> None:
        """Fit the money axis to the lines in view; it stands still while they fill more than half of it."""
        low_s, high_s = self.time_range_s
        lows, highs = [], []
        for owner in self._shown & self._data.keys():
            seconds, cents = self._data[owner]
            first = max(0, int(np.searchsorted(seconds, low_s)) - 1)
            seen = cents[first : int(np.searchsorted(seconds, high_s, side="right")) + 1]
            if len(seen):
                lows.append(float(seen.min()))
                highs.append(float(seen.max()))
        low, high = (min(lows), max(highs)) if lows else (0.0, 0.0)
        room = max(_LEAST_CENTS - (high - low), _MONEY_MARGIN * (high - low)) / 2
        money = fit_prices(low - room, high + room, self._money)
        if money != self._money:
            self._money = money
            self._box.setYRange(*money, padding=0)
            self._widen(money)

    def _widen(self, money: tuple[float, float]) -> None:
        # as wide as its longest label in this size of numbers: it does not move with each label
        digits = max(len(str(abs(round(edge)))) for edge in money)
        sample = cents_to_text(10 ** max(5, digits) - 1, signed=True)
        self._money_axis.setWidth(QFontMetrics(ui_font()).horizontalAdvance(sample) + 14)

    # --- the look ---

    def dress(self) -> None:
        """Take the theme's colours and font."""
        look = theme()
        grid = QColor(mix(look.colours.line, look.colours.panel, 0.6))
        self.setBackground(look.colour("panel"))
        font = ui_font()
        for axis in (self._time_axis, self._money_axis):
            axis.setStyle(tickLength=0, tickFont=font, tickTextOffset=5, autoExpandTextSpace=False)
            axis.setPen(look.colour("line"))
            axis.setTextPen(look.colour("secondary"))
            axis.setTickPen(grid)
            axis.setGrid(255)
            axis.setZValue(-2)  # the grid lies below the lines
        self._time_axis.setHeight(QFontMetrics(font).height() + 8)
        self._zero.setPen(QPen(look.colour("muted"), 0))
        self._show_focus()

    def _show_focus(self) -> None:
        border = QPen(theme().colour("accent"), 0) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
        self._box.setBorder(border)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus()

    # --- mouse and keys ---

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.show_whole()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Left:
            self.pan(-_PAN_SHARE)
        elif key == Qt.Key.Key_Right:
            self.pan(_PAN_SHARE)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Up):
            self.zoom(_ZOOM)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Down):
            self.zoom(1 / _ZOOM)
        elif key == Qt.Key.Key_Home:
            self.show_whole()
        else:
            super().keyPressEvent(event)
            return
        event.accept()
