"""The health panel: gauges of the team's limits, the feed, a row per owner with its line."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.ui.docks.health import NO_LINES, HealthPanel
from algotrade_gui.ui.gauge import Gauge
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.sources import HealthParts
from algotrade_gui.wire.season2025 import Season2025
from tests.ui.stations import make_station


def real_workstation_fits(workstation: Workstation) -> HealthParts:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


class Account:
    """A budget, sessions by hand, an empty order book."""

    def __init__(self, errors: ErrorCentre, clock: ManualClock) -> None:
        self.budget = MessageBudget(clock, limit=100, reserve=0)
        self.sessions: dict[BotId, TradingSession] = {}
        self.orders = OrderTracker(errors)


class Station:
    """The parts that the panel asks for."""

    def __init__(self, errors: ErrorCentre, clock: ManualClock) -> None:
        self.errors = errors
        self.exchange = MemoryExchange()
        self.cache = MarketDataCache(self.exchange, Season2025(), errors, clock)
        self.account = Account(errors, clock)
        self.emergency_connected = False

    def session(self, name: str, state: SessionState = SessionState.CONNECTED) -> TradingSession:
        made = TradingSession(name, self.exchange, Season2025(), self.errors)
        made.state = state
        return made


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def station(errors: ErrorCentre, clock: ManualClock) -> Station:
    return Station(errors, clock)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: Station, clock: ManualClock) -> HealthPanel:
    made = HealthPanel(station, clock=clock)
    qtbot.addWidget(made)
    made.resize(760, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def look(panel: HealthPanel, clock: ManualClock) -> None:
    clock.advance(250)
    panel.run_refresh()


def cells(panel: HealthPanel, row: int) -> list[str]:
    found = panel.model.row_cells(row)
    assert found is not None
    return [cell.text for cell in found[0]]


def test_before_anything_is_connected_it_says_what_will_come(panel: HealthPanel) -> None:
    assert panel.messages.text == "0 of 100"
    assert panel.connections.text == "0 of 10"
    assert panel.pending.text == "0 of 600"
    assert panel.model.rowCount() == 0
    assert not panel._empty.isHidden()
    assert panel._empty.text() == NO_LINES
    assert panel.source.text == "disconnected"


def test_messages_are_gauged_within_the_last_second(panel: HealthPanel, station: Station, clock: ManualClock) -> None:
    for _ in range(85):
        assert station.account.budget.try_take(BotId("maker"))
    look(panel, clock)
    assert panel.messages.text == "85 of 100"
    assert panel.messages.tone == "warning"
    for _ in range(11):
        assert station.account.budget.try_take(BotId("maker"))
    look(panel, clock)
    assert (panel.messages.text, panel.messages.tone) == ("96 of 100", "danger")
    clock.advance(1_000)
    look(panel, clock)
    assert (panel.messages.text, panel.messages.tone) == ("0 of 100", "accent")


def test_each_owner_has_a_row_and_shared_lines_say_so(panel: HealthPanel, station: Station, clock: ManualClock) -> None:
    shared, alone = station.session("maker"), station.session("taker", SessionState.RECONNECTING)
    shared.sent, shared.round_trip_ms, alone.reconnects = 1_234, 2.345, 2
    station.account.sessions = {BotId("maker"): shared, BotId("sniper"): shared, BotId("taker"): alone}
    station.account.budget.try_take(BotId("maker"))
    station.emergency_connected = True
    look(panel, clock)
    assert cells(panel, 0) == ["maker", "connected, 2 share it", "1", "1,234", "2.3 ms", ""]
    assert cells(panel, 1)[:3] == ["sniper", "connected, 2 share it", ""]
    assert cells(panel, 2) == ["taker", "connecting again", "", "0", "–", "2"]
    row = panel.model.row_cells(2)
    assert row is not None
    assert row[0][1].tone is Tone.WARNING
    assert panel.connections.text == "2 of 10", "the shared one and the emergency's"
    assert panel._empty.isHidden()
    del station.account.sessions[BotId("taker")]
    look(panel, clock)
    assert panel.model.rowCount() == 2


def test_it_looks_five_times_a_second_at_most(panel: HealthPanel, station: Station, clock: ManualClock) -> None:
    look(panel, clock)
    station.account.budget.try_take(BotId("maker"))
    clock.advance(100)
    panel.run_refresh()
    assert panel.messages.text == "0 of 100"
    clock.advance(100)
    panel.run_refresh()
    assert panel.messages.text == "1 of 100"


def test_those_who_wait_for_the_budget_are_told(panel: HealthPanel, station: Station, clock: ManualClock) -> None:
    async def scene() -> str:
        budget = station.account.budget
        for _ in range(100):
            budget.try_take(BotId("maker"))
        waiting = asyncio.ensure_future(budget.take(BotId("maker")))
        await asyncio.sleep(0)
        look(panel, clock)
        text = panel.messages.text
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        budget.close()
        return text

    assert asyncio.run(scene()) == "100 of 100  +1 wait"


def test_a_gauge_tells_a_screen_reader_what_it_shows(qtbot: QtBot, themed: QApplication) -> None:
    gauge = Gauge("Messages", help_text="Sent within the last second")
    qtbot.addWidget(gauge)
    gauge.show_value(3, 285)
    assert gauge.accessibleName() == "Messages: 3 of 285"


def test_the_workstation_that_was_never_started_can_be_looked_at(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre
) -> None:
    made = HealthPanel(make_station(tmp_path, errors))
    qtbot.addWidget(made)
    made.run_refresh()
    assert made.connections.text == "0 of 10"
