"""Our own executions."""

from dataclasses import dataclass

from algotrade_gui.core.ids import BotId, ClientOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Part or whole of one of our orders, dealt.

    `cash` is exact: what the deal did to our cash, negative for a buy. `price` is the mean price, for display; an immediate fill may
    have swept several levels, of which the reply tells only the sum.
    """

    id: FillId
    client_id: ClientOrderId
    owner: BotId
    instrument: InstrumentId
    side: Side
    quantity: int
    cash: Cents
    time_ms: RoundMs
    passive: bool
    """True where our order was resting, False where it took."""
    reason: str = ""
    """Why it was dealt, where no order of the owner's says so: the kill switch."""

    @property
    def price(self) -> float:
        """Mean price in cents per contract."""
        return abs(self.cash) / self.quantity
