"""The dialect of 2025 against spellings written from the protocol: every message, round and back."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, RequestId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Book, Level
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.codec import BookDecodeError
from algotrade_gui.wire.season2025 import Season2025
from tests.wire import strategies as wire

FUTURE = InstrumentId("$SIMP_future_60")


def frame(message: object) -> bytes:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


def update_json(**changes: Any) -> dict[str, Any]:
    return {
        "type": "market_data_update",
        "time": 1_212_039,
        "candles": {"tradeable": {}, "untradeable": {}},
        "orderbook_depths": {},
        "events": [],
    } | changes


def decoded_update(**changes: Any) -> tuple[m.MarketUpdate, Season2025]:
    dialect = Season2025()
    message = dialect.decode(frame(update_json(**changes)))
    assert isinstance(message, m.MarketUpdate)
    return message, dialect


# --- requests ---


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (
            m.AddOrder(
                request_id=RequestId("0000000007"),
                instrument=FUTURE,
                side=Side.BUY,
                price=Cents(99_900),
                quantity=3,
                expires_ms=RoundMs(45_000),
            ),
            '{"type":"add_order","user_request_id":"0000000007","instrument_id":"$SIMP_future_60",'
            '"price":99900,"expiry":45000,"side":"bid","quantity":3}',
        ),
        (
            m.AddOrder(
                request_id=RequestId("8"),
                instrument=InstrumentId("$CARD_put_98000_1260"),
                side=Side.SELL,
                price=Cents(1),
                quantity=1,
                expires_ms=RoundMs(0),
            ),
            '{"type":"add_order","user_request_id":"8","instrument_id":"$CARD_put_98000_1260",'
            '"price":1,"expiry":0,"side":"ask","quantity":1}',
        ),
        (
            m.CancelOrder(request_id=RequestId("9"), instrument=FUTURE, order_id=ExchangeOrderId(34)),
            '{"type":"cancel_order","user_request_id":"9","order_id":34,"instrument_id":"$SIMP_future_60"}',
        ),
        (m.GetInventory(request_id=RequestId("a")), '{"type":"get_inventory","user_request_id":"a"}'),
        (m.GetPendingOrders(request_id=RequestId("b")), '{"type":"get_pending_orders","user_request_id":"b"}'),
        (m.GetMarketData(request_id=RequestId("c")), '{"type":"get_market_data","user_request_id":"c"}'),
    ],
)
def test_requests_are_spelled_to_the_letter(request_: m.Request, text: str) -> None:
    assert Season2025().encode(request_) == text.encode()


@given(wire.requests)
def test_every_request_encodes_to_its_fields(request_: m.Request) -> None:
    spelled = json.loads(Season2025().encode(request_))
    assert spelled.pop("user_request_id") == request_.request_id
    kind = spelled.pop("type")
    match request_:
        case m.AddOrder():
            assert kind == "add_order"
            assert spelled == {
                "instrument_id": request_.instrument,
                "price": request_.price,
                "expiry": request_.expires_ms,
                "side": {Side.BUY: "bid", Side.SELL: "ask"}[request_.side],
                "quantity": request_.quantity,
            }
        case m.CancelOrder():
            assert kind == "cancel_order"
            assert spelled == {"order_id": request_.order_id, "instrument_id": request_.instrument}
        case _:
            assert kind in ("get_inventory", "get_pending_orders", "get_market_data")
            assert spelled == {}


def test_an_integer_beyond_64_bits_is_not_sent() -> None:
    cancel = m.CancelOrder(request_id=RequestId("1"), instrument=FUTURE, order_id=ExchangeOrderId(2**70))
    with pytest.raises(OverflowError):
        Season2025().encode(cancel)


# --- replies ---


@given(wire.replies, st.booleans())
def test_replies_decode_to_their_records_with_keys_absent_or_null(reply: m.Reply, nulls: bool) -> None:
    dialect = Season2025()
    text = frame(wire.reply_json(reply, nulls=nulls))
    assert dialect.decode(text) == reply
    assert dialect.decode_session(text) == reply
    assert (dialect.counts.unknown_fields, dialect.counts.malformed) == (0, 0)


@given(wire.request_ids, st.dictionaries(wire.instrument_ids(), st.lists(wire.pending_orders, max_size=3), max_size=3))
def test_pending_orders_decode_bids_first(
    request_id: RequestId, orders: dict[InstrumentId, list[m.PendingOrder]]
) -> None:
    data = {
        key: [
            [wire.pending_json(order) for order in rows if order.side is Side.BUY],
            [wire.pending_json(order) for order in rows if order.side is Side.SELL],
        ]
        for key, rows in orders.items()
    }
    expected = {key: sorted(rows, key=lambda order: order.side is Side.SELL) for key, rows in orders.items()}
    message = {"type": "get_pending_orders_response", "user_request_id": request_id, "data": data}
    assert Season2025().decode(frame(message)) == m.PendingOrdersReply(request_id=request_id, orders=expected)


def test_a_pending_order_of_an_unknown_side_is_not_guessed() -> None:
    order = m.PendingOrder(
        order_id=ExchangeOrderId(1),
        team=TeamId(1),
        side=Side.BUY,
        price=Cents(5),
        placed_ms=RoundMs(0),
        expires_ms=RoundMs(9),
        remaining=1,
        quantity=1,
        live=True,
    )
    row = wire.pending_json(order) | {"side": "BOTH"}
    message = {"type": "get_pending_orders_response", "user_request_id": "1", "data": {FUTURE: [[row], []]}}
    assert isinstance(Season2025().decode(frame(message)), m.Malformed)


def test_a_reply_without_data_is_a_reply() -> None:
    message = {"type": "add_order_response", "user_request_id": "1", "success": False}
    assert Season2025().decode(frame(message)) == m.AddOrderReply(request_id=RequestId("1"), success=False)


def test_an_inventory_without_cash_has_none() -> None:
    message = {"type": "get_inventory_response", "user_request_id": "1", "data": {}}
    reply = Season2025().decode(frame(message))
    assert reply == m.InventoryReply(request_id=RequestId("1"), cash=m.Holding(0, 0), holdings={})


def test_free_is_total_less_reserved() -> None:
    message = {"type": "get_inventory_response", "user_request_id": "1", "data": {"$": [1_760, 1_000_000]}}
    reply = Season2025().decode(frame(message))
    assert isinstance(reply, m.InventoryReply)
    assert reply.cash.free == 998_240


# --- pushes ---


@pytest.mark.parametrize(
    "text",
    [
        b'{"type":"welcome","message":"Connected to OrderBook API"}',
        b'{"message":"Connected to OrderBook API","type":"welcome"}',
        b' { "type" : "welcome" , "message" : "Connected to OrderBook API" } ',
    ],
)
def test_welcome_in_any_order_of_keys(text: bytes) -> None:
    assert Season2025().decode(text) == m.Welcome(message="Connected to OrderBook API")


@given(
    time_ms=wire.times,
    books=st.dictionaries(wire.instrument_ids(), st.tuples(wire.levels, wire.levels), max_size=6),
    contract_candles=st.dictionaries(wire.instrument_ids(), st.lists(wire.candles, max_size=3), max_size=3),
    underlying_candles=st.dictionaries(wire.underlying_names, st.lists(wire.candles, max_size=3), max_size=3),
    events=st.lists(wire.events, max_size=5),
)
def test_updates_decode_to_their_records(
    time_ms: RoundMs,
    books: dict[InstrumentId, tuple[dict[int, int], dict[int, int]]],
    contract_candles: dict[InstrumentId, list[Candle]],
    underlying_candles: dict[str, list[Candle]],
    events: list[m.MarketEvent],
) -> None:
    update, dialect = decoded_update(
        time=time_ms,
        candles={
            "tradeable": {key: [wire.candle_json(row) for row in rows] for key, rows in contract_candles.items()},
            "untradeable": {key: [wire.candle_json(row) for row in rows] for key, rows in underlying_candles.items()},
        },
        orderbook_depths={
            key: {
                "bids": {str(price): bids[price] for price in sorted(bids)},
                "asks": {str(price): asks[price] for price in sorted(asks)},
            }
            for key, (bids, asks) in books.items()
        },
        events=[wire.event_json(event) for event in events],
    )
    assert update.time_ms == time_ms
    assert update.request_id is None
    assert update.events == events
    # the codec's candles are of a subclass, which does not compare equal: compare what they hold
    wanted = {str(key): rows for key, rows in contract_candles.items()} | underlying_candles
    assert {key: [msgspec.structs.astuple(row) for row in rows] for key, rows in update.candles.items()} == {
        key: [msgspec.structs.astuple(row) for row in rows] for key, rows in wanted.items()
    }
    assert list(update.books) == list(books)
    for key, (bids, asks) in books.items():
        assert dialect.decode_book(update.books[key]) == Book(
            bids=tuple(Level(Cents(price), bids[price]) for price in sorted(bids, reverse=True)),
            asks=tuple(Level(Cents(price), asks[price]) for price in sorted(asks)),
        )
    assert (dialect.counts.unknown_fields, dialect.counts.malformed) == (0, 0)


def test_a_session_drops_updates_unread_but_not_an_answer() -> None:
    dialect = Season2025()
    assert dialect.decode_session(frame(update_json())) == m.MarketPush()
    many = [
        wire.event_json(
            m.CancelEvent(instrument=FUTURE, order_id=ExchangeOrderId(1), time_ms=RoundMs(1), expired=False)
        )
    ] * 20
    behind = frame(update_json(events=many) | {"user_request_id": "17"})
    in_front = frame({"type": "market_data_update", "user_request_id": "17"} | update_json(events=many))
    for text in (behind, in_front):
        answer = dialect.decode_session(text)
        assert isinstance(answer, m.MarketUpdate)
        assert answer.request_id == "17"


def test_end_of_round_and_the_bare_text() -> None:
    dialect = Season2025()
    assert dialect.decode(b'{"type":"end_of_round"}') == m.RoundEnded()
    assert dialect.decode(b"Message rate limit exceeded") == m.RateLimited()
    assert dialect.decode_session(b"Message rate limit exceeded\n") == m.RateLimited()
    assert dialect.counts.malformed == 0


def test_a_push_whose_keys_stand_in_another_order_is_dropped_unread_too() -> None:
    dialect = Season2025()
    turned = dict(reversed(update_json().items()))
    assert dialect.decode_session(frame(turned)) == m.MarketPush()
    answer = dialect.decode_session(frame({**turned, "user_request_id": "7"}))
    assert isinstance(answer, m.MarketUpdate)
    assert answer.request_id == "7"
    broken = dialect.decode_session(frame({**turned, "user_request_id": 7}))
    assert isinstance(broken, m.Malformed)
    assert dialect.counts.malformed == 1


def test_2026_candles_have_nulls_and_one_group() -> None:
    row = {"index": 3, "open": None, "high": None, "low": None, "close": None, "mid": None, "volume": 0}
    update, dialect = decoded_update(candles={"tradeable": {"ZSE-CARD": [row]}})
    candle = update.candles[InstrumentId("ZSE-CARD")][0]
    assert (candle.index, candle.close, candle.mid, candle.volume) == (3, None, None, 0)
    assert dialect.counts.malformed == 0


def test_a_settled_future_has_no_strike() -> None:
    data = {"teamID": 0, "instrumentID": FUTURE, "quantity": 0, "price_at_expiry": 5, "strike_price": 0, "time": 6}
    update, _ = decoded_update(events=[{"event_type": "settlement", "data": data}])
    event = update.events[0]
    assert isinstance(event, m.SettlementEvent)
    assert event.strike is None


# --- what is new or broken ---


def test_unknown_fields_are_ignored_and_counted_at_every_level() -> None:
    trade = wire.event_json(
        m.TradeEvent(
            instrument=FUTURE,
            passive_order_id=ExchangeOrderId(1),
            active_order_id=ExchangeOrderId(2),
            quantity=3,
            price=Cents(4),
            time_ms=RoundMs(5),
        )
    )
    trade["data"]["maker"] = "x"
    trade["serial"] = [1, {"deep": None}]
    update, dialect = decoded_update(
        candles={
            "tradeable": {FUTURE: [{"index": 7, "volume": 0, "vwap": 1.5}]},
            "untradeable": {"$SIMP": [{"index": 7, "mid": 9, "source": {}}]},
            "indices": {},
        },
        orderbook_depths={FUTURE: {"bids": {"1": 2}, "asks": {}, "auction": True}},
        events=[trade],
        sequence=99,
    )
    assert [type(event) for event in update.events] == [m.TradeEvent]
    assert update.candles[FUTURE][0].volume == 0
    assert update.candles[InstrumentId("$SIMP")][0].mid == 9
    # sequence, indices, vwap, source, serial, maker
    assert dialect.counts.unknown_fields == 6
    assert dialect.decode_book(update.books[FUTURE]) == Book(bids=(Level(Cents(1), 2),))
    assert dialect.counts.unknown_fields == 7
    assert dialect.counts.malformed == 0


@given(wire.replies, st.sampled_from(["latency", "type2", "orderId"]))
def test_unknown_fields_of_replies_are_ignored_and_counted(reply: m.Reply, name: str) -> None:
    dialect = Season2025()
    message = wire.reply_json(reply, nulls=False) | {name: {"any": [1, None]}}
    assert dialect.decode(frame(message)) == reply
    assert dialect.counts.unknown_fields == 1


def test_unknown_fields_inside_data_and_rows_are_counted() -> None:
    dialect = Season2025()
    message = {"type": "add_order_response", "user_request_id": "1", "success": True, "data": {"order_id": 3, "fee": 0}}
    assert dialect.decode(frame(message)) == m.AddOrderReply(
        request_id=RequestId("1"), success=True, order_id=ExchangeOrderId(3)
    )
    row = {
        "orderID": 25, "teamID": 1, "price": 1, "time": 5_694, "expiry": 60_000, "side": "BID",
        "unfilled_quantity": 1, "total_quantity": 1, "live": True, "hidden": False,
    }  # fmt: skip
    pending = {
        "type": "get_pending_orders_response",
        "user_request_id": "2",
        "data": {FUTURE: [[row], [row | {"side": "ASK"}]]},
    }
    reply = dialect.decode(frame(pending))
    assert isinstance(reply, m.PendingOrdersReply)
    assert [order.side for order in reply.orders[FUTURE]] == [Side.BUY, Side.SELL]
    assert dialect.counts.unknown_fields == 3


def test_an_unknown_event_type_costs_only_itself() -> None:
    cancel = m.CancelEvent(instrument=FUTURE, order_id=ExchangeOrderId(1), time_ms=RoundMs(1), expired=True)
    update, dialect = decoded_update(
        orderbook_depths={FUTURE: {"bids": {}, "asks": {}}},
        events=[{"event_type": "halt", "data": {"why": "noise"}}, wire.event_json(cancel), {"data": {}}],
    )
    assert update.events == [cancel]
    assert list(update.books) == [FUTURE]
    assert dialect.counts.unknown_messages == 2


@pytest.mark.parametrize(
    "event",
    [
        {"event_type": "trade", "data": {"instrumentID": "x"}},
        {"event_type": "cancel", "data": None},
        {"event_type": ["trade"], "data": {}},
        "trade",
        None,
        7,
    ],
)
def test_a_broken_event_costs_only_itself(event: object) -> None:
    cancel = m.CancelEvent(instrument=FUTURE, order_id=ExchangeOrderId(1), time_ms=RoundMs(1), expired=True)
    update, dialect = decoded_update(events=[event, wire.event_json(cancel)])
    assert update.events == [cancel]
    assert dialect.counts.malformed + dialect.counts.unknown_messages == 1


@pytest.mark.parametrize(
    "candles",
    [
        None,
        [],
        {"tradeable": None, "untradeable": {"$SIMP": [{"index": 1, "mid": 2}]}},
        {"tradeable": {FUTURE: {"index": 1}}, "untradeable": {"$SIMP": [{"index": 1, "mid": 2}]}},
        {"tradeable": {FUTURE: [{"index": "one"}]}, "untradeable": {"$SIMP": [{"index": 1, "mid": 2}]}},
    ],
)
def test_broken_candles_cost_neither_books_nor_events(candles: Any) -> None:
    cancel = m.CancelEvent(instrument=FUTURE, order_id=ExchangeOrderId(1), time_ms=RoundMs(1), expired=True)
    update, dialect = decoded_update(
        candles=candles, orderbook_depths={FUTURE: {"bids": {}, "asks": {}}}, events=[wire.event_json(cancel)]
    )
    assert list(update.books) == [FUTURE]
    assert update.events == [cancel]
    assert dialect.counts.malformed == 1
    if isinstance(candles, dict):
        assert update.candles[InstrumentId("$SIMP")][0].mid == 2


@pytest.mark.parametrize("left_out", ["candles", "events"])
def test_an_update_without_candles_or_events_is_an_update(left_out: str) -> None:
    message = update_json(orderbook_depths={FUTURE: {"bids": {}, "asks": {}}})
    del message[left_out]
    dialect = Season2025()
    update = dialect.decode(frame(message))
    assert isinstance(update, m.MarketUpdate)
    assert list(update.books) == [FUTURE]
    assert (update.candles, update.events) == ({}, [])


def test_a_message_of_an_unknown_type_is_counted() -> None:
    dialect = Season2025()
    assert dialect.decode(b'{"type":"trade_update","x":1}') == m.UnknownMessage(type="trade_update")
    assert dialect.counts.unknown_messages == 1
    assert dialect.counts.malformed == 0


DEEP = b"[" * 100_000
NINES = b"9" * 6_000
BROKEN = [
    b"",
    b" ",
    b"hello!",
    b"[]",
    b"null",
    b"{}",
    b'{"type":null}',
    b'{"type":7}',
    b'{"type":"welcome"}',
    b'{"type":"welcome","message":null}',
    b'{"type":"welcome","message":"x"',
    b'{"type":"error","message":"no id"}',
    b'{"type":"add_order_response","user_request_id":1,"success":true}',
    b'{"type":"add_order_response","user_request_id":"1","success":"yes"}',
    b'{"type":"get_inventory_response","user_request_id":"1","data":{"$":[1]}}',
    b'{"type":"get_inventory_response","user_request_id":"1","data":{"$":[1.5,2]}}',
    b'{"type":"market_data_update"}',
    b'{"type":"market_data_update","time":"1","candles":{},"orderbook_depths":{},"events":[]}',
    b'{"type":"market_data_update","time":1,"candles":{},"orderbook_depths":[],"events":[]}',
    b'{"type":"market_data_update","time":' + NINES + b',"candles":{},"orderbook_depths":{},"events":[]}',
    b'{"type":"market_data_update","time":1,"candles":{},"orderbook_depths":{"x":' + DEEP + b'},"events":[]}',
    b'{"type":"error","user_request_id":"1","message":' + DEEP + b"}",
    b'{"type":' + DEEP,
    DEEP,
    b'{"type":"error","user_request_id":"1","message":"\xff\xfe"}',
    b'{"type":"\xff"}',
    b'\xef\xbb\xbf{"type":"welcome","message":"x"}',
    b'{"type":"error","user_request_id":"1","message":"\\ud800"}',
    b"\x00\x01\x02",
]


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: repr(text[:24]))
def test_what_cannot_be_read_is_malformed_never_an_exception(text: bytes) -> None:
    dialect = Season2025()
    for decode in (dialect.decode, dialect.decode_session):
        message = decode(text)
        if message == m.MarketPush():
            continue
        assert isinstance(message, m.Malformed)
        assert message.reason
        assert len(message.excerpt) <= 120


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**25), 10**25) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
TYPES = [
    "market_data_update", "add_order_response", "cancel_order_response", "get_inventory_response",
    "get_pending_orders_response", "error", "welcome", "end_of_round", "nothing",
]  # fmt: skip
FIELDS = [
    "user_request_id", "success", "data", "message", "time", "candles", "orderbook_depths", "events", "tradeable",
    "untradeable", "event_type", "bids", "asks", "index", "$", "order_id", "side",
]  # fmt: skip
near_misses = st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8)


@given(st.sampled_from(TYPES), near_misses, st.dictionaries(st.sampled_from(FIELDS), near_misses, max_size=3))
def test_any_json_object_decodes_to_a_message(kind: str, fields: dict[str, Any], nested: dict[str, Any]) -> None:
    dialect = Season2025()
    for message in (update_json(), {}):
        decoded = dialect.decode(frame({"type": kind} | message | {"type": kind} | fields | nested))
        assert isinstance(decoded, m.Message)
        if isinstance(decoded, m.MarketUpdate):
            read_books(dialect, decoded)


@given(st.binary(max_size=200))
def test_any_bytes_decode_to_a_message(text: bytes) -> None:
    dialect = Season2025()
    # hypothesis reads the source's constants and finds the one text that is no JSON and yet a message
    assert isinstance(dialect.decode(text), m.Malformed | m.RateLimited)
    assert isinstance(dialect.decode(b'{"type":"market_data_update"' + text), m.Malformed)


@given(st.data())
def test_a_damaged_update_decodes_to_a_message(data: st.DataObject) -> None:
    whole = frame(
        update_json(
            orderbook_depths={FUTURE: {"bids": {"12": 3}, "asks": {"14": 1}}},
            candles={"tradeable": {FUTURE: [{"index": 1, "volume": 0}]}, "untradeable": {}},
            events=[wire.event_json(data.draw(wire.events))],
        )
    )
    position = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 4))
    damaged = whole[:position] + data.draw(st.binary(max_size=4)) + whole[position + length :]
    dialect = Season2025()
    decoded = dialect.decode(damaged)
    assert isinstance(decoded, m.Message)
    if isinstance(decoded, m.MarketUpdate):
        read_books(dialect, decoded)


def read_books(dialect: Season2025, update: m.MarketUpdate) -> None:
    for raw in update.books.values():
        try:
            book = dialect.decode_book(raw)
        except BookDecodeError:
            continue
        assert isinstance(book, Book)


# --- books ---


@pytest.mark.parametrize(
    "text",
    [
        b"null",
        b"[]",
        b'{"bids":{}}',
        b'{"bids":{"x":1},"asks":{}}',
        b'{"bids":{"1":1.5},"asks":{}}',
        b'{"bids":{"\xff":1},"asks":{}}',
        b'{"bids":{},"asks":{},"\xff":1}',
        b'{"bids":{"' + NINES + b'":1},"asks":{}}',
        b'{"bids":{"1":' + NINES + b'},"asks":{}}',
        b'{"bids":{},"asks":{},"x":' + DEEP + b"}",
    ],
    ids=lambda text: repr(text[:24]),
)
def test_a_broken_book_has_one_error_of_its_own(text: bytes) -> None:
    dialect = Season2025()
    with pytest.raises(BookDecodeError):
        dialect.decode_book(text)
    assert dialect.counts.malformed == 1
    with pytest.raises(BookDecodeError):
        dialect.decode_quote(text)
    assert dialect.counts.malformed == 2


def test_books_are_best_first_whatever_the_order_on_the_wire() -> None:
    book = Season2025().decode_book(b'{"bids":{"9":1,"101":2,"20":3},"asks":{"1000":4,"999":5}}')
    assert [level.price for level in book.bids] == [101, 20, 9]
    assert [level.price for level in book.asks] == [999, 1_000]


_sides = st.dictionaries(st.integers(-(2**63), 2**63 - 1).map(str), st.integers(-(2**63), 2**63 - 1), max_size=5)


@given(_sides, _sides, st.booleans())
def test_a_quote_is_the_top_of_its_book(bids: dict[str, int], asks: dict[str, int], new_field: bool) -> None:
    text = msgspec.json.encode({"bids": bids, "asks": asks} | ({"new": 1} if new_field else {}))
    dialect = Season2025()
    assert dialect.decode_quote(text) == dialect.decode_book(text).quote
    assert dialect.counts.unknown_fields == 2 * new_field
