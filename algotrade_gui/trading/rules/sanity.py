"""Refuse what no exchange can take: a price or quantity that is no whole number above zero, an instrument nobody trades."""

from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import UnknownInstrumentError, parse_instrument_id
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule

MAX_WIRE_INT = 2**63 - 1
"""Numbers on the wire are 64-bit (protocol section 2)."""


_PRICE, _QUANTITY = say("price (cents)"), say("quantity")
_LIFETIME, _END = say("lifetime (ms)"), say("end of its lifetime (ms)")
_INSTRUMENT = say("instrument")
_WHOLE, _TRADEABLE = say("a whole number above zero"), say("a future, a call or a put")


class Sanity(Rule):
    """Whole numbers above zero, a tradeable instrument, a lifetime that lies ahead."""

    name = "sanity"

    def check(self, order: Order, view: RiskView) -> Denial | None:  # noqa: ARG002 - the gate asks every rule alike
        checks: tuple[tuple[str, object], ...] = (
            (_PRICE, order.price),
            (_QUANTITY, order.quantity),
            (_LIFETIME, order.expires_ms - order.placed_ms),
            (_END, order.expires_ms),
        )
        for what, value in checks:
            # a strategy is not type-checked: it may well pass a float
            if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MAX_WIRE_INT:
                return self._deny(what, value, _WHOLE)
        instrument: object = order.instrument
        try:
            tradeable = isinstance(instrument, str) and parse_instrument_id(instrument).is_tradeable
        except UnknownInstrumentError:
            tradeable = False
        return None if tradeable else self._deny(_INSTRUMENT, order.instrument, _TRADEABLE)

    def _deny(self, what: str, value: object, wanted: str) -> Denial:
        return Denial(
            rule=self.name,
            limit=wanted,
            value=str(value),
            message=say(
                "{rule}: {what} is {value}, not {wanted}", rule=self.name, what=what, value=repr(value), wanted=wanted
            ),
        )
