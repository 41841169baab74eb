"""The market watch: every live instrument in a tree that rolls with the contracts."""

from collections.abc import Collection
from typing import Any, ClassVar

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind, parse_instrument_id
from algotrade_gui.domain.role import Role, role_of
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.models.watch_tree import WATCH_COLUMNS, WatchFilter, WatchTreeModel
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import MarketParts
from algotrade_gui.ui.tables import header_text, restore_header
from algotrade_gui.ui.watch_view import WatchTree

_KINDS: tuple[tuple[str, frozenset[InstrumentKind] | None], ...] = (
    ("All kinds", None),
    ("Futures", frozenset({InstrumentKind.FUTURE})),
    ("Options", frozenset({InstrumentKind.CALL, InstrumentKind.PUT})),
    ("Calls", frozenset({InstrumentKind.CALL})),
    ("Puts", frozenset({InstrumentKind.PUT})),
)
_EXPIRIES: tuple[tuple[str, int | None], ...] = (
    ("All expiries", None),
    ("Nearest", 0),
    ("+1", 1),
    ("+2", 2),
    ("+3", 3),
)
_EXPAND_UP_TO = 132
"""A filter that leaves no more contracts than this shows them all unfolded."""
_TYPING_PAUSE_MS = 120


QUANTITY_COLUMNS = [place for place, column in enumerate(WATCH_COLUMNS) if column.title in ("Bid qty", "Ask qty")]
"""Hidden until a row's menu shows them: with them the panel takes half of a small screen."""


