"""Refuse an order beyond this machine's share of the team's pending orders."""

from typing import Final

from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule

TEAM_PENDING: Final = 600
"""Orders that a team may have working (protocol section 7)."""


class PendingShare(Rule):
    """At most `share` of 600 orders may be open at once from this machine, those on their way and of unknown fate included."""

    name = "pending_share"

    def __init__(self, share: float) -> None:
        self._limit = int(TEAM_PENDING * share)

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        count = view.machine_orders + 1
        if count <= self._limit:
            return None
        return Denial(
            rule=self.name,
            limit=self._limit,
            value=count,
            message=f"{self.name}: it would be open order number {count} of this machine, at most {self._limit} are allowed",
        )
