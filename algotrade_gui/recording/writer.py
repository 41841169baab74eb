"""Writes the journal in a thread of its own: whoever puts an entry pays for a list's append and nothing else."""

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.recording.entries import Entry, Row, Value

log = logging.getLogger(__name__)

EVERY_S: Final = 0.1
"""Between commits: what a killed process loses is no older than this and the commit itself."""

CAPACITY: Final = 100_000
"""Entries that wait while the disk takes none: a minute of the busiest trading."""

_PER_COMMIT: Final = 2_000
_RETRY_S: Final = 1.0
_DELETE_AT_ONCE: Final = 2_000
_GAP: Final = "INSERT INTO gaps (run, wall, lost, why) VALUES (?,?,?,?)"


class JournalWriter:
    """Owns the journal's connection and its thread.

    A disk that is full, slow or gone costs entries at worst, never the trading: what cannot be written waits, is tried again each second,
    and beyond CAPACITY the newest are lost and counted. The count is written as a gap as soon as something can be.
    """

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        run: int,
        *,
        every_s: float = EVERY_S,
        capacity: int = CAPACITY,
        retry_s: float = _RETRY_S,
    ) -> None:
        """`connect` is called in the thread, again after each trouble. Then `start`, and `close` at the end."""
        self.problem: str | None = None
        """Why nothing can be written just now."""
        self.lost = 0
        """Entries lost so far."""
        self.written = 0
        self._connect = connect
        self._run_id = run
        self._every_s = every_s
        self._capacity = capacity
        self._retry_s = retry_s
        self._queue: deque[Entry] = deque()
        self._batch: list[Row] = []
        self._lost_told = 0
        self._purges: list[Row] = []
        self._stop = threading.Event()
        self._connection: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Keep `entry`, in order. From any thread; never waits."""
        if len(self._queue) < self._capacity:
            self._queue.append(entry)
        else:
            self.lost += 1

    def forget(self, *purges: Row) -> None:
        """Delete what `purges` name, a little at a time: each is a DELETE whose last value is a limit. Before `start`."""
        self._purges.extend((sql, (*values, _DELETE_AT_ONCE)) for sql, values in purges)

    @property
    def waiting(self) -> int:
        """Entries not yet handed to the database."""
        return len(self._queue)

    def close(self, timeout_s: float = 4.0) -> bool:
        """Write what waits and end the thread; False when it did not end in time (a disk that hangs). Blocks: not in the loop."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # --- in the thread ---

    def _work(self) -> None:
        stopping = False
        while not stopping:
            stopping = self._stop.wait(self._retry_s if self.problem else self._every_s)
            while self._write_some():
                pass
            if not stopping and self.problem is None:
                self._purge_some()
        if self._connection is not None:
            self._connection.close()

    def _write_some(self) -> bool:
        """Commit one batch. True: there may be more, and the disk takes it."""
        if not self._batch:
            self._batch = self._take()
        lost = self.lost
        if not self._batch and lost == self._lost_told:
            return False
        try:
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            if lost != self._lost_told:
                why = self.problem or "more came than could be written"
                connection.execute(_GAP, (self._run_id, time.time_ns() // 1_000_000, lost - self._lost_told, why))
            for sql, values in self._batch:
                self._insert(connection, sql, values)
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError, UserError) as error:
            self._trouble(error)
            return False
        self.written += len(self._batch)
        self._batch = []
        self._lost_told = lost
        self.problem = None
        return bool(self._queue)

    def _insert(self, connection: sqlite3.Connection, sql: str, values: tuple[Value, ...]) -> None:
        try:
            connection.execute(sql, values)
        except (OverflowError, ValueError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError):
            # the row's fault, not the disk's: tried again it would hold up all that follow
            log.exception("a row cannot be kept in the journal")
            self.lost += 1

    def _take(self) -> list[Row]:
        rows: list[Row] = []
        while self._queue and len(rows) < _PER_COMMIT:
            entry = self._queue.popleft()
            try:
                rows.extend(entry.rows())
            except (TypeError, ValueError, OverflowError):
                # a value that cannot be told in JSON: a strategy's own parameter, say
                log.exception("a %s cannot be kept in the journal", type(entry).__name__)
                self.lost += 1
        return rows

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _trouble(self, error: Exception) -> None:
        if self.problem is None:
            log.info("the journal cannot be written: %s", error)
        self.problem = sentence_of(error)
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()  # rolls back
            except sqlite3.Error as closing:
                log.info("the journal cannot be closed: %s", closing)

    def _purge_some(self) -> None:
        if not self._purges:
            return
        sql, values = self._purges[0]
        try:
            if self._connected().execute(sql, values).rowcount < _DELETE_AT_ONCE:
                self._purges.pop(0)
        except sqlite3.Error as error:
            log.info("old entries of the journal stay: %s", error)
            self._purges.clear()
