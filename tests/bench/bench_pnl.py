"""The P&L panel at the end of a 30-minute round with five bots: what a new second costs, and an update that brings none."""

import os
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from tests.bench.figures import Figure
from tests.bench.painting import dressed, new_and_same, quantile

BOTS = 5
FILLED_S = 1_600
SECONDS = 200
TARGET_MS = 8.0


class _Books:
    """Every bot's P&L walks at random."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        self._totals = {f"bot-{number}": 0 for number in range(BOTS)}

    def owners(self) -> list[str]:
        return list(self._totals)

    def pnl(self, owner: str | None = None, /) -> SimpleNamespace:
        if owner is None:
            return SimpleNamespace(total=sum(self._totals.values()))
        self._totals[owner] += int(self._random.normal(0, 300))
        return SimpleNamespace(total=self._totals[owner])

    def total_at_bid(self, owner: str | None = None, /) -> int:
        return sum(self._totals.values()) if owner is None else self._totals[owner]


def figures() -> list[Figure]:
    """Times of refresh and paint together, of the thread's processor: what else runs on the machine is no matter of the panel."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtTest import QTest

    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.core.units import RoundMs
    from algotrade_gui.trading.equity import EquityHistory
    from algotrade_gui.ui.docks.pnl import PnlPanel

    dressed()
    equity, books = EquityHistory(), cast(Any, _Books())

    def next_second() -> None:
        equity.sample(RoundMs(((equity.newest_s or 0) + 1) * 1_000), books)

    for _ in range(FILLED_S):
        next_second()
    station = SimpleNamespace(
        errors=ErrorCentre(), account=SimpleNamespace(equity=equity), cache=SimpleNamespace(feed_age_ms=0.0)
    )
    panel = PnlPanel(cast(Any, station))
    panel.resize(750, 320)
    panel.show()
    while panel.plot is None:
        QTest.qWait(10)

    new, same = new_and_same(panel, next_second, SECONDS)
    panel.close()
    panel.deleteLater()
    return [
        quantile("P&L: a new second, five bots, the whole round in view, 99th percentile", new),
        quantile("P&L: an update within the second, 99th percentile", same),
    ]
