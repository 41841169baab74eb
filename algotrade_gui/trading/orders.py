"""The one writer of our orders: states, fills and the public events that belong to them. Prices are cents."""

import itertools
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre, sentence_of
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, FillId, InstrumentId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import IllegalOrderChangeError, Order, OrderState, Side
from algotrade_gui.trading.early import EarlyEvents
from algotrade_gui.trading.records import OrderRecord
from algotrade_gui.wire.messages import AddOrderReply, CancelEvent, MarketEvent, TradeEvent

log = logging.getLogger(__name__)

OVERDUE_MS = 1_000
"""How long after an order's lifetime its cancel event may take before the order counts as unknown."""
KEEP_ENDED = 5_000
KEEP_DENIED = 500
KEEP_FILLS = 10_000

_S = OrderState
_NEVER = RoundMs(2**62)


class OrderTracker:
    """Every order of this machine, keyed by our own id and, once acknowledged, by (instrument, exchange's id): those repeat across books.

    Fills have two sources, each counted once: the reply's immediate changes (our order took) and public trade events whose *passive* id
    is ours (our order rested). An event's active id is never looked at: what it tells, the reply has told. Written by the account only.
    """

    def __init__(self, errors: ErrorCentre) -> None:
        self.changes: ChangeHub[ClientOrderId] = ChangeHub()
        self.fills: deque[Fill] = deque(maxlen=KEEP_FILLS)
        """The newest last; of this round."""
        self.fill_count = 0
        """Since the start of the process."""
        self._fills_of: Counter[BotId] = Counter()
        self._errors = errors
        self._orders: dict[ClientOrderId, Order] = {}
        self._open: dict[ClientOrderId, Order] = {}
        self._by_exchange: dict[tuple[InstrumentId, ExchangeOrderId], Order] = {}
        self._early = EarlyEvents()
        self._answered: set[ClientOrderId] = set()
        # a taker meets one resting order once, so (order, active id) names a deal
        self._counted: dict[ClientOrderId, set[ExchangeOrderId]] = {}
        # contracts booked on the exchange's count, and when: their own events may still come
        self._booked: dict[ClientOrderId, tuple[int, RoundMs]] = {}
        # of these, events may have been missed, and no count of the exchange has agreed with ours since
        self._suspects: set[ClientOrderId] = set()
        self._inexact: set[ClientOrderId] = set()
        self._ended: deque[ClientOrderId] = deque()
        self._denied: deque[ClientOrderId] = deque()
        self._next_sweep = _NEVER
        self._now_ms = RoundMs(0)
        self._fill_numbers = itertools.count(1)
        self._on_fill: Listeners[[Fill]] = Listeners()
        self._on_change: Listeners[[Order]] = Listeners()
        self._on_doubt: Listeners[[]] = Listeners()
        self._on_record: Listeners[[OrderRecord]] = Listeners()
        self._on_unseen: Listeners[[Order, int]] = Listeners()

    # --- reading ---

    def all(self) -> list[Order]:
        """Return this round's orders, oldest first; of those that ended at most the newest 5,000, of those denied the newest 500."""
        return list(self._orders.values())

    def working(self, instrument: InstrumentId | None = None, owner: BotId | None = None) -> list[Order]:
        """Return the orders that may be open at the exchange (submitted and unknown ones too), oldest first."""
        return [
            order
            for order in self._open.values()
            if (instrument is None or order.instrument == instrument) and (owner is None or order.owner == owner)
        ]

    @property
    def open_count(self) -> int:
        """How many orders may be open at the exchange."""
        return len(self._open)

    def get(self, client_id: ClientOrderId) -> Order | None:
        """Return one order, or None if it is not of this round."""
        return self._orders.get(client_id)

    def find(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> Order | None:
        """Return the order of ours that the exchange knows by this pair."""
        return self._by_exchange.get((instrument, order_id))

    def unknown(self) -> list[Order]:
        """Return the orders whose fate is unknown."""
        return [order for order in self._open.values() if order.state is _S.UNKNOWN]

    def buying(self, instrument: InstrumentId, owner: BotId | None = None) -> int:
        """Contracts that open buys may still bring."""
        return sum(order.remaining for order in self.working(instrument, owner) if order.side is Side.BUY)

    def fills_of(self, owner: BotId | None = None) -> int:
        """How many fills `owner`, or everyone here, has had this round: `fills` keeps the newest only."""
        return self._fills_of.total() if owner is None else self._fills_of[owner]

    def reserved_cash(self, owner: BotId | None = None) -> Cents:
        """Cents that open buys reserve at the exchange: price x what is left (protocol section 7)."""
        return Cents(sum(o.remaining * o.price for o in self.working(owner=owner) if o.side is Side.BUY))

    def on_fill(self, listener: Callable[[Fill], None]) -> None:
        """Call `listener` for each fill, once, in order."""
        self._on_fill.add(listener)

    def on_change(self, listener: Callable[[Order], None]) -> None:
        """Call `listener` after each change of an order."""
        self._on_change.add(listener)

    def on_record(self, listener: Callable[[OrderRecord], None]) -> Callable[[], None]:
        """Call `listener` with each change of an order, as a value that stays; returns the function that ends it."""
        return self._on_record.add(listener)

    def on_unseen(self, listener: Callable[[Order, int], None]) -> None:
        """Call `listener` with an order and the contracts that were booked because the exchange counts them, after their fill."""
        self._on_unseen.add(listener)

    def on_doubt(self, listener: Callable[[], None]) -> None:
        """Call `listener` when something asks for a look at the exchange's own word."""
        self._on_doubt.add(listener)

    # --- our side ---

    def create(
        self,
        *,
        client_id: ClientOrderId,
        owner: BotId,
        instrument: InstrumentId,
        side: Side,
        price: Cents,
        quantity: int,
        expires_ms: RoundMs,
        placed_ms: RoundMs,
        why: str = "",
    ) -> Order:
        """Return a NEW order. It is remembered once it is submitted or denied."""
        return Order(
            client_id=client_id,
            owner=owner,
            instrument=instrument,
            side=side,
            price=price,
            quantity=quantity,
            expires_ms=expires_ms,
            placed_ms=placed_ms,
            why=why,
        )

    def restore(self, order: Order) -> None:
        """Take in an order that an earlier process of this round had open: state NEW, with the id, fills and cash it had then.

        Its fate is unknown, and the exchange's list tells it. What it has dealt since is found as after any gap.
        """
        if order.order_id is not None:
            self._by_exchange[order.instrument, order.order_id] = order
            self._answered.add(order.client_id)
        else:
            self._early.await_id(order.instrument)
        self._orders[order.client_id] = self._open[order.client_id] = order
        self._next_sweep = min(self._next_sweep, _sweep_at(order))
        self._change(order, _S.SUBMITTED)
        self.doubt(order, say("it was open when the program ended"))

    def restore_fill(self, fill: Fill) -> None:
        """Remember a fill of an earlier process of this round, for show: it is no news.

        It is numbered anew: ours that follow have higher numbers, whatever that process counted.
        """
        self.fills.append(replace(fill, id=FillId(next(self._fill_numbers))))
        self._fills_of[fill.owner] += 1

    def take_sale(self, fill: Fill) -> None:
        """Count a deal of ours that no order here tells of: the kill switch's. It gets the next number."""
        self._count_fill(replace(fill, id=FillId(next(self._fill_numbers))))

    def submit(self, order: Order) -> None:
        """The order is about to be sent; from here on it may exist at the exchange."""
        self._orders[order.client_id] = order
        self._open[order.client_id] = order
        self._early.await_id(order.instrument)
        self._next_sweep = min(self._next_sweep, _sweep_at(order))
        self._change(order, _S.SUBMITTED)

    def deny(self, order: Order, reason: str) -> None:
        """Our own gate refused the order: nothing was sent."""
        self._orders[order.client_id] = order
        self._change(order, _S.DENIED, reason)

    def begin_cancel(self, order: Order) -> None:
        """A cancel is about to be sent. An order of unknown fate stays unknown."""
        if order.state in (_S.WORKING, _S.PARTIALLY_FILLED):
            self._change(order, _S.CANCEL_PENDING)

    # --- replies ---

    def accept(self, order: Order, reply: AddOrderReply) -> None:
        """Take the reply to an AddOrder, also a late one."""
        if self._orders.get(order.client_id) is not order:
            return  # of a round that is over
        if order.client_id in self._answered:
            log.warning("%s: a second reply is left out", tell(order))
            return
        self._answered.add(order.client_id)
        if not reply.success:
            self.reject(order, reply.message or say("the exchange gave no reason"))
            return
        if reply.order_id is not None:
            self._learn_id(order, reply.order_id)
        quantity = abs(reply.inventory_change or 0)
        if quantity:
            if (reply.inventory_change or 0) * order.side.sign < 0:
                self._errors.report(
                    "orders", say("The reply to {order} moves the inventory the wrong way.", order=tell(order))
                )
                self.doubt(order, say("the exchange's reply contradicts the order"))
                return
            cash = reply.balance_change
            if cash is None:
                cash = Cents(-order.side.sign * quantity * order.price)
            # what the exchange's count has told before the reply came is booked, and its cash reconciled
            booked, at_ms = self._booked.get(order.client_id, (0, self._now_ms))
            known = min(booked, quantity)
            if known:
                self._booked[order.client_id] = (booked - known, at_ms)
                cash = Cents(cash * (quantity - known) // quantity)
            if quantity > known:
                self._fill(order, quantity - known, cash, passive=False)
        if order.state in (_S.SUBMITTED, _S.UNKNOWN) and reply.order_id is not None:
            self._change(order, _S.PARTIALLY_FILLED if order.filled else _S.WORKING)
        elif order.state is _S.SUBMITTED:
            self.doubt(order, say("the exchange accepted it without an order id"))
        self._claim_early(order)

    def reject(self, order: Order, reason: str) -> None:
        """The exchange refused the order."""
        if order.state in (_S.SUBMITTED, _S.UNKNOWN) and not order.filled:
            self._change(order, _S.REJECTED, reason)

    def doubt(self, order: Order, reason: str) -> None:
        """The fate of an open order is not known any more: it becomes unknown and the exchange's word is asked for."""
        if order.state.is_open:
            self._suspects.add(order.client_id)
            if order.state is not _S.UNKNOWN:
                self._change(order, _S.UNKNOWN, reason)
        self._on_doubt()

    def doubt_all(self, reason: str) -> None:
        """Doubt every order that rests: its events may have been missed.

        One on its way stays so, but may have dealt unseen by the time its reply comes.
        """
        self._suspects.update(self._open)
        for order in [order for order in self._open.values() if order.order_id is not None]:
            self.doubt(order, reason)

    def suspect(self, order: Order) -> None:
        """What the exchange may count beyond our books is looked for in this order too, until a count agrees, though it has ended."""
        self._suspects.add(order.client_id)

    def cancelled(self, order: Order) -> None:
        """The exchange confirmed that the order left its book."""
        if order.state.is_open:
            self._change(order, _S.CANCELLED)

    # --- what the market tells ---

    def apply(self, events: Iterable[MarketEvent], time_ms: RoundMs) -> None:
        """Take an update's events, in wire order, then end what the clock ends. Called once per update."""
        self._now_ms = time_ms
        for event in events:
            if isinstance(event, TradeEvent):
                order = self._by_exchange.get((event.instrument, event.passive_order_id))
            elif isinstance(event, CancelEvent):
                order = self._by_exchange.get((event.instrument, event.order_id))
            else:
                continue
            if order is not None:
                self._event(order, event)
            else:
                self._early.keep(time_ms, event)
        self._early.drop_old(time_ms)
        if time_ms >= self._next_sweep:
            self._sweep(time_ms)

    def end_open(self, reason: str) -> None:
        """Every open order ends as expired: it is certain that none is in a book any more."""
        for order in list(self._open.values()):
            self._change(order, _S.EXPIRED, reason)

    def new_round(self) -> None:
        """The round is over: every open order ends as expired and nothing of it carries over."""
        self.end_open(say("the round ended"))
        self.changes.mark(list(self._orders))
        self._orders.clear()
        self._by_exchange.clear()
        self._early.clear()
        self._answered.clear()
        self._counted.clear()
        self._booked.clear()
        self._suspects.clear()
        self._inexact.clear()
        self._ended.clear()
        self._denied.clear()
        self.fills.clear()
        self._fills_of.clear()
        self._next_sweep = _NEVER
        self._now_ms = RoundMs(0)

    # --- the exchange's own word: the pending check and the reconciler only ---

    def suspects(self) -> list[Order]:
        """Return the orders that may have dealt unseen, oldest first.

        Their events may have been missed, and no count of the exchange has agreed with ours since.
        """
        return [order for key, order in self._orders.items() if key in self._suspects and order.remaining]

    def clear_suspects(self, client_ids: Iterable[ClientOrderId]) -> None:
        """The exchange's count agrees with ours: these have not dealt unseen, and what was booked at a guessed price is right."""
        self._suspects.difference_update(client_ids)
        self._inexact.clear()

    def answered(self, order: Order) -> bool:
        """Whether the order's reply came: what it tells of its arrival is counted, whatever dealt later dealt at its own price."""
        return order.client_id in self._answered

    def inexact(self) -> list[Order]:
        """Return the orders of which contracts were booked that may have dealt better than at the order's price, oldest first."""
        return [order for key, order in self._orders.items() if key in self._inexact]

    def confirm(self, order: Order) -> None:
        """The exchange lists the order, with as much dealt as we have counted."""
        self._suspects.discard(order.client_id)
        if order.state is _S.UNKNOWN:
            self._change(order, _S.PARTIALLY_FILLED if order.filled else _S.WORKING, "")

    def vanish(self, order: Order, reason: str) -> None:
        """The order is in no book any more; how it ended, nobody told. It may have dealt."""
        self._suspects.add(order.client_id)
        over = self._now_ms >= order.expires_ms
        self._change(order, _S.EXPIRED if over else _S.CANCELLED, reason)

    def adopt(self, order: Order, order_id: ExchangeOrderId) -> None:
        """The exchange's id of an order that was never acknowledged is known after all."""
        self._learn_id(order, order_id)
        self._claim_early(order)

    def book_unseen(self, order: Order, quantity: int) -> None:
        """Count contracts that the exchange counts and nobody told of, at the order's own price.

        A resting order deals at its own price; where it took on arrival the price was that or better, and the cash follows. Events that
        tell of these contracts after all are not counted again.
        """
        if order.client_id not in self._answered:
            self._inexact.add(order.client_id)
        booked, _ = self._booked.get(order.client_id, (0, self._now_ms))
        self._booked[order.client_id] = (booked + quantity, self._now_ms)
        self._fill(order, quantity, Cents(-order.side.sign * quantity * order.price), passive=True)
        self._on_unseen(order, quantity)

    # --- parts ---

    def _learn_id(self, order: Order, order_id: ExchangeOrderId) -> None:
        if order.order_id is not None:
            return
        key = (order.instrument, order_id)
        if key in self._by_exchange:
            self._errors.report(
                "orders",
                say(
                    "The exchange gave order id {order_id} on {instrument} twice.",
                    order_id=order_id,
                    instrument=order.instrument,
                ),
            )
            return
        order.order_id = order_id
        self._by_exchange[key] = order
        if order.client_id in self._open:
            self._early.end_wait(order.instrument)

    def _claim_early(self, order: Order) -> None:
        if order.order_id is not None:
            for event in self._early.claim(order.instrument, order.order_id):
                self._event(order, event)

    def _event(self, order: Order, event: TradeEvent | CancelEvent) -> None:
        if isinstance(event, CancelEvent):
            if order.state.is_open:
                self._change(order, _S.EXPIRED if event.expired else _S.CANCELLED)
            return
        counted = self._counted.setdefault(order.client_id, set())
        if event.active_order_id in counted:
            return
        counted.add(event.active_order_id)
        quantity = event.quantity - self._booked_already(order, event)
        if quantity:
            cash = Cents(-order.side.sign * quantity * event.price)
            self._fill(order, quantity, cash, passive=True, time_ms=event.time_ms)

    def _booked_already(self, order: Order, event: TradeEvent) -> int:
        """How many of the event's contracts `book_unseen` has counted before: the feed was later than the exchange's own word."""
        booked, at_ms = self._booked.get(order.client_id, (0, self._now_ms))
        # one that is still in the book may deal again; then only what was done before we looked was in that count
        if not booked or (order.state.is_open and event.time_ms > at_ms):
            return 0
        known = min(booked, event.quantity)
        self._booked[order.client_id] = (booked - known, at_ms)
        return known

    def _fill(self, order: Order, quantity: int, cash: Cents, *, passive: bool, time_ms: RoundMs | None = None) -> None:
        before = order.state
        try:
            order.fill_cash(quantity, cash)
        except IllegalOrderChangeError as error:
            self._errors.report("orders", say("A fill does not fit: {reason}.", reason=sentence_of(error)))
            self._on_doubt()
            return
        if order.state is _S.FILLED:
            order.reason = None  # why it was in doubt for a while
        fill = Fill(
            id=FillId(next(self._fill_numbers)),
            client_id=order.client_id,
            owner=order.owner,
            instrument=order.instrument,
            side=order.side,
            quantity=quantity,
            cash=cash,
            time_ms=self._now_ms if time_ms is None else time_ms,
            passive=passive,
        )
        self._count_fill(fill)
        self._changed(order, before)

    def _count_fill(self, fill: Fill) -> None:
        self.fills.append(fill)
        self.fill_count += 1
        self._fills_of[fill.owner] += 1
        self._on_fill(fill)

    def _change(self, order: Order, state: OrderState, reason: str | None = None) -> None:
        before = order.state
        order.change(state, reason)
        self._changed(order, before)

    def _changed(self, order: Order, before: OrderState) -> None:
        """Every change of an order ends here, and nowhere else."""
        was_open = before.is_open
        if was_open and not order.state.is_open:
            self._open.pop(order.client_id, None)
            if order.order_id is None:
                self._early.end_wait(order.instrument)
        if order.state.is_final and (was_open or order.state is _S.DENIED):
            # a flood of denials must not push out orders to which late fills may still come
            ended, keep = (self._denied, KEEP_DENIED) if order.state is _S.DENIED else (self._ended, KEEP_ENDED)
            ended.append(order.client_id)
            while len(ended) > keep:
                self._forget(ended.popleft())
        self.changes.mark((order.client_id,))
        self._on_change(order)
        if self._on_record:
            self._on_record(
                OrderRecord(
                    time_ms=self._now_ms,
                    client_id=order.client_id,
                    order_id=order.order_id,
                    owner=order.owner,
                    instrument=order.instrument,
                    side=order.side,
                    price=order.price,
                    quantity=order.quantity,
                    placed_ms=order.placed_ms,
                    expires_ms=order.expires_ms,
                    before=before,
                    state=order.state,
                    filled=order.filled,
                    cash=order.cash,
                    reason=order.reason,
                    why=order.why,
                )
            )

    def _forget(self, client_id: ClientOrderId) -> None:
        order = self._orders.pop(client_id, None)
        self._counted.pop(client_id, None)
        self._booked.pop(client_id, None)
        self._suspects.discard(client_id)
        self._inexact.discard(client_id)
        self._answered.discard(client_id)
        if order is not None and order.order_id is not None:
            self._by_exchange.pop((order.instrument, order.order_id), None)

    def _sweep(self, time_ms: RoundMs) -> None:
        for order in list(self._open.values()):
            contract_end = parse_instrument_id(order.instrument).expiry_ms
            if contract_end is not None and time_ms >= contract_end and order.state is not _S.SUBMITTED:
                # nobody told how it ended: a deal of its last moment may have been missed
                self._suspects.add(order.client_id)
                self._change(order, _S.EXPIRED, say("the contract expired"))
            elif time_ms >= order.expires_ms + OVERDUE_MS and order.state in (_S.WORKING, _S.PARTIALLY_FILLED):
                self.doubt(order, say("its lifetime is over and the exchange has not said how it ended"))
        self._next_sweep = min((_sweep_at(order, after=time_ms) for order in self._open.values()), default=_NEVER)


def _sweep_at(order: Order, after: int = -1) -> RoundMs:
    """The next moment at which the clock alone says something about `order`."""
    contract_end = parse_instrument_id(order.instrument).expiry_ms
    moments = [order.expires_ms + OVERDUE_MS]
    if contract_end is not None:
        moments.append(contract_end)
    # a moment that has passed without ending it (a reply is still awaited) is looked at again with the next update
    return RoundMs(min((moment for moment in moments if moment > after), default=after + 1))


def tell(order: Order) -> str:
    """An order in words, for people."""
    values = {"quantity": order.quantity, "instrument": order.instrument, "price": Amount(order.price)}
    if order.side is Side.BUY:
        return say("buy {quantity} {instrument} at {price}", **values)
    return say("sell {quantity} {instrument} at {price}", **values)
