"""What the table of orders tells: one record per row, one description per column."""

from dataclasses import dataclass
from typing import TypeAlias

from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, round_time_text
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.trading.outside import OutsideOrder
from algotrade_gui.ui.language import integer, mark, money, shown, tr
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import exact_cents, instrument_column
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.table_csv import plain_money

STATE_WORDS: dict[OrderState, str] = {
    OrderState.NEW: mark("new"),
    OrderState.SUBMITTED: mark("sent"),
    OrderState.WORKING: mark("working"),
    OrderState.PARTIALLY_FILLED: mark("part filled"),
    OrderState.FILLED: mark("filled"),
    OrderState.CANCEL_PENDING: mark("cancelling"),
    OrderState.CANCELLED: mark("cancelled"),
    OrderState.REJECTED: mark("rejected"),
    OrderState.DENIED: mark("denied"),
    OrderState.EXPIRED: mark("expired"),
    OrderState.UNKNOWN: mark("fate unknown"),
}
_STATE_HELP: dict[OrderState, str] = {
    OrderState.SUBMITTED: mark("On its way; the exchange has not answered yet"),
    OrderState.UNKNOWN: mark("No answer came: the order may be working at the exchange. It is being asked."),
    OrderState.REJECTED: mark("The exchange refused it"),
    OrderState.DENIED: mark("Our own risk gate refused it, nothing was sent"),
    OrderState.EXPIRED: mark("Its lifetime ran out"),
}
_STATE_TONES = {
    OrderState.UNKNOWN: Tone.WARNING,
    OrderState.CANCEL_PENDING: Tone.QUIET,
    OrderState.SUBMITTED: Tone.QUIET,
}
SIDE_WORDS: dict[Side, str] = {Side.BUY: mark("buy"), Side.SELL: mark("sell")}
CANCEL_MARK = "✕"

OutsideKey: TypeAlias = tuple[InstrumentId, ExchangeOrderId]
OrderKey: TypeAlias = ClientOrderId | OutsideKey
"""Our own id; the exchange's pair for what was placed elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One order as of one refresh; a copy, since an order changes under the table."""

    key: OrderKey
    owner: BotId
    instrument: InstrumentId
    label: str
    side: Side
    price: Cents
    quantity: int
    filled: int
    state: OrderState
    reason: str | None
    why: str
    placed_ms: RoundMs
    age_s: int
    left_s: int

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def is_outside(self) -> bool:
        """Placed by a teammate, or from another machine."""
        return isinstance(self.key, tuple)


def order_row(order: Order, now_ms: RoundMs) -> OrderRow:
    """Copy what the table shows of `order`."""
    age_s, left_s = order_seconds(order, now_ms)
    return OrderRow(
        key=order.client_id,
        owner=order.owner,
        instrument=order.instrument,
        label=full_label(parse_instrument_id(order.instrument)),
        side=order.side,
        price=order.price,
        quantity=order.quantity,
        filled=order.filled,
        state=order.state,
        reason=order.reason,
        why=order.why,
        placed_ms=order.placed_ms,
        age_s=age_s,
        left_s=left_s,
    )


def outside_row(order: OutsideOrder, now_ms: RoundMs) -> OrderRow:
    """The same for an order that was placed elsewhere."""
    filled = order.quantity - order.remaining
    resting = OrderState.PARTIALLY_FILLED if filled else OrderState.WORKING
    age_s, left_s = _seconds(order.instrument, order.placed_ms, order.expires_ms, now_ms)
    return OrderRow(
        key=(order.instrument, order.order_id),
        owner=order.owner,
        instrument=order.instrument,
        label=full_label(parse_instrument_id(order.instrument)),
        side=order.side,
        price=order.price,
        quantity=order.quantity,
        filled=filled,
        state=OrderState.CANCEL_PENDING if order.cancelling else resting,
        reason=None,
        why="",
        placed_ms=order.placed_ms,
        age_s=age_s,
        left_s=left_s,
    )


def order_seconds(order: Order, now_ms: RoundMs) -> tuple[int, int]:
    """Age and remaining lifetime in whole seconds; the lifetime ends at the contract's expiry at the latest (protocol section 2)."""
    return _seconds(order.instrument, order.placed_ms, order.expires_ms, now_ms)


def _seconds(instrument: InstrumentId, placed_ms: RoundMs, expires_ms: RoundMs, now_ms: RoundMs) -> tuple[int, int]:
    expiry_ms = parse_instrument_id(instrument).expiry_ms
    end_ms = expires_ms if expiry_ms is None else min(expires_ms, expiry_ms)
    return max(0, now_ms - placed_ms) // MS_PER_S, max(0, end_ms - now_ms + MS_PER_S - 1) // MS_PER_S


