"""Tells whether updates were missed before one: what they told of deals is never told again."""

from typing import Final

from algotrade_gui.core.units import RoundMs
from algotrade_gui.market.records import Update

GAP_MS: Final = 1_000
"""Updates come every 100 ms of the round's clock; so long without one means that events were missed."""


class Gaps:
    """One reader's view of the updates, each of which is to be shown to `before` in turn."""

    def __init__(self, last_ms: RoundMs | None = None) -> None:
        """`last_ms`: the time of the newest update so far; None: none has come in this round."""
        self._last_ms = last_ms

    def before(self, update: Update) -> bool:
        """Whether events were missed between the update before and this one."""
        last_ms, self._last_ms = self._last_ms, update.time_ms
        return update.after_gap or (last_ms is not None and update.time_ms - last_ms > GAP_MS)

    def new_round(self) -> None:
        """Start clean: the clock begins anew."""
        self._last_ms = None
