"""Writes a file wholly or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Put `text`, UTF-8, in place of what `path` holds; whoever reads meanwhile gets the old or the new, never a part. Raises OSError.

    The folder must be there. Only the file's owner may read it: it comes from `mkstemp`, 0600 from the first byte on.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise
