"""The mispricing board: where prices contradict each other, as a heat map beside a ranked table."""

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents
from algotrade_gui.market.mispricing import CellKey, FindingKey, Mispricing, MispricingBoard, best_by_cell
from algotrade_gui.market.records import FeedState
from algotrade_gui.trading.inventory import free_to_sell
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.elided_label import ElidedLabel
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.heat_map import HeatMap
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.mispricing_filters import MispricingFilters
from algotrade_gui.ui.models.mispricing_map import cell_key, heat_scene
from algotrade_gui.ui.models.mispricing_rows import (
    COLUMN_NAMES,
    GAIN_COLUMN,
    LEGS_COLUMN,
    RANKS,
    MispricingRow,
    contract_words,
    details,
    draft_of,
    legs_words,
    mispricing_columns,
    mispricing_style,
    rank_of,
    worth_words,
)
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import AccountParts, OptionDesk
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID
from algotrade_gui.ui.whole_rows import WholeRows

MOST_ROWS: Final = 100
MAP_PX: Final = 312
LEGS_LEAST_PX, LEGS_USUAL_PX = 130, 230
ROOMY_PX: Final = 440
"""From this width of the table on its legs have their usual room before less dear columns come."""
MOST_FADED: Final = 200
"""Vanished rows that wait for the pointer to leave."""
SORT_EVERY_MS: Final = 1_000.0


