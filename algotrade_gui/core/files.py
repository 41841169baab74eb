"""Writes a file wholly or not at all; keeps a file for one process."""

import os
import sys
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Put `text`, UTF-8, in place of what `path` holds; whoever reads meanwhile gets the old or the new, never a part. Raises OSError.

    The folder must be there. Only the file's owner may read it: it comes from `mkstemp`, 0600 from the first byte on.
    """
    write_whole_bytes(path, text.encode())


def write_whole_bytes(path: Path, data: bytes) -> None:
    """As `write_whole`, bytes as they are."""
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise


class FileClaim:
    """Keeps a file for one process: whoever claims it second is told so. Ends with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        """Raises OSError (BlockingIOError, PermissionError) where another process has claimed `path`, or it cannot be written."""
        self._handle = path.open("ab")
        try:
            _lock(self._handle.fileno())
        except OSError:
            self._handle.close()
            raise

    def release(self) -> None:
        """Let others claim it. May be called twice."""
        self._handle.close()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
