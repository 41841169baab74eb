"""P&L over the round with what was done and the drawdowns below it; imports pyqtgraph with its parts."""

from collections.abc import Sequence

from PySide6.QtGui import QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui.charts.drawdown_strip import DrawdownStrip
from algotrade_gui.ui.charts.equity_plot import EquityPlot
from algotrade_gui.ui.charts.mark_rail import MarkRail
from algotrade_gui.ui.round_marks import RoundMark

ROOMY_PX = 190
"""In a lower panel the drawdowns make room for the lines; the legend has them in figures."""


class EquityStack(QWidget):
    """Three parts over the same seconds; zooming and panning is the plot's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = EquityPlot(self)
        self.rail = MarkRail(self)
        self.strip = DrawdownStrip(self)
        self._strip_wanted = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot, 3)
        layout.addWidget(self.rail)
        layout.addWidget(self.strip, 1)
        self.rail.hide()
        self.setFocusProxy(self.plot)
        self.plot.moved.connect(self._follow)
        self.rail.pointed.connect(self.plot.point_at)
        self._follow()

    def show_curves(
        self,
        curves: dict[BotId | None, EquityCurve],
        pens: dict[BotId | None, QPen],
        shown: set[BotId | None],
    ) -> None:
        """Show these curves, drawn with their pens; those that are `shown` only."""
        self.plot.set_shown(shown)
        self.plot.show_curves(curves, pens)
        if self.strip.isVisibleTo(self):
            self.strip.show_curves(curves, pens, shown)

    def show_marks(self, marks: Sequence[RoundMark]) -> None:
        """Show what was done."""
        self.rail.show_marks(marks)
        self.rail.setVisible(bool(marks))

    def want_strip(self, wanted: bool) -> bool:
        """Show the drawdowns, where there is room for them, or not; whether that has changed."""
        self._strip_wanted = wanted
        return self.place_strip(self.height())

    def place_strip(self, height: int) -> bool:
        """Give the drawdowns their place in so many pixels, or take it; whether that has changed."""
        there = self._strip_wanted and height >= ROOMY_PX
        if there is self.strip.isVisibleTo(self):
            return False
        self.strip.setVisible(there)
        self._follow()
        return True

    def _follow(self) -> None:
        times_s = self.plot.time_range_s
        self.rail.follow(times_s, self.plot.edges_px)
        if self.strip.isVisibleTo(self):
            self.strip.follow(*times_s, self.plot.axis_px)
