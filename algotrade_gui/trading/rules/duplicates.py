"""Refuse the same order again and again: a loop that has lost its brakes."""

from collections import deque

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.core.words import say
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
        self._newest_ms = RoundMs(0)
        """When an order was sent last. A clock before that is another round's, in which none was sent yet."""

    def check(self, order: Order, view: RiskView) -> Denial | None:
        times = self._sent.get(_key(order))
        if times is None or view.now_ms < self._newest_ms:
            return None
        count = sum(view.now_ms - MS_PER_S < at for at in times)
        if count < self._limit:
            return None
        return Denial(
            rule=self.name,
            limit=self._limit,
            value=count + 1,
            message=say(
                "{rule}: {count} orders like this one within a second, at most {limit} are allowed",
                rule=self.name,
                count=count,
                limit=self._limit,
            ),
        )

    def passed(self, order: Order, view: RiskView) -> None:
        if view.now_ms < self._newest_ms or len(self._sent) > _KEEP:
            self._sent.clear()
        self._newest_ms = view.now_ms
        self._sent.setdefault(_key(order), deque(maxlen=self._limit)).append(view.now_ms)


def _key(order: Order) -> _Key:
    return order.owner, order.instrument, order.side, order.price, order.quantity
