"""Cash and contracts of each team: what it owns and what its working orders reserve of it (protocol section 7)."""

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, TeamId
from algotrade_gui.core.units import Cents
from algotrade_gui.simulator.matching import BookOrder

HOUSE = TeamId(0)
"""The built-in traders' team: unlimited, and the other side of whatever the teams own."""


class Account:
    """One team's cash (cents) and contracts, each as reserved and total; the free part is the difference.

    Bids reserve price x quantity of cash, asks their contracts. An unlimited account reserves nothing and may go below nought.
    """

    __slots__ = ("cash", "cash_reserved", "held", "held_reserved", "orders", "pending", "team", "unlimited")

    def __init__(self, team: TeamId, cash: int, *, unlimited: bool = False) -> None:
        self.team = team
        self.unlimited = unlimited
        self.cash = cash
        self.cash_reserved = 0
        self.held: dict[InstrumentId, int] = {}
        """Total contracts. A key stays, at 0, once the team has traded the instrument, until the contract ends."""
        self.held_reserved: dict[InstrumentId, int] = {}
        self.orders: dict[InstrumentId, dict[ExchangeOrderId, BookOrder]] = {}
        """The working orders, not kept for an unlimited account."""
        self.pending = 0
        """How many working orders there are."""

    def can_buy(self, cost: int) -> bool:
        """Whether `cost` cents are free."""
        return self.unlimited or cost <= self.cash - self.cash_reserved

    def can_sell(self, instrument: InstrumentId, quantity: int) -> bool:
        """Whether `quantity` contracts are free: nobody but the house sells what he does not own."""
        if self.unlimited:
            return True
        return quantity <= self.held.get(instrument, 0) - self.held_reserved.get(instrument, 0)

    def reserve(self, instrument: InstrumentId, is_bid: bool, price: int, quantity: int) -> None:
        """Set aside what an order of `quantity` may cost; a negative `quantity` releases it."""
        if self.unlimited:
            return
        if is_bid:
            self.cash_reserved += price * quantity
        else:
            self.held_reserved[instrument] = self.held_reserved.get(instrument, 0) + quantity

    def order_rests(self, instrument: InstrumentId, order: BookOrder) -> None:
        """Keep a working order and set aside what its remaining quantity may cost."""
        if self.unlimited:
            return
        self.orders.setdefault(instrument, {})[order.id] = order
        self.pending += 1
        self.reserve(instrument, order.is_bid, order.price, order.remaining)

    def order_gone(self, instrument: InstrumentId, order: BookOrder) -> None:
        """Forget a working order and release what its remaining quantity (0 once filled) still reserved."""
        if self.unlimited:
            return
        orders = self.orders[instrument]
        del orders[order.id]
        if not orders:
            del self.orders[instrument]
        self.pending -= 1
        if order.remaining:
            self.reserve(instrument, order.is_bid, order.price, -order.remaining)

    def trade(self, instrument: InstrumentId, quantity: int, price: int) -> None:
        """Book `quantity` contracts (negative: sold) at `price` cents each."""
        self.held[instrument] = self.held.get(instrument, 0) + quantity
        self.cash -= quantity * price

    def settle(self, instrument: InstrumentId, payoff: Cents) -> int:
        """Turn the contracts of an ended instrument into cash; return how many there were. Its orders must be gone."""
        quantity = self.held.pop(instrument, 0)
        self.held_reserved.pop(instrument, None)
        self.cash += quantity * payoff
        return quantity

    def inventory(self) -> dict[str, list[int]]:
        """The account as `get_inventory` tells it: `$` for cash, each [reserved, total]."""
        pairs = {"$": [self.cash_reserved, self.cash]}
        for instrument in sorted(self.held):
            pairs[instrument] = [self.held_reserved.get(instrument, 0), self.held[instrument]]
        return pairs
