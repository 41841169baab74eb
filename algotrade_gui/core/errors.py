"""Errors with two faces: what the user can mend is a sentence, everything else is a bug with its traceback."""

import enum
import logging
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.redaction import redact

log = logging.getLogger(__name__)


class UserError(Exception):
    """Something the user can mend; its text is one clear sentence in the user's words, shown as it is."""


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
    count: int = field(default=1)


class ErrorCentre:
    """Collects errors from everywhere, also before a window exists, and shows each distinct one once.

    Secrets are taken out as a record comes in: windows and reports show its text as it is.
    Not thread-safe: other threads go through the loop (`call_soon_threadsafe`).
    """

    def __init__(self, keep: int = 500) -> None:
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
        """Call `listener` once for each distinct error from now on; with `replay` also for those that came before.

        Returns the function that ends the subscription.
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
            self.report(source, str(error), severity=severity)
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
        seen = self._seen.get(key)
        if seen is not None:
            seen.count += 1
            return
        if len(self._seen) >= (self._records.maxlen or 500):
            self._seen.pop(next(iter(self._seen)))
        self._seen[key] = _Seen(record)
        self._records.append(record)
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
