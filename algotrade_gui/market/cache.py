"""The one place that knows the market: written by the feed, read by everyone."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from itertools import compress
from operator import ne
from typing import Final, ParamSpec

import msgspec

from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import Cents, RoundMs, round_time_text
from algotrade_gui.core.words import say
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.instrument import Instrument
from algotrade_gui.domain.quote import Book, Quote
from algotrade_gui.domain.role import Role, resolve_role, role_of
from algotrade_gui.market.board import HISTORY_BOOKS, Board
from algotrade_gui.market.fair import FairValues
from algotrade_gui.market.feed import SOURCE, STALE_AFTER_MS, Feed
from algotrade_gui.market.gate import ReadGate
from algotrade_gui.market.readers import TurnTime, UpdateHub
from algotrade_gui.market.records import FeedState, InstrumentInfo, MarketStatistics, Update
from algotrade_gui.market.rounds import RoundWatch
from algotrade_gui.market.series import CandleSeries
from algotrade_gui.market.tally import Tally
from algotrade_gui.market.transport import Transport
from algotrade_gui.wire.codec import BookDecodeError, Dialect
from algotrade_gui.wire.messages import MarketEvent, MarketUpdate, SettlementEvent, TradeEvent

__all__ = ["FeedState", "InstrumentInfo", "MarketDataCache", "MarketStatistics", "Update"]

log = logging.getLogger(__name__)

_EVENTS_KEPT: Final = 2_000
_WELCOME_TIMEOUT_S: Final = 5.0
_SUMMARY_EVERY_S: Final = 30.0
_LATE_MS: Final = 2_000
"""So far behind the newest one an update may come late on its connection; further back it is another round's."""
_LATE_AT_MOST: Final = 3
"""So many in a row; a clock that goes on from further back is another round's."""

P = ParamSpec("P")


