"""A plot of money over the round, one line per owner; imports pyqtgraph, so import it only where a plot is about to be shown."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QFrame, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.charts.equity_axes import MoneyAxis, TimeAxis, dress_axis
from algotrade_gui.ui.theme import theme

Columns: TypeAlias = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
"""Seconds and cents."""


class MoneyPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Times in seconds, money in cents; what is shown is dollars. The total (owner None) lies below the others."""

    def __init__(
        self, parent: QWidget | None, *, time_axis: TimeAxis | None = None, line_options: Mapping[str, Any]
    ) -> None:
        """Without `time_axis` no seconds are told; `line_options` go to each PlotDataItem. A subclass calls `dress` when it is made."""
        self._money_axis = MoneyAxis("right")
        axes: dict[str, Any] = {"right": self._money_axis}
        if time_axis is not None:
            axes["bottom"] = time_axis
        super().__init__(parent, axisItems=axes)
        self._box: Any = self.getViewBox()
        self._lines: dict[BotId | None, Any] = {}
        self._data: dict[BotId | None, Columns] = {}
        self._shown: set[BotId | None] = set()
        self._pens: dict[BotId | None, QPen] = {}
        self._money: tuple[float, float] | None = None
        self._line_options = dict(line_options)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.hideAxis("left")
        if time_axis is None:
            self.hideAxis("bottom")
        self.showAxis("right")
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0)
        self._zero = pg.InfiniteLine(pos=0, angle=0)
        self._zero.setZValue(-1)
        self.addItem(self._zero)

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

    def _draw(self, data: dict[BotId | None, Columns], pens: dict[BotId | None, QPen]) -> None:
        """Draw these lines and no others, each with its pen; one `setData` for each."""
        for owner in [owner for owner in self._lines if owner not in data]:
            self.removeItem(self._lines.pop(owner))
        self._data = data
        for owner, columns in data.items():
            line = self._lines.get(owner)
            if line is None:
                line = self._lines[owner] = self._make_line(owner)
            if self._pens.get(owner) != pens[owner]:
                line.setPen(pens[owner])
            line.setData(*columns)
        self._pens = dict(pens)

    def _make_line(self, owner: BotId | None) -> Any:
        line = pg.PlotDataItem(
            antialias=True, clipToView=True, autoDownsample=True, downsampleMethod="peak", **self._line_options
        )
        line.setZValue(1 if owner is None else 2)
        line.setVisible(owner in self._shown)
        self.addItem(line)
        return line

    def _show_lines(self, shown: set[BotId | None]) -> None:
        """Show the lines of these owners only."""
        self._shown = set(shown)
        for owner, line in self._lines.items():
            if line.isVisible() != (owner in shown):
                line.setVisible(owner in shown)

    def dress(self) -> None:
        """Take the theme's colours and font."""
        look = theme()
        self.setBackground(look.colour("panel"))
        dress_axis(self._money_axis)
        self._zero.setPen(QPen(look.colour("muted"), 0))
