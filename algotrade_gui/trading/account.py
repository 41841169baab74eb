"""The team's account on this machine: the only writer of orders and positions. Prices are cents everywhere."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import SupportsIndex

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, UserError, sentence_of
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.tasks import TaskOwner, apart, breathe
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import say
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import FeedState, Update
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.amend import AmendOutcome, AmendResult, Amends
from algotrade_gui.trading.budget import TEAM_LIMIT, MessageBudget
from algotrade_gui.trading.cancels import Cancels
from algotrade_gui.trading.entrance import Entrance
from algotrade_gui.trading.equity import EquityHistory
from algotrade_gui.trading.explain import Explanations
from algotrade_gui.trading.gameapi import CancelResult, GameAPI, OrderResult
from algotrade_gui.trading.gaps import Gaps
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.latency import Latencies
from algotrade_gui.trading.loss_watch import LossWatch
from algotrade_gui.trading.marks import Mark, best_bid, intrinsic_mark
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.outside import OutsideOrders
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.placing import Placing
from algotrade_gui.trading.portfolio import Portfolio, Statement
from algotrade_gui.trading.reconcile import RECONCILE_EVERY_S, Reconciler
from algotrade_gui.trading.records import AccountRecord, OrderRecord, RoundRecord
from algotrade_gui.trading.restore import restore
from algotrade_gui.trading.risk import Denial
from algotrade_gui.trading.session import (
    RequestError,
    SessionState,
    TradingSession,
)
from algotrade_gui.trading.settlements import Settlements
from algotrade_gui.trading.sockets import ConnectionUse, OrderSockets, most_sockets
from algotrade_gui.trading.spare_feed import SpareFeed
from algotrade_gui.wire import messages as m

log = logging.getLogger(__name__)


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
        self.explanations = Explanations(cache, clock or RealClock())
        """What was known when each of the newest orders was placed."""
        self.activity = Activity()
        """What of ours is on its way or has just happened."""
        self._records: Listeners[[AccountRecord]] = Listeners()
        self.budget = MessageBudget(clock or RealClock(), limit=round(TEAM_LIMIT * risk.budget_share))
        """The team's messages, as far as this machine sends them."""
        self.latencies = Latencies()
        self.cancels = Cancels(self.orders, self.activity, errors, self.budget, self._session_for)
        self.settlements = Settlements(self.portfolio, self.activity, self._records)
        self.outside = OutsideOrders(
            self.activity,
            self.budget,
            session=lambda: self._session_for(MANUAL),
            now_ms=lambda: self.cache.time_ms,
            tell=self._records,
            doubt=lambda: self.reconciler.doubt(),
        )
        """Working orders of the account that were placed elsewhere."""
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
            outside=self.outside,
            every_s=refresh_every_s,
        )
        """Holds our books against the exchange's word."""
        self.states = TradingStates()
        """Who may trade: active, reducing, halted."""
        self._amends = Amends(cache, self.orders, self.cancels, self)
        self._losses = LossWatch(risk, self.portfolio, self.act_on)
        self._errors = errors
        self._manual: GameAPI | None = None
        self._sockets = OrderSockets(
            open_session, self._socket_opened, most=most_sockets(risk.budget_share), on_surplus=self._close_surplus
        )
        self._entrance = Entrance(
            cache,
            self.orders,
            self.portfolio,
            self.mark,
            self.outside,
            self.states,
            self._sockets,
            risk,
            act_on=self.act_on,
        )
        self._placing = Placing(
            cache,
            self.orders,
            self._entrance,
            self._sockets,
            self.budget,
            self.reconciler,
            self.activity,
            self.explanations,
        )
        self.counters = self._placing.counters
        """What this account has done since the start of the process."""
        self._spare = SpareFeed(cache, self._sockets)
        self._tasks: TaskOwner | None = None
        self._unsubscribe: list[Callable[[], None]] = []
        self._watched: set[InstrumentId] = set()
        self._gaps = Gaps()
        self._left_in_round = 0
        """The round whose books these are while nobody follows the market; 0: there are none."""
        self.orders.on_fill(self._filled)
        self.orders.on_record(self._order_changed)
        self.orders.on_doubt(self.reconciler.doubt)
        self.states.on_change(self._state_changed)

    # --- life ---

    async def open(self) -> None:
        """Start following the market and open the window's own session. Raises ConnectError when that fails.

        The cache must be connected first. `close` afterwards.
        """
        if self._manual is not None:
            return
        if self._left_in_round not in (0, self.cache.round):
            self._on_round_change(self.cache.round)
        live = self.cache.state in (FeedState.LIVE, FeedState.STALE)
        self._gaps = Gaps(self.cache.time_ms if live else None)
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
        self._left_in_round = self.cache.round
        if self.portfolio.cash is not None:
            self.reconciler.resume()

    async def close(self) -> None:
        """Stop following and close every open session. Working orders are not cancelled: `cancel_all` first. May be called twice."""
        tasks, self._tasks = self._tasks, None
        if tasks is not None:
            await tasks.stop()
        if self._unsubscribe:
            self._left_in_round = self.cache.round
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
        # not before: who is barred and asks for a connection that he has is refused, and stays barred
        self._entrance.joined(owner)

    def _socket_opened(self, session: TradingSession) -> None:
        session.budget = self.budget
        session.latencies = self.latencies
        session.on_stray = self.reconciler.doubt
        session.on_state(lambda state: self._on_session_state(session, state))

    async def disconnect_owner(self, owner: BotId) -> None:
        """Close `owner`'s session, if there is one. Its working orders stay as they are."""
        await self._sockets.leave(owner)

    def bar(self, owner: BotId) -> None:
        """Deny every further order of `owner`, until it connects again. Cancels still pass."""
        self._entrance.bar(owner)

    def pause(self, owner: BotId) -> None:
        """Deny every further order of `owner` until `resume`. Cancels still pass; what works already stays."""
        self._entrance.pause(owner)

    def resume(self, owner: BotId) -> None:
        """Let `owner` trade again."""
        self._entrance.resume(owner)

    def set_limits(self, risk: RiskSettings) -> None:
        """Use other limits from the next order on."""
        self._entrance.set_limits(risk)
        self._losses.set_limits(risk)
        self.budget.set_limit(round(TEAM_LIMIT * risk.budget_share))
        self._sockets.set_most(most_sockets(risk.budget_share))

    def _close_surplus(self) -> None:
        if self._tasks is not None:
            self._tasks.start("close surplus connections", self._sockets.shrink())

    @property
    def manual(self) -> GameAPI:
        """The window's own session. Raises UserError before `open`, and where nobody can trade."""
        if self._manual is None:
            if self.states.forbidden:
                raise UserError(self.states.forbidden)
            raise UserError(say("There is no connection for trading yet."))
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

    @property
    def connection_use(self) -> ConnectionUse:
        """What of the team's connections is this machine's."""
        return self._sockets.use

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
        unless: Callable[[], str | None] | None = None,
        why: str = "",
    ) -> OrderResult:
        """Place a limit order through the gate. `price` in cents, lifetime in ms of the round's clock from now.

        `unless` tells, in the moment before it is sent, why it must not be any more, and it is denied; by default what a `moment` of now
        would tell. `why`: the owner's own words for it, kept with the order (the first 200 characters).

        Returns what became of it, refusals included. Raises RequestTimeoutError when its fate is unknown: the order is then in state
        unknown and will be resolved; it must not be sent again.
        """
        return await self._placing.place(
            owner, instrument, side, price, quantity, valid_for_ms=valid_for_ms, unless=unless, why=why
        )

    def moment(self, owner: BotId, side: Side) -> Callable[[], str | None]:
        """Return what tells, later, why an order on `side` that is decided now must not be sent any more."""
        return self._entrance.moment(owner, side)

    def foresee(
        self,
        owner: BotId,
        instrument: InstrumentId,
        side: Side,
        price: Cents,
        quantity: int,
        *,
        valid_for_ms: int,
    ) -> str | None:
        """Return what `place` would be refused for by our own gate at this moment, in its words; None: it would be sent.

        Nothing is sent, counted or halted, and the gate looks again when the order is placed.
        """
        return self._entrance.foresee(owner, instrument, side, price, quantity, valid_for_ms)

    def act_on(self, denial: Denial, owner: BotId) -> None:
        """Do what a rule asks for beside refusing. Halting cancels what is working; it is the user's to undo."""
        if denial.action == "deny":
            return
        whom = None if denial.action == "halt_all" else owner
        if self.states.own(whom) is not TradingState.HALTED:
            self.restrict(whom, TradingState.HALTED, denial.message)
            self._errors.report(
                "account" if owner == OUTSIDE else str(owner),
                say("All trading was halted by the rule {message}.", message=denial.message)
                if whom is None
                else say("{owner} was halted by the rule {message}.", owner=owner, message=denial.message),
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

    def disarm(self) -> None:
        """Let no new order out until trading is armed again, and have cancelled what our owners have working."""
        self.states.arm(False)
        if self._tasks is not None:
            self._tasks.start("cancel after disarming", self.cancel_all())

    # --- moving an order ---

    def would_refuse(self, order: Order, price: Cents, valid_for_ms: int) -> str | None:
        """Why what is left of the open `order` could not be placed at `price` once it is gone; None if it could. Nothing is counted."""
        return self._entrance.would_refuse(order, price, valid_for_ms)

    async def counted(self, instrument: InstrumentId) -> bool:
        """Ask the exchange; True when it holds as much of `instrument` for us as our books do. Raises RequestError."""
        if self.portfolio.cash is None:
            return False
        await self.reconciler.look()
        inventory = self.reconciler.inventory
        return inventory is not None and not self.reconciler.differences.get(instrument, 0)

    def unexplained(self, instrument: InstrumentId) -> int:
        """Contracts of `instrument` in our books that no order of ours explains."""
        return self.portfolio.quantity(instrument, OUTSIDE)

    @property
    def amends(self) -> Mapping[ClientOrderId, Cents]:
        """The orders that are being moved, by their ids, with the prices they are moved to. `orders.changes` marks them at both ends."""
        return self._amends.prices

    async def amend(self, client_id: ClientOrderId, *, price: Cents, valid_for_ms: int | None = None) -> AmendResult:
        """Move what is left of a working order to `price` cents: cancel it, await its fate, add the rest for the same owner.

        What is left of its lifetime is kept unless `valid_for_ms` is given. Every refusal is a value, and nothing is added that was not
        cancelled unfilled. Goes on to its end when the caller is gone; a cancel of the order meanwhile wins over it.
        """
        if self._tasks is None:
            await breathe()
            return AmendResult(outcome=AmendOutcome.NOT_WORKING, message=say("There is no connection for trading yet."))
        return await asyncio.shield(
            self._tasks.start(f"amend {client_id}", self._amends.amend(client_id, price, valid_for_ms))
        )

    def _state_changed(self, owner: BotId | None) -> None:
        """What may not be placed now does not come back from a move either, even where the state is lifted again."""

        def concerned(order: Order) -> bool:
            return owner in (None, order.owner) and self.states.check(order) is not None

        self._amends.withdraw_where(concerned)

    # --- cancels ---

    async def cancel(self, client_id: ClientOrderId) -> CancelResult:
        """Cancel one order. A refusal is a value; raises RequestTimeoutError when its fate, and so the order's, is unknown."""
        return await self._amends.withdrawn(client_id) or await self.cancels.cancel(client_id)

    async def cancel_by_exchange_id(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> CancelResult:
        """As `cancel`, for an order told by the exchange's pair."""
        order = self.orders.find(instrument, order_id)
        if order is None:
            await breathe()
            return CancelResult(
                ok=False,
                message=say("order {order} on {instrument} is not one of ours", order=order_id, instrument=instrument),
            )
        return await self.cancel(order.client_id)

    async def cancel_outside(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> CancelResult:
        """Cancel an order of the account that was placed elsewhere. For people only: no bot's `cancel_order` reaches it.

        A refusal is a value; raises RequestTimeoutError when its fate is unknown.
        """
        return await self.outside.cancel(instrument, order_id)

    async def cancel_all(self, owner: BotId | None = None) -> int:
        """Cancel what `owner` (None: everyone here) has working and return how many cancels the exchange confirmed.

        What is known to work is cancelled at once; then orders on their way are waited for, and the exchange is asked about those of
        unknown fate. A single cancel that fails is reported, not raised.
        """
        return await self._cancel_all(owner, (Side.BUY, Side.SELL))

    async def _cancel_all(self, owner: BotId | None, sides: Collection[Side]) -> int:
        def working() -> list[Order]:
            return [order for order in self.orders.working(owner=owner) if order.side in sides]

        self._amends.withdraw_where(lambda order: owner in (None, order.owner) and order.side in sides)
        on_the_way = self._placing.on_the_way(owner, sides)
        at_once = [order for order in working() if order.order_id is not None]
        confirmed = await self.cancels.cancel_many(at_once)
        if on_the_way:
            await asyncio.wait(on_the_way)
        if any(order.order_id is None for order in working()):
            try:
                await self.refresh()
            except RequestError as error:
                self._errors.report(
                    "account",
                    say("Orders of unknown fate could not be asked for: {reason}.", reason=sentence_of(error)),
                )
        await breathe()
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

    def _on_session_state(self, session: TradingSession, state: SessionState) -> None:
        self._spare.choose()
        if state is SessionState.CONNECTED and session.reconnects:
            # it has just come back: ask what happened meanwhile
            self.reconciler.doubt()

    def book(self, fill: Fill) -> None:
        """Book a deal of ours that no order in our books tells of, the kill switch's sales: one more fill of its owner's."""
        self.orders.take_sale(fill)

    # --- the market's word ---

    def _on_update(self, update: Update) -> None:
        self.orders.apply(update.events, update.time_ms)
        self.outside.apply(update.events)
        if self._gaps.before(update):
            # events are told once and never again: what rested may have dealt unseen
            self.orders.doubt_all(say("market data had a gap"))
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
        self.explanations.new_round()
        self.settlements.new_round()
        self.activity.new_round()
        self.reconciler.new_round()
        self._unwatch_all()
        self._gaps.new_round()
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
