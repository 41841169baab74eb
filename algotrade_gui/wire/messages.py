"""Every message of the protocol as a typed record with our own names; how a season spells them is its dialect's business."""

from typing import TypeAlias

import msgspec

from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId, RequestId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.order import Side

# --- requests, client to exchange (protocol section 2) ---


class AddOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Place a limit order: `price` in cents, `expires_ms` on the round's clock, `quantity` above zero."""

    request_id: RequestId
    instrument: InstrumentId
    side: Side
    price: Cents
    quantity: int
    expires_ms: RoundMs


class CancelOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Cancel one order; ids repeat across books, so both keys are needed."""

    request_id: RequestId
    instrument: InstrumentId
    order_id: ExchangeOrderId


class GetInventory(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for cash and holdings."""

    request_id: RequestId


class GetPendingOrders(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for our working orders."""

    request_id: RequestId


class GetMarketData(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for one update now; the answer is a MarketUpdate that carries the request's id."""

    request_id: RequestId


Request: TypeAlias = AddOrder | CancelOrder | GetInventory | GetPendingOrders | GetMarketData

# --- replies (section 2.1) ---


class AddOrderReply(msgspec.Struct, frozen=True, kw_only=True):
    """The fate of an AddOrder. Changes are None where the order rests untouched.

    `inventory_change` is signed contracts (+ for a buy), `balance_change` signed cents (- for a buy).
    """

    request_id: RequestId
    success: bool
    order_id: ExchangeOrderId | None = None
    inventory_change: int | None = None
    balance_change: Cents | None = None
    message: str | None = None


class CancelOrderReply(msgspec.Struct, frozen=True, kw_only=True):
    """The fate of a CancelOrder."""

    request_id: RequestId
    success: bool
    message: str | None = None


class Holding(msgspec.Struct, frozen=True):
    """[reserved, total] of cash (cents) or of one instrument (contracts); free is the difference."""

    reserved: int
    total: int

    @property
    def free(self) -> int:
        return self.total - self.reserved


class InventoryReply(msgspec.Struct, frozen=True, kw_only=True):
    """Cash and holdings; instruments never touched are absent."""

    request_id: RequestId
    cash: Holding
    holdings: dict[InstrumentId, Holding]


class PendingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One of our working orders as the exchange tells it; `expires_ms` is the capped one."""

    order_id: ExchangeOrderId
    team: TeamId
    side: Side
    price: Cents
    placed_ms: RoundMs
    expires_ms: RoundMs
    remaining: int
    quantity: int
    live: bool


class PendingOrdersReply(msgspec.Struct, frozen=True, kw_only=True):
    """Our working orders by instrument; instruments without any may be absent."""

    request_id: RequestId
    orders: dict[InstrumentId, list[PendingOrder]]


class ErrorReply(msgspec.Struct, frozen=True, kw_only=True):
    """A request was refused before it became an order. An empty id means: the exchange could not tell which (section 2.2)."""

    request_id: RequestId
    message: str


Reply: TypeAlias = AddOrderReply | CancelOrderReply | InventoryReply | PendingOrdersReply | ErrorReply

# --- pushes (sections 1 and 3) ---


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """The first message on a connection."""

    message: str


class TradeEvent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A public deal between a resting (passive) and a taking (active) order, at the resting price."""

    instrument: InstrumentId
    passive_order_id: ExchangeOrderId
    active_order_id: ExchangeOrderId
    quantity: int
    price: Cents
    time_ms: RoundMs


class CancelEvent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order left its book; `expired` tells a lifetime that ran out from a cancel."""

    instrument: InstrumentId
    order_id: ExchangeOrderId
    time_ms: RoundMs
    expired: bool


class SettlementEvent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A contract ended at `price_at_expiry` (the underlying's, in cents)."""

    instrument: InstrumentId
    team: TeamId
    quantity: int
    price_at_expiry: Cents
    strike: Cents | None
    time_ms: RoundMs


MarketEvent: TypeAlias = TradeEvent | CancelEvent | SettlementEvent


class MarketUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot of every live book with what happened since the last one.

    `books` holds each live book's bytes as a view into the frame: compare them, and decode with the dialect's `decode_book` when asked for.
    Hold on to the newest update's views only (a view keeps its whole frame alive). `candles` holds the seconds that completed, underlyings
    and contracts alike; nine of ten updates have none. `request_id` is None unless it answers a GetMarketData. `frame` is what it was read
    from, byte for byte.
    """

    time_ms: RoundMs
    books: dict[InstrumentId, msgspec.Raw]
    candles: dict[InstrumentId, list[Candle]]
    events: list[MarketEvent]
    request_id: RequestId | None = None
    frame: bytes = b""


class RoundEnded(msgspec.Struct, frozen=True):
    """`end_of_round`, sent by choice in 2025 (section 7)."""


# --- what is no message of the protocol ---


class RateLimited(msgspec.Struct, frozen=True):
    """The bare text `Message rate limit exceeded`; the exchange closes the connection right after it."""


class UnknownMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A well-formed message of a type this season does not have: ignored and counted."""

    type: str


class Malformed(msgspec.Struct, frozen=True, kw_only=True):
    """A frame that could not be read: why, and its first 120 characters."""

    reason: str
    excerpt: str


class MarketPush(msgspec.Struct, frozen=True):
    """A market update seen by a reader that wants none of it: recognised, not decoded."""


Message: TypeAlias = (
    Welcome
    | MarketUpdate
    | RoundEnded
    | AddOrderReply
    | CancelOrderReply
    | InventoryReply
    | PendingOrdersReply
    | ErrorReply
    | RateLimited
    | UnknownMessage
    | Malformed
    | MarketPush
)
