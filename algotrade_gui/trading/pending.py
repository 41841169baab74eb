"""Our orders against the exchange's list of pending ones: what it settles at once, and what it must show twice."""

from collections.abc import Mapping, Sequence

from algotrade_gui.core.ids import ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, OrderState
from algotrade_gui.trading.activity import Window
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.wire.messages import PendingOrder

LOOKS_APART_MS = 200
"""What the exchange's word shows twice counts when the market's clock went on so far in between: deals are published within 100 ms."""

Listed = Mapping[InstrumentId, Sequence[PendingOrder]]
_GONE = -1
_Key = tuple[InstrumentId, ExchangeOrderId]


class PendingCheck:
    """Compares the tracker's orders with a list of the exchange's.

    What we do not know, one list tells: an unknown order that is listed works, one that is not has ended. What contradicts us (a fill that
    nobody told, an order that we think works and that is not listed) must show in two lists, with nothing of ours on its instrument
    between asking and reply.
    """

    def __init__(self, orders: OrderTracker) -> None:
        self._orders = orders
        # per order: what its list showed (contracts missing, or _GONE), what we had counted, and when
        self._seen: dict[ClientOrderId, tuple[int, int, RoundMs]] = {}
        self.strangers: dict[_Key, PendingOrder] = {}
        """Orders of the account that were not placed here, as two running lists showed: a teammate's, or one doubled on its way."""
        self._strange: set[_Key] = set()
        """Those that the last list showed, once or more."""

    @property
    def wants_another(self) -> bool:
        """Whether the last list showed what the next one is to confirm."""
        return not self._strange <= self.strangers.keys()

    def new_round(self) -> None:
        """Start clean."""
        self._seen.clear()
        self.strangers = {}
        self._strange.clear()

    def forget_stranger(self, key: _Key) -> None:
        """It is known to have left its book."""
        self.strangers.pop(key, None)
        self._strange.discard(key)

    def take(self, listed: Listed, asked: set[ClientOrderId], window: Window, now_ms: RoundMs) -> list[Order]:
        """Settle what the list tells; return the orders of unknown fate that it cannot settle.

        `asked` are the orders that were unknown before the list was asked for: it says nothing of later ones.
        """
        rows = {(instrument, row.order_id): row for instrument, found in listed.items() for row in found}
        left = [order for order in self._orders.unknown() if order.client_id in asked]
        left = [order for order in left if not self._take_unknown(order, listed, rows, window, now_ms)]
        for order in self._orders.working():
            if order.order_id is None or order.state is OrderState.UNKNOWN or order.instrument in window.touched:
                continue
            row = rows.get((order.instrument, order.order_id))
            if row is not None:
                if self._settle_row(order, row, window, now_ms):
                    self._orders.confirm(order)
            elif self._shown_twice(order, _GONE, now_ms):
                self._orders.vanish(order, say("no longer at the exchange"))
        self._note_strangers(rows, window)
        open_ids = {order.client_id for order in self._orders.working()}
        self._seen = {key: seen for key, seen in self._seen.items() if key in open_ids}
        return left

    def _note_strangers(self, rows: Mapping[_Key, PendingOrder], window: Window) -> None:
        """One list is not enough: the reply that gives an order of ours its id may be on its way."""
        awaited = [order for order in self._orders.working() if order.order_id is None]
        strange = {
            key
            for key, row in rows.items()
            if self._orders.find(*key) is None
            and (key in self.strangers or key[0] not in window.touched)
            and not any(order.instrument == key[0] and _may_be(order, row) for order in awaited)
        }
        self.strangers = {key: rows[key] for key in sorted(strange & (self._strange | self.strangers.keys()))}
        self._strange = strange

    def _take_unknown(
        self,
        order: Order,
        listed: Listed,
        rows: Mapping[tuple[InstrumentId, ExchangeOrderId], PendingOrder],
        window: Window,
        now_ms: RoundMs,
    ) -> bool:
        """Whether the order's fate is settled now."""
        if order.order_id is None:
            self._adopt(order, listed.get(order.instrument, ()))
        row = None if order.order_id is None else rows.get((order.instrument, order.order_id))
        if not order.state.is_open:
            return True
        if row is not None:
            if not self._settle_row(order, row, window, now_ms):
                return False
            self._orders.confirm(order)
        elif order.order_id is not None:
            # it was in the book and is not any more; fills still on their way count on an ended order too
            self._orders.vanish(order, say("no longer at the exchange"))
        elif now_ms > order.expires_ms:
            # its frame cannot become a working order any more; it may have dealt on arrival
            self._orders.vanish(order, say("never confirmed, not at the exchange when its lifetime was over"))
        else:
            return False
        return True

    def _settle_row(self, order: Order, row: PendingOrder, window: Window, now_ms: RoundMs) -> bool:
        """Book fills that the exchange counts and nobody told us of, once two lists show the same; False asks for another list.

        A deal of the last 100 ms is in the list before its event is published: the second list tells it from one that was missed.
        """
        missing = row.quantity - row.remaining - order.filled
        if missing <= 0:
            self._seen.pop(order.client_id, None)
            return True
        if order.instrument in window.touched or not self._shown_twice(order, missing, now_ms):
            return False
        self._orders.book_unseen(order, missing)
        return True

    def _shown_twice(self, order: Order, shown: int, now_ms: RoundMs) -> bool:
        before = self._seen.get(order.client_id)
        if before is None or before[:2] != (shown, order.filled):
            self._seen[order.client_id] = (shown, order.filled, now_ms)
            return False
        if now_ms - before[2] < LOOKS_APART_MS:
            return False
        del self._seen[order.client_id]
        return True

    def _adopt(self, order: Order, rows: Sequence[PendingOrder]) -> None:
        """Recognise an order that was never acknowledged among the exchange's, if exactly one can be it."""
        fits = [
            row for row in rows if _may_be(order, row) and self._orders.find(order.instrument, row.order_id) is None
        ]
        twins = [other for other in self._orders.unknown() if other.order_id is None and _same_request(other, order)]
        if len(fits) == len(twins) == 1:
            self._orders.adopt(order, fits[0].order_id)


def _may_be(order: Order, row: PendingOrder) -> bool:
    """Whether an order that was never acknowledged may be that one of the exchange's, on the same instrument."""
    return (row.side, row.price, row.quantity) == (order.side, order.price, order.quantity) and (
        row.placed_ms >= order.placed_ms
    )


def _same_request(one: Order, other: Order) -> bool:
    return (one.instrument, one.side, one.price, one.quantity) == (
        other.instrument,
        other.side,
        other.price,
        other.quantity,
    )
