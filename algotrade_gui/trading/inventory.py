"""What of our holdings can still be sold: the exchange keeps back what open sell orders offer, ours as well as a teammate's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.domain.position import Position
from algotrade_gui.wire.messages import PendingOrder


class OpenOrders(Protocol):
    """The order tracker as far as it is read here. An order whose fate is unknown counts as open."""

    def working(self) -> Sequence[Order]: ...


class OutsideOrders(Protocol):
    """The reconciler as far as it tells the account's working orders that were placed elsewhere."""

    @property
    def outside_orders(self) -> Mapping[tuple[InstrumentId, ExchangeOrderId], PendingOrder]: ...


class Counted(Protocol):
    """The portfolio as far as it counts contracts."""

    def quantity(self, instrument: InstrumentId, /) -> int: ...


class OfferingAccount(Protocol):
    """The account as far as it offers contracts."""

    @property
    def orders(self) -> OpenOrders: ...
    @property
    def reconciler(self) -> OutsideOrders: ...


class StockedAccount(OfferingAccount, Protocol):
    """The account as far as it holds and offers contracts."""

    @property
    def portfolio(self) -> Counted: ...


@dataclass(frozen=True, slots=True)
class Stock:
    """Contracts of one instrument that the team holds, and how many of them no open sell has reserved."""

    held: int
    free: int


def offered(account: OfferingAccount) -> Counter[InstrumentId]:
    """Return the contracts that open sells reserve."""
    found: Counter[InstrumentId] = Counter()
    for order in account.orders.working():
        if order.side is Side.SELL:
            found[order.instrument] += order.remaining
    for (instrument, _), outside in account.reconciler.outside_orders.items():
        if outside.side is Side.SELL:
            found[instrument] += outside.remaining
    return found


def stock(account: StockedAccount, instrument: InstrumentId) -> Stock:
    """Return what the team holds of `instrument`, as far as it is known here."""
    held = account.portfolio.quantity(instrument)
    return Stock(held, max(0, held - offered(account)[instrument]))


def free_to_sell(holdings: Mapping[InstrumentId, Position], account: OfferingAccount) -> dict[InstrumentId, int]:
    """Return the contracts that one more sell order could offer, without instruments that leave none.

    `holdings` are the whole account's (`Portfolio.positions()`).
    """
    taken = offered(account)
    free = {instrument: position.quantity - taken[instrument] for instrument, position in holdings.items()}
    return {instrument: quantity for instrument, quantity in free.items() if quantity > 0}