class MispricingPanel(Panel):
    """Looks for mispricings while it can be seen. Asks for the ticket, the chart, the chain through the navigator."""

    panel_id: ClassVar[str] = "mispricing"
    title: ClassVar[str] = "Mispricing"
    every: ClassVar[int] = 2

    def __init__(
        self,
        workstation: AccountParts[OptionDesk],
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._account = workstation.account
        self._navigator = navigator
        self._clock = clock if clock is not None else RealClock()
        self.board = MispricingBoard(self._cache, self._held)
        self._best: dict[CellKey, Mispricing] = {}
        self._sorted_ms: float | None = None
        self._refreshed_ms = 0.0
        self._second = -1
        self._put_off = False
        """Whether sorting waits for the next update: one that brings a new second has enough to paint."""
        self._shown: dict[FindingKey, MispricingRow] = {}
        self.model: RecordTableModel[FindingKey, MispricingRow] = RecordTableModel(
            mispricing_columns(), style=mispricing_style, clock=self._clock
        )
        self.view = RecordTable(self.model, self, bold_rows=False)
        self.map = HeatMap(self._tell, self)
        self.filters = MispricingFilters(self)
        self.filters.changed.connect(self._filter_changed)
        self._build()
        self._add_actions()

    # --- building ---

    def _build(self) -> None:
        self.view.setAccessibleName(tr("Mispricings, best first"))
        self.view.setSelectionMode(RecordTable.SelectionMode.SingleSelection)
        self.view.installEventFilter(self)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.clicked.connect(self._clicked)
        self.view.doubleClicked.connect(self._double_clicked)
        self._legs_least = LEGS_USUAL_PX
        self.view.make_flexible(LEGS_COLUMN, least=LEGS_USUAL_PX, most=460)
        self.columns = ColumnFit(self.view, self.view.horizontalHeader(), COLUMN_NAMES, RANKS, stretch_last=False)
        self.view.fit_by(self.columns)
        header = self.view.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(GAIN_COLUMN, Qt.SortOrder.DescendingOrder)
        header.geometriesChanged.connect(self._align_heads)
        self.map.setAccessibleName(tr("Heat map of edges by expiry and strike"))
        self.map.setAccessibleDescription(tr("Arrow keys move, Enter fills the ticket"))
        self.map.activated.connect(lambda row, column: self._ticket(self.at_cell(row, column)))
        self.map.opened.connect(self._open_cell)
        self.map.current_changed.connect(lambda _row, _column: self._show_detail())
        self.map.pointed.connect(lambda _row, _column: self._show_detail())
        # two lines that never wrap: of three the outer ones were cut through
        self.detail, self.worth = ElidedLabel(self), ElidedLabel(self)
        for label, tone in ((self.worth, "value"), (self.detail, "secondary")):
            label.setProperty("tone", tone)
            label.setContentsMargins(GRID, 1, GRID, 1)
            label.setFixedHeight(self.fontMetrics().height() + 3)
        left = QWidget(self)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.map, 1)
        inside.addWidget(self.worth)
        inside.addWidget(self.detail)
        self.splitter = QSplitter(self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        right = QWidget(self)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.view)
        WholeRows(self.view, beside)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self._sizes_chosen = False
        self.splitter.splitterMoved.connect(lambda *_: self._note_sizes())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        layout.addWidget(self.splitter, 1)
        self._empty = EmptyState("", self.view.viewport())
        filters = self.filters
        for before, after in pairwise((filters.kind, filters.least, filters.own_only, self.map, self.view)):
            QWidget.setTabOrder(before, after)

    def _add_actions(self) -> None:
        add_action(
            self.view,
            "mispricing.ticket",
            tr("Fill the ticket with the selected mispricing"),
            lambda: self._ticket(self.selected()),
            keys="Return",
        )
        add_action(
            self.view,
            "mispricing.chart",
            tr("Chart of the selected mispricing's first contract"),
            lambda: self._chart(self.selected()),
            keys="Shift+Return",
        )
        add_action(
            self,
            "mispricing.hide_needs",
            tr("Hide or show what needs inventory"),
            self.filters.own_only.toggle,
            keys="Alt+I",
        )
        add_action(self, "mispricing.columns", tr("Choose the columns"), self.columns.open_menu, keys="Ctrl+Shift+H")
        add_action(self, "mispricing.map", tr("Go to the heat map"), self.map.setFocus, keys="Alt+M")

    # --- one refresh ---

    def _held(self) -> Mapping[InstrumentId, int]:
        return free_to_sell(self._account.portfolio.positions(), self._account)

    def refresh(self) -> None:
        """Look at the changed books, then show what was found and what has gone."""
        self.board.look()
        self._show()

    def _show(self) -> None:
        wanted = self.filtered()
        self._show_rows(wanted)
        self._show_map(wanted)
        stale = stale_words(self._cache)
        self.view.grey(frozenset(range(len(self.model.columns))) if stale else frozenset())
        self.filters.say(stale, len(wanted), MOST_ROWS)
        self._show_detail()
        self._empty.setVisible(self.model.rowCount() == 0)
        if self.model.rowCount() == 0:
            set_text(self._empty, self._empty_words())

    def filtered(self) -> list[Mispricing]:
        """What passes the filters, the greatest gain first."""
        return [one for one in self.board.found if self.filters.lets_through(one)]

    def _empty_words(self) -> str:
        if self.board.found:
            return tr("Nothing passes the filters now. Lower the least edge or show all kinds.")
        if self.board.places:
            return tr("No price contradicts another now. What turns up shows here at once.")
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.CONNECTING, FeedState.STOPPED):
            return tr("Not connected. Mispricings show once the exchange is reached and the round runs.")
        return tr("Mispricings show here when the round starts.")

    def _show_rows(self, wanted: list[Mispricing]) -> None:
        now_ms = self._cache.time_ms
        held = self.view.viewport().underMouse()
        rows = {one.key: MispricingRow(one, one.seconds_left(now_ms)) for one in wanted[:MOST_ROWS]}
        changed = {key: row for key, row in rows.items() if self._shown.get(key) != row}
        leaving: list[FindingKey] = []
        for key, row in self._shown.items():
            if key in rows:
                continue
            if not row.gone:
                # fades for one update, so that an eye that was on it sees why it goes
                changed[key] = rows[key] = MispricingRow(row.one, row.seconds, gone=True)
            elif held:
                rows[key] = row
            else:
                leaving.append(key)
        faded = [key for key, row in rows.items() if row.gone]
        for key in faded[: max(0, len(faded) - MOST_FADED)]:
            leaving.append(key)
            changed.pop(key, None)
            del rows[key]
        before_ms, self._refreshed_ms = self._refreshed_ms, self._clock.now_ms()
        # one that comes up again holds other findings than those an eye was on
        first = not self._shown or self._refreshed_ms - before_ms > SORT_EVERY_MS
        self._shown = rows
        self.model.apply(changed, leaving)
        self._keep_order(first=first, held=held)

    def _keep_order(self, *, first: bool, held: bool) -> None:
        """Rows take their places once a second, new ones wait for it at the end; never under the pointer."""
        now_ms = self._clock.now_ms()
        due = self._sorted_ms is None or now_ms - self._sorted_ms >= SORT_EVERY_MS
        second = self._cache.time_ms // MS_PER_S
        self._put_off = second != self._second and not self._put_off and not first
        self._second = second
        if held or self._put_off or not (due or first):
            return
        self._sorted_ms = now_ms
        header = self.view.horizontalHeader()
        column, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if column == GAIN_COLUMN and order is Qt.SortOrder.DescendingOrder:
            ranks = [rank_of(row.one) for key in self.model.keys if (row := self._shown.get(key)) is not None]
            if all(first >= second for first, second in pairwise(ranks)):
                return
        self.model.sort(column, order)

    def _show_map(self, wanted: list[Mispricing]) -> None:
        before, self._best = self._best, best_by_cell(wanted)
        self.map.show_scene(heat_scene(self.board, self._best, before, self._cache))

    # --- what is selected, what a cell holds ---

    def selected(self) -> Mispricing | None:
        """The selected finding while it can still be had."""
        return self._at_row(self.view.currentIndex())

    def _at_row(self, index: QModelIndex) -> Mispricing | None:
        row = self.model.record_at(index.row()) if index.isValid() else None
        return row.one if row is not None and not row.gone else None

    def at_cell(self, row: int, column: int) -> Mispricing | None:
        """The best finding of a cell of the map."""
        key = cell_key(self.board, row, column)
        return None if key is None else self._best.get(key)

    def _tell(self, row: int, column: int) -> str:
        one = self.at_cell(row, column)
        return "" if one is None else details(one)

    def _show_detail(self) -> None:
        """Under the map: what the cell under the pointer, else under the keyboard's mark, is made of."""
        key = cell_key(self.board, *(self.map.pointed_at or self.map.current))
        one = None if key is None else self._best.get(key)
        legs = worth = ""
        if one is not None:
            legs, worth = legs_words(one), worth_words(one)
        elif key is not None:
            underlying, expiry_ms, strike = key
            legs = tr(
                "{underlying} · {seconds} s · strike {strike}: nothing",
                underlying=underlying,
                seconds=expiry_ms // MS_PER_S,
                strike=money(strike),
            )
        self.detail.show_text(legs)
        self.worth.show_text(worth)

    # --- asking for other panels ---

    def _ticket(self, one: Mispricing | None) -> None:
        if one is not None:
            cash = self._account.cash
            self._navigator.ticket_wanted.emit(draft_of(one, None if cash is None else Cents(cash.free)))

    def _chart(self, one: Mispricing | None) -> None:
        if one is not None:
            self._navigator.chart_wanted.emit(one.finding.legs[0].instrument.id)

    def _clicked(self, index: QModelIndex) -> None:
        self._ticket(self._at_row(index))

    def _double_clicked(self, index: QModelIndex) -> None:
        self._chart(self._at_row(index))

    def _open_cell(self, row: int, column: int) -> None:
        self._chart(self.at_cell(row, column))

    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu_at(self.view.indexAt(at))
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(at))

    def menu_at(self, index: QModelIndex) -> QMenu | None:
        """The context menu of a row; None beside the rows and for what is gone."""
        one = self._at_row(index)
        if one is None:
            return None
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entry(menu, tr("Fill the ticket") + "\t" + tr("Enter"), lambda: self._ticket(one))
        menu.addSeparator()
        navigator = self._navigator
        for leg in one.finding.legs:
            words, key = contract_words(leg.instrument), leg.instrument.id
            self._entry(menu, tr("Chart of {contract}", contract=words), partial(navigator.chart_wanted.emit, key))
            self._entry(menu, tr("Ladder of {contract}", contract=words), partial(navigator.ladder_wanted.emit, key))
        menu.addSeparator()
        first = one.finding.legs[-1].instrument.id
        self._entry(menu, tr("Option chain of this expiry"), partial(navigator.chain_wanted.emit, first))
        return menu

    @staticmethod
    def _entry(menu: QMenu, text: str, run: Any) -> None:
        menu.addAction(text).triggered.connect(lambda _=False: run())

    # --- room and memory ---

    def _filter_changed(self) -> None:
        if not self.isVisible():
            return
        # what a filter hides has not vanished: it goes at once
        self._shown = {key: row for key, row in self._shown.items() if not row.gone}
        keep = {one.key for one in self.filtered()}
        hidden = [key for key in self.model.keys if key not in keep]
        self._shown = {key: row for key, row in self._shown.items() if key in keep}
        self.model.apply({}, hidden)
        self._best = {}
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self.height() * 0.9
        turn = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() is not turn:
            self.splitter.setOrientation(turn)
            self._sizes_chosen = False
        if not self._sizes_chosen:
            room = self.width() if wide else self.height()
            first = min(MAP_PX, room // 2) if wide else room // 2
            self.splitter.setSizes([first, max(1, room - first)])

    def _align_heads(self) -> None:
        self.map.set_head(self.view.horizontalHeader().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() is QEvent.Type.Resize:
            least = LEGS_USUAL_PX if self.view.width() >= ROOMY_PX else LEGS_LEAST_PX
            if least != self._legs_least:
                self._legs_least = least
                self.view.make_flexible(LEGS_COLUMN, least=least, most=460)
                self.columns.count_as(LEGS_COLUMN, least)
                self.columns.fit()
        return super().eventFilter(watched, event)

    def _note_sizes(self) -> None:
        self._sizes_chosen = True

    def save_state(self) -> dict[str, Any]:
        return {
            **self.filters.save_state(),
            "header": self.view.header_state(),
            "columns": self.columns.chosen,
            "sizes": self.splitter.sizes() if self._sizes_chosen else [],
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        self.filters.restore_state(state)
        self.view.restore_header(state.get("header"))
        # after the header, which remembers what was hidden for want of room
        self.columns.restore(state.get("columns", {}))
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) and size > 0 for size in sizes):
            self.splitter.setSizes(sizes)
            self._sizes_chosen = True
