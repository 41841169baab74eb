"""Refuse to buy once too much was lost."""

from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule


class MaxLossBot(Rule):
    """No buy by an owner who is down `limit` cents or more in this round. A sale always passes: it is the way out."""

    name = "max_loss_bot"

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def check(self, order: Order, view: RiskView) -> Denial | None:
        return None if order.side is Side.SELL else denial(self.name, str(order.owner), self._limit, view.pnl)


class MaxLossTeam(Rule):
    """No buy by anyone while all of this machine together is down `limit` cents or more in this round."""

    name = "max_loss_team"

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def check(self, order: Order, view: RiskView) -> Denial | None:
        return None if order.side is Side.SELL else denial(self.name, say("the team"), self._limit, view.team_pnl)


def denial(rule: str, who: str, limit: int, pnl: int) -> Denial | None:
    """What a P&L of `pnl` cents comes to under a `limit`; also asked between orders, by whoever watches the losses."""
    if -pnl < limit:
        return None
    return Denial(
        rule=rule,
        limit=limit,
        value=-pnl,
        message=say(
            "{rule}: {who} is down {loss} in this round, {limit} was the limit",
            rule=rule,
            who=who,
            loss=Amount(-pnl),
            limit=Amount(limit),
        ),
    )
