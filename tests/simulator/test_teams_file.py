"""A class's teams: secrets shown once, digests kept."""

import os
import stat
import uuid
from pathlib import Path

import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.simulator.config import secret_digest
from algotrade_gui.simulator.teams_file import (
    add_teams,
    numbered_names,
    read_teams,
    remove_teams,
    renew_teams,
    write_teams,
)


def test_new_teams_have_secrets_of_their_own_of_which_the_file_knows_only_digests(tmp_path: Path) -> None:
    teams, secrets = add_teams({}, numbered_names({}, 20))
    assert list(teams) == [f"team-{number:02}" for number in range(1, 21)]
    assert len(set(secrets.values())) == 20
    assert all(uuid.UUID(secret).version == 4 for secret in secrets.values())
    file = tmp_path / "teams.toml"
    write_teams(file, teams)
    text = file.read_text()
    assert not any(secret in text for secret in secrets.values())
    assert read_teams(file) == teams == {name: secret_digest(secret) for name, secret in secrets.items()}
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_teams_come_later_get_another_secret_and_go() -> None:
    teams, secrets = add_teams({}, ["Zagreb", "team-07"])
    teams, more = add_teams(teams, numbered_names(teams, 2))
    assert list(more) == ["team-08", "team-09"]
    renewed, new = renew_teams(teams, ["Zagreb"])
    assert new["Zagreb"] != secrets["Zagreb"]
    assert renewed["Zagreb"] == secret_digest(new["Zagreb"])
    assert {name for name in teams if teams[name] != renewed[name]} == {"Zagreb"}
    assert list(renewed) == list(teams)
    assert "team-07" not in remove_teams(teams, ["team-07"])


@pytest.mark.parametrize(
    ("names", "says"),
    [(["a", "a"], "is a team 'a' already"), ([""], "no name"), (["x" * 65], "no name"), (["a\nb"], "no name")],
)
def test_names_that_are_taken_or_none_are_refused(names: list[str], says: str) -> None:
    with pytest.raises(UserError, match=says):
        add_teams({}, names)


def test_an_unknown_team_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="no team 'b'; those there are: a"):
        renew_teams({"a": "0" * 64}, ["b"])
    with pytest.raises(UserError, match="no team 'b'"):
        remove_teams({}, ["b"])


@pytest.mark.parametrize(
    ("text", "says"),
    [("port = 1", "port does not belong"), ("[teams]\na = 'plain'", "64 hexadecimal"), ("teams = 3", "teams")],
)
def test_a_file_that_is_no_teams_file_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "t.toml"
    file.write_text(text)
    with pytest.raises(UserError, match=says) as caught:
        read_teams(file)
    assert str(file) in str(caught.value)
    assert "plain" not in str(caught.value)
