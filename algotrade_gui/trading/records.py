"""What happened to the account, as values that stay: for whoever keeps a history."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState, Side


class OrderRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order after a change: of its state, or of what is filled. No dataclass: it is made on the order's way, ten times as fast."""

    time_ms: RoundMs
    client_id: ClientOrderId
    order_id: ExchangeOrderId | None
    owner: BotId
    instrument: InstrumentId
    side: Side
    price: Cents
    quantity: int
    placed_ms: RoundMs
    expires_ms: RoundMs
    before: OrderState
    state: OrderState
    filled: int
    cash: Cents
    reason: str | None
    why: str = ""
    """The owner's own words for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRecord:
    """A contract that was held has paid `payoff` cents each. `late_s` above 0: valued by a candle so much later, its own was missed."""

    time_ms: RoundMs
    instrument: InstrumentId
    payoff: Cents
    holders: dict[BotId, int]
    late_s: int
    price: Cents | None = None
    """The underlying's, which made the payoff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One booking that brought our books to the exchange's word.

    `instrument` None: cash alone. `client_id`: the order that had dealt unseen, where one explains it.
    """

    owner: BotId
    instrument: InstrumentId | None
    quantity: int
    cash: Cents
    client_id: ClientOrderId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationRecord:
    """A difference that two looks confirmed: both sides, and what was booked. `cash` None: cash was not compared."""

    time_ms: RoundMs
    ours: dict[InstrumentId, int]
    theirs: dict[InstrumentId, int]
    our_cash: Cents | None
    their_cash: Cents | None
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRecord:
    """The exchange told the inventory. `counted`: nothing of ours lay between asking and reply; `agreed`: it told what our books say."""

    time_ms: RoundMs
    cash: Cents
    counted: bool
    agreed: bool


OutsideWhat = Literal["found", "gone", "cancel sent", "cancelled", "cancel refused", "cancel unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideRecord:
    """A working order of the account that was not placed here: it was found, is no longer listed, or was cancelled from here."""

    time_ms: RoundMs
    owner: BotId
    instrument: InstrumentId
    order_id: ExchangeOrderId
    side: Side
    price: Cents
    quantity: int
    remaining: int
    what: OutsideWhat
    message: str = ""
    """Why a cancel did not work, in the exchange's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRecord:
    """The exchange's first word of a round: the team's cash, and what it held that nobody here had traded.

    Told again, with nothing held, where two looks have put that cash right.
    """

    time_ms: RoundMs
    cash: Cents
    held: dict[InstrumentId, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRecord:
    """Another round has begun: everything before it is closed."""

    round: int


AccountRecord = (
    OrderRecord
    | Fill
    | SettlementRecord
    | ReconciliationRecord
    | LookRecord
    | OutsideRecord
    | OpeningRecord
    | RoundRecord
)
