"""The events panel's rows."""

import time

from PySide6.QtCore import QObject

from algotrade_gui.core.units import round_time_text
from algotrade_gui.domain.instrument import UnknownInstrumentError, parse_instrument_id
from algotrade_gui.recording.happenings import Happening, Happenings, Level, Topic
from algotrade_gui.ui.language import mark, shown, tr
from algotrade_gui.ui.models.appended import AppendedModel
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.models.source_names import sender_name
from algotrade_gui.ui.theme import Role

TITLES = (mark("Round"), mark("Topic"), mark("Source"), mark("Instrument"), mark("What"))
TIME, TOPIC, SOURCE, INSTRUMENT, WHAT = range(5)
TOPIC_WORDS = {
    Topic.ORDER: mark("order"),
    Topic.FILL: mark("fill"),
    Topic.SETTLEMENT: mark("settlement"),
    Topic.BOOKS: mark("books"),
    Topic.ROUND: mark("round"),
    Topic.BOT: mark("bot"),
    Topic.PARAMETER: mark("parameter"),
    Topic.CONNECTION: mark("connection"),
    Topic.TRADING: mark("trading"),
    Topic.PROBLEM: mark("problem"),
}
_ROLES: dict[Level, Role] = {Level.ERROR: "danger", Level.WARNING: "warning"}


class EventModel(AppendedModel[Happening]):
    """The happenings that pass level, topic, source and text."""

    def __init__(self, happenings: Happenings, parent: QObject | None = None) -> None:
        super().__init__(happenings, parent)
        self.titles = [tr(title) for title in TITLES]
        self._level = Level.INFO
        self._topic: Topic | None = None
        self._of = ""
        self._text = ""
        self.merged = False
        """Whether what happened is told with its instrument, which has no column of its own then; `text` is without it."""

    @property
    def filtered(self) -> bool:
        """Whether anything but the level hides lines."""
        return bool(self._text or self._of or self._topic)

    def set_filter(self, *, level: Level, topic: Topic | None, source: str, text: str) -> None:
        """Show what is at least `level`, about `topic` (None: all), of `source` (empty: all), and holds `text`, whatever its case."""
        self._level, self._topic, self._of, self._text = level, topic, source, text.strip().lower()
        self.refilter()

    def passes(self, line: Happening) -> bool:
        if line.level < self._level or (self._topic is not None and line.topic is not self._topic):
            return False
        if self._of and line.owner != self._of:
            return False
        return not self._text or any(self._text in self.text(line, column).lower() for column in range(1, len(TITLES)))

    def text(self, line: Happening, column: int) -> str:
        if column == TIME:
            return "" if line.time_ms is None else round_time_text(line.time_ms)
        if column == TOPIC:
            return tr(TOPIC_WORDS[line.topic])
        if column == SOURCE:
            return sender_name(line.owner) if line.owner else ""
        if column == INSTRUMENT:
            return "" if line.instrument is None else _label(line)
        return shown(line.text)

    def shown_text(self, line: Happening, column: int) -> str:
        text = self.text(line, column)
        if column == WHAT and self.merged and line.instrument is not None:
            return tr("{instrument}: {what}", instrument=_label(line), what=text)
        return text

    def role(self, line: Happening, column: int) -> Role | None:
        if column == TIME:
            return "muted"
        if column in (TOPIC, WHAT) and line.level in _ROLES:
            return _ROLES[line.level]
        return "secondary" if column in (TOPIC, SOURCE) else None

    def help(self, line: Happening, column: int) -> str | None:
        if column == TIME:
            return time.strftime("%H:%M:%S", time.localtime(line.wall_s))
        return self.shown_text(line, column) or None


def _label(line: Happening) -> str:
    assert line.instrument is not None
    try:
        return full_label(parse_instrument_id(line.instrument))
    except UnknownInstrumentError:
        return str(line.instrument)
