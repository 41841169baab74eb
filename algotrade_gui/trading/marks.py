"""What one contract is worth now: the mark that P&L is counted with, and what the market bids for it."""

from collections.abc import Callable
from typing import Literal

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.market.cache import MarketDataCache

Mark = Callable[[InstrumentId], Cents | None]
"""Cents per contract; None where the underlying's price is not known yet."""
MarkName = Literal["intrinsic", "theo"]


def mark_at(instrument: InstrumentId, underlying_price: Cents | None) -> Cents | None:
    """What one contract would pay if it ended now: intrinsic for options, the underlying's price for futures; None without a price."""
    return None if underlying_price is None else parse_instrument_id(instrument).payoff(underlying_price)


def intrinsic_mark(cache: MarketDataCache) -> Mark:
    """Mark by what a contract would pay at the underlying's last published price."""

    def mark(instrument: InstrumentId) -> Cents | None:
        return mark_at(instrument, cache.underlying_price(parse_instrument_id(instrument).underlying))

    return mark


class TheoMarks:
    """Mark by theoretical value, whole cents; by the intrinsic one where there is none (contracts that have ended)."""

    def __init__(self, cache: MarketDataCache) -> None:
        self._fair = cache.fair
        self._otherwise = intrinsic_mark(cache)

    def __call__(self, instrument: InstrumentId) -> Cents | None:
        theo = self._fair.theo(instrument)
        return self._otherwise(instrument) if theo is None else Cents(round(theo))


def make_mark(name: MarkName, cache: MarketDataCache) -> Mark:
    """Return the mark that the profile names."""
    return TheoMarks(cache) if name == "theo" else intrinsic_mark(cache)


def best_bid(cache: MarketDataCache) -> Mark:
    """Value at the best bid: None where nobody bids, and for contracts that have ended."""

    def bid(instrument: InstrumentId) -> Cents | None:
        quote = cache.get_best_prices(instrument)
        return None if quote is None else quote.bid

    return bid
