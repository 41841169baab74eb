"""The rows of the market watch, and the columns that tell them."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents, round_time_text
from algotrade_gui.domain.quote import Quote
from algotrade_gui.ui.language import money, percent, tr
from algotrade_gui.ui.models.cells import Column, Tone
from algotrade_gui.ui.models.column_texts import dollars, exact_cents, gain_tone, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """What one row of the tree tells; prices in cents, a missing one is None."""

    label: str
    instrument: InstrumentId | None = None
    """None for the row of an expiry."""
    quote: Quote | None = None
    last: Cents | None = None
    left_ms: int | None = None
    """Time to expiry; None for an underlying."""
    depth: int = 0
    base: Cents | None = None
    """The price that the change is counted from."""

    @property
    def change(self) -> Cents | None:
        """How far the last price is from the base."""
        return Cents(self.last - self.base) if self.last is not None and self.base is not None else None


URGENT_MS = 5_000
"""Below this a contract's remaining time is marked."""


def _bid(row: WatchRow) -> Cents | None:
    return row.quote.bid if row.quote is not None else None


def _ask(row: WatchRow) -> Cents | None:
    return row.quote.ask if row.quote is not None else None


def _bid_size(row: WatchRow) -> int | None:
    return row.quote.bid_size if row.quote is not None else None


def _ask_size(row: WatchRow) -> int | None:
    return row.quote.ask_size if row.quote is not None else None


def _spread(row: WatchRow) -> Cents | None:
    return row.quote.spread if row.quote is not None else None


def _label_tone(row: WatchRow) -> Tone:
    if row.depth != 1:
        return Tone.PLAIN
    return Tone.WARNING if row.left_ms is not None and row.left_ms <= URGENT_MS else Tone.QUIET


def _left(row: WatchRow) -> str:
    # rounded up, so that 0:00 means over
    return "" if row.left_ms is None else round_time_text(row.left_ms + 999)


def _change_tip(row: WatchRow) -> str | None:
    if row.change is None or not row.base:
        return None
    return tr("{change} since {price}", change=percent(row.change / row.base, 2, signed=True), price=money(row.base))


INSTRUMENT, BID, ASK, SPREAD, LAST, LEFT, BID_SIZE, ASK_SIZE, CHANGE = range(9)
"""The columns' places in the model."""
NAMES: Final = ("instrument", "bid", "ask", "spread", "last", "left", "bid_size", "ask_size", "change")
"""The columns in a layout, by their places."""
VISUAL_ORDER: Final = (INSTRUMENT, BID_SIZE, BID, ASK, ASK_SIZE, SPREAD, LAST, CHANGE, LEFT)
"""From left to right, until the user moves them."""
_ALWAYS_SHOWN: Final = ("instrument", "bid", "ask", "left")
"""The time left tells one expiry from another in a list."""
_DEAREST_FIRST: Final = ("last", "change", "spread", "bid_size", "ask_size")
RANKS: Final = dict.fromkeys(_ALWAYS_SHOWN, 0) | {name: rank for rank, name in enumerate(_DEAREST_FIRST, start=1)}
"""Which columns are shown first where there is no room for all; 0: always."""


def watch_columns() -> tuple[Column[WatchRow], ...]:
    """The columns by their places, in the language in force."""
    return (
        Column(
            title=tr("Instrument"),
            text=lambda row: f"{row.label} · {_left(row)}" if row.depth == 1 else row.label,
            sample="    $CARD C 1,001.30",
            numeric=False,
            tone=_label_tone,
            tooltip=lambda row: row.instrument,
        ),
        Column(
            title=tr("Bid"),
            text=lambda row: dollars(_bid(row)),
            sample="1,002.14",
            tone=lambda _: Tone.UP,
            tooltip=lambda row: exact_cents(tr("Bid"), _bid(row)),
            value=_bid,
            flashes=True,
            help=tr("Best price someone buys at, dollars"),
        ),
        Column(
            title=tr("Ask"),
            text=lambda row: dollars(_ask(row)),
            sample="1,002.14",
            tone=lambda _: Tone.DOWN,
            tooltip=lambda row: exact_cents(tr("Ask"), _ask(row)),
            value=_ask,
            flashes=True,
            help=tr("Best price someone sells at, dollars"),
        ),
        Column(
            title=tr("Spread"),
            text=lambda row: dollars(_spread(row)),
            sample="102.14",
            tone=lambda _: Tone.QUIET,
            tooltip=lambda row: exact_cents(tr("Spread"), _spread(row)),
            help=tr("Ask less bid, dollars"),
        ),
        Column(
            title=tr("Last"),
            text=lambda row: dollars(row.last),
            sample="1,002.14",
            tooltip=lambda row: exact_cents(tr("Last"), row.last),
            value=lambda row: row.last,
            flashes=True,
            help=tr("Last traded price, or an underlying's last published price, dollars"),
        ),
        Column(
            title=tr("Left"),
            text=_left,
            sample="0:00",
            tone=lambda row: Tone.WARNING if row.left_ms is not None and row.left_ms <= URGENT_MS else Tone.QUIET,
            help=tr("Time to expiry, minutes and seconds"),
        ),
        Column(
            title=tr("Bid qty"),
            text=lambda row: whole(_bid_size(row)),
            sample="000",
            tone=lambda _: Tone.QUIET,
            help=tr("Contracts at the best bid"),
        ),
        Column(
            title=tr("Ask qty"),
            text=lambda row: whole(_ask_size(row)),
            sample="000",
            tone=lambda _: Tone.QUIET,
            help=tr("Contracts at the best ask"),
        ),
        Column(
            title=tr("Change"),
            text=lambda row: dollars(row.change, signed=True),
            sample="+102.14",
            tone=lambda row: gain_tone(row.change),
            tooltip=_change_tip,
            help=tr("Last price against a minute ago, or against a contract's first trade, dollars"),
        ),
    )
