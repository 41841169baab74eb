"""The market watch: every live instrument in a tree that rolls with the contracts."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, ClassVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import Instrument, parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.market.moves import Moves
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.favourites import Favourites
from algotrade_gui.ui.models.names import role_label
from algotrade_gui.ui.models.watch_filter import WatchFilter, successor
from algotrade_gui.ui.models.watch_rows import NAMES, RANKS, VISUAL_ORDER
from algotrade_gui.ui.models.watch_tree import WatchTreeModel
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import MarketParts
from algotrade_gui.ui.tables import header_text, restore_header
from algotrade_gui.ui.watch_filter_bar import WatchFilterBar
from algotrade_gui.ui.watch_folding import WatchFolding
from algotrade_gui.ui.watch_view import WatchTree
from algotrade_gui.ui.whole_rows import WholeRows


class MarketWatchPanel(Panel):
    """Prices of everything live, as a tree or flat; a row opens chart, ladder and ticket through the navigator."""

    panel_id: ClassVar[str] = "market_watch"
    title: ClassVar[str] = "Market watch"

    def __init__(
        self,
        workstation: MarketParts,
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._navigator = navigator
        self._moves = Moves(self._cache)
        self._reader = self._cache.changes.reader()
        self.model = WatchTreeModel(clock=clock, parent=self)
        self.favourites = Favourites()
        self._starred: frozenset[InstrumentId] = frozenset()
        self._filter = WatchFilter()
        self._live: dict[InstrumentId, Instrument] = {}
        self._listing = -1
        """Which listing of the cache the rows are of."""
        self._sync_needed = True
        self._syncing = False

        self.view = WatchTree(self)
        self.view.show_rows(self.model)
        header = self.view.header()
        for place, column in enumerate(VISUAL_ORDER):
            header.moveSection(header.visualIndex(column), place)
        self.folding = WatchFolding(self.view, self.model)
        self.columns = ColumnFit(self.view, header, NAMES, RANKS, ticked_stay=False)
        self.columns.changed.connect(self._columns_changed)
        self.view.setMinimumWidth(self.columns.least_px)
        self.bar = WatchFilterBar(self)
        self.text, self.underlying, self.expiry, self.kind = (
            self.bar.text,
            self.bar.underlying,
            self.bar.expiry,
            self.bar.kind,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)
        WholeRows(self.view, layout)
        self.setFocusProxy(self.view)
        self._add_actions()
        self.bar.changed.connect(self._filter_changed)
        self.bar.left_downwards.connect(lambda: self.view.setFocus(Qt.FocusReason.TabFocusReason))
        self.view.rows_moved.connect(self._rows_moved)
        self.view.activated_row.connect(self._activated)
        self.view.doubleClicked.connect(lambda index: self._activated(index, False))
        self.view.customContextMenuRequested.connect(self._open_menu)

    def _add_actions(self) -> None:
        def add(name: str, text: str, slot: Callable[[], object], keys: str = "") -> QAction:
            return add_action(self.view, f"market_watch.{name}", text, slot, keys=keys)

        def of_current(run: Callable[[QModelIndex], object]) -> Callable[[], object]:
            return lambda: run(self.view.currentIndex())

        self.chart_action = add(
            "chart", tr("Chart of the row"), of_current(lambda index: self._activated(index, False)), "Return"
        )
        self.pinned_chart_action = add(
            "pinned_chart",
            tr("Chart of this contract only"),
            of_current(lambda i: self._activated(i, True)),
            "Shift+Return",
        )
        self.ladder_action = add(
            "ladder", tr("Ladder of the row"), of_current(lambda index: self.show_ladder(index, pinned=False)), "L"
        )
        self.pinned_ladder_action = add(
            "pinned_ladder",
            tr("Ladder of this contract only"),
            of_current(lambda index: self.show_ladder(index, pinned=True)),
            "Shift+L",
        )
        self.buy_action = add(
            "buy",
            tr("Fill the ticket to buy the row"),
            of_current(lambda i: self.fill_ticket(self.model.instrument_of(i), Side.BUY)),
            "B",
        )
        self.sell_action = add(
            "sell",
            tr("Fill the ticket to sell the row"),
            of_current(lambda i: self.fill_ticket(self.model.instrument_of(i), Side.SELL)),
            "S",
        )
        self.star_action = add(
            "favourite", tr("Make the row's role a favourite, or drop it"), of_current(self.star), "F"
        )
        self.only_action = add("only_favourites", tr("Show the favourites only"), self._filter_changed, "Shift+F")
        self.flat_action = add("flat", tr("One list instead of a tree"), self._flat_toggled, "Shift+T")
        for action in (self.only_action, self.flat_action):
            action.setCheckable(True)
        self.unfold_action = add("unfold_all", tr("Unfold all"), self.view.expandAll)
        self.fold_action = add("fold_all", tr("Fold all"), self.view.collapseAll)
        add_action(self, "market_watch.filter", tr("Filter the market watch"), self.text.setFocus, keys="/")
        self.bar.give_actions(self.only_action, self.flat_action)

    # --- one refresh ---

    def refresh(self) -> None:
        """Follow listings and expiries, then the changed prices."""
        dirty = self._reader.drain()
        changed = self._listing != self._cache.listing
        self._follow_favourites()
        if self._sync_needed or changed or not self._has_underlyings():
            self._syncing = True
            try:
                self._listing = self._cache.listing
                self._sync(list(self._cache.instruments()))
            finally:
                self._syncing = False
        self.view.empty_text = self._empty_text()
        self._refresh_rows(dirty)
        self.view.show_stale(stale_words(self._cache))

    def _has_underlyings(self) -> bool:
        return bool(self.model.rowCount()) or not self._filter.is_open or not self._cache.underlyings()

    def _follow_favourites(self) -> None:
        starred = self.favourites.contracts(self._cache) if self.favourites.roles else frozenset()
        if starred == self._starred:
            return
        self._starred = starred
        self.model.star(frozenset(str(key) for key in starred))
        # a star beside a label is no cell
        self.view.viewport().update()
        if self.only_action.isChecked():
            self._filter = replace(self._filter, only=starred)
            self._sync_needed = True

    def _refresh_rows(self, dirty: Collection[InstrumentId]) -> None:
        painted = self.model.refresh_rows(
            dirty,
            self._cache.time_ms,
            self._cache.get_best_prices,
            self._last_price,
            self._moves.base,
            self.view.places(self.model),
        )
        self.view.repaint_rows(painted, self.model)

    def _columns_changed(self) -> None:
        self.model.show_columns(self.columns.places)
        if self.isVisible() and not self._syncing:
            self._refresh_rows(())

    def _last_price(self, instrument: InstrumentId) -> Cents | None:
        info = self._cache.get_instrument_info(instrument)
        return info.last_price if info is not None else None

    def _empty_text(self) -> str:
        if self._live and self.only_action.isChecked() and not self.favourites.roles:
            return tr("No favourites yet.\nShow all with the star above, then press F on a row.")
        if self._live and not self._filter.is_open:
            return tr("No instrument matches the filter.\nPress Escape in the filter box to clear it.")
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.STOPPED):
            return tr("Not connected. Connect to an exchange to see its instruments.")
        if self._cache.state is FeedState.CONNECTING:
            return tr("Connecting to the exchange.")
        return tr("Connected. Instruments appear when the round starts.")

    def _sync(self, live: list[Instrument]) -> None:
        """Bring rows in step without moving what the user looks at: same rows on top, same place selected, same groups unfolded."""
        self._sync_needed = False
        before, self._live = self._live, {item.id: item for item in live}
        self._moves.forget(before.keys() - self._live.keys())
        seen = self.view.visible_keys(self.model)
        current = self.view.currentIndex()
        current_key, column = self.model.key_of(current), current.column()
        instrument, expiry = self.model.instrument_of(current), self.model.expiry_of(current)
        ordered = self._filter.select(live, self._cache.time_ms)
        filtered, flat = self.folding.before_sync(), self.flat_action.isChecked()
        self.model.sync_rows(self._cache.underlyings(), ordered, bare=self._bare(), flat=flat)
        self.folding.after_sync(filtered=filtered, flat=flat, filter_open=self._filter.is_open)
        if current_key is not None and not self.model.index_of(current_key).isValid() and expiry is not None:
            self._select_again(self._successor(instrument, expiry, before), max(0, column))
        self._hold_still(seen)

    def _bare(self) -> Collection[Underlying]:
        """The underlyings that have a row also without contracts below."""
        if self._filter.is_open:
            return self._cache.underlyings()
        chosen = self._filter.underlying
        if not self.only_action.isChecked():
            return ()
        return [
            name for name in self._cache.underlyings() if InstrumentId(name) in self._starred and chosen in (None, name)
        ]

    def _successor(
        self, instrument: InstrumentId | None, expiry: tuple[Underlying, int], before: dict[InstrumentId, Instrument]
    ) -> QModelIndex:
        """Where the selection goes when its row has ended: to the same kind and strike's rank, or the group, of the next expiry."""
        if instrument is not None:
            key = successor(parse_instrument_id(instrument), before.values(), self._live.values())
            return self.model.index_of(key) if key is not None else QModelIndex()
        parent = self.model.index_of(expiry[0])
        for row in range(self.model.rowCount(parent)):
            group = self.model.index(row, 0, parent)
            place = self.model.expiry_of(group)
            if place is not None and place[1] > expiry[1]:
                return group
        return QModelIndex()

    def _select_again(self, target: QModelIndex, column: int) -> None:
        if target.isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().setCurrentIndex(target.siblingAtColumn(column), flags)

    def _hold_still(self, seen: list[tuple[str, int]]) -> None:
        for key, top in seen:
            index = self.model.index_of(key)
            if index.isValid():
                bar = self.view.verticalScrollBar()
                bar.setValue(bar.value() + self.view.visualRect(index).top() - top)
                return

    # --- folding ---

    def _rows_moved(self) -> None:
        """Rows that came into view by scrolling or folding are worked out at once."""
        if not self._syncing and self.isVisible():
            self._refresh_rows(())

    # --- filter ---

    def _filter_changed(self) -> None:
        wanted = self.bar.wanted()
        if self.only_action.isChecked():
            wanted = replace(wanted, only=self._starred)
        if wanted == self._filter:
            return
        if self._filter.is_open:
            self.folding.keep_unfiltered()
        self._filter = wanted
        self._sync_needed = True
        self.folding.want_all()
        if self.isVisible():
            self.run_refresh()
        if wanted.is_open and not self.flat_action.isChecked():
            self.folding.restore_unfiltered()

    def _flat_toggled(self) -> None:
        # emptied first: a contract's row moves from below its expiry into the list
        self._syncing = True
        try:
            self.model.sync_rows((), (), bare=())
        finally:
            self._syncing = False
        self._sync_needed = True
        if self.isVisible():
            self.run_refresh()

    # --- to other panels ---

    def role_at(self, index: QModelIndex) -> Role | None:
        """The role that the row's instrument plays now."""
        instrument = self.model.instrument_of(index)
        return None if instrument is None else self._cache.role_of(parse_instrument_id(instrument))

    def _activated(self, index: QModelIndex, pinned: bool) -> None:
        instrument = self.model.instrument_of(index)
        if instrument is None:
            group = index.siblingAtColumn(0)
            self.view.setExpanded(group, not self.view.isExpanded(group))
            return
        role = None if pinned else self.role_at(index)
        self._navigator.chart_wanted.emit(instrument if role is None else role)

    def show_ladder(self, index: QModelIndex, *, pinned: bool) -> None:
        """Ask for the ladder of a row: of its role, or with `pinned` of its very contract."""
        instrument = self.model.instrument_of(index)
        if instrument is not None:
            role = None if pinned else self.role_at(index)
            self._navigator.ladder_wanted.emit(instrument if role is None else role)

    def fill_ticket(self, instrument: InstrumentId | None, side: Side) -> None:
        """Ask for a ticket on a contract; an underlying is not traded."""
        if instrument is not None and parse_instrument_id(instrument).is_tradeable:
            leg = TicketLeg(instrument=instrument, side=side)
            self._navigator.ticket_wanted.emit(TicketDraft(legs=(leg,), note=tr("From the market watch")))

    def star(self, index: QModelIndex) -> None:
        """Make the role that a row's instrument plays a favourite, or drop it."""
        role = self.role_at(index)
        if role is not None:
            self._toggle_favourite(role)

    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu_at(self.view.indexAt(at))
        menu.popup(self.view.viewport().mapToGlobal(at))

    def menu_at(self, index: QModelIndex) -> QMenu:
        """The context menu of a row."""
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        instrument = self.model.instrument_of(index)
        if instrument is not None:
            self._fill_menu(menu, index, instrument)
        for action in (self.unfold_action, self.fold_action):
            action.setEnabled(not self.flat_action.isChecked())
            menu.addAction(action)
        menu.addAction(self.flat_action)
        menu.addAction(self.only_action)
        menu.addMenu(self.columns.make_menu(menu))
        return menu

    def _fill_menu(self, menu: QMenu, index: QModelIndex, instrument: InstrumentId) -> None:
        role = self.role_at(index)
        is_contract = parse_instrument_id(instrument).is_tradeable
        wanted: list[tuple[str, QAction, Callable[[], object]]] = []
        navigator = self._navigator
        if role is not None:
            label = role_label(role)
            wanted.append(
                (tr("Chart of {what}", what=label), self.chart_action, lambda: navigator.chart_wanted.emit(role))
            )
        if is_contract:
            text = tr("Chart of {what} only", what=instrument)
            wanted.append((text, self.pinned_chart_action, lambda: navigator.chart_wanted.emit(instrument)))
        if role is not None:
            text = tr("Ladder of {what}", what=role_label(role))
            wanted.append((text, self.ladder_action, lambda: navigator.ladder_wanted.emit(role)))
        if is_contract:
            text = tr("Ladder of {what} only", what=instrument)
            wanted.append((text, self.pinned_ladder_action, lambda: navigator.ladder_wanted.emit(instrument)))
            wanted.append((tr("Ticket: buy"), self.buy_action, lambda: self.fill_ticket(instrument, Side.BUY)))
            wanted.append((tr("Ticket: sell"), self.sell_action, lambda: self.fill_ticket(instrument, Side.SELL)))
        if role is not None:
            text = tr("Drop from the favourites") if role in self.favourites.roles else tr("Add to the favourites")
            wanted.append((text, self.star_action, lambda: self._toggle_favourite(role)))
        for text, action, run in wanted:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            entry = menu.addAction(f"{text}\t{keys}" if keys else text)
            entry.triggered.connect(lambda _=False, run=run: run())
        menu.addSeparator()

    def _toggle_favourite(self, role: Role) -> None:
        self.favourites.toggle(role)
        if self.isVisible():
            self.run_refresh()

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            **self.bar.save_state(),
            "header": header_text(self.view.header()),
            "columns": self.columns.chosen,
            "favourites": self.favourites.save_state(),
            "only_favourites": self.only_action.isChecked(),
            "flat": self.flat_action.isChecked(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        self.favourites.restore_state(state.get("favourites"))
        self.bar.restore_state(state)
        restore_header(self.view.header(), state.get("header"))
        self.columns.restore(state.get("columns"))
        if isinstance(only := state.get("only_favourites"), bool):
            self.only_action.setChecked(only)
        if isinstance(flat := state.get("flat"), bool) and flat is not self.flat_action.isChecked():
            self.flat_action.setChecked(flat)
            self._flat_toggled()
        self._follow_favourites()
        self._filter_changed()
