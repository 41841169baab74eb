"""The indicators that the user has put on one chart, and their lines for the candles that it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from algotrade_gui.analytics.indicators import INDICATORS, Indicator, PriceColumns
from algotrade_gui.ui.charts.binning import CandleColumns
from algotrade_gui.ui.charts.scene import ValueLine

MOST_INDICATORS = 8


@dataclass(frozen=True, slots=True)
class ChosenIndicator:
    """One indicator with its parameters; always within their bounds."""

    id: str
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def indicator(self) -> Indicator:
        """What it is."""
        return INDICATORS[self.id]

    def to_state(self) -> dict[str, Any]:
        """As a layout remembers it."""
        return {"id": self.id, **self.values}


def choose(indicator_id: str, values: Mapping[str, float] | None = None) -> ChosenIndicator:
    """Return an indicator of the registry with these parameters, defaults where they are missing. Raises KeyError for an unknown id."""
    return ChosenIndicator(indicator_id, INDICATORS[indicator_id].values(values))


_ENDLESS = 1e18
"""No parameter is so great; a whole number may be too great for a float."""


def from_state(state: object) -> tuple[ChosenIndicator, ...]:
    """Take back what was remembered, perhaps by another version: what does not fit is left out."""
    chosen: list[ChosenIndicator] = []
    for row in state if isinstance(state, list) else ():
        if isinstance(row, dict) and row.get("id") in INDICATORS:
            numbers = {
                str(key): float(value)
                for key, value in row.items()
                if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _ENDLESS
            }
            chosen.append(choose(str(row["id"]), numbers))
    return tuple(chosen[:MOST_INDICATORS])


class IndicatorLines:
    """Computes lines when candles or choice have changed, and keeps them until then."""

    def __init__(self) -> None:
        self.chosen: tuple[ChosenIndicator, ...] = ()
        self._made_of: tuple[CandleColumns, tuple[ChosenIndicator, ...], bool] | None = None
        self._lines: tuple[ValueLine, ...] = ()

    def lines(self, candles: CandleColumns, *, tradeable: bool) -> tuple[ValueLine, ...]:
        """The lines of every chosen indicator that the instrument can have."""
        made_of = self._made_of
        if made_of is None or made_of[0] is not candles or made_of[1] != self.chosen or made_of[2] != tradeable:
            self._made_of = (candles, self.chosen, tradeable)
            self._lines = tuple(self._compute(candles, tradeable))
        return self._lines

    def _compute(self, candles: CandleColumns, tradeable: bool) -> list[ValueLine]:
        # an underlying's closes are decoration, its mid is the price (protocol section 5)
        price = candles.mid if not tradeable and np.isfinite(candles.mid).any() else candles.close
        columns = PriceColumns(price, candles.high, candles.low, candles.volume, candles.span_s)
        lines: list[ValueLine] = []
        for place, chosen in enumerate(self.chosen):
            indicator = chosen.indicator
            if indicator.contracts_only and not tradeable:
                continue
            for number, values in enumerate(indicator.compute(columns, chosen.values)):
                lines.append(
                    ValueLine(
                        name=indicator.name(chosen.values, number),
                        values=values,
                        place=place,
                        own_strip=indicator.own_strip,
                        unit=indicator.unit,
                    )
                )
        return lines
