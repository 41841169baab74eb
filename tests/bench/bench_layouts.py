"""What one update costs the window: the Trade layout with two charts, and every panel in view at once, at the exchange's own pace.

GUI time is processor time of the window's thread: what a busy machine adds is not the window's.
BENCH_LAYOUT_S sets the seconds of each (45); the whole round is 1,740 of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 45.0


def figures() -> list[Figure]:
    seconds = float(os.environ.get("BENCH_LAYOUT_S", SECONDS))
    trade, everything = _run("trade", seconds), _run("all", seconds)
    shown = f"{len(everything['seen'])} of {len(everything['kinds'])} kinds of panels"
    slowest = {name: _high(values) for name, values in trade["slices_ms"].items()}
    worst = max(slowest, key=lambda name: slowest[name])
    return [
        _ms(
            f"Trade layout, {len(trade['seen'])} panels: GUI time per update, 99th percentile",
            _high(trade["plain_ms"]),
            15,
        ),
        _ms("Trade layout: GUI time per update, median", median(trade["plain_ms"])),
        _ms("Trade layout: GUI time when a candle closes, 99th percentile", _high(trade["closing_ms"]), 25),
        _ms("Trade layout: GUI time when a candle closes, median", median(trade["closing_ms"])),
        _ms(f"Trade layout: the slowest panel's slice ({worst}), 99th percentile", slowest[worst], 8),
        *(_ms(f"Trade layout: slice of {name}, 99th percentile", value) for name, value in sorted(slowest.items())),
        _ms(f"all panels ({shown}), {seconds:g} s of a round: longest stall", everything["stall_ms"], 50),
        Figure(name="all panels: memory", value=everything["memory_mb"], unit="MB", target=450, higher_is_better=False),
        Figure(
            name="all panels: processor",
            value=100 * everything["core_share"],
            unit="% of a core",
            target=45,
            higher_is_better=False,
        ),
        _ms("all panels: GUI time per update, median", median(everything["plain_ms"])),
        *(
            _ms(f"all panels: slice of {name}, 99th percentile", _high(values))
            for name, values in sorted(everything["slices_ms"].items())
        ),
    ]


def _high(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _ms(name: str, value: float, target: float | None = None) -> Figure:
    return Figure(name=name, value=value, unit="ms", target=target, higher_is_better=False)


def _run(which: str, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.layout_host", which, f"{seconds:g}"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, timeout=seconds + 150, check=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert measured["errors"] == 0
    assert measured["plain_ms"]
    assert measured["closing_ms"]
    return measured
