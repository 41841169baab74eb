"""The orders panel: rows follow the account, cancels reach it once, endings fade out."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.session import RequestTimeoutError
from algotrade_gui.ui.docks.orders import ENDED_SHOWN_MS, OrdersPanel
from algotrade_gui.ui.models.cells import RowStyle, Tone
from algotrade_gui.ui.models.order_rows import CANCEL_COLUMN, ORDER_COLUMNS
from algotrade_gui.ui.sources import TradingParts
from algotrade_gui.ui.theme import theme
from tests.ui.fakes_views import FakeCancelResult, FakeWorkstation
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]
PLACE = {column.title: place for place, column in enumerate(ORDER_COLUMNS)}


def real_workstation_fits(workstation: Workstation) -> TradingParts:
    """For mypy: what the panels ask for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    made = FakeWorkstation(errors)
    made.market.run(30)
    return made


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: FakeWorkstation, clock: ManualClock) -> OrdersPanel:
    made = OrdersPanel(station, clock=clock)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.run_refresh()
    return made


def place(station: FakeWorkstation, **changes: Any) -> Order:
    given: dict[str, Any] = {"instrument": "$CARD_future_60", "now_ms": station.cache.time_ms} | changes
    return station.account.place(**given)


def text(panel: OrdersPanel, row: int, title: str) -> str:
    return str(panel.model.data(panel.model.index(row, PLACE[title])))


def rows(panel: OrdersPanel) -> list[ClientOrderId]:
    return panel.model.keys


def test_empty_panel_says_what_would_show_here(panel: OrdersPanel) -> None:
    assert panel._no_orders.isVisible()
    assert not panel.cancel_button.isEnabled()
    assert not panel.cancel_all_button.isEnabled()
    panel.tabs.setCurrentIndex(1)
    assert panel._no_fills.isVisible()


def test_row_tells_the_order(panel: OrdersPanel, station: FakeWorkstation) -> None:
    order = place(station, price=99_150, quantity=3, side=Side.SELL)
    station.account.fill(order, 1, station.cache.time_ms)
    panel.run_refresh()
    shown = [text(panel, 0, column.title) for column in ORDER_COLUMNS]
    assert shown == ["✕", "maker", "$CARD future · 60 s", "sell", "991.50", "3", "1", "part filled", "0:00", "0:05"]
    assert panel.model.data(panel.model.index(0, PLACE["Price"]), Qt.ItemDataRole.ToolTipRole) == "Price: 99,150 cents"
    assert panel.tabs.tabText(0) == "Working 1"
    cell = panel.model.cell(panel.model.index(0, PLACE["Side"]))
    assert cell is not None
    assert cell[0].tone is Tone.DOWN


def test_the_newest_order_stays_in_view_for_who_looks_at_the_end(panel: OrdersPanel, station: FakeWorkstation) -> None:
    bar = panel.view.verticalScrollBar()
    for _ in range(2):
        for _ in range(15):
            place(station)
        panel.run_refresh()
        assert bar.value() == bar.maximum() > 0
    bar.setValue(0)
    place(station)
    panel.run_refresh()
    assert bar.value() == 0, "whoever looks further up is left there"


def test_age_counts_up_and_the_lifetime_down(panel: OrdersPanel, station: FakeWorkstation) -> None:
    place(station)
    panel.run_refresh()
    station.market.run(2)
    panel.run_refresh()
    assert (text(panel, 0, "Age"), text(panel, 0, "Left")) == ("0:02", "0:03")


def test_lifetime_ends_with_the_contract(panel: OrdersPanel, station: FakeWorkstation) -> None:
    station.market.run(28)
    place(station)
    panel.run_refresh()
    assert text(panel, 0, "Left") == "0:02"


def test_unknown_fate_is_worded_and_hatched(panel: OrdersPanel, station: FakeWorkstation) -> None:
    place(station, state=OrderState.UNKNOWN)
    panel.run_refresh()
    assert text(panel, 0, "State") == "fate unknown"
    found = panel.model.cell(panel.model.index(0, 0))
    assert found is not None
    assert found[1] is RowStyle.HATCHED
    assert panel.model.data(panel.model.index(0, PLACE["State"]), Qt.ItemDataRole.ToolTipRole)


