"""Refuse a buy that costs too much."""

from algotrade_gui.core.units import cents_to_text
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule


class MaxNotional(Rule):
    """A buy may cost at most `limit` cents (price x quantity). A sale brings money and always passes."""

    name = "max_order_notional"

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        cost = order.price * order.quantity
        if order.side is Side.SELL or cost <= self._limit:
            return None
        return Denial(
            rule=self.name,
            limit=self._limit,
            value=cost,
            message=f"{self.name}: the order costs {cents_to_text(cost)}, at most {cents_to_text(self._limit)} is allowed",
        )
