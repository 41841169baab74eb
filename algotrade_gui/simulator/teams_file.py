"""The file that names a class's teams and knows their secrets by digest only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tomli_w

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.files import write_whole
from algotrade_gui.simulator.config import new_secret, secret_digest
from algotrade_gui.simulator.layers import checked, read_toml

_HEAD = (
    "# Teams of a practice exchange, and the SHA-256 of each one's secret. The secrets themselves are kept nowhere.\n"
    "# algotrade-gui exchange teams --help tells how to add, renew and remove.\n\n"
)
_NUMBERED = re.compile(r"team-(\d+)")
_MAX_NAME = 64

Teams = Mapping[str, str]
"""Name to digest."""


def read_teams(path: Path) -> dict[str, str]:
    """Return the teams in a file, in its order. Raises UserError with one sentence that names the file."""
    values = read_toml(path)
    for key in values:
        if key != "teams":
            raise UserError(f"{path}: a teams file has one table, [teams]; {key} does not belong there.")
    teams = values.get("teams", {})
    if teams:
        checked({"teams": teams}, str(path))
    return dict(teams)


def write_teams(path: Path, teams: Teams) -> None:
    """Write a teams file that only its owner can read. Raises UserError."""
    try:
        write_whole(path, _HEAD + tomli_w.dumps({"teams": dict(teams)}))
    except OSError as error:
        raise UserError(f"The teams file {path} cannot be written: {error.strerror or error}.") from error


def add_teams(teams: Teams, names: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the teams with those of `names` added, and the new ones' secrets. Raises UserError for a name that is taken or none."""
    result, secrets = dict(teams), {}
    for name in names:
        if not 0 < len(name) <= _MAX_NAME or not name.isprintable() or name != name.strip():
            raise UserError(f"{name!r} is no name for a team: up to {_MAX_NAME} printable characters.")
        if name in result:
            raise UserError(f"There is a team {name!r} already; --renew gives it another secret.")
        secrets[name] = new_secret()
        result[name] = secret_digest(secrets[name])
    return result, secrets


def renew_teams(teams: Teams, names: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the teams with new secrets for `names`, and these secrets; the old ones open nothing any more. Raises UserError."""
    result, secrets = dict(teams), {}
    for name in names:
        _known(result, name)
        secrets[name] = new_secret()
        result[name] = secret_digest(secrets[name])
    return result, secrets


def remove_teams(teams: Teams, names: Iterable[str]) -> dict[str, str]:
    """Return the teams without `names`. Raises UserError."""
    result = dict(teams)
    for name in names:
        _known(result, name)
        del result[name]
    return result


def numbered_names(teams: Iterable[str], count: int) -> Sequence[str]:
    """Return `count` new names team-01, team-02, ... after the highest number there is."""
    last = max((int(found[1]) for name in teams if (found := _NUMBERED.fullmatch(name))), default=0)
    return [f"team-{number:02}" for number in range(last + 1, last + count + 1)]


def _known(teams: Teams, name: str) -> None:
    if name not in teams:
        raise UserError(f"There is no team {name!r}; those there are: {', '.join(teams) or 'none'}.")
