"""The file of a recorded round: what is written comes back, also from what a killed writer has left, and from a damaged file."""

import os
import random
import sys
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape.format import (
    VERSION,
    DamagedTapeError,
    TapeError,
    TapeHeader,
    TapeLine,
    TapeReader,
    TapeTail,
    TapeWriter,
    measure,
    read_tail,
)
from tests.support.tapes import damage, wild_lines, write_tape

HEADER = TapeHeader(algotrade_tape=VERSION, profile="practice", address="ws://127.0.0.1:9001/trade", round=2)


def line(number: int) -> TapeLine:
    return TapeLine(number * 100, RoundMs(5_000 + number * 100), b'{"type":"market_data_update","time":%d}' % number)


def write(path: Path, lines: list[TapeLine], *, whole: bool = True) -> None:
    write_tape(path, lines, HEADER, whole=whole)


def read(path: Path, at_once: int = 7) -> list[TapeLine]:
    found = []
    with TapeReader(path) as reader:
        while lines := reader.read(at_once):
            assert len(lines) <= at_once
            found += lines
        assert reader.read(at_once) == []
    return found


def test_a_tape_gives_back_its_header_its_lines_and_its_figures(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    lines = [line(number) for number in range(100)]
    write(path, lines)
    with TapeReader(path) as reader:
        assert reader.header == HEADER
    assert read(path) == lines
    tail = TapeTail(frames=100, first_ms=RoundMs(5_000), last_ms=RoundMs(14_900), lasted_ms=9_900)
    assert read_tail(path) == tail
    assert measure(path, lambda _share: True) == tail


def test_any_program_that_knows_zstandard_and_json_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, [line(1), TapeLine(200, RoundMs(200), b"no json\xff")])
    plain = zstandard.ZstdDecompressor().stream_reader(path.read_bytes(), read_across_frames=True).read()
    rows = [msgspec.json.decode(text) for text in plain.splitlines()]
    assert rows[0]["algotrade_tape"] == VERSION
    assert rows[1] == [100, 5_100, {"type": "market_data_update", "time": 1}]
    assert rows[2] == [200, 200, "no json\ufffd"]


@given(
    frames=st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.dictionaries(st.text(max_size=4), st.text(max_size=9), max_size=3).map(msgspec.json.encode),
        ),
        max_size=20,
    )
)
def test_every_frame_comes_back(tmp_path_factory: pytest.TempPathFactory, frames: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("tape") / "a.jsonl.zst"
    write(path, [TapeLine(place, RoundMs(place), frame) for place, frame in enumerate(frames)])
    back = [each.frame for each in read(path)]
    for was, now in zip(frames, back, strict=True):
        one_line = was.replace(b"\n", b" ").replace(b"\r", b" ")
        # what is an object comes back byte for byte but for line ends; other things as the text that they are
        assert now == (one_line if one_line[:1] == b"{" else one_line.decode("utf-8", "replace").encode())


@given(cut=st.integers(1, 3_000))
def test_what_a_killed_writer_has_left_is_read_to_its_last_whole_line(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("tape") / "a.jsonl.zst"
    # frames that differ: else they would compress into a few bytes, and a cut find nothing to cut
    lines = [TapeLine(n, RoundMs(n), b'{"n":"%s"}' % str(pow(3, n, 10**40)).encode()) for n in range(1, 120)]
    write(path, lines, whole=False)
    data = path.read_bytes()
    path.write_bytes(data[: max(200, len(data) - cut)])
    assert read_tail(path) is None
    back = read(path)
    assert back == lines[: len(back)]
    measured = measure(path, lambda _share: True)
    assert measured is not None
    assert measured.frames == len(back)


def test_a_writer_that_was_flushed_loses_nothing_to_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, [line(number) for number in range(25)], whole=False)
    assert read(path) == [line(number) for number in range(25)]


def test_a_damaged_tape_is_read_up_to_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    lines = wild_lines(40)
    write(path, lines)
    damage(path)
    before: list[TapeLine] = []

    def read_on(reader: TapeReader) -> None:
        while True:
            before.extend(reader.read(3))

    with TapeReader(path) as reader, pytest.raises(TapeError, match=r"a\.jsonl\.zst is damaged"):
        read_on(reader)
    assert before[:10] == lines[:10], "well before the damage"


@pytest.mark.parametrize("left", [b"\0" * 20_000, b"\xff" * 20_000], ids=["zeros", "ones"])
def test_a_broken_off_tape_whose_end_is_damaged_is_measured_as_far_as_it_goes(tmp_path: Path, left: bytes) -> None:
    # what a machine leaves whose power failed
    path = tmp_path / "a.jsonl.zst"
    rng = random.Random(3)
    writer = TapeWriter(path, HEADER)
    for n in range(40):
        writer.write(TapeLine(n, RoundMs(n), b'{"n":"%s"}' % rng.randbytes(3_000).hex().encode()))
        writer.flush()
    writer.abandon()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + left)
    measured = measure(path, lambda _share: True)
    assert measured is not None
    assert 10 <= measured.frames < 30
    assert measured.last_ms == measured.frames - 1
    path.write_bytes(data[:200] + left)
    with pytest.raises(TapeError, match=r"is damaged|is no recording"):
        measure(path, lambda _share: True)


def test_a_tape_that_is_removed_while_it_is_measured_is_measured_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, [line(number) for number in range(1_000)], whole=False)
    shares: list[float] = []

    def go_on(share: float) -> bool:
        shares.append(share)
        if os.name != "nt":
            path.unlink(missing_ok=True)
        return True

    measured = measure(path, go_on)
    assert measured is not None
    assert measured.frames == 1_000
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no recording"),
        (b"no zstandard at all", "is no recording"),
        (zstandard.compress(b'{"something":1}\n'), "is no recording"),
        (zstandard.compress(b'{"algotrade_tape":99}\n'), "by a newer version"),
        (zstandard.compress(b"x" * 100_000_000), "is no recording"),
    ],
    ids=["empty", "text", "other", "newer", "endless line"],
)
def test_a_file_that_is_no_tape_is_refused_with_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "b.jsonl.zst"
    path.write_bytes(content)
    with pytest.raises(TapeError, match=words):
        TapeReader(path)
    with pytest.raises(TapeError, match="cannot be read"):
        TapeReader(tmp_path / "not there")


def test_what_a_killed_writer_left_is_measured_up_to_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, wild_lines(40), whole=False)
    with path.open("ab") as file:
        file.write(b"\xff" * 100)  # what a file system may leave where the power failed
    with TapeReader(path) as reader:
        before = reader.read(1_000)
        with pytest.raises(DamagedTapeError):
            reader.read(1_000)
    assert before
    measured = measure(path, lambda _share: True)
    assert measured is not None
    assert (measured.frames, measured.last_ms) == (len(before), before[-1].time_ms)


def test_a_measurement_that_is_called_off_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, [line(number) for number in range(1_000)], whole=False)
    shares: list[float] = []

    def go_on(share: float) -> bool:
        shares.append(share)
        return len(shares) < 2

    assert measure(path, go_on) is None
    assert len(shares) == 2


def test_a_tape_that_is_removed_while_it_is_measured_is_measured_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, [line(number) for number in range(1_000)], whole=False)
    with TapeReader(path) as reader:
        assert reader.read(10)
        if sys.platform != "win32":  # which keeps what somebody has open
            path.unlink()
        while reader.read(300):
            pass
        assert reader.read_share == 1.0


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    write(path, [])
    with pytest.raises(FileExistsError):
        TapeWriter(path, HEADER)
