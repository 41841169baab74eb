"""How instruments and money are written in tables and titles."""

from functools import lru_cache

from algotrade_gui.core.units import MS_PER_S, cents_to_text
from algotrade_gui.domain.instrument import Instrument


@lru_cache(maxsize=65_536)
def money(amount: int | None) -> str:
    """Dollars with two decimals; nothing for a missing amount."""
    return "" if amount is None else cents_to_text(amount)


def cents_tip(name: str, amount: int | None) -> str | None:
    """The exact cents, for a tooltip."""
    return None if amount is None else f"{name}: {amount:,} cent{'' if abs(amount) == 1 else 's'}"


def plain_strike(item: Instrument) -> str:
    """The strike as one types it: no thousands separators."""
    return cents_to_text(item.strike).replace(",", "") if item.strike is not None else ""


def instrument_label(item: Instrument) -> str:
    """A contract's name inside its expiry: `future`, `call 1,001.30`."""
    return item.kind.value if item.strike is None else f"{item.kind.value} {cents_to_text(item.strike)}"


def full_label(item: Instrument) -> str:
    """A name that stands alone: `$CARD`, `$CARD call 1,001.30 · 615 s`."""
    if item.expiry_ms is None:
        return str(item.underlying)
    return f"{item.underlying} {instrument_label(item)} · {item.expiry_ms // MS_PER_S} s"
