"""Client frames to checked requests, with the exchange's own error texts (protocol sections 2 and 2.3)."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

_INT_MIN = -(2**63)
_INT_MAX = 2**63 - 1
_MAX_ID = 65_536
"""Characters of an id that we echo: no reply may come near 1 MiB (protocol section 1)."""
_MAX_TYPE = 100
"""Characters of an unknown type that the answer repeats."""

INVALID_MESSAGE = "Failed to parse message: Invalid JSON or missing 'type' field"


class AddRequest(msgspec.Struct, frozen=True, gc=False):
    """`add_order` with every field of the right type; nothing else is checked yet. Money in cents, times in round ms."""

    request_id: str
    instrument: str
    price: int
    expires_ms: int
    side: str
    quantity: int


class CancelRequest(msgspec.Struct, frozen=True, gc=False):
    """`cancel_order`; ids count per book, so both are needed."""

    request_id: str
    order_id: int
    instrument: str


class InventoryRequest(msgspec.Struct, frozen=True, gc=False):
    """`get_inventory`."""

    request_id: str


class PendingRequest(msgspec.Struct, frozen=True, gc=False):
    """`get_pending_orders`."""

    request_id: str


class MarketDataRequest(msgspec.Struct, frozen=True, gc=False):
    """`get_market_data`: one update now, with this id."""

    request_id: str


class BadRequest(msgspec.Struct, frozen=True, gc=False):
    """A frame that is no request: answered by `error` with this id, which is empty where the frame could not be read."""

    request_id: str
    message: str


ClientRequest: TypeAlias = AddRequest | CancelRequest | InventoryRequest | PendingRequest | MarketDataRequest


class _FieldError(Exception):
    """A field that cannot be read."""


def _int(fields: dict[str, Any], name: str) -> int:
    value = fields.get(name)
    # a bool is an int to Python, never to JSON; floats and digits in quotes were refused by the real exchange
    if type(value) is not int or not _INT_MIN <= value <= _INT_MAX:
        raise _FieldError(f"Failed to parse field '{name}': Could not cast to int.")
    return value


def _str(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if type(value) is not str or len(value) > _MAX_ID:
        raise _FieldError(f"Failed to parse field '{name}': Could not cast to string.")
    return value


def _add(fields: dict[str, Any]) -> ClientRequest:
    return AddRequest(
        _str(fields, "user_request_id"),
        _str(fields, "instrument_id"),
        _int(fields, "price"),
        _int(fields, "expiry"),
        _str(fields, "side"),
        _int(fields, "quantity"),
    )


def _cancel(fields: dict[str, Any]) -> ClientRequest:
    return CancelRequest(_str(fields, "user_request_id"), _int(fields, "order_id"), _str(fields, "instrument_id"))


_READERS: dict[str, Callable[[dict[str, Any]], ClientRequest]] = {
    "add_order": _add,
    "cancel_order": _cancel,
    "get_inventory": lambda fields: InventoryRequest(_str(fields, "user_request_id")),
    "get_pending_orders": lambda fields: PendingRequest(_str(fields, "user_request_id")),
    "get_market_data": lambda fields: MarketDataRequest(_str(fields, "user_request_id")),
}

_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def parse_request(frame: bytes) -> ClientRequest | BadRequest:
    """Read one client frame. Never raises, whatever the bytes; unknown fields are ignored."""
    try:
        fields = _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
        return BadRequest("", INVALID_MESSAGE)
    kind = fields.get("type") if type(fields) is dict else None
    if type(kind) is not str:
        return BadRequest("", INVALID_MESSAGE)
    reader = _READERS.get(kind)
    if reader is None:
        request_id = fields.get("user_request_id")
        known = type(request_id) is str and len(request_id) <= _MAX_ID
        return BadRequest(request_id if known else "", f"Unknown command type: {kind[:_MAX_TYPE]}")
    try:
        return reader(fields)
    except _FieldError as error:
        return BadRequest("", str(error))
