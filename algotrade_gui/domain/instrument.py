"""What can be traded or watched, and what its id says about it."""

import enum
from dataclasses import dataclass
from functools import lru_cache

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs


class InstrumentKind(enum.Enum):
    """Underlyings are published, never traded (protocol section 4)."""

    UNDERLYING = "underlying"
    FUTURE = "future"
    CALL = "call"
    PUT = "put"

    @property
    def is_option(self) -> bool:
        return self in (InstrumentKind.CALL, InstrumentKind.PUT)


UNDERLYINGS = tuple(Underlying(name) for name in ("$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP"))
"""The six underlyings of 2025, in the exchange's order."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Instrument:
    """One instrument, fully told by its id. `strike` is None unless an option, `expiry_ms` is None for an underlying."""

    id: InstrumentId
    underlying: Underlying
    kind: InstrumentKind
    strike: Cents | None = None
    expiry_ms: RoundMs | None = None

    @property
    def is_tradeable(self) -> bool:
        return self.kind is not InstrumentKind.UNDERLYING

    def payoff(self, settlement: Cents) -> Cents:
        """Cents per contract paid at expiry for the underlying's price `settlement` (protocol section 4)."""
        if self.strike is None:
            return settlement
        gain = settlement - self.strike if self.kind is InstrumentKind.CALL else self.strike - settlement
        return Cents(max(gain, 0))


class UnknownInstrumentError(ValueError):
    """The text is no instrument id of this exchange."""


@lru_cache(maxsize=65_536)
def parse_instrument_id(text: str) -> Instrument:
    """Read an id of protocol section 4: `$UND`, `$UND_future_E`, `$UND_call_K_E`, `$UND_put_K_E` (E seconds, K cents).

    Raises UnknownInstrumentError, with the reason, for anything else.
    """
    parts = text.split("_")
    name = parts[0]
    # isprintable: a lone surrogate is in no frame that can be sent, nor in a file
    if len(name) < 2 or name[0] != "$" or not name.isprintable():
        raise UnknownInstrumentError(f"{text!r} is no instrument: an id starts with $ and a name")
    underlying = Underlying(name)
    if len(parts) == 1:
        return Instrument(id=InstrumentId(text), underlying=underlying, kind=InstrumentKind.UNDERLYING)
    if len(parts) == 3 and parts[1] == "future":
        return Instrument(
            id=InstrumentId(text),
            underlying=underlying,
            kind=InstrumentKind.FUTURE,
            expiry_ms=RoundMs(_number(text, parts[2]) * 1_000),
        )
    if len(parts) == 4 and parts[1] in ("call", "put"):
        return Instrument(
            id=InstrumentId(text),
            underlying=underlying,
            kind=InstrumentKind(parts[1]),
            strike=Cents(_number(text, parts[2])),
            expiry_ms=RoundMs(_number(text, parts[3]) * 1_000),
        )
    raise UnknownInstrumentError(
        f"{text!r} is no instrument: expected $NAME, $NAME_future_E, $NAME_call_K_E or $NAME_put_K_E"
    )


_MAX_DIGITS = 12
"""Far beyond any price or round; int() itself refuses some thousand digits with an error of its own."""


def _number(text: str, digits: str) -> int:
    # isdecimal lets other scripts' digits through, which int() would read as well
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _MAX_DIGITS):
        raise UnknownInstrumentError(f"{text!r} is no instrument: {digits!r} is no whole number")
    return int(digits)


def future_id(underlying: Underlying, expiry_s: int) -> InstrumentId:
    """The id of the future on `underlying` that expires `expiry_s` seconds into the round."""
    return InstrumentId(f"{underlying}_future_{expiry_s}")


def option_id(underlying: Underlying, kind: InstrumentKind, strike: Cents, expiry_s: int) -> InstrumentId:
    """The id of a call or put. Raises ValueError for another kind."""
    if not kind.is_option:
        raise ValueError(f"{kind.value} is no option")
    return InstrumentId(f"{underlying}_{kind.value}_{strike}_{expiry_s}")
