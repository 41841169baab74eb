"""Everything a chart shows, as plain values handed over once per refresh."""

import enum
from dataclasses import dataclass, field

import numpy as np

from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.domain.order import Side
from algotrade_gui.ui.charts.binning import CandleColumns, FloatArray

_NONE = np.empty(0)
NO_CANDLES = CandleColumns(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE)
INTERVALS_S = (1, 2, 5, 10, 15, 30, 60)
"""How many seconds one candle may cover."""


class ChartStyle(enum.Enum):
    """How prices are drawn."""

    CANDLES = "candles"
    LINE = "line"
    """Of closes."""
    MID = "mid"
    """Of an underlying's one true price; a contract has none, and shows its closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillMark:
    """One of our fills: where to put its triangle and what its tooltip says."""

    time_s: float
    price: float
    side: Side
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One of our working orders, drawn across the chart at its price in cents."""

    price: float
    side: Side
    text: str
    in_doubt: bool = False
    """Its fate is unknown."""
    key: ClientOrderId | None = None
    """Whose it is; None: it can be neither cancelled nor moved from here."""
    moving_to: float | None = None
    """The price it is on its way to."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ValueLine:
    """A line with one value per candle, NaN where there is none; cents, unless it has a strip of its own."""

    name: str
    values: FloatArray
    place: int
    """Which of the series colours it has."""
    own_strip: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointLine:
    """A line with points at times of its own, in seconds; cents."""

    name: str
    seconds: FloatArray
    values: FloatArray
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark:
    """A moment with a word at a price."""

    time_s: float
    price: float
    text: str
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTick:
    """A short stroke at the right edge: a strike."""

    price: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTick:
    """A vertical line: a settlement ahead."""

    time_s: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartScene:
    """What the canvas draws. Times in seconds of the round, prices in cents; a missing price is None."""

    title: str = ""
    candles: CandleColumns = NO_CANDLES
    history: object = None
    """Compares unequal once any candle but the last changed: what is drawn of the others is kept until then."""
    last_price: float | None = None
    last_direction: int = 0
    """+1 or -1 for the last change of the last price, 0 before the first."""
    bid: float | None = None
    ask: float | None = None
    has_volume: bool = False
    life_s: tuple[float, float] | None = None
    """A contract's listing and expiry; None for an underlying."""
    settled_at: float | None = None
    """What an ended contract paid, in cents; None while it lives or where nobody told."""
    note: str = ""
    """A short state beside the title: `settled, paid 12.34`."""
    stale: str = ""
    """How old the prices are, once the feed is silent; they are greyed then."""
    empty: str = ""
    """What to say in place of candles while there are none."""
    style: ChartStyle = ChartStyle.CANDLES
    lines: tuple[ValueLine, ...] = field(default=())
    """Indicators, each as long as `candles`; what they were before the last candle is covered by `history`."""
    points: tuple[PointLine, ...] = field(default=())
    """Bots' lines; all but their last points are covered by `history`."""
    marks: tuple[TextMark, ...] = field(default=())
    strikes: tuple[PriceTick, ...] = field(default=())
    expiries: tuple[TimeTick, ...] = field(default=())
    fills: tuple[FillMark, ...] = field(default=())
    orders: tuple[OrderLine, ...] = field(default=())
