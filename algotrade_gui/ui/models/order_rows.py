"""What the tables of orders and fills tell: one record per row, one description per column."""

from dataclasses import dataclass

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, cents_to_text, round_time_text
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.names import cents_tip, full_label, money

STATE_WORDS: dict[OrderState, str] = {
    OrderState.NEW: "new",
    OrderState.SUBMITTED: "sent",
    OrderState.WORKING: "working",
    OrderState.PARTIALLY_FILLED: "part filled",
    OrderState.FILLED: "filled",
    OrderState.CANCEL_PENDING: "cancelling",
    OrderState.CANCELLED: "cancelled",
    OrderState.REJECTED: "rejected",
    OrderState.DENIED: "denied",
    OrderState.EXPIRED: "expired",
    OrderState.UNKNOWN: "fate unknown",
}
_STATE_HELP: dict[OrderState, str] = {
    OrderState.SUBMITTED: "On its way; the exchange has not answered yet",
    OrderState.UNKNOWN: "No answer came: the order may be working at the exchange. It is being asked.",
    OrderState.REJECTED: "The exchange refused it",
    OrderState.DENIED: "Our own risk gate refused it, nothing was sent",
    OrderState.EXPIRED: "Its lifetime ran out",
}
_STATE_TONES = {
    OrderState.UNKNOWN: Tone.WARNING,
    OrderState.CANCEL_PENDING: Tone.QUIET,
    OrderState.SUBMITTED: Tone.QUIET,
}
CANCEL_MARK = "✕"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order as of one refresh; a copy, since an order changes under the table."""

    client_id: ClientOrderId
    owner: BotId
    instrument: InstrumentId
    label: str
    side: Side
    price: Cents
    quantity: int
    filled: int
    state: OrderState
    reason: str | None
    age_s: int
    left_s: int

    @property
    def is_open(self) -> bool:
        return self.state.is_open


def order_row(order: Order, now_ms: RoundMs) -> OrderRow:
    """Copy what the table shows of `order`."""
    age_s, left_s = order_seconds(order, now_ms)
    return OrderRow(
        client_id=order.client_id,
        owner=order.owner,
        instrument=order.instrument,
        label=full_label(parse_instrument_id(order.instrument)),
        side=order.side,
        price=order.price,
        quantity=order.quantity,
        filled=order.filled,
        state=order.state,
        reason=order.reason,
        age_s=age_s,
        left_s=left_s,
    )


def order_seconds(order: Order, now_ms: RoundMs) -> tuple[int, int]:
    """Age and remaining lifetime in whole seconds; the lifetime ends at the contract's expiry at the latest (protocol section 2)."""
    expiry_ms = parse_instrument_id(order.instrument).expiry_ms
    end_ms = order.expires_ms if expiry_ms is None else min(order.expires_ms, expiry_ms)
    return max(0, now_ms - order.placed_ms) // MS_PER_S, max(0, end_ms - now_ms + MS_PER_S - 1) // MS_PER_S


def order_style(row: OrderRow) -> RowStyle:
    """Hatched in doubt, faded when over."""
    if row.state is OrderState.UNKNOWN:
        return RowStyle.HATCHED
    return RowStyle.NORMAL if row.is_open else RowStyle.FADED


def _side_tone(side: Side) -> Tone:
    return Tone.UP if side is Side.BUY else Tone.DOWN


def _state_tip(row: OrderRow) -> str | None:
    known = _STATE_HELP.get(row.state)
    if row.reason and known:
        return f"{known}: {row.reason}"
    return row.reason or known


def _state(row: OrderRow) -> str:
    word = STATE_WORDS[row.state]
    return f"{word}: {row.reason}" if row.reason and row.state in (OrderState.REJECTED, OrderState.DENIED) else word


