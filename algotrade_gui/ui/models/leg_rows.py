"""What the table of a ticket's legs tells."""

from dataclasses import dataclass

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.language import integer, mark, money, tr
from algotrade_gui.ui.models.cells import Column, Tone
from algotrade_gui.ui.models.order_rows import SIDE_WORDS, side_tone


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    """One leg; `fault` while it cannot be sent, `result` once it was."""

    number: int
    label: str
    """Its name among the other legs."""
    whole: str
    """Its name alone."""
    side: Side
    quantity: int | None
    price: Cents | None
    fault: str
    result: str
    result_tone: Tone


def _fate(row: LegRow) -> str:
    return row.result or row.fault


LEG_COLUMNS: tuple[Column[LegRow], ...] = (
    Column(title=mark("No."), text=lambda row: str(row.number), sample="9", value=lambda row: row.number),
    Column(
        title=mark("Side"),
        text=lambda row: tr(SIDE_WORDS[row.side]),
        sample="sell",
        words=SIDE_WORDS.values(),
        numeric=False,
        tone=lambda row: side_tone(row.side),
    ),
    Column(
        title=mark("Qty"),
        text=lambda row: "–" if row.quantity is None else integer(row.quantity),
        sample="100",
    ),
    Column(
        title=mark("Instrument"),
        text=lambda row: row.label,
        sample="call 1,001.30",
        numeric=False,
        tooltip=lambda row: row.whole,
    ),
    Column(
        title=mark("Price"),
        text=lambda row: "–" if row.price is None else money(row.price),
        sample="1,002.14",
    ),
    Column(
        title=mark("Result"),
        text=_fate,
        sample="working",
        numeric=False,
        tone=lambda row: row.result_tone if row.result else Tone.DANGER,
        tooltip=lambda row: _fate(row) or None,
    ),
)
RESULT_COLUMN = len(LEG_COLUMNS) - 1
