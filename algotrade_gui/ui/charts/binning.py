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

    def touching(self, first_s: float, last_s: float) -> slice:
        """The rows that touch [first_s, last_s]."""
        low = int(np.searchsorted(self.start, first_s - self.span_s, side="right"))
        high = int(np.searchsorted(self.start, last_s, side="right"))
        return slice(low, high)

    def between(self, first_s: float, last_s: float) -> "CandleColumns":
        """The rows that touch [first_s, last_s], as views."""
        return self.rows(self.touching(first_s, last_s))


def bin_span_s(visible_s: float, width_px: float, least_px: float = 2.0, *, interval_s: int = 1) -> int:
    """Seconds to merge so that a candle is at least `least_px` wide: a multiple of the candles' own interval."""
    least_s = visible_s * least_px / max(1.0, width_px)
    return interval_s * max(1, int(np.ceil(least_s / interval_s)))


def slot_ends(start: FloatArray, span_s: int) -> npt.NDArray[np.intp]:
    """The last row of each slot of `span_s` seconds."""
    slot = np.floor(start / span_s)
    last = np.flatnonzero(slot[1:] != slot[:-1])
    return np.append(last, len(start) - 1) if len(start) else last


def merge(candles: CandleColumns, span_s: int) -> CandleColumns:
    """Merge candles into rows of `span_s` seconds: first open, last close, highest high, lowest low, summed volume.

    Rows start at multiples of `span_s`, so that scrolling does not reshuffle them. Candles without prices add their volume only.
    """
    if span_s <= candles.span_s or len(candles) == 0:
        return candles
    # ten times as fast as floor_divide, and as exact: whole seconds are never nearer to a multiple than they are
    slot = np.floor(candles.start / span_s)
    edges = np.flatnonzero(np.concatenate(([True], slot[1:] != slot[:-1])))
    # a sum with a NaN in it is one: to look for them costs more than to add up
    known = np.isfinite(candles.volume.sum())
    volume = np.add.reduceat(candles.volume if known else np.nan_to_num(candles.volume), edges)
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
