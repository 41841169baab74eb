"""The orders panel: what is working or was in this round, with the ways to cancel it."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.ids import BotId, ClientOrderId
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, OrderState
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.session import RequestError
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.combos import choose, share_bar
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.language import integer, mark, shown, tr, trn
from algotrade_gui.ui.models.order_rows import (
    CANCEL_COLUMN,
    ORDER_COLUMNS,
    ORDER_PLACE,
    STATE_COLUMN,
    OrderKey,
    OrderRow,
    order_row,
    order_seconds,
    order_style,
    order_words,
    outside_row,
)
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.record_panel import RecordPanel, order_tabs
from algotrade_gui.ui.sources import AccountParts, CancelOutcome, OrderTableDesk

ENDED_SHOWN_MS = 4_000.0
"""How long an ended order stays among the working ones, greyed."""
ENDED_AT_MOST = 50
ROUND_AT_MOST = 1_000
"""Ended orders that are listed of the round, the newest."""
_TURNS = 10
"""Updates in which the seconds of every row that cannot be seen are counted once."""
WORKING, ROUND = "working", "round"
_CLOCKED = frozenset({ORDER_PLACE["Age"], ORDER_PLACE["Left"]})
"""What is counted on the exchange's clock: greyed while that stands still."""
_NO_ORDERS = mark("No working orders. The orders of a bot that trades show here, and those of the ticket.")


