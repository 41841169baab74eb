"""Sends orders: pays for each, asks the gate in the moment before it leaves, takes what the exchange answers. Prices are cents."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from numbers import Number
from operator import index
from typing import SupportsIndex

from algotrade_gui.core.errors import sentence_of
from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId, RequestId
from algotrade_gui.core.tasks import breathe
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.budget import MessageBudget, OverQuotaError
from algotrade_gui.trading.entrance import Entrance
from algotrade_gui.trading.explain import Explanations
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.reconcile import Reconciler
from algotrade_gui.trading.session import (
    ExchangeError,
    Outcome,
    RequestTimeoutError,
    SessionClosedError,
    new_request_id,
)
from algotrade_gui.trading.sockets import OrderSockets
from algotrade_gui.wire import messages as m

_WHY = 200
_NOT_TAKEN = frozenset({OrderState.NEW, OrderState.REJECTED, OrderState.DENIED, OrderState.UNKNOWN})


@dataclass(slots=True)
class Counters:
    """What this account has done since the start of the process."""

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    denied: int = 0
    fills: int = 0
    """Counted by the account: they come by events as well as by replies."""


class Placing:
    """Every order of this machine is sent here. What becomes of it is handled when its reply is read, whoever waits for it still."""

    def __init__(
        self,
        cache: MarketDataCache,
        orders: OrderTracker,
        entrance: Entrance,
        sockets: OrderSockets,
        budget: MessageBudget,
        reconciler: Reconciler,
        activity: Activity,
        explanations: Explanations,
    ) -> None:
        """`cache` tells the round's time, `reconciler` when orders are held back for a moment."""
        self.counters = Counters()
        self._cache = cache
        self._orders = orders
        self._entrance = entrance
        self._sockets = sockets
        self._budget = budget
        self._reconciler = reconciler
        self._activity = activity
        self._explanations = explanations
        self._in_flight: dict[ClientOrderId, asyncio.Future[OrderResult]] = {}

    def __len__(self) -> int:
        """How many orders were sent and have no answer yet."""
        return len(self._in_flight)

    def on_the_way(self, owner: BotId | None, sides: Collection[Side]) -> list["asyncio.Future[OrderResult]"]:
        """Return the answers that orders of `owner` (None: of everyone) on these sides are waited for."""
        return [
            answer
            for client_id, answer in self._in_flight.items()
            if (order := self._orders.get(client_id)) is not None
            and owner in (None, order.owner)
            and order.side in sides
        ]

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
        """As TradingAccount.place."""
        # before anything is paid for: a strategy may pass what cannot be told, or what is no number
        words = _told(why) if why else ""
        lifetime_ms = _lifetime(valid_for_ms)
        if unless is None:
            unless = self._entrance.moment(owner, side)
        over_quota = await self._leave_to_send(owner)
        now_ms = self._cache.time_ms
        order = self._orders.create(
            client_id=ClientOrderId(new_request_id()),
            owner=owner,
            instrument=instrument,
            side=side,
            price=Cents(_whole(price)),
            quantity=_whole(quantity),
            expires_ms=RoundMs(now_ms + lifetime_ms),
            placed_ms=now_ms,
            why=words,
        )
        session = self._sockets.of(owner)
        refusal = over_quota or unless() or self._entrance.refusal(order, session)
        if refusal is not None or session is None:
            if over_quota is None:
                self._budget.give_back(owner)
            self.counters.denied += 1
            self._orders.deny(order, refusal or say("not connected"))
            await breathe()
            return _result(order)
        answer: asyncio.Future[OrderResult] = asyncio.get_running_loop().create_future()
        self._in_flight[order.client_id] = answer
        self._activity.begin("order", order.client_id, order.instrument)
        self._explanations.sent(order)
        self._orders.submit(order)
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
            await session.submit(request, lambda outcome: self._placed(order, outcome), owner=owner, paid=True)
        except SessionClosedError as error:
            # the gate has just looked and nothing was awaited in between, so this cannot be; if it is, nothing was sent
            self._placed(order, error)
        result = await asyncio.shield(answer)
        if result.state is OrderState.UNKNOWN and result.uncertain:
            raise RequestTimeoutError(
                say(
                    "order {order} on {instrument}: {reason}; its fate is unknown",
                    order=order.client_id,
                    instrument=instrument,
                    reason=result.message,
                )
            )
        return result

    async def _leave_to_send(self, owner: BotId) -> str | None:
        """Pay for one message of `owner` at a moment when orders are not held back. Returns why not, where his quota says so."""
        while True:
            if self._reconciler.holding:
                await self._reconciler.released()
            if not self._budget.try_take(owner):
                # before the order is made: its life begins, and the gate looks, when it can be sent
                try:
                    await self._budget.take(owner)
                except OverQuotaError as error:
                    return say("quota: {reason}", reason=sentence_of(error))
            if not self._reconciler.holding:
                return None
            self._budget.give_back(owner)

    def _placed(self, order: Order, outcome: Outcome) -> None:
        """What became of an AddOrder; a second time when the reply comes after its time-out."""
        try:
            self._take_outcome(order, outcome)
        finally:
            self._activity.end("order", order.client_id)
            answer = self._in_flight.pop(order.client_id, None)
            if answer is not None and not answer.done():
                answer.set_result(_result(order, uncertain=isinstance(outcome, RequestTimeoutError)))

    def _take_outcome(self, order: Order, outcome: Outcome) -> None:
        if isinstance(outcome, m.AddOrderReply):
            self._explanations.answered(order.client_id)
            if outcome.success:
                self.counters.accepted += 1
            else:
                self.counters.rejected += 1
            self._orders.accept(order, outcome)
        elif isinstance(outcome, ExchangeError) and outcome.certain:
            self.counters.rejected += 1
            self._orders.reject(order, str(outcome))
        elif isinstance(outcome, SessionClosedError):
            self._orders.reject(order, str(outcome))
        else:
            # time-out, lost connection, an error that names no request, a reply of another kind
            self._orders.doubt(order, str(outcome))


def _told(why: object) -> str:
    """Take the owner's own words as text that JSON can hold: a lone surrogate, as of a file's name, is none."""
    return str(why)[:_WHY].encode("utf-8", "replace").decode("utf-8")


def _whole(value: SupportsIndex) -> int:
    """Take numpy's whole numbers as ints; anything else goes on as it is, for the gate to refuse."""
    try:
        # index(True) is 1, and surely a mistake
        return value if isinstance(value, bool) else index(value)
    except TypeError:
        return value  # type: ignore[return-value]  # a strategy is not type-checked; Sanity names what it passed


def _lifetime(value: SupportsIndex) -> int:
    """Take a lifetime as `_whole` takes it. Raises TypeError for what is no number: no expiry can be told from it, to be refused."""
    lifetime_ms = _whole(value)
    if not isinstance(lifetime_ms, Number):
        raise TypeError(f"a lifetime is a number of milliseconds, not {lifetime_ms!r}")
    return lifetime_ms


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
