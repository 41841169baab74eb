"""Refuse a buy that costs too much."""

from algotrade_gui.core.words import Amount, say
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
            say("the order costs {cost}, at most {limit} is allowed", cost=Amount(cost), limit=Amount(self._limit)),
        )
