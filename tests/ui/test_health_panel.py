"""The health panel: gauges of the team's limits, the feed, a row per owner with its line."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QSizePolicy
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.watchdog import Holds
from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.latency import Latencies
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sockets import ConnectionUse
from algotrade_gui.ui.docks.health import NO_LINES, HealthPanel
from algotrade_gui.ui.figures import Figure
from algotrade_gui.ui.gauge import Gauge
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.models.health_rows import LINE_COLUMNS
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
        self.latencies = Latencies()
        self.connection_use = ConnectionUse(team=10, share=10, orders=0, most_orders=8, owners=0)


class Watchdog:
    """What each bot held, by hand."""

    def __init__(self) -> None:
        self.holds: dict[str, Holds] = {}

    def of(self, bot: str) -> Holds:
        return self.holds.get(bot, Holds())

    def bots(self) -> list[str]:
        return list(self.holds)


@dataclass
class Manager:
    watchdog: Watchdog = field(default_factory=Watchdog)


@dataclass
class Stalls:
    longest_ms: float = 0.0


class Station:
    """The parts that the panel asks for."""

    def __init__(self, errors: ErrorCentre, clock: ManualClock) -> None:
        self.errors = errors
        self.exchange = MemoryExchange()
        self.cache = MarketDataCache(self.exchange, Season2025(), errors, clock)
        self.account = Account(errors, clock)
        self.emergency_connected = False
        self.manager = Manager()
        self.stalls = Stalls()

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


def tooltips(panel: HealthPanel, row: int) -> list[str]:
    record = panel.model.record_at(row)
    assert record is not None
    found = [column.tooltip(record) for column in LINE_COLUMNS if column.tooltip is not None]
    return [text for text in found if text]


def test_the_share_of_the_teams_connections_is_the_limit(
    panel: HealthPanel, station: Station, clock: ManualClock
) -> None:
    station.account.connection_use = ConnectionUse(team=10, share=5, orders=0, most_orders=3, owners=0)
    look(panel, clock)
    assert panel.connections.text == "0 of 5"


def test_a_long_stall_is_said(panel: HealthPanel, station: Station, clock: ManualClock) -> None:
    station.stalls.longest_ms = 1_234.0
    look(panel, clock)
    assert panel.stall.text == "1,234 ms"


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
    for waited_ms in (1.5, 1.5, 4.0):
        station.account.latencies.add(BotId("maker"), waited_ms, order=True)
    held = Holds(count=2, worst_ms=310.4, where="maker.py:7", interrupted=1)
    station.manager.watchdog.holds["maker"] = held
    look(panel, clock)
    assert cells(panel, 0) == [
        *("maker", "connected, 2 share it", "1", "1,234"),
        *("2.0 ms", "4.0 ms", "▁▁█▅▁▁▁▁▁▁▁▁"),
        *("2.3 ms", "2 · 310 ms", ""),
    ]
    assert tooltips(panel, 0) == ["up to 2 ms: 2\nup to 5 ms: 1", "Last in maker.py:7. It was ended once for it."]
    assert cells(panel, 1)[:3] == ["sniper", "connected, 2 share it", ""]
    assert cells(panel, 2) == ["taker", "connecting again", "", "0", "–", "–", "", "–", "", "2"]
    row = panel.model.row_cells(2)
    assert row is not None
    assert row[0][1].tone is Tone.WARNING
    assert panel.connections.text == "2 of 10", "the shared one and the emergency's"
    assert panel._empty.isHidden()
    del station.account.sessions[BotId("taker")]
    look(panel, clock)
    assert panel.model.rowCount() == 2


def test_who_held_the_loop_is_named_also_without_a_line_to_the_exchange(
    panel: HealthPanel, station: Station, clock: ManualClock
) -> None:
    station.account.sessions = {BotId("maker"): station.session("maker")}
    station.manager.watchdog.holds["busy"] = Holds(count=7, worst_ms=161.9, where="busy.py:28")
    look(panel, clock)
    assert cells(panel, 1) == ["busy", "not connected", "", "", "–", "–", "", "–", "7 · 162 ms", ""]
    assert tooltips(panel, 1) == ["Last in busy.py:28."]
    assert panel.connections.text == "1 of 10"
    row = panel.model.row_cells(1)
    assert row is not None
    assert row[0][1].tone is Tone.QUIET
    station.account.sessions[BotId("busy")] = station.session("busy")
    look(panel, clock)
    assert [cells(panel, row)[:2] for row in range(panel.model.rowCount())] == [
        ["maker", "connected"],
        ["busy", "connected"],
    ]


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


@pytest.mark.parametrize("width", [340, 420, 560, 900])
def test_columns_give_way_instead_of_a_scroll_bar(panel: HealthPanel, station: Station, width: int) -> None:
    station.account.sessions = {BotId("maker"): station.session("orders-1")}
    panel.resize(width, 260)
    panel.show()
    panel.run_refresh()
    assert panel.view.horizontalScrollBar().maximum() == 0
    assert panel.columns.shown[0] == "Owner"
    assert ("Connection" in panel.columns.shown) is (width >= 560)
    panel.resize(1_600, 260)
    assert len(panel.columns.shown) == len(LINE_COLUMNS)


def test_what_tells_of_waits_and_stalls_is_shown_before_what_seldom_says_anything(panel: HealthPanel) -> None:
    panel.resize(760, 260)
    panel.show()
    assert {"99 % within", "Orders by wait", "Holds"} <= set(panel.columns.shown)
    panel.resize(880, 260)
    assert "Round trip" in panel.columns.shown


def test_a_chosen_column_comes_back_with_the_layout(panel: HealthPanel) -> None:
    panel.resize(420, 260)
    panel.show()
    panel.columns.choose("Reconnects", True)
    assert "Reconnects" in panel.columns.shown
    state = panel.save_state()
    panel.columns.forget()
    panel.restore_state(state)
    assert "Reconnects" in panel.columns.shown
    panel.restore_state({"columns": 3})


def test_a_number_stands_beside_its_name_in_whatever_room(qtbot: QtBot, themed: QApplication) -> None:
    figure = Figure("age", "000 ms")
    qtbot.addWidget(figure)
    figure.resize(400, 20)
    figure.show()
    assert figure._value.geometry().left() - figure._name.geometry().right() <= 6
    assert figure.sizePolicy().horizontalPolicy() is not QSizePolicy.Policy.Expanding
    layout = figure.layout()
    assert layout is not None
    assert not layout.expandingDirections(), "it takes no room from others"
