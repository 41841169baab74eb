"""Main windows for tests, closed at the end."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import ExchangeSettings, LayoutSettings, Profile
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from tests.ui.fakes_views import FakeMarket
from tests.ui.stations import GOOD_STRATEGY


def live_station(folder: Path, errors: ErrorCentre) -> Workstation:
    """A workstation on a remote profile, as a window has it: trading has to be armed."""
    exchange = ExchangeSettings(kind="remote", uri="ws://127.0.0.1:9/trade", team="ants")
    profile = Profile(name="club", exchange=exchange)
    return Workstation(profile, errors=errors, strategy_folders=[folder], arm_by_hand=True)


def market_station(folder: Path, errors: ErrorCentre, *, seconds: float = 40) -> Workstation:
    """A practice workstation whose cache has seen some seconds of a made-up market, and a strategy to add."""
    (folder / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    station = Workstation(Profile(name="test"), errors=errors, strategy_folders=[folder])
    market = FakeMarket(errors)
    market.cache = station.cache
    market.run(seconds)
    return station


@contextmanager
def shown_window(
    qtbot: QtBot, station: Workstation, layout: LayoutSettings | None = None, size: QSize | None = None
) -> Iterator[MainWindow]:
    """A window on `station`, painted and active."""
    made = MainWindow(station, LogBuffer(), layout)
    if size is not None:
        made.resize(size)
        made.docks.lay_out()
    with qtbot.waitSignal(made.painted, timeout=5_000):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    try:
        yield made
    finally:
        made.pump.stop()
        made.finish_closing()
        made.deleteLater()


@asynccontextmanager
async def open_window(station: Workstation) -> AsyncGenerator[MainWindow]:
    """A window on `station` in a running loop, which is attached to nothing; at the end its tasks are stopped, and it is closed."""
    made = MainWindow(station, LogBuffer())
    made.show()
    try:
        yield made
    finally:
        made.pump.stop()
        await made.stop_tasks()
        made.finish_closing()
        made.deleteLater()
