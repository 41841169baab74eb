"""The rows of a table as CSV, for the clipboard."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TypeVar

from algotrade_gui.core.units import cents_to_text
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.cells import Column

R = TypeVar("R")


def csv_text(columns: Sequence[Column[R]], records: Iterable[R]) -> str:
    """Return a heading and a line per record; columns without a title are left out. Numbers are plain: a point, no separators."""
    told = [column for column in columns if column.title]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([tr(column.title) for column in told])
    for record in records:
        writer.writerow([_cell(column, record) for column in told])
    return out.getvalue()


def _cell(column: Column[R], record: R) -> object:
    if column.export is None:
        return column.text(record)
    value = column.export(record)
    return "" if value is None else value


def plain_money(cents: int | None) -> str | None:
    """Cents as a spreadsheet reads them: `-1234.50`."""
    return None if cents is None else cents_to_text(cents).replace(",", "")
