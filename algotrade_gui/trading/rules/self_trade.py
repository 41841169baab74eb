"""Refuse an order that would deal with one of our own."""

from algotrade_gui.core.units import cents_to_text
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule


class SelfTrade(Rule):
    """No order may reach the price of an open order of this account on the other side, whoever of us owns it.

    The exchange would match the two (protocol section 10): no money changes hands, but both books of ours and the limits are moved by it.
    """

    name = "self_trade"

    def check(self, order: Order, view: RiskView) -> Denial | None:
        for other in view.own_orders:
            if other.side is order.side or other is order:
                continue
            if order.price >= other.price if order.side is Side.BUY else order.price <= other.price:
                return Denial(
                    rule=self.name,
                    limit=other.price,
                    value=order.price,
                    message=f"{self.name}: it would meet {other.owner}'s own {other.side.value} at {cents_to_text(other.price)}",
                )
        return None
