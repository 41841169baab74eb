"""Everything a chart shows, as plain values handed over once per refresh."""

from dataclasses import dataclass, field

import numpy as np

from algotrade_gui.domain.order import Side
from algotrade_gui.ui.charts.binning import CandleColumns

_NONE = np.empty(0)
NO_CANDLES = CandleColumns(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE)


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
    fills: tuple[FillMark, ...] = field(default=())
    orders: tuple[OrderLine, ...] = field(default=())
