"""Refuse a buy that would bind too much money."""

from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, LimitRule, RiskView


class MaxCapital(LimitRule):
    """What an owner's holdings cost, what his open buys reserve and this buy: at most `limit` cents. A sale always passes."""

    name = "max_capital"

    def check(self, order: Order, view: RiskView) -> Denial | None:
        if order.side is Side.SELL:
            return None
        reach = view.capital + order.price * order.quantity
        if reach <= self._limit:
            return None
        return self._denial(
            reach,
            say(
                "{used} in use, this order could make it {reach}, at most {limit} are allowed",
                used=Amount(view.capital),
                reach=Amount(reach),
                limit=Amount(self._limit),
            ),
        )
