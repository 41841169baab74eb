"""The price ladder's panel: depth around theo with our own orders, for a role that rolls or one pinned contract."""

from itertools import pairwise
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, round_time_text
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind, UnknownInstrumentError, parse_instrument_id
from algotrade_gui.domain.ladder import row_price
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.market.records import FeedState
from algotrade_gui.trading.inventory import stock
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.contract_watch import ContractWatch
from algotrade_gui.ui.elided_label import ElidedLabel
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.ladder.canvas import LadderCanvas
from algotrade_gui.ui.ladder.controls import MOST, LadderControls
from algotrade_gui.ui.ladder.foot import FootLine
from algotrade_gui.ui.ladder.hand import LadderHand
from algotrade_gui.ui.ladder.scene import LadderScene
from algotrade_gui.ui.ladder.view import LadderView
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.models.names import full_label, role_label
from algotrade_gui.ui.navigator import Navigator, Target
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.role_memory import read_role, role_state
from algotrade_gui.ui.role_picker import RolePicker
from algotrade_gui.ui.sources import AccountParts, LadderDesk
from algotrade_gui.ui.theme import GRID, theme, ui_font

TRADES_SHOWN: Final = 60
_COMBO_PX: Final = (76, 76, 88, 64)
"""Narrower than the combos would like: the panel has a quarter of the window."""


