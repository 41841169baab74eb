"""The `market_data_cache` module of the 2025 console system, over the one native cache: no second connection."""

import logging
import weakref
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from algotrade_gui.bots.compat import context
from algotrade_gui.bots.compat.records import InstrumentInfo, OrderbookDepth, candle_dict, event_dict
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.quote import Book
from algotrade_gui.market.cache import MarketDataCache as NativeCache

log = logging.getLogger(__name__)


class MarketDataCache:
    """The shared market data as the 2025 strategies read it: prices in cents, levels keyed by text, missing is None.

    The manager hands one to each bot. One that a strategy makes itself, `MarketDataCache(uri, secret)`, is a view on the same data: the
    address and the secret are left unused.
    """

    def __init__(self, uri: str = "", team_secret: str = "", print_updates: bool = False) -> None:  # noqa: ARG002 - the old signature
        self._bind(context.current().cache)
        self.print_updates = print_updates

    @classmethod
    def over(cls, native: NativeCache) -> "MarketDataCache":
        """Return a view on `native`."""
        view = cls.__new__(cls)
        view._bind(native)
        view.print_updates = False
        return view

    def _bind(self, native: NativeCache) -> None:
        self._native = native
        self._born_ms = native.clock.now_ms()
        self._listing = native.listing
        self._watched: set[InstrumentId] = set()
        weakref.finalize(self, _let_go, native, self._watched)
        self.ws = None
        """There is no socket to be had."""

    async def connect(self) -> None:
        """Nothing to do: the program keeps the one connection."""

    # --- the old attributes ---

    @property
    def current_orderbooks(self) -> Mapping[str, OrderbookDepth]:
        """Every live book."""
        return _Books(self)

    @property
    def current_candles(self) -> Mapping[str, list[dict[str, int]]]:
        """The newest candle of each live instrument and underlying, in a list; an empty list for what has none."""
        return _Candles(self._native)

    @property
    def instrument_info(self) -> dict[str, InstrumentInfo]:
        """What is known of every live instrument."""
        found = ((name, self.get_instrument_info(name)) for name in self.get_all_instruments())
        return {name: info for name, info in found if info is not None}

    @property
    def market_events(self) -> list[dict[str, Any]]:
        """The public events of late, oldest first."""
        return self.get_recent_events(10_000)

    @property
    def last_market_time(self) -> int | None:
        """The round's clock in ms, None before the first update."""
        return int(self._native.time_ms) if self._native.get_market_statistics().updates else None

    @property
    def total_updates_received(self) -> int:
        """Updates since the program's start."""
        return self._native.get_market_statistics().updates

    @property
    def instruments_discovered(self) -> set[str]:
        """The live instruments. Those that have expired are left out: an order on them could only be refused."""
        return set(self.get_all_instruments())

    # --- the old methods ---

    def get_current_orderbook(self, instrument_id: str) -> OrderbookDepth | None:
        """The published levels, None while the instrument is not live."""
        book = self._native.get_current_orderbook(InstrumentId(instrument_id))
        return None if book is None else _depth(book)

    def get_instrument_info(self, instrument_id: str) -> InstrumentInfo | None:
        """What is known of the instrument, None if it was never seen."""
        info = self._native.get_instrument_info(InstrumentId(instrument_id))
        if info is None:
            return None
        book = self._native.get_current_orderbook(InstrumentId(instrument_id)) or Book()
        return InstrumentInfo(
            instrument_id=instrument_id,
            first_seen=int(info.first_seen_ms),
            last_updated=int(info.last_seen_ms),
            best_bid=book.quote.bid,
            best_ask=book.quote.ask,
            bid_volume=sum(level.size for level in book.bids),
            ask_volume=sum(level.size for level in book.asks),
        )

    def get_all_instruments(self) -> list[str]:
        """The live instruments, sorted."""
        return [str(name) for name in self._native.get_all_instruments()]

    def get_best_prices(self, instrument_id: str) -> tuple[int | None, int | None]:
        """(bid, ask) in cents; None for an empty side, and for both while the instrument is not live."""
        quote = self._native.get_best_prices(InstrumentId(instrument_id))
        return (None, None) if quote is None else (quote.bid, quote.ask)

    def get_current_spread(self, instrument_id: str) -> int | None:
        """Ask less bid in cents, None where a side is empty."""
        return self._native.get_current_spread(InstrumentId(instrument_id))

    def get_recent_events(self, limit: int = 100) -> list[dict[str, Any]]:
        """The last `limit` public events as the wire spells them, newest last."""
        return [event_dict(event) for event in self._native.get_recent_events(None, limit)]

    def get_orderbook_history(self, instrument_id: str, limit: int = 100) -> list[tuple[int, OrderbookDepth]]:
        """The last `limit` (time in ms, book) of an instrument, from the first time it is asked for until it has expired."""
        self._watch(InstrumentId(instrument_id))
        history = self._native.get_orderbook_history(InstrumentId(instrument_id), limit)
        return [(int(time_ms), _depth(book)) for time_ms, book in history]

    def get_market_statistics(self) -> dict[str, Any]:
        """The counters under their old names."""
        stats = self._native.get_market_statistics()
        names = self.get_all_instruments()
        return {
            "connection_uptime_seconds": (self._native.clock.now_ms() - self._born_ms) / 1_000,
            "total_updates_received": stats.updates,
            "instruments_discovered": len(names),
            "instruments_list": names,
            "last_market_time": self.last_market_time,
            "total_events_cached": stats.events,
            "active_orderbooks": stats.instruments,
        }

    def _watch(self, instrument: InstrumentId) -> None:
        native = self._native
        if native.listing != self._listing:
            self._listing = native.listing
            expired = self._watched.difference(native.get_all_instruments())
            _let_go(native, expired)
            self._watched -= expired
        if instrument not in self._watched:
            self._watched.add(instrument)
            native.watch(instrument)

    def log_market_summary(self) -> None:
        """Write a summary into the log."""
        self._native.log_market_summary()


def _let_go(native: NativeCache, watched: Iterable[InstrumentId]) -> None:
    for instrument in watched:
        native.unwatch(instrument)


class _Books(Mapping[str, OrderbookDepth]):
    """The live books, each decoded when it is looked at."""

    def __init__(self, cache: MarketDataCache) -> None:
        self._cache = cache

    def __getitem__(self, instrument_id: str) -> OrderbookDepth:
        book = self._cache.get_current_orderbook(instrument_id)
        if book is None:
            raise KeyError(instrument_id)
        return book

    def __iter__(self) -> Iterator[str]:
        return iter(self._cache.get_all_instruments())

    def __len__(self) -> int:
        return len(self._cache.get_all_instruments())


class _Candles(Mapping[str, list[dict[str, int]]]):
    """The newest candles, each told when it is looked at."""

    def __init__(self, native: NativeCache) -> None:
        self._native = native

    def __getitem__(self, instrument_id: str) -> list[dict[str, int]]:
        newest = self._native.candles(InstrumentId(instrument_id)).last
        return [] if newest is None else [candle_dict(newest)]

    def __iter__(self) -> Iterator[str]:
        names = [*self._native.get_all_instruments(), *self._native.underlyings()]
        return iter(name for name in map(str, names) if self[name])

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _depth(book: Book) -> OrderbookDepth:
    return OrderbookDepth(_side(reversed(book.bids)), _side(book.asks))


def _side(levels: Iterable[Any]) -> dict[str, int]:
    return {str(level.price): level.size for level in levels}
