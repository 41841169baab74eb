"""Options that several commands have."""

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
