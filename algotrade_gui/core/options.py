"""What was asked for on the command line, as values for whichever front end runs."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Options of the window and of `run`; None and empty mean: not asked for."""

    profile: str | None = None
    smoke_s: float | None = None
    """Leave through the normal shutdown after so many seconds."""
    screenshot: Path | None = None
    report: Path | None = None
    strategies: tuple[Path, ...] = ()
    """Folders to load strategies from, besides the user's own."""
    bots: Path | None = None
    """A TOML file whose `[[bot]]` tables take the place of the profile's bots."""
    uri: str | None = None
    recording: Path | None = None
    """A recorded round to play back."""
    secret: str | None = None
    secret_file: Path | None = None
