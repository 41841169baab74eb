"""The candles of one instrument as columns."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from algotrade_gui.domain.candle import Candle

IntColumn: TypeAlias = npt.NDArray[np.int64]
FloatColumn: TypeAlias = npt.NDArray[np.float64]
ColumnName: TypeAlias = Literal["open", "high", "low", "close", "mid", "volume"]

MISSING: Final = int(np.iinfo(np.int64).min)
"""Stands in an integer column where a candle has no such value."""

_NAMES: Final = ("index", "open", "high", "low", "close", "mid", "volume")
_ROW_OF: Final = {name: row for row, name in enumerate(_NAMES)}
_FIRST_CAPACITY: Final = 64
_BOUND: Final = 2**62
_LAST_INDEX: Final = 10**7
"""Seconds; a later candle is a broken one, and would keep all that follow out."""


class CandleSeries:
    """Candles in ascending order of `index`, one per second, gaps possible. Written by the cache only.

    Columns are read-only views, cents and contracts as int64 with MISSING where a candle has no value; `floats` gives them for drawing.
    A view shows the candles that were there when it was taken. They are filled when asked for: most contracts are never drawn.
    """

    def __init__(self) -> None:
        self._rows: list[Candle] = []
        self._columns: npt.NDArray[np.int64] | None = None
        self._filled = 0
        self._last_index = -1
        self._replaced = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, position: int) -> Candle:
        return self._rows[position]

    @property
    def version(self) -> int:
        """Grows with every change."""
        return len(self._rows) + self._replaced

    @property
    def last(self) -> Candle | None:
        return self._rows[-1] if self._rows else None

    @property
    def index(self) -> IntColumn:
        """Whole seconds since the start of the round."""
        return self._column("index")

    @property
    def open(self) -> IntColumn:
        return self._column("open")

    @property
    def high(self) -> IntColumn:
        return self._column("high")

    @property
    def low(self) -> IntColumn:
        return self._column("low")

    @property
    def close(self) -> IntColumn:
        return self._column("close")

    @property
    def mid(self) -> IntColumn:
        """An underlying's one true price; MISSING throughout for contracts."""
        return self._column("mid")

    @property
    def volume(self) -> IntColumn:
        """Contracts dealt; MISSING throughout for underlyings."""
        return self._column("volume")

    def floats(self, name: ColumnName) -> FloatColumn:
        """A fresh float64 copy of a column for drawing, NaN where a value is missing."""
        column = self._column(name)
        values = column.astype(np.float64)
        values[column == MISSING] = np.nan
        return values

    def add(self, candle: Candle) -> bool:
        """Append a candle, or replace the last one of the same second; False for one that is left out: older, or absurd."""
        index = candle.index
        if self._last_index < index <= _LAST_INDEX:
            self._rows.append(candle)
            self._last_index = index
            return True
        if index != self._last_index or not self._rows:
            return False
        self._rows[-1] = candle
        self._filled = min(self._filled, len(self._rows) - 1)
        self._replaced += 1
        return True

    def restore(self, candles: Iterable[Candle]) -> bool:
        """Put candles that were kept elsewhere, ascending, before those that came in; False if none of them is older."""
        first = self._rows[0].index if self._rows else _LAST_INDEX + 1
        older: list[Candle] = []
        for candle in candles:
            if 0 <= candle.index < first and (not older or candle.index > older[-1].index):
                older.append(candle)
        if not older:
            return False
        self._rows[:0] = older
        self._last_index = self._rows[-1].index
        self._columns, self._filled = None, 0
        return True

    def _column(self, name: str) -> IntColumn:
        count = len(self._rows)
        columns = self._columns
        if columns is None or columns.shape[1] < count:
            capacity = max(_FIRST_CAPACITY, 2 * count)
            grown = np.full((len(_NAMES), capacity), MISSING, dtype=np.int64)
            if columns is not None:
                grown[:, : self._filled] = columns[:, : self._filled]
            columns = self._columns = grown
        for position in range(self._filled, count):
            columns[:, position] = _values(self._rows[position])
        self._filled = count
        view = columns[_ROW_OF[name], :count]
        view.flags.writeable = False
        return view


def _values(candle: Candle) -> list[int]:
    row = (candle.index, candle.open, candle.high, candle.low, candle.close, candle.mid, candle.volume)
    # what does not fit into the column is no price
    return [MISSING if value is None or not -_BOUND < value < _BOUND else value for value in row]
