"""What a window's run is judged by: the times it notes on the way, its report, its picture, its exit code."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.tasks import other_tasks
from algotrade_gui.launch import write_report
from algotrade_gui.market.records import Update

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

_loaded_at = time.monotonic()


class RunRecord:
    """One run's. Told of the first paint and of each update; asked for picture, report and exit code at the end."""

    def __init__(self, options: RunOptions, errors: ErrorCentre) -> None:
        self._options = options
        self._errors = errors
        self._first_paint_s: float | None = None
        self._painted_at: float | None = None
        self._first_candle_s: float | None = None

    def painted(self) -> None:
        """The window was painted for the first time."""
        self._painted_at = time.monotonic()
        self._first_paint_s = round(_process_age_s(), 3)

    def updated(self, update: Update) -> None:
        """An update came; a listener of the cache's."""
        if self._first_candle_s is None and update.candles and self._painted_at is not None:
            self._first_candle_s = round(time.monotonic() - self._painted_at, 3)

    def take_screenshot(self, window: QWidget) -> None:
        """Save the picture that was asked for, if one was."""
        file = self._options.screenshot
        if file is None:
            return
        reason = ""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f": {error.strerror or error}"
        if reason or not window.grab().save(str(file)):
            self._errors.report("screenshot", f"The picture {file} cannot be written{reason}.")

    def finish(self, workstation: "Workstation", *, qt_warnings: int) -> int:
        """Write the report that was asked for, if one was, and return the exit code; called when everything was stopped."""
        report = workstation.report()
        report.first_paint_s = self._first_paint_s
        report.first_candle_s = self._first_candle_s
        report.qt_warnings = qt_warnings
        report.leaked_tasks = other_tasks()
        if self._options.report is not None:
            try:
                write_report(self._options.report, report)
            except UserError as error:
                self._errors.report_exception("report", error)
        if self._options.smoke_s is None:
            return EXIT_OK
        reasons = [f"error: {record.source}: {record.message}" for record in self._errors.records]
        reasons += [f"task left: {name}" for name in report.leaked_tasks]
        bad = bool(self._errors.error_count or report.leaked_tasks or report.qt_warnings)
        if bad:
            sys.stderr.write("\n".join(["The smoke run failed.", *reasons]) + "\n")
        return EXIT_FAILED if bad else EXIT_OK


def _process_age_s() -> float:
    """Seconds since the process began; since this module was loaded where the system does not tell."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        started_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started_s
    except (OSError, ValueError, IndexError, AttributeError):
        return time.monotonic() - _loaded_at
