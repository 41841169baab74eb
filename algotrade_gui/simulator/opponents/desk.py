"""What an opponent may still do on one update: it writes requests no further than its free cash, contracts and limits go."""

from collections.abc import Collection, Mapping, Sequence

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.simulator.matching import BookOrder
from algotrade_gui.simulator.opponents.view import Quotes
from algotrade_gui.simulator.requests import AddRequest, CancelRequest

Request = AddRequest | CancelRequest

LINGER_MS = 50
"""How long an order that is meant to deal at once may rest where it came too late."""


class Desk:
    """An opponent's account as a client knows it, less what its requests on the way may cost; and the requests of this update."""

    def __init__(
        self,
        *,
        time_ms: RoundMs,
        latency_ms: int,
        cash: int,
        held: Mapping[InstrumentId, int],
        working: Mapping[InstrumentId, Sequence[BookOrder]],
        busy: Collection[InstrumentId] = (),
        orders_left: int = 600,
        messages_left: int = 300,
        first_id: int = 1,
    ) -> None:
        self.time_ms = time_ms
        self.latency_ms = latency_ms
        """At most so long until a request of now arrives."""
        self.cash = cash
        """Free cents; falls with each bid that is written."""
        self._held = dict(held)
        self._working = working
        self._busy = set(busy)
        self._orders_left = orders_left
        self._messages_left = messages_left
        self._next_id = first_id
        self.requests: list[Request] = []

    # --- reading ---

    def held(self, instrument: InstrumentId) -> int:
        """Free contracts; falls with each ask that is written."""
        return self._held.get(instrument, 0)

    def holdings(self) -> list[InstrumentId]:
        """What there is to sell."""
        return [instrument for instrument, quantity in self._held.items() if quantity > 0]

    def working(self, instrument: InstrumentId) -> Sequence[BookOrder]:
        """The resting orders there."""
        return self._working.get(instrument, ())

    def is_busy(self, instrument: InstrumentId) -> bool:
        """Whether a request about it is on the way or written: its outcome is to be waited for."""
        return instrument in self._busy

    # --- writing ---

    def buy(self, quotes: Quotes, price: int, quantity: int, life_ms: int = LINGER_MS) -> str | None:
        """Bid for as much of `quantity` as can be paid; return the request's id, None where it is nothing.

        The order lives `life_ms` past the latest moment at which it may arrive.
        """
        quantity = min(quantity, self.cash // price) if price > 0 else 0
        if not self._may_order(quantity):
            return None
        self.cash -= price * quantity
        return self._add(quotes, "bid", price, quantity, life_ms)

    def sell(self, quotes: Quotes, price: int, quantity: int, life_ms: int = LINGER_MS) -> str | None:
        """Ask for as much of `quantity` as is held free; otherwise like `buy`."""
        quantity = min(quantity, self.held(quotes.id)) if price > 0 else 0
        if not self._may_order(quantity):
            return None
        self._held[quotes.id] -= quantity
        return self._add(quotes, "ask", price, quantity, life_ms)

    def cancel(self, instrument: InstrumentId, order: BookOrder) -> None:
        """Take a working order back. What it reserves is free once the exchange has done so, not before."""
        if self._messages_left > 0:
            self._messages_left -= 1
            self._busy.add(instrument)
            self.requests.append(CancelRequest(self._take_id(), order.id, instrument))

    def _may_order(self, quantity: int) -> bool:
        return quantity > 0 and self._orders_left > 0 and self._messages_left > 0

    def _add(self, quotes: Quotes, side: str, price: int, quantity: int, life_ms: int) -> str:
        self._orders_left -= 1
        self._messages_left -= 1
        self._busy.add(quotes.id)
        expires_ms = min(self.time_ms + self.latency_ms + life_ms, quotes.expiry_ms)
        request_id = self._take_id()
        self.requests.append(AddRequest(request_id, quotes.id, price, expires_ms, side, quantity))
        return request_id

    def _take_id(self) -> str:
        self._next_id += 1
        return str(self._next_id - 1)
