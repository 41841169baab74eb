"""Places orders for a table of orders in a test, and reads its rows."""

from typing import Any

from algotrade_gui.domain.order import Order
from algotrade_gui.ui.docks.orders import OrdersPanel
from algotrade_gui.ui.models.order_rows import ORDER_COLUMNS, OrderKey
from tests.ui.fakes_trading import TradingStation

PLACE = {column.title: place for place, column in enumerate(ORDER_COLUMNS)}


def place(station: TradingStation, **changes: Any) -> Order:
    given: dict[str, Any] = {"instrument": "$CARD_future_60", "now_ms": station.cache.time_ms} | changes
    return station.account.rest(**given)


def text(panel: OrdersPanel, row: int, title: str) -> str:
    return str(panel.model.data(panel.model.index(row, PLACE[title])))


def rows(panel: OrdersPanel) -> list[OrderKey]:
    return panel.model.keys
