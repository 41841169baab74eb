"""A cache on a manual clock, fed by hand."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.wire.messages import MarketUpdate
from algotrade_gui.wire.season2025 import Season2025
from tests.support.made_up import update

SIMP = Underlying("$SIMP")
FUTURE = InstrumentId("$SIMP_future_60")
LATER = InstrumentId("$SIMP_future_75")
CALL = InstrumentId("$SIMP_call_100000_60")
PUT = InstrumentId("$SIMP_put_99000_60")


class CountingDialect(Season2025):
    """Counts the books it decodes."""

    def __init__(self) -> None:
        super().__init__()
        self.decoded_books = 0

    def decode_book(self, raw: msgspec.Raw | bytes) -> Any:
        self.decoded_books += 1
        return super().decode_book(raw)


class Scene:
    """What a cache test needs."""

    def __init__(self, *, on_frame: Callable[..., None] | None = None) -> None:
        self.exchange = MemoryExchange(on_frame=on_frame)
        self.dialect = CountingDialect()
        self.errors = ErrorCentre()
        self.clock = ManualClock(1_000.0)
        self.cache = MarketDataCache(self.exchange, self.dialect, self.errors, self.clock)

    def take(
        self, time_ms: int, books: Mapping[Any, Any] | None = None, *, step_ms: float = 100.0, **parts: Any
    ) -> MarketUpdate:
        """Decode and apply one small update (tests.support.made_up.update); `step_ms` pass."""
        return self.apply_frame(msgspec.json.encode(update(time_ms, dict(books or {}), **parts)), step_ms)

    def apply_frame(self, frame: bytes, step_ms: float = 100.0) -> MarketUpdate:
        """Decode and apply one frame; `step_ms` pass."""
        self.clock.advance(step_ms)
        message = self.dialect.decode(frame)
        assert isinstance(message, MarketUpdate)
        self.cache.apply(message)
        return message

    @property
    def warnings(self) -> list[str]:
        return [record.message for record in self.errors.records]


def trade(instrument: str, price: int, quantity: int = 1, time_ms: int = 0) -> dict[str, Any]:
    """A public trade as on the wire."""
    data = {
        "instrumentID": instrument,
        "passiveOrderID": 1,
        "activeOrderID": 2,
        "quantity": quantity,
        "price": price,
        "time": time_ms,
    }
    return {"event_type": "trade", "data": data}


def settlement(instrument: str, price: int, time_ms: int = 0) -> dict[str, Any]:
    """A settlement as on the wire."""
    data = {"teamID": 0, "instrumentID": instrument, "quantity": 0, "price_at_expiry": price, "time": time_ms}
    return {"event_type": "settlement", "data": data}
