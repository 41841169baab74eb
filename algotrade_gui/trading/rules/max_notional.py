"""Refuse a buy that costs too much."""

from algotrade_gui.core.units import cents_to_text
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, LimitRule, RiskView


class MaxNotional(LimitRule):
    """A buy may cost at most `limit` cents (price x quantity). A sale brings money and always passes."""

    name = "max_order_notional"

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        cost = order.price * order.quantity
        if order.side is Side.SELL or cost <= self._limit:
            return None
        return self._denial(
            cost,
            f"the order costs {cents_to_text(cost)}, at most {cents_to_text(self._limit)} is allowed",
        )
