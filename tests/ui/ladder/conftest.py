"""The ladder on trial, and its market."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.navigator import Navigator
from tests.ui.fakes_ladder import LadderStation


@pytest.fixture
def station(errors: ErrorCentre) -> LadderStation:
    """A market half a minute old."""
    made = LadderStation(errors)
    made.market.run(30)
    return made


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: LadderStation, clock: ManualClock) -> LadderPanel:
    """A panel on `station`, shown."""
    made = LadderPanel(station, Navigator(), clock=clock)
    qtbot.addWidget(made)
    made.resize(374, 640)
    made.show()
    made.run_refresh()
    return made
