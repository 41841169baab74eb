"""Refuse the same order again and again: a loop that has lost its brakes."""

from collections import deque

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule

_Key = tuple[BotId, InstrumentId, Side, Cents, int]

_KEEP = 10_000


class Duplicates(Rule):
    """At most `limit` equal orders of one owner (instrument, side, price, quantity) within any second of the round's clock."""

    name = "duplicates_per_s"

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sent: dict[_Key, deque[RoundMs]] = {}

    def check(self, order: Order, view: RiskView) -> Denial | None:
        times = self._sent.get(_key(order))
        if times is None:
            return None
        # a time ahead of now is a former round's
        count = sum(view.now_ms - MS_PER_S < at <= view.now_ms for at in times)
        if count < self._limit:
            return None
        return Denial(
            rule=self.name,
            limit=self._limit,
            value=count + 1,
            message=f"{self.name}: {count} orders like this one within a second, at most {self._limit} are allowed",
        )

    def passed(self, order: Order, view: RiskView) -> None:
        if len(self._sent) > _KEEP:
            self._sent.clear()
        self._sent.setdefault(_key(order), deque(maxlen=self._limit)).append(view.now_ms)


def _key(order: Order) -> _Key:
    return order.owner, order.instrument, order.side, order.price, order.quantity
