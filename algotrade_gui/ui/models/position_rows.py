"""What the table of positions tells: one record per row, one description per column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, round_time_text
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.position import Position
from algotrade_gui.domain.quote import Quote
from algotrade_gui.ui.language import LanguageCode, integer, language, mark, money, number, tr
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import gain_tone, instrument_column
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.table_csv import plain_money

PositionKey: TypeAlias = tuple[BotId | None, InstrumentId]
"""Whose, None for the whole account's; of what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    """One holding as of one refresh. Money in cents."""

    key: PositionKey
    label: str
    quantity: int
    cost: Cents
    realised: Cents
    mark: Cents | None
    """What P&L values one contract at."""
    bid: Cents | None
    bid_size: int
    left_s: int
    settling: bool
    """The user lets it settle."""
    beyond: int
    """Contracts that the exchange counts beyond our books, of the whole account; 0 where they agree."""

    @property
    def owner(self) -> BotId | None:
        return self.key[0]

    @property
    def instrument(self) -> InstrumentId:
        return self.key[1]

    @property
    def unrealised(self) -> Cents:
        """As the portfolio counts it: a holding without a mark is worth its cost."""
        return Cents(0 if self.mark is None else self.quantity * self.mark - self.cost)

    @property
    def at_bid(self) -> Cents:
        """All of it at the best bid; nothing where nobody bids."""
        return Cents(self.quantity * (self.bid or 0))


Facts: TypeAlias = tuple[int, Cents, Cents, Cents | None, Cents | None, int, int, bool, int]
"""Quantity, cost, realised, mark, bid, bid's size, seconds left, left to settle, the exchange's surplus: all that changes in a row."""


def position_facts(
    instrument: InstrumentId,
    position: Position,
    mark: Cents | None,
    quote: Quote | None,
    now_ms: RoundMs,
    *,
    settling: bool,
    beyond: int,
) -> Facts:
    """Gather what a row tells: cheap, so that rows of which nothing has changed need not be made."""
    _, expiry_ms = _fixed(instrument, language().code)
    bid, size = (None, 0) if quote is None else (quote.bid, quote.bid_size or 0)
    left_s = max(0, expiry_ms - now_ms + MS_PER_S - 1) // MS_PER_S
    return position.quantity, position.cost, position.realised_pnl, mark, bid, size, left_s, settling, beyond


def position_row(key: PositionKey, facts: Facts) -> PositionRow:
    """Put the facts into a row."""
    quantity, cost, realised, mark, bid, bid_size, left_s, settling, beyond = facts
    return PositionRow(
        key=key,
        label=_fixed(key[1], language().code)[0],
        quantity=quantity,
        cost=cost,
        realised=realised,
        mark=mark,
        bid=bid,
        bid_size=bid_size,
        left_s=left_s,
        settling=settling,
        beyond=beyond,
    )


@lru_cache(maxsize=4_096)
def _fixed(instrument: InstrumentId, _language: LanguageCode) -> tuple[str, int]:
    """A contract's name in the language in force and the time when it expires."""
    item = parse_instrument_id(instrument)
    return full_label(item), item.expiry_ms or 0


def owner_text(owner: BotId | None) -> str:
    """Whose it is, in a word."""
    return tr("account") if owner is None else owner_name(owner)


def position_words(row: PositionRow) -> str:
    """What the filter looks through."""
    return f"{owner_text(row.owner)} {row.label} {row.instrument}"


def position_style(row: PositionRow) -> RowStyle:
    """Hatched where the exchange counts otherwise, faded when it has ended and its payment is awaited."""
    if row.beyond:
        return RowStyle.HATCHED
    return RowStyle.NORMAL if row.left_s else RowStyle.FADED


def differences_text(beyond: Mapping[InstrumentId, int], cash: int) -> str:
    """What the exchange counts otherwise, as a sentence; empty where the books agree."""
    said = [
        tr("{instrument} {count}", instrument=full_label(parse_instrument_id(name)), count=number(count, signed=True))
        for name, count in sorted(beyond.items())
        if count
    ]
    if cash:
        said.append(tr("cash {amount}", amount=money(cash, signed=True)))
    return (
        tr("The exchange counts beyond our books: {list}. It is being checked.", list=", ".join(said)) if said else ""
    )


def _quantity_tip(row: PositionRow) -> str | None:
    if not row.beyond:
        return None
    return tr(
        "The exchange counts {count} beyond the account's books; it is being checked",
        count=number(row.beyond, signed=True),
    )


def _bid_text(row: PositionRow) -> str:
    return "" if row.bid is None else money(row.at_bid)


