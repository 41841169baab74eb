"""The command that makes a class's teams and hands out their secrets, once."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from algotrade_gui.core.errors import UserError


def change_teams(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Teams to add, by name.")] = None,
    file: Annotated[Path, typer.Option("--file", metavar="FILE.toml", dir_okay=False, help="The teams file.")] = Path(
        "teams.toml"
    ),
    new: Annotated[
        int, typer.Option("--new", metavar="N", min=0, max=500, help="Add so many, called team-01, team-02, ...")
    ] = 0,
    names_file: Annotated[
        Path | None,
        typer.Option("--names", metavar="FILE.txt", exists=True, dir_okay=False, help="Add those, one name a line."),
    ] = None,
    renew: Annotated[
        list[str] | None,
        typer.Option("--renew", metavar="NAME", help="Another secret for that team; the old one is void (repeatable)."),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="NAME", help="Remove that team (repeatable).")
    ] = None,
) -> None:
    """Make teams for exchange --teams: their secrets are printed this once, the file keeps only hashes. Alone: list the teams."""
    from algotrade_gui.simulator.teams_file import (
        add_teams,
        numbered_names,
        read_teams,
        remove_teams,
        renew_teams,
        write_teams,
    )

    added = [*(names or ()), *(() if names_file is None else _lines(names_file))]
    changes = bool(added or new or renew or remove)
    if not changes and not file.exists():
        raise UserError(f"There is no {file} yet: algotrade-gui exchange teams --new 20 --file {file} makes it.")
    before = read_teams(file) if file.exists() else {}
    if not changes:
        sys.stdout.write("".join(f"{name}\n" for name in before))
        return
    teams = remove_teams(before, remove or ())
    teams, renewed = renew_teams(teams, renew or ())
    teams, named = add_teams(teams, added)
    teams, numbered = add_teams(teams, numbered_names(teams, new))
    # kept first: a secret that was shown must open the exchange
    write_teams(file, teams)
    _hand_out(renewed | named | numbered)
    sys.stderr.write(f"{file} has {len(teams)} teams; a running exchange reads it when it is started again.\n")


def _hand_out(secrets: Mapping[str, str]) -> None:
    if not secrets:
        return
    width = max(len("team"), *map(len, secrets))
    sys.stdout.write(f"{'team':{width}}  secret\n")
    sys.stdout.write("".join(f"{name:{width}}  {secret}\n" for name, secret in secrets.items()))
    sys.stderr.write("These secrets are shown this once and kept nowhere: hand them out now.\n")


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as a list of names: {error}.") from error
