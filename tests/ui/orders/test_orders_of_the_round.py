"""The orders table sorted, filtered, and over the whole round."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.ui.docks.orders import ENDED_SHOWN_MS, OrdersPanel
from tests.ui.fakes_trading import TradingStation
from tests.ui.orders.order_reads import PLACE, place, rows, text


def test_click_on_a_heading_sorts_once(panel: OrdersPanel, station: TradingStation) -> None:
    orders = [place(station, price=price) for price in (99_200, 99_000, 99_100)]
    panel.run_refresh()
    panel.view.selectRow(0)
    panel.view.horizontalHeader().sectionClicked.emit(PLACE["Price"])
    assert rows(panel) == [orders[1].client_id, orders[2].client_id, orders[0].client_id]
    assert panel.open_keys() == [orders[0].client_id]
    panel.view.horizontalHeader().sectionClicked.emit(PLACE["Price"])
    assert rows(panel) == [orders[0].client_id, orders[2].client_id, orders[1].client_id]


def test_the_whole_round_is_listed_as_it_was_placed(panel: OrdersPanel, station: TradingStation) -> None:
    first, second, third = (place(station, price=price) for price in (99_000, 99_100, 99_200))
    station.account.end(first, OrderState.CANCELLED)
    denied = place(station, state=OrderState.DENIED, price=99_300)
    denied.reason = "max_order_size: too many"
    panel.run_refresh()
    panel.scope.setCurrentIndex(1)
    assert rows(panel) == [order.client_id for order in (first, second, third, denied)]
    assert text(panel, 3, "State") == "denied: max_order_size: too many"
    assert panel.count.text() == "2 working, 2 ended"
    fourth = place(station, price=99_400)
    station.account.end(second, OrderState.CANCELLED)
    panel.run_refresh()
    assert rows(panel)[-1] == fourth.client_id
    assert panel.count.text() == "2 working, 3 ended"
    panel.scope.setCurrentIndex(0)
    assert rows(panel) == [third.client_id, fourth.client_id]


def test_ended_orders_stay_while_the_round_is_shown(
    panel: OrdersPanel, station: TradingStation, clock: ManualClock
) -> None:
    order = place(station)
    panel.scope.setCurrentIndex(1)
    station.account.end(order, OrderState.CANCELLED)
    panel.run_refresh()
    clock.advance(ENDED_SHOWN_MS * 2)
    panel.run_refresh()
    assert rows(panel) == [order.client_id]
    panel.hide()
    late = place(station)
    station.account.end(late, OrderState.CANCELLED)
    panel.mark_stale()
    panel.show()
    assert rows(panel) == [order.client_id, late.client_id], "what came and ended unseen is listed too"


def test_the_filter_takes_bot_instrument_side_and_state(panel: OrdersPanel, station: TradingStation) -> None:
    buy = place(station, owner="maker")
    sell = place(station, owner="scalper", side=Side.SELL, instrument="$HEST_call_100000_60")
    unknown = place(station, owner="scalper", state=OrderState.UNKNOWN)
    panel.run_refresh()
    for words, wanted in (
        ("maker", [buy]),
        ("HEST call", [sell]),
        ("sell", [sell]),
        ("unknown", [unknown]),
        ("scalper card", [unknown]),
        ("$HEST_call_100000_60", [sell]),
        ("", [buy, sell, unknown]),
    ):
        panel.filter.setText(words)
        assert rows(panel) == [order.client_id for order in wanted], words
    panel.filter.setText("nobody")
    assert panel._empty.isVisible()
    assert "Escape" in panel._empty.text()
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert len(rows(panel)) == 3
    fresh = place(station, owner="maker")
    panel.filter.setText("maker")
    station.account.end(buy, OrderState.CANCELLED)
    panel.run_refresh()
    assert rows(panel) == [buy.client_id, fresh.client_id]


def test_filtering_keeps_the_selection_and_the_sort(panel: OrdersPanel, station: TradingStation) -> None:
    orders = [place(station, price=price) for price in (99_200, 99_000, 99_100)]
    other = place(station, owner="scalper", price=98_000)
    panel.run_refresh()
    panel.view.horizontalHeader().sectionClicked.emit(PLACE["Price"])
    panel.view.select_keys([orders[2].client_id, other.client_id])
    panel.filter.setText("maker")
    assert rows(panel) == [orders[1].client_id, orders[2].client_id, orders[0].client_id]
    assert panel.open_keys() == [orders[2].client_id]


def test_the_keyboard_sorts_and_what_a_filter_hides_is_counted(panel: OrdersPanel, station: TradingStation) -> None:
    orders = [
        place(station, price=price, owner=owner)
        for price, owner in ((99_200, "maker"), (99_000, "zed"), (99_100, "maker"))
    ]
    panel.run_refresh()
    panel.activateWindow()
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(0, PLACE["Price"]))
    QTest.keyClick(panel.view, Qt.Key.Key_O)
    assert rows(panel) == [orders[1].client_id, orders[2].client_id, orders[0].client_id]
    QTest.keyClick(panel.view, Qt.Key.Key_O)
    assert rows(panel)[0] == orders[0].client_id
    assert panel.count.text() == "3 working"
    panel.filter.setText("zed")
    assert panel.count.text() == "1 of 3 shown; 3 working"
    assert panel.count.property("tone") == "warning"
    panel.filter.clear()
    assert (panel.count.text(), panel.count.property("tone")) == ("3 working", "muted")