class MarketDataCache:
    """The market as of the newest update, one connection for all.

    Prices are cents, times ms of the round's clock. All methods belong to the loop's thread. What they return is the caller's to keep;
    records are frozen.
    """

    def __init__(
        self,
        transport: Transport,
        dialect: Dialect,
        errors: ErrorCentre,
        clock: Clock | None = None,
        *,
        patient: bool = False,
    ) -> None:
        """`patient`: a market-data connection may fall silent for as long as it likes, as that of a recording which stands still."""
        self.changes: ChangeHub[InstrumentId] = ChangeHub()
        """Whose state changed, underlyings included (their candle came). Panels take a reader each."""
        self.fair = FairValues(self)
        """The model's values of the live contracts, shared by all: bots, risk, panels."""
        self._dialect = dialect
        self._errors = errors
        self._clock = clock or RealClock()
        self._feed = Feed(transport, dialect, self, errors, self._clock, patient=patient)
        self._tasks = TaskOwner("market", errors)
        self._closed = False
        self._address = transport.address

        self._board = Board()
        self._raw: dict[InstrumentId, msgspec.Raw] = {}
        """The newest update's books; views into its frame, so nothing older is held."""
        self._books: dict[InstrumentId, Book | None] = {}
        """Decoded ones of those, until they change. None: could not be read."""
        self._quotes: dict[InstrumentId, Quote] = {}
        """Their tops, for those who asked for no more."""
        self._events: deque[MarketEvent] = deque(maxlen=_EVENTS_KEPT)
        self._time_ms = RoundMs(0)
        self._round = 0
        self._rounds = RoundWatch()
        self._awaits_first = True
        """No update has come on this connection yet."""
        self._late = 0
        """How many updates in a row were older than one before them."""

        self._tally = Tally(self._clock)

        self._update_listeners: Listeners[[Update]] = Listeners()
        self._frame_listeners: Listeners[[bytes, RoundMs, int]] = Listeners()
        self._served_listeners: Listeners[[]] = Listeners()
        self._round_listeners: Listeners[[int]] = Listeners()
        self._hub = UpdateHub(self._clock, self._served)

    # --- life ---

    async def connect(self) -> None:
        """Open the market-data connection and return when the welcome came; from then on it is kept up by itself.

        Raises ConnectError, one clear sentence, when this first attempt fails; it may be tried again. Raises RuntimeError when it is
        connected already or was closed.
        """
        if self._closed:
            raise RuntimeError("this cache was closed; make a new one")
        if self._feed.state is not FeedState.DISCONNECTED or self._tasks.running:
            raise RuntimeError("connect is called once")
        await self._feed.connect(_WELCOME_TIMEOUT_S)
        self._tasks.start("feed", self._feed.run())
        self._tasks.start("summary", self._summaries())

    async def close(self) -> None:
        """Close the connection and end every reader's iteration. May be called twice. What was known stays readable."""
        if self._closed:
            return
        self._closed = True
        await self._tasks.stop()
        await self._feed.close()
        self._hub.close()

    @property
    def address(self) -> str:
        """Where the data comes from, for people."""
        return self._address

    @property
    def clock(self) -> Clock:
        """What arrivals are measured by: virtual where the program is."""
        return self._clock

    @property
    def state(self) -> FeedState:
        """How the connection does, as of now."""
        state = self._feed.state
        if self._closed:
            return FeedState.STOPPED
        if not self._feed.spare_leads and (state is not FeedState.WAITING or self._awaits_first):
            return state
        age_ms = self.feed_age_ms
        return FeedState.STALE if age_ms is not None and age_ms > STALE_AFTER_MS else FeedState.LIVE

    @property
    def time_ms(self) -> RoundMs:
        """The round's clock as of the newest update, 0 before the first."""
        return self._time_ms

    @property
    def round(self) -> int:
        """0 before the first update, then 1, and one more with each round that begins while we watch."""
        return self._round

    @property
    def feed_age_ms(self) -> float | None:
        """Milliseconds since the newest update arrived, None before the first."""
        return self._tally.age_ms

    # --- queries: instruments ---

    def get_all_instruments(self) -> list[InstrumentId]:
        """Return the live, tradeable instruments, sorted as the exchange sorts them."""
        return self._board.live_ids()

    def instruments(self) -> Collection[Instrument]:
        """Return the live, tradeable instruments, parsed, in no promised order. A view: take a copy to keep it over an await."""
        return self._board.live()

    @property
    def listing(self) -> int:
        """Another number whenever other instruments are live: for those who would compare them all."""
        return self._board.listing

    def underlyings(self) -> list[Underlying]:
        """Return the underlyings of which a candle came in this round, sorted."""
        return self._board.underlyings()

    def get_instrument_info(self, instrument: InstrumentId) -> InstrumentInfo | None:
        """Return what is known of an instrument of this round; None where nothing is (60 s after expiry, unless it is watched)."""
        return self._board.info(instrument, self._time_ms)

    def resolve(self, role: Role) -> InstrumentId | None:
        """Return the instrument that plays `role` now, None while there is none."""
        return resolve_role(
            role,
            self._board.live_on(role.underlying),
            now_ms=self._time_ms,
            underlying_price=self.underlying_price(role.underlying),
        )

    def role_of(self, instrument: Instrument) -> Role | None:
        """Return the role that `instrument` plays now, None where it plays none: the inverse of `resolve`."""
        return role_of(
            instrument,
            self._board.live_on(instrument.underlying),
            now_ms=self._time_ms,
            underlying_price=self.underlying_price(instrument.underlying),
        )

    # --- queries: prices ---

    def get_current_orderbook(self, instrument: InstrumentId) -> Book | None:
        """Return the book, best level first; None for an instrument that is not live, or whose book could not be read."""
        known = self._books.get(instrument)
        if known is not None:
            return known
        raw = self._raw.get(instrument)
        if raw is None or instrument in self._books:
            return None
        book = self._books[instrument] = self._decode(raw)
        return book

    def get_best_prices(self, instrument: InstrumentId) -> Quote | None:
        """Return the top of the book, cents; an empty side is None in it. None as for `get_current_orderbook`."""
        known = self._quotes.get(instrument)
        if known is not None:
            return known
        if instrument in self._books:
            book = self._books[instrument]
            return None if book is None else book.quote
        raw = self._raw.get(instrument)
        if raw is None:
            return None
        try:
            quote = self._quotes[instrument] = self._dialect.decode_quote(raw)
        except BookDecodeError as error:
            self._books[instrument] = None
            self._unreadable(raw, error)
            return None
        return quote

    def get_current_spread(self, instrument: InstrumentId) -> Cents | None:
        """Return ask minus bid in cents, None where a side is missing."""
        quote = self.get_best_prices(instrument)
        return None if quote is None else quote.spread

    def underlying_price(self, underlying: Underlying) -> Cents | None:
        """Return the last published mid of an underlying, cents (one second old at most while the feed lives)."""
        entry = self._board.entry(InstrumentId(underlying))
        return None if entry is None else entry.last_price

    def candles(self, instrument: InstrumentId) -> CandleSeries:
        """Return the instrument's candles of this round, live: it grows with the round. Empty for one that is not known.

        Ask again after `on_round_change`, and for an instrument that was unknown: the series is another one then.
        """
        entry = self._board.entry(instrument)
        return CandleSeries() if entry is None else entry.series

    @property
    def event_count(self) -> int:
        """How many public events this round has brought."""
        return self._tally.events

    def get_recent_events(self, instrument: InstrumentId | None = None, limit: int = 50) -> list[MarketEvent]:
        """Return the last `limit` public events of this round, newest last, of one instrument or of all (2,000 are kept)."""
        if limit <= 0:
            return []
        found: list[MarketEvent] = []
        for event in reversed(self._events):
            if instrument is None or event.instrument == instrument:
                found.append(event)
                if len(found) == limit:
                    break
        found.reverse()
        return found

    def get_orderbook_history(self, instrument: InstrumentId, limit: int = 100) -> list[tuple[RoundMs, Book]]:
        """Return the last `limit` different books of a watched instrument with their times, newest last (1,000 are kept).

        Empty for an instrument that nobody watches.
        """
        entry = self._board.entry(instrument)
        if entry is None or not entry.history or limit <= 0:
            return []
        decoded = ((time_ms, self._decode(raw)) for time_ms, raw in list(entry.history)[-limit:])
        return [(time_ms, book) for time_ms, book in decoded if book is not None]

    def watch(self, instrument: InstrumentId) -> None:
        """Keep an instrument's history, also past its expiry: for what is held, traded or shown. Counted: pair each with `unwatch`."""
        self._board.watch(instrument)

    def unwatch(self, instrument: InstrumentId) -> None:
        """Take back one `watch`. One too many does nothing."""
        self._board.unwatch(instrument, self._time_ms)

    def watched(self) -> Collection[InstrumentId]:
        """Return whose history is kept. A view."""
        return self._board.watched()

    def restore_candles(self, candles: Mapping[InstrumentId, Iterable[Candle]]) -> None:
        """Put candles of this round that an earlier process kept before those that came in; seconds that nobody saw stay a gap.

        Instruments that are not known any more are left out. Whoever calls this knows that it is the same round.
        """
        restored: list[InstrumentId] = []
        for key, kept in candles.items():
            entry = self._board.entry(key) or self._board.new_underlying(key, self._time_ms)
            if entry is not None and entry.series.restore(kept):
                restored.append(key)
        self.changes.mark(restored)

    # --- queries: the feed ---

    def get_market_statistics(self) -> MarketStatistics:
        """Return the counters of feed and market."""
        counts = self._dialect.counts
        return MarketStatistics(
            updates=self._tally.updates,
            updates_per_s=self._tally.updates_per_s,
            instruments=self._board.live_count(),
            events=self._tally.events,
            trades=self._tally.trades,
            volume=self._tally.volume,
            reconnects=self._feed.reconnects,
            malformed=counts.malformed,
            unknown_fields=counts.unknown_fields,
            feed_age_ms=self.feed_age_ms,
            time_ms=self._time_ms,
            round=self._round,
        )

    def log_market_summary(self) -> None:
        """Write one line about the market to the log. `connect` has it written every 30 s."""
        stats = self.get_market_statistics()
        log.info(
            "market %s, round %d at %s: %d instruments, %.1f updates/s, %d trades, %d contracts, %d reconnects, %d unreadable",
            self.state.value,
            stats.round,
            round_time_text(stats.time_ms),
            stats.instruments,
            stats.updates_per_s,
            stats.trades,
            stats.volume,
            stats.reconnects,
            stats.malformed,
        )

    # --- listeners ---

    def updates(self) -> AsyncIterator[Update]:
        """Return a reader of the updates from now on: `async for update in cache.updates()`.

        One task per reader, any number of readers; they are served the fastest first, by their measured turns. A slow one gets the newest
        update with the number of those it missed. It ends when the cache closes, and is gone when dropped.
        """
        return self._hub.reader()

    def turn_time(self, gate: ReadGate) -> TurnTime | None:
        """Return how long the turns of the code behind `gate` take; None while it has answered no update."""
        return self._hub.turn_time(gate)

    def on_update(self, listener: Callable[[Update], None]) -> Callable[[], None]:
        """Call `listener` inside `apply`, when the cache is new and before any bot wakes. For trackers: it must be quick.

        Returns the function that ends the subscription.
        """
        return self._update_listeners.add(listener)

    def on_frame(self, listener: Callable[[bytes, RoundMs, int], None]) -> Callable[[], None]:
        """Call `listener` with each frame as it came, once it was taken in, with the time that it tells and the number of its round.

        In the order in which they were taken in, each update once, whichever connection brought it. A frame that could not be read comes
        with the time of the one before it. For recorders: it must be quick. Returns the function that ends the subscription.
        """
        return self._frame_listeners.add(listener)

    def on_served(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` once every reader that waited for an update has run to its first suspension. The window paints there.

        In a burst several updates may share one call. Returns the function that ends the subscription.
        """
        return self._served_listeners.add(listener)

    def exchange_ended(self) -> None:
        """Take what the next connection tells for another round: who runs the exchange saw it end, and with it the round."""
        self._rounds.over()
        self._feed.exchange_ended()

    def begin_anew(self) -> None:
        """Take what the present connection tells next for another round, also where that is hardly older than what it has told so far."""
        self._rounds.over()
        self.connected()

    def on_round_change(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call `listener` with the new round's number when another round is seen, with everything of the old one forgotten.

        Seen by a clock that runs backwards, or by what the first update after a reconnect tells (market/rounds.py).

        Not called for the first round. Returns the function that ends the subscription.
        """
        return self._round_listeners.add(listener)

    # --- another connection's copy ---

    @property
    def spare_leads(self) -> bool:
        """Whether the data comes by an order connection, the feed's own being stale or lost."""
        return self._feed.spare_leads

    def spare_frame(self, frame: bytes) -> None:
        """Take an update's frame as an order connection was sent it; unread while the feed is well."""
        self._feed.spare_frame(frame)

    def spare_begins(self, opened_ms: float) -> None:
        """Another connection's copy will be given, of one that was opened at `opened_ms` of the clock."""
        self._feed.spare_begins(opened_ms)

    def spare_lost(self) -> None:
        """The connection whose copy was given has ended."""
        self._feed.spare_lost()

    # --- the one writer ---

    def connected(self) -> None:
        """A connection was opened. Called by the feed only, before the connection's first update."""
        self._awaits_first = True
        self._rounds.connected()

    def apply(self, update: MarketUpdate) -> None:
        """Take in one update. Called by the feed only, in wire order; on return every reader sees the new state."""
        self._take(update)
        self._tell(self._frame_listeners, update.frame, update.time_ms, self._round)

    def unreadable(self, frame: bytes) -> None:
        """Hand on a frame that could not be read to those who keep frames. Called by the feed only."""
        self._tell(self._frame_listeners, frame, self._time_ms, self._round)

    def _take(self, update: MarketUpdate) -> None:
        arrived_ms = self._clock.now_ms()
        time_ms = update.time_ms
        changed: set[InstrumentId] = set()
        first, self._awaits_first = self._awaits_first, False
        if not first and self._is_late(update):
            self._take_late(update)
            return
        self._late = 0
        if self._round == 0:
            self._round = 1
        elif time_ms < self._time_ms or (
            first and self._rounds.is_other_round(time_ms, arrived_ms, self._raw, update.books)
        ):
            changed.update(self._board.ids())
            self._start_round()
        self._rounds.saw(time_ms, arrived_ms)
        last_ms, self._time_ms = self._time_ms, time_ms
        self._tally.arrived(arrived_ms)

        changed.update(self._take_books(update.books, last_ms))
        if update.candles:
            changed.update(self._take_candles(update))
        if update.events:
            changed.update(self._take_events(update.events))
        self._remember_watched(changed)
        self._board.prune(time_ms)

        self.changes.mark(changed)
        told = Update(
            time_ms=time_ms,
            round=self._round,
            changed=frozenset(changed),
            candles=update.candles,
            events=tuple(update.events),
            after_gap=first,
        )
        self._tell(self._update_listeners, told)
        self._hub.publish(told)

    def _is_late(self, update: MarketUpdate) -> bool:
        """Whether the update was overtaken by a newer one on its way; a clock that goes on from further back is another round's."""
        if not 0 < self._time_ms - update.time_ms <= _LATE_MS or self._late == _LATE_AT_MOST:
            return False
        return not self._rounds.strikes_differ(self._time_ms, update.books, self._raw)

    def _take_late(self, update: MarketUpdate) -> None:
        """Take what an update tells that no other does, its events and candles; its books are no longer so."""
        self._late += 1
        log.info("an update came %d ms late", self._time_ms - update.time_ms)
        changed = {*self._take_candles(update), *self._take_events(update.events)}
        self.changes.mark(changed)
        told = Update(
            time_ms=self._time_ms,
            round=self._round,
            changed=frozenset(changed),
            candles=update.candles,
            events=tuple(update.events),
        )
        self._tell(self._update_listeners, told)
        self._hub.publish(told)

    def _start_round(self) -> None:
        self._round += 1
        log.info("round %d begins", self._round)
        self._rounds.clear()
        self._board.clear()
        self._raw = {}
        self._books.clear()
        self._quotes.clear()
        self._events.clear()
        self._tally.new_round()
        self._tell(self._round_listeners, self._round)

    def _take_books(self, books: dict[InstrumentId, msgspec.Raw], last_ms: RoundMs) -> list[InstrumentId]:
        previous, self._raw = self._raw, books
        if list(previous) == list(books):
            # the usual case: the same contracts in the same order
            changed = list(compress(books, map(ne, books.values(), previous.values())))
        else:
            before = previous.get
            changed = [key for key, raw in books.items() if before(key) != raw]
            gone = previous.keys() - books.keys()
            self._board.retire(gone, last_ms)
            strange = self._board.list_new(books.keys() - previous.keys(), self._time_ms)
            for reason in strange[:3]:
                self._errors.report(
                    SOURCE, say("The exchange lists {reason}.", reason=str(reason)), severity=Severity.WARNING
                )
            changed.extend(gone)
        for memo in (self._books, self._quotes):
            if memo:
                for key in changed:
                    memo.pop(key, None)
        return changed

    def _take_candles(self, update: MarketUpdate) -> list[InstrumentId]:
        changed: list[InstrumentId] = []
        entry_of = self._board.entry
        for key, rows in update.candles.items():
            entry = entry_of(key) or self._board.new_underlying(key, self._time_ms)
            if entry is None:
                continue
            changed.append(key)
            series = entry.series
            if entry.tradeable:
                for candle in rows:
                    series.add(candle)
                continue
            for candle in rows:
                if series.add(candle):
                    if candle.mid is not None:
                        entry.last_price = candle.mid
                    changed.extend(self._board.settle_from(entry.instrument.underlying, candle))
        return changed

    def _take_events(self, events: list[MarketEvent]) -> list[InstrumentId]:
        changed: list[InstrumentId] = []
        self._events.extend(events)
        tally = self._tally
        tally.events += len(events)
        entry_of = self._board.entry
        for event in events:
            if isinstance(event, TradeEvent):
                tally.trades += 1
                tally.volume += event.quantity
                entry = entry_of(event.instrument)
                if entry is not None:
                    entry.last_price = event.price
                    changed.append(event.instrument)
            elif isinstance(event, SettlementEvent):
                entry = entry_of(event.instrument)
                if entry is not None:
                    # the exchange's word wins over what we worked out
                    entry.settlement = event.price_at_expiry
                    changed.append(event.instrument)
        return changed

    def _remember_watched(self, changed: set[InstrumentId]) -> None:
        # the smaller is walked: what a round has traded grows to thousands, and most of it has expired
        for key in self._board.watched() & self._raw.keys():
            raw = self._raw[key]
            entry = self._board.entry(key)
            if entry is None:
                continue
            history = entry.history
            if history is None:
                history = entry.history = deque(maxlen=HISTORY_BOOKS)
            if not history or (key in changed and history[-1][1] != raw):
                history.append((self._time_ms, raw.copy()))

    def _decode(self, raw: msgspec.Raw) -> Book | None:
        try:
            return self._dialect.decode_book(raw)
        except BookDecodeError as error:
            self._unreadable(raw, error)
            return None

    def _unreadable(self, raw: msgspec.Raw, error: BookDecodeError) -> None:
        log.debug("unreadable book: %s: %.120r", error, bytes(raw))
        self._errors.report(SOURCE, say("A book could not be read and was left out."), severity=Severity.WARNING)

    async def _summaries(self) -> None:
        while True:
            await asyncio.sleep(_SUMMARY_EVERY_S)
            self.log_market_summary()

    def _served(self) -> None:
        self._tell(self._served_listeners)

    def _tell(self, listeners: Listeners[P], *args: P.args, **kwargs: P.kwargs) -> None:
        for listener in listeners:
            try:
                listener(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - an edge: one listener's bug must not cost the others, nor the feed
                self._errors.report_exception(SOURCE, error)
