"""The dialect of 2025: how that season spells the protocol's messages (protocol sections 1 to 3)."""

from typing import Annotated, Any, Literal, TypeVar

import msgspec

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, RequestId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Book, Level, Quote
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.codec import BookDecodeError, CodecCounts

CASH = "$"
RATE_LIMIT_TEXT = b"Message rate limit exceeded"
_EXCERPT = 120
_UPDATE_TYPE = b'"market_data_update"'
_REQUEST_ID_KEY = b'"user_request_id"'
_EDGE = 96
_UPDATE_PREFIX = b'{"type":"market_data_update"'
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError)
"""All that msgspec raises for bytes that it cannot read: a key that is no UTF-8 comes as Python's own error, deep nesting too."""

_INT64 = msgspec.Meta(ge=-(2**63), le=2**63 - 1)
Int64 = Annotated[int, _INT64]
"""All numbers of the wire (protocol section 2); msgspec alone would read larger ones."""
_OrderId = Annotated[ExchangeOrderId, _INT64]
_Cents = Annotated[Cents, _INT64]
_Ms = Annotated[RoundMs, _INT64]
_Team = Annotated[TeamId, _INT64]


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Records of the wire. Unknown fields are refused at first, so that a frame that has any is read again and they are counted."""


class _TradeData(_Strict):
    instrumentID: InstrumentId  # noqa: N815 - the wire's spelling
    passiveOrderID: _OrderId  # noqa: N815
    activeOrderID: _OrderId  # noqa: N815
    quantity: Int64
    price: _Cents
    time: _Ms


class _CancelData(_Strict):
    orderID: _OrderId  # noqa: N815
    instrumentID: InstrumentId  # noqa: N815
    time: _Ms
    expired: bool


class _SettlementData(_Strict):
    teamID: _Team  # noqa: N815
    instrumentID: InstrumentId  # noqa: N815
    quantity: Int64
    price_at_expiry: _Cents
    time: _Ms
    strike_price: _Cents | None = None


class _Trade(_Strict, tag_field="event_type", tag="trade"):
    data: _TradeData


class _Cancel(_Strict, tag_field="event_type", tag="cancel"):
    data: _CancelData


class _Settlement(_Strict, tag_field="event_type", tag="settlement"):
    data: _SettlementData


_Event = _Trade | _Cancel | _Settlement
_EVENT_BY_TYPE: dict[str, type[_Trade] | type[_Cancel] | type[_Settlement]] = {
    "trade": _Trade,
    "cancel": _Cancel,
    "settlement": _Settlement,
}


class _Candle(Candle, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    pass


class _Candles(_Strict):
    tradeable: dict[str, list[_Candle]] = {}
    untradeable: dict[str, list[_Candle]] = {}


class _Update(_Strict, tag_field="type", tag="market_data_update"):
    time: Int64
    candles: _Candles
    orderbook_depths: dict[InstrumentId, msgspec.Raw]
    events: list[_Event]
    user_request_id: str | None = None


class _RawUpdate(msgspec.Struct):
    """An update whose parts are read one by one, because something in it is new or broken."""

    time: Int64
    orderbook_depths: dict[InstrumentId, msgspec.Raw]
    candles: msgspec.Raw = msgspec.Raw(b"{}")
    events: msgspec.Raw = msgspec.Raw(b"[]")
    user_request_id: str | None = None


class _AddData(_Strict):
    order_id: Int64 | None = None
    message: str | None = None
    immediate_inventory_change: Int64 | None = None
    immediate_balance_change: Int64 | None = None


class _AddReply(_Strict, tag_field="type", tag="add_order_response"):
    user_request_id: str
    success: bool
    data: _AddData | None = None


class _CancelReply(_Strict, tag_field="type", tag="cancel_order_response"):
    user_request_id: str
    success: bool
    message: str | None = None


class _InventoryReply(_Strict, tag_field="type", tag="get_inventory_response"):
    user_request_id: str
    data: dict[str, tuple[Int64, Int64]]


class _Pending(_Strict):
    orderID: Int64  # noqa: N815
    teamID: Int64  # noqa: N815
    price: Int64
    time: Int64
    expiry: Int64
    side: Literal["BID", "ASK", "bid", "ask"]
    unfilled_quantity: Int64
    total_quantity: Int64
    live: bool


class _PendingReply(_Strict, tag_field="type", tag="get_pending_orders_response"):
    user_request_id: str
    data: dict[str, tuple[list[_Pending], list[_Pending]]]


class _Error(_Strict, tag_field="type", tag="error"):
    user_request_id: str
    message: str


class _Welcome(_Strict, tag_field="type", tag="welcome"):
    message: str


class _RoundEnded(_Strict, tag_field="type", tag="end_of_round"):
    pass


class _Depth(_Strict):
    bids: dict[_Cents, Int64]
    asks: dict[_Cents, Int64]


class _Head(msgspec.Struct):
    type: str
    user_request_id: str | None = None


class _Type(msgspec.Struct):
    type: str


_Small = _AddReply | _CancelReply | _InventoryReply | _PendingReply | _Error | _Welcome | _RoundEnded
_S = TypeVar("_S")

_update_decoder = msgspec.json.Decoder(_Update)
_raw_update_decoder = msgspec.json.Decoder(_RawUpdate)
_small_decoder = msgspec.json.Decoder(_Small)
_type_decoder = msgspec.json.Decoder(_Type)
_head_decoder = msgspec.json.Decoder(_Head)
_depth_decoder = msgspec.json.Decoder(_Depth)
_encoder = msgspec.json.Encoder()

_STRUCT_BY_TYPE: dict[str, type[msgspec.Struct]] = {
    str(struct.__struct_config__.tag): struct
    for struct in (_AddReply, _CancelReply, _InventoryReply, _PendingReply, _Error, _Welcome, _RoundEnded)
}


def _known(value: Any, wanted: Any, counts: CodecCounts) -> Any:
    """Return `value` without the keys that `wanted`, a type, does not know; count them."""
    if isinstance(value, dict) and isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        fields = {field.encode_name: field.type for field in msgspec.structs.fields(wanted)}
        tag_field = wanted.__struct_config__.tag_field
        kept = {}
        for key, item in value.items():
            if key in fields:
                kept[key] = _known(item, fields[key], counts)
            elif key == tag_field:
                kept[key] = item
            else:
                counts.unknown_fields += 1
        return kept
    inner = [arg for arg in getattr(wanted, "__args__", ()) if arg is not type(None)]
    if isinstance(value, dict) and len(inner) == 2:
        return {key: _known(item, inner[1], counts) for key, item in value.items()}
    if isinstance(value, list) and inner:
        return [_known(item, inner[min(index, len(inner) - 1)], counts) for index, item in enumerate(value)]
    if isinstance(value, dict) and len(inner) == 1:
        return _known(value, inner[0], counts)
    return value


def _lenient(raw: bytes | msgspec.Raw, wanted: type[_S], counts: CodecCounts) -> _S:
    """Decode `raw` without its unknown fields, which are counted. Raises msgspec.DecodeError, also where a record is broken."""
    return msgspec.convert(_known(msgspec.json.decode(raw), wanted, counts), wanted, str_keys=True)


def _event(event: _Event) -> m.MarketEvent:
    # no NewType calls here: there may be hundreds of events a second, and the wire's records have the types already
    data = event.data
    if isinstance(data, _TradeData):
        return m.TradeEvent(
            instrument=data.instrumentID,
            passive_order_id=data.passiveOrderID,
            active_order_id=data.activeOrderID,
            quantity=data.quantity,
            price=data.price,
            time_ms=data.time,
        )
    if isinstance(data, _CancelData):
        return m.CancelEvent(
            instrument=data.instrumentID, order_id=data.orderID, time_ms=data.time, expired=data.expired
        )
    return m.SettlementEvent(
        instrument=data.instrumentID,
        team=data.teamID,
        quantity=data.quantity,
        price_at_expiry=data.price_at_expiry,
        # futures have none, or 0 (section 10)
        strike=data.strike_price or None,
        time_ms=data.time,
    )


def _pending(row: _Pending) -> m.PendingOrder:
    return m.PendingOrder(
        order_id=ExchangeOrderId(row.orderID),
        team=TeamId(row.teamID),
        side=Side.BUY if row.side.upper() == "BID" else Side.SELL,
        price=Cents(row.price),
        placed_ms=RoundMs(row.time),
        expires_ms=RoundMs(row.expiry),
        remaining=row.unfilled_quantity,
        quantity=row.total_quantity,
        live=row.live,
    )


def _reply(record: Any) -> m.Message:
    if isinstance(record, _AddReply):
        data = record.data or _AddData()
        return m.AddOrderReply(
            request_id=RequestId(record.user_request_id),
            success=record.success,
            order_id=None if data.order_id is None else ExchangeOrderId(data.order_id),
            inventory_change=data.immediate_inventory_change,
            balance_change=None if data.immediate_balance_change is None else Cents(data.immediate_balance_change),
            message=data.message,
        )
    if isinstance(record, _CancelReply):
        return m.CancelOrderReply(
            request_id=RequestId(record.user_request_id), success=record.success, message=record.message
        )
    if isinstance(record, _InventoryReply):
        pairs = {InstrumentId(key): m.Holding(*pair) for key, pair in record.data.items()}
        cash = pairs.pop(InstrumentId(CASH), m.Holding(0, 0))
        return m.InventoryReply(request_id=RequestId(record.user_request_id), cash=cash, holdings=pairs)
    if isinstance(record, _PendingReply):
        return m.PendingOrdersReply(
            request_id=RequestId(record.user_request_id),
            orders={
                InstrumentId(key): [_pending(row) for row in (*bids, *asks)]
                for key, (bids, asks) in record.data.items()
            },
        )
    if isinstance(record, _Error):
        return m.ErrorReply(request_id=RequestId(record.user_request_id), message=record.message)
    if isinstance(record, _Welcome):
        return m.Welcome(message=record.message)
    return m.RoundEnded()


def _levels(side: dict[Cents, int], *, descending: bool) -> tuple[Level, ...]:
    # the wire has both sides ascending (section 3); sorting what is sorted costs little and trusts nobody
    prices = sorted(side, reverse=descending)
    return tuple(map(Level, prices, map(side.__getitem__, prices)))


class Season2025:
    """The dialect of 2025 (and, but for its requests' extras, the pushes of 2026)."""

    name = "2025"

    def __init__(self) -> None:
        self.counts = CodecCounts()

    # --- out ---

    def encode(self, request: m.Request) -> bytes:
        """Return the text frame of a request, UTF-8. Raises OverflowError for an integer beyond 64 bits."""
        spelled = self._spelled(request)
        for name, value in spelled.items():
            if isinstance(value, int) and not -(2**63) <= value < 2**63:
                raise OverflowError(f"{name} {value} does not fit into 64 bits")
        return _encoder.encode(spelled)

    @staticmethod
    def _spelled(request: m.Request) -> dict[str, Any]:
        if isinstance(request, m.AddOrder):
            return {
                "type": "add_order",
                "user_request_id": request.request_id,
                "instrument_id": request.instrument,
                "price": request.price,
                "expiry": request.expires_ms,
                "side": "bid" if request.side is Side.BUY else "ask",
                "quantity": request.quantity,
            }
        if isinstance(request, m.CancelOrder):
            return {
                "type": "cancel_order",
                "user_request_id": request.request_id,
                "order_id": request.order_id,
                "instrument_id": request.instrument,
            }
        kind = {
            m.GetInventory: "get_inventory",
            m.GetPendingOrders: "get_pending_orders",
            m.GetMarketData: "get_market_data",
        }[type(request)]
        return {"type": kind, "user_request_id": request.request_id}

    # --- in ---

    def decode(self, frame: bytes) -> m.Message:
        """Read one frame. Never raises: what cannot be read comes back as Malformed, a new type as UnknownMessage."""
        try:
            if frame.startswith(_UPDATE_PREFIX):
                return self._update(frame)
            kind = self._type_of(frame)
            if kind is None:
                return m.RateLimited()
            if kind == "market_data_update":
                return self._update(frame)
            return self._small(frame, kind)
        except _UNREADABLE as error:
            self.counts.malformed += 1
            return m.Malformed(reason=str(error), excerpt=frame[:_EXCERPT].decode("utf-8", "replace"))

    def decode_session(self, frame: bytes) -> m.Message:
        """As `decode`, for a trading session: a market update comes back as MarketPush at the cost of its first bytes.

        Only an update without a request's id may be dropped unread: an answer to GetMarketData carries one, before or behind its content.
        """
        if frame.startswith(_UPDATE_PREFIX):
            if not any(_REQUEST_ID_KEY in part for part in (frame[:_EDGE], frame[-_EDGE:])):
                return m.MarketPush()
        elif _UPDATE_TYPE in frame:
            # the order of keys is not proven (section 10): wherever `type` stands, a push costs a look at two keys
            try:
                head = _head_decoder.decode(frame)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return self.decode(frame)
            if head.type == "market_data_update" and head.user_request_id is None:
                return m.MarketPush()
        return self.decode(frame)

    def decode_book(self, raw: msgspec.Raw | bytes) -> Book:
        """Read one book of a MarketUpdate, best level first. Raises BookDecodeError."""
        try:
            depth = _depth_decoder.decode(raw)
        except _UNREADABLE:
            try:
                depth = _lenient(raw, _Depth, self.counts)
            except _UNREADABLE as error:
                self.counts.malformed += 1
                raise BookDecodeError(str(error)) from error
        return Book(bids=_levels(depth.bids, descending=True), asks=_levels(depth.asks, descending=False))

    def decode_quote(self, raw: msgspec.Raw | bytes) -> Quote:
        """Read no more than the top of a book: `decode_book(raw).quote` at half the cost. Raises BookDecodeError."""
        try:
            depth = _depth_decoder.decode(raw)
        except _UNREADABLE:
            return self.decode_book(raw).quote
        bids, asks = depth.bids, depth.asks
        bid = max(bids) if bids else None
        ask = min(asks) if asks else None
        return Quote(
            bid=bid,
            bid_size=None if bid is None else bids[bid],
            ask=ask,
            ask_size=None if ask is None else asks[ask],
        )

    # --- parts ---

    def _type_of(self, frame: bytes) -> str | None:
        """The frame's type, or None for the bare rate-limit text. Raises msgspec.DecodeError."""
        if frame.strip() == RATE_LIMIT_TEXT:
            return None
        return _type_decoder.decode(frame).type

    def _small(self, frame: bytes, kind: str) -> m.Message:
        wanted = _STRUCT_BY_TYPE.get(kind)
        if wanted is None:
            self.counts.unknown_messages += 1
            return m.UnknownMessage(type=kind)
        try:
            return _reply(_small_decoder.decode(frame))
        except msgspec.ValidationError:
            return _reply(_lenient(frame, wanted, self.counts))

    def _update(self, frame: bytes) -> m.MarketUpdate:
        try:
            update = _update_decoder.decode(frame)
        except msgspec.ValidationError:
            return self._update_by_parts(frame)
        # Candle's own subclass is a Candle: no copy
        candles: dict[InstrumentId, list[Candle]] = {}
        candles.update(update.candles.untradeable)  # type: ignore[arg-type]
        candles.update(update.candles.tradeable)  # type: ignore[arg-type]
        return m.MarketUpdate(
            time_ms=RoundMs(update.time),
            books=update.orderbook_depths,
            candles=candles,
            events=[_event(event) for event in update.events],
            request_id=None if update.user_request_id is None else RequestId(update.user_request_id),
            frame=frame,
        )

    def _update_by_parts(self, frame: bytes) -> m.MarketUpdate:
        """An update with something new or broken in it: keep all that reads. Raises msgspec.DecodeError where its frame is broken."""
        update = _raw_update_decoder.decode(frame)
        known = {field.encode_name for field in msgspec.structs.fields(_RawUpdate)} | {"type"}
        self.counts.unknown_fields += sum(
            key not in known for key in msgspec.json.decode(frame, type=dict[str, msgspec.Raw])
        )
        candles: dict[InstrumentId, list[Candle]] = {}
        for group, content in self._parts(update.candles, dict[str, msgspec.Raw], {}).items():
            if group not in ("tradeable", "untradeable"):
                self.counts.unknown_fields += 1
                continue
            for key, rows in self._parts(content, dict[str, msgspec.Raw], {}).items():
                for row in self._parts(rows, list[msgspec.Raw], []):
                    candle = self._salvage(row, _Candle)
                    if candle is not None:
                        candles.setdefault(InstrumentId(key), []).append(candle)
        events: list[m.MarketEvent] = []
        for row in self._parts(update.events, list[msgspec.Raw], []):
            event = self._salvage_event(row)
            if event is not None:
                events.append(event)
        return m.MarketUpdate(
            time_ms=RoundMs(update.time),
            books=update.orderbook_depths,
            candles=candles,
            events=events,
            request_id=None if update.user_request_id is None else RequestId(update.user_request_id),
            frame=frame,
        )

    def _parts(self, raw: msgspec.Raw, wanted: type[_S], nothing: _S) -> _S:
        """Take `raw` apart one level deep; `nothing` where it is not of that shape."""
        try:
            return msgspec.json.decode(raw, type=wanted)
        except _UNREADABLE:
            self.counts.malformed += 1
            return nothing

    def _salvage(self, raw: msgspec.Raw, wanted: type[_S]) -> _S | None:
        try:
            return _lenient(raw, wanted, self.counts)
        except _UNREADABLE:
            self.counts.malformed += 1
            return None

    def _salvage_event(self, raw: msgspec.Raw) -> m.MarketEvent | None:
        try:
            kind = msgspec.json.decode(raw, type=dict[str, Any]).get("event_type")
        except _UNREADABLE:
            self.counts.malformed += 1
            return None
        wanted = _EVENT_BY_TYPE.get(kind if isinstance(kind, str) else "")
        if wanted is None:
            self.counts.unknown_messages += 1
            return None
        event = self._salvage(raw, wanted)
        return None if event is None else _event(event)
