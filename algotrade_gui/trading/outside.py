"""Working orders of the account that were not placed here: to look at, and to cancel."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.cancel_calls import CancelCalls, Send, result_of
from algotrade_gui.trading.gameapi import CancelResult
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.records import OutsideRecord, OutsideWhat
from algotrade_gui.trading.session import (
    Outcome,
    RequestTimeoutError,
    SessionClosedError,
    TradingSession,
    new_request_id,
)
from algotrade_gui.wire import messages as m

OutsideKey = tuple[InstrumentId, ExchangeOrderId]

_CANCEL = "cancel outside"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideOrder:
    """One of them as the exchange listed it last."""

    instrument: InstrumentId
    order_id: ExchangeOrderId
    side: Side
    price: Cents
    quantity: int
    remaining: int
    placed_ms: RoundMs
    expires_ms: RoundMs
    since_ms: RoundMs
    """When it was first found here, on the round's clock."""
    cancelling: bool = False
    """Whether a cancel of ours is on its way."""
    owner: BotId = OUTSIDE


class OutsideOrders:
    """The orders that a teammate placed, or the network doubled. Written by lists and events of the exchange."""

    def __init__(
        self,
        activity: Activity,
        budget: MessageBudget,
        *,
        session: Callable[[], TradingSession | None],
        now_ms: Callable[[], RoundMs],
        tell: Callable[[OutsideRecord], None],
        doubt: Callable[[], None],
    ) -> None:
        """`session` gives one that is up, `tell` gets the records, `doubt` asks for another list."""
        self.changes: ChangeHub[OutsideKey] = ChangeHub()
        self.on_gone: Callable[[OutsideKey], None] = lambda _key: None
        """Called when the exchange has told that one left its book."""
        self._activity = activity
        self._session = session
        self._now_ms = now_ms
        self._tell = tell
        self._doubt = doubt
        self._orders: dict[OutsideKey, OutsideOrder] = {}
        self._calls: CancelCalls[OutsideKey] = CancelCalls(budget)

    # --- looking ---

    def all(self) -> list[OutsideOrder]:
        """Return them, first found first."""
        return list(self._orders.values())

    def get(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> OutsideOrder | None:
        """Return one; None where the exchange's last list has none of that pair, or it is ours."""
        return self._orders.get((instrument, order_id))

    def __len__(self) -> int:
        return len(self._orders)

    # --- writing: the account and its reconciler only ---

    def take(self, listed: Mapping[OutsideKey, m.PendingOrder]) -> None:
        """Take what the newest list shows."""
        for key in [key for key in self._orders if key not in listed]:
            self._record(self._orders[key], "gone")
            self._remove(key)
        for key, row in listed.items():
            known = self._orders.get(key)
            found = _order(key, row, self._now_ms() if known is None else known.since_ms, key in self._calls)
            if found == known:
                continue
            self._orders[key] = found
            self.changes.mark((key,))
            if known is None:
                self._record(found, "found")

    def apply(self, events: Iterable[m.MarketEvent]) -> None:
        """Take out what an update tells to have left its book: the next list may be seconds away."""
        for event in events:
            if not isinstance(event, m.CancelEvent):
                continue
            key = (event.instrument, event.order_id)
            order = self._orders.get(key)
            if order is not None:
                self._record(order, "gone")
                self._remove(key)
                self.on_gone(key)

    def new_round(self) -> None:
        """Start clean."""
        self.changes.mark(list(self._orders))
        self._orders.clear()

    # --- cancelling ---

    async def cancel(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> CancelResult:
        """Cancel one of them, by one request whoever asks. A refusal is a value; raises RequestTimeoutError when its fate is unknown."""
        key = (instrument, order_id)
        # it is sent from here: the window's own messages
        result = await self._calls.ask(key, MANUAL, lambda: self._ready(key))
        if result.uncertain:
            raise RequestTimeoutError(
                say(
                    "cancel of order {order} on {instrument}: {reason}; its fate is unknown",
                    order=order_id,
                    instrument=instrument,
                    reason=result.message,
                )
            )
        return result

    def _ready(self, key: OutsideKey) -> str | Send:
        order, session = self._orders.get(key), self._session()
        if order is None:
            return say(
                "order {order} on {instrument} is none that the exchange lists as placed elsewhere",
                order=key[1],
                instrument=key[0],
            )
        if session is None:
            return say("no session is connected: nothing was sent")
        return lambda: self._send(key, order, session)

    async def _send(self, key: OutsideKey, order: OutsideOrder, session: TradingSession) -> None:
        self._orders[key] = replace(order, cancelling=True)
        self.changes.mark((key,))
        self._activity.begin(_CANCEL, _name(key), key[0])
        self._record(order, "cancel sent")
        request = m.CancelOrder(request_id=new_request_id(), instrument=key[0], order_id=key[1])
        try:
            await session.submit(request, lambda outcome: self._answered(key, order, outcome), owner=MANUAL, paid=True)
        except SessionClosedError as error:
            self._answered(key, order, error)

    def _answered(self, key: OutsideKey, order: OutsideOrder, outcome: Outcome) -> None:
        self._activity.end(_CANCEL, _name(key))
        result = result_of(outcome)
        if result.ok:
            self._record(order, "cancelled")
            self._remove(key)
            self.on_gone(key)
        else:
            self._record(order, "cancel unknown" if result.uncertain else "cancel refused", result.message)
            now = self._orders.get(key)
            if now is not None:
                self._orders[key] = replace(now, cancelling=False)
                self.changes.mark((key,))
        self._calls.answer(key, result)
        # what is left of it, the exchange's list tells
        self._doubt()

    # --- parts ---

    def _remove(self, key: OutsideKey) -> None:
        if self._orders.pop(key, None) is not None:
            self.changes.mark((key,))

    def _record(self, order: OutsideOrder, what: OutsideWhat, message: str = "") -> None:
        self._tell(
            OutsideRecord(
                time_ms=self._now_ms(),
                owner=OUTSIDE,
                instrument=order.instrument,
                order_id=order.order_id,
                side=order.side,
                price=order.price,
                quantity=order.quantity,
                remaining=order.remaining,
                what=what,
                message=message,
            )
        )


def _name(key: OutsideKey) -> ClientOrderId:
    return ClientOrderId(f"outside {key[0]} {key[1]}")


def _order(key: OutsideKey, row: m.PendingOrder, since_ms: RoundMs, cancelling: bool) -> OutsideOrder:
    return OutsideOrder(
        instrument=key[0],
        order_id=key[1],
        side=row.side,
        price=row.price,
        quantity=row.quantity,
        remaining=row.remaining,
        placed_ms=row.placed_ms,
        expires_ms=row.expires_ms,
        since_ms=since_ms,
        cancelling=cancelling,
    )