def test_ended_order_fades_then_goes_and_the_others_stay_selected(
    panel: OrdersPanel, station: FakeWorkstation, clock: ManualClock
) -> None:
    first, second = place(station), place(station, price=98_000)
    panel.run_refresh()
    panel.view.selectRow(1)
    station.account.end(first, OrderState.CANCELLED)
    panel.run_refresh()
    found = panel.model.cell(panel.model.index(0, 1))
    assert found is not None
    assert found[1] is RowStyle.FADED
    assert text(panel, 0, "State") == "cancelled"
    clock.advance(ENDED_SHOWN_MS + 1)
    panel.run_refresh()
    assert rows(panel) == [second.client_id]
    assert panel.selected() == [second.client_id]


def test_refused_order_shows_why(panel: OrdersPanel, station: FakeWorkstation) -> None:
    order = place(station, state=OrderState.SUBMITTED)
    order.change(OrderState.REJECTED, "Insufficient balance")
    panel.run_refresh()
    assert text(panel, 0, "State") == "rejected: Insufficient balance"


def test_new_round_empties_the_table(panel: OrdersPanel, station: FakeWorkstation) -> None:
    order = place(station)
    station.account.fill(order, 1, station.cache.time_ms)
    panel.run_refresh()
    assert (panel.model.rowCount(), panel.fill_model.rowCount()) == (1, 1)
    station.account.orders.changes.mark([order.client_id])
    station.account.orders.orders.clear()
    station.account.orders.fills.clear()
    panel.run_refresh()
    assert (panel.model.rowCount(), panel.fill_model.rowCount()) == (0, 0)


def test_hidden_panel_collects_nothing_and_catches_up(panel: OrdersPanel, station: FakeWorkstation) -> None:
    kept, ended = place(station), place(station, price=98_000)
    panel.run_refresh()
    panel.hide()
    for price in range(97_000, 97_100):
        order = place(station, price=price)
        panel.mark_stale()
        station.account.end(order, OrderState.CANCELLED)
        panel.mark_stale()
    assert not panel._reader
    station.account.end(ended, OrderState.CANCELLED)
    fresh = place(station, price=96_000)
    panel.mark_stale()
    panel.show()
    states = {key: panel.model.record(key) for key in rows(panel)}
    assert list(states) == [kept.client_id, ended.client_id, fresh.client_id]
    gone = states[ended.client_id]
    assert gone is not None
    assert gone.state is OrderState.CANCELLED


def test_model_is_never_reset_and_tells_one_change_per_refresh(panel: OrdersPanel, station: FakeWorkstation) -> None:
    seen: list[str] = []
    panel.model.modelReset.connect(lambda: seen.append("reset"))
    panel.model.dataChanged.connect(lambda *_: seen.append("changed"))
    for price in range(99_000, 99_020):
        place(station, price=price)
    panel.run_refresh()
    assert seen == []
    station.market.run(1)
    panel.run_refresh()
    assert seen == ["changed"]


def test_delete_cancels_the_selected_orders(
    panel: OrdersPanel, station: FakeWorkstation, qt_run: Run, clock: ManualClock
) -> None:
    first, second, third = (place(station, price=price) for price in (99_000, 99_100, 99_200))
    panel.run_refresh()

    async def scenario() -> None:
        panel.view.selectRow(0)
        panel.view.selectionModel().select(
            panel.model.index(2, 0),
            panel.view.selectionModel().SelectionFlag.Select | panel.view.selectionModel().SelectionFlag.Rows,
        )
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
        panel.cancel_selected()
        assert not panel.cancel_button.isEnabled()
        await until(lambda: panel.message.text() == "2 cancelled.")
        await panel.tasks.stop()

    panel.activateWindow()
    panel.view.setFocus()
    QApplication.processEvents()
    qt_run(scenario())
    assert station.account.cancelled == [first.client_id, third.client_id]
    assert second.state is OrderState.WORKING


