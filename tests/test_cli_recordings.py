"""What the command that lists recorded rounds prints."""

from pathlib import Path

import pytest

from algotrade_gui import cli
from algotrade_gui.core.paths import find_paths
from tests.support.tapes import made_tape


def command() -> int:
    return cli.main(["recordings"], run_window=lambda _options: 0)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "250")
    return find_paths().recordings


def test_rounds_are_listed_newest_first_below_their_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_tape(folder, "first", began="2026-11-01T10:00:00+00:00", number=12, filler=2_500_000)
    made_tape(folder, "second", began="2026-11-02T10:00:00+00:00", practice=False, profile="club", whole=False)
    made_tape(folder, "third [bold]", began="2026-11-03T10:00:00+00:00", round_name="scored 1", lost=2)
    made_tape(folder, "fourth", began="2026-11-04T10:00:00+00:00", frames=0)
    assert command() == 0
    first, heading, *rows, note = capsys.readouterr().out.splitlines()
    assert first == str(folder)
    assert heading.split() == ["recorded", "what", "round", "from-to", "MB", "file"]
    assert [row.split(maxsplit=2)[0] for row in rows] == [f"2026-11-0{day}" for day in (4, 3, 2, 1)]
    assert [" ".join(row.split()[2:]) for row in rows] == [
        "practice practice 1 empty 0.0 fourth.jsonl.zst",
        "practice practice scored 1 gaps, 0:05-10:00 0.0 third [bold].jsonl.zst",
        "live club 1 no end 0.0 second.jsonl.zst",
        f"practice practice 12 0:05-10:00 {(folder / 'first.jsonl.zst').stat().st_size / 1e6:.1f} first.jsonl.zst",
    ]
    assert note.startswith("no end: it is being recorded, or")


def test_without_a_broken_one_nothing_is_explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_tape(folder, "first")
    assert command() == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_an_empty_folder_is_one_sentence_and_no_failure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command() == 0
    assert capsys.readouterr().out.splitlines() == [
        str(folder),
        "Nothing is recorded yet: rounds are recorded while the program is connected.",
    ]
    assert not folder.exists(), "looking makes nothing"
