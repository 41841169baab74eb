"""The model's values of the live contracts, fed from the cache when somebody asks."""

from collections.abc import Collection
from typing import Protocol

from algotrade_gui.analytics.theo import Theo, TheoBoard, TheoTable
from algotrade_gui.analytics.volatility import VolatilityModel
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, RoundMs
from algotrade_gui.domain.instrument import Instrument
from algotrade_gui.market.series import CandleSeries


class Market(Protocol):
    """What of the cache is read here."""

    @property
    def time_ms(self) -> RoundMs: ...
    @property
    def round(self) -> int: ...
    @property
    def listing(self) -> int: ...
    def underlyings(self) -> list[Underlying]: ...
    def instruments(self) -> Collection[Instrument]: ...
    def candles(self, instrument: InstrumentId) -> CandleSeries: ...


class FairValues:
    """One for all who ask: `cache.fair`. Costs nothing until the first question, then some milliseconds once a second.

    A first question in mid-round reads the candles that were kept. All methods belong to the loop's thread.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._board = TheoBoard()
        self._round: int | None = None
        self._time_ms: RoundMs | None = None
        self._taken: dict[Underlying, int] = {}
        self._listing: int | None = None
        """Which listing of the market the board was told."""

    def theo(self, instrument: InstrumentId) -> float | None:
        """Return a live contract's expected payoff in cents; None where it is not live or its underlying has no price yet."""
        return self._current().theo(instrument)

    def theo_at_hand(self, instrument: InstrumentId) -> float | None:
        """As `theo`, where somebody has asked for any value in this second already; else None. Works nothing out."""
        market, asked_ms = self._market, self._time_ms
        if asked_ms is None or market.round != self._round or asked_ms // MS_PER_S != market.time_ms // MS_PER_S:
            return None
        return self._board.theo_at_hand(instrument)

    def values(self, instrument: InstrumentId) -> Theo | None:
        """Return a live contract's theo, intrinsic value, sigma and Greeks; None as in `theo`."""
        return self._current().values(instrument)

    def table(self) -> TheoTable:
        """Return the values of all live contracts as columns; the same object until the next second."""
        return self._current().table()

    @property
    def model(self) -> VolatilityModel:
        """What is known of the underlyings' next steps."""
        return self._current().model

    def _current(self) -> TheoBoard:
        market, board = self._market, self._board
        if market.round != self._round:
            board.restart()
            self._round, self._time_ms, self._listing = market.round, None, None
            self._taken.clear()
        if market.time_ms != self._time_ms:
            self._time_ms = market.time_ms
            for underlying in market.underlyings():
                series = market.candles(InstrumentId(underlying))
                for position in range(self._taken.get(underlying, 0), len(series)):
                    candle = series[position]
                    if candle.mid is not None:
                        board.candle(underlying, candle.index, candle.mid)
                self._taken[underlying] = len(series)
            if market.listing != self._listing:
                self._listing = market.listing
                board.listed(market.instruments())
        return board
