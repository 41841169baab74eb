"""What bots draw on charts: lines of numbers over time, and marked moments. Prices are cents, times seconds of the round."""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, RoundMs

POINTS_KEPT: Final = 2_000
"""Of one line, the newest: a point a second, more than a round has."""
LINES_AT_MOST: Final = 24
"""Of one bot."""
MARKERS_KEPT: Final = 300
"""Of one bot, the newest."""
TEXT_AT_MOST: Final = 80

Column = npt.NDArray[np.float64]


class PlotLine:
    """One line of one bot: a point a second, where several come in a second the last one. NaN is a gap."""

    def __init__(self, name: str, instrument: InstrumentId) -> None:
        self.name = name
        self.instrument = instrument
        self.count = 0
        """Points so far, those included that are kept no more."""
        self._seconds = np.empty(2 * POINTS_KEPT)
        self._values = np.empty(2 * POINTS_KEPT)
        self._end = 0

    def add(self, second: float, value: float) -> None:
        """Take a point. One older than the last is left out: the round's clock does not run backwards."""
        if self._end and second <= self._seconds[self._end - 1]:
            if second == self._seconds[self._end - 1]:
                self._values[self._end - 1] = value
            return
        if self._end == len(self._seconds):
            for column in (self._seconds, self._values):
                column[:POINTS_KEPT] = column[-POINTS_KEPT:]
            self._end = POINTS_KEPT
        self._seconds[self._end], self._values[self._end] = second, value
        self._end += 1
        self.count += 1

    @property
    def seconds(self) -> Column:
        """When, ascending: a view of what is there now."""
        return self._seconds[max(0, self._end - POINTS_KEPT) : self._end]

    @property
    def values(self) -> Column:
        """Cents, beside `seconds`."""
        return self._values[max(0, self._end - POINTS_KEPT) : self._end]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotMarker:
    """A moment that a bot has marked."""

    time_ms: RoundMs
    price: float
    """Cents."""
    text: str
    instrument: InstrumentId


class BotPlots:
    """One bot's lines and markers of this round, bounded; written by its code, read by charts."""

    def __init__(self) -> None:
        self.lines: dict[tuple[InstrumentId, str], PlotLine] = {}
        self.markers: deque[PlotMarker] = deque(maxlen=MARKERS_KEPT)
        self.marked = 0
        """Markers since the process began, those included that are kept no more."""
        self.version = 0
        """Grows with every change."""
        self.refused = 0
        """Points of lines beyond the 24 that one bot may have."""

    def plot(self, name: str, value: float | None, instrument: InstrumentId, time_ms: RoundMs) -> None:
        """Add a point to the line `name` on `instrument`'s charts, `value` in cents; None, and what is no number, is a gap."""
        key = (instrument, str(name)[:TEXT_AT_MOST])
        line = self.lines.get(key)
        if line is None:
            if len(self.lines) >= LINES_AT_MOST:
                self.refused += 1
                return
            line = self.lines[key] = PlotLine(key[1], instrument)
        line.add(time_ms // MS_PER_S, _number(value))
        self.version += 1

    def marker(self, text: str, price: float, instrument: InstrumentId, time_ms: RoundMs) -> None:
        """Mark this moment at `price`, cents, on `instrument`'s charts. One without a price is left out."""
        number = _number(price)
        if np.isnan(number):
            return
        self.markers.append(
            PlotMarker(time_ms=time_ms, price=number, text=str(text)[:TEXT_AT_MOST], instrument=instrument)
        )
        self.marked += 1
        self.version += 1

    def clear(self) -> None:
        """Another round begins."""
        self.lines.clear()
        self.markers.clear()
        self.version += 1


def _number(value: object) -> float:
    """A finite number, or NaN: what a strategy hands over is not type-checked, and a drawing is no reason to end it."""
    try:
        number = float(value)  # type: ignore[arg-type]  # see above
    except (TypeError, ValueError, OverflowError):
        return float("nan")
    return number if np.isfinite(number) else float("nan")
