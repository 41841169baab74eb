"""Hypothesis strategies for the records of the wire and their JSON, spelled here a second time, from the protocol's text."""

from typing import Any

from hypothesis import strategies as st

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, RequestId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.order import Side
from algotrade_gui.wire import messages as m

int64 = st.integers(-(2**63), 2**63 - 1)
naturals = st.integers(0, 2**53)
texts = st.text(max_size=20)

underlying_names = st.from_regex(r"\$[A-Z]{1,6}", fullmatch=True)


@st.composite
def instrument_ids(draw: st.DrawFn) -> InstrumentId:
    name = draw(underlying_names)
    expiry = draw(st.integers(0, 10_000))
    if draw(st.booleans()):
        return InstrumentId(f"{name}_future_{expiry}")
    return InstrumentId(f"{name}_{draw(st.sampled_from(['call', 'put']))}_{draw(st.integers(1, 200_000))}_{expiry}")


request_ids = texts.map(RequestId)
order_ids = naturals.map(ExchangeOrderId)
cents = naturals.map(Cents)
times = naturals.map(RoundMs)
sides = st.sampled_from(Side)

requests: st.SearchStrategy[m.Request] = st.one_of(
    st.builds(
        m.AddOrder,
        request_id=request_ids,
        instrument=instrument_ids(),
        side=sides,
        price=int64.map(Cents),
        quantity=int64,
        expires_ms=int64.map(RoundMs),
    ),
    st.builds(m.CancelOrder, request_id=request_ids, instrument=instrument_ids(), order_id=order_ids),
    st.builds(m.GetInventory, request_id=request_ids),
    st.builds(m.GetPendingOrders, request_id=request_ids),
    st.builds(m.GetMarketData, request_id=request_ids),
)

holdings = st.builds(m.Holding, reserved=naturals, total=naturals)

replies: st.SearchStrategy[m.Reply] = st.one_of(
    st.builds(
        m.AddOrderReply,
        request_id=request_ids,
        success=st.booleans(),
        order_id=st.none() | order_ids,
        inventory_change=st.none() | int64,
        balance_change=st.none() | int64.map(Cents),
        message=st.none() | texts,
    ),
    st.builds(m.CancelOrderReply, request_id=request_ids, success=st.booleans(), message=st.none() | texts),
    st.builds(
        m.InventoryReply,
        request_id=request_ids,
        cash=holdings,
        holdings=st.dictionaries(instrument_ids(), holdings, max_size=4),
    ),
    st.builds(m.ErrorReply, request_id=request_ids, message=texts),
)

pending_orders = st.builds(
    m.PendingOrder,
    order_id=order_ids,
    team=naturals.map(TeamId),
    side=sides,
    price=cents,
    placed_ms=times,
    expires_ms=times,
    remaining=naturals,
    quantity=naturals,
    live=st.booleans(),
)

events: st.SearchStrategy[m.MarketEvent] = st.one_of(
    st.builds(
        m.TradeEvent,
        instrument=instrument_ids(),
        passive_order_id=order_ids,
        active_order_id=order_ids,
        quantity=naturals,
        price=cents,
        time_ms=times,
    ),
    st.builds(m.CancelEvent, instrument=instrument_ids(), order_id=order_ids, time_ms=times, expired=st.booleans()),
    st.builds(
        m.SettlementEvent,
        instrument=instrument_ids(),
        team=naturals.map(TeamId),
        quantity=naturals,
        price_at_expiry=cents,
        strike=st.none() | st.integers(1, 200_000).map(Cents),
        time_ms=times,
    ),
)

candles = st.one_of(
    st.builds(Candle, index=naturals, volume=naturals),
    st.builds(Candle, index=naturals, open=cents, high=cents, low=cents, close=cents, volume=naturals),
    st.builds(Candle, index=naturals, open=cents, high=cents, low=cents, close=cents, mid=cents),
)

levels = st.dictionaries(st.integers(1, 10**9), st.integers(1, 10**6), max_size=5)


def reply_json(reply: m.Reply, *, nulls: bool) -> dict[str, Any]:
    """The reply as the exchange spells it (section 2.1); with `nulls`, absent keys are null instead."""

    def optional(**fields: Any) -> dict[str, Any]:
        return {key: value for key, value in fields.items() if nulls or value is not None}

    match reply:
        case m.AddOrderReply():
            data = optional(
                order_id=reply.order_id,
                message=reply.message,
                immediate_inventory_change=reply.inventory_change,
                immediate_balance_change=reply.balance_change,
            )
            return {
                "type": "add_order_response",
                "user_request_id": reply.request_id,
                "success": reply.success,
                "data": data,
            }
        case m.CancelOrderReply():
            return {
                "type": "cancel_order_response",
                "user_request_id": reply.request_id,
                "success": reply.success,
                **optional(message=reply.message),
            }
        case m.InventoryReply():
            pairs: dict[str, m.Holding] = {"$": reply.cash} | {str(key): pair for key, pair in reply.holdings.items()}
            return {
                "type": "get_inventory_response",
                "user_request_id": reply.request_id,
                "data": {key: [pair.reserved, pair.total] for key, pair in pairs.items()},
            }
        case m.ErrorReply():
            return {"type": "error", "user_request_id": reply.request_id, "message": reply.message}
    raise AssertionError(f"no spelling for {reply!r}")


def pending_json(order: m.PendingOrder) -> dict[str, Any]:
    """One row of get_pending_orders_response (section 2.1)."""
    return {
        "orderID": order.order_id,
        "teamID": order.team,
        "price": order.price,
        "time": order.placed_ms,
        "expiry": order.expires_ms,
        "side": "BID" if order.side is Side.BUY else "ASK",
        "unfilled_quantity": order.remaining,
        "total_quantity": order.quantity,
        "live": order.live,
    }


def event_json(event: m.MarketEvent) -> dict[str, Any]:
    """One public event (section 3)."""
    match event:
        case m.TradeEvent():
            return {
                "event_type": "trade",
                "data": {
                    "instrumentID": event.instrument,
                    "passiveOrderID": event.passive_order_id,
                    "activeOrderID": event.active_order_id,
                    "quantity": event.quantity,
                    "price": event.price,
                    "time": event.time_ms,
                },
            }
        case m.CancelEvent():
            return {
                "event_type": "cancel",
                "data": {
                    "orderID": event.order_id,
                    "instrumentID": event.instrument,
                    "time": event.time_ms,
                    "expired": event.expired,
                },
            }
        case m.SettlementEvent():
            data = {
                "teamID": event.team,
                "instrumentID": event.instrument,
                "quantity": event.quantity,
                "price_at_expiry": event.price_at_expiry,
                "time": event.time_ms,
            }
            if event.strike is not None:
                data["strike_price"] = event.strike
            return {"event_type": "settlement", "data": data}
    raise AssertionError(f"no spelling for {event!r}")


def candle_json(candle: Candle) -> dict[str, int]:
    """One candle, keys without a value left out (section 3)."""
    names = ("open", "high", "low", "close", "mid", "index", "volume")
    return {name: getattr(candle, name) for name in names if getattr(candle, name) is not None}
