"""The bots board, P&L with its strips, exposure and the settlement rail: 264 instruments, five bots with 40 positions each."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from tests.bench.figures import Figure
from tests.bench.painting import dressed, new_and_same, quantile

SECONDS = 120
POSITIONS = 40
TARGET_MS = 8.0
STRATEGY = """
from typing import Annotated

from algotrade_gui.bots.api import Bot, BotConfig, Param


class QuoterConfig(BotConfig):
    width: Annotated[int, Param(label="Width", ge=0, le=100, live=True)] = 10


class QuoterBot(Bot):
    config_type = QuoterConfig

    async def run(self):
        pass
"""


class _Books:
    """Every owner's P&L walks at random."""

    def __init__(self, owners: tuple[str, ...]) -> None:
        self._random = np.random.default_rng(7)
        self._totals = dict.fromkeys(owners, 0)

    def owners(self) -> list[str]:
        return list(self._totals)

    def pnl(self, owner: str | None = None, /) -> SimpleNamespace:
        if owner is None:
            return SimpleNamespace(total=sum(self._totals.values()))
        self._totals[owner] += int(self._random.normal(0, 300))
        return SimpleNamespace(total=self._totals[owner])

    def total_at_bid(self, owner: str | None = None, /) -> int:
        return 0


def figures() -> list[Figure]:
    """Times of refresh and paint together, of the thread's processor: what else runs on the machine is no matter of the panels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.core.garbage import keep_for_good
    from algotrade_gui.core.ids import StrategyName
    from algotrade_gui.core.units import RoundMs
    from algotrade_gui.ui.docks.bots import BotsPanel
    from algotrade_gui.ui.docks.exposure import ExposurePanel
    from algotrade_gui.ui.docks.pnl import PnlPanel
    from algotrade_gui.ui.docks.settlement_rail import SettlementRailPanel
    from algotrade_gui.ui.log_buffer import LogBuffer
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.books import OWNERS, BookStation
    from tests.ui.stations import make_station

    dressed()
    errors = ErrorCentre()
    books = BookStation(errors, run_s=60)
    books.fill_books(POSITIONS)
    instruments = len(books.market.live)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "quoter.py").write_text(STRATEGY, encoding="utf-8")
        station = make_station(Path(folder), errors)
        station.manager.scan_strategies()
        for owner in OWNERS:
            station.manager.register_bot(StrategyName("QuoterBot"), name=owner)
        equity, walk = station.account.equity, cast(Any, _Books(OWNERS))
        for second in range(1_600):
            equity.sample(RoundMs(1_000 * second), walk)
        board = BotsPanel(station, logs=LogBuffer())
        pnl = PnlPanel(station)
        exposure = ExposurePanel(books, Navigator())
        rail = SettlementRailPanel(books, Navigator())
        found: list[Figure] = []

        def next_second() -> None:
            equity.sample(RoundMs(1_000 * ((equity.newest_s or 0) + 1)), walk)
            books.market.step(by_ms=1_000)
            books.fill_books(POSITIONS)
            # the model's own second is every panel's, not these panels'
            books.cache.fair.table()

        for name, panel, size in (
            ("Bots: board, wide", board, (1_400, 360)),
            ("Bots: board, 490 px", board, (490, 300)),
            ("P&L with drawdowns and marks", pnl, (760, 320)),
            ("Exposure", exposure, (760, 300)),
            ("Settlement rail", rail, (760, 260)),
            ("Settlement rail with its contracts", rail, (1_200, 420)),
        ):
            panel.resize(*size)
            panel.show()
            _warm(panel)
            # as the program does
            keep_for_good()
            new, same = new_and_same(panel, next_second, SECONDS)
            found.append(quantile(f"{name}: a new second, {instruments} instruments, median", new, 50))
            found.append(quantile(f"{name}: likewise, 99th percentile", new, 99))
            found.append(quantile(f"{name}: an update within it, 99th percentile", same, 99))
            panel.hide()
    return found


def _warm(panel: Any) -> None:
    from PySide6.QtTest import QTest

    while getattr(panel, "stack", panel) is None:
        QTest.qWait(10)
    panel.run_refresh()
    QTest.qWait(50)
