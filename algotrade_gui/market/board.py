"""The lives of the instruments of one round: listed, live, expired, settled, forgotten."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, KeysView
from typing import Final

import msgspec

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.instrument import Instrument, InstrumentKind, UnknownInstrumentError, parse_instrument_id
from algotrade_gui.market.records import InstrumentInfo
from algotrade_gui.market.series import CandleSeries

KEPT_MS: Final = 60 * MS_PER_S
"""Of round time: so long an expired instrument that nobody watches is remembered."""

HISTORY_BOOKS: Final = 1_000
"""Books kept per watched instrument; a contract's whole life has 600 updates."""


class Entry:
    """What is known of one instrument."""

    __slots__ = (
        "first_seen_ms",
        "history",
        "instrument",
        "last_price",
        "last_seen_ms",
        "live",
        "series",
        "settlement",
        "tradeable",
    )

    def __init__(self, instrument: Instrument, now_ms: RoundMs) -> None:
        self.instrument = instrument
        self.tradeable = instrument.is_tradeable
        self.first_seen_ms = now_ms
        self.last_seen_ms = now_ms
        """Valid once the instrument is gone; a live one was last seen with the newest update."""
        self.live = True
        self.last_price: Cents | None = None
        self.settlement: Cents | None = None
        self.series = CandleSeries()
        self.history: deque[tuple[RoundMs, msgspec.Raw]] | None = None


