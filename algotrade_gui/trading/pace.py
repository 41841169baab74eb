"""How briskly each owner sends orders, with how much of what he ordered was dealt."""

from collections import Counter, deque
from collections.abc import Callable
from typing import Final, Protocol

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import MS_PER_S, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, OrderState

PACE_MS: Final = 5_000
"""Orders per second are those of this time, divided: a number that can be read does not jump with each burst."""
_KEPT: Final = 300 * PACE_MS // MS_PER_S
"""No team may send more within that time."""


class OrderNews(Protocol):
    """The part of the order tracker that is listened to."""

    def on_change(self, listener: Callable[[Order], None]) -> object: ...
    def on_fill(self, listener: Callable[[Fill], None]) -> object: ...


class OrderPace:
    """Counts orders as they are submitted, and their fills, per owner; of this round. Cheap: a step per change of an order."""

    def __init__(self, orders: OrderNews) -> None:
        self._sent_ms: dict[BotId, deque[int]] = {}
        self._ordered: Counter[BotId] = Counter()
        self._dealt: Counter[BotId] = Counter()
        orders.on_change(self._changed)
        orders.on_fill(self._filled)

    def per_s(self, owner: BotId, now_ms: RoundMs) -> float:
        """Orders a second that `owner` sent within the last five seconds of the round's clock."""
        sent = self._sent_ms.get(owner)
        if sent is None:
            return 0.0
        while sent and sent[0] <= now_ms - PACE_MS:
            sent.popleft()
        return len(sent) * MS_PER_S / PACE_MS

    def fill_rate(self, owner: BotId) -> float | None:
        """The share of the contracts which `owner` ordered that were dealt, 0 to 1; refused orders are left out. None before the first."""
        ordered = self._ordered[owner]
        return min(1.0, self._dealt[owner] / ordered) if ordered > 0 else None

    def clear(self) -> None:
        """Start clean: another round."""
        self._sent_ms.clear()
        self._ordered.clear()
        self._dealt.clear()

    def _changed(self, order: Order) -> None:
        if order.state is OrderState.SUBMITTED:
            self._sent_ms.setdefault(order.owner, deque(maxlen=_KEPT)).append(order.placed_ms)
            self._ordered[order.owner] += order.quantity
        elif order.state is OrderState.REJECTED:
            self._ordered[order.owner] -= order.quantity

    def _filled(self, fill: Fill) -> None:
        self._dealt[fill.owner] += fill.quantity
