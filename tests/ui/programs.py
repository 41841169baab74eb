"""The whole program as a child process, on a home of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


def environment(home: Path) -> dict[str, str]:
    """What a child's environment is, offscreen."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "ALGOTRADE_GUI_HOME": str(home), "PYTHONPATH": str(ROOT)}


@contextmanager
def program(home: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A running program, with all that it prints; killed at the end, if it is still there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "algotrade_gui", *arguments],
        cwd=ROOT,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


_RUN = """
import asyncio
from algotrade_gui import app
from algotrade_gui.core.options import RunOptions

def run_with(scene, **options):
    run = app.WindowSession.run
    async def watched(self, instance):
        self._tasks.start("scene", scene(self))
        return await run(self, instance)
    app.WindowSession.run = watched
    return app.run_window(RunOptions(**options))
"""


def run_script(home: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script that calls `run_with(scene)`: the window's program, each of whose sessions has a task `scene(session)`.

    What else it gives `run_with` are the program's options.
    """
    return subprocess.run(
        [sys.executable, "-c", _RUN + script, *arguments],
        cwd=ROOT,
        env={**environment(home), "QT_API": "pyside6"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
