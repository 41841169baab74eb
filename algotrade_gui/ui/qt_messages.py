"""Qt's own messages: into the log, and warnings into the error centre, but for a short list with reasons."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from algotrade_gui.core.errors import ErrorCentre, Severity

log = logging.getLogger(__name__)

IGNORED = {
    "This plugin does not support propagateSizeHints": "the offscreen platform has no window manager to tell sizes to",
    "This plugin does not support raise": "the offscreen platform has no order of windows",
    "This plugin does not support grabbing the keyboard": "the offscreen platform has no keyboard that a menu could hold",
}
"""Beginnings of messages that say nothing about us, each with its reason; pyproject.toml holds the same list for the tests."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class QtMessages:
    """Counts Qt's warnings and passes messages on, from `install` to `remove`."""

    def __init__(self, errors: ErrorCentre, in_loop: Callable[[Callable[[], None]], None]) -> None:
        """`in_loop` runs a function on the main thread: Qt may warn from a thread of its own."""
        self._errors = errors
        self._in_loop = in_loop
        self.warnings = 0
        """Messages of level warning and above that are not on the list."""

    def install(self) -> None:
        """Take Qt's messages from now on."""
        qInstallMessageHandler(self._came)

    def remove(self) -> None:
        """Give Qt its own handler back."""
        qInstallMessageHandler(None)

    def _came(self, kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        text = message or ""
        if any(text.startswith(start) for start in IGNORED):
            return
        level = _LEVELS.get(kind, logging.WARNING)
        if level < logging.WARNING:
            log.log(level, "Qt: %s", text)
            return
        self.warnings += 1
        severity = Severity.WARNING if level == logging.WARNING else Severity.ERROR
        self._in_loop(lambda: self._errors.report("Qt", text, severity=severity))
