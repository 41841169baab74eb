"""Refuse a buy that could pile up too much on one underlying."""

from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, LimitRule, RiskView


class MaxUnderlyingPosition(LimitRule):
    """What an owner holds over all instruments of an underlying, what his open buys may bring and this buy: at most `limit` contracts."""

    name = "max_underlying_position"

    def check(self, order: Order, view: RiskView) -> Denial | None:
        if order.side is Side.SELL:
            return None
        reach = view.underlying_reach + order.quantity
        if reach <= self._limit:
            return None
        return self._denial(
            reach,
            say(
                "with what is held and being bought this order could make it {reach} contracts on the underlying, "
                "at most {limit} are allowed",
                reach=reach,
                limit=self._limit,
            ),
        )
