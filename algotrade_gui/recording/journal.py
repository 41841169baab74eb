"""Keeps a journal of everything that happens: listens in the core's turn, hands on to the writer's thread."""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from msgspec import structs

from algotrade_gui.core.errors import ErrorCentre, Severity, UserError, sentence_of
from algotrade_gui.core.files import FileClaim
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import OrderState
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import Update
from algotrade_gui.recording.entries import (
    MARK,
    CandlesEntry,
    Entry,
    EquityEntry,
    FrameEntry,
    NoteEntry,
    PlainEntry,
    RecordEntry,
    Value,
    When,
)
from algotrade_gui.recording.last_words import LastWord, LastWords, read_last_words
from algotrade_gui.recording.left import Left, read_left
from algotrade_gui.recording.schema import open_journal
from algotrade_gui.recording.writer import JournalWriter
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.equity import EquitySample
from algotrade_gui.trading.equity_marks import EquityMark
from algotrade_gui.trading.records import AccountRecord, OrderRecord, RoundRecord

SOURCE: Final = "journal"
KEEP_DAYS: Final = 30
"""Then everything of a round is deleted at the next start."""
KEEP_FRAMES_DAYS: Final = 3
"""Requests and replies as on the wire: most of the file."""
MOST_WRITERS: Final = 20
_LISTED_EVERY_S: Final = 5
_DAY_MS: Final = 86_400_000


def wall_ms() -> int:
    """The wall's clock in ms: the only one that outlives a process."""
    return time.time_ns() // 1_000_000


def journal_path(folder: Path, profile: str, number: int = 1) -> Path:
    """Where `profile`'s journal is; programs that run beside one another write NAME.2.sqlite, NAME.3.sqlite."""
    return folder / (f"{profile}.sqlite" if number == 1 else f"{profile}.{number}.sqlite")


