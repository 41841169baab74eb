"""Whose orders and holdings they are, beside the bots'."""

from typing import Final

from algotrade_gui.core.ids import BotId

MANUAL: Final = BotId("manual")
"""What the user trades from the window."""
OUTSIDE: Final = BotId("outside")
"""A teammate, or another machine on the same account: what the exchange counts and nobody here has done."""
RESERVED_NAMES: Final = frozenset({MANUAL, OUTSIDE})
"""No bot may be called so."""
