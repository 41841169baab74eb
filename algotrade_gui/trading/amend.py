"""Moves a working order to another price: the wire has no amend, so it is cancelled, its fate awaited, the rest added. Prices are cents."""

import asyncio
import enum
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.tasks import breathe
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import Update
from algotrade_gui.trading.cancels import Cancels
from algotrade_gui.trading.gameapi import CancelResult, OrderResult
from algotrade_gui.trading.gaps import Gaps
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.pending import LOOKS_APART_MS
from algotrade_gui.trading.session import RequestError, RequestTimeoutError
from algotrade_gui.wire.messages import CancelEvent

log = logging.getLogger(__name__)

SETTLE_AT_MOST_S = 3.0
"""So long the question what the cancelled order has dealt may stay open; then nothing is added."""
REFUSED_AT_MOST_S = 1.0
"""So long after a refused cancel its reason, a deal that is not published yet, is waited for."""

_MOVABLE = frozenset({OrderState.WORKING, OrderState.PARTIALLY_FILLED})


class AmendOutcome(enum.Enum):
    """What became of a move."""

    AMENDED = "amended"
    PARTLY = "amended in part"
    """Some of it dealt at the old price meanwhile; the rest was added at the new one."""
    FILLED_MEANWHILE = "filled meanwhile"
    """All of it dealt at the old price: nothing was added."""
    CANCEL_REFUSED = "cancel refused"
    """The order did not leave its book by our cancel: nothing was added."""
    UNKNOWN = "unknown"
    """What became of the cancel, of what dealt before it, or of the new order is not known: nothing more is added."""
    DENIED = "denied"
    """Our own gate refused. `client_id` tells: asked before the cancel, the old order stands; asked after it, none does."""
    REJECTED = "rejected"
    """The exchange refused the new order; the old one is gone."""
    NOT_WORKING = "not working"
    """There was nothing to move: no such order, not confirmed yet, ended, being cancelled, or being moved already."""
    WITHDRAWN = "withdrawn"
    """Somebody cancelled the order while it was being moved: it is gone, and nothing was added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendResult:
    """What a move has come to. `message` is a sentence for people, empty where all went as asked."""

    outcome: AmendOutcome
    message: str = ""
    client_id: ClientOrderId | None = None
    """The order that stands now: the new one, or the old one where nothing was done to it; None where none does or nobody knows."""
    added: int = 0
    """Contracts in the new order."""
    dealt: int = 0
    """Contracts of the old order that dealt while it was being moved."""

    @property
    def ok(self) -> bool:
        """What was left of the order works at the new price."""
        return self.outcome in (AmendOutcome.AMENDED, AmendOutcome.PARTLY)


class Desk(Protocol):
    """What moving an order asks of the account."""

    async def place(
        self,
        owner: BotId,
        instrument: InstrumentId,
        side: Side,
        price: Cents,
        quantity: int,
        *,
        valid_for_ms: int,
        unless: Callable[[], str | None],
        why: str = "",
    ) -> OrderResult:
        """Place an order through the gate, `unless` there is a reason against it in the moment before it is sent."""

    def would_refuse(self, order: Order, price: Cents, valid_for_ms: int) -> str | None:
        """Why what is left of `order` could not be placed at `price` if `order` were gone; None if it could."""

    def moment(self, owner: BotId, side: Side) -> Callable[[], str | None]:
        """Return a function that tells why an order on `side` decided now must not be sent any more, None while it may."""

    async def counted(self, instrument: InstrumentId) -> bool:
        """Ask the exchange; True when it holds as much of `instrument` for us as our books do. Raises RequestError."""

    def unexplained(self, instrument: InstrumentId) -> int:
        """Contracts of `instrument` in our books that no order of ours explains."""


@dataclass(slots=True)
class _Move:
    """One order on its way to another price."""

    order: Order
    price: Cents
    dealt_before: int
    end: "asyncio.Future[AmendResult | None]"
    withdrawn: bool = False


class _Watch:
    """Follows the market's events about one order that is being cancelled."""

    def __init__(self, order: Order, now_ms: RoundMs) -> None:
        """`now_ms`: the time of the newest update, after which it is to be shown each."""
        self.left_book = False
        """The exchange told that it left its book, and nothing before that was missed: every deal of it was told before."""
        self._order = order
        self._gaps = Gaps(now_ms)
        self._missed = False
        self._news = asyncio.Event()

    def on_update(self, update: Update) -> None:
        """Take one update, after the tracker has."""
        self._missed = self._gaps.before(update) or self._missed
        if not self._missed:
            self.left_book = self.left_book or any(
                isinstance(event, CancelEvent)
                and (event.instrument, event.order_id) == (self._order.instrument, self._order.order_id)
                for event in update.events
            )
        self._news.set()

    async def news(self) -> None:
        """Wait for the next update."""
        await self._news.wait()
        self._news.clear()