class Board:
    """Entries by id, the live set parsed and sorted, settlements. Written by the cache only; `clear` begins a new round.

    Watch counts outlive a round: they belong to those who watch, not to the market.
    """

    def __init__(self) -> None:
        self._entries: dict[InstrumentId, Entry] = {}
        self.entry: Callable[[InstrumentId], Entry | None] = self._entries.get
        """The entry of an id, None where nothing is known. The dict's own method: asked for hundreds of times per update."""
        self._expired: deque[InstrumentId] = deque()
        """Gone instruments in the order they went."""
        self._awaiting: dict[tuple[Underlying, int], list[InstrumentId]] = {}
        """Whose settlement comes with the candle of (underlying, expiry second)."""
        self._watched: dict[InstrumentId, int] = {}
        self._live: dict[InstrumentId, Instrument] = {}
        self._by_underlying: dict[Underlying, list[Instrument]] = {}
        self._sorted: list[InstrumentId] | None = None
        self.listing = 0
        """Another number whenever other instruments are live."""
        self._underlyings: list[Underlying] = []

    def __len__(self) -> int:
        """How many instruments are remembered, live or not."""
        return len(self._entries)

    def clear(self) -> None:
        """Forget all but who watches what."""
        self._entries.clear()
        self._expired.clear()
        self._awaiting.clear()
        self._live.clear()
        self._by_underlying.clear()
        self._sorted = None
        self.listing += 1
        self._underlyings.clear()

    # --- queries ---

    def ids(self) -> Collection[InstrumentId]:
        return self._entries.keys()

    def live(self) -> Collection[Instrument]:
        return self._live.values()

    def live_on(self, underlying: Underlying) -> Collection[Instrument]:
        return self._by_underlying.get(underlying, ())

    def live_ids(self) -> list[InstrumentId]:
        """Sorted as text, the order of the wire. The caller may keep the list."""
        if self._sorted is None:
            self._sorted = sorted(self._live)
        return self._sorted.copy()

    def live_count(self) -> int:
        return len(self._live)

    def underlyings(self) -> list[Underlying]:
        return self._underlyings.copy()

    def info(self, instrument: InstrumentId, now_ms: RoundMs) -> InstrumentInfo | None:
        entry = self._entries.get(instrument)
        if entry is None:
            return None
        return InstrumentInfo(
            instrument=entry.instrument,
            first_seen_ms=entry.first_seen_ms,
            last_seen_ms=now_ms if entry.live else entry.last_seen_ms,
            live=entry.live,
            last_price=entry.last_price,
            settlement=entry.settlement,
        )

    # --- watching ---

    def watch(self, instrument: InstrumentId) -> None:
        self._watched[instrument] = self._watched.get(instrument, 0) + 1

    def unwatch(self, instrument: InstrumentId, now_ms: RoundMs) -> None:
        watchers = self._watched.get(instrument, 0)
        if watchers > 1:
            self._watched[instrument] = watchers - 1
            return
        if watchers:
            del self._watched[instrument]
        entry = self._entries.get(instrument)
        if entry is None:
            return
        entry.history = None
        if not entry.live and now_ms - entry.last_seen_ms > KEPT_MS:
            self._forget(instrument)

    def watched(self) -> KeysView[InstrumentId]:
        return self._watched.keys()

    # --- changes ---

    def list_new(self, ids: Iterable[InstrumentId], now_ms: RoundMs) -> list[str]:
        """Take up instruments that appeared (or appeared again); returns the ids that are none, with the reason."""
        strange: list[str] = []
        for key in ids:
            entry = self._entries.get(key)
            if entry is None:
                try:
                    instrument = parse_instrument_id(key)
                except UnknownInstrumentError as error:
                    strange.append(str(error))
                    continue
                entry = self._add(instrument, now_ms)
            entry.live = True
            instrument = entry.instrument
            if instrument.is_tradeable and key not in self._live:
                self._live[key] = instrument
                self._by_underlying.setdefault(instrument.underlying, []).append(instrument)
                self._sorted = None
                self.listing += 1
        return strange

    def retire(self, ids: Iterable[InstrumentId], now_ms: RoundMs) -> None:
        """Take note that instruments vanished from the newest update; `now_ms` is when they were last seen."""
        for key in ids:
            entry = self._entries.get(key)
            if entry is None or not entry.live:
                continue
            entry.live = False
            entry.last_seen_ms = now_ms
            self._expired.append(key)
            if self._live.pop(key, None) is not None:
                self._by_underlying[entry.instrument.underlying].remove(entry.instrument)
                self._sorted = None
                self.listing += 1

    def prune(self, now_ms: RoundMs) -> None:
        """Forget what expired too long ago, but for what is watched."""
        expired = self._expired
        while expired:
            entry = self._entries.get(expired[0])
            if entry is not None and not entry.live and now_ms - entry.last_seen_ms <= KEPT_MS:
                return
            key = expired.popleft()
            # one that came back was put to the end again when it went again
            if entry is not None and not entry.live and key not in self._watched:
                self._forget(key)

    def new_underlying(self, key: InstrumentId, now_ms: RoundMs) -> Entry | None:
        """Take up an id without an entry that was met among the candles, if it is an underlying's."""
        try:
            instrument = parse_instrument_id(key)
        except UnknownInstrumentError:
            return None
        return None if instrument.is_tradeable else self._add(instrument, now_ms)

    def settle_from(self, underlying: Underlying, candle: Candle) -> list[InstrumentId]:
        """Settle what expired in the candle's second at its mid (protocol section 4); returns those settled by it."""
        if candle.mid is None:
            return []
        settled = []
        for key in self._awaiting.pop((underlying, candle.index), ()):
            entry = self._entries.get(key)
            if entry is not None and entry.settlement is None:
                entry.settlement = candle.mid
                settled.append(key)
        return settled

    def _add(self, instrument: Instrument, now_ms: RoundMs) -> Entry:
        entry = self._entries[instrument.id] = Entry(instrument, now_ms)
        if instrument.kind is InstrumentKind.UNDERLYING:
            self._underlyings = sorted([*self._underlyings, instrument.underlying])
        elif instrument.expiry_ms is not None:
            second = (instrument.underlying, instrument.expiry_ms // MS_PER_S)
            self._awaiting.setdefault(second, []).append(instrument.id)
        return entry

    def _forget(self, key: InstrumentId) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None and entry.instrument.expiry_ms is not None:
            self._awaiting.pop((entry.instrument.underlying, entry.instrument.expiry_ms // MS_PER_S), None)
