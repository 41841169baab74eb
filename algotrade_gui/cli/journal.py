"""The command that tells what happened, from the journal."""

import time
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from algotrade_gui.cli.shared import print_table
from algotrade_gui.core.errors import UserError

_LAST = 50


def tell_journal(
    profile: Annotated[str | None, typer.Option("--profile", metavar="NAME", help="Whose journal.")] = None,
    last: Annotated[
        int | None, typer.Option("--last", metavar="N", min=1, help=f"The newest N rows; {_LAST}, into a file all.")
    ] = None,
    orders: Annotated[bool, typer.Option("--orders", help="Each order, as it stood last.")] = False,
    fills: Annotated[bool, typer.Option("--fills", help="What was dealt.")] = False,
    requests: Annotated[bool, typer.Option("--requests", help="Requests and replies as on the wire.")] = False,
    reconciliations: Annotated[
        bool, typer.Option("--reconciliations", help="Differences from the exchange's word, both sides.")
    ] = False,
    parameters: Annotated[bool, typer.Option("--parameters", help="Changes of bots' parameters.")] = False,
    runs: Annotated[bool, typer.Option("--runs", help="When the program ran, which rounds, what is missing.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", dir_okay=False, help="Write CSV instead of a table.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", metavar="FILE.sqlite", dir_okay=False, help="A journal elsewhere, or a second program's."
        ),
    ] = None,
) -> None:
    """Tell what happened: orders, fills, changes, and what the exchange said. Also while the program runs."""
    from algotrade_gui.core.paths import find_paths
    from algotrade_gui.core.profiles import DEFAULT_PROFILE
    from algotrade_gui.recording.journal import journal_path
    from algotrade_gui.recording.schema import open_to_read
    from algotrade_gui.recording.telling import Topic, tell, write_csv

    asked = [
        topic
        for topic, wanted in (
            (Topic.ORDERS, orders),
            (Topic.FILLS, fills),
            (Topic.REQUESTS, requests),
            (Topic.RECONCILIATIONS, reconciliations),
            (Topic.PARAMETERS, parameters),
            (Topic.RUNS, runs),
        )
        if wanted
    ]
    if len(asked) > 1:
        raise UserError(f"One table at a time: --{asked[0].value} or --{asked[1].value}.")
    path = file or journal_path(find_paths().journals, profile or DEFAULT_PROFILE)
    with closing(open_to_read(path)) as connection:
        told = tell(connection, asked[0] if asked else Topic.ALL, last or (None if csv is not None else _LAST))
    if csv is not None:
        write_csv(csv, told)
        typer.echo(f"{len(told.rows)} rows written to {csv}")
        return
    # today's date goes without saying
    today = time.strftime("%Y-%m-%d ")
    rows = [tuple(cell.removeprefix(today) for cell in row) for row in told.rows]
    print_table(told.columns, told.numeric, rows)
    if not rows:
        typer.echo("nothing of that kind yet")
