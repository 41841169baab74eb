"""Rounds onto tapes, whatever the disk does; room for newer ones."""

import asyncio
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import pytest

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape import recorder as recorder_module
from algotrade_gui.recording.tape.format import VERSION, TapeHeader, TapeLine, TapeReader, TapeWriter, read_tail
from algotrade_gui.recording.tape.recorder import Recorder
from tests.support.aio import run, until

NOON = datetime(2026, 11, 29, 12, 0, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "FLUSH_EVERY_S", 0.01)


class Studio:
    """A recorder of a folder, on a clock that stands."""

    def __init__(self, folder: Path, **options: int) -> None:
        self.folder = folder
        self.errors = ErrorCentre()
        self.clock = ManualClock(7_000.0)
        self.recorder = Recorder(folder, self.header, self.errors, self.clock, now=lambda: NOON, **options)

    def header(self, number: int, began: datetime) -> TapeHeader:
        return TapeHeader(algotrade_tape=VERSION, profile="mine", round=number, began=began.isoformat())

    def take(self, time_ms: int, number: int = 1, frame: bytes = b'{"a":1}') -> None:
        self.recorder.take(frame, RoundMs(time_ms), number)
        self.clock.advance(100)

    def tapes(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl.zst"))


def lines_of(path: Path) -> list[TapeLine]:
    with TapeReader(path) as reader:
        return reader.read(10_000)


def test_each_round_has_a_tape_of_its_own(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path / "recordings")
        for number in (1, 2):
            for step in range(3):
                studio.take(step * 100, number)
        await studio.recorder.close()
        await studio.recorder.close()
        first, second = studio.tapes()
        assert first.name == "2026-11-29 12.00.00 mine round 1.jsonl.zst"
        for path, number in ((first, 1), (second, 2)):
            with TapeReader(path) as reader:
                assert (reader.header.round, reader.header.began) == (number, "2026-11-29T12:00:00+01:00")
            assert lines_of(path) == [TapeLine(n * 100, RoundMs(n * 100), b'{"a":1}') for n in range(3)]
            tail = read_tail(path)
            assert tail is not None
            assert (tail.frames, tail.lost) == (3, 0)
        assert (studio.recorder.bytes_written, studio.recorder.path) == (None, None)
        studio.take(0, 3)
        assert len(studio.tapes()) == 2, "nothing is taken any more"

    run(scene())


def test_while_it_records_the_tape_grows_and_can_be_read(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path)
        studio.take(100)
        await until(lambda: studio.recorder.path is not None and len(lines_of(studio.tapes()[0])) == 1)
        size = studio.recorder.bytes_written or 0
        studio.take(200, frame=b'{"b":"%s"}' % os.urandom(500).hex().encode())
        await until(lambda: (studio.recorder.bytes_written or 0) > size + 400)
        assert len(lines_of(studio.tapes()[0])) == 2
        assert read_tail(studio.tapes()[0]) is None
        await studio.recorder.close()

    run(scene())


def test_switched_off_it_ends_its_tape_and_switched_on_it_begins_another_in_mid_round(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path)
        studio.take(100)
        studio.recorder.switch(False)
        studio.recorder.switch(False)
        studio.take(200)
        studio.recorder.switch(True)
        studio.take(300)
        await studio.recorder.close()
        one, two = studio.tapes()
        assert {one.name, two.name} == {
            "2026-11-29 12.00.00 mine round 1.jsonl.zst",
            "2026-11-29 12.00.00 mine round 1 (2).jsonl.zst",
        }
        assert sorted(line.time_ms for path in (one, two) for line in lines_of(path)) == [100, 300]
        assert [line.at_ms for line in lines_of(one)] == [0], "each counts from its own first frame"

    run(scene())


def test_a_round_that_is_over_has_its_end_at_once_and_goes_on_elsewhere_should_it_go_on(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path)
        studio.take(100)
        studio.recorder.round_over()
        studio.recorder.round_over()
        await until(lambda: studio.tapes() and read_tail(studio.tapes()[0]))
        assert studio.recorder.path is None
        studio.take(200)
        await studio.recorder.close()
        assert sorted(line.time_ms for path in studio.tapes() for line in lines_of(path)) == [100, 200]

    run(scene())


def test_without_a_frame_there_is_no_folder_and_no_thread(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path / "recordings")
        studio.recorder.switch(False)
        studio.take(100)
        await studio.recorder.close()
        assert not studio.folder.exists()
        assert not any(thread.name == "recorder" for thread in threading.enumerate())

    run(scene())


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.expect_log("This round is not recorded, or not whole: the disk is nearly full. Trading goes on as it was.")
def test_a_disk_that_fills_up_ends_the_tape_and_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path, least_free=1_000)
        studio.take(100)
        await until(lambda: studio.recorder.path)
        monkeypatch.setattr(shutil, "disk_usage", lambda _folder: _Usage(10_000, 9_500, 500))
        await until(lambda: studio.recorder.problem)
        await until(lambda: studio.errors.warning_count)
        studio.take(200)
        await asyncio.sleep(0.05)
        assert studio.recorder.path is None
        assert studio.errors.warning_count == 1
        monkeypatch.undo()
        studio.take(0, 2)
        await studio.recorder.close()
        assert studio.recorder.problem is None, "the next round is tried anew"
        assert [len(lines_of(path)) for path in studio.tapes()] == [1, 1]

    run(scene())


