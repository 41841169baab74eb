"""Where in a strategy's file something happened."""

import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from algotrade_gui.core.units import RoundMs


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A line of a file; reads as `maker.py:12`."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastError:
    """The newest mistake of a bot: in one line, when (round's clock), and where in its own file (None: elsewhere)."""

    text: str
    time_ms: RoundMs
    place: CodePlace | None = None


def source_of(bot_class: type | None) -> Path | None:
    """Return the file that a strategy was loaded from; None for one that was not loaded from a file."""
    if bot_class is None:
        return None
    file = getattr(sys.modules.get(bot_class.__module__), "__file__", None)
    return Path(file) if file else None


def place_of(error: BaseException, source: Path | None) -> CodePlace | None:
    """Return the last line of `source` on the way to `error`, looking also at what the error was raised from; None: it never passed."""
    seen: set[int] = set()
    current: BaseException | None = error
    while source is not None and current is not None and id(current) not in seen:
        seen.add(id(current))
        lines = [frame.lineno for frame in traceback.extract_tb(current.__traceback__) if frame.filename == str(source)]
        if lines and lines[-1] is not None:
            return CodePlace(source, lines[-1])
        current = current.__cause__ or current.__context__
    return None
