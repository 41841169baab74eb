"""Decode and cache one full update (264 books) against the obvious way of doing it, interleaved in one run."""

import json
import statistics
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.wire.messages import MarketUpdate
from algotrade_gui.wire.season2025 import Season2025
from tests.bench.figures import Figure
from tests.support import made_up

FRAMES = 41
PASSES = 25


@dataclass
class NaiveBook:
    """What most clients make of a book."""

    bids: dict[str, int]
    asks: dict[str, int]
    best_bid: int | None = None
    best_ask: int | None = None


class NaiveCache:
    """json.loads, a dataclass per book, max(map(int, ...)); keeps books, candles and events like the real one."""

    def __init__(self) -> None:
        self.books: dict[str, NaiveBook] = {}
        self.candles: dict[str, list[dict[str, int]]] = {}
        self.events: deque[dict[str, Any]] = deque(maxlen=2_000)
        self.time_ms = 0

    def take(self, frame: bytes) -> None:
        message = json.loads(frame)
        if message["type"] != "market_data_update":
            return
        self.time_ms = message["time"]
        books = {}
        for key, depth in message["orderbook_depths"].items():
            book = NaiveBook(**depth)
            book.best_bid = max(map(int, book.bids)) if book.bids else None
            book.best_ask = min(map(int, book.asks)) if book.asks else None
            books[key] = book
        self.books = books
        for group in message["candles"].values():
            for key, rows in group.items():
                self.candles.setdefault(key, []).extend(rows)
        self.events.extend(message["events"])


class OurCache:
    """The real dialect and the real cache, without a loop: nobody waits, as nobody waits for the naive one."""

    def __init__(self, *, ask_for_quotes: bool = False) -> None:
        self.dialect = Season2025()
        self.cache = MarketDataCache(MemoryExchange(), self.dialect, ErrorCentre())
        self._changed = self.cache.changes.reader()
        self._ask = ask_for_quotes

    def take(self, frame: bytes) -> None:
        update = self.dialect.decode(frame)
        assert isinstance(update, MarketUpdate)
        self.cache.apply(update)
        changed = self._changed.drain()
        if self._ask:
            for instrument in changed:
                self.cache.get_best_prices(instrument)


def _pass_s(take: Callable[[bytes], None], frames: list[bytes]) -> float:
    """Seconds for all frames but the first, which lists 264 instruments in an empty cache."""
    take(frames[0])
    began_s = time.perf_counter()
    for frame in frames[1:]:
        take(frame)
    return time.perf_counter() - began_s


def _compare(frames: list[bytes], *, ask_for_quotes: bool = False) -> tuple[float, float]:
    """How many times faster ours is (median over interleaved passes), and our ms per update."""
    ratios, ours_s = [], []
    for _ in range(PASSES):
        naive = _pass_s(NaiveCache().take, frames)
        ours = _pass_s(OurCache(ask_for_quotes=ask_for_quotes).take, frames)
        ratios.append(naive / ours)
        ours_s.append(ours)
    return statistics.median(ratios), 1_000 * statistics.median(ours_s) / (len(frames) - 1)


def figures() -> list[Figure]:
    """Measure; takes about ten seconds."""
    all_changed = made_up.stream(1, FRAMES, changing=1.0)
    third_changed = made_up.stream(2, FRAMES, changing=1 / 3)
    ratio_all, ms_all = _compare(all_changed)
    ratio_third, ms_third = _compare(third_changed)
    ratio_asked, ms_asked = _compare(all_changed, ask_for_quotes=True)
    return [
        Figure(name="decode+cache, every book changed, against naive", value=ratio_all, unit="x", target=3.5),
        Figure(
            name="decode+cache, a third of the books changed, against naive", value=ratio_third, unit="x", target=6.0
        ),
        Figure(
            name="decode+cache, every book changed and its quote asked for, against naive",
            value=ratio_asked,
            unit="x",
            target=1.3,
        ),
        Figure(name="decode+cache, every book changed", value=ms_all, unit="ms/update", higher_is_better=False),
        Figure(
            name="decode+cache, a third of the books changed", value=ms_third, unit="ms/update", higher_is_better=False
        ),
        Figure(
            name="decode+cache, every book changed and its quote asked for",
            value=ms_asked,
            unit="ms/update",
            higher_is_better=False,
        ),
    ]


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name}: {figure.value:.3f} {figure.unit}, target {figure.target}, met {figure.met}")
