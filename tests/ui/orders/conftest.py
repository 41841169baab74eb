"""The table of orders on trial, and its market."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.docks.orders import OrdersPanel
from algotrade_gui.ui.navigator import Navigator
from tests.ui.fakes_trading import TradingStation


@pytest.fixture
def station(errors: ErrorCentre) -> TradingStation:
    """A market half a minute old."""
    made = TradingStation(errors)
    made.market.run(30)
    return made


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(
    qtbot: QtBot, themed: QApplication, station: TradingStation, navigator: Navigator, clock: ManualClock
) -> OrdersPanel:
    """A panel on `station`, shown."""
    made = OrdersPanel(station, navigator, clock=clock)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.run_refresh()
    return made
