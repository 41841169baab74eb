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


def best_bid(cache: MarketDataCache) -> Mark:
    """Value at the best bid: None where nobody bids, and for contracts that have ended."""

    def bid(instrument: InstrumentId) -> Cents | None:
        quote = cache.get_best_prices(instrument)
        return None if quote is None else quote.bid

    return bid
