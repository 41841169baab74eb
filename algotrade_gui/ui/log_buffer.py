"""Keeps the newest log lines for the log panel, which asks for them when it paints."""

import logging
import time
from collections import deque
from dataclasses import dataclass

KEEP_LINES = 5_000
_PACKAGE = "algotrade_gui."


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One record, already free of secrets. `detail` is a traceback, if there is one."""

    number: int
    """Counts up from 1 over the life of the buffer."""
    time_text: str
    """Wall time, HH:MM:SS.mmm."""
    level: int
    source: str
    message: str
    detail: str | None = None


class LogBuffer(logging.Handler):
    """A logging handler that only remembers; bounded, and cheap enough for any thread.

    Add it through the log set-up's `add_handler`, which takes secrets out of the records.
    """

    def __init__(self, keep: int = KEEP_LINES) -> None:
        super().__init__(logging.DEBUG)
        self._lines: deque[LogLine] = deque(maxlen=keep)
        self._count = 0

    @property
    def keep(self) -> int:
        """How many lines are kept."""
        return self._lines.maxlen or KEEP_LINES

    @property
    def count(self) -> int:
        """How many lines ever came: a reader that has seen as many is up to date."""
        return self._count

    def emit(self, record: logging.LogRecord) -> None:
        # logging holds the handler's lock here, so that threads do not meet
        self._count += 1
        detail = record.exc_text
        if detail is None and record.exc_info:
            detail = logging.Formatter().formatException(record.exc_info)
        message, _, rest = record.getMessage().partition("\n")
        if rest:
            detail = f"{rest}\n{detail}" if detail else rest
        self._lines.append(
            LogLine(
                number=self._count,
                time_text=f"{time.strftime('%H:%M:%S', time.localtime(record.created))}.{int(record.msecs):03d}",
                level=record.levelno,
                source=record.name.removeprefix(_PACKAGE),
                message=message,
                detail=detail,
            )
        )

    def since(self, number: int) -> list[LogLine]:
        """Return the lines kept with a number above `number`, oldest first."""
        self.acquire()
        try:
            fresh = self._count - number
            if fresh <= 0:
                return []
            if fresh >= len(self._lines):
                return list(self._lines)
            return [self._lines[index] for index in range(len(self._lines) - fresh, len(self._lines))]
        finally:
            self.release()
