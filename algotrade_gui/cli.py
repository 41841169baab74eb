"""The commands of `algotrade-gui`.

Parts are imported inside the commands: the practice exchange is a child process of every window, and its start should not wait for
what only the others need.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
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

ProfileOption = Annotated[str | None, typer.Option("--profile", metavar="NAME", help="The profile to run.")]
StrategiesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--strategies", metavar="DIR", exists=True, file_okay=False, help="One more folder of strategies (repeatable)."
    ),
]
ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE.json", dir_okay=False, help="Write figures of the run at exit.")
]
UriOption = Annotated[
    str | None, typer.Option("--uri", metavar="URI", help="The exchange, for example ws://192.168.100.10:9001/trade.")
]
SecretFileOption = Annotated[
    Path | None,
    typer.Option("--secret-file", metavar="FILE", exists=True, dir_okay=False, help="A file that holds the secret."),
]
SecretOption = Annotated[
    str | None,
    typer.Option(
        "--secret",
        metavar="SECRET",
        help="The team's secret. For practice: others on this machine can read it in the process list.",
    ),
]


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
        strategies=tuple(strategies or ()),
        secret=secret,
        secret_file=secret_file,
    )
    raise typer.Exit(run_window(options))


exchange_app = typer.Typer(invoke_without_command=True, no_args_is_help=False)
app.add_typer(exchange_app, name="exchange")


@exchange_app.callback()
def exchange(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes any free one.")] = 9001,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same market.")] = None,
    round_seconds: Annotated[int, typer.Option(min=60, max=7_200, help="Nominal length of a round.")] = 600,
    speed: Annotated[float, typer.Option(min=0.1, max=1_000, help="How much faster than the clock.")] = 1.0,
    team: Annotated[
        list[str] | None, typer.Option("--team", metavar="NAME=SECRET", help="A team and its secret (repeatable).")
    ] = None,
    child: Annotated[
        bool, typer.Option("--child", hidden=True, help="Settings on standard input; ends with it.")
    ] = False,
) -> None:
    """Run the practice exchange alone, until Ctrl-C; its sub-commands judge exchanges."""
    if context.invoked_subcommand is not None:
        return
    from algotrade_gui.simulator.config import make_config, new_seed
    from algotrade_gui.simulator.main import run_child, run_exchange

    if child:
        raise typer.Exit(run_child())
    settings: dict[str, object] = {
        "host": host,
        "port": port,
        "seed": new_seed() if seed is None else seed,
        "round_seconds": round_seconds,
        "speed": speed,
    }
    if team:
        settings["teams"] = _teams(team)
    raise typer.Exit(run_exchange(make_config(**settings)))


@exchange_app.command()
def conformance(
    uri: UriOption = None,
    secret: SecretOption = None,
    secret_file: SecretFileOption = None,
    other_secret_file: Annotated[
        Path | None,
        typer.Option(
            "--other-secret-file",
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="A second team's, for rules of two.",
        ),
    ] = None,
    orders: Annotated[
        bool, typer.Option("--orders", help="Also place bids of one cent for one contract, cancelled at once.")
    ] = False,
    trades: Annotated[
        bool, typer.Option("--trades", help="Also buy some contracts and hold one to its settlement: costs cash.")
    ] = False,
    limits: Annotated[
        bool, typer.Option("--limits", help="Also go past the team's limits: its connections are refused and closed.")
    ] = False,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only this script (repeatable).")
    ] = None,
    watch: Annotated[
        float, typer.Option(min=1, max=600, metavar="SECONDS", help="How much of the feed is judged.")
    ] = 4.0,
    speed: Annotated[float, typer.Option(min=0.1, max=1_000, help="The speed of a practice exchange.")] = 1.0,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", dir_okay=False, help="Write the outcomes as JSON.")
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List the scripts and run none.")] = False,
) -> None:
    """Try any exchange against the protocol, rule by rule. Read-only unless told otherwise. Exit code 0: no rule broken."""
    from algotrade_gui.conformance.command import ConformanceOptions, list_scripts, run_conformance
    from algotrade_gui.conformance.script import Part
    from algotrade_gui.core.secrets import find_secret, read_secret_file, terminal_prompt

    if list_all:
        list_scripts()
        return
    if uri is None:
        raise UserError("Give the exchange's address: --uri ws://HOST:PORT/trade.")
    found = find_secret(given=secret, secret_file=secret_file, prompt=terminal_prompt())
    if found is None:
        raise UserError("Give the team's secret: --secret-file FILE, or the variable ALGOTRADE_SECRET.")
    asked = {Part.READ_ONLY: True, Part.ORDERS: orders, Part.TRADES: trades, Part.LIMITS: limits}
    options = ConformanceOptions(
        uri=uri,
        secret=found,
        other_secret=None if other_secret_file is None else read_secret_file(other_secret_file),
        parts=[part for part, wanted in asked.items() if wanted],
        names=only or (),
        watch_s=watch,
        speed=speed,
        json_file=json_file,
    )
    raise typer.Exit(run_conformance(options))


@exchange_app.command()
def fidelity(
    seed: Annotated[int, typer.Option(min=0, help="The first round's seed: the same figures each time.")] = 1,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="How many rounds to run.")] = 1,
    round_seconds: Annotated[
        int, typer.Option(min=180, max=7_200, help="Nominal length; the sniper is only judged over 1800.")
    ] = 1_800,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE.json", dir_okay=False, help="Write the figures there.")
    ] = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", metavar="FILE.html", dir_okay=False, help="Write a page of plots there.")
    ] = None,
) -> None:
    """Compare the practice market with the real one, figure by figure. Exit code 1: one is off for no known reason."""
    from algotrade_gui.simulator.fidelity.command import run_fidelity

    raise typer.Exit(
        run_fidelity(seed, rounds=rounds, round_seconds=round_seconds, json_file=json_file, plots_file=plots)
    )


def _teams(texts: Sequence[str]) -> dict[str, str]:
    teams: dict[str, str] = {}
    for name, secret in map(_team, texts):
        if name in teams:
            raise UserError(f"--team names {name!r} twice.")
        teams[name] = secret
    return teams


def _team(text: str) -> tuple[str, str]:
    name, equals, secret = text.partition("=")
    if not (name and equals and secret):
        raise UserError(f"--team takes NAME=SECRET, not {name!r}.")
    return name, secret


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
) -> None:
    """Trade without a window: cache, then the bots, a summary every 30 s. Without a profile or URI it practises."""
    from algotrade_gui.console import run_windowless

    options = RunOptions(
        profile=profile,
        smoke_s=for_seconds,
        report=report,
        strategies=tuple(strategies or ()),
        bots=bots,
        uri=uri,
        secret=secret,
        secret_file=secret_file,
    )
    raise typer.Exit(run_windowless(options))


def main(arguments: Sequence[str], *, run_window: RunWindow) -> int:
    """Run the command line `arguments`; `run_window` opens the window. Returns the exit code."""
    try:
        app(args=list(arguments), prog_name="algotrade-gui", obj=run_window)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else EXIT_OK if leaving.code is None else EXIT_FAILED
    except UserError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILED
    return EXIT_OK
