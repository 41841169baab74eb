"""Every error text of protocol section 2.3 by its own channel, and hostile frames."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.simulator.engine import ROUND_ENDED_ADD, ROUND_ENDED_CANCEL
from algotrade_gui.simulator.requests import INVALID_MESSAGE, AddRequest, BadRequest, CancelRequest, parse_request
from tests.simulator.driving import Json, Round

FUTURE = "$SIMP_future_60"
GOOD: Json = {
    "type": "add_order",
    "user_request_id": "r1",
    "instrument_id": FUTURE,
    "price": 5,
    "expiry": 50_000,
    "side": "bid",
    "quantity": 1,
}


def _error(request_id: str, message: str) -> Json:
    return {"type": "error", "user_request_id": request_id, "message": message}


def test_a_good_order_and_cancel_are_read_and_unknown_fields_ignored() -> None:
    frame = json.dumps({**GOOD, "colour": "red"}).encode()
    assert parse_request(frame) == AddRequest("r1", FUTURE, 5, 50_000, "bid", 1)
    cancel = b'{"type":"cancel_order","user_request_id":"","order_id":3,"instrument_id":"x"}'
    assert parse_request(cancel) == CancelRequest("", 3, "x")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"price": 0}, "Price must be positive"),
        ({"price": -5}, "Price must be positive"),
        ({"quantity": 0}, "Quantity must be positive"),
        ({"quantity": -1}, "Quantity must be positive"),
        ({"side": "buy"}, "Side must be 'bid' or 'ask'"),
        ({"side": "BID"}, "Side must be 'bid' or 'ask'"),
        ({"instrument_id": "$SIMP_future_61"}, "Instrument not found"),
        ({"instrument_id": "$SIMP"}, "Instrument not found"),
        ({"instrument_id": "nonsense"}, "Instrument not found"),
        ({"expiry": 1_999}, "Expiry must be in the future request: 1999 server: 2000"),
        ({"expiry": 2_000}, "Expiry must be in the future request: 2000 server: 2000"),
        ({"expiry": -1}, "Expiry must be in the future request: -1 server: 2000"),
        ({"type": "buy"}, "Unknown command type: buy"),
    ],
)
def test_a_refused_order_is_an_error_that_echoes_the_id(change: Json, message: str) -> None:
    game = Round()
    game.skip(2_000)
    assert game.raw(json.dumps({**GOOD, **change})) == _error("r1", message)


@pytest.mark.parametrize("field", ["price", "expiry", "quantity"])
@pytest.mark.parametrize("value", [1.0, 1.5, "5", None, True, [], {}, 2**63, -(2**63) - 1, 10**30])
def test_a_field_of_the_wrong_type_is_an_error_with_an_empty_id(field: str, value: object) -> None:
    message = f"Failed to parse field '{field}': Could not cast to int."
    assert Round().raw(json.dumps({**GOOD, field: value})) == _error("", message)


@pytest.mark.parametrize("field", ["user_request_id", "instrument_id", "side"])
@pytest.mark.parametrize("value", [1, None, True, [], {}])
def test_a_text_field_of_the_wrong_type_is_an_error_with_an_empty_id(field: str, value: object) -> None:
    message = f"Failed to parse field '{field}': Could not cast to string."
    assert Round().raw(json.dumps({**GOOD, field: value})) == _error("", message)


@pytest.mark.parametrize("field", ["price", "expiry", "quantity"])
def test_a_missing_field_is_told_like_one_of_the_wrong_type(field: str) -> None:
    frame = json.dumps({key: value for key, value in GOOD.items() if key != field})
    assert Round().raw(frame) == _error("", f"Failed to parse field '{field}': Could not cast to int.")


def test_the_largest_integers_are_read() -> None:
    game = Round()
    answer = game.raw(json.dumps({**GOOD, "price": 2**63 - 1, "quantity": 2**63 - 1, "expiry": 2**63 - 1}))
    assert answer["data"] == {"message": "Insufficient balance"}


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"hello!",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"add_order"',
        b"{}",
        b'{"type":null}',
        b'{"type":7,"user_request_id":"a"}',
        b'{"user_request_id":"a"}',
        b'{"type":"add_order","user_request_id":"\xff"}',
        b'{"type":"add_order","user_request_id":"\\ud800"}',
        b'{"type":"add_order","price":1e999}',
        b"[" * 100_000,
        b'{"type":' * 50_000,
        b"\x00",
        b"NaN",
        b'{"a":1}{"b":2}',
    ],
)
def test_a_frame_that_cannot_be_read_is_an_error_with_an_empty_id(frame: bytes) -> None:
    assert Round().raw(frame) == _error("", INVALID_MESSAGE)


def test_no_answer_grows_with_a_hostile_request() -> None:
    game = Round()
    long = "x" * 1_000_000
    unknown = game.ask(long)
    assert unknown["message"].startswith("Unknown command type: xxx")
    assert len(json.dumps(unknown)) < 1_000
    assert game.raw(json.dumps({**GOOD, "user_request_id": long}))["user_request_id"] == ""
    kept = 'é\U0001f600"\\\n' * 100
    assert game.raw(json.dumps({**GOOD, "user_request_id": kept}))["user_request_id"] == kept


def test_money_and_contracts_that_are_not_there_are_a_refused_reply() -> None:
    game = Round()
    refused = {"type": "add_order_response", "user_request_id": "7", "success": False}
    assert game.order("ask", FUTURE, 100, 1) == {**refused, "data": {"message": "Insufficient inventory"}}
    assert game.order("bid", FUTURE, 1_000_001, 1) == {**refused, "data": {"message": "Insufficient balance"}}
    assert game.order("bid", FUTURE, 1_000_000, 1)["success"]
    assert game.order("bid", FUTURE, 1, 1) == {**refused, "data": {"message": "Insufficient balance"}}


def test_an_order_past_the_cap_of_pending_orders_is_a_refused_reply() -> None:
    game = Round(limits={"pending_orders": 3})
    for _ in range(3):
        assert game.order("bid", FUTURE, 1)["success"]
    answer = game.order("bid", FUTURE, 1)
    assert (answer["success"], answer["data"]) == (False, {"message": "Maximum number of pending orders exceeded"})
    assert game.order("bid", FUTURE, 1, team=2)["success"]
    assert game.cancel(FUTURE, 2)["success"]
    assert game.order("bid", FUTURE, 1)["success"]


def test_every_refusal_of_a_cancel() -> None:
    game = Round()
    game.order("bid", FUTURE, 10)
    game.order("bid", FUTURE, 10, team=2)
    refused = {"type": "cancel_order_response", "user_request_id": "7", "success": False}
    assert game.cancel(FUTURE, 2) == {**refused, "message": "Order does not belong to the team"}
    assert game.cancel(FUTURE, 3) == {**refused, "message": "Order ID not found"}
    assert game.cancel(FUTURE, 1) == {"type": "cancel_order_response", "user_request_id": "7", "success": True}
    assert game.cancel(FUTURE, 1) == {**refused, "message": "Order not found"}
    assert game.cancel(FUTURE, 0) == _error("7", "Order ID must be positive")
    assert game.cancel("$SIMP_future_999", 1) == _error("7", "Instrument not found")


@pytest.mark.parametrize("value", [None, "3", 3.0])
def test_a_cancel_without_a_number_is_the_error_seen_in_real_logs(value: object) -> None:
    answer = Round().ask("cancel_order", order_id=value, instrument_id=FUTURE)
    assert answer == _error("", "Failed to parse field 'order_id': Could not cast to int.")


def test_an_expired_contract_is_closed() -> None:
    game = Round()
    game.order("bid", FUTURE, 10)
    game.skip(59_999)
    assert game.order("bid", FUTURE, 10)["success"]
    game.skip(60_000)
    assert game.order("bid", FUTURE, 10) == _error("7", "Instrument is closed")
    assert game.cancel(FUTURE, 1) == _error("7", "Instrument is closed")


def test_after_the_round_nothing_is_taken() -> None:
    game = Round(round_seconds=60, overtime_seconds=0)
    game.skip(60_000)
    assert game.exchange.ended
    assert game.order("bid", FUTURE, 10) == _error("7", ROUND_ENDED_ADD)
    answer = game.cancel(FUTURE, 1)
    assert (answer["type"], answer["success"], answer["message"]) == (
        "cancel_order_response",
        False,
        ROUND_ENDED_CANCEL,
    )


def test_null_keys_are_a_switch() -> None:
    game = Round(null_keys=True)
    nulls = {"message": None, "immediate_inventory_change": None, "immediate_balance_change": None}
    assert game.order("bid", FUTURE, 10)["data"] == {"order_id": 1, **nulls}
    refused = game.order("ask", FUTURE, 10)["data"]
    assert refused == {**nulls, "order_id": None, "message": "Insufficient inventory"}
    assert game.cancel(FUTURE, 1)["message"] is None
    game.order("bid", FUTURE, 10)
    game.give(FUTURE, 1, team=2, price=11)
    traded = game.order("ask", FUTURE, 10, team=2)["data"]
    assert traded == {
        "order_id": 5,
        "message": None,
        "immediate_inventory_change": -1,
        "immediate_balance_change": 10,
    }


_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_kinds = st.sampled_from(["add_order", "cancel_order", "get_inventory", "get_pending_orders", "get_market_data", "x"])
_fields = st.sampled_from(["user_request_id", "instrument_id", "price", "expiry", "side", "quantity", "order_id"])


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_get_an_answer(frame: bytes) -> None:
    assert isinstance(parse_request(frame), BadRequest)


@given(_kinds, st.dictionaries(_fields, _values))
def test_any_fields_get_an_answer_and_change_no_total(kind: str, changes: Json) -> None:
    game = _shared
    before = {team: (account.cash, dict(account.held)) for team, account in game.exchange.accounts.items()}
    answer = game.raw(json.dumps({**GOOD, "order_id": 1, "type": kind, **changes}))
    assert answer["type"] in (
        "error",
        "add_order_response",
        "cancel_order_response",
        "get_inventory_response",
        "get_pending_orders_response",
        "market_data_update",
    )
    for team, account in game.exchange.accounts.items():
        assert (account.cash, account.held) == before[team]
        assert 0 <= account.cash_reserved <= max(account.cash, 0)


_shared = Round()
