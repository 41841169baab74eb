"""The orders panel: rows follow the account, cancels reach it once, endings fade out, the round is kept."""

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
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.session import RequestTimeoutError
from algotrade_gui.ui.docks.orders import ENDED_AT_MOST, ENDED_SHOWN_MS, OrdersPanel
from algotrade_gui.ui.models.cells import RowStyle, Tone
from algotrade_gui.ui.models.order_rows import CANCEL_COLUMN, ORDER_COLUMNS
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.sources import AccountParts, OrderTableDesk
from algotrade_gui.ui.theme import ROW_HEIGHT, theme
from tests.ui.fakes_trading import TradingStation
from tests.ui.fakes_views import FakeCancelResult
from tests.ui.orders.order_reads import PLACE, place, rows, text
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def real_workstation_fits(workstation: Workstation) -> AccountParts[OrderTableDesk]:
    """For mypy: what the panels ask for is what the workstation has."""
    return workstation


def test_empty_panel_says_what_would_show_here(panel: OrdersPanel) -> None:
    assert panel._empty.isVisible()
    assert panel._empty.text().startswith("No working orders.")
    assert not panel.cancel_button.isEnabled()
    assert not panel.cancel_all_button.isEnabled()
    assert not panel.copy_action.isEnabled()


def test_row_tells_the_order(panel: OrdersPanel, station: TradingStation) -> None:
    order = place(station, price=99_150, quantity=3, side=Side.SELL)
    station.account.fill(order, 1, station.cache.time_ms)
    panel.run_refresh()
    shown = [text(panel, 0, column.title) for column in ORDER_COLUMNS]
    assert shown == ["✕", "maker", "$CARD future · 60 s", "sell", "991.50", "3", "1", "part filled", "0:00", "0:05"]
    assert panel.model.data(panel.model.index(0, PLACE["Price"]), Qt.ItemDataRole.ToolTipRole) == "Price: 99,150 cents"
    assert panel.count.text() == "1 working"
    cell = panel.model.cell(panel.model.index(0, PLACE["Side"]))
    assert cell is not None
    assert cell[0].tone is Tone.DOWN


def test_the_newest_order_stays_in_view_for_who_looks_at_the_end(panel: OrdersPanel, station: TradingStation) -> None:
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
    panel.resize(900, 240)
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    for height in (150, 300, 200):
        # another layout, or a dock that is made lower
        panel.resize(900, height)
        QApplication.processEvents()
        assert bar.value() == bar.maximum() > 0, f"at the end in a panel of {height} px"


def test_what_a_bot_took_at_once_does_not_push_the_working_orders_out_of_view(
    panel: OrdersPanel, station: TradingStation
) -> None:
    working = place(station)
    panel.run_refresh()
    taken = [place(station, price=98_000 + number, quantity=2) for number in range(30)]
    by_hand = place(station, owner=MANUAL, quantity=2)
    for order in (*taken, by_hand):
        station.account.fill(order, 2, station.cache.time_ms)
    panel.run_refresh()
    assert rows(panel) == [working.client_id, by_hand.client_id], "one's own is told here too"
    station.account.fill(working, working.quantity, station.cache.time_ms)
    panel.run_refresh()
    assert rows(panel)[0] == working.client_id, "what has worked stays a while"
    panel.scope.setCurrentIndex(1)
    panel.run_refresh()
    assert len(rows(panel)) == 32, "the round has them all"