class Amends:
    """Every move of an order of this machine; of one order one at a time.

    Between the cancel's answer and the new order lies the question what the old one has dealt: a deal is published up to 100 ms after the
    cancel is answered. It is settled by the cancel's own public event, which the deals before it precede; or else, 200 ms of the market's
    clock after the answer, by the exchange's count agreeing with ours. Never is more added than was cancelled unfilled.
    """

    def __init__(self, cache: MarketDataCache, orders: OrderTracker, cancels: Cancels, desk: Desk) -> None:
        self._cache = cache
        self._orders = orders
        self._cancels = cancels
        self._desk = desk
        self._moves: dict[ClientOrderId, _Move] = {}
        self._prices: dict[ClientOrderId, Cents] = {}
        self.prices: Mapping[ClientOrderId, Cents] = MappingProxyType(self._prices)
        """The orders that are being moved, by their old ids, with the prices they are moved to."""

    # --- being overruled ---

    def withdraw_where(self, concerned: Callable[[Order], bool]) -> None:
        """Somebody cancels what is `concerned`: of these, an order that is being moved does not come back."""
        for move in self._moves.values():
            if concerned(move.order):
                move.withdrawn = True

    async def withdrawn(self, client_id: ClientOrderId) -> CancelResult | None:
        """Somebody cancels this order: if it is out of its book while it is moved, let it not come back, and tell how that went.

        None: it is not being moved, or its cancel is not answered yet, which is the cancel that was asked for.
        """
        move = self._moves.get(client_id)
        if move is None:
            return None
        move.withdrawn = True
        if move.order.state.is_open:
            return None
        result = await asyncio.shield(move.end)
        if result is None or result.ok or result.outcome in (AmendOutcome.UNKNOWN, AmendOutcome.FILLED_MEANWHILE):
            return CancelResult(ok=False, message="" if result is None else result.message)
        return CancelResult(ok=True, message="")

    # --- moving ---

    async def amend(self, client_id: ClientOrderId, price: Cents, valid_for_ms: int | None) -> AmendResult:
        """Move what is left of an order to `price`. Its owner stays, and what is left of its lifetime, unless `valid_for_ms` is given."""
        order = self._orders.get(client_id)
        refusal = self._cannot_move(client_id, order)
        if order is None or refusal is not None:
            return await _at_once(AmendResult(outcome=AmendOutcome.NOT_WORKING, message=refusal or ""))
        if price == order.price and valid_for_ms is None:
            return await _at_once(AmendResult(outcome=AmendOutcome.AMENDED, client_id=client_id))
        # before the cancel: what the gate would refuse anyway must not cost the order its place
        denial = self._desk.would_refuse(order, price, self._lifetime(order, valid_for_ms))
        if denial is not None:
            message = say("The order stands as it was: {reason}.", reason=denial)
            return await _at_once(AmendResult(outcome=AmendOutcome.DENIED, message=message, client_id=client_id))
        move = _Move(order, price, order.filled, asyncio.get_running_loop().create_future())
        self._moves[client_id] = move
        self._prices[client_id] = price
        self._orders.changes.mark((client_id,))
        watch = _Watch(order, self._cache.time_ms)
        unsubscribe = self._cache.on_update(watch.on_update)
        result: AmendResult | None = None
        try:
            result = await self._move(move, watch, valid_for_ms)
        finally:
            unsubscribe()
            move.end.set_result(result)
            del self._moves[client_id]
            del self._prices[client_id]
            self._orders.changes.mark((client_id,))
        log.info("order %s to %d cents: %s %s", client_id, price, result.outcome.value, result.message)
        return result

    def _cannot_move(self, client_id: ClientOrderId, order: Order | None) -> str | None:
        if order is None:
            return say("There is no such order in this round.")
        if client_id in self._moves:
            return say("The order is being moved already.")
        if self._cancels.is_running(client_id):
            return say("The order is being cancelled.")
        if order.state not in _MOVABLE or order.order_id is None:
            return say("The order is {state}: it cannot be moved.", state=say(order.state.value))
        return None

    def _lifetime(self, order: Order, valid_for_ms: int | None) -> int:
        return order.expires_ms - self._cache.time_ms if valid_for_ms is None else valid_for_ms

    async def _move(self, move: _Move, watch: _Watch, valid_for_ms: int | None) -> AmendResult:
        order = move.order
        overtaken = self._desk.moment(order.owner, order.side)
        try:
            answer = await self._cancels.cancel(order.client_id)
        except RequestTimeoutError:
            return self._ended(
                move,
                AmendOutcome.UNKNOWN,
                say("Whether the order was cancelled is not known yet. Nothing was added; it is being looked into."),
            )
        if not answer.ok and not order.state.is_final:
            await self._refusal_explained(order, watch)
        if not order.remaining:
            return self._ended(
                move, AmendOutcome.FILLED_MEANWHILE, say("It dealt at the old price before it could be moved.")
            )
        if not answer.ok:
            return self._refused(move, answer.message)
        if not await self._settled(move, watch, overtaken):
            return self._ended(move, AmendOutcome.UNKNOWN, _unsettled())
        if not order.remaining:
            return self._ended(
                move, AmendOutcome.FILLED_MEANWHILE, say("It dealt at the old price before it could be moved.")
            )
        if move.withdrawn:
            return self._withdrawn(move)
        gone = overtaken() or self._over(order, valid_for_ms)
        if gone is not None:
            return self._ended(move, AmendOutcome.DENIED, _old_gone(gone))
        return await self._add(move, self._lifetime(order, valid_for_ms), overtaken)

    async def _add(self, move: _Move, valid_for_ms: int, overtaken: Callable[[], str | None]) -> AmendResult:
        order, quantity = move.order, move.order.remaining

        def against() -> str | None:
            if move.withdrawn:
                return say("it was cancelled meanwhile")
            return _unsettled() if order.remaining != quantity else overtaken()

        try:
            placed = await self._desk.place(
                order.owner,
                order.instrument,
                order.side,
                move.price,
                quantity,
                valid_for_ms=valid_for_ms,
                unless=against,
                why=order.why,
            )
        except RequestTimeoutError:
            return self._new_unknown(move)
        if placed.state is OrderState.UNKNOWN:
            # an error that named no request may have meant another one
            return self._new_unknown(move)
        if not placed.ok and move.withdrawn:
            return self._withdrawn(move)
        if placed.state is OrderState.DENIED and order.remaining != quantity:
            return self._ended(move, AmendOutcome.UNKNOWN, _unsettled())
        if not placed.ok:
            outcome = AmendOutcome.DENIED if placed.state is OrderState.DENIED else AmendOutcome.REJECTED
            return self._ended(move, outcome, _old_gone(placed.message))
        if move.withdrawn:
            # it was asked for while the new one was on its way
            return await self._take_back(move, placed.client_id, quantity)
        message = say("{dealt} dealt at the old price meanwhile.", dealt=self._dealt(move)) if self._dealt(move) else ""
        return self._moved(move, placed.client_id, quantity, message)

    async def _take_back(self, move: _Move, client_id: ClientOrderId, quantity: int) -> AmendResult:
        unknown = say("The order was cancelled while it was being moved; whether the new one is gone is not known.")
        try:
            answer = await self._cancels.cancel(client_id)
        except RequestTimeoutError:
            return self._ended(move, AmendOutcome.UNKNOWN, unknown)
        if answer.ok:
            return self._withdrawn(move)
        new = self._orders.get(client_id)
        if new is None or new.state.is_open:
            return self._ended(move, AmendOutcome.UNKNOWN, unknown)
        late = say("It was cancelled too late, after it had been moved: {reason}.", reason=answer.message)
        return self._moved(move, client_id, quantity, late)

    # --- what the old order has dealt ---

    async def _refusal_explained(self, order: Order, watch: _Watch) -> None:
        """A refused cancel means a deal or an end that was not published yet: wait for it, a moment."""
        try:
            async with asyncio.timeout(REFUSED_AT_MOST_S):
                while order.state in (OrderState.UNKNOWN, OrderState.CANCEL_PENDING):
                    await watch.news()
        except TimeoutError:
            log.info("why order %s was not cancelled is still open", order.client_id)

    async def _settled(self, move: _Move, watch: _Watch, overtaken: Callable[[], str | None]) -> bool:
        """Wait until every deal of the cancelled order is in our books, or it may not come back anyway; False when that cannot be told."""
        order = move.order
        # what the exchange counts beyond our books meanwhile is this order's first, and nobody's only where nothing of it fits
        self._orders.suspect(order)
        unexplained = self._desk.unexplained(order.instrument)
        look_at = RoundMs(self._cache.time_ms + LOOKS_APART_MS)
        try:
            async with asyncio.timeout(SETTLE_AT_MOST_S):
                while order.remaining and not watch.left_book and not move.withdrawn and overtaken() is None:
                    if self._cache.time_ms >= look_at:
                        if await _certain(self._desk.counted(order.instrument)):
                            return self._desk.unexplained(order.instrument) == unexplained
                        look_at = RoundMs(self._cache.time_ms + LOOKS_APART_MS)
                    await watch.news()
        except TimeoutError:
            return False
        return True

    def _over(self, order: Order, valid_for_ms: int | None) -> str | None:
        contract_end = parse_instrument_id(order.instrument).expiry_ms
        if contract_end is not None and self._cache.time_ms >= contract_end:
            return say("the contract has expired")
        if self._lifetime(order, valid_for_ms) <= 0:
            return say("its lifetime was over before it could be added again")
        return None

    # --- results ---

    def _dealt(self, move: _Move) -> int:
        return move.order.filled - move.dealt_before

    def _moved(self, move: _Move, client_id: ClientOrderId, quantity: int, message: str) -> AmendResult:
        dealt = self._dealt(move)
        return AmendResult(
            outcome=AmendOutcome.PARTLY if dealt else AmendOutcome.AMENDED,
            message=message,
            client_id=client_id,
            added=quantity,
            dealt=dealt,
        )

    def _ended(self, move: _Move, outcome: AmendOutcome, message: str) -> AmendResult:
        return AmendResult(outcome=outcome, message=message, dealt=self._dealt(move))

    def _new_unknown(self, move: _Move) -> AmendResult:
        message = say("The old order is gone; whether the new one works is not known yet. It is being looked into.")
        return self._ended(move, AmendOutcome.UNKNOWN, message)

    def _withdrawn(self, move: _Move) -> AmendResult:
        return self._ended(move, AmendOutcome.WITHDRAWN, say("It was cancelled while it was being moved: it stays so."))

    def _refused(self, move: _Move, reason: str) -> AmendResult:
        order = move.order
        message = (
            say("The order could not be cancelled, so it was not moved: {reason}.", reason=reason)
            if order.state.is_open
            else say("The order was {state} before it could be moved. Nothing was added.", state=say(order.state.value))
        )
        return AmendResult(
            outcome=AmendOutcome.CANCEL_REFUSED,
            message=message,
            client_id=order.client_id if order.state in _MOVABLE else None,
            dealt=self._dealt(move),
        )


def _unsettled() -> str:
    return say("The order is cancelled, but what it dealt before is not known yet. Nothing was added.")


def _old_gone(reason: str) -> str:
    return say("The old order is gone and no new one works: {reason}.", reason=reason)


async def _certain(question: Awaitable[bool]) -> bool:
    try:
        return await question
    except RequestError as error:
        log.info("the exchange could not be asked what a cancelled order has dealt: %s", error)
        return False


async def _at_once(result: AmendResult) -> AmendResult:
    await breathe()
    return result
