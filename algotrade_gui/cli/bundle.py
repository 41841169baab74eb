"""The commands that hand strategies with their bots' settings on, and take in what others have handed on."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from algotrade_gui.core.errors import UserError

if TYPE_CHECKING:
    from algotrade_gui.bots.bundle import Bundle, BundledFile
    from algotrade_gui.core.paths import AppPaths
    from algotrade_gui.core.settings import BotSettings, Profile

bundle_app = typer.Typer(help="Hand strategies and bots' settings on to somebody else.", no_args_is_help=True)

_SHOWN_LINES = 12

_FileArgument = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)]


@bundle_app.command("export")
def export(
    file: _FileArgument,
    profile: Annotated[str | None, typer.Option("--profile", metavar="NAME", help="Whose bots.")] = None,
    bots: Annotated[
        list[str] | None, typer.Option("--bot", metavar="NAME", help="Only this bot of it (repeatable).")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite a file that is there.")] = False,
) -> None:
    """Write a profile's bots and the strategy files they need to FILE. No secret goes with them."""
    from algotrade_gui.bots.bundle import export_bundle
    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.core.paths import find_paths
    from algotrade_gui.core.profiles import DEFAULT_PROFILE, ProfileStore
    from algotrade_gui.core.secrets import find_secret
    from algotrade_gui.launch import open_secret_store

    if file.exists() and not replace:
        raise UserError(f"{file} is there already; --replace overwrites it.")
    paths = find_paths()
    profiles, secrets = ProfileStore(paths.profiles), open_secret_store(paths, ErrorCentre())
    loaded = profiles.load(profile or DEFAULT_PROFILE).profile
    # what is known is recognised in a file: a bot of the practice profile may hold the secret of another
    find_secret()
    for name in profiles.list():
        secrets.get(name)
    chosen = _chosen(loaded, bots)
    sources = _sources(chosen, paths.strategies)
    done = export_bundle(file, chosen, sources)
    typer.echo(f"{file}: {_count(len(done.bots), 'bot')}, {_count(len(done.files), 'strategy file')}")
    for told in done.left_out:
        typer.echo(f"left out, it may be a secret: {told}")


@bundle_app.command("show")
def show(file: _FileArgument) -> None:
    """Tell what FILE holds. Nothing of it is loaded or kept."""
    from algotrade_gui.bots.bundle import read_bundle

    bundle = read_bundle(file)
    for one in bundle.files:
        _describe(one)
    _tell_bots(bundle)


@bundle_app.command("import")
def take_in(
    file: _FileArgument,
    profile: Annotated[str | None, typer.Option("--profile", metavar="NAME", help="Who gets the bots.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Accept every strategy file unread; needed where nobody can be asked.")
    ] = False,
) -> None:
    """Take strategies and bots out of FILE. Each strategy file is shown and asked about; what is not accepted is never loaded."""
    import msgspec

    from algotrade_gui.bots.bundle import read_bundle
    from algotrade_gui.bots.bundle_install import RIGHTS, bots_to_add, install
    from algotrade_gui.core.paths import find_paths
    from algotrade_gui.core.profiles import DEFAULT_PROFILE, ProfileStore
    from algotrade_gui.trading.control import is_running

    bundle = read_bundle(file)
    paths = find_paths()
    if bundle.files and not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UserError("Nobody can be asked here whether to load the files: --yes accepts them all.")
    store = ProfileStore(paths.profiles)
    # before anything is written: it may not be there
    name = store.load(profile or DEFAULT_PROFILE).profile.name
    if bundle.bots and is_running(paths.control, name):
        raise UserError(f"{name} is running, and would write over what is added to it: end it first.")
    typer.echo(RIGHTS)
    accepted = {one.name for one in bundle.files if yes or _ask(one, paths)}
    paths.prepare()
    done = install(bundle, paths.strategies, accepted)
    # as it is now: the files may have been read for long
    now = store.load(name).profile
    added = bots_to_add(bundle, accepted, [bot.name for bot in now.bots])
    if added:
        store.save(msgspec.structs.replace(now, bots=[*now.bots, *added]))
    for path in done.written:
        typer.echo(f"accepted: {path}")
    for path in done.aside:
        typer.echo(f"not accepted, never loaded: {path}")
    typer.echo(f"{_count(len(added), 'bot')} added to {name}; none starts by itself")
    missing = len(bundle.bots) - len(added)
    if missing:
        typer.echo(f"{_count(missing, 'bot')} left out: the strategy was not accepted")


def _chosen(profile: "Profile", names: list[str] | None) -> "list[BotSettings]":
    known = {bot.name: bot for bot in profile.bots}
    for name in names or ():
        if name not in known:
            raise UserError(f"{profile.name} has no bot called {name}; it has: {', '.join(known) or 'none'}.")
    chosen = [bot for bot in profile.bots if names is None or bot.name in names]
    if not chosen:
        raise UserError(f"{profile.name} has no bots.")
    return chosen


def _sources(bots: "list[BotSettings]", folder: Path) -> list[Path]:
    """The files that define the bots' strategies, found without executing any."""
    from algotrade_gui.bots.bundle import classes_in

    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.py")):
        if not path.name.startswith("_"):
            for name in classes_in(path.read_text("utf-8", "replace")):
                found.setdefault(name, path)
    for bot in bots:
        if bot.strategy not in found:
            raise UserError(f"No file in {folder} defines {bot.strategy}, the strategy of {bot.name}.")
    return sorted({found[bot.strategy] for bot in bots})


def _ask(file: "BundledFile", paths: "AppPaths") -> bool:
    from algotrade_gui.bots.bundle_install import is_trusted

    _describe(file)
    if is_trusted(paths.strategies, file):
        typer.echo("  you have accepted this very file before")
    while True:
        try:
            answer = input(f"Load {file.name}? [y]es, [n]o, [s]how all of it: ").strip().lower()
        except EOFError:
            return False
        if answer in ("y", "yes"):
            return True
        if answer in ("s", "show"):
            typer.echo(file.shown)
        elif answer in ("", "n", "no"):
            return False


def _describe(file: "BundledFile") -> None:
    lines = file.shown.split("\n")
    typer.echo(f"\n{file.name}: {len(file.data):,} bytes, {len(lines)} lines, sha256 {file.sha256[:16]}")
    typer.echo(f"  imports: {', '.join(file.imports) or 'nothing'}")
    typer.echo(f"  classes: {', '.join(file.classes) or 'none'}")
    if file.problem:
        typer.echo(f"  does not read as Python: {file.problem}")
    for line in lines[:_SHOWN_LINES]:
        typer.echo(f"  | {line}")
    if len(lines) > _SHOWN_LINES:
        typer.echo(f"  | and {len(lines) - _SHOWN_LINES} lines more")


def _tell_bots(bundle: "Bundle") -> None:
    from algotrade_gui.bots.bundle import harmless

    if bundle.bots:
        typer.echo("")
    for bot in bundle.bots:
        config = ", ".join(f"{name} {value}" for name, value in bot.config.items())
        typer.echo(harmless(f"bot {bot.name}: {bot.strategy}; {config or 'no settings of its own'}"))


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
