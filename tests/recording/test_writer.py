"""The writer's thread: whatever the disk does, nobody waits, and what is lost is counted and said."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.candle import Candle
from algotrade_gui.recording.entries import CandlesEntry, FrameEntry, NoteEntry, When
from algotrade_gui.recording.schema import VERSION, open_journal
from algotrade_gui.recording.writer import JournalWriter

NOW = When(1, "1-1", 500, 1_000)


@dataclass
class Disk:
    """Opens a journal, or not."""

    path: Path
    full: bool = False

    def connect(self) -> sqlite3.Connection:
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        return open_journal(self.path)


def frame(number: int) -> FrameEntry:
    return FrameEntry(NOW, "maker", True, b"%d" % number)


def wait_for(condition: Callable[[], object], timeout_s: float = 10.0) -> None:
    pause = threading.Event()
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        pause.wait(0.005)


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def make(disk: Disk, capacity: int = 1_000) -> JournalWriter:
    return JournalWriter(disk.connect, 1, every_s=0.01, capacity=capacity, retry_s=0.01)


def test_a_full_disk_costs_entries_that_are_counted(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "a.sqlite", full=True)
    writer = make(disk, capacity=10)
    writer.start()
    for number in range(4):
        writer.put(frame(number))
    wait_for(lambda: writer.problem)
    assert writer.problem == "database or disk is full"
    for number in range(4, 40):
        writer.put(frame(number))
    assert writer.lost > 0
    disk.full = False
    wait_for(lambda: writer.problem is None)
    writer.put(frame(99))
    assert writer.close()
    kept = query(disk.path, "SELECT body FROM frames ORDER BY seq")
    assert kept[:4] == [("0",), ("1",), ("2",), ("3",)]
    assert kept[-1] == ("99",)
    gaps = query(disk.path, "SELECT lost, why FROM gaps")
    assert sum(int(str(lost)) for lost, _ in gaps) == writer.lost
    assert "full" in str(gaps[0][1])
    assert len(kept) + writer.lost == 41


def test_another_program_that_holds_the_file_only_delays(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "a.sqlite")
    writer = make(disk)
    with closing(open_journal(disk.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer.start()
        writer.put(frame(1))
        wait_for(lambda: writer.problem)
        other.execute("ROLLBACK")
    wait_for(lambda: writer.written)
    assert writer.close()
    assert query(disk.path, "SELECT body FROM frames") == [("1",)]
    assert writer.lost == 0


@pytest.mark.expect_log(r"cannot be kept in the journal")
def test_an_entry_that_cannot_be_kept_costs_itself_only(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "a.sqlite")
    writer = make(disk)
    writer.put(frame(1))
    writer.put(NoteEntry(NOW, "parameter", "maker", {"value": "\ud800"}))
    writer.put(frame(2))
    writer.start()
    assert writer.close()
    assert query(disk.path, "SELECT body FROM frames") == [("1",), ("2",)]
    assert query(disk.path, "SELECT lost FROM gaps") == [(1,)] or writer.lost == 1


def test_a_candle_is_replaced_by_a_later_one_of_its_second(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "a.sqlite")
    writer = make(disk)
    for volume in (1, 2**70, 3):
        candle = Candle(index=7, volume=volume)
        writer.put(CandlesEntry("1-1", InstrumentId("$SIMP_future_60"), [candle]))
    writer.start()
    assert writer.close()
    assert query(disk.path, "SELECT second, volume FROM candles") == [(7, 3)]


def test_old_entries_are_deleted_a_little_at_a_time(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "a.sqlite")
    with closing(open_journal(disk.path)) as connection:
        connection.execute("BEGIN")
        for wall in range(5_000):
            connection.execute("INSERT INTO gaps (run, wall, lost, why) VALUES (1, ?, 1, '')", (wall,))
        connection.execute("COMMIT")
    writer = make(disk)
    writer.forget(("DELETE FROM gaps WHERE seq IN (SELECT seq FROM gaps WHERE wall < ? LIMIT ?)", (4_990,)))
    writer.start()
    wait_for(lambda: query(disk.path, "SELECT count(*) FROM gaps") == [(10,)])
    assert writer.close()


def test_the_schema_is_made_once(tmp_path: Path) -> None:
    for _ in range(2):
        with closing(open_journal(tmp_path / "a.sqlite")) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
