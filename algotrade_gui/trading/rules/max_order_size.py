"""Refuse an order of too many contracts."""

from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule


class MaxOrderSize(Rule):
    """At most `limit` contracts in one order, buys and sells alike."""

    name = "max_order_size"

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        if order.quantity <= self._limit:
            return None
        return Denial(
            rule=self.name,
            limit=self._limit,
            value=order.quantity,
            message=f"{self.name}: {order.quantity} contracts in one order, at most {self._limit} are allowed",
        )
