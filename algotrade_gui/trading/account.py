"""The team's account on this machine: the only writer of orders and positions. Prices are cents everywhere."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import index
from typing import SupportsIndex

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId, RequestId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.tasks import TaskOwner, apart
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import FeedState, Update
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.budget import TEAM_LIMIT, MessageBudget, OverQuotaError
from algotrade_gui.trading.cancels import Cancels
from algotrade_gui.trading.equity import EquityHistory
from algotrade_gui.trading.gameapi import CancelResult, GameAPI, OrderResult
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.loss_watch import LossWatch
from algotrade_gui.trading.marks import Mark, best_bid, intrinsic_mark
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.portfolio import Portfolio, Statement
from algotrade_gui.trading.reconcile import RECONCILE_EVERY_S, Reconciler
from algotrade_gui.trading.records import AccountRecord, Correction, OrderRecord, ReconciliationRecord, RoundRecord
from algotrade_gui.trading.restore import restore
from algotrade_gui.trading.risk import Denial, RiskGate
from algotrade_gui.trading.risk_view import AccountView
from algotrade_gui.trading.session import (
    ExchangeError,
    Outcome,
    RequestError,
    RequestTimeoutError,
    SessionClosedError,
    SessionState,
    TradingSession,
    new_request_id,
)
from algotrade_gui.trading.settlements import Settlements
from algotrade_gui.trading.sockets import OrderSockets
from algotrade_gui.wire import messages as m

log = logging.getLogger(__name__)

_GAP_MS = 1_000
"""Updates come every 100 ms of the round's clock; so long without one means that events were missed."""


@dataclass(slots=True)
class Counters:
    """What this account has done since the start of the process."""

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    denied: int = 0
    fills: int = 0


