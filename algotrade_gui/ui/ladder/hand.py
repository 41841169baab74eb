"""The trading hand of a ladder: its switches, its cursor, the orders that clicks, drags and keys ask for."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import ClientOrderId, InstrumentId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.ladder import row_price
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.inventory import stock
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.precheck import precheck
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.ladder import desk
from algotrade_gui.ui.ladder.canvas import LadderCanvas
from algotrade_gui.ui.ladder.controls import LadderControls
from algotrade_gui.ui.ladder.foot import FootLine
from algotrade_gui.ui.ladder.scene import Grab, Press
from algotrade_gui.ui.ladder.view import LadderView
from algotrade_gui.ui.language import integer, money, tr
from algotrade_gui.ui.sources import LadderDesk
from algotrade_gui.ui.theme import Role as Tone

ROLL_GRACE_MS: Final = 700
"""So long after the ladder has rolled to another contract no order is placed: it may have been meant for the one before."""
LEAST_LIFETIME_MS: Final = 100


class LadderHand(QObject):
    """Both switches are off at first, and are never remembered.

    The keys go off when the rows lose the focus and when another contract comes. An order is for the contract, and at the price, that was
    shown when button or key went down.

    Signals:
        changed: nothing: a switch, the cursor or the window is another; draw anew.
    """

    changed = Signal()

    def __init__(
        self,
        account: LadderDesk,
        view: LadderView,
        canvas: LadderCanvas,
        controls: LadderControls,
        lines: tuple[FootLine, FootLine],
        tasks: TaskOwner,
        now_ms: Callable[[], RoundMs],
        clock: Clock,
    ) -> None:
        """`lines` say what would happen, and what became of the last order; `now_ms` is the round's clock, `clock` the machine's."""
        super().__init__(canvas)
        self._account = account
        self._view = view
        self._canvas = canvas
        self._controls = controls
        self._preview, self._result = lines
        self._tasks = tasks
        self._now_ms = now_ms
        self._clock = clock
        self._rolled_ms: float | None = None
        self.cursor: Cents | None = None
        """The row that the keys act on, by its own price; None while they are off."""
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        def add(name: str, text: str, slot: Callable[[], object], keys: str, *, repeats: bool = False) -> QAction:
            # a key held down is one order, not thirty
            return add_action(self._canvas, f"ladder.{name}", text, slot, keys=keys, repeats=repeats)

        self.clicks = add("clicks", tr("Let clicks in the ladder place orders"), self.changed.emit, "T")
        self.keys = add("keys", tr("Switch the ladder's trading keys on or off"), self._keys_toggled, "K")
        for switch in (self.clicks, self.keys):
            switch.setCheckable(True)
        self.clicks.setIconText(tr("Click to trade"))
        self.key_actions = (
            add("up", tr("Ladder keys: cursor up"), lambda: self._move_cursor(1), "Up", repeats=True),
            add("down", tr("Ladder keys: cursor down"), lambda: self._move_cursor(-1), "Down", repeats=True),
            add("buy", tr("Ladder keys: buy at the cursor"), lambda: self._place_at_cursor(Side.BUY), "B"),
            add("sell", tr("Ladder keys: sell at the cursor"), lambda: self._place_at_cursor(Side.SELL), "S"),
            add("cancel_row", tr("Ladder keys: cancel own orders at the cursor"), self._cancel_at_cursor, "X"),
            add("cancel_here", tr("Ladder keys: cancel own orders of this contract"), self._cancel_here, "Shift+X"),
            add("larger", tr("Ladder keys: one contract more"), lambda: self._step_quantity(1), "+", repeats=True),
            add("smaller", tr("Ladder keys: one contract less"), lambda: self._step_quantity(-1), "-", repeats=True),
        )
        self._show_keys(False)

    def _connect(self) -> None:
        canvas = self._canvas
        canvas.pressed.connect(self._place)
        canvas.idle_pressed.connect(
            lambda: self.say(tr("Clicks do not trade. Switch on Click to trade (T) first."), "secondary")
        )
        canvas.dragged.connect(self._move)
        canvas.not_ours_to_drag.connect(
            lambda: self.say(
                tr("These orders are a bot's: it moves them itself. A right click cancels them."), "warning"
            )
        )
        canvas.cancel_asked.connect(self._cancel)
        canvas.picked.connect(self._pick)
        canvas.hovered.connect(self.show_preview)
        canvas.focus_left.connect(lambda: self.keys_off(tr("Keys are off: the ladder lost the focus.")))
        canvas.interrupted.connect(self._tell_interrupted)

    # --- state ---

    @property
    def quantity(self) -> int:
        """Contracts per order."""
        return int(self._controls.quantity.value())

    @property
    def holds(self) -> bool:
        """Whether rows must not move: the user is at them."""
        return self._canvas.busy or self._canvas.underMouse() or self.keys.isChecked()

    @property
    def engaged(self) -> bool:
        """Whether the next press or key may place an order, so that the contract must not change under it."""
        over = self._canvas.underMouse() and self.clicks.isChecked()
        return self._canvas.busy or over or self.keys.isChecked()

    def say(self, text: str, tone: Tone) -> None:
        """Show a sentence in the line of the last order."""
        self._result.say(text, tone)

    def another_contract(self) -> None:
        """Another contract is shown from now on: keys off, cursor gone."""
        self.cursor = None
        self.keys_off("")

    def rolled(self, contract: str) -> None:
        """The role has rolled to `contract` by itself: a dangerous moment."""
        self._rolled_ms = self._clock.now_ms()
        self.say(tr("Rolled to {contract}. Keys are off.", contract=contract), "warning")

    def stays(self, contract: str) -> None:
        """Another contract plays the role now, and the ladder stays where it is: say so."""
        self.say(
            tr("{contract} plays the role now. The ladder stays while you are at it.", contract=contract), "warning"
        )

    # --- what would happen ---

    def show_preview(self) -> None:
        """Say what the order under the pointer, or at the cursor, would reserve; without one what is free."""
        drag = self._canvas.drag
        if drag is not None:
            grab, price = drag
            crosses = self._crosses(grab.side, price)
            self._preview.say(*desk.drag_words(len(grab.orders), price, crosses))
            return
        asked = self._asked()
        if asked is None:
            self._preview.say(self._account_words(), "secondary")
            return
        crosses = self._crosses(asked.side, asked.price)
        check = precheck(self._account, asked.instrument, asked.side, asked.price, self.quantity)
        if not check.problem:
            check = replace(check, problem=self._objection(asked))
        self._preview.say(*desk.check_words(asked, self.quantity, check, crosses))

    def _crosses(self, side: Side, price: Cents) -> bool:
        """Whether an order at that price would deal at once, as far as the book is shown."""
        quote = self._view.book.quote
        if side is Side.BUY:
            return quote.ask is not None and price >= quote.ask
        return quote.bid is not None and price <= quote.bid

    def _objection(self, asked: Press) -> str:
        """What the gate would say to the order; empty where it would let it pass."""
        refusal = self._account.foresee(
            MANUAL,
            asked.instrument,
            asked.side,
            asked.price,
            self.quantity,
            valid_for_ms=self._valid_for_ms(asked.instrument),
        )
        return refusal or ""

    def _asked(self) -> Press | None:
        spot = self._canvas.over
        if spot is not None and spot.zone.side is not None and not spot.zone.is_own:
            return self._canvas.press_at(spot.zone.side, spot.row)
        return self._canvas.press_at(Side.BUY, self.cursor) if self.cursor is not None else None

    def _account_words(self) -> str:
        cash = self._account.cash
        free = money(cash.free) if cash is not None else NOTHING
        if self._view.instrument is None:
            return tr("Free cash {free}", free=free)
        mine = stock(self._account, self._view.instrument)
        values = {"free": free, "held": integer(mine.held), "sellable": integer(mine.free)}
        return tr("Free cash {free} · own {held}, {sellable} free to sell", **values)

    # --- orders ---

    def _tell_interrupted(self) -> None:
        self.say(tr("Another contract came while the button was down: nothing was sent."), "warning")

    def _place(self, press: Press) -> None:
        """Send an order, unless it is known that it would be refused or may have been meant for another contract."""
        if press.instrument != self._view.instrument:
            self._tell_interrupted()
            return
        if self._rolled_ms is not None and self._clock.now_ms() - self._rolled_ms < ROLL_GRACE_MS:
            self.say(tr("The ladder has just rolled to another contract: nothing was sent. Press again."), "warning")
            return
        quantity = self.quantity
        check = precheck(self._account, press.instrument, press.side, press.price, quantity)
        if check.problem:
            self.say(*desk.check_words(press, quantity, check, False))
            return
        self._run("place", desk.place(self._account, press, quantity, self._valid_for_ms(press.instrument)))

    def _valid_for_ms(self, instrument: InstrumentId) -> int:
        seconds = self._controls.lifetime_s
        if seconds:
            return seconds * MS_PER_S
        expiry_ms = parse_instrument_id(instrument).expiry_ms
        return max(LEAST_LIFETIME_MS, (expiry_ms or 0) - self._now_ms())

    def _move(self, grab: Grab, price: int) -> None:
        if grab.instrument == self._view.instrument:
            self._run("move", desk.move(self._account, grab, Cents(price)))

    def _cancel(self, orders: tuple[ClientOrderId, ...]) -> None:
        if orders:
            self._run("cancel", desk.cancel(self._account, orders))

    def _run(self, name: str, work: Coroutine[Any, Any, desk.Said]) -> None:
        async_bridge.start(f"ladder {name}", work, self._tasks, done=self._told)

    def _told(self, said: desk.Said) -> None:
        self.say(*said)

    # --- the keys ---

    def _keys_toggled(self) -> None:
        on = self.keys.isChecked()
        if on:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_keys(on)
        self.changed.emit()

    def keys_off(self, why: str) -> None:
        """Switch the trading keys off, and say `why` if there is something to say."""
        if not self.keys.isChecked():
            return
        self._show_keys(False)
        if why:
            self.say(why, "secondary")
        self.changed.emit()

    def _show_keys(self, on: bool) -> None:
        self.cursor = None
        self.keys.setChecked(on)
        self.keys.setIconText(tr("Keys on") if on else tr("Keys off"))
        for action in self.key_actions:
            action.setEnabled(on)

    def keep_cursor(self) -> None:
        """Put the cursor on a row of the window: at first where the contract's worth is. Called after each look."""
        window = self._view.window
        if not self.keys.isChecked() or not window.count:
            return
        if self.cursor is None:
            reference = self._view.reference
            place = round(window.depth(reference)) if reference is not None else window.count // 2
            self.cursor = window.price(min(max(place, 0), window.count - 1))
        self.cursor = row_price(min(max(self.cursor, window.bottom), window.top), Side.BUY, window.step)

    def _move_cursor(self, rows: int) -> None:
        window = self._view.window
        if self.cursor is None or not window.count:
            return
        wanted = Cents(max(0, self.cursor + rows * window.step))
        if window.row(wanted) is None:
            self._view.scroll(rows)
        self.cursor = wanted
        self.changed.emit()

    def _pick(self, row: int) -> None:
        if self.keys.isChecked():
            self.cursor = Cents(row)
            self.changed.emit()

    def _place_at_cursor(self, side: Side) -> None:
        press = self._canvas.press_at(side, self.cursor) if self.cursor is not None else None
        if press is not None:
            self._place(press)

    def _cancel_at_cursor(self) -> None:
        if self.cursor is not None:
            self._cancel(tuple(order.client_id for order in self._canvas.scene.row(self.cursor).own))

    def _cancel_here(self) -> None:
        self._cancel(tuple(order.client_id for row in self._canvas.scene.rows.values() for order in row.own))

    def _step_quantity(self, by: int) -> None:
        self._controls.quantity.setValue(self.quantity + by)
