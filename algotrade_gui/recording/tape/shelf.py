"""The folder of tapes: which there are, and how they leave it."""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from algotrade_gui.core.words import say
from algotrade_gui.recording.tape.format import SUFFIX, TapeError, TapeHeader, TapeReader, TapeTail, read_tail

log = logging.getLogger(__name__)

PRACTICE_BYTES: Final = 2_000_000_000
"""What practice's tapes may take before the oldest of them go: a night of rounds. The competition's are never removed by themselves."""

_WRITTEN_S: Final = 60.0
"""A tape without an end that was written no longer ago than this may be in somebody's hands, who writes each second while updates come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """One file of the folder."""

    path: Path
    header: TapeHeader
    tail: TapeTail | None
    """None while it is being written, and for ever where its writer was killed."""
    size: int
    """Bytes."""
    changed: float
    """When it was written last, seconds since 1970."""

    @property
    def began(self) -> datetime:
        """When it was begun, in this machine's time; where its header does not tell, when it was written last."""
        try:
            return datetime.fromisoformat(self.header.began).astimezone()
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(self.changed, tz=UTC).astimezone()


def tape_path(folder: Path, profile: str, round_number: int, began: datetime) -> Path:
    """A name for a new tape in `folder` that no file has yet."""
    stem = f"{began:%Y-%m-%d %H.%M.%S} {profile} round {round_number}"
    path = folder / f"{stem}{SUFFIX}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem} ({number}){SUFFIX}"
    return path


def list_tapes(folder: Path) -> list[Tape]:
    """Return the tapes of `folder`, the newest first; files that are none are left out. A few ms each: not in the loop."""
    found = [tape for path in folder.glob(f"*{SUFFIX}") if (tape := _look_at(path)) is not None]
    return sorted(found, key=lambda tape: (tape.began, tape.path.name), reverse=True)


def look_at(path: Path) -> Tape:
    """Return what is known of a tape without reading it all. Raises TapeError. Not in the loop."""
    with TapeReader(path) as reader:
        header = reader.header
    try:
        state = path.stat()
        return Tape(path=path, header=header, tail=read_tail(path), size=state.st_size, changed=state.st_mtime)
    except OSError as error:
        raise TapeError(str(error.strerror or error)) from error


def make_room(folder: Path, most_bytes: int = PRACTICE_BYTES) -> list[Path]:
    """Remove practice's oldest tapes until the rest of them take `most_bytes` at most; return those removed. Not in the loop.

    One that another program still writes stays: elsewhere than on Windows it would go on into nothing.
    """
    tapes = [tape for tape in list_tapes(folder) if tape.header.practice]
    taken = sum(tape.size for tape in tapes)
    removed: list[Path] = []
    for tape in reversed(tapes):
        if taken <= most_bytes:
            break
        if tape.tail is None and _is_written(tape.changed):
            continue
        try:
            tape.path.unlink()
        except OSError as error:
            # Windows keeps what somebody has open
            log.info("the recording %s stays: %s", tape.path.name, error)
            continue
        log.info("the recording %s was removed: it is the oldest, and newer ones need its room", tape.path.name)
        taken -= tape.size
        removed.append(tape.path)
    return removed


def remove_tape(path: Path) -> None:
    """Delete a tape; one that is gone already is no trouble. Raises TapeError where it stays. Not in the loop."""
    try:
        if read_tail(path) is None and _is_written(path.stat().st_mtime):
            # elsewhere than on Windows its writer would go on into nothing
            raise TapeError(
                say(
                    "The recording {file} was written to a moment ago and stays: another window seems to record it. "
                    "Remove it once that round has ended.",
                    file=path.name,
                )
            )
        path.unlink()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise TapeError(
            say(
                "The recording {file} could not be removed: {reason}. Close what plays it and try again, or delete it in its folder.",
                file=path.name,
                reason=str(error.strerror or error),
            )
        ) from error


def _is_written(changed: float) -> bool:
    """Whether a tape without an end, changed last at that time, may still be in its writer's hands."""
    return abs(time.time() - changed) < _WRITTEN_S


def _look_at(path: Path) -> Tape | None:
    try:
        return look_at(path)
    except TapeError as error:
        log.info("not listed: %s", error)
        return None