class OrdersPanel(RecordPanel[OrderKey, OrderRow]):
    """Orders of every owner: those that may be open at the exchange, or all of this round."""

    panel_id: ClassVar[str] = "orders"
    title: ClassVar[str] = mark("Orders")
    every: ClassVar[int] = 2

    def __init__(
        self,
        workstation: AccountParts[OrderTableDesk],
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock if clock is not None else RealClock()
        model: RecordTableModel[OrderKey, OrderRow] = RecordTableModel(
            ORDER_COLUMNS, style=order_style, clock=self._clock
        )
        super().__init__(
            workstation.errors,
            navigator,
            model,
            parent,
            words=order_words,
            instrument=lambda row: row.instrument,
            hint=tr("Filter: maker card buy"),
            empty=tr(_NO_ORDERS),
        )
        self._errors = workstation.errors
        self._cache = workstation.cache
        self._account = workstation.account
        self._board = workstation.account.orders
        self._reader = self._board.changes.reader([order.client_id for order in self._board.working()])
        self._ended_ms: dict[ClientOrderId, float] = {}
        """When we saw an order's end; among the working ones its row goes a few seconds later."""
        self._seconds: dict[ClientOrderId, tuple[int, int]] = {}
        self._asked: set[OrderKey] = set()
        """Orders whose cancel we are waiting for: asking twice helps nobody, asking for another meanwhile does."""
        self._clearing: set[BotId | None] = set()
        """Whose orders are being cancelled all at once; None is everyone's."""
        self._outside_shown: set[OrderKey] = set()
        self._missed = False
        self._turn = 0
        self.view.keeps_end = True
        # a refusal's reason is longer than a state's name, and what tells how to do better: it is served first
        state_width = self.view.columnWidth(STATE_COLUMN)
        self.view.make_flexible(STATE_COLUMN, least=state_width, most=4 * state_width)
        self.make_roomy(ORDER_PLACE["Bot"])
        self.view.shed(ORDER_PLACE["Age"], ORDER_PLACE["Filled"], ORDER_PLACE["Side"])
        self._build()
        self.settle_view()

    def _build(self) -> None:
        self.scope = QComboBox(self)
        self.scope.setAccessibleName(tr("Which orders"))
        self.scope.setToolTip(tr("Working orders with those that have just ended, or all of this round"))
        self.scope.addItem(tr("Working"), WORKING)
        self.scope.addItem(tr("This round"), ROUND)
        self.scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.setMinimumContentsLength(8)
        self.scope.currentIndexChanged.connect(self._scope_changed)
        share_bar(self.filter, self.scope)
        self.bar.addWidget(self.scope)
        self.cancel_action = self.add(
            "cancel",
            tr("Cancel"),
            self.cancel_selected,
            keys="Delete",
            help_text=tr("Cancel the selected orders"),
        )
        self.cancel_all_action = self.add(
            "cancel_all",
            tr("Cancel all"),
            lambda: self.cancel_all(None),
            keys="Shift+Delete",
            help_text=tr("Cancel every working order of this machine"),
        )
        self.cancel_owner_action = self.add(
            "cancel_owner",
            tr("Cancel all of this bot"),
            self._cancel_owner,
            help_text=tr("Cancel every working order of the bot whose order is selected"),
        )
        self.cancel_button = self.add_button(self.cancel_action, "cancel")
        self.cancel_all_button = self.add_button(self.cancel_all_action, "cancel-all")
        self.cancel_by_bot_button = QToolButton(self)
        self.cancel_by_bot_button.setText(tr("By bot"))
        self.cancel_by_bot_button.setToolTip(tr("Cancel all working orders of one bot"))
        self.cancel_by_bot_button.setAccessibleName(tr("Cancel all working orders of one bot"))
        self.cancel_by_bot_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.owner_menu = QMenu(self)
        self.owner_menu.aboutToShow.connect(self._fill_owner_menu)
        self.cancel_by_bot_button.setMenu(self.owner_menu)
        self.bar.addWidget(self.cancel_by_bot_button)
        self.view.clicked.connect(self._clicked)
        self.view.activated.connect(self._activated)
        order_tabs(
            (
                self.view,
                self.filter,
                self.scope,
                self.cancel_button,
                self.cancel_all_button,
                self.cancel_by_bot_button,
            )
        )

    def menu_actions(self) -> list[QAction | None]:
        return [self.cancel_action, self.cancel_owner_action, None, *super().menu_actions()]

    # --- one refresh ---

    @property
    def whole_round(self) -> bool:
        """Whether all of this round's orders are listed."""
        return bool(self.scope.currentData() == ROUND)

    def mark_stale(self) -> None:
        # a round may have half a million orders: while hidden their ids are not collected, the next refresh looks at all that counts
        super().mark_stale()
        self._reader.drain()
        self._missed = True

    def refresh(self) -> None:
        """Follow changed orders, ages, ended rows, and what was placed elsewhere."""
        working = self._board.working()
        if self._missed and self.whole_round:
            self._missed = False
            self._reader.drain()
            self.keep_selected(self._list_anew)
        else:
            self._follow(working)
        self.view.grey(_CLOCKED if is_stale(self._cache) else frozenset())
        self._count(len(working))
        self.settle_view()

    def _follow(self, working: Sequence[Order]) -> None:
        now_ms, clock_ms = self._cache.time_ms, self._clock.now_ms()
        dirty: set[ClientOrderId] = self._reader.drain()
        if self._missed:
            self._missed = False
            dirty.update(self._own_keys(), (order.client_id for order in working))
        changed: dict[OrderKey, OrderRow] = {}
        removed: set[OrderKey] = set()
        seen = {self.model.key_at(row) for row in self.view.visible_rows()}
        self._turn += 1
        for place, order in enumerate(working):
            key = order.client_id
            is_new = key in dirty
            # the seconds of a row that cannot be seen are counted in its turn
            if is_new or key in seen or (place + self._turn) % _TURNS == 0:
                seconds = order_seconds(order, now_ms)
                if is_new or self._seconds.get(key) != seconds:
                    self._seconds[key] = seconds
                    changed[key] = order_row(order, now_ms)
        for key in sorted(dirty.difference(changed)):
            ended = self._board.get(key)
            if ended is None:
                # another round began
                removed.add(key)
            elif self._is_passed_over(ended):
                continue
            elif not ended.state.is_open and ended.state is not OrderState.NEW:
                self._ended_ms.setdefault(key, clock_ms)
                changed[key] = order_row(ended, now_ms)
        # a row does not vanish from under the pointer, where a click would hit the next one
        held = self.view.viewport().underMouse()
        if not self.whole_round:
            late = [k for k, ended_ms in self._ended_ms.items() if clock_ms - ended_ms >= ENDED_SHOWN_MS and not held]
            removed.update(late)
        most = ROUND_AT_MOST if self.whole_round or held else ENDED_AT_MOST
        removed.update(list(self._ended_ms)[: max(0, len(self._ended_ms) - most)])
        for gone in removed:
            if not isinstance(gone, tuple):
                self._ended_ms.pop(gone, None)
                self._seconds.pop(gone, None)
            changed.pop(gone, None)
        self._follow_outside(changed, removed)
        # whoever looks at the end of the list keeps looking at it: new orders come there, behind the ended ones
        bar = self.view.verticalScrollBar()
        at_end = bar.value() == bar.maximum() and not held
        came = any(self.model.row_of(key) is None for key in changed)
        self.rows.apply(changed, removed)
        if at_end and came:
            self.view.scrollToBottom()

    def _is_passed_over(self, order: Order) -> bool:
        """Among the working ones: a bot's order all dealt before it was listed. Dozens a second would push what works out of view."""
        at_once = order.state is OrderState.FILLED and self.rows.get(order.client_id) is None
        return at_once and order.owner != MANUAL and not self.whole_round

    def _own_keys(self) -> list[ClientOrderId]:
        return [key for key in self.rows.keys if not isinstance(key, tuple)]

    def _follow_outside(self, changed: dict[OrderKey, OrderRow], removed: set[OrderKey]) -> None:
        found = self._outside_rows()
        removed.update(self._outside_shown.difference(found))
        self._outside_shown = set(found)
        changed.update({key: row for key, row in found.items() if self.rows.get(key) != row})

    def _outside_rows(self) -> dict[OrderKey, OrderRow]:
        now_ms = self._cache.time_ms
        return {(order.instrument, order.order_id): outside_row(order, now_ms) for order in self._account.outside.all()}

    def _list_anew(self) -> None:
        """Put the rows of the chosen scope into the order in which the orders were placed."""
        now_ms, clock_ms = self._cache.time_ms, self._clock.now_ms()
        self._ended_ms.clear()
        self._seconds.clear()
        orders = list(self._board.working())
        if self.whole_round:
            known = [order for order in self._board.all() if order.state is not OrderState.NEW]
            ended = [order for order in known if not order.state.is_open][-ROUND_AT_MOST:]
            self._ended_ms = {order.client_id: clock_ms for order in ended}
            kept = set(self._ended_ms)
            orders = [order for order in known if order.state.is_open or order.client_id in kept]
        fresh: dict[OrderKey, OrderRow] = {order.client_id: order_row(order, now_ms) for order in orders}
        self._seconds = {order.client_id: order_seconds(order, now_ms) for order in orders if order.state.is_open}
        outside = self._outside_rows()
        self._outside_shown = set(outside)
        fresh.update(outside)
        self.rows.apply({}, self.rows.keys)
        self.rows.apply(fresh)

    def _scope_changed(self) -> None:
        self._reader.drain()
        self.keep_selected(self._list_anew)
        self._count(len(self._board.working()))

    def _count(self, working: int) -> None:
        text = tr("{count} working", count=integer(working))
        if self.whole_round and len(self._ended_ms) >= ROUND_AT_MOST:
            text = tr("{working}; the newest {count} that ended", working=text, count=integer(ROUND_AT_MOST))
        elif self.whole_round:
            text = tr("{working}, {count} ended", working=text, count=integer(len(self._ended_ms)))
        self.show_count(text)

    # --- cancelling ---

    def open_keys(self) -> list[OrderKey]:
        """The selected orders that may be open and whose cancel is not asked for yet."""
        return [row.key for row in self.selected() if row.is_open and row.key not in self._asked]

    def cancel_selected(self) -> None:
        """Ask for the end of the selected orders."""
        self._cancel(self.open_keys())

    def cancel_all(self, owner: BotId | None) -> None:
        """Ask for the end of `owner`'s working orders, or of everyone's here; a teammate's stay."""
        if owner in self._clearing:
            return
        self._clearing.add(owner)
        if not self._start("cancel all", self._run_cancel_all(owner), tr("Cancelling all.")):
            self._clearing.discard(owner)

    def _cancel_owner(self) -> None:
        row = self.current()
        if row is not None and not row.is_outside:
            self.cancel_all(row.owner)

    def _cancel(self, keys: Iterable[OrderKey]) -> None:
        fresh = tuple(key for key in keys if key not in self._asked)
        if not fresh:
            return
        self._asked.update(fresh)
        text = trn(len(fresh), "Cancelling {count} order.", "Cancelling {count} orders.")
        if not self._start("cancel", self._run_cancel(fresh), text):
            self._asked.difference_update(fresh)

    def _start(self, name: str, work: Coroutine[Any, Any, str], text: str) -> bool:
        """Begin `work` and say so; False where the window is closing: the shutdown cancels what works."""
        if async_bridge.start(name, work, self.tasks, done=self._done) is None:
            return False
        self.say(text)
        self.update_actions()
        return True

    def _ask(self, key: OrderKey) -> Coroutine[Any, Any, CancelOutcome]:
        if isinstance(key, tuple):
            return self._account.cancel_outside(*key)
        return self._account.cancel(key)

    async def _run_cancel(self, keys: tuple[OrderKey, ...]) -> str:
        try:
            results = await asyncio.gather(*(self._ask(key) for key in keys), return_exceptions=True)
        finally:
            self._asked.difference_update(keys)
        confirmed, refusals = 0, []
        for result in results:
            if isinstance(result, RequestError | UserError):
                refusals.append(shown(sentence_of(result)))
                self._errors.report("orders", say("A cancel was not confirmed: {reason}.", reason=sentence_of(result)))
            elif isinstance(result, BaseException):
                raise result
            elif result.ok:
                confirmed += 1
            else:
                refusals.append(shown(result.message) if result.message else tr("no reason given"))
        if not refusals:
            return trn(confirmed, "{count} order cancelled.", "{count} orders cancelled.")
        return tr(
            "{count} of {wanted} cancelled: {reason}.",
            count=integer(confirmed),
            wanted=integer(len(keys)),
            reason=refusals[0],
        )

    async def _run_cancel_all(self, owner: BotId | None) -> str:
        try:
            confirmed = await self._account.cancel_all(owner)
        except (RequestError, UserError) as error:
            self._errors.report("orders", say("Cancelling all did not work: {reason}.", reason=sentence_of(error)))
            return tr("Not all cancelled: {reason}.", reason=shown(sentence_of(error)))
        finally:
            self._clearing.discard(owner)
        return trn(confirmed, "{count} order cancelled.", "{count} orders cancelled.")

    def _done(self, text: str) -> None:
        self.say(text)
        self.update_actions()

    def update_actions(self) -> None:
        chosen = self.selected()
        self.enable_ways(bool(chosen))
        self.cancel_action.setEnabled(any(row.is_open and row.key not in self._asked for row in chosen))
        self.cancel_owner_action.setEnabled(any(not row.is_outside for row in chosen))
        some = bool(self._board.working())
        self.cancel_all_action.setEnabled(some and None not in self._clearing)
        self.cancel_by_bot_button.setEnabled(some)

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.record_at(index.row())
        if index.column() == CANCEL_COLUMN and row is not None and row.is_open:
            self._cancel([row.key])

    def _activated(self, index: QModelIndex) -> None:
        if index.column() != CANCEL_COLUMN:
            self.show_in_chart()

    def _fill_owner_menu(self) -> None:
        self.owner_menu.clear()
        for owner, count in sorted(Counter(order.owner for order in self._board.working()).items()):
            text = tr("{owner}: {count} working", owner=owner_name(owner), count=integer(count))
            self.owner_menu.addAction(text).triggered.connect(partial(self._cancel_all_of, owner))

    def _cancel_all_of(self, owner: BotId, _checked: bool = False) -> None:
        self.cancel_all(owner)

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {**super().save_state(), "scope": self.scope.currentData()}

    def restore_state(self, state: dict[str, Any]) -> None:
        super().restore_state(state)
        choose(self.scope, state.get("scope"))
