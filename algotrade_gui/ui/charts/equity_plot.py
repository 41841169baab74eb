"""The plot of P&L over the round; imports pyqtgraph, so import it only where a plot is about to be shown."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui.charts.equity_axes import TimeAxis, dress_axis, money_width
from algotrade_gui.ui.charts.money_plot import MoneyPlot
from algotrade_gui.ui.charts.scales import fit_prices
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.theme import theme, ui_font

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


class EquityPlot(MoneyPlot):
    """P&L. The line of the total is broader: with a single bot, both are the same and both are seen.

    The whole round is in view until the user zooms or pans; zoomed in on the newest seconds, the view goes along with them.

    Signals:
        whole_changed: whether the whole round is in view (bool).
        moved: nothing, when other seconds are in view or stand elsewhere on the screen.
    """

    whole_changed = Signal(bool)
    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._time_axis = TimeAxis("bottom")
        super().__init__(parent, time_axis=self._time_axis, line_options={"connect": "finite"})
        self._newest_s = 0.0
        self._whole = True
        self._moving = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("P&L over time"))
        self.setMouseEnabled(x=True, y=False)
        self._pointer = pg.InfiniteLine(angle=90)
        self._pointer.setZValue(0)
        self._pointer.setVisible(False)
        self.addItem(self._pointer)
        self._box.sigRangeChangedManually.connect(self._moved_by_hand)
        self._box.sigXRangeChanged.connect(self._fit_money)
        self._box.sigXRangeChanged.connect(lambda *_: self.moved.emit())
        theme().changed.connect(self.dress)
        self.dress()
        self._place()

    @property
    def whole(self) -> bool:
        """Whether the whole round is in view, and stays so."""
        return self._whole

    @property
    def edges_px(self) -> tuple[float, float]:
        """Where the seconds in view begin and end, in pixels of the widget."""
        box = self._box.sceneBoundingRect()
        return float(box.left()), float(box.right())

    @property
    def axis_px(self) -> int:
        """The width of the money axis."""
        return int(self._money_axis.width())

    def point_at(self, second: float | None) -> None:
        """Draw a line over the whole height at that second, or none."""
        self._pointer.setVisible(second is not None)
        if second is not None:
            self._pointer.setPos(second)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        # None: pyqtgraph calls it so while it is being made
        super().resizeEvent(event)
        self.moved.emit()

    # --- what is shown ---

    def show_curves(self, curves: dict[BotId | None, EquityCurve], pens: dict[BotId | None, QPen]) -> None:
        """Show these curves and no others, each drawn with its pen."""
        self._draw({owner: curve.drawn() for owner, curve in curves.items()}, pens)
        self._follow(max((seconds[-1] for seconds, _ in self._data.values() if len(seconds)), default=0.0))

    def set_shown(self, shown: set[BotId | None]) -> None:
        """Show the lines of these owners only; the money axis fits them."""
        self._show_lines(shown)
        self._fit_money()

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
            seen = seen[np.isfinite(seen)]
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
        self._money_axis.setWidth(money_width(*money))
        self.moved.emit()

    # --- the look ---

    def dress(self) -> None:
        """Take the theme's colours and font."""
        super().dress()
        dress_axis(self._time_axis)
        self._time_axis.setHeight(QFontMetrics(ui_font()).height() + 8)
        self._pointer.setPen(QPen(theme().colour("accent"), 0, Qt.PenStyle.DashLine))
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
