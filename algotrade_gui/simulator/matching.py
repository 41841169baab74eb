"""One order book with price-time priority. No clock, no accounts, no loop."""

from bisect import bisect_left, insort
from collections.abc import Iterator

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, TeamId
from algotrade_gui.core.units import Cents, RoundMs

DEPTH_LEVELS = 3
"""Levels a side that are published (protocol section 3); the book itself is as deep as it gets."""


class BookOrder:
    """An order of a book. `remaining` above 0 and `live` mean: it rests."""

    __slots__ = ("expires_ms", "id", "is_bid", "live", "placed_ms", "price", "quantity", "remaining", "team")

    def __init__(
        self,
        id: ExchangeOrderId,
        team: TeamId,
        is_bid: bool,
        price: Cents,
        quantity: int,
        placed_ms: RoundMs,
        expires_ms: RoundMs,
    ) -> None:
        self.id = id
        self.team = team
        self.is_bid = is_bid
        self.price = price
        self.quantity = quantity
        self.remaining = quantity
        self.placed_ms = placed_ms
        self.expires_ms = expires_ms
        self.live = True

    def __repr__(self) -> str:
        side = "bid" if self.is_bid else "ask"
        return f"<{side} {self.id} team {self.team}: {self.remaining}/{self.quantity} at {self.price}>"


class Match:
    """A trade between a resting and an active order, at the resting one's price."""

    __slots__ = ("active", "passive", "price", "quantity")

    def __init__(self, passive: BookOrder, active: BookOrder, quantity: int, price: Cents) -> None:
        self.passive = passive
        self.active = active
        self.quantity = quantity
        self.price = price


class _Level:
    __slots__ = ("orders", "quantity")

    def __init__(self) -> None:
        # insertion order is time priority; an order keeps its place while it is filled in parts
        self.orders: dict[ExchangeOrderId, BookOrder] = {}
        self.quantity = 0


_NO_MATCHES: list[Match] = []


class OrderBook:
    """The book of one instrument. Never crossed or locked once `add` has returned.

    `changed` is set by every change of the book and cleared by whoever publishes it.
    """

    __slots__ = ("_ask_prices", "_asks", "_bid_prices", "_bids", "_next_id", "_orders", "changed", "instrument")

    def __init__(self, instrument: InstrumentId) -> None:
        self.instrument = instrument
        self.changed = True
        self._next_id = 1
        self._orders: dict[ExchangeOrderId, BookOrder] = {}
        self._bids: dict[Cents, _Level] = {}
        self._asks: dict[Cents, _Level] = {}
        # both ascending: the best bid is the last, the best ask the first
        self._bid_prices: list[Cents] = []
        self._ask_prices: list[Cents] = []

    # --- reading ---

    @property
    def best_bid(self) -> Cents | None:
        return self._bid_prices[-1] if self._bid_prices else None

    @property
    def best_ask(self) -> Cents | None:
        return self._ask_prices[0] if self._ask_prices else None

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[BookOrder]:
        """The resting orders, oldest first."""
        return iter(self._orders.values())

    def get(self, order_id: int) -> BookOrder | None:
        """Return the resting order of that id."""
        return self._orders.get(ExchangeOrderId(order_id))

    def was_issued(self, order_id: int) -> bool:
        """Whether an order of that id ever was in this book."""
        return 0 < order_id < self._next_id

    def bids(self, levels: int = DEPTH_LEVELS) -> list[tuple[Cents, int]]:
        """The best `levels` bids as (price, quantity), ascending by price: the best comes last."""
        table = self._bids
        return [(price, table[price].quantity) for price in self._bid_prices[-levels:]]

    def asks(self, levels: int = DEPTH_LEVELS) -> list[tuple[Cents, int]]:
        """The best `levels` asks as (price, quantity), ascending by price: the best comes first."""
        table = self._asks
        return [(price, table[price].quantity) for price in self._ask_prices[:levels]]

    # --- changing ---

    def add(
        self, team: TeamId, is_bid: bool, price: Cents, quantity: int, placed_ms: RoundMs, expires_ms: RoundMs
    ) -> tuple[BookOrder, list[Match]]:
        """Match an order against the other side, let the rest of it rest, and return it with its trades, in order.

        `price` and `quantity` must be above 0, which the caller has checked. A team may trade with itself.
        """
        order_id = ExchangeOrderId(self._next_id)
        self._next_id += 1
        self.changed = True
        order = BookOrder(order_id, team, is_bid, price, quantity, placed_ms, expires_ms)
        if is_bid:
            prices = self._ask_prices
            matches = self._take(order, self._asks, prices) if prices and prices[0] <= price else _NO_MATCHES
            own, own_prices = self._bids, self._bid_prices
        else:
            prices = self._bid_prices
            matches = self._take(order, self._bids, prices) if prices and prices[-1] >= price else _NO_MATCHES
            own, own_prices = self._asks, self._ask_prices
        if order.remaining:
            level = own.get(price)
            if level is None:
                level = own[price] = _Level()
                insort(own_prices, price)
            level.orders[order_id] = order
            level.quantity += order.remaining
            self._orders[order_id] = order
        else:
            order.live = False
        return order, matches

    def remove(self, order: BookOrder) -> None:
        """Take a resting order out. The caller made sure that it rests here."""
        del self._orders[order.id]
        order.live = False
        self.changed = True
        levels, prices = (self._bids, self._bid_prices) if order.is_bid else (self._asks, self._ask_prices)
        level = levels[order.price]
        del level.orders[order.id]
        level.quantity -= order.remaining
        if not level.orders:
            del levels[order.price]
            del prices[bisect_left(prices, order.price)]

    def _take(self, active: BookOrder, levels: dict[Cents, _Level], prices: list[Cents]) -> list[Match]:
        matches: list[Match] = []
        best = 0 if active.is_bid else -1
        limit = active.price
        while active.remaining and prices:
            price = prices[best]
            if price > limit if active.is_bid else price < limit:
                break
            level = levels[price]
            while active.remaining and level.orders:
                passive = next(iter(level.orders.values()))
                quantity = min(active.remaining, passive.remaining)
                active.remaining -= quantity
                passive.remaining -= quantity
                level.quantity -= quantity
                matches.append(Match(passive, active, quantity, price))
                if not passive.remaining:
                    passive.live = False
                    del level.orders[passive.id]
                    del self._orders[passive.id]
            if not level.orders:
                del levels[price]
                del prices[best]
        return matches
