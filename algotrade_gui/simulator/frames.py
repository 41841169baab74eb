"""What the exchange sends, as text: replies, events, candles and the update that is encoded once for all (protocol sections 2.1 and 3)."""

import json
from collections.abc import Iterable
from typing import Any

from algotrade_gui.core.ids import InstrumentId, TeamId
from algotrade_gui.simulator.matching import BookOrder, OrderBook

WELCOME = '{"type":"welcome","message":"Connected to OrderBook API"}'
END_OF_ROUND = '{"type":"end_of_round"}'
RATE_LIMIT_TEXT = "Message rate limit exceeded"


def _text(value: Any) -> str:
    # escaped to ASCII: an id that a client made of half a surrogate pair must not break our own encoding
    return json.dumps(value, separators=(",", ":"))


# --- replies ---


def error_frame(request_id: str, message: str) -> str:
    """An `error`; an empty id says that the request could not be told."""
    return f'{{"type":"error","user_request_id":{_text(request_id)},"message":{_text(message)}}}'


def add_accepted(
    request_id: str, order_id: int, inventory_change: int, balance_change: int, *, null_keys: bool = False
) -> str:
    """The reply to an accepted order; the changes stand in it only where something traded at once."""
    data = f'"order_id":{order_id}'
    if null_keys:
        data += ',"message":null'
    if inventory_change or balance_change:
        data += f',"immediate_inventory_change":{inventory_change},"immediate_balance_change":{balance_change}'
    elif null_keys:
        data += ',"immediate_inventory_change":null,"immediate_balance_change":null'
    return _add_reply(request_id, True, data)


def add_refused(request_id: str, message: str, *, null_keys: bool = False) -> str:
    """The reply to an order that could not be paid for or is one too many."""
    data = f'"message":{_text(message)}'
    if null_keys:
        data = f'"order_id":null,{data},"immediate_inventory_change":null,"immediate_balance_change":null'
    return _add_reply(request_id, False, data)


def _add_reply(request_id: str, success: bool, data: str) -> str:
    flag = "true" if success else "false"
    return f'{{"type":"add_order_response","user_request_id":{_text(request_id)},"success":{flag},"data":{{{data}}}}}'


def cancel_reply(request_id: str, refusal: str | None, *, null_keys: bool = False) -> str:
    """The reply to a cancel; its message stands at the top level."""
    head = f'{{"type":"cancel_order_response","user_request_id":{_text(request_id)},"success":'
    if refusal is not None:
        return f'{head}false,"message":{_text(refusal)}}}'
    return head + ('true,"message":null}' if null_keys else "true}")


def inventory_reply(request_id: str, pairs: dict[str, list[int]]) -> str:
    """The reply to `get_inventory`: each pair is [reserved, total]."""
    return f'{{"type":"get_inventory_response","user_request_id":{_text(request_id)},"data":{_text(pairs)}}}'


def pending_reply(request_id: str, orders: dict[InstrumentId, tuple[list[BookOrder], list[BookOrder]]]) -> str:
    """The reply to `get_pending_orders`: per instrument [bids, asks]."""
    data = {key: [[_pending(order) for order in side] for side in sides] for key, sides in orders.items()}
    return f'{{"type":"get_pending_orders_response","user_request_id":{_text(request_id)},"data":{_text(data)}}}'


def _pending(order: BookOrder) -> dict[str, Any]:
    return {
        "orderID": order.id,
        "teamID": order.team,
        "price": order.price,
        "time": order.placed_ms,
        "expiry": order.expires_ms,
        "side": "BID" if order.is_bid else "ASK",
        "unfilled_quantity": order.remaining,
        "total_quantity": order.quantity,
        "live": order.live,
    }


# --- events ---


def trade_event(instrument: str, passive_id: int, active_id: int, quantity: int, price: int, time_ms: int) -> str:
    """A public trade. Instrument ids need no escaping: the exchange makes them."""
    return (
        f'{{"event_type":"trade","data":{{"instrumentID":"{instrument}","passiveOrderID":{passive_id},'
        f'"activeOrderID":{active_id},"quantity":{quantity},"price":{price},"time":{time_ms}}}}}'
    )


def cancel_event(order_id: int, instrument: str, time_ms: int, expired: bool) -> str:
    """An order left its book without a trade."""
    return (
        f'{{"event_type":"cancel","data":{{"orderID":{order_id},"instrumentID":"{instrument}","time":{time_ms},'
        f'"expired":{"true" if expired else "false"}}}}}'
    )


def settlement_event(
    team: TeamId, instrument: str, quantity: int, price_at_expiry: int, strike: int | None, time_ms: int
) -> str:
    """A contract of a team ended; `strike` None leaves the key out."""
    strike_part = "" if strike is None else f',"strike_price":{strike}'
    return (
        f'{{"event_type":"settlement","data":{{"teamID":{team},"instrumentID":"{instrument}","quantity":{quantity},'
        f'"price_at_expiry":{price_at_expiry}{strike_part},"time":{time_ms}}}}}'
    )


# --- candles ---


def contract_candle(index: int, prices: tuple[int, int, int, int] | None, volume: int) -> str:
    """A contract's second: open, high, low, close only where something traded; never a mid."""
    if prices is None:
        return f'{{"index":{index},"volume":{volume}}}'
    return f'{{"index":{index},{_ohlc(prices)},"volume":{volume}}}'


def underlying_candle(index: int, prices: tuple[int, int, int, int], mid: int) -> str:
    """An underlying's second: never a volume."""
    return f'{{"index":{index},{_ohlc(prices)},"mid":{mid}}}'


def _ohlc(prices: tuple[int, int, int, int]) -> str:
    return f'"open":{prices[0]},"high":{prices[1]},"low":{prices[2]},"close":{prices[3]}'


# --- updates ---


def depth(book: OrderBook) -> str:
    """A book's best levels, both sides ascending by price."""
    bids = ",".join([f'"{price}":{quantity}' for price, quantity in book.bids()])
    asks = ",".join([f'"{price}":{quantity}' for price, quantity in book.asks()])
    return f'{{"bids":{{{bids}}},"asks":{{{asks}}}}}'


def candle_map(candles: dict[str, list[str]]) -> str:
    """A map from instrument to its list of encoded candles."""
    return "{" + ",".join([f'"{key}":[{",".join(rows)}]' for key, rows in candles.items()]) + "}"


def update_frame(
    time_ms: int,
    tradeable: str,
    untradeable: str,
    depths: Iterable[str],
    events: Iterable[str],
    request_id: str | None = None,
) -> str:
    """A `market_data_update` from its encoded parts; `request_id` for an answer to `get_market_data`."""
    key = "" if request_id is None else f'"user_request_id":{_text(request_id)},'
    return (
        f'{{"type":"market_data_update",{key}"time":{time_ms},'
        f'"candles":{{"tradeable":{tradeable},"untradeable":{untradeable}}},'
        f'"orderbook_depths":{{{",".join(depths)}}},"events":[{",".join(events)}]}}'
    )
