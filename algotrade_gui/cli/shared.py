"""Options that several commands have, and how they print a table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

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
RecordingOption = Annotated[
    Path | None,
    typer.Option(
        "--recording",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Play a recorded round back instead of connecting anywhere.",
    ),
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


def print_table(columns: Sequence[str], numeric: frozenset[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Print `rows` below their headings, those of `numeric` to the right. Only the last column is broken to the terminal's width."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # text of an exchange or a strategy is no markup
    cells = [[Text(cell) for cell in row] for row in rows]
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
