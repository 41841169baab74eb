"""Logging for people: console, a rotating file, and no secret in either."""

import contextlib
import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from algotrade_gui.core.files import FileClaim
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.words import say

FILE_BYTES = 5_000_000
FILE_COUNT = 5
MOST_WRITERS = 20
"""Windows and consoles of one user that each write a log of their own."""

_FORMAT = "%(asctime)s.%(msecs)03d %(levelname)-7s %(name)s: %(message)s"
_TIME = "%Y-%m-%d %H:%M:%S"

# What would move a terminal's cursor, turn the reading direction round, or cannot be written as UTF-8. Much of what is logged was
# said by an exchange or a strategy.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# Formats exceptions and stacks for the filter, in the standard library's words.
_plain = logging.Formatter()


def bot_log_name(name: str) -> str:
    """What the log of one bot is called: `bot.NAME`."""
    # a dot would make one bot's log the parent of another's
    return f"bot.{name.replace('.', '_')}"


def bot_logger(name: str) -> logging.Logger:
    """The log of one bot."""
    return logging.getLogger(bot_log_name(name))


class RedactionFilter(logging.Filter):
    """Takes secrets out of a record: message, arguments, exception, traceback, stack.

    Put it on a HANDLER: filters of a logger do not see what its children log. The record is changed for all handlers.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _CONTROL.sub(_spelled, redact(_message(record)))
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = _plain.formatException(record.exc_info)
        # without the exception itself no other formatter can write its text anew
        record.exc_info = None
        if record.exc_text:
            record.exc_text = _CONTROL.sub(_spelled, redact(record.exc_text))
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def _spelled(found: re.Match[str]) -> str:
    return ascii(found.group())[1:-1]


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError) as error:
        # arguments that do not fit their format: say so, with both, rather than lose the line
        return f"{record.msg!s} {record.args!r} ({error})"


class _LogFile(RotatingFileHandler):
    """A file whose disk may be full: the lines go elsewhere too, and a traceback with each of them would bury them there."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


class LogSetup:
    """The program's log handlers on the root logger. `close` takes them off again."""

    def __init__(self, file: Path | None, *, level: int = logging.INFO, console: TextIO | None = None) -> None:
        """Log to `console` (None: the process's stderr, if it has one) and to `file` (None: no file).

        A file that cannot be opened is no reason to stop: `warning` then holds one sentence for the user.
        """
        self.warning: str | None = None
        self._handlers: list[logging.Handler] = []
        root = logging.getLogger()
        self._former_level = root.level
        root.setLevel(level)
        logging.captureWarnings(True)
        stream = console if console is not None else sys.stderr
        if stream is not None:  # a windowed program on Windows has none
            self.add_handler(logging.StreamHandler(stream))
        self._claim: FileClaim | None = None
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file = self._claimed(file)
                handler = _LogFile(file, maxBytes=FILE_BYTES, backupCount=FILE_COUNT - 1, encoding="utf-8")
            except OSError as error:
                self.warning = say(
                    "The log file {file} cannot be written: {reason}.", file=file, reason=str(error.strerror or error)
                )
            else:
                self.add_handler(handler)

    def _claimed(self, file: Path) -> Path:
        """Return `file`, or the first of NAME.2.log, NAME.3.log ... that no other process writes: two cannot rotate one file."""
        for number in range(1, MOST_WRITERS + 1):
            path = file if number == 1 else file.with_suffix(f".{number}{file.suffix}")
            try:
                self._claim = FileClaim(path.with_name(f".{path.name}.lock"))
            except (BlockingIOError, PermissionError):
                continue
            return path
        raise OSError(f"{MOST_WRITERS} programs write logs here already")

    def add_handler(self, handler: logging.Handler) -> None:
        """Add a handler (the window's log panel, say) that gets the same clean records; it keeps a formatter it has."""
        handler.addFilter(RedactionFilter())
        if handler.formatter is None:
            handler.setFormatter(logging.Formatter(_FORMAT, _TIME))
        logging.getLogger().addHandler(handler)
        self._handlers.append(handler)

    def remove_handler(self, handler: logging.Handler) -> None:
        """Take a handler off and close it."""
        logging.getLogger().removeHandler(handler)
        self._handlers.remove(handler)
        # what waits to be written fails once more on a disk that takes no more
        with contextlib.suppress(OSError):
            handler.close()

    def close(self) -> None:
        """Take all handlers off and close them; the root logger is as it was. May be called twice."""
        for handler in list(self._handlers):
            self.remove_handler(handler)
        if self._claim is not None:
            self._claim.release()
            self._claim = None
        logging.captureWarnings(False)
        logging.getLogger().setLevel(self._former_level)


def set_up_logging(file: Path | None, *, level: int = logging.INFO, console: TextIO | None = None) -> LogSetup:
    """Set up the process's logging. Call it once, early; the caller shows `warning` and calls `close` last of all.

    A child process (the practice exchange) passes no file: two processes cannot rotate one file.
    """
    return LogSetup(file, level=level, console=console)
