"""The log panel's rows."""

import logging
from typing import Final

from PySide6.QtCore import QObject

from algotrade_gui.core.logs import bot_log_name
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.log_buffer import LogBuffer, LogLine
from algotrade_gui.ui.models.appended import AppendedModel
from algotrade_gui.ui.theme import Role

TITLES = (mark("Time"), mark("Level"), mark("Source"), mark("Message"))
TIME, LEVEL, SOURCE, MESSAGE = range(4)
ERRORS_SOURCE: Final = "core.errors"
"""The log of the error centre, whose lines begin with whom they are about."""
_WORDS = {
    logging.DEBUG: mark("debug"),
    logging.INFO: mark("info"),
    logging.WARNING: mark("warning"),
    logging.ERROR: mark("error"),
}


def level_role(level: int) -> Role:
    """The colour of a level."""
    if level >= logging.ERROR:
        return "danger"
    if level >= logging.WARNING:
        return "warning"
    return "secondary" if level >= logging.INFO else "muted"


def level_word(level: int) -> str:
    """The word of a level, in the column's width."""
    return tr(next((word for least, word in reversed(_WORDS.items()) if level >= least), _WORDS[logging.DEBUG]))


def is_from(line: LogLine, source: str) -> bool:
    """Whether `source` wrote a line or, where it is a bot's log, the program reported it of that bot."""
    if line.source == source:
        return True
    if line.source != ERRORS_SOURCE:
        return False
    of_whom, colon, _ = line.message.partition(": ")
    return bool(colon) and bot_log_name(of_whom) == source


class LogModel(AppendedModel[LogLine]):
    """The lines of a buffer that pass level, source and text."""

    def __init__(self, buffer: LogBuffer, parent: QObject | None = None) -> None:
        super().__init__(buffer, parent)
        self.titles = [tr(title) for title in TITLES]
        self._level = logging.INFO
        self._text = ""
        self._of = ""

    @property
    def filtered(self) -> bool:
        """Whether a text or a source hides lines."""
        return bool(self._text or self._of)

    def set_filter(self, *, level: int | None = None, text: str | None = None, source: str | None = None) -> None:
        """Show lines of at least `level`, of `source` (empty: all), whose source, message or detail holds `text`, whatever its case."""
        if level is not None:
            self._level = level
        if text is not None:
            self._text = text.strip().lower()
        if source is not None:
            self._of = source
        self.refilter()

    def passes(self, line: LogLine) -> bool:
        if line.level < self._level or (self._of and not is_from(line, self._of)):
            return False
        if not self._text:
            return True
        return (
            self._text in line.message.lower()
            or self._text in line.source.lower()
            or (line.detail is not None and self._text in line.detail.lower())
        )

    def text(self, line: LogLine, column: int) -> str:
        return (line.time_text[:8], level_word(line.level), line.source, line.message)[column]

    def role(self, line: LogLine, column: int) -> Role | None:
        if column in (TIME, SOURCE):
            return "muted"
        return level_role(line.level) if column == LEVEL or line.level >= logging.WARNING else None

    def help(self, line: LogLine, column: int) -> str | None:
        if column == TIME:
            return line.time_text
        if column == SOURCE:
            return line.source
        if column == MESSAGE:
            return f"{line.message}\n{line.detail}" if line.detail else line.message
        return None
