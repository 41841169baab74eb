"""What is held of one expiry, contract by contract, with what each pays in the outlook's outcomes."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.trading.settlement_outlook import Holding, Outcome, Outlook
from algotrade_gui.ui.language import integer, mark, money, tr
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import dollars, gain_tone
from algotrade_gui.ui.models.names import instrument_label


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRow:
    """One contract of the block, or their sum (`holding` None)."""

    outlook: Outlook
    holding: Holding | None

    def pnl(self, outcome: Outcome | None) -> int | None:
        """Cents over cost in that outcome."""
        if outcome is None:
            return None
        if self.holding is None:
            return outcome.pnl
        return self.holding.payoff(outcome.price) - self.holding.cost


def rows_of(outlook: Outlook | None) -> dict[InstrumentId, HoldingRow]:
    """Return the rows of a block: the sum, which so stays first from block to block, then its contracts."""
    if outlook is None:
        return {}
    rows = {InstrumentId(""): HoldingRow(outlook=outlook, holding=None)}
    rows |= {each.instrument.id: HoldingRow(outlook=outlook, holding=each) for each in outlook.holdings}
    return rows


def style_of(row: HoldingRow) -> RowStyle:
    return RowStyle.STRONG if row.holding is None else RowStyle.NORMAL


def _name(row: HoldingRow) -> str:
    return tr("Together") if row.holding is None else instrument_label(row.holding.instrument)


def _outcome(title: str, name: str, help_text: str) -> Column[HoldingRow]:
    return Column(
        title=title,
        text=lambda row: dollars(row.pnl(getattr(row.outlook, name)), signed=True),
        tone=lambda row: gain_tone(row.pnl(getattr(row.outlook, name)), zero=Tone.QUIET),
        value=lambda row: row.pnl(getattr(row.outlook, name)),
        sample="+12,345.67",
        help=help_text,
    )


COLUMNS: Final[tuple[Column[HoldingRow], ...]] = (
    Column(title=mark("Contract"), text=_name, sample="future 1,000.00", numeric=False),
    Column(
        title=mark("Held"),
        text=lambda row: integer(row.outlook.contracts if row.holding is None else row.holding.quantity),
        value=lambda row: row.outlook.contracts if row.holding is None else row.holding.quantity,
        sample="-1,234",
    ),
    Column(
        title=mark("Locked"),
        text=lambda row: money(row.outlook.cost if row.holding is None else row.holding.cost),
        value=lambda row: row.outlook.cost if row.holding is None else row.holding.cost,
        sample="123,456.78",
        help=mark("What they have cost"),
    ),
    _outcome(mark("Now"), "now", mark("Over cost, if the price stays as it is")),
    _outcome(mark("-σ"), "down", mark("Over cost, a sigma below the expected price")),
    _outcome(mark("+σ"), "up", mark("Over cost, a sigma above the expected price")),
    _outcome(mark("Jump"), "jump", mark("Over cost, after the worse of two jumps: four sigmas, at least 60 bp")),
)
RANKS: Final[dict[str, int]] = {
    "Contract": 0,
    "Now": 1,
    "Held": 2,
    "Jump": 3,
    "Locked": 4,
    "-σ": 5,
    "+σ": 6,
}
"""Columns by title, the dearest first."""
MARKED = frozenset(range(3, len(COLUMNS)))
"""What follows from prices."""