@pytest.mark.skipif(sys.platform == "win32", reason="the system sets no limit to a file's size")
@pytest.mark.expect_log(r"This round is not recorded, or not whole: File too large\. Trading goes on as it was")
@pytest.mark.parametrize("most_bytes", [0, 2_000])
def test_a_disk_that_takes_no_more_costs_one_tape_and_no_round_after_it(tmp_path: Path, most_bytes: int) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path)
        with largest_file(most_bytes):
            studio.take(100, frame=b'{"a":"%s"}' % os.urandom(4_000).hex().encode())
            await until(lambda: studio.recorder.problem)
            await until(lambda: studio.errors.warning_count)
        studio.take(0, 2)
        await studio.recorder.close()
        assert studio.recorder.problem is None
        assert len(lines_of(studio.tapes()[1])) == 1

    run(scene())


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let the system refuse what would make a file larger than `size`, as a full disk does."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.expect_log("This round is not recorded, or not whole: .*Trading goes on as it was")
def test_a_folder_that_cannot_be_made_is_told_and_costs_nothing_else(tmp_path: Path) -> None:
    async def scene() -> None:
        (tmp_path / "file").write_text("in the way")
        studio = Studio(tmp_path / "file" / "recordings")
        studio.take(100)
        await until(lambda: studio.errors.warning_count)
        studio.take(200)
        await studio.recorder.close()

    run(scene())


class _Watched(bytes):
    """A frame that calls `measured` whenever the loop's thread asks how long it is."""

    measured: Callable[[], None]

    def __len__(self) -> int:
        if threading.current_thread() is threading.main_thread():
            self.measured()
        return super().__len__()


def test_what_is_written_while_a_frame_is_taken_is_counted(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path, capacity=1_500)

        def written() -> None:
            # the loop is held here, as it is when the other thread has its turn in the middle of `take`
            pause = threading.Event()
            for _ in range(200):
                path = studio.recorder.path
                if path is not None and len(lines_of(path)) == taken:
                    return
                pause.wait(0.01)
            raise AssertionError("nothing was written")

        taken = 0
        for _ in range(3):
            studio.take(taken, frame=b'{"a":"%s"}' % (b"x" * 1_000))
            taken += 1
            frame = _Watched(b"{}")
            frame.measured = written
            studio.take(taken, frame=frame)
            taken += 1
        await studio.recorder.close()
        tail = read_tail(studio.tapes()[0])
        assert tail is not None
        assert (tail.frames, tail.lost) == (6, 0)

    run(scene())


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can remove a file there that is being written")
@pytest.mark.expect_log(r"This round is not recorded, or not whole: its file was removed\.")
def test_a_tape_that_is_removed_while_it_is_written_is_told(tmp_path: Path) -> None:
    async def scene() -> None:
        studio = Studio(tmp_path)
        studio.take(100)
        await until(lambda: studio.recorder.path)
        studio.tapes()[0].unlink()
        await until(lambda: studio.errors.warning_count)
        assert studio.recorder.path is None
        studio.take(0, 2)
        await studio.recorder.close()
        assert len(studio.tapes()) == 1

    run(scene())


@pytest.mark.expect_log("the disk is too slow, so that parts are missing")
def test_what_a_slow_disk_leaves_no_room_for_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        gate = threading.Event()
        real = TapeWriter.write

        def write(self: TapeWriter, line: TapeLine) -> None:
            gate.wait(5)
            real(self, line)

        monkeypatch.setattr(TapeWriter, "write", write)
        studio = Studio(tmp_path, capacity=20)
        studio.take(0)
        await until(lambda: studio.recorder.path)
        for step in range(1, 10):
            studio.take(step * 100)
        gate.set()
        await studio.recorder.close()
        tail = read_tail(studio.tapes()[0])
        assert tail is not None
        assert tail.frames + tail.lost == 10
        assert tail.lost >= 5
        await until(lambda: studio.errors.warning_count)

    run(scene())
