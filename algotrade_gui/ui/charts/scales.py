"""Seconds and cents to pixels, with round numbers for the axes; no Qt."""

import math
from dataclasses import dataclass

TIME_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600)
PRICE_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from [low, high] in units to [start, end] in pixels; `end` may lie above `start` on the screen."""

    low: float
    high: float
    start: float
    end: float

    @property
    def per_unit(self) -> float:
        """Pixels per unit, signed."""
        return (self.end - self.start) / (self.high - self.low)

    def pixel(self, value: float) -> float:
        return self.start + (value - self.low) * self.per_unit

    def value(self, pixel: float) -> float:
        return self.low + (pixel - self.start) / self.per_unit


def time_step_s(span_s: float, width_px: float, label_px: float) -> int:
    """The smallest round step of seconds whose labels, each `label_px` wide, do not touch."""
    for step in TIME_STEPS_S:
        if step / span_s * width_px >= label_px:
            return step
    return TIME_STEPS_S[-1]


def price_step_cents(span_cents: float, height_px: float, label_px: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... cents whose labels, each `label_px` high, do not touch."""
    least = max(1.0, span_cents * label_px / max(1.0, height_px))
    power = 10 ** math.floor(math.log10(least))
    for factor in (*PRICE_STEPS, 10):
        if factor * power >= least:
            return int(factor * power)
    return int(10 * power)


def ticks(low: float, high: float, step: int) -> range:
    """The multiples of `step` inside [low, high]."""
    return range(math.ceil(low / step) * step, math.floor(high) + 1, step)


def fit_prices(low: float, high: float, now: tuple[float, float] | None) -> tuple[float, float]:
    """The price range to show for candles between `low` and `high`.

    `now`, the range shown, is kept while the candles lie inside it and fill more than half of it: an axis that moves with every candle
    cannot be read.
    """
    if now is not None and now[0] <= low and high <= now[1] and (high - low) >= 0.5 * (now[1] - now[0]):
        return now
    span = max(high - low, 20.0)
    middle = (low + high) / 2
    return middle - 0.62 * span, middle + 0.62 * span
