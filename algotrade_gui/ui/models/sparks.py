"""Each owner's P&L over the round as few points as a cell can show."""

from typing import Final

from algotrade_gui.core.ids import BotId
from algotrade_gui.market.series import IntColumn
from algotrade_gui.trading.equity import EquityHistory
from algotrade_gui.ui.models.cells import Line

POINTS: Final = 48


def thin(values: IntColumn, points: int = POINTS) -> Line:
    """Return at most `points` of `values` at even distances, the first and the newest among them."""
    count = len(values)
    if count <= points:
        return tuple(map(int, values))
    return tuple(int(values[round(place * (count - 1) / (points - 1))]) for place in range(points))


class Sparks:
    """Reads the account's history once for each new sample, and only of those who are asked for."""

    def __init__(self, equity: EquityHistory) -> None:
        self._equity = equity
        self._version = -1
        self._lines: dict[BotId, Line | None] = {}

    def of(self, owner: BotId) -> Line:
        """The owner's line; empty before his first trade."""
        if self._equity.version != self._version:
            self._version = self._equity.version
            self._lines.clear()
        line = self._lines.get(owner)
        if line is None:
            curve = self._equity.curve(owner)
            line = self._lines[owner] = () if curve is None else thin(curve.cents)
        return line