def test_no_row_is_cut_through_at_either_end(panel: OrdersPanel, station: TradingStation) -> None:
    for _ in range(40):
        place(station)
    panel.run_refresh()
    bar, view = panel.view.verticalScrollBar(), panel.view.viewport()
    for height in range(250, 280, 3):
        panel.resize(900, height)
        QApplication.processEvents()
        assert view.height() % ROW_HEIGHT == 0, f"the last row in a panel of {height} px"
        bar.setValue(bar.maximum())
        assert bar.value() % ROW_HEIGHT == 0, f"the first row at the end of a panel of {height} px"
    # while the columns do not fit a bar for scrolling sideways stands below the rows
    panel.view.setColumnWidth(1, 2_000)
    QApplication.processEvents()
    assert view.height() % ROW_HEIGHT == 0
    panel.view.setColumnWidth(1, 90)
    QApplication.processEvents()
    assert view.height() % ROW_HEIGHT == 0
    panel.show_count("")
    assert panel.count.geometry().bottom() < panel.height()


def test_age_counts_up_and_the_lifetime_down(panel: OrdersPanel, station: TradingStation) -> None:
    place(station)
    panel.run_refresh()
    station.market.run(2)
    panel.run_refresh()
    assert (text(panel, 0, "Age"), text(panel, 0, "Left")) == ("0:02", "0:03")


def test_lifetime_ends_with_the_contract(panel: OrdersPanel, station: TradingStation) -> None:
    station.market.run(28)
    place(station)
    panel.run_refresh()
    assert text(panel, 0, "Left") == "0:02"


def test_unknown_fate_is_worded_and_hatched(panel: OrdersPanel, station: TradingStation) -> None:
    place(station, state=OrderState.UNKNOWN)
    panel.run_refresh()
    assert text(panel, 0, "State") == "fate unknown"
    found = panel.model.cell(panel.model.index(0, 0))
    assert found is not None
    assert found[1] is RowStyle.HATCHED
    assert panel.model.data(panel.model.index(0, PLACE["State"]), Qt.ItemDataRole.ToolTipRole)