class LadderPanel(Panel):
    """Bound to a target: a Role, resolved anew at each refresh, or an InstrumentId.

    Under the hand (a button down, the keys on, the pointer over it while clicks trade) it stays on its contract as long as that lives.
    """

    panel_id: ClassVar[str] = "ladder"
    title: ClassVar[str] = "Ladder"

    def __init__(
        self,
        workstation: AccountParts[LadderDesk],
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._account = workstation.account
        self._navigator = navigator
        self._market = self._cache.changes.reader()
        self._order_changes = self._account.orders.changes.reader()
        self.target: Target = Role(underlying=UNDERLYINGS[0], kind=InstrumentKind.FUTURE)
        self._chosen_anew = True
        self._round = self._cache.round
        self._seen: tuple[object, ...] = ()
        self._put_off: InstrumentId | None = None
        """Who plays the role while the ladder stays on another contract under the hand."""
        self.view = LadderView(self._cache)

        self.picker = RolePicker(self)
        self.controls = LadderControls(self)
        self.canvas = LadderCanvas(self)
        # never as wide as its words: the docks beside would move with each contract
        self.name = ElidedLabel(self)
        self.left = QLabel(self)
        self.worth = QLabel(self)
        self.preview = FootLine(tr("What an order would do:"), self)
        self.result = FootLine(tr("Last order:"), self)
        self._lay_out()
        cache = self._cache
        self.hand = LadderHand(
            self._account,
            self.view,
            self.canvas,
            self.controls,
            (self.preview, self.result),
            self.tasks,
            # not through the panel, which the hand would keep after its end
            lambda: cache.time_ms,
            clock or RealClock(),
        )
        self.centre_action = add_action(
            self.canvas, "ladder.centre", tr("Centre the ladder on theo and follow it"), self.centre, keys="C"
        )
        self.centre_action.setCheckable(True)
        add_action(
            self.canvas,
            "ladder.pin",
            tr("Pin the ladder to this contract, or let it roll"),
            self.picker.pin.click,
            keys="P",
        )
        self._take_icons()
        self.controls.give_actions(self.hand.clicks, self.hand.keys, self.centre_action)
        self._connect()
        self.picker.show_role(self.target)
        self._watch = ContractWatch(self._cache, self)

    def _lay_out(self) -> None:
        picker = self.picker
        combos = (picker.underlying, picker.kind, picker.expiry, picker.strike)
        for combo, width in zip(combos, _COMBO_PX, strict=True):
            combo.setProperty("compact", True)
            combo.setMinimumWidth(width)
        self.name.setFont(ui_font(bold=True))
        for label in (self.left, self.worth):
            label.setProperty("tone", "secondary")
        top = QHBoxLayout()
        top.setContentsMargins(GRID, 6, GRID, 0)
        top.addWidget(self.picker, 1)
        head = QHBoxLayout()
        head.setContentsMargins(GRID, 2, GRID, 2)
        head.setSpacing(GRID)
        head.addWidget(self.name, 1)
        head.addWidget(self.left)
        head.addWidget(self.worth)
        foot = QVBoxLayout()
        foot.setContentsMargins(GRID, 2, GRID, 4)
        foot.setSpacing(0)
        foot.addWidget(self.preview)
        foot.addWidget(self.result)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(head)
        layout.addWidget(self.controls)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(foot)
        self.setFocusProxy(self.canvas)
        # Tab enters a panel at its focus proxy, and would pass over what stands before that in the order
        order = (self.canvas, *combos, picker.pin, *self.controls.in_order)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _take_icons(self) -> None:
        self.centre_action.setIcon(icon("follow"))

    def _connect(self) -> None:
        self.picker.role_chosen.connect(self.show_target)
        self.picker.pin_toggled.connect(self._pin)
        self.controls.quantity_changed.connect(lambda _: self._redraw())
        self.controls.step_changed.connect(lambda _: self.centre())
        self.hand.changed.connect(self._redraw)
        self.canvas.scrolled.connect(self._scroll)
        self.canvas.resized.connect(self._redraw)
        theme().changed.connect(self._take_icons)

    # --- what is shown ---

    @property
    def instrument(self) -> InstrumentId | None:
        """The contract that is shown: the target, or who plays it now."""
        return self.view.instrument

    def show_target(self, target: Target) -> None:
        """Show a role, which rolls from contract to contract, or pin one contract; of an underlying its nearest future."""
        if not isinstance(target, Role):
            try:
                item = parse_instrument_id(target)
            except UnknownInstrumentError:
                return
            if item.is_tradeable:
                role = self._cache.role_of(item) or Role(underlying=item.underlying, kind=item.kind)
                self.picker.show_role(role, pinned=True)
                self._turn_to(target)
                return
            target = Role(underlying=item.underlying)
        if target.kind is InstrumentKind.UNDERLYING:
            target = Role(underlying=target.underlying, kind=InstrumentKind.FUTURE)
        self.picker.show_role(target)
        self._turn_to(target)

    def _turn_to(self, target: Target) -> None:
        self.target = target
        self._chosen_anew = True
        self._redraw()

    def _pin(self, pinned: bool) -> None:
        self.show_target(self.instrument if pinned and self.instrument is not None else self.picker.role)

    def centre(self) -> None:
        """Bring what the contract is worth into the middle, and follow it."""
        self.view.centre()
        self._redraw()

    def _scroll(self, rows: int) -> None:
        self.view.scroll(rows)
        self._redraw()

    # --- one refresh ---

    def mark_stale(self) -> None:
        super().mark_stale()
        # ids would gather over a round; the next refresh looks at all that counts
        self._order_changes.drain()
        self._seen = ()

    def _redraw(self) -> None:
        self._seen = ()
        self.refresh_now()

    def refresh(self) -> None:
        """Resolve the target, take in its book and our orders; one repaint, of what changed."""
        dirty = self._market.drain()
        orders_changed = bool(self._order_changes.drain())
        self._follow_target()
        cash = self._account.cash
        seen = (
            self.instrument,
            self._cache.round,
            self._cache.time_ms // MS_PER_S,
            cash.free if cash is not None else None,
            stale_words(self._cache),
            self.hand.holds,
            self._account.states.team,
        )
        if seen == self._seen and not orders_changed and self.instrument not in dirty:
            return
        self._seen = seen
        orders = [order for order in self._account.orders.working() if order.instrument == self.instrument]
        self.view.look(orders, self.canvas.row_count, held=self.hand.holds, step=self.controls.chosen_step)
        self.controls.show_fitted(self.view.fitted)
        self.hand.keep_cursor()
        self.canvas.show_scene(self._scene())
        self.centre_action.setChecked(self.view.following)
        self._show_head()
        self.hand.show_preview()

    def _follow_target(self) -> None:
        target, shown = self.target, self.instrument
        another_round = self._cache.round != self._round
        self._round = self._cache.round
        wanted = self._cache.resolve(target) if isinstance(target, Role) else target
        chosen, self._chosen_anew = self._chosen_anew, False
        if wanted is None and not chosen and not another_round:
            return  # a gap while the role rolls keeps the last contract in view
        if wanted == shown and not another_round:
            return
        if not chosen and not another_round and self.hand.engaged and self._is_live(shown):
            if wanted is not None and wanted != self._put_off:
                self._put_off = wanted
                self.hand.stays(full_label(parse_instrument_id(wanted)))
            return
        self._put_off = None
        self._bind(wanted, anew=chosen or another_round)
        if shown is not None and wanted is not None and not chosen:
            self.hand.rolled(full_label(parse_instrument_id(wanted)))
        self.canvas.interrupt()

    def _is_live(self, instrument: InstrumentId | None) -> bool:
        info = self._cache.get_instrument_info(instrument) if instrument is not None else None
        return info is not None and info.live

    def _bind(self, instrument: InstrumentId | None, *, anew: bool) -> None:
        self._watch.show(instrument)
        self.view.show(instrument, anew=anew)
        self.hand.another_contract()

    def _scene(self) -> LadderScene:
        view = self.view
        mine = stock(self._account, view.instrument) if view.instrument is not None else None
        return LadderScene(
            instrument=view.instrument,
            window=view.window,
            rows=view.rows,
            moving=frozenset(self._account.amends),
            ghosts=self._ghosts(),
            theo=view.theo,
            last=view.last,
            trades=view.trades(min(self.canvas.row_count, TRADES_SHOWN)) if self.canvas.columns.strip_px else (),
            clicks=self.hand.clicks.isChecked(),
            can_sell=mine is not None and mine.free > 0,
            keys=self.hand.keys.isChecked(),
            cursor=self.hand.cursor,
            quantity=self.hand.quantity,
            stale=stale_words(self._cache),
            empty=self._empty_text(),
        )

    def _ghosts(self) -> frozenset[tuple[Side, Cents]]:
        """The rows that orders of ours are being moved to."""
        targets = self._account.amends
        shown = (order for row in self.view.rows.values() for order in row.own) if targets else ()
        step = self.view.window.step
        return frozenset(
            (order.side, row_price(targets[order.client_id], order.side, step))
            for order in shown
            if order.client_id in targets
        )

    def _empty_text(self) -> str:
        instrument = self.instrument
        if instrument is None:
            if len(self._cache.instruments()):
                return tr("No contract plays this role now. Choose another expiry or strike above.")
            if self._cache.state in (FeedState.DISCONNECTED, FeedState.CONNECTING, FeedState.STOPPED):
                return tr("Not connected. Prices appear once the exchange is reached and the round runs.")
            return tr("Prices appear when the round starts.")
        info = self._cache.get_instrument_info(instrument)
        if info is None:
            return tr("This contract is not known in this round.\nChoose another above.")
        if not info.live:
            if info.payoff is not None:
                return tr("This contract has ended and paid {amount}.", amount=money(info.payoff))
            return tr("This contract has ended.\nIts settlement is awaited.")
        return "" if self.view.window.count else tr("No price yet.")

    def _show_head(self) -> None:
        instrument = self.instrument
        item = parse_instrument_id(instrument) if instrument is not None else None
        label = full_label(item) if item is not None else self._target_label()
        pinned = not isinstance(self.target, Role)
        left_ms = item.expiry_ms - self._cache.time_ms if item is not None and item.expiry_ms is not None else None
        theo = self.view.theo
        self.name.show_text(tr("{contract}, pinned", contract=label) if pinned else label)
        for where, text in (
            # rounded up, so that 0:00 means over
            (self.left, "" if left_ms is None else round_time_text(left_ms + MS_PER_S - 1)),
            (self.worth, tr("theo {price}", price=money(round(theo))) if theo is not None else ""),
        ):
            set_text(where, text)

    def _target_label(self) -> str:
        return role_label(self.target) if isinstance(self.target, Role) else str(self.target)

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        # the switches are not remembered: nothing trades by itself after a start
        role = self.target if isinstance(self.target, Role) else self.picker.role
        return {
            **role_state(role),
            "quantity": self.controls.quantity.value(),
            "lifetime_s": self.controls.lifetime_s,
            "step": self.controls.chosen_step or 0,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(quantity := state.get("quantity"), int):
            self.controls.quantity.setValue(min(MOST, max(1, quantity)))
        if isinstance(lifetime_s := state.get("lifetime_s"), int):
            self.controls.set_lifetime(lifetime_s)
        if isinstance(step := state.get("step"), int):
            self.controls.set_step(step)
        # a pinned contract is gone by the next start: its role takes its place
        role = read_role(state)
        if role is not None:
            self.show_target(role)