class Journal:
    """One run's journal. `open`, `follow`, and `adopt` or `close_left` once the round is known; `close` at the end.

    Trouble with the disk never reaches the trading: it is told to the error centre, and what could not be kept is counted.
    """

    def __init__(
        self, folder: Path, profile: str, errors: ErrorCentre, *, address: str, wall: Callable[[], int] = wall_ms
    ) -> None:
        """`address`: the exchange's, for people; a round of another exchange is never taken for this one."""
        self.left: Left | None = None
        """What the run before left open: from `open` until it was taken up or closed."""
        self.path: Path | None = None
        self._folder = folder
        self._profile = profile
        self._errors = errors
        self._address = address
        self._wall = wall
        # two starts within one ms, or a wall's clock that was put back: `_prepare` moves it beyond the last
        self._run = wall()
        self._rounds = 0
        self._round: str | None = None
        self._time_ms = 0
        self._second = -1
        self._seen = False
        self._listed: tuple[int, list[InstrumentId]] = (-_LISTED_EVERY_S, [])
        self._kept_whole: set[InstrumentId] = set()
        self._cache: MarketDataCache | None = None
        self._claim: FileClaim | None = None
        self._words: LastWords | None = None
        self._writer: JournalWriter | None = None
        self._unsubscribe: list[Callable[[], None]] = []
        self._damage: str | None = None
        self._problem_told: str | None = None
        self._lost_told = 0

    # --- life ---

    async def open(self) -> None:
        """Open the file, read what the run before left and begin to write. Where that fails it is reported, and nothing is kept."""
        if self._writer is not None:
            return
        try:
            self.left = await asyncio.to_thread(self._prepare)
        except (OSError, sqlite3.Error, UserError) as error:
            self._release()
            self._errors.report(
                SOURCE,
                say(
                    "No journal is kept of this run, and a restart will know nothing of it: {reason}.",
                    reason=sentence_of(error),
                ),
            )
            return
        path = self.path
        assert path is not None
        self._writer = JournalWriter(lambda: open_journal(path), self._run)
        old = self._wall() - KEEP_DAYS * _DAY_MS
        self._writer.forget(
            *(
                (f"DELETE FROM {table} WHERE seq IN (SELECT seq FROM {table} WHERE wall < ? LIMIT ?)", (before,))
                for table, before in (("frames", self._wall() - KEEP_FRAMES_DAYS * _DAY_MS), ("records", old))
            ),
            (
                "DELETE FROM candles WHERE (round, instrument, second) IN (SELECT round, instrument, second FROM candles "
                "WHERE round IN (SELECT round FROM rounds WHERE last_wall < ?) LIMIT ?)",
                (old,),
            ),
            (
                "DELETE FROM equity WHERE (round, second, owner) IN (SELECT round, second, owner FROM equity "
                "WHERE round IN (SELECT round FROM rounds WHERE last_wall < ?) LIMIT ?)",
                (old,),
            ),
            ("DELETE FROM rounds WHERE round IN (SELECT round FROM rounds WHERE last_wall < ? LIMIT ?)", (old,)),
        )
        self._put("INSERT INTO runs VALUES (?,?,?,?,NULL)", self._run, self._profile, self._address, os.getpid())
        self._writer.start()

    def _prepare(self) -> Left | None:
        """Claim a file, make it whole and current, and read it. In a thread."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path = self._claimed()
        try:
            return self._read(path)
        except (sqlite3.DatabaseError, ValueError) as error:
            if isinstance(error, sqlite3.OperationalError):
                raise  # full, locked, no rights: nothing is wrong with what stands in it
            aside = path.with_name(f"{path.stem}.damaged-{self._run}.sqlite")
            for end in ("", "-wal", "-shm"):
                part = path.with_name(path.name + end)
                if part.exists():
                    part.replace(aside.with_name(aside.name + end))
            self._damage = say(
                "The journal {name} was damaged ({reason}); it was put aside as {file} and a new one begun."
                " What is held is taken from the exchange; which bot bought it, and the P&L before, are not known here.",
                name=path.name,
                reason=sentence_of(error),
                file=aside.name,
            )
            return self._read(path)

    def _read(self, path: Path) -> Left | None:
        with closing(open_journal(path)) as connection:
            words = path.with_suffix(".last")
            _recover(connection, words)
            self._words = LastWords(words)
            last = connection.execute("SELECT max(run) FROM runs").fetchone()[0]
            self._run = max(self._run, (last or 0) + 1)
            return read_left(connection)

    def _claimed(self) -> Path:
        for number in range(1, MOST_WRITERS + 1):
            path = journal_path(self._folder, self._profile, number)
            try:
                self._claim = FileClaim(path.with_name(f".{path.name}.lock"))
            except (BlockingIOError, PermissionError):
                continue
            os.close(os.open(path, os.O_CREAT, 0o600))  # before SQLite makes one that others can read
            return path
        raise UserError(
            say(
                "{most_writers} programs keep a journal of {profile} already, or {folder} is not ours",
                most_writers=MOST_WRITERS,
                profile=self._profile,
                folder=self._folder,
            )
        )

    def _release(self) -> None:
        words, self._words = self._words, None
        if words is not None:
            words.close()
        claim, self._claim = self._claim, None
        if claim is not None:
            claim.release()

    async def close(self) -> None:
        """Stop listening, write what waits, tell what could not be. The round stays open: the next start may find it still played."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe = []
        writer = self._writer
        if writer is not None:
            self._pulse()
            self._tell_trouble()
            self._put("UPDATE runs SET ended_wall = ? WHERE run = ?", self._wall(), self._run)
            self._writer = None
            ended = await asyncio.to_thread(writer.close)
            missing = writer.waiting + (0 if writer.problem is None else 1)
            if not ended or missing:
                reason = writer.problem or say("the disk is too slow")
                self._errors.report(
                    SOURCE, say("The last entries of the journal could not be written: {reason}.", reason=reason)
                )
        self._release()

    def follow(self, cache: MarketDataCache, account: TradingAccount) -> None:
        """Keep what these two tell from now on. Call it before the account is opened: its first word belongs to a round."""
        self._cache = cache
        self._time_ms = cache.time_ms
        if self._round is None:
            # the account may speak before the market does
            self._begin_round(cache.round or 1)
        self._unsubscribe += [
            cache.on_update(self._updated),
            account.on_record(self.record),
            account.equity.on_sample(self._sampled),
            account.equity.events.on_mark(self._marked),
        ]

    # --- the round ---

    def is_same_round(self, left: Left, cache: MarketDataCache) -> bool:
        """Whether the round that the cache has begun to see is the one that the run before left."""
        return left.is_same_round(self._address, cache.time_ms, self._wall(), cache.get_all_instruments())

    def adopt(self, left: Left, time_ms: RoundMs) -> None:
        """Go on with the round of the run before, now at `time_ms`: what comes belongs to it as well. Before `follow`."""
        self._round = left.round
        self._time_ms = time_ms
        self._kept_whole.update(left.candles)
        self._put("UPDATE rounds SET run = ? WHERE round = ?", self._run, left.round)
        self._close_others("its program ended", left.round)

    def forget_left(self) -> None:
        """It has been taken up or closed."""
        self.left = None

    def close_left(self, why: str) -> None:
        """The round of the run before is over: close everything of it, and of any other that was left open."""
        left = self.left
        if left is not None:
            for order in left.working:
                closed = structs.replace(order, before=order.state, state=OrderState.EXPIRED, reason=why)
                self._keep(RecordEntry(When(self._run, left.round, order.time_ms, self._wall()), closed))
        self._close_others(why, "")

    def _close_others(self, why: str, but: str) -> None:
        self._put(
            "UPDATE rounds SET ended_wall = ?, ended_why = ? WHERE ended_wall IS NULL AND run < ? AND round != ?",
            *(self._wall(), why, self._run, but),
        )

    def end_round(self, why: str) -> None:
        """The round that is kept just now is over, and nothing of it will be found again. A new one begins when the account tells so."""
        if self._round is not None:
            self._put("UPDATE rounds SET ended_wall = ?, ended_why = ? WHERE round = ?", self._wall(), why, self._round)
            self._round = None

    def _begin_round(self, number: int) -> None:
        self._rounds += 1
        self._round = f"{self._run}-{self._rounds}"
        self._second = -1
        self._seen = False
        self._listed = (-_LISTED_EVERY_S, [])
        self._kept_whole.clear()
        wall = self._wall()
        self._put(
            "INSERT INTO rounds (round, run, number, address, first_wall, first_ms, last_wall, last_ms) VALUES (?,?,?,?,?,?,?,?)",
            *(self._round, self._run, number, self._address, wall, self._time_ms, wall, self._time_ms),
        )

    # --- what happens ---

    def record(self, record: AccountRecord) -> None:
        """Keep what the account tells. A new round closes the one before."""
        when = self._when()
        if isinstance(record, OrderRecord) and record.state is OrderState.SUBMITTED and self._words is not None:
            self._words.say(LastWord(when.run, when.round or "", when.wall, record))
        self._keep(RecordEntry(when, record))
        if isinstance(record, RoundRecord):
            self.end_round("another round began")
            self._begin_round(record.round)

    def frame(self, session: str, sent: bool, frame: bytes) -> None:
        """Keep a request or a reply as on the wire. From any thread."""
        self._keep(FrameEntry(self._when(), session, sent, frame))

    def note(self, kind: str, owner: BotId | str, values: dict[str, Any]) -> None:
        """Keep something that was done or decided: `kind` is a word (`parameter`, `limits`, `halt`), `values` are told as JSON."""
        self._keep(NoteEntry(self._when(), kind, str(owner), values))

    def _when(self) -> When:
        return When(self._run, self._round, self._time_ms, self._wall())

    def _keep(self, entry: Entry) -> None:
        writer = self._writer
        if writer is not None:
            writer.put(entry)

    def _put(self, sql: str, *values: Value) -> None:
        self._keep(PlainEntry((sql, values)))

    def _updated(self, update: Update) -> None:
        if self._writer is None:
            return
        self._time_ms = update.time_ms
        if not self._seen:
            self._seen = True
            self._put(
                "UPDATE rounds SET first_wall = ?, first_ms = ? WHERE round = ?",
                self._wall(),
                self._time_ms,
                self._round,
            )
        second = update.time_ms // MS_PER_S
        if second != self._second:
            self._second = second
            self._pulse()
            self._tell_trouble()
        if update.candles:
            self._keep_candles(update)

    def _pulse(self) -> None:
        """Once a second: how far the round had come, by both clocks."""
        if self._round is None or self._cache is None:
            return
        self._put(
            "UPDATE rounds SET last_wall = ?, last_ms = ? WHERE round = ?", self._wall(), self._time_ms, self._round
        )
        second, listed = self._listed
        if self._second - second >= _LISTED_EVERY_S:
            now = self._cache.get_all_instruments()
            self._listed = (self._second, now)
            if now != listed:
                self._put("UPDATE rounds SET listed = ? WHERE round = ?", " ".join(now), self._round)

    def _keep_candles(self, update: Update) -> None:
        cache, key = self._cache, self._round
        if cache is None or key is None:
            return
        wanted: Collection[InstrumentId] = cache.watched()
        for instrument, candles in update.candles.items():
            if instrument not in wanted and "_" in instrument:
                continue  # a contract that nobody trades or looks at
            if instrument not in self._kept_whole:
                self._kept_whole.add(instrument)
                series = cache.candles(instrument)
                self._keep(CandlesEntry(key, instrument, [series[row] for row in range(len(series))]))
            else:
                self._keep(CandlesEntry(key, instrument, tuple(candles)))

    def _sampled(self, sample: EquitySample) -> None:
        if self._round is not None:
            self._keep(EquityEntry(self._round, sample))

    def _marked(self, mark: EquityMark) -> None:
        self.note(MARK, mark.owner or "", asdict(mark))

    def _tell_trouble(self) -> None:
        writer = self._writer
        if writer is None:
            return
        if self._damage is not None:
            self._errors.report(SOURCE, self._damage)
            self._damage = None
        if writer.problem != self._problem_told:
            self._problem_told = writer.problem
            if writer.problem is not None:
                self._errors.report(
                    SOURCE,
                    say(
                        "The journal cannot be written: {problem}. Trading goes on; entries wait until it can be written again.",
                        problem=writer.problem,
                    ),
                )
        if writer.lost != self._lost_told and writer.problem is None:
            count, self._lost_told = writer.lost - self._lost_told, writer.lost
            self._errors.report(
                SOURCE,
                say("The journal has a gap: {count} entries could not be kept.", count=count),
                severity=Severity.WARNING,
            )


def _recover(connection: sqlite3.Connection, words: Path) -> None:
    """Write orders into the journal that were sent in the last moment of a program that was killed. Raises sqlite3.Error, OSError."""
    known = "SELECT 1 FROM records WHERE run = ? AND client_id = ? AND kind = 'order' LIMIT 1"
    for word in sorted(read_last_words(words), key=lambda word: word.wall):
        if connection.execute(known, (word.run, word.record.client_id)).fetchone() is None:
            entry = RecordEntry(When(word.run, word.round, word.record.time_ms, word.wall), word.record)
            for sql, values in entry.rows():
                connection.execute(sql, values)