class TradingAccount:
    """Every order of this machine goes through `place`, every cancel through `cancel`; replies and market events come back here.

    What becomes of a request is handled when its reply is read, whatever has become of the coroutine that asked: a bot that is stopped in
    the middle of an order leaves none untracked.
    """

    def __init__(
        self,
        cache: MarketDataCache,
        open_session: Callable[[str], TradingSession],
        risk: RiskSettings,
        errors: ErrorCentre,
        clock: Clock | None = None,
        *,
        refresh_every_s: float = RECONCILE_EVERY_S,
        mark: Mark | None = None,
    ) -> None:
        """`mark` values one contract; None: what it would pay at the underlying's last published price."""
        self.cache = cache
        self.orders = OrderTracker(errors)
        self.mark = mark or intrinsic_mark(cache)
        """Values one contract in cents."""
        self.portfolio = Portfolio(self.mark, best_bid(cache))
        self.equity = EquityHistory()
        """P&L over this round, a point a second."""
        self.counters = Counters()
        self.activity = Activity()
        """What of ours is on its way or has just happened."""
        self._records: Listeners[[AccountRecord]] = Listeners()
        self.budget = MessageBudget(clock or RealClock(), limit=round(TEAM_LIMIT * risk.budget_share))
        """The team's messages, as far as this machine sends them."""
        self.cancels = Cancels(self.orders, self.activity, errors, self.budget, self._session_for)
        self.settlements = Settlements(self.portfolio, self.activity, self._records)
        self.reconciler = Reconciler(
            cache,
            self.orders,
            self.portfolio,
            self.settlements,
            self.activity,
            errors,
            clock or RealClock(),
            session=lambda: self._session_for(MANUAL),
            holds=self._watch,
            tell=self._records,
            every_s=refresh_every_s,
        )
        """Holds our books against the exchange's word."""
        self.states = TradingStates()
        """Who may trade: active, reducing, halted."""
        self._gate = RiskGate(risk, self.states)
        self._losses = LossWatch(risk, self.portfolio, self.act_on)
        self._errors = errors
        self._manual: GameAPI | None = None
        self._sockets = OrderSockets(open_session, self._socket_opened)
        self._spare: TradingSession | None = None
        self._in_flight: dict[ClientOrderId, asyncio.Future[OrderResult]] = {}
        self._tasks: TaskOwner | None = None
        self._unsubscribe: list[Callable[[], None]] = []
        self._watched: set[InstrumentId] = set()
        self._barred: set[BotId] = set()
        # how often an owner has connected: two of his lives may share one session
        self._lives: Counter[BotId] = Counter()
        self._paused: set[BotId] = set()
        self._last_update_ms: RoundMs | None = None
        self.orders.on_fill(self._filled)
        self.orders.on_record(self._order_changed)
        self.orders.on_doubt(self.reconciler.doubt)

    # --- life ---

    async def open(self) -> None:
        """Start following the market and open the window's own session. Raises ConnectError when that fails.

        The cache must be connected first. `close` afterwards.
        """
        if self._manual is not None:
            return
        live = self.cache.state in (FeedState.LIVE, FeedState.STALE)
        self._last_update_ms = self.cache.time_ms if live else None
        self._unsubscribe = [
            self.cache.on_update(self._on_update),
            self.cache.on_round_change(self._on_round_change),
        ]
        try:
            self._manual = await self.open_api(MANUAL)
        except BaseException:
            await self.close()
            raise
        self._tasks = TaskOwner("account", self._errors)
        self._tasks.start("reconcile", self.reconciler.run())

    def restore(self, records: Iterable[AccountRecord]) -> None:
        """Go on with the books of an earlier process of this round, before `open`: `records` are all that it told since the round began.

        What it had open is of unknown fate. What has happened since is found by the first looks, and booked to whose order explains it.
        """
        restore(records, self.orders, self.portfolio, self.settlements)
        if self.portfolio.cash is not None:
            self.reconciler.resume()

    async def close(self) -> None:
        """Stop following and close every open session. Working orders are not cancelled: `cancel_all` first. May be called twice."""
        tasks, self._tasks = self._tasks, None
        if tasks is not None:
            await tasks.stop()
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        self._unwatch_all()
        self._manual = None
        await self._sockets.close()
        self.budget.close()

    async def open_api(self, owner: BotId) -> GameAPI:
        """Return a connected GameAPI with a session of its own. Raises ConnectError; UserError if `owner` has one already."""
        api = GameAPI(self, owner)
        await api.connect()
        return api

    async def connect_owner(self, owner: BotId) -> None:
        """Open `owner`'s session: GameAPI.connect ends here."""
        # what the connection needs to live is not a bot's, even where a bot's code asked for it
        await apart(f"connect {owner}", self._sockets.join(owner))
        self._lives[owner] += 1
        # not before: who is barred and asks for a connection that he has is refused, and stays barred
        self._barred.discard(owner)

    def _socket_opened(self, session: TradingSession) -> None:
        session.budget = self.budget
        session.on_stray = self.reconciler.doubt
        session.on_state(lambda state: self._on_session_state(session, state))

    async def disconnect_owner(self, owner: BotId) -> None:
        """Close `owner`'s session, if there is one. Its working orders stay as they are."""
        await self._sockets.leave(owner)

    def bar(self, owner: BotId) -> None:
        """Deny every further order of `owner`, until it connects again. Cancels still pass."""
        self._barred.add(owner)

    def pause(self, owner: BotId) -> None:
        """Deny every further order of `owner` until `resume`. Cancels still pass; what works already stays."""
        self._paused.add(owner)

    def resume(self, owner: BotId) -> None:
        """Let `owner` trade again."""
        self._paused.discard(owner)

    def set_limits(self, risk: RiskSettings) -> None:
        """Use other limits from the next order on."""
        self._gate = RiskGate(risk, self.states)
        self._losses.set_limits(risk)
        self.budget.set_limit(round(TEAM_LIMIT * risk.budget_share))

    @property
    def manual(self) -> GameAPI:
        """The window's own session. Raises UserError before `open`."""
        if self._manual is None:
            raise UserError("There is no connection for trading yet.")
        return self._manual

    @property
    def cash(self) -> m.Holding | None:
        """The team's cash in cents, [reserved, total], as far as it is known here; None until the exchange has told it."""
        total = self.portfolio.cash
        return (
            None if total is None else m.Holding(self.orders.reserved_cash() + self.reconciler.outside_reserved, total)
        )

    @property
    def inventory(self) -> m.InventoryReply | None:
        """The exchange's last word on cash and holdings."""
        return self.reconciler.inventory

    @property
    def differences(self) -> dict[InstrumentId, int]:
        """Contracts that the exchange counts beyond what was traded here, as of the last look."""
        return self.reconciler.differences

    @property
    def sessions(self) -> dict[BotId, TradingSession]:
        """The open sessions by owner, to look at; owners may share one."""
        return self._sockets.sessions

    def statement(self, owner: BotId | None = None) -> Statement:
        """Return the books of `owner` (None: the account): positions, cash, reserved cash, P&L, value at the mark and at the bid."""
        reserved = self.orders.reserved_cash(owner)
        if owner is None or owner == OUTSIDE:
            reserved = Cents(reserved + self.reconciler.outside_reserved)
        return self.portfolio.statement(owner, reserved=reserved)

    def on_record(self, listener: Callable[[AccountRecord], None]) -> Callable[[], None]:
        """Call `listener` with everything that happens to the account, in order, as values; returns the function that ends it.

        Each change of an order, each fill, settlement, look and correction, and each new round passes here. The listener is called inside
        the core's turn: it only takes note.
        """
        return self._records.add(listener)

    # --- orders ---

    async def place(
        self,
        owner: BotId,
        instrument: InstrumentId,
        side: Side,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: SupportsIndex,
    ) -> OrderResult:
        """Place a limit order through the gate. `price` in cents, lifetime in ms of the round's clock from now.

        Returns what became of it, refusals included. Raises RequestTimeoutError when its fate is unknown: the order is then in state
        unknown and will be resolved; it must not be sent again.
        """
        round_number, life = self.cache.round, self._lives[owner]
        over_quota = await self._leave_to_send(owner)
        now_ms = self.cache.time_ms
        order = self.orders.create(
            client_id=ClientOrderId(new_request_id()),
            owner=owner,
            instrument=instrument,
            side=side,
            price=Cents(_whole(price)),
            quantity=_whole(quantity),
            expires_ms=RoundMs(now_ms + _whole(valid_for_ms)),
            placed_ms=now_ms,
        )
        session = self._sockets.of(owner)
        refusal = over_quota or self._overtaken(owner, round_number, life) or self._refusal(order, session)
        if refusal is not None or session is None:
            if over_quota is None:
                self.budget.give_back(owner)
            self.counters.denied += 1
            self.orders.deny(order, refusal or "not connected")
            await _breathe()
            return _result(order)
        answer: asyncio.Future[OrderResult] = asyncio.get_running_loop().create_future()
        self._in_flight[order.client_id] = answer
        self.activity.begin("order", order.client_id, order.instrument)
        self.orders.submit(order)
        self.counters.sent += 1
        request = m.AddOrder(
            request_id=RequestId(order.client_id),
            instrument=order.instrument,
            side=order.side,
            price=order.price,
            quantity=order.quantity,
            expires_ms=order.expires_ms,
        )
        try:
            await session.submit(request, lambda outcome: self._placed(order, outcome), paid=True)
        except SessionClosedError as error:
            # the gate has just looked and nothing was awaited in between, so this cannot be; if it is, nothing was sent
            self._placed(order, error)
        result = await asyncio.shield(answer)
        if result.state is OrderState.UNKNOWN and result.uncertain:
            raise RequestTimeoutError(f"order {order.client_id} on {instrument}: {result.message}; its fate is unknown")
        return result

    async def _leave_to_send(self, owner: BotId) -> str | None:
        """Pay for one message of `owner` at a moment when orders are not held back. Returns why not, where his quota says so."""
        while True:
            if self.reconciler.holding:
                await self.reconciler.released()
            if not self.budget.try_take(owner):
                # before the order is made: its life begins, and the gate looks, when it can be sent
                try:
                    await self.budget.take(owner)
                except OverQuotaError as error:
                    return f"quota: {error}"
            if not self.reconciler.holding:
                return None
            self.budget.give_back(owner)

    def _overtaken(self, owner: BotId, round_number: int, life: int) -> str | None:
        """Why an order that waited must not be sent any more: what it was decided on is gone, its names mean other contracts."""
        if self.cache.round != round_number:
            return "round: another round began while the order waited"
        if self._lives[owner] != life:
            return f"connection: {owner} has connected anew while the order waited"
        return None

    def _refusal(self, order: Order, session: TradingSession | None) -> str | None:
        """The gate: everything that may keep an order from being sent, decided without a pause."""
        if order.owner in self._barred:
            return f"connection: {order.owner} is being stopped"
        if order.owner in self._paused:
            return f"pause: {order.owner} is paused and sends no orders until it is resumed"
        if session is None or session.state is not SessionState.CONNECTED:
            state = "closed" if session is None else session.state.value
            return f"connection: the session of {order.owner} is {state}"
        if self.cache.state not in (FeedState.LIVE, FeedState.STALE):
            # without the round's clock an order's lifetime would be counted from another round's time
            return "connection: there is no market data, so the round's clock is not known"
        # last: the rules that count orders count those that are sent
        view = AccountView(order, self.cache, self.orders, self.portfolio, self.mark)
        denial = self._gate.check(order, view)
        if denial is None:
            return None
        self.act_on(denial, order.owner)
        return denial.message

    def act_on(self, denial: Denial, owner: BotId) -> None:
        """Do what a rule asks for beside refusing. Halting cancels what is working; it is the user's to undo."""
        if denial.action == "deny":
            return
        whom = None if denial.action == "halt_all" else owner
        if (self.states.team if whom is None else self.states.of(owner)) is not TradingState.HALTED:
            self.restrict(whom, TradingState.HALTED, denial.message)
            self._errors.report(
                "account" if owner == OUTSIDE else str(owner),
                f"{'All trading' if whom is None else owner} was halted by the rule {denial.message}.",
            )

    def restrict(self, owner: BotId | None, state: TradingState, reason: str) -> None:
        """Set what `owner` (None: everyone here) may do, and have cancelled what he has working and would be refused now."""
        self.states.set(owner, state, reason)
        if self._tasks is None or state is TradingState.ACTIVE:
            return
        name = f"cancel for {'all' if owner is None else owner}"
        if state is TradingState.HALTED:
            self._tasks.start(name, self.cancel_all(owner))
            return
        self._tasks.start(name, self._cancel_all(owner, (Side.BUY,)))

    def _placed(self, order: Order, outcome: Outcome) -> None:
        """What became of an AddOrder; a second time when the reply comes after its time-out."""
        try:
            self._take_outcome(order, outcome)
        finally:
            self.activity.end("order", order.client_id)
            answer = self._in_flight.pop(order.client_id, None)
            if answer is not None and not answer.done():
                answer.set_result(_result(order, uncertain=isinstance(outcome, RequestTimeoutError)))

    def _take_outcome(self, order: Order, outcome: Outcome) -> None:
        if isinstance(outcome, m.AddOrderReply):
            if outcome.success:
                self.counters.accepted += 1
            else:
                self.counters.rejected += 1
            self.orders.accept(order, outcome)
        elif isinstance(outcome, ExchangeError) and outcome.certain:
            self.counters.rejected += 1
            self.orders.reject(order, str(outcome))
        elif isinstance(outcome, SessionClosedError):
            self.orders.reject(order, str(outcome))
        else:
            # time-out, lost connection, an error that names no request, a reply of another kind
            self.orders.doubt(order, str(outcome))

    # --- cancels ---

    async def cancel(self, client_id: ClientOrderId) -> CancelResult:
        """Cancel one order. A refusal is a value; raises RequestTimeoutError when its fate, and so the order's, is unknown."""
        return await self.cancels.cancel(client_id)

    async def cancel_by_exchange_id(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> CancelResult:
        """As `cancel`, for an order told by the exchange's pair."""
        return await self.cancels.cancel_by_exchange_id(instrument, order_id)

    async def cancel_all(self, owner: BotId | None = None) -> int:
        """Cancel what `owner` (None: everyone here) has working and return how many cancels the exchange confirmed.

        What is known to work is cancelled at once; then orders on their way are waited for, and the exchange is asked about those of
        unknown fate. A single cancel that fails is reported, not raised.
        """
        return await self._cancel_all(owner, (Side.BUY, Side.SELL))

    async def _cancel_all(self, owner: BotId | None, sides: Collection[Side]) -> int:
        def working() -> list[Order]:
            return [order for order in self.orders.working(owner=owner) if order.side in sides]

        on_the_way = [
            future
            for client_id, future in self._in_flight.items()
            if (order := self.orders.get(client_id)) is not None
            and owner in (None, order.owner)
            and order.side in sides
        ]
        at_once = [order for order in working() if order.order_id is not None]
        confirmed = await self.cancels.cancel_many(at_once)
        if on_the_way:
            await asyncio.wait(on_the_way)
        if any(order.order_id is None for order in working()):
            try:
                await self.refresh()
            except RequestError as error:
                self._errors.report("account", f"Orders of unknown fate could not be asked for: {error}.")
        await _breathe()
        tried = {order.client_id for order in at_once}
        return confirmed + await self.cancels.cancel_many(order for order in working() if order.client_id not in tried)

    def _session_for(self, owner: BotId) -> TradingSession | None:
        """The owner's session, or any other that is up: a cancel must get through."""
        candidates = [self._sockets.of(owner), self._sockets.of(MANUAL), *self._sockets.all()]
        for session in candidates:
            if session is not None and session.state is SessionState.CONNECTED:
                return session
        return None

    # --- the exchange's word ---

    async def refresh(self) -> None:
        """Ask for inventory and pending orders; settle what is unknown, take the cash. Raises RequestError when no answer came."""
        await self.reconciler.look()

    def _choose_spare(self) -> None:
        """Let one connected session hand its copy of the updates to the cache, which uses it while the feed is stale."""
        sessions = self._sockets.all()
        if self._spare is not None and self._spare in sessions and self._spare.state is SessionState.CONNECTED:
            return
        if self._spare is not None:
            self._spare.on_push = None
            self._spare = None
            self.cache.spare_lost()
        self._spare = next((one for one in sessions if one.state is SessionState.CONNECTED), None)
        if self._spare is not None:
            self.cache.spare_begins(self._spare.opened_ms)
            self._spare.on_push = self.cache.spare_frame

    def _on_session_state(self, session: TradingSession, state: SessionState) -> None:
        self._choose_spare()
        if state is SessionState.CONNECTED and session.reconnects:
            # it has just come back: ask what happened meanwhile
            self.reconciler.doubt()

    def book(self, fill: Fill) -> None:
        """Book a deal of ours that no order in our books tells of: the kill switch's sales."""
        self._filled(fill)

    def book_outside(self, instrument: InstrumentId, quantity: int, cash: Cents) -> None:
        """Book contracts (signed) and cash of OUTSIDE that we dealt for him: as `book`."""
        counted = self.portfolio.quantity(instrument)
        self.portfolio.book_outside(instrument, quantity, cash)
        self.activity.dealt(instrument)
        correction = Correction(owner=OUTSIDE, instrument=instrument, quantity=quantity, cash=cash)
        self._records(
            ReconciliationRecord(
                time_ms=self.cache.time_ms,
                ours={instrument: counted},
                theirs={instrument: counted + quantity},
                our_cash=None,
                their_cash=None,
                corrections=(correction,),
            )
        )

    # --- the market's word ---

    def _on_update(self, update: Update) -> None:
        last_ms, self._last_update_ms = self._last_update_ms, update.time_ms
        self.orders.apply(update.events, update.time_ms)
        if update.after_gap or (last_ms is not None and update.time_ms - last_ms > _GAP_MS):
            # events are told once and never again: what rested may have dealt unseen
            self.orders.doubt_all("market data had a gap")
        self.settlements.apply(update)
        self.portfolio.price_openings()
        self.equity.sample(update.time_ms, self.portfolio)
        self._losses.look(update.time_ms)

    def _watch(self, instruments: Iterable[InstrumentId]) -> None:
        """Have the cache keep the whole history of what was traded or is held, until the round is over."""
        for instrument in instruments:
            if instrument not in self._watched:
                self._watched.add(instrument)
                self.cache.watch(instrument)

    def _unwatch_all(self) -> None:
        for instrument in self._watched:
            self.cache.unwatch(instrument)
        self._watched.clear()

    def exchange_ended(self) -> None:
        """The exchange's process is gone, and every order with it. Called by whoever ran it; of a remote one nobody can know that."""
        self.orders.end_open("the exchange ended")

    def _on_round_change(self, round_number: int) -> None:
        log.info("round %d: orders and positions start clean", round_number)
        self.orders.new_round()
        self.portfolio.new_round()
        self.equity.clear()
        self.settlements.new_round()
        self.reconciler.new_round()
        self._unwatch_all()
        self._last_update_ms = None
        self._records(RoundRecord(round=round_number))

    def _order_changed(self, record: OrderRecord) -> None:
        self.activity.mark(record.instrument)
        self._records(record)

    def _filled(self, fill: Fill) -> None:
        self.counters.fills += 1
        self.portfolio.apply(fill)
        self.activity.dealt(fill.instrument)
        self._records(fill)
        self._watch((fill.instrument,))
        self.settlements.expect(fill.instrument)


def _whole(value: SupportsIndex) -> int:
    """Take numpy's whole numbers as ints; anything else goes on as it is, for the gate to refuse."""
    try:
        # index(True) is 1, and surely a mistake
        return value if isinstance(value, bool) else index(value)
    except TypeError:
        return value  # type: ignore[return-value]  # a strategy is not type-checked; Sanity names what it passed


async def _breathe() -> None:
    """Let the others run: a bot that retries a refusal in a loop would otherwise hold the event loop for ever."""
    await asyncio.sleep(0)


_NOT_TAKEN = frozenset({OrderState.NEW, OrderState.REJECTED, OrderState.DENIED, OrderState.UNKNOWN})


def _result(order: Order, *, uncertain: bool = False) -> OrderResult:
    return OrderResult(
        ok=order.state not in _NOT_TAKEN,
        state=order.state,
        order_id=order.order_id,
        filled=order.filled,
        cash=order.cash,
        message=order.reason or "",
        client_id=order.client_id,
        uncertain=uncertain,
    )
