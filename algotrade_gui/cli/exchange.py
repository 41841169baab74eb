"""The commands about exchanges: run one, print its settings, make its teams, judge one."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from algotrade_gui.cli.exchange_options import GivenSettings, with_settings
from algotrade_gui.cli.exchange_teams import change_teams
from algotrade_gui.cli.shared import SecretFileOption, SecretOption, UriOption
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.files import write_whole

exchange_app = typer.Typer(invoke_without_command=True, no_args_is_help=False)


@exchange_app.callback()
@with_settings
def exchange(context: typer.Context, *, given: GivenSettings) -> None:
    """Run the practice exchange alone, until Ctrl-C or the end of a preset's last round. Later sources of a setting win over
    earlier ones: defaults, --preset, --config, options.
    """
    if context.invoked_subcommand is not None:
        if not given.empty:
            raise typer.BadParameter(f"options of the exchange itself have no effect on {context.invoked_subcommand}")
        return
    from algotrade_gui.simulator.main import run_exchange

    raise typer.Exit(run_exchange(given.config(draw_seed=True)))


@exchange_app.command()
@with_settings
def settings(
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE.toml", dir_okay=False, help="Write them there instead.")
    ] = None,
    *,
    given: GivenSettings,
) -> None:
    """Print every setting as a TOML file for --config, with what it means and may be. Options given here stand in it."""
    from algotrade_gui.simulator.settings_file import settings_text

    text = settings_text(given.config(draw_seed=False), with_seed=given.has_seed)
    if write is None:
        sys.stdout.write(text)
        return
    if write.exists():
        raise UserError(f"{write} is there already; remove it first, or choose another name.")
    try:
        write_whole(write, text)
    except OSError as error:
        raise UserError(f"{write} cannot be written: {error.strerror or error}.") from error


exchange_app.command("teams")(change_teams)


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
    patient: Annotated[
        float, typer.Option(min=0, max=7_200, metavar="SECONDS", help="How long a rule may wait for a round's end.")
    ] = 0.0,
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
        patience_s=patient,
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
