"""What the table of recordings tells: one record per tape, one description per column."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.units import round_time_text
from algotrade_gui.recording.tape.shelf import Tape
from algotrade_gui.ui.language import mark, moment, number, tr, trn
from algotrade_gui.ui.models.cells import Column, Tone
from algotrade_gui.ui.models.round_names import capital, round_words

BROKEN_OFF, BEING_RECORDED, EMPTY = mark("broken off"), mark("being recorded"), mark("empty")
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TapeRow:
    """One tape, and whether this program is writing it."""

    tape: Tape
    writing: bool = False


def when_words(row: TapeRow) -> str:
    """When it was begun, in local time."""
    return moment(row.tape.began)


def what_words(row: TapeRow) -> str:
    """Whose market it was, with the profile that watched it."""
    header = row.tape.header
    market = tr("Practice") if header.practice else tr("Live")
    return f"{market} · {header.profile}" if header.profile else market


def round_of(row: TapeRow) -> str:
    """The round's name where it has one, else its number; within a sentence."""
    header = row.tape.header
    return round_words(header.round_name or f"round {header.round}")


def tape_words(row: TapeRow) -> str:
    """What it is, in one line."""
    return f"{what_words(row)} · {when_words(row)} · {round_of(row)}"


def span_words(row: TapeRow) -> str:
    """From when to when on the round's clock; a tape without an end says why it has none."""
    tail = row.tape.tail
    if tail is None:
        return tr(BEING_RECORDED) if row.writing else tr(BROKEN_OFF)
    if not tail.frames:
        return tr(EMPTY)
    times = f"{round_time_text(tail.first_ms)}–{round_time_text(tail.last_ms)}"
    return tr("with gaps, {times}", times=times) if tail.lost else times


def megabytes(size: int) -> str:
    """A file's size; one that holds anything is not shown as nothing."""
    return number(max(size / _MB, 0.1 if size else 0.0), 1)


def _span_tone(row: TapeRow) -> Tone:
    tail = row.tape.tail
    if tail is None:
        return Tone.ACCENT if row.writing else Tone.WARNING
    return Tone.WARNING if tail.lost else Tone.PLAIN


def _span_help(row: TapeRow) -> str | None:
    tail = row.tape.tail
    if tail is None and row.writing:
        return tr("This window records it; it can be played once its round has ended.")
    if tail is None:
        return tr(
            "The program that recorded it did not end it, so how long it is is not known. It plays as far as it goes."
        )
    if tail.lost:
        return trn(
            tail.lost,
            "{count} update is missing: the disk was too slow.",
            "{count} updates are missing: the disk was too slow.",
        )
    return trn(tail.frames, "{count} update", "{count} updates")


def _length(row: TapeRow) -> float | None:
    tail = row.tape.tail
    return None if tail is None else tail.last_ms - tail.first_ms


TAPE_COLUMNS: tuple[Column[TapeRow], ...] = (
    Column(
        title=mark("Recorded"),
        text=when_words,
        sample="00 mmmm 0000 00:00",
        tooltip=lambda row: row.tape.path.name,
        value=lambda row: row.tape.began.timestamp(),
        help=mark("When the recording began, in the time of this machine"),
    ),
    Column(
        title=mark("What"),
        text=what_words,
        sample="Practice · profile",
        numeric=False,
        tooltip=lambda row: row.tape.header.address or None,
        help=mark("Practice exchange or the competition's, and the profile that watched it"),
    ),
    Column(
        title=mark("Round"),
        text=lambda row: capital(round_of(row)),
        sample="Scored 100",
        numeric=False,
        value=lambda row: row.tape.header.round,
        help=mark("Its name, or its number in the program that recorded it"),
    ),
    Column(
        title=mark("From – to"),
        text=span_words,
        sample="with gaps, 00:00–00:00",
        words=(BROKEN_OFF, BEING_RECORDED, EMPTY),
        tone=_span_tone,
        tooltip=_span_help,
        value=_length,
        help=mark("What of the round is on it, on the round's clock; sorts by its length"),
    ),
    Column(
        title=mark("MB"),
        text=lambda row: megabytes(row.tape.size),
        sample="0,000.0",
        value=lambda row: row.tape.size,
        tone=lambda _: Tone.QUIET,
        help=mark("Size of the file, in millions of bytes"),
    ),
)
TAPE_PLACE: Final = {column.title: place for place, column in enumerate(TAPE_COLUMNS)}
