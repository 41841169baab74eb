"""The orders panel: what is working, with the ways to cancel it, and what was filled."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QTabWidget, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId, ClientOrderId, FillId
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.session import RequestError
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.models.order_rows import (
    CANCEL_COLUMN,
    FILL_COLUMNS,
    ORDER_COLUMNS,
    STATE_COLUMN,
    OrderRow,
    order_row,
    order_seconds,
    order_style,
)
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import TradingParts
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import theme

ENDED_SHOWN_MS = 4_000.0
"""How long an ended order stays, greyed."""
ENDED_AT_MOST = 50
FILLS_AT_MOST = 1_000
_CLOCKED = frozenset(place for place, column in enumerate(ORDER_COLUMNS) if column.title in ("Age", "Left"))
"""What is counted on the exchange's clock: greyed while that stands still."""


class OrdersPanel(Panel):
    """Working orders and fills of this round.

    Signals:
        chart_requested: an InstrumentId, pinned.
    """

    panel_id: ClassVar[str] = "orders"
    title: ClassVar[str] = "Orders"

    chart_requested = Signal(object)

    def __init__(self, workstation: TradingParts, parent: QWidget | None = None, *, clock: Clock | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._errors = workstation.errors
        self._cache = workstation.cache
        self._account = workstation.account
        self._board = workstation.account.orders
        self._clock = clock if clock is not None else RealClock()
        self._reader = self._board.changes.reader([order.client_id for order in self._board.working()])
        self._ended_ms: dict[ClientOrderId, float] = {}
        """When we saw an order's end; its row goes a few seconds later."""
        self._seconds: dict[ClientOrderId, tuple[int, int]] = {}
        self._last_fill = FillId(0)
        self._asked: set[ClientOrderId] = set()
        """Orders whose cancel we are waiting for: asking twice helps nobody, asking for another meanwhile does."""
        self._clearing: set[BotId | None] = set()
        """Whose orders are being cancelled all at once; None is everyone's."""
        self._missed = False

        self.model: RecordTableModel[ClientOrderId, OrderRow] = RecordTableModel(
            ORDER_COLUMNS, style=order_style, clock=self._clock
        )
        self.view = RecordTable(self.model, self, clock=self._clock, bold_rows=False)
        self.view.setAccessibleName("Working orders")
        # a refusal's reason is longer than a state's name
        state_width = self.view.columnWidth(STATE_COLUMN)
        self.view.make_flexible(STATE_COLUMN, least=state_width, most=4 * state_width)
        self.fill_model: RecordTableModel[FillId, Fill] = RecordTableModel(
            FILL_COLUMNS, newest_first=True, clock=self._clock
        )
        self.fill_view = RecordTable(self.fill_model, self, clock=self._clock, bold_rows=False)
        self.fill_view.setAccessibleName("Fills")
        self._build()
        self._update_buttons()

    def _build(self) -> None:
        self.cancel_button = self._button("Cancel", "Cancel the selected orders (Delete)", self.cancel_selected)
        self.cancel_all_button = self._button(
            "Cancel all", "Cancel every working order (Shift+Delete)", lambda: self.cancel_all(None)
        )
        self.cancel_by_bot_button = self._button("Cancel by bot", "Cancel all working orders of one bot")
        self.cancel_by_bot_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.owner_menu = QMenu(self)
        self.owner_menu.aboutToShow.connect(self._fill_owner_menu)
        self.cancel_by_bot_button.setMenu(self.owner_menu)
        self.message = QLabel(self)
        self.message.setTextFormat(Qt.TextFormat.PlainText)  # it may repeat the exchange's words
        self.message.setProperty("tone", "secondary")
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.cancel_button)
        row.addWidget(self.cancel_all_button)
        row.addWidget(self.cancel_by_bot_button)
        row.addWidget(self.message, 1)
        working = QWidget(self)
        inside = QVBoxLayout(working)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(row)
        inside.addWidget(self.view, 1)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(working, "Working 0")
        self.tabs.addTab(self.fill_view, "Fills 0")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tabs)
        self._no_orders = EmptyState(
            "No working orders. The orders of a bot that trades show here.", self.view.viewport()
        )
        self._no_fills = EmptyState("No fills in this round yet.", self.fill_view.viewport())
        self._take_icons()
        theme().changed.connect(self._take_icons)
        self._shortcut("Delete", self.cancel_selected)
        self._shortcut("Shift+Delete", lambda: self.cancel_all(None))
        self.view.clicked.connect(self._clicked)
        self.view.selectionModel().selectionChanged.connect(self._update_buttons)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.fill_view.doubleClicked.connect(self._fill_to_chart)

    def _button(self, text: str, tip: str, run: Callable[[], None] | None = None) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if run is not None:
            button.clicked.connect(lambda _=False: run())
        return button

    def _shortcut(self, keys: str, run: Callable[[], None]) -> None:
        made = QShortcut(QKeySequence(keys), self.view)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.activated.connect(run)

    def _take_icons(self) -> None:
        self.cancel_button.setIcon(icon("cancel"))
        self.cancel_all_button.setIcon(icon("cancel-all"))

    # --- one refresh ---

    def mark_stale(self) -> None:
        # a round may have half a million orders: while hidden their ids are not collected, the next refresh looks at all that counts
        super().mark_stale()
        self._reader.drain()
        self._missed = True

    def refresh(self) -> None:
        """Follow changed orders, ages, ended rows and new fills."""
        working = self._board.working()
        self._refresh_orders(working)
        self._refresh_fills()
        self.view.grey(_CLOCKED if is_stale(self._cache) else frozenset())
        self._set_tab(0, f"Working {len(working)}")
        self._no_orders.setVisible(self.model.rowCount() == 0)
        self._no_fills.setVisible(self.fill_model.rowCount() == 0)
        self._update_buttons()

    def _refresh_orders(self, working: Sequence[Order]) -> None:
        now_ms, clock_ms = self._cache.time_ms, self._clock.now_ms()
        dirty = self._reader.drain()
        if self._missed:
            self._missed = False
            dirty.update(self.model.keys, (order.client_id for order in working))
        changed: dict[ClientOrderId, OrderRow] = {}
        removed: set[ClientOrderId] = set()
        for order in working:
            seconds = order_seconds(order, now_ms)
            if order.client_id in dirty or self._seconds.get(order.client_id) != seconds:
                self._seconds[order.client_id] = seconds
                changed[order.client_id] = order_row(order, now_ms)
        for key in sorted(dirty.difference(changed)):
            ended = self._board.get(key)
            if ended is None:
                # another round began
                removed.add(key)
            elif not ended.state.is_open:
                self._ended_ms.setdefault(key, clock_ms)
                changed[key] = order_row(ended, now_ms)
        # a row does not vanish from under the pointer, where a click would hit the next one
        held = self.view.viewport().underMouse()
        late = [key for key, ended_ms in self._ended_ms.items() if clock_ms - ended_ms >= ENDED_SHOWN_MS and not held]
        late += list(self._ended_ms)[: max(0, len(self._ended_ms) - ENDED_AT_MOST)]
        removed.update(late)
        for key in removed:
            self._ended_ms.pop(key, None)
            self._seconds.pop(key, None)
            changed.pop(key, None)
        # whoever looks at the end of the list keeps looking at it: new orders come there, behind the ended ones
        bar = self.view.verticalScrollBar()
        at_end = bar.value() == bar.maximum() and not held
        self.model.apply(changed, removed)
        if at_end and changed:
            self.view.scrollToBottom()

    def _refresh_fills(self) -> None:
        fills = self._board.fills
        oldest = fills[0].id if fills else FillId(0)
        newest = fills[-1].id if fills else FillId(0)
        keys = self.fill_model.keys
        first_kept = max(oldest, newest - FILLS_AT_MOST + 1)
        gone = [key for key in keys if key < first_kept or not fills]
        fresh: list[Fill] = []
        if newest > self._last_fill:
            for fill in reversed(fills):
                if fill.id <= self._last_fill or fill.id < first_kept:
                    break
                fresh.append(fill)
            self._last_fill = newest
        if fresh or gone:
            self.fill_model.apply({fill.id: fill for fill in reversed(fresh)}, gone)
            self._set_tab(1, f"Fills {len(fills)}")

    def _set_tab(self, place: int, text: str) -> None:
        # a tab bar lays itself and the whole panel out anew, also for the text it has
        if self.tabs.tabText(place) != text:
            self.tabs.setTabText(place, text)

    # --- cancelling ---

    def selected(self) -> list[ClientOrderId]:
        """The selected orders that may be open."""
        rows = (self.model.record_at(row) for row in self.view.selected_rows())
        return [row.client_id for row in rows if row is not None and row.is_open and row.client_id not in self._asked]

    def cancel_selected(self) -> None:
        """Ask for the end of the selected orders."""
        self._cancel(self.selected())

    def cancel_all(self, owner: BotId | None) -> None:
        """Ask for the end of `owner`'s working orders, or of everyone's."""
        if owner in self._clearing:
            return
        self._clearing.add(owner)
        if not self._start("cancel all", self._run_cancel_all(owner), "Cancelling all."):
            self._clearing.discard(owner)

    def _cancel(self, keys: Sequence[ClientOrderId]) -> None:
        fresh = tuple(key for key in keys if key not in self._asked)
        if not fresh:
            return
        self._asked.update(fresh)
        if not self._start("cancel", self._run_cancel(fresh), f"Cancelling {len(fresh)}."):
            self._asked.difference_update(fresh)

    def _start(self, name: str, work: Coroutine[Any, Any, str], text: str) -> bool:
        """Begin `work` and say so; False where the window is closing: the shutdown cancels what works."""
        if async_bridge.start(name, work, self.tasks, done=self._done) is None:
            return False
        self.message.setText(text)
        self._update_buttons()
        return True

    async def _run_cancel(self, keys: tuple[ClientOrderId, ...]) -> str:
        try:
            results = await asyncio.gather(*(self._account.cancel(key) for key in keys), return_exceptions=True)
        finally:
            self._asked.difference_update(keys)
        confirmed, refusals = 0, []
        for result in results:
            if isinstance(result, RequestError | UserError):
                refusals.append(str(result))
                self._errors.report("orders", f"A cancel was not confirmed: {result}.")
            elif isinstance(result, BaseException):
                raise result
            elif result.ok:
                confirmed += 1
            else:
                refusals.append(result.message or "no reason given")
        if not refusals:
            return f"{confirmed} cancelled."
        return f"{confirmed} of {len(keys)} cancelled: {refusals[0]}."

    async def _run_cancel_all(self, owner: BotId | None) -> str:
        try:
            confirmed = await self._account.cancel_all(owner)
        except (RequestError, UserError) as error:
            self._errors.report("orders", f"Cancelling all did not work: {error}.")
            return f"Not all cancelled: {error}."
        finally:
            self._clearing.discard(owner)
        return f"{confirmed} cancelled."

    def _done(self, text: str) -> None:
        self.message.setText(text)
        self._update_buttons()

    def _update_buttons(self) -> None:
        self.cancel_button.setEnabled(bool(self.selected()))
        some = bool(self._board.working())
        self.cancel_all_button.setEnabled(some and None not in self._clearing)
        self.cancel_by_bot_button.setEnabled(some)

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.record_at(index.row())
        if index.column() == CANCEL_COLUMN and row is not None and row.is_open:
            self._cancel([row.client_id])

    # --- menus ---

    def _fill_owner_menu(self) -> None:
        self.owner_menu.clear()
        for owner, count in sorted(Counter(order.owner for order in self._board.working()).items()):
            self._entry(self.owner_menu, f"{owner}: {count} working", partial(self.cancel_all, owner))

    def _open_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        menu = self.menu_at(index)
        if menu is not None:
            menu.popup(self.view.viewport().mapToGlobal(at))

    def menu_at(self, index: QModelIndex) -> QMenu | None:
        """The context menu of a row; None beside the rows."""
        row = self.model.record_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if not self.view.selectionModel().isRowSelected(index.row()):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.view.selectionModel().setCurrentIndex(index, flags)
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entry(menu, "Cancel selected\tDelete", self.cancel_selected)
        self._entry(menu, f"Cancel all of {row.owner}", lambda: self.cancel_all(row.owner))
        menu.addSeparator()
        self._entry(menu, "Show in chart", lambda: self.chart_requested.emit(row.instrument))
        return menu

    @staticmethod
    def _entry(menu: QMenu, text: str, run: Callable[[], None]) -> None:
        menu.addAction(text).triggered.connect(lambda _=False: run())

    def _fill_to_chart(self, index: QModelIndex) -> None:
        fill = self.fill_model.record_at(index.row())
        if fill is not None:
            self.chart_requested.emit(fill.instrument)

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "tab": self.tabs.currentIndex(),
            "orders_header": self.view.header_state(),
            "fills_header": self.fill_view.header_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        tab = state.get("tab")
        if isinstance(tab, int) and 0 <= tab < self.tabs.count():
            self.tabs.setCurrentIndex(tab)
        self.view.restore_header(state.get("orders_header"))
        self.fill_view.restore_header(state.get("fills_header"))
