"""The order ticket on trial, and its market."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.ui.docks.ticket import TicketPanel
from algotrade_gui.ui.navigator import Navigator
from tests.ui.fakes_trading import TradingStation


@pytest.fixture
def station(errors: ErrorCentre) -> TradingStation:
    made = TradingStation(errors)
    made.market.run(30)
    return made


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: TradingStation, monkeypatch: pytest.MonkeyPatch) -> TicketPanel:
    monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: 30.0))
    made = TicketPanel(station, Navigator())
    qtbot.addWidget(made)
    made.resize(374, 460)
    made.show()
    made.activateWindow()
    made.run_refresh()
    return made
