"""Cancels on their way: one request per order, whoever asks, and what its answer says about the order."""

import asyncio
from collections.abc import Callable, Iterable

from algotrade_gui.core.errors import ErrorCentre, sentence_of
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId
from algotrade_gui.core.tasks import breathe
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.cancel_calls import CancelCalls, Send, result_of
from algotrade_gui.trading.gameapi import CancelResult
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.session import (
    Outcome,
    RequestError,
    RequestTimeoutError,
    SessionClosedError,
    TradingSession,
    new_request_id,
)
from algotrade_gui.wire import messages as m


class Cancels:
    """Every cancel of this machine. `session_for` gives the owner's session, or another that is up: a cancel must get through."""

    def __init__(
        self,
        orders: OrderTracker,
        activity: Activity,
        errors: ErrorCentre,
        budget: MessageBudget,
        session_for: Callable[[BotId], TradingSession | None],
    ) -> None:
        self._orders = orders
        self._activity = activity
        self._errors = errors
        self._session_for = session_for
        self._calls: CancelCalls[ClientOrderId] = CancelCalls(budget)

    async def cancel(self, client_id: ClientOrderId) -> CancelResult:
        """Cancel one order. A refusal is a value; raises RequestTimeoutError when its fate, and so the order's, is unknown."""
        order = self._orders.get(client_id)
        if order is None:
            await breathe()
            return CancelResult(ok=False, message=say("no such order in this round"))
        result = await self._calls.ask(client_id, order.owner, lambda: self._ready(order))
        if result.uncertain:
            raise RequestTimeoutError(
                say("cancel of order {order}: {reason}; its fate is unknown", order=client_id, reason=result.message)
            )
        return result

    def is_running(self, client_id: ClientOrderId) -> bool:
        """Whether a cancel of this order is on its way, or waits for the budget."""
        return client_id in self._calls

    def _ready(self, order: Order) -> str | Send:
        if not order.state.is_open:
            return say("the order is {state}", state=say(order.state.value))
        order_id, session = order.order_id, self._session_for(order.owner)
        if order_id is None:
            return say("the exchange has not confirmed the order yet")
        if session is None:
            return say("no session is connected: nothing was sent")
        return lambda: self._send(order, order_id, session)

    async def _send(self, order: Order, order_id: ExchangeOrderId, session: TradingSession) -> None:
        self._activity.begin("cancel", order.client_id, order.instrument)
        self._orders.begin_cancel(order)
        request = m.CancelOrder(request_id=new_request_id(), instrument=order.instrument, order_id=order_id)
        try:
            await session.submit(request, lambda outcome: self._answered(order, outcome), owner=order.owner, paid=True)
        except SessionClosedError as error:
            self._answered(order, error)

    async def cancel_many(self, orders: Iterable[Order]) -> int:
        """Cancel those of `orders` that have an id; return how many the exchange confirmed. A cancel that fails is reported, not raised."""
        targets = [order for order in orders if order.order_id is not None]
        results = await asyncio.gather(*(self.cancel(order.client_id) for order in targets), return_exceptions=True)
        confirmed = 0
        for order, result in zip(targets, results, strict=True):
            if isinstance(result, CancelResult):
                confirmed += result.ok
            elif isinstance(result, RequestError):
                self._errors.report(
                    "account",
                    say(
                        "Order {order_id} on {instrument}: {result}.",
                        order_id=order.order_id,
                        instrument=order.instrument,
                        result=sentence_of(result),
                    ),
                )
            else:
                raise result
        return confirmed

    def _answered(self, order: Order, outcome: Outcome) -> None:
        result = result_of(outcome)
        if result.ok:
            self._orders.cancelled(order)
        elif order.state.is_open:
            # refused means it is gone, filled or ended; which of them, an event on its way or the exchange's list will tell
            self._orders.doubt(order, result.message)
        self._activity.end("cancel", order.client_id)
        self._calls.answer(order.client_id, result)
