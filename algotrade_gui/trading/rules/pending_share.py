"""Refuse an order beyond this machine's share of the team's pending orders."""

from typing import Final

from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule

TEAM_PENDING: Final = 600
"""Orders that a team may have working (protocol section 7)."""


class PendingShare(Rule):
    """At most `share` of 600 orders may be open at once from this machine, those on their way and of unknown fate included.

    The last tenth of them is for owners who have fewer than that many: a bot that rests all it can harms itself alone.
    """

    name = "pending_share"

    def __init__(self, share: float) -> None:
        self._limit = int(TEAM_PENDING * share)
        self._kept = self._limit // 10

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        count = view.machine_orders + 1
        if count <= self._limit - self._kept:
            return None
        if count <= self._limit:
            own = view.owner_orders + 1
            return None if own <= self._kept else self._deny(self._kept, own, self._last(own))
        return self._deny(
            self._limit,
            count,
            say(
                "{rule}: it would be open order number {count} of this machine, at most {limit} are allowed",
                rule=self.name,
                count=count,
                limit=self._limit,
            ),
        )

    def _last(self, own: int) -> str:
        return say(
            "{rule}: it would be open order number {own} of this owner; the last {kept} of {limit} are for those who have fewer",
            rule=self.name,
            own=own,
            kept=self._kept,
            limit=self._limit,
        )

    def _deny(self, limit: int, value: int, message: str) -> Denial:
        return Denial(rule=self.name, limit=limit, value=value, message=message)
