"""Which contracts are listed when, at which strikes (protocol section 4)."""

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.instrument import (
    Instrument,
    InstrumentKind,
    future_id,
    option_id,
    parse_instrument_id,
)

EXPIRY_STEP_S = 15
LIFE_S = 60
"""A contract is listed that long before its end, so four expiries are live at once."""
_STRIKE_FACTORS = (0.98, 0.99, 1.00, 1.01, 1.02)


def last_expiry_s(round_seconds: int) -> int:
    """The last expiry of a round of nominal length `round_seconds`."""
    return round_seconds // EXPIRY_STEP_S * EXPIRY_STEP_S


def expiry_listed_at(second: int, round_seconds: int) -> int | None:
    """The expiry, in seconds, that is listed at `second` of the round, or None."""
    expiry_s = second + LIFE_S
    if second < 0 or second % EXPIRY_STEP_S or expiry_s > last_expiry_s(round_seconds):
        return None
    return expiry_s


def strikes(price: float) -> list[Cents]:
    """The five strikes, ascending, for the unrounded price at listing."""
    return [Cents(round(factor * price)) for factor in _STRIKE_FACTORS]


def contracts(underlying: Underlying, expiry_s: int, price: float) -> list[Instrument]:
    """The eleven contracts of one underlying and expiry: the future, the calls, the puts."""
    ids = [future_id(underlying, expiry_s)]
    levels = strikes(price)
    for kind in (InstrumentKind.CALL, InstrumentKind.PUT):
        ids.extend(option_id(underlying, kind, strike, expiry_s) for strike in levels)
    return [parse_instrument_id(instrument_id) for instrument_id in ids]


def expiry_ms(expiry_s: int) -> RoundMs:
    """The moment of an expiry on the round's clock."""
    return RoundMs(expiry_s * MS_PER_S)
