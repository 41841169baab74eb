"""Drawdowns below the plot of P&L, over the same seconds; imports pyqtgraph, so import it only where a plot is about to be shown."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.drawdowns import drawdowns
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui.charts.money_plot import MoneyPlot
from algotrade_gui.ui.charts.scales import fit_prices
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.theme import theme

LEAST_PX, MOST_PX = 44, 96
_LEAST_CENTS = 200.0
_HEADROOM = 0.08


class DrawdownStrip(MoneyPlot):
    """Nought at the top. It follows the plot above and takes neither keys nor the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, line_options={"skipFiniteCheck": True})
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("Drawdown over time"))
        self.setMinimumHeight(LEAST_PX)
        self.setMaximumHeight(MOST_PX)
        self.setMouseEnabled(x=False, y=False)
        theme().changed.connect(self.dress)
        self.dress()
        self._fit()

    def show_curves(
        self,
        curves: dict[BotId | None, EquityCurve],
        pens: dict[BotId | None, QPen],
        shown: set[BotId | None],
    ) -> None:
        """Show the drawdowns of these curves that are `shown`, with their pens."""
        self._draw(
            {
                owner: (curve.seconds.astype(np.float64), drawdowns(curve.cents).astype(np.float64))
                for owner, curve in curves.items()
            },
            pens,
        )
        self._show_lines(shown)
        self._fit()

    def follow(self, low_s: float, high_s: float, axis_px: int) -> None:
        """Bring these seconds into view, with a money axis of that width."""
        self._money_axis.setWidth(axis_px)
        self._box.setXRange(low_s, high_s, padding=0)

    def _fit(self) -> None:
        lows = [float(cents.min()) for owner, (_, cents) in self._data.items() if owner in self._shown and len(cents)]
        low = min(-_LEAST_CENTS, *lows) if lows else -_LEAST_CENTS
        money = fit_prices(low, 0.0, self._money)
        if money != self._money:
            self._money = money
            self._box.setYRange(money[0], -_HEADROOM * money[0], padding=0)
