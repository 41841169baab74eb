"""The command that tells what happened, from the journal."""

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

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
    _print(told.columns, told.numeric, told.rows)


def _print(columns: Sequence[str], numeric: frozenset[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Only the last column is broken to the terminal's width; today's date goes without saying."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    today = time.strftime("%Y-%m-%d ")
    # text of an exchange or a strategy is no markup
    cells = [[Text(cell.removeprefix(today)) for cell in row] for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        last = place == len(columns) - 1
        table.add_column(
            column,
            justify="right" if column in numeric else "left",
            no_wrap=not last,
            overflow="fold",
            min_width=30 * last,
        )
    for row in cells:
        table.add_row(*row)
    fixed = sum(
        max(len(column), *(row[place].cell_len for row in cells), 0) + 1 for place, column in enumerate(columns[:-1])
    )
    console = Console(highlight=False)
    console.width = max(console.width, fixed + 31)
    console.print(table)
    if not rows:
        console.print("nothing of that kind yet")
