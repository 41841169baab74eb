"""The settlement rail: what the expiries ahead will pay against what they have cost, and where too much stands on one of them."""

from typing import ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.settlement_outlook import Concentration, FairMarket, Outlook, concentrations, look_ahead
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.book_panel import BookPanel
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.elided_label import ElidedLabel
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import Figure, set_text
from algotrade_gui.ui.language import mark, money, shown, tr
from algotrade_gui.ui.models.column_texts import translated
from algotrade_gui.ui.models.holding_rows import COLUMNS, MARKED, RANKS, HoldingRow, rows_of, style_of
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from algotrade_gui.ui.settlement_canvas import BlockKey, SettlementCanvas, key_of
from algotrade_gui.ui.sources import AccountParts, BookDesk
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID

NOTHING_AHEAD = mark("Nothing that is held expires. What a bot or you buy shows here until it settles.")
NONE_CHOSEN = mark("Choose a block to see its contracts.")
BESIDE_PX, BELOW_PX = 1_000, 420
"""The contracts of the selected block stand beside the rail in a panel this wide, below it in one this high, else in its tooltip."""


class SettlementRailPanel(BookPanel):
    """Looks ahead once a second of the round."""

    panel_id: ClassVar[str] = "settlement_rail"
    title: ClassVar[str] = mark("Settlement rail")
    every: ClassVar[int] = 5

    def __init__(
        self, workstation: AccountParts[BookDesk], navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__(workstation, parent)
        self._navigator = navigator
        self._shown: tuple[int, int, int] | None = None
        self._outlooks: list[Outlook] = []
        self._warnings: list[Concentration] = []
        self._greyed = False
        self._unpainted = False
        self._hurried = False
        """Whether the visit before found a new second: where each of them does, none is left to show it in."""
        self.locked = Figure(tr("locked"), "123,456.78", help_text=tr("What all that expires has cost, in dollars"))
        self.now = Figure(
            tr("if settled now"), "+12,345.67", help_text=tr("P&L at settlement if all prices stay as they are")
        )
        self.warning = QLabel(self)
        self.warning.setProperty("tone", "warning")
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        # as wide as there is room: a long sentence must not widen the panel
        self.warning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.warning.setAccessibleName(tr("Too much in one place"))
        self.canvas = SettlementCanvas()
        self.below = ElidedLabel(self)
        self.below.setProperty("tone", "warning")
        self.below.setAccessibleName(tr("Too much in one place"))
        self.below.hide()
        self.legend = ElidedLabel(self)
        self.legend.setProperty("tone", "muted")
        # what the warning before it leaves
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.canvas)
        self.model: RecordTableModel[InstrumentId, HoldingRow] = RecordTableModel(translated(COLUMNS), style=style_of)
        self.view = RecordTable(self.model, self)
        self.view.setAccessibleName(tr("Contracts of the selected settlement"))
        self.columns = ColumnFit(self.view, self.view.horizontalHeader(), [each.title for each in COLUMNS], RANKS)
        self._empty = EmptyState(tr(NOTHING_AHEAD), self.canvas)
        self._none_chosen = EmptyState(tr(NONE_CHOSEN), self.view.viewport())
        self._lay_out()
        self._make_actions()
        self._show_legend()
        self.picker.picked.connect(lambda _owner: self._show())
        self.canvas.selected.connect(lambda _key: self._show_holdings())
        self.canvas.lines_changed.connect(self._show_legend)
        self.canvas.asked.connect(lambda _key: self.open_ticket())
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.canvas.customContextMenuRequested.connect(self._menu)
        self.setFocusProxy(self.canvas)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(GRID, 4, GRID, 2)
        bar.setSpacing(GRID)
        for part in (self.picker, self.locked, self.now):
            bar.addWidget(part)
        bar.addWidget(self.warning, 1)
        bar.addWidget(self.age)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._rail = QVBoxLayout()
        self._rail.setSpacing(0)
        self._rail.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        for label in (self.below, self.legend):
            label.setContentsMargins(GRID, 0, GRID, 2)
            foot.addWidget(label)
        self._rail.addLayout(foot)
        self._body.addLayout(self._rail, 3)
        self._body.addWidget(self.view, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addLayout(self._body, 1)
        self._place_table()

    def _make_actions(self) -> None:
        self.actions_of_block = (
            add_action(
                self,
                "settlement_rail.ticket",
                tr("Sell what is held of it"),
                self.open_ticket,
                keys="S",
                help_text=tr("Fill the ticket with sales of the selected block's contracts"),
            ),
            add_action(self, "settlement_rail.positions", tr("Show the positions"), self.show_positions, keys="P"),
            add_action(self, "settlement_rail.chart", tr("Show the chart"), self.show_chart, keys="C"),
        )
        self.add_book_actions()

    # --- one refresh ---

    def refresh(self) -> None:
        is_new, had_some = self._now() != self._shown, bool(self._outlooks)
        if is_new:
            # shown with the next visit: working it out and painting it are each enough for one turn
            at_once = self._hurried or not had_some
            self._look()
            self._unpainted = not at_once
            if at_once:
                self._show_found()
        elif self._unpainted or is_stale(self._cache) is not self._greyed:
            self._show_found()
        self._hurried = is_new and had_some
        self.show_age()

    def _now(self) -> tuple[int, int, int]:
        """What it depends on: the second; while nothing is shown, the first deal too."""
        deals = 0 if self._outlooks else self._account.activity.all_deals
        return self._cache.round, self._cache.time_ms // MS_PER_S, deals

    def _show(self) -> None:
        self._look()
        self._show_found()

    def _look(self) -> None:
        portfolio = self._account.portfolio
        owner = self.picker.owner
        self.picker.show_owners(portfolio.owners())
        self._outlooks = look_ahead(portfolio.positions(owner), self._cache.time_ms, FairMarket(self._cache.fair))
        self._warnings = concentrations(self._outlooks, portfolio.capital)
        self._shown = self._now()

    def _show_found(self) -> None:
        self._unpainted = False
        self._empty.setVisible(not self._outlooks)
        self.legend.setVisible(bool(self._outlooks))
        self._paint()
        self._show_sums()
        self._show_holdings()

    def _show_sums(self) -> None:
        self.locked.show_value(money(sum(each.cost for each in self._outlooks)) if self._outlooks else "–")
        known = [each.now.pnl for each in self._outlooks if each.now is not None]
        pnl = sum(known)
        tone = "muted" if self._greyed else "up" if pnl > 0 else "down" if pnl < 0 else "value"
        self.now.show_value(money(pnl, signed=True) if known else "–", tone)
        self._show_warnings()

    def _show_warnings(self) -> None:
        """The gravest, with the number of the others: above the rail where it fits, else before the legend."""
        sentences = [shown(each.sentence) for each in self._warnings]
        more = f" (+{len(sentences) - 1})" if len(sentences) > 1 else ""
        text = f"▲ {sentences[0]}{more}" if sentences else ""
        fits = self.warning.fontMetrics().horizontalAdvance(text) <= self.warning.width()
        set_text(self.warning, text if fits else "")
        self.below.show_text("" if fits else text)
        self.below.setVisible(not fits)
        for label in (self.warning, self.below):
            label.setToolTip("\n".join(sentences))
            label.setAccessibleDescription("\n".join(sentences))

    def _paint(self) -> None:
        self._greyed = is_stale(self._cache)
        warned = frozenset(
            (each.expiry_ms, each.underlying)
            for each in self._warnings
            if each.expiry_ms is not None and each.underlying is not None
        )
        self.canvas.show_outlooks(self._outlooks, warned, stale=self._greyed)
        self.view.grey(MARKED if self._greyed else frozenset())

    def _show_legend(self) -> None:
        self.legend.show_text(self.canvas.legend)

    def _show_holdings(self) -> None:
        if self.view.isHidden():
            return
        rows = rows_of(self.canvas.chosen)
        self._none_chosen.setVisible(not rows and bool(self._outlooks))
        self.model.apply(rows, [key for key in self.model.keys if key not in rows])

    # --- what the user does ---

    def open_ticket(self) -> None:
        """Fill the ticket with sales of all that is held of the selected block."""
        outlook = self.canvas.chosen
        if outlook is None:
            return
        legs = tuple(
            TicketLeg(instrument=each.instrument.id, side=Side.SELL, quantity=each.quantity)
            for each in outlook.holdings
            if each.quantity > 0
        )
        if legs:
            seconds = outlook.expiry_ms // MS_PER_S
            note = tr("Held of {underlying} to {seconds} s", underlying=outlook.underlying, seconds=seconds)
            self._navigator.ticket_wanted.emit(TicketDraft(legs=legs, note=note))

    def show_positions(self) -> None:
        """Bring up the positions; where the window has no such panel, the orders."""
        # here and not above: it knows all panels, this one too
        from algotrade_gui.ui.panel_kinds import KINDS

        self._navigator.panel_wanted.emit("positions" if "positions" in KINDS else "orders")

    def show_chart(self) -> None:
        """Show the chart of the selected block's underlying."""
        outlook = self.canvas.chosen
        if outlook is not None:
            self._navigator.chart_wanted.emit(Role(underlying=outlook.underlying))

    def select(self, key: BlockKey) -> None:
        """Select a block."""
        if any(key_of(each) == key for each in self._outlooks):
            self.canvas.select(key)

    def _menu(self, at: QPoint) -> None:
        key = self.canvas.key_at(at.toPointF())
        if key is not None:
            self.canvas.select(key)
        if self.canvas.chosen is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions_of_block)
        menu.popup(self.canvas.mapToGlobal(at))

    # --- room and memory ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_table()
        self._show_warnings()

    def _place_table(self) -> None:
        beside, below = self.width() >= BESIDE_PX, self.height() >= BELOW_PX
        self._body.setDirection(
            QBoxLayout.Direction.LeftToRight if beside or not below else QBoxLayout.Direction.TopToBottom
        )
        there = beside or below
        if there is self.view.isHidden():
            self.view.setVisible(there)
            self._show_holdings()

    def forget(self) -> None:
        self._shown = None
