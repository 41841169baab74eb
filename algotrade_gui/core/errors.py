"""Errors with two faces: what the user can mend is a sentence, everything else is a bug with its traceback."""

import enum
import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.words import Said

log = logging.getLogger(__name__)

QUIET_MS: Final = 60_000.0
"""An error that has not come for so long is told anew when it comes again: a connection that is lost twice in a night."""


class UserError(Exception):
    """Something the user can mend; its text is one clear sentence in the user's words, shown as it is."""


def sentence_of(error: BaseException) -> str:
    """The text of `error`, as the sentence it was made of where it was one (`core.words`)."""
    said = error.args[0] if len(error.args) == 1 else None
    return said if isinstance(said, Said) else str(error)


class Severity(enum.Enum):
    """How loudly an error speaks."""

    WARNING = "warning"
    """Something is off and being dealt with (a reconnect, a frame that did not decode)."""
    ERROR = "error"
    """Something did not work and needs a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRecord:
    """One error as the user sees it; `traceback_text` is None for a UserError."""

    severity: Severity
    source: str
    """Who met it: a bot's id, a part's name."""
    message: str
    traceback_text: str | None = None
    count: int = 1
    """How often the same error came."""


@dataclass(slots=True)
class _Seen:
    record: ErrorRecord
    last_ms: float
    count: int = field(default=1)


class ErrorCentre:
    """Collects errors from everywhere, also before a window exists, and tells each distinct one once for as long as it goes on coming.

    Secrets are taken out as a record comes in: windows and reports show its text as it is.
    Not thread-safe: other threads go through the loop (`call_soon_threadsafe`).
    """

    def __init__(self, keep: int = 500, clock: Clock | None = None) -> None:
        """Keeps the newest `keep` distinct records; `clock` is the machine's by default."""
        self._clock = RealClock() if clock is None else clock
        self._records: deque[ErrorRecord] = deque(maxlen=keep)
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._listeners: Listeners[[ErrorRecord]] = Listeners()
        self._errors = 0
        self._warnings = 0

    @property
    def error_count(self) -> int:
        """How many records of severity ERROR came, repeats included."""
        return self._errors

    @property
    def warning_count(self) -> int:
        """How many records of severity WARNING came, repeats included."""
        return self._warnings

    @property
    def records(self) -> list[ErrorRecord]:
        """The distinct records, oldest first, each with its count so far."""
        return [
            ErrorRecord(
                severity=seen.record.severity,
                source=seen.record.source,
                message=seen.record.message,
                traceback_text=seen.record.traceback_text,
                count=seen.count,
            )
            for seen in self._seen.values()
        ]

    def subscribe(self, listener: Callable[[ErrorRecord], None], *, replay: bool = True) -> Callable[[], None]:
        """Call `listener` for each distinct error from now on, and anew after a time of quiet.

        With `replay` also once for each that came before. Returns the function that ends the subscription.
        """
        if replay:
            for record in list(self._records):
                listener(record)
        return self._listeners.add(listener)

    def report(self, source: str, message: str, *, severity: Severity = Severity.ERROR) -> None:
        """Record an error that needs no traceback: the user can mend it, or it names itself fully."""
        self._add(ErrorRecord(severity=severity, source=redact(source), message=redact(message)))

    def report_exception(self, source: str, error: BaseException, *, severity: Severity = Severity.ERROR) -> None:
        """Record an exception: a UserError as its sentence, anything else with its traceback."""
        if isinstance(error, UserError):
            self.report(source, sentence_of(error), severity=severity)
            return
        text = redact("".join(traceback.format_exception(error)))
        message = redact(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        # two raises of one bug differ in their message (an id, a number) and share its kind and the lines it passed
        kind = f"{type(error).__qualname__}\n{''.join(traceback.format_tb(error.__traceback__))}"
        self._add(ErrorRecord(severity=severity, source=redact(source), message=message, traceback_text=text), kind)

    def _add(self, record: ErrorRecord, kind: str | None = None) -> None:
        if record.severity is Severity.ERROR:
            self._errors += 1
        else:
            self._warnings += 1
        key = (record.source, record.message if kind is None else kind)
        now_ms = self._clock.now_ms()
        seen = self._seen.get(key)
        if seen is not None:
            quiet_ms, seen.last_ms = now_ms - seen.last_ms, now_ms
            seen.count += 1
            if quiet_ms >= QUIET_MS:
                self._tell(seen.record)
            return
        if len(self._seen) >= (self._records.maxlen or 500):
            self._seen.pop(next(iter(self._seen)))
        self._seen[key] = _Seen(record, now_ms)
        self._records.append(record)
        self._tell(record)

    def _tell(self, record: ErrorRecord) -> None:
        level = logging.ERROR if record.severity is Severity.ERROR else logging.WARNING
        detail = f"\n{record.traceback_text}" if record.traceback_text else ""
        log.log(level, "%s: %s%s", record.source, record.message, detail)
        for listener in self._listeners:
            try:
                listener(record)
            except Exception:
                # an edge: whoever reports (the feed, a session's reader) must not end by a mistake of the window's
                self._errors += 1
                log.exception("a listener to errors failed")
