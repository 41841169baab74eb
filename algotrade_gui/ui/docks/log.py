"""The log panel: what the program and each bot had to say."""

import logging
import re

from PySide6.QtWidgets import QToolButton, QWidget

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.line_panel import LinePanel, LineWords
from algotrade_gui.ui.log_buffer import LogBuffer, LogLine
from algotrade_gui.ui.models.log_model import LEVEL, LogModel, level_word
from algotrade_gui.ui.navigator import Navigator

LEVELS = (
    (mark("All"), logging.DEBUG),
    (mark("Info"), logging.INFO),
    (mark("Warnings"), logging.WARNING),
    (mark("Errors"), logging.ERROR),
)
NOTHING_AT_LEVEL = mark("Nothing to show at this level.")
NOTHING_FILTERED = mark("No line passes the filter. Clear it, or show all levels.")
WORDS = LineWords(
    list_name=mark("Log lines"),
    levels=LEVELS,
    level_help=mark("Show lines of this level and above"),
    placeholder=mark("Filter by source or text"),
    filter_name=mark("Filter the log"),
    jump_help=mark("Open the line of the strategy that is named, or select the bot that spoke"),
    clear=mark("Clear the log"),
    clear_help=mark("Clear what is shown; the log file keeps it"),
    nothing=NOTHING_AT_LEVEL,
    nothing_filtered=NOTHING_FILTERED,
)
BOT_SOURCE = "bot."
"""What the loggers of bots begin with."""
_PLACE = re.compile(r'File "([^"]+)", line (\d+)|(\S+\.py):(\d+)')


class LogPanel(LinePanel[LogLine]):
    """Opens the file that a line names."""

    panel_id = "log"
    title = mark("Log")
    every = 3

    def __init__(
        self,
        buffer: LogBuffer,
        errors: ErrorCentre,
        navigator: Navigator | None = None,
        parent: QWidget | None = None,
    ) -> None:
        model = LogModel(buffer)
        super().__init__(errors, model, ("00:00:00", tr("warning"), "bot.market-making"), WORDS, parent)
        self.model = model
        self._navigator = navigator or Navigator(self)
        self._clear = QToolButton(self)
        self.view.shed(LEVEL)
        self._clear.setDefaultAction(self._wipe)
        self.lay_out(behind=(self._clear,))

    def source_of(self, line: LogLine) -> str:
        return line.source

    def words_of(self, line: LogLine) -> str:
        """With its traceback."""
        detail = f"\n{line.detail}" if line.detail else ""
        return f"{line.time_text} {level_word(line.level)} {line.source}: {line.message}{detail}"

    def jump_to(self, line: LogLine) -> None:
        """Go to the last file and line it names, else to the bot."""
        place = place_in(line)
        if place is not None:
            self._navigator.file_wanted.emit(*place)
        elif line.source.startswith(BOT_SOURCE):
            self._navigator.bot_wanted.emit(line.source.removeprefix(BOT_SOURCE))

    def show_bot(self, name: str) -> None:
        """Show the lines of one bot."""
        self.show_source(f"{BOT_SOURCE}{name}")

    def apply_filter(self) -> bool:
        self.model.set_filter(level=self.level.currentData(), text=self.filter.text(), source=self.source.source)
        return self.model.filtered


def place_in(line: LogLine) -> tuple[str, int] | None:
    """The file and line that a log line names last: where a traceback ends; None where it names none."""
    found = list(_PLACE.finditer(f"{line.message}\n{line.detail or ''}"))
    if not found:
        return None
    last = found[-1]
    return (last.group(1), int(last.group(2))) if last.group(1) else (last.group(3), int(last.group(4)))
