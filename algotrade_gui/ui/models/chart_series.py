"""Candles of one instrument as drawing columns of an interval, with the running second of a contract built from its trades."""

import numpy as np

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.series import CandleSeries
from algotrade_gui.ui.charts.binning import CandleColumns, FloatArray, merge
from algotrade_gui.ui.charts.scene import NO_CANDLES
from algotrade_gui.wire.messages import TradeEvent

_EVENTS_LOOKED_AT = 200


class ChartSeries:
    """Reads the cache when asked and keeps the columns until something changed.

    An underlying is published once a second (protocol section 3): its last candle is the live one. A contract's running second is put
    together from the public trades since its last candle; a second without a trade has no candle of its own and stays a gap.
    """

    def __init__(self, cache: MarketDataCache, instrument: InstrumentId, interval_s: int = 1) -> None:
        """`interval_s`: how many seconds a candle covers; the last one grows until they are over."""
        self.interval_s = interval_s
        self._cache = cache
        self._instrument = instrument
        self._tradeable = parse_instrument_id(instrument).is_tradeable
        self._source: CandleSeries | None = None
        self._version = -1
        self._closed = NO_CANDLES
        self._live: tuple[int, list[tuple[int, int]]] | None = None
        self.columns = NO_CANDLES
        self.history = 0
        """Grows when a candle other than the last one may have changed."""
        self.put_off = False
        """Whether a candle has closed that `columns` do not tell of yet."""

    def refresh(self, *, put_off: bool = False) -> bool:
        """Follow the cache; True if `columns` is another one now. With `put_off` a candle that closed is left to the next call."""
        source = self._cache.candles(self._instrument)
        changed = source is not self._source or source.version != self._version
        self.put_off = put_off and changed and source is self._source and not self.put_off
        if self.put_off:
            return False
        if changed:
            self._source, self._version = source, source.version
            self._closed = _columns(source)
            self.history += 1
        live = self._running_second(source) if self._tradeable else None
        if not changed and live == self._live:
            return False
        if (live is None) is not (self._live is None):
            self.history += 1
        self._live = live
        seconds = self._closed if live is None else _with_live(self._closed, *live)
        self.columns = merge(seconds, self.interval_s)
        return True

    def _running_second(self, source: CandleSeries) -> tuple[int, list[tuple[int, int]]] | None:
        """The second after the last candle, with its trades (price, quantity) in their order; None without one."""
        last = source.last
        second = self._cache.time_ms // MS_PER_S
        if last is not None and last.index >= second:
            return None
        events = self._cache.get_recent_events(self._instrument, limit=_EVENTS_LOOKED_AT)
        deals = [
            (int(event.price), event.quantity)
            for event in events
            if isinstance(event, TradeEvent) and event.time_ms // MS_PER_S == second
        ]
        return (second, deals) if deals else None


def _columns(source: CandleSeries) -> CandleColumns:
    return CandleColumns(
        source.index.astype(np.float64),
        source.floats("open"),
        source.floats("high"),
        source.floats("low"),
        source.floats("close"),
        source.floats("mid"),
        np.nan_to_num(source.floats("volume")),
    )


def _with_live(closed: CandleColumns, second: int, deals: list[tuple[int, int]]) -> CandleColumns:
    prices = [price for price, _ in deals]

    def put(column: FloatArray, value: float) -> FloatArray:
        return np.append(column, value)

    return CandleColumns(
        put(closed.start, second),
        put(closed.open, prices[0]),
        put(closed.high, max(prices)),
        put(closed.low, min(prices)),
        put(closed.close, prices[-1]),
        put(closed.mid, np.nan),
        put(closed.volume, sum(quantity for _, quantity in deals)),
    )
