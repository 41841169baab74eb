""".ci/run says pytest's closing line last and hands on the exit code, whatever make does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no bash on Windows")

ROOT = Path(__file__).resolve().parents[2]

SHORT = "3 passed in 1.20s"
LONG = "=== 9 passed, 1 skipped in 61.20s (0:01:01) ==="
FAILED = "=== 1 failed, 9 passed, 2 warnings in 6.20s ==="


@pytest.mark.parametrize(
    ("says", "code", "last"),
    [
        (f"{SHORT}\nall tests:\n{LONG}\nQt said goodbye", 0, LONG),
        (f"{SHORT}\nall tests:\n{FAILED}", 2, FAILED),
        ("3 passed in 1.20s\nall tests:\nSegmentation fault", 2, "make test ended before pytest did"),
        ("Found 1 error in lint", 2, "make test ended before pytest did"),
        ("all tests:\n=== no tests ran in 0.01s ===", 2, "=== no tests ran in 0.01s ==="),
    ],
)
def test_the_last_line(tmp_path: Path, says: str, code: int, last: str) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "bin").mkdir()
    make = tmp_path / "bin" / "make"
    make.write_text(f"#!/bin/sh\n[ \"$*\" = test ] || exit 99\ncat <<'END'\n{says}\nEND\nexit {code}\n")
    make.chmod(0o755)
    result = subprocess.run(
        [tmp_path / ".ci" / "run"],
        env={**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert result.returncode == code
    assert result.stdout.splitlines()[-1] == last
    assert says in result.stdout
