"""A contract while it is live."""

from algotrade_gui.core.units import RoundMs
from algotrade_gui.domain.instrument import Instrument
from algotrade_gui.simulator.candles import TradedSecond
from algotrade_gui.simulator.matching import OrderBook


class Contract:
    """A live contract: what it is, its book, its current second, and its published depth as text while the book stays untouched."""

    __slots__ = ("book", "entry", "expiry_ms", "instrument", "second")

    def __init__(self, instrument: Instrument, expiry_ms: RoundMs) -> None:
        self.instrument = instrument
        self.expiry_ms = expiry_ms
        self.book = OrderBook(instrument.id)
        self.second = TradedSecond()
        self.entry = ""
