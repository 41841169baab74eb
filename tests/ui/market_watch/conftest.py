"""The market watch on trial, and its market."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.navigator import Navigator
from tests.ui.fakes_views import FakeWorkstation


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    return FakeWorkstation(errors)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(
    qtbot: QtBot, themed: QApplication, station: FakeWorkstation, clock: ManualClock, navigator: Navigator
) -> MarketWatchPanel:
    """A panel on `station`, shown."""
    made = MarketWatchPanel(station, navigator, clock=clock)
    qtbot.addWidget(made)
    made.resize(520, 460)
    made.show()
    return made


@pytest.fixture
def resets(panel: MarketWatchPanel) -> Iterator[list[str]]:
    """Any reset of the model, and the model tester's eye on every change."""
    seen: list[str] = []
    panel.model.modelReset.connect(lambda: seen.append("reset"))
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield seen
    assert not seen
    del tester