ORDER_COLUMNS: tuple[Column[OrderRow], ...] = (
    Column(
        title="",
        text=lambda row: CANCEL_MARK if row.is_open and row.state is not OrderState.CANCEL_PENDING else "",
        sample=CANCEL_MARK,
        numeric=False,
        tone=lambda _: Tone.ACCENT,
        tooltip=lambda row: "Cancel this order (Delete)" if row.is_open else None,
    ),
    Column(title="Bot", text=lambda row: str(row.owner), sample="market-maker", numeric=False, help="Who placed it"),
    Column(
        title="Instrument",
        text=lambda row: row.label,
        sample="$CARD call 1,001.30 · 615 s",
        numeric=False,
        tooltip=lambda row: row.instrument,
    ),
    Column(
        title="Side",
        text=lambda row: row.side.value,
        sample="sell",
        numeric=False,
        tone=lambda row: _side_tone(row.side),
    ),
    Column(
        title="Price",
        text=lambda row: money(row.price),
        sample="1,002.14",
        tooltip=lambda row: cents_tip("Price", row.price),
        value=lambda row: row.price,
        help="Limit, dollars per contract",
    ),
    Column(title="Qty", text=lambda row: str(row.quantity), sample="100", value=lambda row: row.quantity),
    Column(
        title="Filled",
        text=lambda row: str(row.filled) if row.filled else "",
        sample="100",
        value=lambda row: row.filled,
        flashes=True,
        help="Contracts dealt so far",
    ),
    Column(
        title="State",
        text=_state,
        sample="fate unknown",
        numeric=False,
        tone=lambda row: _STATE_TONES.get(row.state, Tone.PLAIN),
        tooltip=_state_tip,
    ),
    Column(
        title="Age",
        text=lambda row: round_time_text(row.age_s * MS_PER_S),
        sample="0:00",
        tone=lambda _: Tone.QUIET,
        value=lambda row: row.age_s,
        help="Since it was placed, minutes and seconds",
    ),
    Column(
        title="Left",
        text=lambda row: round_time_text(row.left_s * MS_PER_S) if row.is_open else "",
        sample="0:00",
        tone=lambda _: Tone.QUIET,
        value=lambda row: row.left_s,
        help="Until its own lifetime or its contract ends",
    ),
)
CANCEL_COLUMN = 0
STATE_COLUMN = next(place for place, column in enumerate(ORDER_COLUMNS) if column.title == "State")


FILL_COLUMNS: tuple[Column[Fill], ...] = (
    Column(
        title="Time",
        text=lambda fill: round_time_text(fill.time_ms),
        sample="00:00",
        tooltip=lambda fill: f"{fill.time_ms:,} ms into the round",
        value=lambda fill: fill.id,
        help="Time of the round",
    ),
    Column(title="Bot", text=lambda fill: str(fill.owner), sample="market-maker-2", numeric=False),
    Column(
        title="Instrument",
        text=lambda fill: full_label(parse_instrument_id(fill.instrument)),
        sample="$CARD call 1,001.30 · 615 s",
        numeric=False,
        tooltip=lambda fill: fill.instrument,
    ),
    Column(
        title="Side",
        text=lambda fill: "bought" if fill.side is Side.BUY else "sold",
        sample="bought",
        numeric=False,
        tone=lambda fill: _side_tone(fill.side),
    ),
    Column(title="Qty", text=lambda fill: str(fill.quantity), sample="100", value=lambda fill: fill.quantity),
    Column(
        title="Price",
        text=lambda fill: cents_to_text(round(fill.price)),
        sample="1,002.14",
        tooltip=lambda fill: f"Mean price: {fill.price:,.2f} cents",
        value=lambda fill: fill.price,
        help="Mean price, dollars per contract",
    ),
    Column(
        title="Cash",
        text=lambda fill: cents_to_text(fill.cash, signed=True),
        sample="+10,002.14",
        tooltip=lambda fill: cents_tip("Cash", fill.cash),
        value=lambda fill: fill.cash,
        help="What the deal did to the cash, dollars",
    ),
    Column(
        title="How",
        text=lambda fill: "resting" if fill.passive else "taking",
        sample="resting",
        numeric=False,
        tone=lambda _: Tone.QUIET,
        help="Resting: someone traded against our order. Taking: ours traded at once.",
    ),
)
