"""The P&L panel: how the round went so far, in total and for each bot."""

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.charts.equity_legend import EquityLegend, series_pen
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import EquityParts
from algotrade_gui.ui.theme import GRID, theme

if TYPE_CHECKING:
    from algotrade_gui.ui.charts.equity_plot import EquityPlot

NOTHING_YET = "Nothing was traded in this round yet. Start a bot in Bots: its line begins with its first fill."
PREPARING = "Preparing the plot."
NO_PLOT = "The plot could not be loaded; the figures at the right hold. The log says why."
ROOMY_PX = 640
"""In a narrower panel the drawdowns make room for the lines."""
REMEMBERED = 100
"""Hidden bots kept in the layout."""


class PnlPanel(Panel):
    """Lines of P&L over the round, with last values and drawdowns beside them.

    pyqtgraph takes most of a second to import and the window opens without it: it is imported when the panel is first shown, in a thread,
    since the bots' orders would wait for it.
    """

    panel_id: ClassVar[str] = "pnl"
    title: ClassVar[str] = "P&L"

    def __init__(self, workstation: EquityParts, parent: QWidget | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._equity = workstation.account.equity
        self._version: int | None = None
        self._hidden: set[BotId] = set()
        self._total_shown = True
        self._places: dict[BotId | None, int | None] = {None: None}
        """Who has which pen: kept from round to round."""
        self._loading = False
        self.plot: EquityPlot | None = None
        """There once the panel was shown and the plot is loaded."""
        self.legend = EquityLegend(self)
        self.whole = QToolButton(self)
        self.whole.setText("Whole round")
        self.whole.setToolTip("Whole round in view (Home; double click)")
        self.whole.setAccessibleName("Whole round in view")
        self.whole.setCheckable(True)
        self.whole.setChecked(True)
        self._pages = QStackedWidget(self)
        self._blank = QWidget(self._pages)
        # the keyboard's place in the panel until there is a plot
        self._blank.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._blank.setAccessibleName(NOTHING_YET)
        self._empty = EmptyState(NOTHING_YET, self._blank)
        self._pages.addWidget(self._blank)
        self._lay_out()
        self.legend.toggled.connect(self._toggle)
        self.whole.clicked.connect(self._show_whole)
        theme().changed.connect(self._dress)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(GRID, 4, GRID, 4)
        row.addStretch(1)
        row.addWidget(self.whole)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.legend, 1)
        right.addLayout(row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addLayout(right)
        self.whole.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.set_compact(self.width() < ROOMY_PX)

    # --- the plot ---

    def _load(self) -> None:
        if self._loading or not self.seen:
            return
        self._loading = True
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self._take_plot(_import_plot())
            return
        async_bridge.start("load the plot", self._load_aside(), self.tasks, done=self._take_plot)

    async def _load_aside(self) -> "type[EquityPlot]":
        try:
            return await asyncio.to_thread(_import_plot)
        except ImportError:
            self._empty.setText(NO_PLOT)
            raise

    def _take_plot(self, kind: "type[EquityPlot]") -> None:
        self.plot = plot = kind(self._pages)
        self._pages.addWidget(plot)
        plot.whole_changed.connect(self.whole.setChecked)
        self._order_tabs()
        self._version = None
        self.mark_stale()
        self.wake()

    # --- one refresh ---

    def refresh(self) -> None:
        """Follow the account's samples: nothing to do until a new second was taken."""
        if not self._loading:
            # Qt shows every dock for a moment while the window opens, those behind tabs too: look again when that is over
            QTimer.singleShot(0, self, self._load)
        if self._equity.version != self._version:
            self._show()
        self.legend.grey(is_stale(self._cache))

    def _show(self) -> None:
        self._version = self._equity.version
        owners = self._equity.owners()
        curves: dict[BotId | None, EquityCurve] = {}
        for owner in (None, *owners) if owners else ():
            curve = self._equity.curve(owner)
            if curve is not None:
                curves[owner] = curve
                self._places.setdefault(owner, len(self._places) - 1)
        shown = self._shown(curves)
        if self.legend.show_curves(curves, self._places, shown):
            self._order_tabs()
        self.legend.setVisible(bool(curves))
        self.whole.setVisible(bool(curves) and self.plot is not None)
        if not curves:
            self._say(NOTHING_YET)
        elif self.plot is None:
            self._say(PREPARING)
        else:
            self.plot.set_shown(shown)
            self.plot.show_curves(curves, self._pens(curves))
            self._turn_to(self.plot)

    def _say(self, text: str) -> None:
        if self._empty.text() not in (text, NO_PLOT):
            self._empty.setText(text)
            self._blank.setAccessibleName(text)
        self._turn_to(self._blank)

    def _turn_to(self, page: QWidget) -> None:
        before = self._pages.currentWidget()
        if page is not before:
            focused = before is not None and before.hasFocus()
            self._pages.setCurrentWidget(page)
            if focused:
                page.setFocus()

    def _order_tabs(self) -> None:
        """Plot, ticks, button: rows that come later would else stand at the end of the window's order."""
        before: QWidget = self
        plot: list[QWidget] = [self.plot] if self.plot is not None else []
        for widget in (self._blank, *plot, *self.legend.ticks, self.whole):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _shown(self, curves: dict[BotId | None, EquityCurve]) -> set[BotId | None]:
        return {owner for owner in curves if (self._total_shown if owner is None else owner not in self._hidden)}

    def _pens(self, curves: dict[BotId | None, EquityCurve]) -> dict[BotId | None, QPen]:
        return {owner: series_pen(self._places[owner]) for owner in curves}

    # --- what the user does ---

    def _toggle(self, owner: BotId | None, shown: bool) -> None:
        if owner is None:
            self._total_shown = shown
        elif shown:
            self._hidden.discard(owner)
        else:
            self._hidden.add(owner)
        self._show()

    def _show_whole(self) -> None:
        # pressed while pressed in: it stays in
        self.whole.setChecked(True)
        if self.plot is not None:
            self.plot.show_whole()

    def _dress(self) -> None:
        if self.plot is not None:
            self._show()

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {"hidden": sorted(map(str, self._hidden))[:REMEMBERED], "total": self._total_shown}

    def restore_state(self, state: dict[str, Any]) -> None:
        hidden, total = state.get("hidden"), state.get("total")
        if isinstance(hidden, list):
            self._hidden = {BotId(name) for name in hidden[:REMEMBERED] if isinstance(name, str)}
        if isinstance(total, bool):
            self._total_shown = total
        self._version = None
        self.mark_stale()
        self.wake()


def _import_plot() -> "type[EquityPlot]":
    # here and not above: it imports pyqtgraph
    from algotrade_gui.ui.charts.equity_plot import EquityPlot

    return EquityPlot
