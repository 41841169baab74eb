"""The small registry of chart indicators: what each is called, takes, and how it is computed from candles.

Prices are float cents. Every indicator gets whole columns and gives columns of the same length, NaN where it is not defined yet. A candle
without a deal keeps the last price before it. Plain numpy over all candles: 20,000 of them take about a millisecond, once a second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from algotrade_gui.core.words import say

Column = npt.NDArray[np.float64]
Values = Mapping[str, float]
_NOTHING = 1e-18
"""A weight that no digit of a price shows."""
MOST_WINDOW = 2_000


@dataclass(frozen=True, slots=True)
class PriceColumns:
    """What indicators are computed from: one row per candle, all of `span_s` seconds.

    `price` is an underlying's mid, a contract's last deal; NaN where there was none. `volume` is in contracts, 0 for an underlying.
    """

    price: Column
    high: Column
    low: Column
    volume: Column
    span_s: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number that the user may change, by name, with its bounds."""

    name: str
    label: str
    default: float
    minimum: float
    maximum: float
    decimals: int = 0
    unit: str = ""
    help: str = ""

    def bounded(self, value: float) -> float:
        """The nearest value that is allowed; the default for what is no number."""
        if not np.isfinite(value):
            return self.default
        kept = round(min(self.maximum, max(self.minimum, value)), self.decimals)
        return float(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator: `compute` gives one column per name in `lines`."""

    id: str
    label: str
    short: str
    """Before the parameters in a legend: `SMA 20`."""
    help: str
    parameters: tuple[Parameter, ...]
    lines: tuple[str, ...] = ("",)
    """What each line is called behind the short name; empty for the main one."""
    own_strip: bool = False
    """It is no price, and is drawn in a strip of its own below."""
    unit: str = ""
    """Of a strip's values."""
    contracts_only: bool = False
    """It needs volumes, which underlyings have not."""
    compute: Callable[[PriceColumns, Values], tuple[Column, ...]]

    def values(self, given: Values | None = None) -> dict[str, float]:
        """Every parameter's value: the given one within its bounds, else the default."""
        given = given or {}
        return {each.name: each.bounded(given.get(each.name, each.default)) for each in self.parameters}

    def name(self, values: Values, line: int = 0) -> str:
        """As a legend writes it: `Bollinger 20 2.0 upper`."""
        # a window of zero is all there is, and needs no number
        shown = [f"{values[each.name]:.{each.decimals}f}" for each in self.parameters if values[each.name]]
        return " ".join(part for part in (self.short, *shown, self.lines[line]) if part)


def carried(values: Column) -> Column:
    """Put the last number before it in place of each NaN; those before the first number stay."""
    known = np.isfinite(values)
    if known.all():
        return values
    place = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    result = values[np.maximum(place, 0)]
    result[place < 0] = np.nan
    return result


def _from_first(values: Column, compute: Callable[[Column], Column]) -> Column:
    """`compute` over what begins at the first number; NaN before it."""
    filled = carried(values)
    known = np.isfinite(filled)
    result = np.full(len(filled), np.nan)
    if known.any():
        first = int(np.argmax(known))
        result[first:] = compute(filled[first:])
    return result


def _windowed_sums(values: Column, window: int) -> Column:
    """The sum of the last `window` values; NaN before there are as many."""
    result = np.full(len(values), np.nan)
    if window <= len(values):
        sums = np.concatenate(([0.0], np.cumsum(values)))
        result[window - 1 :] = sums[window:] - sums[:-window]
    return result


def sma(values: Column, window: int) -> Column:
    """The mean of the last `window` values; NaN before there are as many."""
    # sums of distances from one of them keep the digits
    return _from_first(values, lambda known: known[0] + _windowed_sums(known - known[0], window) / window)


def ema(values: Column, window: int) -> Column:
    """The exponential mean with weight 2 / (window + 1) for the newest value, from the first value on."""
    return _from_first(values, lambda known: _ema(known, 2 / (window + 1)))


def _ema(values: Column, weight: float) -> Column:
    keep = 1 - weight
    result = weight * values
    result[0] = values[0]
    # sums over 1, 2, 4, 8 ... values: each doubling adds to a value the sum that ends just before its own begins
    reach = 1
    while reach < len(result) and keep**reach > _NOTHING:
        result[reach:] = result[reach:] + keep**reach * result[:-reach]
        reach *= 2
    return result


def bollinger(values: Column, window: int, width: float) -> tuple[Column, Column, Column]:
    """The mean of the last `window` values, and the bands `width` standard deviations (of all of them) above and below."""
    middle = sma(values, window)

    def deviation(known: Column) -> Column:
        shifted = known - known[0]
        mean = _windowed_sums(shifted, window) / window
        squares = _windowed_sums(shifted * shifted, window) / window
        spread: Column = np.sqrt(np.maximum(squares - mean * mean, 0.0))
        return spread

    half = width * _from_first(values, deviation)
    return middle, middle + half, middle - half


def vwap(columns: PriceColumns, window: int) -> Column:
    """The mean price of the contracts dealt in the last `window` candles, or since the first where `window` is 0.

    A candle's deals count at the mean of its highest, lowest and last price.
    """
    volume = np.nan_to_num(columns.volume)
    typical = (columns.high + columns.low + columns.price) / 3
    traded = np.isfinite(typical) & (volume > 0)
    if not traded.any():
        return np.full(len(volume), np.nan)
    base = typical[np.argmax(traded)]
    money = np.cumsum(np.where(traded, (typical - base) * volume, 0.0))
    contracts = np.cumsum(np.where(traded, volume, 0.0))
    if window and window < len(volume):
        money[window:], contracts[window:] = money[window:] - money[:-window], contracts[window:] - contracts[:-window]
    with np.errstate(invalid="ignore", divide="ignore"):
        result: Column = base + money / contracts
    result[contracts <= 0] = np.nan
    return result


def realised_volatility(columns: PriceColumns, window: int) -> Column:
    """The root mean square of the last `window` log returns, in basis points per square root of a second."""

    def compute(known: Column) -> Column:
        with np.errstate(invalid="ignore", divide="ignore"):
            returns = np.diff(np.log(known))
        squares = np.nan_to_num(returns * returns, posinf=0.0, neginf=0.0)
        sums = np.maximum(_windowed_sums(squares, window), 0.0)
        rooted: Column = np.concatenate(([np.nan], np.sqrt(sums / window / columns.span_s) * 1e4))
        return rooted

    return _from_first(columns.price, compute)


_WINDOW = Parameter(
    name="window",
    label=say("Window"),
    default=20,
    minimum=2,
    maximum=MOST_WINDOW,
    unit=say("candles"),
    help=say("How many candles count"),
)


def _window(values: Values) -> int:
    return round(values["window"])


INDICATORS: Final[Mapping[str, Indicator]] = MappingProxyType(
    {
        each.id: each
        for each in (
            Indicator(
                id="sma",
                label=say("Simple moving average"),
                short="SMA",
                help=say("The mean price of the last candles"),
                parameters=(_WINDOW,),
                compute=lambda columns, values: (sma(columns.price, _window(values)),),
            ),
            Indicator(
                id="ema",
                label=say("Exponential moving average"),
                short="EMA",
                help=say("A mean in which older candles count less and less"),
                parameters=(_WINDOW,),
                compute=lambda columns, values: (ema(columns.price, _window(values)),),
            ),
            Indicator(
                id="vwap",
                label=say("Volume-weighted price"),
                short="VWAP",
                help=say("The mean price of the contracts dealt"),
                parameters=(
                    Parameter(
                        name="window",
                        label=say("Window"),
                        default=0,
                        minimum=0,
                        maximum=MOST_WINDOW,
                        unit=say("candles"),
                        help=say("How many candles count; 0: all since the listing"),
                    ),
                ),
                contracts_only=True,
                compute=lambda columns, values: (vwap(columns, _window(values)),),
            ),
            Indicator(
                id="bollinger",
                label=say("Bollinger bands"),
                short="Bollinger",
                help=say("The mean price with a band of standard deviations round it"),
                parameters=(
                    _WINDOW,
                    Parameter(
                        name="width",
                        label=say("Width"),
                        default=2.0,
                        minimum=0.1,
                        maximum=10,
                        decimals=1,
                        unit=say("deviations"),
                        help=say("Standard deviations between the mean and each band"),
                    ),
                ),
                lines=("", "upper", "lower"),
                compute=lambda columns, values: bollinger(columns.price, _window(values), values["width"]),
            ),
            Indicator(
                id="volatility",
                label=say("Realised volatility"),
                short="Volatility",
                help=say("How much the price moved, in basis points per square root of a second"),
                parameters=(
                    Parameter(
                        name="window",
                        label=say("Window"),
                        default=60,
                        minimum=2,
                        maximum=MOST_WINDOW,
                        unit=say("candles"),
                        help=say("How many candles count"),
                    ),
                ),
                own_strip=True,
                unit="bp/√s",
                compute=lambda columns, values: (realised_volatility(columns, _window(values)),),
            ),
        )
    }
)
"""By id, in the order in which they are offered."""
