"""The P&L panel: how the round went so far, in total and for each bot."""

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.equity import EquityCurve
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.charts.equity_legend import EquityLegend, series_pen
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.round_marks import round_marks
from algotrade_gui.ui.sources import AccountParts, EquityDesk
from algotrade_gui.ui.theme import GRID, theme

if TYPE_CHECKING:
    from algotrade_gui.ui.charts.equity_plot import EquityPlot
    from algotrade_gui.ui.charts.equity_stack import EquityStack

NOTHING_YET = mark("Nothing was traded in this round yet. Start a bot in Bots: its line begins with its first fill.")
PREPARING = mark("Preparing the plot.")
NO_PLOT = mark("The plot could not be loaded; the figures at the right hold. The log says why.")
ROOMY_PX = 860
"""In a narrower panel the drawdowns make room for the lines, which are to have half of it at least."""
REMEMBERED = 100
"""Hidden bots kept in the layout."""


class PnlPanel(Panel):
    """Lines of P&L over the round, drawdowns and what was done with the bots below, last values and drawdowns beside them.

    pyqtgraph takes most of a second to import and the window opens without it: it is imported when the panel is first shown, in a thread,
    since the bots' orders would wait for it.
    """

    panel_id: ClassVar[str] = "pnl"
    title: ClassVar[str] = mark("P&L")
    every: ClassVar[int] = 5

    def __init__(self, workstation: AccountParts[EquityDesk], parent: QWidget | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._equity = workstation.account.equity
        self._version: int | None = None
        self._hidden: set[BotId] = set()
        self._total_shown = True
        self._places: dict[BotId | None, int | None] = {None: None}
        """Who has which pen: kept from round to round."""
        self._loading = False
        self.stack: EquityStack | None = None
        """There once the panel was shown and the plot is loaded."""
        self._strip_wanted = True
        self.legend = EquityLegend(self)
        self.whole = QToolButton(self)
        self.whole.setText(tr("Whole round"))
        self.whole.setToolTip(tr("Whole round in view (Home; double click)"))
        self.whole.setAccessibleName(tr("Whole round in view"))
        self.whole.setCheckable(True)
        self.whole.setChecked(True)
        self.drawdown_action = add_action(
            self,
            "pnl.drawdown",
            tr("Drawdown"),
            self._toggle_strip,
            keys="D",
            help_text=tr("Drawdowns below the lines"),
        )
        self.drawdown_action.setCheckable(True)
        self.drawdown_action.setChecked(True)
        self.drawdown = QToolButton(self)
        self.drawdown.setDefaultAction(self.drawdown_action)
        self.drawdown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pages = QStackedWidget(self)
        self._blank = QWidget(self._pages)
        # the keyboard's place in the panel until there is a plot
        self._blank.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._nothing_yet = tr(NOTHING_YET)
        self._blank.setAccessibleName(self._nothing_yet)
        self._empty = EmptyState(self._nothing_yet, self._blank)
        self._pages.addWidget(self._blank)
        self._lay_out()
        self.legend.toggled.connect(self._toggle)
        self.whole.clicked.connect(self._show_whole)
        theme().changed.connect(self._dress)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(GRID, 4, GRID, 4)
        row.setSpacing(GRID // 2)
        row.addStretch(1)
        row.addWidget(self.drawdown)
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
        self.drawdown.hide()

    @property
    def plot(self) -> "EquityPlot | None":
        """The plot of P&L, once it is loaded."""
        return None if self.stack is None else self.stack.plot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.set_compact(self.width() < ROOMY_PX)
        if self.stack is not None and self.stack.place_strip(self.height()):
            self._show()

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

    async def _load_aside(self) -> "type[EquityStack]":
        try:
            return await asyncio.to_thread(_import_plot)
        except ImportError:
            self._empty.setText(tr(NO_PLOT))
            raise

    def _take_plot(self, kind: "type[EquityStack]") -> None:
        self.stack = stack = kind(self._pages)
        self._pages.addWidget(stack)
        stack.plot.whole_changed.connect(self.whole.setChecked)
        stack.want_strip(self._strip_wanted)
        stack.place_strip(self.height())
        self._order_tabs()
        self._version = None
        self.mark_stale()
        self.wake()

    # --- one refresh ---

    def say_in_vain(self, words: str) -> None:
        self._nothing_yet = words

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
        self.whole.setVisible(bool(curves) and self.stack is not None)
        self.drawdown.setVisible(bool(curves) and self.stack is not None)
        if not curves:
            self._say(self._nothing_yet)
        elif self.stack is None:
            self._say(tr(PREPARING))
        else:
            self.stack.show_curves(curves, self._pens(curves), shown)
            self._show_marks(self.stack)
            self._turn_to(self.stack)

    def _show_marks(self, stack: "EquityStack") -> None:
        """What was done with all bots, and with those whose lines are shown."""
        marks = round_marks(self._equity.marks())
        stack.show_marks([each for each in marks if each.owner not in self._hidden])

    def _say(self, text: str) -> None:
        if self._empty.text() not in (text, tr(NO_PLOT)):
            self._empty.setText(text)
            self._blank.setAccessibleName(text)
        self._turn_to(self._blank)

    def _turn_to(self, page: QWidget) -> None:
        before = self._pages.currentWidget()
        if page is not before:
            focused = self._pages.isAncestorOf(self.focusWidget())
            self._pages.setCurrentWidget(page)
            if focused:
                page.setFocus()

    def _order_tabs(self) -> None:
        """Plot, rail, ticks, buttons: rows that come later would else stand at the end of the window's order."""
        before: QWidget = self
        plot: list[QWidget] = [] if self.stack is None else [self.stack.plot, self.stack.rail]
        for widget in (self._blank, *plot, *self.legend.ticks, self.drawdown, self.whole):
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

    def _toggle_strip(self) -> None:
        self._want_strip(not self._strip_wanted)

    def _want_strip(self, wanted: bool) -> None:
        self._strip_wanted = wanted
        self.drawdown_action.setChecked(wanted)
        if self.stack is not None and self.stack.want_strip(wanted):
            self._show()

    def _dress(self) -> None:
        if self.plot is not None:
            self._show()

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "hidden": sorted(map(str, self._hidden))[:REMEMBERED],
            "total": self._total_shown,
            "drawdown": self._strip_wanted,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        hidden, total = state.get("hidden"), state.get("total")
        if isinstance(hidden, list):
            self._hidden = {BotId(name) for name in hidden[:REMEMBERED] if isinstance(name, str)}
        if isinstance(total, bool):
            self._total_shown = total
        drawdown = state.get("drawdown")
        if isinstance(drawdown, bool):
            self._want_strip(drawdown)
        self._version = None
        self.mark_stale()
        self.wake()


def _import_plot() -> "type[EquityStack]":
    # here and not above: it imports pyqtgraph
    from algotrade_gui.ui.charts.equity_stack import EquityStack

    return EquityStack