def test_click_on_the_cross_cancels_that_order(panel: OrdersPanel, station: FakeWorkstation, qt_run: Run) -> None:
    place(station)
    second = place(station, price=98_000)
    panel.run_refresh()

    async def scenario() -> None:
        at = panel.view.visualRect(panel.model.index(1, CANCEL_COLUMN)).center()
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await until(lambda: station.account.cancelled)
        await panel.tasks.stop()

    qt_run(scenario())
    assert station.account.cancelled == [second.client_id]


def test_a_cancel_under_way_holds_up_no_other_and_is_not_asked_twice(
    panel: OrdersPanel, station: FakeWorkstation, qt_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = place(station), place(station, price=98_000)
    panel.run_refresh()
    answer = asyncio.Event()
    asked: list[object] = []
    everyone: list[object] = []

    async def slow(client_id: ClientOrderId) -> FakeCancelResult:
        asked.append(client_id)
        await answer.wait()
        return FakeCancelResult()

    async def slow_all(owner: BotId | None = None) -> int:
        everyone.append(owner)
        await answer.wait()
        return 2

    monkeypatch.setattr(station.account, "cancel", slow)
    monkeypatch.setattr(station.account, "cancel_all", slow_all)

    async def scenario() -> None:
        for row in (0, 0, 1):
            panel.view.selectRow(row)
            panel.cancel_selected()
        for owner in (None, None, BotId("maker")):
            panel.cancel_all(owner)
        await until(lambda: len(asked) == 2 and len(everyone) == 2)
        assert set(asked) == {first.client_id, second.client_id}
        assert everyone == [None, BotId("maker")]
        assert not panel.cancel_all_button.isEnabled()
        answer.set()
        await until(lambda: not panel.tasks.running)
        await panel.tasks.stop()

    qt_run(scenario())
    panel.run_refresh()
    assert panel.cancel_button.isEnabled()
    assert panel.cancel_all_button.isEnabled()


def test_cancel_all_of_one_bot_or_of_everyone(panel: OrdersPanel, station: FakeWorkstation, qt_run: Run) -> None:
    place(station, owner="maker")
    place(station, owner="scalper")
    place(station, owner="scalper", price=98_000)
    panel.run_refresh()

    async def scenario() -> None:
        panel.owner_menu.aboutToShow.emit()
        actions = {action.text(): action for action in panel.owner_menu.actions()}
        assert list(actions) == ["maker: 1 working", "scalper: 2 working"]
        actions["scalper: 2 working"].trigger()
        await until(lambda: panel.message.text() == "2 cancelled.")
        panel.run_refresh()
        panel.cancel_all_button.click()
        await until(lambda: panel.message.text() == "1 cancelled.")
        panel.run_refresh()
        assert not panel.cancel_all_button.isEnabled()
        await panel.tasks.stop()

    qt_run(scenario())
    assert station.account.cancelled_all == [BotId("scalper"), None]


def test_menu_cancels_the_rows_bot_and_leads_to_the_chart(panel: OrdersPanel, station: FakeWorkstation) -> None:
    order = place(station)
    panel.run_refresh()
    asked: list[object] = []
    panel.chart_requested.connect(asked.append)
    menu = panel.menu_at(panel.model.index(0, 1))
    assert menu is not None
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Cancel selected\tDelete",
        "Cancel all of maker",
        "Show in chart",
    ]
    menu.actions()[-1].trigger()
    menu.close()
    assert asked == [order.instrument]