def test_ended_order_fades_then_goes_and_the_others_stay_selected(
    panel: OrdersPanel, station: TradingStation, clock: ManualClock
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
    assert panel.open_keys() == [second.client_id]


def test_rows_stay_under_the_pointer_however_many_orders_end(
    panel: OrdersPanel, station: TradingStation, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted = [place(station, price=90_000 + number) for number in range(ENDED_AT_MOST + 20)]
    kept = place(station, price=99_000)
    panel.run_refresh()
    before = panel.model.row_of(kept.client_id)
    monkeypatch.setattr(panel.view.viewport(), "underMouse", lambda: True)
    for order in quoted:
        station.account.end(order, OrderState.CANCELLED)
    panel.run_refresh()
    clock.advance(ENDED_SHOWN_MS + 1)
    panel.run_refresh()
    assert panel.model.row_of(kept.client_id) == before, "a click would cancel another order"
    monkeypatch.setattr(panel.view.viewport(), "underMouse", lambda: False)
    panel.run_refresh()
    assert rows(panel) == [kept.client_id]


def test_refused_order_shows_why(panel: OrdersPanel, station: TradingStation) -> None:
    order = place(station, state=OrderState.SUBMITTED)
    order.change(OrderState.REJECTED, "Insufficient balance")
    panel.run_refresh()
    assert text(panel, 0, "State") == "rejected: Insufficient balance"


def test_the_reason_has_the_room_that_the_others_leave(panel: OrdersPanel, station: TradingStation) -> None:
    for width in (820, 1_100):
        panel.resize(width, 300)
        room = {title: panel.view.columnWidth(PLACE[title]) for title in ("Bot", "State")}
        metrics = panel.view.fontMetrics()
        assert room["Bot"] >= metrics.horizontalAdvance("market-maker")
        assert room["State"] >= metrics.horizontalAdvance("rejected: Insufficient balance"), width


def test_new_round_empties_the_table(panel: OrdersPanel, station: TradingStation) -> None:
    order = place(station)
    panel.run_refresh()
    assert panel.model.rowCount() == 1
    station.account.orders.changes.mark([order.client_id])
    station.account.orders.orders.clear()
    panel.run_refresh()
    assert panel.model.rowCount() == 0


def test_hidden_panel_collects_nothing_and_catches_up(panel: OrdersPanel, station: TradingStation) -> None:
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


def test_model_is_never_reset_and_tells_one_change_per_refresh(panel: OrdersPanel, station: TradingStation) -> None:
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
    panel: OrdersPanel, station: TradingStation, qt_run: Run, clock: ManualClock
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
        await until(lambda: panel.message.text() == "2 orders cancelled.")
        await panel.tasks.stop()

    panel.activateWindow()
    panel.view.setFocus()
    QApplication.processEvents()
    qt_run(scenario())
    assert station.account.cancelled == [first.client_id, third.client_id]
    assert second.state is OrderState.WORKING


def test_click_on_the_cross_cancels_that_order(panel: OrdersPanel, station: TradingStation, qt_run: Run) -> None:
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
    panel: OrdersPanel, station: TradingStation, qt_run: Run, monkeypatch: pytest.MonkeyPatch
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


def test_cancel_all_of_one_bot_or_of_everyone(panel: OrdersPanel, station: TradingStation, qt_run: Run) -> None:
    place(station, owner="maker")
    place(station, owner="scalper")
    place(station, owner="scalper", price=98_000)
    panel.run_refresh()

    async def scenario() -> None:
        panel.owner_menu.aboutToShow.emit()
        actions = {action.text(): action for action in panel.owner_menu.actions()}
        assert list(actions) == ["maker: 1 working", "scalper: 2 working"]
        actions["scalper: 2 working"].trigger()
        await until(lambda: panel.message.text() == "2 orders cancelled.")
        panel.run_refresh()
        panel.cancel_all_button.click()
        await until(lambda: panel.message.text() == "1 order cancelled.")
        panel.run_refresh()
        assert not panel.cancel_all_button.isEnabled()
        await panel.tasks.stop()

    qt_run(scenario())
    assert station.account.cancelled_all == [BotId("scalper"), None]


def test_the_menu_of_a_row_cancels_and_leads_to_chart_and_ladder(
    panel: OrdersPanel, station: TradingStation, navigator: Navigator, qt_run: Run
) -> None:
    order = place(station)
    panel.run_refresh()
    asked: list[object] = []
    navigator.chart_wanted.connect(lambda target: asked.append(("chart", target)))
    navigator.ladder_wanted.connect(lambda target: asked.append(("ladder", target)))
    menu = panel.menu_at(panel.model.index(0, 1))
    assert menu is not None
    entries = {action.text(): action for action in menu.actions() if action.text()}
    assert list(entries) == [
        "Cancel",
        "Cancel all of this bot",
        "Show in chart",
        "Show in ladder",
        "Sort by this column",
        "Copy as CSV",
    ]
    menu.close()
    entries["Show in chart"].trigger()
    entries["Show in ladder"].trigger()
    assert asked == [("chart", order.instrument), ("ladder", order.instrument)]
    assert panel.menu_at(panel.model.index(7, 1)) is None

    async def scenario() -> None:
        entries["Cancel all of this bot"].trigger()
        await until(lambda: station.account.cancelled_all)
        await panel.tasks.stop()

    qt_run(scenario())
    assert station.account.cancelled_all == [BotId("maker")]


@pytest.mark.expect_log("A cancel was not confirmed")
def test_refused_and_unanswered_cancels_are_told(
    panel: OrdersPanel, station: TradingStation, qt_run: Run, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
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


def test_nothing_starts_after_shutdown(panel: OrdersPanel, station: TradingStation, qt_run: Run) -> None:
    place(station)
    panel.run_refresh()

    async def scenario() -> None:
        await panel.tasks.stop()
        panel.cancel_all_button.click()

    qt_run(scenario())
    assert station.account.cancelled_all == []


def test_state_comes_back(qtbot: QtBot, panel: OrdersPanel, station: TradingStation) -> None:
    panel.scope.setCurrentIndex(1)
    panel.filter.setText("maker")
    panel.view.setColumnWidth(PLACE["Price"], 151)
    other = OrdersPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert (other.scope.currentIndex(), other.filter.text()) == (1, "maker")
    assert other.view.columnWidth(PLACE["Price"]) == 151
    other.restore_state({"scope": "x", "header": "nonsense", "filter": 4})
    assert (other.scope.currentIndex(), other.filter.text()) == (1, "maker")


def test_a_teammates_order_is_listed_and_can_be_cancelled(
    panel: OrdersPanel, station: TradingStation, qt_run: Run
) -> None:
    theirs = station.account.outside.add("$CARD_future_60", 44, now_ms=station.cache.time_ms)
    panel.run_refresh()
    key = (theirs.instrument, theirs.order_id)
    assert rows(panel) == [key]
    shown = [text(panel, 0, column.title) for column in ORDER_COLUMNS]
    assert shown[1:8] == ["outside", "$CARD future · 60 s", "buy", "990.00", "3", "1", "part filled"]
    assert not panel.cancel_all_button.isEnabled(), "all of this machine's: a teammate's stay"
    panel.view.selectRow(0)
    assert not panel.cancel_owner_action.isEnabled()

    async def scenario() -> None:
        panel.cancel_action.trigger()
        await until(lambda: panel.message.text() == "1 order cancelled.")
        await panel.tasks.stop()

    qt_run(scenario())
    assert station.account.cancelled_outside == [key]
    panel.run_refresh()
    assert rows(panel) == []


def test_rows_are_copied_as_csv(panel: OrdersPanel, station: TradingStation) -> None:
    order = place(station, price=100_150, owner="a,b")
    place(station, price=99_000)
    panel.run_refresh()
    panel.view.select_keys([order.client_id])
    panel.copy_action.trigger()
    assert QApplication.clipboard().text() == (
        'Bot,Instrument,Side,Price,Qty,Filled,State,Age,Left\n"a,b",$CARD_future_60,buy,1001.50,2,0,working,0,5\n'
    )
    assert panel.message.text() == "1 row copied."
    panel.view.clearSelection()
    panel.copy_csv()
    assert QApplication.clipboard().text().count("\n") == 3


def test_every_action_has_a_name_and_tab_reaches_the_table(panel: OrdersPanel) -> None:
    names = {action.objectName() for widget in (panel, panel.view) for action in widget.actions()}
    assert names >= {
        "orders.cancel",
        "orders.cancel_all",
        "orders.cancel_owner",
        "orders.copy",
        "orders.chart",
        "orders.ladder",
        "orders.filter",
    }
    assert "(Del)" in panel.cancel_button.toolTip()
    panel.activateWindow()
    panel.filter.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget() or panel, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert panel.view in seen


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_both_themes(panel: OrdersPanel, station: TradingStation, mode: Any) -> None:
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
    panel: OrdersPanel, station: TradingStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(station)

    def greyed(age_ms: float) -> list[str]:
        monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: age_ms))
        panel.run_refresh()
        return [column.title for at, column in enumerate(ORDER_COLUMNS) if at in panel.view._delegate.greyed]

    assert greyed(30.0) == []
    assert greyed(900.0) == ["Age", "Left"]
    assert greyed(30.0) == []


def test_seconds_out_of_view_are_counted_in_their_turn(panel: OrdersPanel, station: TradingStation) -> None:
    for number in range(40):
        place(station, price=90_000 + number)
    panel.run_refresh()
    panel.view.verticalScrollBar().setValue(0)
    seen = len(panel.view.visible_rows())
    station.market.run(2)
    panel.run_refresh()
    ages = [text(panel, row, "Age") for row in range(40)]
    assert set(ages[:seen]) == {"0:02"}
    assert "0:00" in ages[seen:], "all were counted at once"
    for _ in range(9):
        panel.run_refresh()
    assert {text(panel, row, "Age") for row in range(40)} == {"0:02"}
