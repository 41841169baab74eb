"""What the table of fills tells: one record per row, one description per column."""

from dataclasses import dataclass

from algotrade_gui.core.units import round_time_text
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.language import integer, mark, money, number, shown, tr
from algotrade_gui.ui.models.cells import Column, Tone
from algotrade_gui.ui.models.column_texts import exact_cents, instrument_column
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.models.order_rows import side_tone
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.table_csv import plain_money

DEALT_WORDS = {Side.BUY: mark("bought"), Side.SELL: mark("sold")}
PASSIVE, TOOK = mark("passive"), mark("took")


@dataclass(frozen=True, slots=True, kw_only=True)
class FillRow:
    """One fill with its owner's words for it."""

    fill: Fill
    label: str
    why: str


def fill_row(fill: Fill, why: str) -> FillRow:
    """Put a fill into a row; `why` as its order has it."""
    return FillRow(fill=fill, label=full_label(parse_instrument_id(fill.instrument)), why=why or fill.reason)


def fill_words(row: FillRow) -> str:
    """What the filter looks through."""
    fill = row.fill
    return f"{owner_name(fill.owner)} {row.label} {fill.instrument} {tr(DEALT_WORDS[fill.side])} {how(fill)} {row.why}"


def how(fill: Fill) -> str:
    """Whether our order rested or took."""
    return tr(PASSIVE) if fill.passive else tr(TOOK)


FILL_COLUMNS: tuple[Column[FillRow], ...] = (
    Column(
        title=mark("Time"),
        text=lambda row: round_time_text(row.fill.time_ms),
        sample="00:00",
        tooltip=lambda row: tr("{ms} ms into the round", ms=integer(row.fill.time_ms)),
        value=lambda row: row.fill.id,
        help=mark("Time of the round"),
        export=lambda row: row.fill.time_ms,
    ),
    Column(title=mark("Bot"), text=lambda row: owner_name(row.fill.owner), sample="market-mak", numeric=False),
    instrument_column(lambda row: row.fill.instrument),
    Column(
        title=mark("Side"),
        text=lambda row: tr(DEALT_WORDS[row.fill.side]),
        sample="bought",
        words=DEALT_WORDS.values(),
        numeric=False,
        tone=lambda row: side_tone(row.fill.side),
        export=lambda row: row.fill.side.value,
    ),
    Column(
        title=mark("Qty"),
        text=lambda row: integer(row.fill.quantity),
        sample="100",
        value=lambda row: row.fill.quantity,
        help=mark("Contracts"),
        export=lambda row: row.fill.quantity,
    ),
    Column(
        title=mark("Price"),
        text=lambda row: money(round(row.fill.price)),
        sample="1,002.14",
        tooltip=lambda row: tr("Mean price: {cents} cents", cents=number(row.fill.price, 2)),
        value=lambda row: row.fill.price,
        help=mark("Mean price, dollars per contract"),
        export=lambda row: f"{row.fill.price / 100:.4f}",
    ),
    Column(
        title=mark("Cash"),
        text=lambda row: money(row.fill.cash, signed=True),
        sample="+10,002.14",
        tooltip=lambda row: exact_cents(tr("Cash"), row.fill.cash),
        value=lambda row: row.fill.cash,
        help=mark("What the deal did to the cash, dollars"),
        export=lambda row: plain_money(row.fill.cash),
    ),
    Column(
        title=mark("How"),
        text=lambda row: how(row.fill),
        sample="passive",
        words=(PASSIVE, TOOK),
        numeric=False,
        tone=lambda _: Tone.QUIET,
        help=mark("Passive: someone traded against our resting order. Took: ours traded at once."),
    ),
    Column(
        title=mark("Why"),
        text=lambda row: shown(row.why),
        sample="why",
        numeric=False,
        tone=lambda _: Tone.QUIET,
        tooltip=lambda row: shown(row.why) or tr("The order came without a reason"),
        help=mark("Why the order was placed, in its owner's words"),
    ),
)
FILL_PLACE = {column.title: place for place, column in enumerate(FILL_COLUMNS)}
