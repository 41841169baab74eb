"""The whole program as a user starts it: how soon it shows itself, how its memory grows over a round.

Each figure is of real processes, offscreen, with a home of their own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import psutil

from algotrade_gui.core.profiles import ProfileStore, default_profile
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings
from tests.bench.figures import Figure

STARTS = 5
ROUND_S = 1_800
SETTLED_S = 300
SPEED = 10.0


def figures() -> list[Figure]:
    return [*_start(), *_memory()]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "algotrade_gui", *arguments]


def _environment(home: str) -> dict[str, str]:
    return {**os.environ, "ALGOTRADE_GUI_HOME": home, "QT_QPA_PLATFORM": "offscreen"}


def _start() -> list[Figure]:
    paints: list[float] = []
    candles: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        report = Path(home, "report.json")
        # the first start makes the folders and fills the disk's cache: "warm" is what the target speaks of
        for number in range(STARTS + 1):
            subprocess.run(
                _command("--smoke", "4", "--report", str(report)),
                env=_environment(home),
                check=True,
                capture_output=True,
                timeout=60,
            )
            figures_of_run: dict[str, Any] = json.loads(report.read_text())
            if number:
                paints.append(figures_of_run["first_paint_s"])
                candles.append(figures_of_run["first_candle_s"])
    return [
        Figure(
            name="start: process to first painted window, median",
            value=statistics.median(paints),
            unit="s",
            target=2.0,
            higher_is_better=False,
        ),
        Figure(
            name="start: first painted window to first live candle, median",
            value=statistics.median(candles),
            unit="s",
            target=1.5,
            higher_is_better=False,
        ),
    ]


def _memory() -> list[Figure]:
    """A 30-minute round at ten times its pace, with the window and the bot of a first start."""
    with tempfile.TemporaryDirectory() as home:
        store = ProfileStore(Path(home, "config", "profiles"))
        practice = PracticeSettings(seed=1, round_seconds=ROUND_S, speed=SPEED)
        store.save(
            msgspec.structs.replace(default_profile(), exchange=ExchangeSettings(kind="practice", practice=practice))
        )
        seconds = ROUND_S / SPEED
        program = subprocess.Popen(
            _command("--smoke", f"{seconds:g}"),
            env=_environment(home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        began = time.monotonic()
        process = psutil.Process(program.pid)
        settled = peak = 0.0
        try:
            while program.poll() is None and (elapsed := time.monotonic() - began) < seconds - 2:
                megabytes = process.memory_info().rss / 2**20
                if elapsed <= SETTLED_S / SPEED:
                    settled = max(settled, megabytes)
                peak = max(peak, megabytes)
                time.sleep(0.5)
            program.wait(timeout=60)
        finally:
            program.kill()
            program.wait()
    return [
        Figure(
            name="memory: growth from the fifth minute of a 30-minute round to its end",
            value=peak - settled,
            unit="MB",
            target=30.0,
            higher_is_better=False,
        ),
        Figure(name="memory: the program at its largest", value=peak, unit="MB"),
    ]