def _bid_tip(row: PositionRow) -> str:
    if row.bid is None:
        return tr("Nobody bids")
    if row.bid_size < row.quantity:
        return tr(
            "The bid of {price} takes {size} of {held}",
            price=money(row.bid),
            size=integer(row.bid_size),
            held=integer(row.quantity),
        )
    return tr("The bid of {price} takes all of it", price=money(row.bid))


def _gain_tip(row: PositionRow) -> str:
    return tr(
        "Average cost {average}, realised {realised}, locks {cost}",
        average=money(round(row.cost / row.quantity)),
        realised=money(row.realised, signed=True),
        cost=money(row.cost),
    )


def _ends_text(row: PositionRow) -> str:
    left = round_time_text(row.left_s * MS_PER_S)
    return tr("settles {left}", left=left) if row.settling and row.left_s else left


Worth: TypeAlias = Callable[[InstrumentId], tuple[Cents | None, float | None]]
"""Intrinsic value and theo of a contract, in cents."""


def position_columns(worth: Worth) -> tuple[Column[PositionRow], ...]:
    """The columns; `worth` is asked when the pointer rests on a mark."""

    def mark_tip(row: PositionRow) -> str:
        intrinsic, theo = worth(row.instrument)
        return tr(
            "Intrinsic {intrinsic}, theo {theo}",
            intrinsic="–" if intrinsic is None else money(intrinsic),
            theo="–" if theo is None else money(round(theo)),
        )

    return tuple(replace(column, tooltip=mark_tip) if column.title == "Mark" else column for column in POSITION_COLUMNS)


POSITION_COLUMNS: tuple[Column[PositionRow], ...] = (
    Column(
        title=mark("Bot"),
        text=lambda row: owner_text(row.owner),
        sample="market-mak",
        numeric=False,
        help=mark("Who holds it"),
    ),
    instrument_column(lambda row: row.instrument),
    Column(
        title=mark("Qty"),
        text=lambda row: integer(row.quantity),
        sample="100",
        value=lambda row: row.quantity,
        tone=lambda row: Tone.WARNING if row.beyond else Tone.PLAIN,
        tooltip=_quantity_tip,
        flashes=True,
        help=mark("Contracts held; a teammate's sale of what was bought here counts negative"),
        export=lambda row: row.quantity,
    ),
    Column(
        title=mark("Avg cost"),
        text=lambda row: money(round(row.cost / row.quantity)),
        sample="1,002.14",
        value=lambda row: row.cost / row.quantity,
        tooltip=lambda row: tr("{cents} cents per contract", cents=number(row.cost / row.quantity, 2)),
        help=mark("Average cost, dollars per contract"),
        export=lambda row: f"{row.cost / row.quantity / 100:.4f}",
    ),
    Column(
        title=mark("Mark"),
        text=lambda row: "" if row.mark is None else money(row.mark),
        sample="1,002.14",
        value=lambda row: row.mark,
        help=mark("What P&L values one contract at: intrinsic value or theo, as the profile says"),
        export=lambda row: plain_money(row.mark),
    ),
    Column(
        title=mark("At bid"),
        text=_bid_text,
        sample="10,002.14",
        value=lambda row: None if row.bid is None else row.at_bid,
        tone=lambda row: Tone.QUIET if row.bid_size < row.quantity else Tone.PLAIN,
        tooltip=_bid_tip,
        help=mark("Value of all of it at the best bid; quiet where the bid does not take all"),
        export=lambda row: None if row.bid is None else plain_money(row.at_bid),
    ),
    Column(
        title=mark("Unrealised"),
        text=lambda row: money(row.unrealised, signed=True),
        sample="+100,002.14",
        value=lambda row: row.unrealised,
        tone=lambda row: gain_tone(row.unrealised),
        tooltip=_gain_tip,
        help=mark("Value at the mark less what it cost"),
        export=lambda row: plain_money(row.unrealised),
    ),
    Column(
        title=mark("Realised"),
        text=lambda row: money(row.realised, signed=True),
        sample="+100,002.14",
        value=lambda row: row.realised,
        tone=lambda row: gain_tone(row.realised),
        help=mark("By sales of this holding so far"),
        export=lambda row: plain_money(row.realised),
    ),
    Column(
        title=mark("Ends"),
        text=_ends_text,
        sample="settles 0:00",
        tone=lambda row: Tone.ACCENT if row.settling else Tone.QUIET,
        value=lambda row: row.left_s,
        help=mark("Until the contract expires and pays"),
        export=lambda row: row.left_s,
    ),
    Column(
        title=mark("Locks"),
        text=lambda row: money(row.cost),
        sample="10,002.14",
        value=lambda row: row.cost,
        tone=lambda _: Tone.QUIET,
        help=mark("Cash paid for it, back at its sale or its expiry"),
        export=lambda row: plain_money(row.cost),
    ),
)
POSITION_PLACE = {column.title: place for place, column in enumerate(POSITION_COLUMNS)}