def order_words(row: OrderRow) -> str:
    """What the filter looks through."""
    return (
        f"{owner_name(row.owner)} {row.label} {row.instrument} {tr(SIDE_WORDS[row.side])} {tr(STATE_WORDS[row.state])}"
    )


def order_style(row: OrderRow) -> RowStyle:
    """Hatched in doubt, faded when over."""
    if row.state is OrderState.UNKNOWN:
        return RowStyle.HATCHED
    return RowStyle.NORMAL if row.is_open else RowStyle.FADED


def side_tone(side: Side) -> Tone:
    """The side's colour."""
    return Tone.UP if side is Side.BUY else Tone.DOWN


def _state_tip(row: OrderRow) -> str | None:
    known = _STATE_HELP.get(row.state)
    if row.reason and known:
        return tr("{state}: {reason}", state=tr(known), reason=shown(row.reason))
    if row.reason:
        return shown(row.reason)
    return tr(known) if known else None


def _state(row: OrderRow) -> str:
    word = tr(STATE_WORDS[row.state])
    if row.reason and row.state in (OrderState.REJECTED, OrderState.DENIED):
        return tr("{state}: {reason}", state=word, reason=shown(row.reason))
    return word


def _owner_tip(row: OrderRow) -> str | None:
    if row.is_outside:
        return tr("Placed by a teammate or from another machine")
    return tr("Why: {why}", why=row.why) if row.why else None


ORDER_COLUMNS: tuple[Column[OrderRow], ...] = (
    Column(
        title="",
        text=lambda row: CANCEL_MARK if row.is_open and row.state is not OrderState.CANCEL_PENDING else "",
        sample=CANCEL_MARK,
        numeric=False,
        tone=lambda _: Tone.ACCENT,
        tooltip=lambda row: tr("Cancel this order (Delete)") if row.is_open else None,
    ),
    Column(
        title=mark("Bot"),
        text=lambda row: owner_name(row.owner),
        sample="market-maker",
        numeric=False,
        tone=lambda row: Tone.QUIET if row.is_outside else Tone.PLAIN,
        tooltip=_owner_tip,
        help=mark("Who placed it"),
    ),
    instrument_column(lambda row: row.instrument),
    Column(
        title=mark("Side"),
        text=lambda row: tr(SIDE_WORDS[row.side]),
        sample="sell",
        words=SIDE_WORDS.values(),
        numeric=False,
        tone=lambda row: side_tone(row.side),
        export=lambda row: row.side.value,
    ),
    Column(
        title=mark("Price"),
        text=lambda row: money(row.price),
        sample="1,002.14",
        tooltip=lambda row: exact_cents(tr("Price"), row.price),
        value=lambda row: row.price,
        help=mark("Limit, dollars per contract"),
        export=lambda row: plain_money(row.price),
    ),
    Column(
        title=mark("Qty"),
        text=lambda row: integer(row.quantity),
        sample="100",
        value=lambda row: row.quantity,
        help=mark("Contracts"),
        export=lambda row: row.quantity,
    ),
    Column(
        title=mark("Filled"),
        text=lambda row: integer(row.filled) if row.filled else "",
        sample="100",
        value=lambda row: row.filled,
        flashes=True,
        help=mark("Contracts dealt so far"),
        export=lambda row: row.filled,
    ),
    Column(
        title=mark("State"),
        text=_state,
        sample="fate unknown",
        words=STATE_WORDS.values(),
        numeric=False,
        tone=lambda row: _STATE_TONES.get(row.state, Tone.PLAIN),
        tooltip=_state_tip,
    ),
    Column(
        title=mark("Age"),
        text=lambda row: round_time_text(row.age_s * MS_PER_S),
        sample="00:00",
        tone=lambda _: Tone.QUIET,
        value=lambda row: row.age_s,
        help=mark("Since it was placed, minutes and seconds"),
        export=lambda row: row.age_s,
    ),
    Column(
        title=mark("Left"),
        text=lambda row: round_time_text(row.left_s * MS_PER_S) if row.is_open else "",
        sample="0:00",
        tone=lambda _: Tone.QUIET,
        value=lambda row: row.left_s if row.is_open else None,
        help=mark("Until its own lifetime or its contract ends"),
        export=lambda row: row.left_s if row.is_open else None,
    ),
)
CANCEL_COLUMN = 0
ORDER_PLACE = {column.title: place for place, column in enumerate(ORDER_COLUMNS)}
STATE_COLUMN = ORDER_PLACE["State"]