class MarketWatchPanel(Panel):
    """Prices of everything live.

    Signals:
        chart_requested: a Role (rolls by itself) or an InstrumentId (pinned).
    """

    panel_id: ClassVar[str] = "market_watch"
    title: ClassVar[str] = "Market watch"

    chart_requested = Signal(object)

    def __init__(self, workstation: MarketParts, parent: QWidget | None = None, *, clock: Clock | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._reader = self._cache.changes.reader()
        self.model = WatchTreeModel(clock=clock, parent=self)
        self._filter = WatchFilter()
        self._listed: set[InstrumentId] = set()
        self._sync_needed = True
        self._syncing = False
        self._first_rows = True
        self._unfold_all = False
        """The filter has just changed: what it leaves is shown unfolded."""
        self._handed_on: dict[str, int] = {}
        """Unfolded expiries that ended, by underlying: so many of the next ones unfold in their place, once there are any."""
        self._reopen: set[str] = set()
        """Unfolded underlyings that went with their round: unfolded again in the next."""
        self._unfiltered_open: set[str] | None = None
        self.begin_with: str = UNDERLYINGS[0]
        """The underlying that is unfolded at first, with its nearest expiry."""

        self.view = WatchTree(self)
        self.view.show_rows(self.model, clock)
        for place in QUANTITY_COLUMNS:
            self.view.setColumnHidden(place, True)
        self._build()
        self.model.rowsAboutToBeRemoved.connect(self._note_folded)
        self.view.expanded.connect(lambda index: self._folded(index, False))
        self.view.collapsed.connect(lambda index: self._folded(index, True))
        self.view.activated_row.connect(self._activated)
        self.view.doubleClicked.connect(lambda index: self._activated(index, False))
        self.view.customContextMenuRequested.connect(self._open_menu)

    def _build(self) -> None:
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("Filter: card 615 call")
        self.text.setClearButtonEnabled(True)
        self.text.setAccessibleName("Filter by words")
        self.text.setToolTip("Words that have to occur in the instrument: name, expiry, kind, strike")
        self.text.installEventFilter(self)
        self.underlying = self._combo("Underlying", [("All", None), *((name, name) for name in UNDERLYINGS)])
        self.expiry = self._combo("Expiry, counted from the nearest", list(_EXPIRIES))
        self.kind = self._combo("Kind of contract", list(_KINDS))
        # typing restarts the pause, so that a word is looked for once and not letter by letter
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._filter_changed)
        self.text.textChanged.connect(lambda _: self._pause.start())
        row = QHBoxLayout()
        row.setSpacing(4)
        for combo in (self.underlying, self.expiry, self.kind):
            row.addWidget(combo, 1)
        top = QVBoxLayout()
        top.setContentsMargins(8, 6, 8, 6)
        top.setSpacing(4)
        top.addWidget(self.text)
        top.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _combo(self, name: str, entries: list[tuple[str, Any]]) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setMinimumContentsLength(5)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for text, value in entries:
            combo.addItem(text, value)
        combo.currentIndexChanged.connect(self._filter_changed)
        return combo

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.text or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        # Escape is the window's, for its messages: here the box takes it first while there is something to clear
        if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape and self.text.text():
            event.accept()
            return True
        # arrow down leads from the filter into the rows
        if event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.view.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.text.text():
                self.text.clear()
                return True
        return super().eventFilter(watched, event)

    # --- one refresh ---

    def refresh(self) -> None:
        """Follow listings and expiries, then the changed prices."""
        dirty = self._reader.drain()
        listed = {item.id for item in self._cache.instruments()}
        if self._sync_needed or listed != self._listed or len(self._cache.underlyings()) != self.model.rowCount():
            self._listed = listed
            self._syncing = True
            try:
                self._sync()
            finally:
                self._syncing = False
        self.view.empty_text = self._empty_text()
        self._refresh_rows(dirty)
        self.view.show_stale(stale_words(self._cache))

    def _refresh_rows(self, dirty: Collection[InstrumentId]) -> None:
        painted = self.model.refresh_rows(dirty, self._cache.time_ms, self._cache.get_best_prices, self._last_price)
        self.view.repaint_rows(painted, self.model)

    def _last_price(self, instrument: InstrumentId) -> Cents | None:
        info = self._cache.get_instrument_info(instrument)
        return info.last_price if info is not None else None

    def _empty_text(self) -> str:
        if self._listed and not self._filter.is_open:
            return "No instrument matches the filter.\nPress Escape in the filter box to clear it."
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.STOPPED):
            return "Not connected.\nConnect to an exchange to see its instruments."
        if self._cache.state is FeedState.CONNECTING:
            return "Connecting to the exchange."
        return "Connected. Instruments appear when the round starts."

    def _sync(self) -> None:
        """Bring rows in step without moving what the user looks at: same rows on top, same place selected, same groups unfolded."""
        self._sync_needed = False
        seen = self.view.visible_keys(self.model)
        current = self.view.currentIndex()
        current_key, column = self.model.key_of(current), current.column()
        standing = self._standing(current)
        live = list(self._cache.instruments())
        shown = live if self._filter.is_open else self._filter.select(live, self._cache.time_ms)
        ordered = WatchFilter().select(shown, self._cache.time_ms)
        filtered = self._unfold_all
        self._unfold_all = self._unfold_all or not self.model.rowCount()
        self.model.sync_rows(self._cache.underlyings(), ordered, bare=self._filter.is_open)
        if filtered:
            # what a filter hides has not ended
            self._handed_on.clear()
            self._reopen.clear()
        self._unfold()
        if current_key is not None and not self.model.index_of(current_key).isValid() and standing is not None:
            self._select_again(standing, max(0, column))
        self._hold_still(seen)

    def _hold_still(self, seen: list[tuple[str, int]]) -> None:
        for key, top in seen:
            index = self.model.index_of(key)
            if index.isValid():
                bar = self.view.verticalScrollBar()
                bar.setValue(bar.value() + self.view.visualRect(index).top() - top)
                return

    def _standing(self, index: QModelIndex) -> tuple[Underlying, int, InstrumentKind | None, int] | None:
        """Underlying, expiry, kind and place among its kind: where the selection goes when its contract ends."""
        place = self.model.expiry_of(index)
        if place is None:
            return None
        instrument = self.model.instrument_of(index)
        if instrument is None:
            return place[0], place[1], None, 0
        kind = parse_instrument_id(instrument).kind
        rank = 0
        for row in range(index.row()):
            other = self.model.instrument_of(self.model.index(row, 0, index.parent()))
            rank += other is not None and parse_instrument_id(other).kind is kind
        return place[0], place[1], kind, rank

    def _select_again(self, standing: tuple[Underlying, int, InstrumentKind | None, int], column: int) -> None:
        underlying, expiry_ms, kind, rank = standing
        parent = self.model.index_of(underlying)
        for row in range(self.model.rowCount(parent)):
            group = self.model.index(row, 0, parent)
            place = self.model.expiry_of(group)
            if place is None or place[1] <= expiry_ms:
                continue
            target = group if kind is None else self._nth_of_kind(group, kind, rank)
            if target.isValid():
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.view.selectionModel().setCurrentIndex(target.siblingAtColumn(column), flags)
            return

    def _nth_of_kind(self, group: QModelIndex, kind: InstrumentKind, rank: int) -> QModelIndex:
        for row in range(self.model.rowCount(group)):
            index = self.model.index(row, 0, group)
            instrument = self.model.instrument_of(index)
            if instrument is not None and parse_instrument_id(instrument).kind is kind:
                if rank == 0:
                    return index
                rank -= 1
        return QModelIndex()

    # --- folding ---

    def _folded(self, index: QModelIndex, folded: bool) -> None:
        key = self.model.key_of(index)
        if key is not None and self.model.set_folded(key, folded) and not self._syncing:
            self._refresh_rows(())

    def _note_folded(self, parent: QModelIndex, first: int, last: int) -> None:
        """Before rows go: remember what was unfolded, for their successors or for the next round."""
        if not parent.isValid():
            for row in range(first, last + 1):
                index = self.model.index(row, 0)
                key = self.model.key_of(index)
                if key is not None and self.view.isExpanded(index):
                    self._reopen.add(key)
                self._note_folded(index, 0, self.model.rowCount(index) - 1)
            return
        key = self.model.key_of(parent)
        if key is None or self.model.expiry_of(parent) is not None:
            return
        opened = sum(self.view.isExpanded(self.model.index(row, 0, parent)) for row in range(first, last + 1))
        if opened:
            self._handed_on[key] = self._handed_on.get(key, 0) + opened

    def _unfold(self) -> None:
        if self._first_rows and self.model.rowCount() and self.model.shown_count:
            self._first_rows = False
            first = self.model.index_of(self.begin_with)
            if not first.isValid():
                first = self.model.index(0, 0)
            self.view.expand(first)
            self.view.expand(self.model.index(0, 0, first))
        if self._unfold_all:
            self._unfold_all = False
            if not self._filter.is_open and self.model.shown_count <= _EXPAND_UP_TO:
                self.view.expandAll()
                return
        for key in [key for key in self._reopen if self.model.index_of(key).isValid()]:
            self._reopen.discard(key)
            self.view.expand(self.model.index_of(key))
        for key in list(self._handed_on):
            parent = self.model.index_of(key)
            for row in range(self.model.rowCount(parent)):
                group = self.model.index(row, 0, parent)
                if self._handed_on[key] and not self.view.isExpanded(group):
                    self.view.expand(group)
                    self._handed_on[key] -= 1
            if not self._handed_on[key]:
                del self._handed_on[key]

    def _open_keys(self) -> set[str]:
        found: set[str] = set()
        for row in range(self.model.rowCount()):
            parent = self.model.index(row, 0)
            indexes = [parent, *(self.model.index(child, 0, parent) for child in range(self.model.rowCount(parent)))]
            found.update(key for index in indexes if self.view.isExpanded(index) and (key := self.model.key_of(index)))
        return found

    # --- filter ---

    def _filter_changed(self) -> None:
        wanted = WatchFilter(
            underlying=self.underlying.currentData(),
            nth_expiry=self.expiry.currentData(),
            kinds=self.kind.currentData(),
            text=self.text.text().strip(),
        )
        if wanted == self._filter:
            return
        if self._filter.is_open:
            self._unfiltered_open = self._open_keys()
        self._filter = wanted
        self._sync_needed = self._unfold_all = True
        if self.isVisible():
            self.run_refresh()
        if wanted.is_open and self._unfiltered_open is not None:
            for row in range(self.model.rowCount()):
                self._fold_as_before(self.model.index(row, 0), self._unfiltered_open)

    def _fold_as_before(self, index: QModelIndex, opened: set[str]) -> None:
        for row in range(self.model.rowCount(index)):
            child = self.model.index(row, 0, index)
            if self.model.rowCount(child):
                self._fold_as_before(child, opened)
        self.view.setExpanded(index, self.model.key_of(index) in opened)

    # --- to the chart ---

    def role_at(self, index: QModelIndex) -> Role | None:
        """The role that the row's instrument plays now."""
        instrument = self.model.instrument_of(index)
        if instrument is None:
            return None
        parsed = parse_instrument_id(instrument)
        return role_of(
            parsed,
            self._cache.instruments(),
            now_ms=self._cache.time_ms,
            underlying_price=self._cache.underlying_price(parsed.underlying),
        )

    def _activated(self, index: QModelIndex, pinned: bool) -> None:
        instrument = self.model.instrument_of(index)
        if instrument is None:
            group = index.siblingAtColumn(0)
            self.view.setExpanded(group, not self.view.isExpanded(group))
            return
        role = None if pinned else self.role_at(index)
        self.chart_requested.emit(instrument if role is None else role)

    def _open_menu(self, at: QPoint) -> None:
        menu = self.menu_at(self.view.indexAt(at))
        menu.popup(self.view.viewport().mapToGlobal(at))

    def menu_at(self, index: QModelIndex) -> QMenu:
        """The context menu of a row."""
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        instrument = self.model.instrument_of(index)
        if instrument is not None:
            role = self.role_at(index)
            if role is not None:
                self._entry(menu, f"Chart of {role.label}\tEnter", lambda: self.chart_requested.emit(role))
            if role is None or role.kind is not InstrumentKind.UNDERLYING:
                self._entry(
                    menu, f"Chart of {instrument} only\tShift+Enter", lambda: self.chart_requested.emit(instrument)
                )
            menu.addSeparator()
        self._entry(menu, "Unfold all", self.view.expandAll)
        self._entry(menu, "Fold all", self.view.collapseAll)
        columns = menu.addMenu("Columns")
        for place, column in enumerate(self.model.columns[1:], start=1):
            shown = QAction(column.title, columns, checkable=True, checked=not self.view.isColumnHidden(place))
            shown.toggled.connect(lambda on, at=place: self.view.setColumnHidden(at, not on))
            columns.addAction(shown)
        return menu

    @staticmethod
    def _entry(menu: QMenu, text: str, run: Any) -> None:
        action = menu.addAction(text)
        action.triggered.connect(lambda _=False: run())

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "underlying": self.underlying.currentIndex(),
            "expiry": self.expiry.currentIndex(),
            "kind": self.kind.currentIndex(),
            "text": self.text.text(),
            "header": header_text(self.view.header()),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        for name, combo in (("underlying", self.underlying), ("expiry", self.expiry), ("kind", self.kind)):
            place = state.get(name)
            if isinstance(place, int) and 0 <= place < combo.count():
                combo.setCurrentIndex(place)
        if isinstance(text := state.get("text"), str):
            self.text.setText(text)
        restore_header(self.view.header(), state.get("header"))
        self._filter_changed()
