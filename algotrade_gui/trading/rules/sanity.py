"""Refuse what no exchange can take: a price or quantity that is no whole number above zero, an instrument nobody trades."""

from algotrade_gui.domain.instrument import UnknownInstrumentError, parse_instrument_id
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule

MAX_WIRE_INT = 2**63 - 1
"""Numbers on the wire are 64-bit (protocol section 2)."""


class Sanity(Rule):
    """Whole numbers above zero, a tradeable instrument, a lifetime that lies ahead."""

    name = "sanity"

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        checks: tuple[tuple[str, object], ...] = (
            ("price (cents)", order.price),
            ("quantity", order.quantity),
            ("lifetime (ms)", order.expires_ms - order.placed_ms),
            ("end of its lifetime (ms)", order.expires_ms),
        )
        for what, value in checks:
            # a strategy is not type-checked: it may well pass a float
            if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MAX_WIRE_INT:
                return self._deny(what, value, "a whole number above zero")
        instrument: object = order.instrument
        try:
            tradeable = isinstance(instrument, str) and parse_instrument_id(instrument).is_tradeable
        except UnknownInstrumentError:
            tradeable = False
        return None if tradeable else self._deny("instrument", order.instrument, "a future, a call or a put")

    def _deny(self, what: str, value: object, wanted: str) -> Denial:
        return Denial(
            rule=self.name, limit=wanted, value=str(value), message=f"{self.name}: {what} is {value!r}, not {wanted}"
        )
