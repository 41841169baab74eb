"""Cancels on their way: one request per order, whoever asks, and what its answer says about the order."""

import asyncio
from collections.abc import Callable, Iterable

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.budget import MessageBudget
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
        self._budget = budget
        self._session_for = session_for
        # None: given up before it was sent
        self._running: dict[ClientOrderId, asyncio.Future[CancelResult | None]] = {}

    async def cancel(self, client_id: ClientOrderId) -> CancelResult:
        """Cancel one order. A refusal is a value; raises RequestTimeoutError when its fate, and so the order's, is unknown."""
        order = self._orders.get(client_id)
        if order is None:
            return await _not_cancelled("no such order in this round")
        result: CancelResult | None = None
        while result is None:
            running = self._running.get(client_id)
            if running is None:
                refusal = self._refusal(order)
                if refusal is not None:
                    return await _not_cancelled(refusal)
                running = await self._send(order)
            # None: who had asked for it gave up before it was sent, so it is ours to send
            result = await asyncio.shield(running)
        if result.uncertain:
            raise RequestTimeoutError(f"cancel of order {client_id}: {result.message}; its fate is unknown")
        return result

    def _refusal(self, order: Order) -> str | None:
        if not order.state.is_open:
            return f"the order is {order.state.value}"
        if order.order_id is None:
            return "the exchange has not confirmed the order yet"
        if self._session_for(order.owner) is None:
            return "no session is connected: nothing was sent"
        return None

    async def _send(self, order: Order) -> "asyncio.Future[CancelResult | None]":
        """Send the cancel when the budget allows; return what will hold its answer."""
        running: asyncio.Future[CancelResult | None] = asyncio.get_running_loop().create_future()
        self._running[order.client_id] = running
        try:
            await self._budget.take(order.owner, urgent=True)
        except BaseException:
            self._answer(order, None)
            raise
        # it may have waited: order and sessions are not what they were
        refusal = self._refusal(order)
        session = self._session_for(order.owner)
        if refusal is not None or session is None or order.order_id is None:
            self._budget.give_back(order.owner)
            self._answer(order, CancelResult(ok=False, message=refusal or "nothing was sent"))
            return running
        self._activity.begin("cancel", order.client_id, order.instrument)
        self._orders.begin_cancel(order)
        request = m.CancelOrder(request_id=new_request_id(), instrument=order.instrument, order_id=order.order_id)
        try:
            await session.submit(request, lambda outcome: self._cancel_answered(order, outcome), paid=True)
        except SessionClosedError as error:
            self._cancel_answered(order, error)
        return running

    async def cancel_by_exchange_id(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> CancelResult:
        """As `cancel`, for an order told by the exchange's pair."""
        order = self._orders.find(instrument, order_id)
        if order is None:
            return await _not_cancelled(f"order {order_id} on {instrument} is not one of ours")
        return await self.cancel(order.client_id)

    async def cancel_many(self, orders: Iterable[Order]) -> int:
        """Cancel those of `orders` that have an id; return how many the exchange confirmed. A cancel that fails is reported, not raised."""
        targets = [order for order in orders if order.order_id is not None]
        results = await asyncio.gather(*(self.cancel(order.client_id) for order in targets), return_exceptions=True)
        confirmed = 0
        for order, result in zip(targets, results, strict=True):
            if isinstance(result, CancelResult):
                confirmed += result.ok
            elif isinstance(result, RequestError):
                self._errors.report("account", f"Order {order.order_id} on {order.instrument}: {result}.")
            else:
                raise result
        return confirmed

    def _cancel_answered(self, order: Order, outcome: Outcome) -> None:
        uncertain = False
        if isinstance(outcome, m.CancelOrderReply) and outcome.success:
            self._orders.cancelled(order)
            result = CancelResult(ok=True, message="")
        else:
            if isinstance(outcome, m.CancelOrderReply):
                message = outcome.message or "the exchange gave no reason"
            elif isinstance(outcome, Exception):
                message = str(outcome)
                uncertain = isinstance(outcome, RequestTimeoutError)
            else:
                message = "the exchange's reply is of another kind"
            # refused means it is gone, filled or ended; which of them, an event on its way or the exchange's list will tell
            if order.state.is_open:
                self._orders.doubt(order, message)
            result = CancelResult(ok=False, message=message, uncertain=uncertain)
        self._activity.end("cancel", order.client_id)
        self._answer(order, result)

    def _answer(self, order: Order, result: CancelResult | None) -> None:
        answer = self._running.pop(order.client_id, None)
        if answer is not None and not answer.done():
            answer.set_result(result)


async def _not_cancelled(message: str) -> CancelResult:
    # the others run meanwhile: a bot that retries a refusal in a loop would otherwise hold the event loop for ever
    await asyncio.sleep(0)
    return CancelResult(ok=False, message=message)
