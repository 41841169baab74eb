"""What the columns of several tables say in the same way."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.ui.language import integer, mark, money, tr, trn
from algotrade_gui.ui.models.cells import Column, Tone

R = TypeVar("R")


def dollars(cents: float | None, *, signed: bool = False) -> str:
    """Money with two decimals; empty where there is none."""
    return "" if cents is None else money(round(cents), signed=signed)


def whole(count: int | None) -> str:
    """A whole number; empty where there is none."""
    return "" if count is None else integer(count)


def floating(value: int | None) -> float | None:
    """A cell's value to sort by and to flash for."""
    return None if value is None else float(value)


def exact_cents(name: str, cents: int | None) -> str | None:
    """The exact cents, for a tooltip; `name` is translated already."""
    return None if cents is None else trn(cents, "{name}: {count} cent", "{name}: {count} cents", name=name)


def gain_tone(amount: float | None, *, zero: Tone = Tone.PLAIN) -> Tone:
    """The colour of a gain or a loss; of nought, and of nothing, it is `zero`."""
    return zero if not amount else Tone.UP if amount > 0 else Tone.DOWN


def instrument_column(instrument: Callable[[Any], InstrumentId]) -> Column[Any]:
    """The contract of a row that has a `label`."""
    return Column(
        title=mark("Instrument"),
        text=lambda row: str(row.label),
        sample="$CARD call 1,001.30 · 615 s",
        numeric=False,
        tooltip=instrument,
        export=instrument,
    )


def translated(columns: Iterable[Column[R]]) -> tuple[Column[R], ...]:
    """Columns whose titles and help are marked, in the language in force."""
    return tuple(
        dataclasses.replace(each, title=tr(each.title), help=tr(each.help) if each.help else "") for each in columns
    )
