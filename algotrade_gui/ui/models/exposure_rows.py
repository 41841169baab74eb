"""Rows of the exposure panel: a sum, the underlyings of one book, then every owner's sum."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.trading.exposure import ByUnderlying, Exposure, total
from algotrade_gui.ui.language import integer, mark, money, number, tr, trn
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import gain_tone
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.owner_picker import TOGETHER

RowKey = tuple[str, str]
"""A kind (`sum`, `underlying`, `owner`) and a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRow:
    """One line. In a sum over underlyings the delta in contracts and the gamma would mix them: they are left out."""

    kind: str
    name: str
    exposure: Exposure

    @property
    def is_sum(self) -> bool:
        return self.kind != "underlying"

    @property
    def is_empty(self) -> bool:
        return not self.exposure.contracts and not self.exposure.value and not self.exposure.unvalued


def rows_of(
    found: dict[BotId | None, ByUnderlying], owner: BotId | None, extra: tuple[Underlying, ...] = ()
) -> dict[RowKey, ExposureRow]:
    """Return the rows for the book of `owner`, in their order: the six underlyings are always there, so that none jumps."""
    book = found.get(owner, {})
    name = tr(TOGETHER) if owner is None else owner_name(owner)
    rows: dict[RowKey, ExposureRow] = {
        ("sum", ""): ExposureRow(kind="sum", name=name, exposure=total(book)),
    }
    for underlying in (*UNDERLYINGS, *sorted({*extra, *book} - {*UNDERLYINGS})):
        rows["underlying", underlying] = ExposureRow(
            kind="underlying", name=underlying, exposure=book.get(underlying, Exposure())
        )
    for other, held in found.items():
        if other is not None:
            rows["owner", other] = ExposureRow(kind="owner", name=owner_name(other), exposure=total(held))
    return rows


def style_of(row: ExposureRow) -> RowStyle:
    return RowStyle.STRONG if row.kind == "sum" else RowStyle.NORMAL


def _or_nothing(row: ExposureRow, text: str) -> str:
    return "" if row.is_empty else text


def _delta_tone(row: ExposureRow) -> Tone:
    return gain_tone(round(row.exposure.delta_cents), zero=Tone.QUIET)


def _unvalued(row: ExposureRow) -> str | None:
    count = row.exposure.unvalued
    if not count:
        return None
    return trn(
        count,
        "{count} contract has no fair value now and is left out of the Greeks",
        "{count} contracts have no fair value now and are left out of the Greeks",
    )


COLUMNS: Final[tuple[Column[ExposureRow], ...]] = (
    Column(
        title=mark("Book"),
        text=lambda row: row.name,
        tooltip=_unvalued,
        sample="market-maker",
        words=(TOGETHER,),
        numeric=False,
    ),
    Column(
        title=mark("Contracts"),
        text=lambda row: _or_nothing(row, integer(row.exposure.contracts)),
        tone=lambda row: Tone.WARNING if row.exposure.unvalued else Tone.PLAIN,
        tooltip=_unvalued,
        value=lambda row: row.exposure.contracts,
        sample="12,345",
        help=mark("Held, options and futures together"),
    ),
    Column(
        title=mark("Value"),
        text=lambda row: _or_nothing(row, money(row.exposure.value)),
        value=lambda row: row.exposure.value,
        sample="123,456.78",
        help=mark("At the mark, in dollars"),
    ),
    Column(
        title=mark("Delta $"),
        text=lambda row: _or_nothing(row, money(round(row.exposure.delta_cents), signed=True)),
        tone=_delta_tone,
        value=lambda row: row.exposure.delta_cents,
        sample="+1,234,567.89",
        help=mark(
            "As many dollars of the underlying move alike; a hundredth of it is gained when it rises by one percent"
        ),
    ),
    Column(
        title=mark("Delta"),
        text=lambda row: "" if row.is_sum else _or_nothing(row, number(row.exposure.delta, 2, signed=True)),
        tone=lambda row: gain_tone(round(row.exposure.delta, 2), zero=Tone.QUIET),
        value=lambda row: None if row.is_sum else row.exposure.delta,
        sample="+1,234.56",
        help=mark("As many contracts of the underlying move alike"),
    ),
    Column(
        title=mark("Gamma"),
        text=lambda row: "" if row.is_sum else _or_nothing(row, number(row.exposure.gamma_per_dollar, 3, signed=True)),
        value=lambda row: None if row.is_sum else row.exposure.gamma_per_dollar,
        sample="+123.456",
        help=mark("Delta gained when the underlying rises by one dollar"),
    ),
    Column(
        title=mark("Vega"),
        text=lambda row: _or_nothing(row, money(round(row.exposure.vega_per_bp), signed=True)),
        value=lambda row: row.exposure.vega_per_bp,
        sample="+12,345.67",
        help=mark("Dollars gained when sigma, per square root of a second, rises by one basis point"),
    ),
    Column(
        title=mark("Theta"),
        text=lambda row: _or_nothing(row, money(round(row.exposure.theta), signed=True)),
        tone=lambda row: gain_tone(round(row.exposure.theta), zero=Tone.QUIET),
        value=lambda row: row.exposure.theta,
        sample="-1,234.56",
        help=mark("Dollars gained with each second that passes"),
    ),
)

RANKS: Final[dict[str, int]] = {
    "Book": 0,
    "Delta $": 1,
    "Theta": 2,
    "Vega": 3,
    "Value": 4,
    "Delta": 5,
    "Gamma": 6,
    "Contracts": 7,
}
"""Columns by title, the dearest first."""
MARKED = frozenset(place for place, column in enumerate(COLUMNS) if column.title not in ("Book", "Contracts"))
"""What follows from prices: greyed when they are old."""
