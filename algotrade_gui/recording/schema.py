"""The journal's tables, their versions, and how a journal file is opened."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.words import say

BUSY_S: Final = 2.0
"""How long another program's reading may hold a write up before it counts as trouble."""

MIGRATIONS: Final = (
    # 1
    """
    CREATE TABLE runs (
        run INTEGER PRIMARY KEY,          -- wall clock, ms, of the program's start
        profile TEXT NOT NULL,
        address TEXT NOT NULL,
        pid INTEGER NOT NULL,
        ended_wall INTEGER                -- NULL: it did not end by itself, or runs
    );
    CREATE TABLE rounds (
        round TEXT PRIMARY KEY,           -- RUN-COUNT of the run that saw it first
        run INTEGER NOT NULL,             -- that saw it last
        number INTEGER NOT NULL,          -- as that run counted
        address TEXT NOT NULL,
        first_wall INTEGER NOT NULL, first_ms INTEGER NOT NULL,
        last_wall INTEGER NOT NULL, last_ms INTEGER NOT NULL,
        listed TEXT NOT NULL DEFAULT '',  -- live contracts, by blanks: they tell a round from another
        ended_wall INTEGER, ended_why TEXT
    );
    CREATE TABLE records (
        seq INTEGER PRIMARY KEY,
        run INTEGER NOT NULL, round TEXT, time_ms INTEGER NOT NULL, wall INTEGER NOT NULL,
        kind TEXT NOT NULL, owner TEXT, instrument TEXT, client_id TEXT,
        body TEXT NOT NULL                -- JSON
    );
    CREATE INDEX records_of_round ON records (round, kind);
    CREATE INDEX records_of_order ON records (run, client_id) WHERE client_id IS NOT NULL;
    CREATE TABLE frames (
        seq INTEGER PRIMARY KEY,
        run INTEGER NOT NULL, round TEXT, time_ms INTEGER NOT NULL, wall INTEGER NOT NULL,
        session TEXT NOT NULL, direction TEXT NOT NULL, -- out, in
        body TEXT NOT NULL                -- as on the wire, without secrets
    );
    CREATE TABLE candles (
        round TEXT NOT NULL, instrument TEXT NOT NULL, second INTEGER NOT NULL,
        open INTEGER, high INTEGER, low INTEGER, close INTEGER, mid INTEGER, volume INTEGER,
        PRIMARY KEY (round, instrument, second)
    ) WITHOUT ROWID;
    CREATE TABLE gaps (
        seq INTEGER PRIMARY KEY,
        run INTEGER NOT NULL, wall INTEGER NOT NULL,
        lost INTEGER NOT NULL,            -- entries that could not be kept
        why TEXT NOT NULL
    );
    """,
    # 2
    """
    CREATE TABLE equity (
        round TEXT NOT NULL, second INTEGER NOT NULL,
        owner TEXT NOT NULL,              -- '': everyone here
        total INTEGER NOT NULL, at_bid INTEGER NOT NULL, -- P&L in cents, at the mark and at the best bid
        PRIMARY KEY (round, second, owner)
    ) WITHOUT ROWID;
    """,
)
"""Script N makes version N of version N - 1. What was published stays as it is: a change is another script."""

VERSION: Final = len(MIGRATIONS)


def open_journal(path: Path) -> sqlite3.Connection:
    """Open `path` for writing, made or brought to this version where it has to be. The connection belongs to the calling thread.

    In WAL with synchronous=NORMAL a committed batch outlives the process however it ends; a loss of power may take the last ones, never
    the file's wholeness. Raises sqlite3.Error, or UserError for a file of a newer program.
    """
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open `path` without writing to it, also while a program writes there. Raises UserError where there is none that can be read."""
    if not path.is_file():
        raise UserError(say("There is no journal at {path}.", path=path))
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=BUSY_S, uri=True)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        connection.close()
        raise UserError(say("The journal {path} cannot be read: {reason}.", path=path, reason=str(error))) from error
    if version == VERSION:
        return connection
    connection.close()
    if version > VERSION:
        raise UserError(say("The journal {path} was written by a newer version of this program.", path=path))
    with closing(_migrated(path)):
        pass
    return open_to_read(path)


def _migrated(path: Path) -> sqlite3.Connection:
    try:
        return open_journal(path)
    except sqlite3.Error as error:
        raise UserError(say("The journal {path} cannot be read: {reason}.", path=path, reason=str(error))) from error


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an open journal to this version, each step wholly or not at all. Raises sqlite3.Error, UserError for a newer one."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise UserError(
            say("The journal was written by a newer version of this program; this one does not write to it.")
        )
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version={number}; COMMIT;")
