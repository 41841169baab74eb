"""An order of ours: what was asked, what is known of its fate, and the one table of legal changes."""

import enum
from dataclasses import dataclass

from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import phrase


class Side(enum.Enum):
    """The side of an order."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """What one contract does to a position: +1 for a buy, -1 for a sell."""
        return 1 if self is Side.BUY else -1


class OrderState(enum.Enum):
    """Where an order stands. DENIED is our own refusal, REJECTED the exchange's, UNKNOWN an honest answer."""

    NEW = phrase("new")
    SUBMITTED = phrase("submitted")
    WORKING = phrase("working")
    PARTIALLY_FILLED = phrase("partially filled")
    FILLED = phrase("filled")
    CANCEL_PENDING = phrase("cancel pending")
    CANCELLED = phrase("cancelled")
    REJECTED = phrase("rejected")
    DENIED = phrase("denied")
    EXPIRED = phrase("expired")
    UNKNOWN = phrase("unknown")

    # the members are one of a kind; Enum's own hash is a call of Python's, and each change of an order looks up half a dozen
    __hash__ = object.__hash__

    @property
    def is_final(self) -> bool:
        """No further change is possible."""
        return not LEGAL_CHANGES[self]

    @property
    def is_open(self) -> bool:
        """The order may be working at the exchange."""
        return self in _OPEN


_S = OrderState
_OPEN = frozenset({_S.SUBMITTED, _S.WORKING, _S.PARTIALLY_FILLED, _S.CANCEL_PENDING, _S.UNKNOWN})
_ENDED_IN_BOOK = frozenset({_S.CANCELLED, _S.EXPIRED})

LEGAL_CHANGES: dict[OrderState, frozenset[OrderState]] = {
    _S.NEW: frozenset({_S.SUBMITTED, _S.DENIED}),
    _S.SUBMITTED: frozenset(
        {_S.WORKING, _S.PARTIALLY_FILLED, _S.FILLED, _S.REJECTED, _S.CANCELLED, _S.EXPIRED, _S.UNKNOWN}
    ),
    _S.WORKING: frozenset({_S.PARTIALLY_FILLED, _S.FILLED, _S.CANCEL_PENDING, _S.CANCELLED, _S.EXPIRED, _S.UNKNOWN}),
    _S.PARTIALLY_FILLED: frozenset({_S.FILLED, _S.CANCEL_PENDING, _S.CANCELLED, _S.EXPIRED, _S.UNKNOWN}),
    # a cancel that is refused leaves the order working; a fill may overtake a cancel
    _S.CANCEL_PENDING: frozenset({_S.WORKING, _S.PARTIALLY_FILLED, _S.FILLED, _S.CANCELLED, _S.EXPIRED, _S.UNKNOWN}),
    _S.UNKNOWN: frozenset({_S.WORKING, _S.PARTIALLY_FILLED, _S.FILLED, _S.CANCELLED, _S.REJECTED, _S.EXPIRED}),
    _S.FILLED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.REJECTED: frozenset(),
    _S.DENIED: frozenset(),
    _S.EXPIRED: frozenset(),
}


class IllegalOrderChangeError(RuntimeError):
    """An order was told to do what the table does not allow: a bug of ours or a lie of the wire, never to be guessed over."""


@dataclass(slots=True, kw_only=True)
class Order:
    """One order. Written by the order tracker only; everyone else reads.

    `filled` counts contracts, always positive; `cash` is the exact cash flow so far in cents (negative for a buy).
    """

    client_id: ClientOrderId
    owner: BotId
    instrument: InstrumentId
    side: Side
    price: Cents
    quantity: int
    expires_ms: RoundMs
    placed_ms: RoundMs
    order_id: ExchangeOrderId | None = None
    state: OrderState = OrderState.NEW
    filled: int = 0
    cash: Cents = Cents(0)
    reason: str | None = None
    """Why it was rejected or denied, in the refuser's words."""
    why: str = ""
    """Why it was placed, in its owner's words."""

    @property
    def remaining(self) -> int:
        return self.quantity - self.filled

    def change(self, state: OrderState, reason: str | None = None) -> None:
        """Move to `state`. Raises IllegalOrderChangeError where the table has no such change."""
        if state not in LEGAL_CHANGES[self.state]:
            raise IllegalOrderChangeError(
                f"order {self.client_id} on {self.instrument} cannot go from {self.state.value} to {state.value}"
            )
        self.state = state
        if reason is not None:
            self.reason = reason

    def fill(self, quantity: int, price: Cents) -> None:
        """Count `quantity` contracts dealt at `price`; the state follows, a pending cancel stays pending until it is answered.

        A deal is published up to 100 ms after it was done, so a fill may still be told when the order's cancel or expiry has been: it
        counts, and the order stays ended. For the same reason a partial fill does not tell whether an unknown order still works. Raises
        IllegalOrderChangeError for a fill beyond the order, or on one that was filled or never taken.
        """
        self.fill_cash(quantity, Cents(-self.side.sign * quantity * price))

    def fill_cash(self, quantity: int, cash: Cents) -> None:
        """As `fill`, where only the sum is known: `cash` is what the deal did to our cash, in cents, over all its prices."""
        if quantity <= 0 or quantity > self.remaining:
            raise IllegalOrderChangeError(
                f"order {self.client_id} on {self.instrument} has {self.remaining} left, a fill of {quantity} cannot be"
            )
        if not self.state.is_open and self.state not in _ENDED_IN_BOOK:
            raise IllegalOrderChangeError(f"order {self.client_id} is {self.state.value}, it cannot be filled")
        if self.state in _ENDED_IN_BOOK:
            pass  # told late: it counts, the state stays
        elif quantity == self.remaining:
            self.change(OrderState.FILLED)
        elif self.state in (OrderState.SUBMITTED, OrderState.WORKING):
            self.change(OrderState.PARTIALLY_FILLED)
        self.filled += quantity
        self.cash = Cents(self.cash + cash)
