"""What a recording is called in the window: whose market, when, which round."""

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

from algotrade_gui.recording.tape.format import TapeHeader
from algotrade_gui.ui.language import integer, tr
from algotrade_gui.ui.models.round_names import round_words


def moment_words(header: TapeHeader) -> str:
    """When it was recorded, as the language in force writes a day and a time; empty where the tape does not say."""
    try:
        began = datetime.fromisoformat(header.began)
    except ValueError:
        return ""
    when = QDateTime.fromSecsSinceEpoch(int(began.timestamp()))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def round_of(header: TapeHeader) -> str:
    """The round's own name, else its number in the program that recorded it."""
    return round_words(header.round_name) if header.round_name else integer(header.round)


def tape_words(header: TapeHeader) -> str:
    """All of it on one line."""
    market = tr("Practice") if header.practice else tr("Live")
    parts = [
        market,
        header.profile,
        moment_words(header),
        tr("round {name}", name=round_of(header).removeprefix("round ")),
    ]
    return " · ".join(part for part in parts if part)
