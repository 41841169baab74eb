"""The answers of the 2025 `gameapi` module, field by field as the wire spells them."""

from dataclasses import dataclass, field
from typing import Any

from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.gameapi import CancelResult, OrderResult
from algotrade_gui.wire.messages import (
    CancelEvent,
    InventoryReply,
    MarketEvent,
    PendingOrder,
    PendingOrdersReply,
    SettlementEvent,
    TradeEvent,
)


@dataclass
class BaseMessage:
    """Whatever has a `type`."""

    type: str


@dataclass
class WelcomeMessage(BaseMessage):
    """What `connect` returns."""

    message: str


@dataclass
class AddOrderResponseData:
    """What an order came to. Changes are None where nothing traded at once; cash in cents, negative for a purchase."""

    order_id: int | None = None
    message: str | None = None
    immediate_inventory_change: int | None = None
    immediate_balance_change: int | None = None


@dataclass
class AddOrderResponse(BaseMessage):
    """The answer to every buy and sell. A refusal, the exchange's or our own gate's, has `success` False and says why in `data.message`."""

    user_request_id: str
    success: bool
    data: AddOrderResponseData


@dataclass
class CancelOrderResponse(BaseMessage):
    """The answer to a cancel."""

    user_request_id: str
    success: bool
    message: str | None = None


@dataclass
class ErrorResponse(BaseMessage):
    """What a request comes to that was not understood."""

    user_request_id: str
    message: str
    success: bool = False


@dataclass
class GetInventoryResponse(BaseMessage):
    """Cash under `$` in cents, contracts under their ids: each (reserved, total)."""

    user_request_id: str
    data: dict[str, tuple[int, int]]


@dataclass
class OrderJSON:
    """A working order. Prices in cents, times in ms of the round's clock."""

    orderID: int  # noqa: N815 - the wire's spelling, which those strategies read
    teamID: int  # noqa: N815 - the wire's spelling, which those strategies read
    price: int
    time: int
    expiry: int
    side: str
    unfilled_quantity: int
    total_quantity: int
    live: bool


@dataclass
class GetPendingOrdersResponse:
    """Working orders: per instrument (bids, asks)."""

    type: str
    user_request_id: str
    data: dict[str, tuple[list[OrderJSON], list[OrderJSON]]]


@dataclass
class OrderbookDepth:
    """The published levels: price in cents AS TEXT to quantity. As on the wire both sides ascend: the best bid is the last."""

    bids: dict[str, int] = field(default_factory=dict)
    asks: dict[str, int] = field(default_factory=dict)


@dataclass
class CandleDataResponse:
    """An update's candles by instrument, each as `candle_dict` tells it."""

    tradeable: dict[str, list[dict[str, int]]]
    untradeable: dict[str, list[dict[str, int]]]


@dataclass
class MarketDataResponse(BaseMessage):
    """An update. The program decodes them itself; the name is there for files that import it."""

    time: int
    candles: CandleDataResponse
    orderbook_depths: dict[str, OrderbookDepth]
    events: list[dict[str, Any]]
    user_request_id: str | None = None


@dataclass
class InstrumentInfo:
    """What is known of an instrument. Prices in cents, None on an empty side; times in ms of the round's clock."""

    instrument_id: str
    first_seen: int
    last_updated: int
    best_bid: int | None = None
    best_ask: int | None = None
    bid_volume: int = 0
    ask_volume: int = 0


def add_response(request_id: str, result: OrderResult) -> AddOrderResponse:
    """Tell an order's result in the old words."""
    traded = result.ok and result.filled > 0
    data = AddOrderResponseData(
        order_id=None if result.order_id is None else int(result.order_id),
        message=result.message or None,
        immediate_inventory_change=_signed(result) if traded else None,
        immediate_balance_change=int(result.cash) if traded else None,
    )
    return AddOrderResponse("add_order_response", request_id, result.ok, data)


def _signed(result: OrderResult) -> int:
    return result.filled if result.cash <= 0 else -result.filled


def cancel_response(request_id: str, result: CancelResult) -> CancelOrderResponse:
    """Tell a cancel's result in the old words."""
    return CancelOrderResponse("cancel_order_response", request_id, result.ok, result.message or None)


def inventory_response(request_id: str, reply: InventoryReply) -> GetInventoryResponse:
    """Tell the account in the old words."""
    data = {"$": (reply.cash.reserved, reply.cash.total)}
    data.update((str(key), (held.reserved, held.total)) for key, held in reply.holdings.items())
    return GetInventoryResponse("get_inventory_response", request_id, data)


def pending_response(request_id: str, reply: PendingOrdersReply) -> GetPendingOrdersResponse:
    """Tell the working orders in the old words."""
    data = {
        str(instrument): (
            [_order(order) for order in orders if order.side is Side.BUY],
            [_order(order) for order in orders if order.side is Side.SELL],
        )
        for instrument, orders in reply.orders.items()
    }
    return GetPendingOrdersResponse("get_pending_orders_response", request_id, data)


def _order(order: PendingOrder) -> OrderJSON:
    return OrderJSON(
        orderID=int(order.order_id),
        teamID=int(order.team),
        price=int(order.price),
        time=int(order.placed_ms),
        expiry=int(order.expires_ms),
        # upper case here, as on the wire
        side="BID" if order.side is Side.BUY else "ASK",
        unfilled_quantity=order.remaining,
        total_quantity=order.quantity,
        live=order.live,
    )


def candle_dict(candle: Candle) -> dict[str, int]:
    """Tell a candle as the wire does: what it has not is left out."""
    values = {
        "open": candle.open,
        "high": candle.high,
        "low": candle.low,
        "close": candle.close,
        "mid": candle.mid,
        "volume": candle.volume,
    }
    return {"index": candle.index} | {name: int(value) for name, value in values.items() if value is not None}


def event_dict(event: MarketEvent) -> dict[str, Any]:
    """Tell a public event as the wire does (protocol section 3)."""
    if isinstance(event, TradeEvent):
        data: dict[str, Any] = {
            "passiveOrderID": int(event.passive_order_id),
            "activeOrderID": int(event.active_order_id),
            "instrumentID": str(event.instrument),
            "quantity": event.quantity,
            "price": int(event.price),
            "time": int(event.time_ms),
        }
        return {"event_type": "trade", "data": data}
    if isinstance(event, CancelEvent):
        data = {
            "orderID": int(event.order_id),
            "instrumentID": str(event.instrument),
            "time": int(event.time_ms),
            "expired": event.expired,
        }
        return {"event_type": "cancel", "data": data}
    assert isinstance(event, SettlementEvent)
    data = {
        "teamID": int(event.team),
        "instrumentID": str(event.instrument),
        "quantity": event.quantity,
        "price_at_expiry": int(event.price_at_expiry),
        "time": int(event.time_ms),
    }
    if event.strike is not None:
        data["strike_price"] = int(event.strike)
    return {"event_type": "settlement", "data": data}
