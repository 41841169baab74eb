"""Appends lines to a file or to standard output from a thread of its own, so that a slow disk or a full pipe holds nobody up."""

import contextlib
import errno
import queue
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from algotrade_gui.core.errors import UserError

STANDARD_OUTPUT = "-"
_WAITING_AT_MOST = 10_000
"""Lines that wait for a reader who does not read; what comes beyond is dropped."""


class LineWriter:
    """Writes lines in order. `on_error` is called at most once, on the thread, with a sentence; nothing is written after that."""

    def __init__(self, path: str, on_error: Callable[[str], None]) -> None:
        """Open `path` for appending; `-` is standard output. Raises UserError."""
        self._path = path
        self._on_error = on_error
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self.dropped = 0
        try:
            self._file: BinaryIO = _standard_output() if path == STANDARD_OUTPUT else open(path, "ab")  # noqa: SIM115 - the thread closes it
        except OSError as error:
            name = "Standard output" if path == STANDARD_OUTPUT else path
            raise UserError(f"{name} cannot be written to: {error.strerror}.") from error
        self._thread = threading.Thread(target=self._run, name="line-writer", daemon=True)
        self._thread.start()

    def write(self, line: bytes) -> None:
        """Have `line` written; returns at once."""
        if self._lines.qsize() >= _WAITING_AT_MOST:
            self.dropped += 1
        else:
            self._lines.put(line)

    def close(self, timeout_s: float = 2.0) -> None:
        """Write what waits, for at most `timeout_s`, and close the file. Idempotent."""
        self._lines.put(None)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        failed = False
        while (line := self._lines.get()) is not None:
            if failed:
                continue
            try:
                self._file.write(line + b"\n")
                self._file.flush()
            except (OSError, ValueError) as error:  # ValueError: standard output was closed by the program
                failed = True
                reason = error.strerror if isinstance(error, OSError) else "it is closed"
                name = "Standard output" if self._path == STANDARD_OUTPUT else self._path
                self._on_error(f"{name} takes no more standings: {reason}. The exchange goes on without.")
        if self._path != STANDARD_OUTPUT:
            with contextlib.suppress(OSError):  # what could not be written is tried once more, in vain
                self._file.close()


def _standard_output() -> BinaryIO:
    raw: BinaryIO | None = getattr(sys.stdout, "buffer", None)
    if raw is None:  # closed before the program began, or replaced by something that only takes text
        raise OSError(errno.EBADF, "it takes no bytes")
    sys.stdout.flush()
    return raw
