"""Refuse an order of too many contracts."""

from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, LimitRule, RiskView


class MaxOrderSize(LimitRule):
    """At most `limit` contracts in one order, buys and sells alike."""

    name = "max_order_size"

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        if order.quantity <= self._limit:
            return None
        return self._denial(
            order.quantity,
            say("{count} contracts in one order, at most {limit} are allowed", count=order.quantity, limit=self._limit),
        )
