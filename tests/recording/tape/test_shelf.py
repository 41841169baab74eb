"""The folder of tapes: what is listed of each, and which go to make room."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from algotrade_gui.recording.tape.format import TapeError
from algotrade_gui.recording.tape.shelf import Tape, list_tapes, look_at, make_room, remove_tape
from tests.support.tapes import made_tape


def test_tapes_are_listed_newest_first_and_other_files_left_out(tmp_path: Path) -> None:
    assert list_tapes(tmp_path / "not there") == []
    paths = [made_tape(tmp_path, name, began=f"2026-11-0{day}T10:00:00+00:00") for name, day in (("b", 1), ("a", 2))]
    (tmp_path / "notes.jsonl.zst").write_bytes(b"no tape")
    (tmp_path / "notes.txt").write_bytes(b"")
    tapes = list_tapes(tmp_path)
    assert [tape.path for tape in tapes] == paths[::-1]
    assert tapes[0] == look_at(paths[1])
    assert tapes[0].size == paths[1].stat().st_size
    assert tapes[0].tail is not None
    assert look_at(made_tape(tmp_path, "killed", whole=False)).tail is None


def test_the_newest_is_first_also_where_a_clock_was_put_back(tmp_path: Path) -> None:
    summer = made_tape(tmp_path, "summer", began="2026-10-25T02:40:00+02:00")
    winter = made_tape(tmp_path, "winter", began="2026-10-25T02:20:00+01:00")
    assert [tape.path for tape in list_tapes(tmp_path)] == [winter, summer]


@pytest.mark.parametrize(
    ("began", "when"),
    [
        ("2026-11-29T17:15:03+05:00", datetime(2026, 11, 29, 12, 15, 3, tzinfo=UTC)),
        ("", None),
        ("this evening", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_when_a_tape_was_begun(tmp_path: Path, began: str, when: datetime | None) -> None:
    tape = look_at(made_tape(tmp_path, "a", began=began))
    assert tape.began == (when or datetime.fromtimestamp(tape.changed, tz=UTC))
    assert tape.began.utcoffset() == tape.began.astimezone().utcoffset(), "as this machine's clock has it"


def test_the_order_is_that_of_time_and_not_of_what_the_clocks_on_the_wall_showed(tmp_path: Path) -> None:
    # in the night in which summer time ends
    later = made_tape(tmp_path, "later", began="2026-10-25T02:10:00+01:00")
    earlier = made_tape(tmp_path, "earlier", began="2026-10-25T02:50:00+02:00")
    assert [tape.path for tape in list_tapes(tmp_path)] == [later, earlier]


def test_a_tape_that_another_program_writes_is_not_removed_to_make_room(tmp_path: Path) -> None:
    written = made_tape(tmp_path, "written", began="2026-11-01T10:00:00+00:00", whole=False)
    killed = made_tape(tmp_path, "killed", began="2026-11-02T10:00:00+00:00", whole=False)
    written.touch()
    assert make_room(tmp_path, 0) == [killed]
    assert written.exists()


def test_practice_s_oldest_make_room_and_the_competition_s_stay(tmp_path: Path) -> None:
    def tape(name: str, day: int, *, practice: bool = True) -> Tape:
        path = made_tape(tmp_path, name, began=f"2026-11-0{day}T10:00:00+00:00", practice=practice, filler=20_000)
        return look_at(path)

    live, old, middle, new = tape("live", 1, practice=False), tape("old", 2), tape("middle", 3), tape("new", 4)
    assert make_room(tmp_path, old.size + middle.size + new.size) == []
    assert make_room(tmp_path, middle.size + new.size) == [old.path]
    assert make_room(tmp_path, 0) == [middle.path, new.path]
    assert list_tapes(tmp_path) == [live]


def test_a_tape_is_removed_unless_somebody_writes_it(tmp_path: Path) -> None:
    ended, killed, written = (
        made_tape(tmp_path, "ended"),
        made_tape(tmp_path, "killed", whole=False),
        made_tape(tmp_path, "written", whole=False),
    )
    os.utime(ended)
    os.utime(written)
    remove_tape(ended)
    remove_tape(killed)
    remove_tape(killed)
    with pytest.raises(TapeError, match=r"written\.jsonl\.zst was written to a moment ago and stays"):
        remove_tape(written)
    assert list(tmp_path.iterdir()) == [written]


def test_what_cannot_be_removed_says_why(tmp_path: Path) -> None:
    # a folder cannot be unlinked, by nobody and on no system
    with pytest.raises(TapeError, match=r"could not be removed: .*delete it in its folder"):
        remove_tape(tmp_path)
