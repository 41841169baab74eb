"""How far prices have moved: the price that a change is counted from."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final, Protocol

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import Instrument
from algotrade_gui.market.series import CandleSeries

SINCE_S: Final = 60
"""An underlying's change is counted from its price so many seconds before; a contract lives no longer."""


class Market(Protocol):
    """What of the cache is read here."""

    @property
    def round(self) -> int: ...
    def candles(self, instrument: InstrumentId) -> CandleSeries: ...


class Moves:
    """Remembers what it has found, for as long as it holds."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._round = market.round
        self._first: dict[InstrumentId, Cents] = {}
        self._looked: dict[InstrumentId, int] = {}
        self._before: dict[InstrumentId, tuple[int, Cents | None]] = {}

    def base(self, item: Instrument) -> Cents | None:
        """The price that the item's change is counted from, cents: a contract's first trade, an underlying's price a minute ago.

        None before there is any.
        """
        if self._market.round != self._round:
            self._round = self._market.round
            self._first.clear()
            self._looked.clear()
            self._before.clear()
        return self._first_trade(item.id) if item.is_tradeable else self._minute_ago(item.id)

    def forget(self, gone: Iterable[InstrumentId]) -> None:
        """Let go of contracts that have ended."""
        for instrument in gone:
            self._first.pop(instrument, None)
            self._looked.pop(instrument, None)

    def _first_trade(self, instrument: InstrumentId) -> Cents | None:
        known = self._first.get(instrument)
        if known is not None:
            return known
        series = self._market.candles(instrument)
        # a candle without a trade is not looked at again; the newest may still be replaced
        for position in range(self._looked.get(instrument, 0), len(series)):
            price = series[position].open
            if price is not None:
                self._first[instrument] = price
                return price
        self._looked[instrument] = max(0, len(series) - 1)
        return None

    def _minute_ago(self, instrument: InstrumentId) -> Cents | None:
        series = self._market.candles(instrument)
        known = self._before.get(instrument)
        if known is not None and known[0] == series.version:
            return known[1]
        price: Cents | None = None
        if series.last is not None:
            second = series.last.index - SINCE_S
            place = bisect_right(range(len(series)), second, key=lambda position: series[position].index) - 1
            price = series[max(0, place)].mid
        self._before[instrument] = series.version, price
        return price
