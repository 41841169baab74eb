"""Refuse a buy that would use more of the team's money than this machine's share."""

from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule


class BudgetShare(Rule):
    """What everyone on this machine has invested, what their open buys reserve and this buy: at most `share` of the team's capital.

    The capital is the team's cash and the cost of all it holds, a teammate's holdings included. While the exchange has not told the cash,
    no buy passes. A sale always passes.
    """

    name = "budget_share"

    def __init__(self, share: float) -> None:
        self._share = share

    def check(self, order: Order, view: RiskView) -> Denial | None:
        if order.side is Side.SELL:
            return None
        capital = view.team_capital
        reach = view.machine_capital + order.price * order.quantity
        if capital is None:
            return self._deny("unknown", reach, say("the team's cash is not known yet"))
        limit = int(self._share * capital)
        if reach <= limit:
            return None
        return self._deny(
            limit,
            reach,
            say(
                "this order could bring this machine to {reach} in use, {share} of the team's capital are {limit}",
                reach=Amount(reach),
                share=f"{self._share:.0%}",
                limit=Amount(limit),
            ),
        )

    def _deny(self, limit: int | str, value: int, reason: str) -> Denial:
        return Denial(
            rule=self.name, limit=limit, value=value, message=say("{rule}: {message}", rule=self.name, message=reason)
        )
