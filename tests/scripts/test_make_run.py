"""`make run` on a terminal without a display: one line, a windowless session, and Ctrl-C ends it with 0."""

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("make") is None or shutil.which("setsid") is None,
    reason="needs make and Linux's terminals",
)

ROOT = Path(__file__).resolve().parents[2]


def checkout(folder: Path) -> None:
    """A checkout that is set up already: with the Python that runs the tests."""
    (folder / "scripts").mkdir()
    (folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copy(ROOT / "scripts" / "run.sh", folder / "scripts")
    for name, text in {
        "scripts/setup.sh": "#!/bin/sh\n",
        ".venv/bin/python": f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} "$@"\n',
    }.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


def read_until(terminal: int, text: str, timeout_s: float = 20.0) -> str:
    deadline = time.monotonic() + timeout_s
    seen = ""
    while text not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, f"{text!r} did not come within {timeout_s:g} s, but: {seen}"
        try:
            seen += os.read(terminal, 65_536).decode(errors="replace")
        except OSError:  # the other side has closed it
            raise AssertionError(f"it ended before {text!r}: {seen}") from None
    return seen


def read_to_the_end(terminal: int) -> str:
    seen = ""
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # nobody has it open any more
            return seen
        seen += part.decode(errors="replace")


def test_ctrl_c_ends_make_run_with_0(tmp_path: Path, own_home: Path) -> None:
    checkout(tmp_path)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    }
    try:
        terminal, far_end = os.openpty()
    except OSError:
        pytest.skip("no terminal can be opened here (a chroot without /dev/pts)")
    # a session of its own, whose terminal this is: Ctrl-C means something then
    make = subprocess.Popen(
        ["setsid", "--ctty", "make", "run"],
        cwd=tmp_path,
        env=environment,
        stdin=far_end,
        stdout=far_end,
        stderr=far_end,
    )
    os.close(far_end)
    try:
        said = read_until(terminal, "quoting $SIMP_future")
        assert said.splitlines()[0] == "There is no display: running without a window until Ctrl-C."
        os.write(terminal, b"\x03")
        said = read_to_the_end(terminal)
        status = make.wait(timeout=10)
    except BaseException:
        make.kill()
        make.wait()
        raise
    finally:
        os.close(terminal)
    assert status == 0, said
    assert "make: ***" not in said
    assert "Traceback" not in said
    assert "0 of 1 bots running" in said
