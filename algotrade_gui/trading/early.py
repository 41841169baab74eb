"""Public events about orders whose id we do not know yet: kept until the reply tells whose they are."""

from collections import Counter, deque

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.wire.messages import CancelEvent, TradeEvent

KEEP_EARLY_MS = 5_000
"""How long an event is kept whose order id we do not know yet (its reply may still be on the way)."""

OrderEvent = TradeEvent | CancelEvent
_Key = tuple[InstrumentId, ExchangeOrderId]


def event_key(event: OrderEvent) -> _Key:
    """The resting order an event is about: ids repeat across books."""
    order_id = event.passive_order_id if isinstance(event, TradeEvent) else event.order_id
    return event.instrument, order_id


class EarlyEvents:
    """Only of books where an order of ours waits for its id; for 5 s of the round's clock, and longer while that order still waits."""

    def __init__(self) -> None:
        self._events: dict[_Key, list[tuple[RoundMs, OrderEvent]]] = {}
        # when what came, oldest first; what was claimed meanwhile stands here until its time is over
        self._ages: deque[tuple[RoundMs, _Key]] = deque()
        self._awaiting: Counter[InstrumentId] = Counter()

    def await_id(self, instrument: InstrumentId) -> None:
        """An order without an id is open on `instrument`."""
        self._awaiting[instrument] += 1

    def end_wait(self, instrument: InstrumentId) -> None:
        """It has got its id, or ended without."""
        self._awaiting[instrument] -= 1

    def waiting(self, instrument: InstrumentId) -> int:
        """How many orders without an id are open on `instrument`."""
        return self._awaiting[instrument]

    def keep(self, time_ms: RoundMs, event: OrderEvent) -> None:
        """Keep `event` if it may be ours."""
        if self._awaiting[event.instrument]:
            key = event_key(event)
            self._events.setdefault(key, []).append((time_ms, event))
            self._ages.append((time_ms, key))

    def claim(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> list[OrderEvent]:
        """Take out the events about this order, in wire order."""
        return [event for _, event in self._events.pop((instrument, order_id), ())]

    def drop_old(self, time_ms: RoundMs) -> None:
        """Let go of what has been kept long enough."""
        while self._ages and self._ages[0][0] < time_ms - KEEP_EARLY_MS:
            if self._awaiting[self._ages[0][1][0]]:
                break  # an order without an id may still turn out to be the one meant
            at_ms, key = self._ages.popleft()
            left = [entry for entry in self._events.pop(key, ()) if entry[0] > at_ms]
            if left:
                self._events[key] = left

    def clear(self) -> None:
        """Start clean."""
        self._events.clear()
        self._ages.clear()
        self._awaiting.clear()
