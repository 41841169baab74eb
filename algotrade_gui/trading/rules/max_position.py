"""Refuse a buy that could make a holding too large."""

from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, LimitRule, RiskView


class MaxPosition(LimitRule):
    """What an owner holds in one instrument, what his open buys may bring and this buy together: at most `limit` contracts."""

    name = "max_position"

    def check(self, order: Order, view: RiskView) -> Denial | None:
        if order.side is Side.SELL:
            return None
        reach = view.held + view.buying + order.quantity
        if reach <= self._limit:
            return None
        return self._denial(
            reach,
            say(
                "holding {held} and buying {buying}, this order could make it {reach}, at most {limit} are allowed",
                held=view.held,
                buying=view.buying,
                reach=reach,
                limit=self._limit,
            ),
        )