@pytest.mark.expect_log("A cancel was not confirmed")
def test_refused_and_unanswered_cancels_are_told(
    panel: OrdersPanel, station: FakeWorkstation, qt_run: Run, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = place(station)
    panel.run_refresh()

    async def refused(_: ClientOrderId) -> FakeCancelResult:
        return FakeCancelResult(ok=False, message="Order not found")

    async def unanswered(_: ClientOrderId) -> FakeCancelResult:
        await asyncio.sleep(0)
        raise RequestTimeoutError("no answer within 3 s")

    async def scenario() -> None:
        panel.view.selectRow(0)
        monkeypatch.setattr(station.account, "cancel", refused)
        panel.cancel_selected()
        await until(lambda: panel.message.text() == "0 of 1 cancelled: Order not found.")
        assert errors.error_count == 0
        monkeypatch.setattr(station.account, "cancel", unanswered)
        panel.cancel_selected()
        await until(lambda: "no answer within 3 s" in panel.message.text())
        assert panel.cancel_button.isEnabled()
        await panel.tasks.stop()

    qt_run(scenario())
    assert [record.message for record in errors.records] == ["A cancel was not confirmed: no answer within 3 s."]
    assert order.state is OrderState.WORKING


def test_nothing_starts_after_shutdown(panel: OrdersPanel, station: FakeWorkstation, qt_run: Run) -> None:
    place(station)
    panel.run_refresh()

    async def scenario() -> None:
        await panel.tasks.stop()
        panel.cancel_all_button.click()

    qt_run(scenario())
    assert station.account.cancelled_all == []


def test_fills_are_listed_newest_first(panel: OrdersPanel, station: FakeWorkstation) -> None:
    order = place(station, price=99_150, quantity=5)
    for quantity in (1, 2):
        station.account.fill(order, quantity, station.cache.time_ms)
    panel.run_refresh()
    station.account.fill(order, 1, station.cache.time_ms)
    panel.run_refresh()
    assert [fill.quantity for row in range(3) if (fill := panel.fill_model.record_at(row)) is not None] == [1, 2, 1]
    assert panel.fill_model.keys == [3, 2, 1]
    assert panel.fill_model.data(panel.fill_model.index(1, 6)) == "-1,983.00"
    assert panel.tabs.tabText(1) == "Fills 3"


def test_click_on_a_heading_sorts_once(panel: OrdersPanel, station: FakeWorkstation) -> None:
    orders = [place(station, price=price) for price in (99_200, 99_000, 99_100)]
    panel.run_refresh()
    panel.view.selectRow(0)
    panel.view.horizontalHeader().sectionClicked.emit(PLACE["Price"])
    assert rows(panel) == [orders[1].client_id, orders[2].client_id, orders[0].client_id]
    assert panel.selected() == [orders[0].client_id]
    panel.view.horizontalHeader().sectionClicked.emit(PLACE["Price"])
    assert rows(panel) == [orders[0].client_id, orders[2].client_id, orders[1].client_id]


def test_state_comes_back(qtbot: QtBot, panel: OrdersPanel, station: FakeWorkstation) -> None:
    panel.tabs.setCurrentIndex(1)
    panel.view.setColumnWidth(PLACE["Bot"], 151)
    other = OrdersPanel(station)
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert other.tabs.currentIndex() == 1
    assert other.view.columnWidth(PLACE["Bot"]) == 151
    other.restore_state({"tab": "x", "orders_header": "nonsense", "fills_header": 4})
    assert other.tabs.currentIndex() == 1


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_both_themes(panel: OrdersPanel, station: FakeWorkstation, mode: Any) -> None:
    for state in (OrderState.WORKING, OrderState.UNKNOWN, OrderState.SUBMITTED):
        place(station, state=state)
    panel.run_refresh()
    theme().set_mode(mode)
    picture = panel.view.viewport().grab().toImage()
    seen = {picture.pixelColor(x, y).rgb() for x in range(0, 500, 1) for y in range(0, 22, 1)}
    wanted = QColor(theme().colours.up).rgb()
    # thin strokes of text reach the colour itself only nearly, where the system smooths by subpixels (Ubuntu does)
    assert min(max(abs((wanted >> bit & 255) - (pixel >> bit & 255)) for bit in (0, 8, 16)) for pixel in seen) < 32


def test_ages_are_greyed_while_the_exchanges_clock_stands_still(
    panel: OrdersPanel, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(station)

    def greyed(age_ms: float) -> list[str]:
        monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: age_ms))
        panel.run_refresh()
        return [column.title for at, column in enumerate(ORDER_COLUMNS) if at in panel.view._delegate.greyed]

    assert greyed(30.0) == []
    assert greyed(900.0) == ["Age", "Left"]
    assert greyed(30.0) == []
