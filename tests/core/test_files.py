"""A file is written wholly or not at all."""

import os
from pathlib import Path

import pytest

from algotrade_gui.core.files import write_whole


def test_the_new_text_takes_the_old_one_s_place(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for text in ("old\n", "größer\n"):
        write_whole(path, text)
        assert path.read_bytes() == text.encode()
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("failing", ["os.fsync", "os.replace"])
def test_what_cannot_be_finished_leaves_the_old_text_and_nothing_else(
    failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, "old")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(failing, full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_whole(tmp_path / "none" / "file", "text")
