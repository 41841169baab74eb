"""What the exchange counts beyond our books, made up: a teammate's orders among it."""

from dataclasses import dataclass, field

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Side
from algotrade_gui.wire.messages import PendingOrder


@dataclass
class FakeReconciler:
    """As the account's reconciler."""

    differences: dict[InstrumentId, int] = field(default_factory=dict)
    cash_difference: Cents = Cents(0)
    outside_orders: dict[tuple[InstrumentId, ExchangeOrderId], PendingOrder] = field(default_factory=dict)

    def find(self, instrument: InstrumentId, side: Side, quantity: int) -> None:
        """A teammate has so many working, at one dollar."""
        order_id = ExchangeOrderId(len(self.outside_orders) + 1)
        self.outside_orders[instrument, order_id] = PendingOrder(
            order_id=order_id,
            team=TeamId(1),
            side=side,
            price=Cents(100),
            placed_ms=RoundMs(0),
            expires_ms=RoundMs(5_000),
            remaining=quantity,
            quantity=quantity,
            live=True,
        )
