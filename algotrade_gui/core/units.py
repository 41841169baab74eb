"""Money as integer cents, time as integer milliseconds of the round's clock."""

import math
from typing import NewType

Cents = NewType("Cents", int)
"""Money, prices and strikes; 100000 is $1,000.00."""

RoundMs = NewType("RoundMs", int)
"""Milliseconds since the start of the round, the clock of `time` on the wire (protocol section 3)."""

MS_PER_S = 1_000


def bid_cents(price_cents: float) -> Cents:
    """Round a model price down to a whole cent: a buyer never pays more than he meant to."""
    return Cents(math.floor(price_cents))


def ask_cents(price_cents: float) -> Cents:
    """Round a model price up to a whole cent: a seller never gets less than he meant to."""
    return Cents(math.ceil(price_cents))


def cents_to_text(amount: int, *, signed: bool = False) -> str:
    """Format cents as money with two decimals and thousands separators: 123456 gives `1,234.56`.

    With `signed`, a positive amount carries a plus sign; zero never does.
    """
    sign = "-" if amount < 0 else "+" if signed and amount > 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def round_time_text(time_ms: int) -> str:
    """Format a time of the round as m:ss: 462_900 gives `7:42`. Times before the start count as 0:00."""
    seconds = max(0, time_ms) // MS_PER_S
    return f"{seconds // 60}:{seconds % 60:02d}"
