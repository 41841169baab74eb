"""The commands of `algotrade-gui`.

Parts are imported inside the commands, and the exchange's commands only when they are asked for: the practice exchange is a child process
of every window, and no start should wait for what only the others need.
"""

import sys
from collections.abc import Callable, Sequence
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from algotrade_gui.cli.bundle import bundle_app
from algotrade_gui.cli.journal import tell_journal
from algotrade_gui.cli.recordings import tell_recordings
from algotrade_gui.cli.shared import (
    ProfileOption,
    RecordingOption,
    ReportOption,
    SecretFileOption,
    SecretOption,
    StrategiesOption,
    UriOption,
)
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK
from algotrade_gui.core.options import RunOptions

RunWindow = Callable[[RunOptions], int]

app = typer.Typer(
    name="algotrade-gui",
    help="A workstation for the AlgoTrade competition. Without a command it opens the window.",
    invoke_without_command=True,
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def window(
    context: typer.Context,
    profile: ProfileOption = None,
    smoke: Annotated[
        float | None,
        typer.Option("--smoke", metavar="SECONDS", min=0.1, help="Run so long, then leave; exit code 1 on any error."),
    ] = None,
    screenshot: Annotated[
        Path | None,
        typer.Option("--screenshot", metavar="FILE.png", dir_okay=False, help="Picture the window before leaving."),
    ] = None,
    report: ReportOption = None,
    recording: RecordingOption = None,
    strategies: StrategiesOption = None,
    secret_file: SecretFileOption = None,
    secret: SecretOption = None,
) -> None:
    """A workstation for the AlgoTrade competition. Without a command it opens the window."""
    if context.invoked_subcommand is not None:
        return
    run_window: RunWindow = context.obj
    options = RunOptions(
        profile=profile,
        smoke_s=smoke,
        screenshot=screenshot,
        report=report,
        recording=recording,
        strategies=tuple(strategies or ()),
        secret=secret,
        secret_file=secret_file,
    )
    raise typer.Exit(run_window(options))


@app.command()
def check(
    uri: UriOption = None,
    secret: SecretOption = None,
    secret_file: SecretFileOption = None,
    profile: ProfileOption = None,
    orders: Annotated[
        bool | None,
        typer.Option("--orders/--no-orders", help="Also place and cancel an order far from the market."),
    ] = None,
) -> None:
    """Try the way to an exchange step by step. Exit code 0: all passed, 3: connected and waiting for the round, 1: not."""
    from algotrade_gui.console import run_check

    options = RunOptions(profile=profile, uri=uri, secret=secret, secret_file=secret_file)
    raise typer.Exit(run_check(options, with_orders=orders))


@app.command()
def run(
    profile: ProfileOption = None,
    strategies: StrategiesOption = None,
    bots: Annotated[
        Path | None,
        typer.Option("--bots", metavar="FILE.toml", exists=True, dir_okay=False, help="Bots instead of the profile's."),
    ] = None,
    for_seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", min=0.1, help="End after so long; else with Ctrl-C.")
    ] = None,
    report: ReportOption = None,
    uri: UriOption = None,
    secret: SecretOption = None,
    secret_file: SecretFileOption = None,
    recording: RecordingOption = None,
) -> None:
    """Trade without a window: cache, then the bots, a summary every 5 s. Without a profile or URI it practises."""
    from algotrade_gui.console import run_windowless

    options = RunOptions(
        profile=profile,
        smoke_s=for_seconds,
        report=report,
        strategies=tuple(strategies or ()),
        bots=bots,
        uri=uri,
        recording=recording,
        secret=secret,
        secret_file=secret_file,
    )
    raise typer.Exit(run_windowless(options))


@app.command()
def kill(
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Only what runs on this profile; else everything.")
    ] = None,
    sell: Annotated[
        bool | None,
        typer.Option(
            "--sell/--settle", help="Sell what is held at the bid, or let it settle; else as the profile says."
        ),
    ] = None,
    secret_file: SecretFileOption = None,
) -> None:
    """Stop trading now: block new orders and cancel all of the account's, in every running window or console of yours.

    Works while a bot holds the program. Where none runs on a remote --profile, its orders are cancelled from here,
    which takes the secret. Exit code 0: nothing is left.
    """
    from algotrade_gui.console import run_kill

    positions: Literal["settle", "sell"] | None = None if sell is None else "sell" if sell else "settle"
    raise typer.Exit(run_kill(profile, positions, secret_file))


@app.command()
def resume(
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Only what runs on this profile; else everything.")
    ] = None,
) -> None:
    """After `kill`: arm the kill switch again and lift the halt, in every running window or console of yours."""
    from algotrade_gui.console import run_resume

    raise typer.Exit(run_resume(profile))


app.command("journal")(tell_journal)
app.command("recordings")(tell_recordings)
app.add_typer(bundle_app, name="bundle")


@cache
def _add_exchange() -> None:
    """Make the exchange's commands known, once: their options are made from all its settings."""
    from algotrade_gui.cli.exchange import exchange_app

    app.add_typer(exchange_app, name="exchange")


def _run_child() -> int:
    from algotrade_gui.simulator.main import run_child

    return run_child()


def main(arguments: Sequence[str], *, run_window: RunWindow) -> int:
    """Run the command line `arguments`; `run_window` opens the window. Returns the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # a team's name or a tick that a Windows pipe has no letter for must not cost the rest
        sys.stdout.reconfigure(errors="replace")
    try:
        if list(arguments) == ["exchange", "--child"]:
            return _run_child()
        if {"exchange", "-h", "--help"} & set(arguments):
            _add_exchange()
        app(args=list(arguments), prog_name="algotrade-gui", obj=run_window)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else EXIT_OK if leaving.code is None else EXIT_FAILED
    except UserError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:  # before a command was reached; those end in their own way
        return EXIT_INTERRUPTED
    return EXIT_OK
