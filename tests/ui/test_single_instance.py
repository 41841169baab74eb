"""A second start of a profile knocks at the first one's window."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import UserError
from algotrade_gui.ui.single_instance import SingleInstance


def test_the_second_claim_knocks_at_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SingleInstance("practice", tmp_path), SingleInstance("practice", tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.knocked, timeout=3_000):
        assert not second.claim()
    first.release()
    assert second.claim()
    second.release()


def test_another_profile_or_another_home_is_free(qtbot: QtBot, tmp_path: Path) -> None:
    other_home = tmp_path / "other"
    other_home.mkdir()
    claims = [
        SingleInstance("practice", tmp_path),
        SingleInstance("live", tmp_path),
        SingleInstance("practice", other_home),
    ]
    assert [claim.claim() for claim in claims] == [True, True, True]
    for claim in claims:
        claim.release()


def test_a_lock_file_that_cannot_be_made_is_not_taken_for_another_window(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be made"):
        SingleInstance("practice", tmp_path / "missing").claim()
