"""Fewer candles than pixels: neighbouring seconds are merged before they are drawn; no Qt."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CandleColumns:
    """Candles as columns, sorted by `start`: seconds of the round, prices in cents, volume in contracts.

    A second without a trade has NaN prices; a second without a candle is not there. `mid` is an underlying's true price, NaN for
    contracts. `span_s` is how many seconds one row covers.
    """

    start: FloatArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    mid: FloatArray
    volume: FloatArray
    span_s: int = 1

    def __len__(self) -> int:
        return len(self.start)

    def rows(self, rows: slice) -> "CandleColumns":
        """Some of the rows, as views."""
        return CandleColumns(
            self.start[rows],
            self.open[rows],
            self.high[rows],
            self.low[rows],
            self.close[rows],
            self.mid[rows],
            self.volume[rows],
            self.span_s,
        )

    def between(self, first_s: float, last_s: float) -> "CandleColumns":
        """The rows that touch [first_s, last_s], as views."""
        low = int(np.searchsorted(self.start, first_s - self.span_s, side="right"))
        high = int(np.searchsorted(self.start, last_s, side="right"))
        return self.rows(slice(low, high))


def bin_span_s(visible_s: float, width_px: float, least_px: float = 2.0) -> int:
    """Seconds to merge so that a candle is at least `least_px` wide."""
    return max(1, int(np.ceil(visible_s * least_px / max(1.0, width_px))))


def merge(candles: CandleColumns, span_s: int) -> CandleColumns:
    """Merge candles into rows of `span_s` seconds: first open, last close, highest high, lowest low, summed volume.

    Rows start at multiples of `span_s`, so that scrolling does not reshuffle them. Candles without prices add their volume only.
    """
    if span_s <= 1 or len(candles) == 0:
        return candles
    slot = np.floor_divide(candles.start, span_s)
    edges = np.flatnonzero(np.concatenate(([True], slot[1:] != slot[:-1])))
    volume = np.add.reduceat(np.nan_to_num(candles.volume), edges)
    starts = slot[edges] * span_s
    traded = np.isfinite(candles.close)
    if traded.all():
        ends = np.concatenate((edges[1:], [len(slot)])) - 1
        return CandleColumns(
            starts,
            candles.open[edges],
            np.maximum.reduceat(candles.high, edges),
            np.minimum.reduceat(candles.low, edges),
            candles.close[ends],
            candles.mid[ends],
            volume,
            span_s,
        )
    place = np.arange(len(slot))
    first = np.minimum.reduceat(np.where(traded, place, len(slot)), edges)
    last = np.maximum.reduceat(np.where(traded, place, -1), edges)
    nothing = last < 0
    first[nothing] = last[nothing] = 0
    opens, closes = candles.open[first], candles.close[last]
    opens[nothing] = closes[nothing] = np.nan
    return CandleColumns(
        starts,
        opens,
        np.fmax.reduceat(candles.high, edges),
        np.fmin.reduceat(candles.low, edges),
        closes,
        np.where(nothing, np.nan, candles.mid[last]),
        volume,
        span_s,
    )
