"""Tick to trade: from an update's last byte read to the order's frame written, with the whole window against a plain client.

The exchanges are in a process of their own: two with the same seed and the same 264 books, whose updates of every 100 ms come 50 ms apart,
so that window and plain client answer in turns and neither works while the other does. Exchange time runs at the real pace (speed 1). The
window is offscreen, with four charts, a ladder, an option chain, market watch, bots and orders in view, with journal and recording, the
watchdog and the kill switch's line. The plain client is asyncio and websockets without a window, one connection, the program's own decode
and encode, and nothing else. Both bid 1 cent for 1 contract at each update.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure

SAMPLES = 1_050
"""Of each of the two."""
MOST_S = 240

ROOT = Path(__file__).resolve().parents[2]


def figures() -> list[Figure]:
    samples = int(os.environ.get("BENCH_TICKS", SAMPLES))
    measured = _measure(samples)
    window, plain = measured["window"], measured["plain"]
    spans = {name: sorted(result["spans_ms"]) for name, result in measured.items()}
    assert all(len(each) >= samples for each in spans.values())
    assert window["errors"] == 0
    what = f"tick to trade, {window['shown']} of {window['panels']} panels seen, {len(spans['plain'])} orders each"
    typical = {name: median(each) for name, each in spans.items()}
    high = {name: each[int(len(each) * 0.99)] for name, each in spans.items()}
    frame_ms = window["frame_ms"] or 0.0
    assert plain["spans_ms"]
    return [
        _ratio(f"{what}: median, window to plain client", typical["window"] / typical["plain"], 1.3),
        _ratio(f"{what}: 99th percentile, window to plain client", high["window"] / high["plain"], 2.5),
        *(
            Figure(name=f"tick to trade, {name}: {which}", value=value[name], unit="ms", higher_is_better=False)
            for name in ("window", "plain")
            for which, value in (("median", typical), ("99th percentile", high))
        ),
        Figure(name="tick to trade: the window's painting per update, typical", value=frame_ms, unit="ms"),
    ]


def _ratio(name: str, value: float, target: float) -> Figure:
    return Figure(name=name, value=value, unit="times", target=target, higher_is_better=False)


def _measure(samples: int) -> dict[str, dict[str, Any]]:
    command = [sys.executable, "-m", "tests.bench.tick_host"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([*command, "exchange"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as exchange:
        assert exchange.stdout is not None
        assert exchange.stdin is not None
        uris = json.loads(exchange.stdout.readline())
        clients = {
            name: subprocess.Popen(
                [*command, name, uri, str(samples)], stdout=subprocess.PIPE, cwd=ROOT, env=environment
            )
            for name, uri in zip(("window", "plain"), uris, strict=True)
        }
        try:
            results = {}
            for name, client in clients.items():
                lines = client.communicate(timeout=MOST_S)[0].splitlines()
                results[name] = json.loads(lines[-1])
        finally:
            for client in clients.values():
                client.kill()
                client.wait()
            exchange.stdin.close()
    return results
