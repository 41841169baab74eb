"""Refuse an order that would deal with one of our own."""

from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, Resting, RiskView, Rule


class SelfTrade(Rule):
    """No order may reach the price of an open order of this account on the other side, whoever owns it, a teammate included.

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
                    message=_words(self.name, other),
                )
        return None


def _words(rule: str, other: Resting) -> str:
    values = {"rule": rule, "owner": str(other.owner), "price": Amount(other.price)}
    if other.side is Side.BUY:
        return say("{rule}: it would meet {owner}'s own buy at {price}", **values)
    return say("{rule}: it would meet {owner}'s own sell at {price}", **values)
