"""Runs every benchmark of this folder, prints one line per figure, writes build/bench.json.

    python -m tests.bench.run [PART OF A NAME ...]

A target that is missed is printed as such and is no failure: the machine may be busy. A benchmark that breaks is one.
"""

import importlib
import json
import platform
import sys
import traceback
from pathlib import Path

from tests.bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "build" / "bench.json"


def line(figure: Figure) -> str:
    """One figure for people."""
    if figure.target is None:
        judgement = ""
    else:
        sign = ">=" if figure.higher_is_better else "<="
        judgement = f"  target {sign} {figure.target:g}: {'met' if figure.met else 'MISSED'}"
    return f"{figure.name}: {figure.value:.4g} {figure.unit}{judgement}"


def main(wanted: list[str]) -> int:
    """Run the benchmarks whose name holds one of `wanted` (all without any); returns the exit code."""
    found: list[Figure] = []
    broken = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if wanted and not any(part in path.stem for part in wanted):
            continue
        try:
            figures: list[Figure] = importlib.import_module(f"tests.bench.{path.stem}").figures()
        except Exception:  # noqa: BLE001  # one broken benchmark hides no other
            traceback.print_exc()
            print(f"{path.stem}: BROKEN", flush=True)
            broken += 1
            continue
        for figure in figures:
            print(line(figure), flush=True)
        found += figures
    RESULT.parent.mkdir(exist_ok=True)
    table = [
        {"name": item.name, "value": item.value, "unit": item.unit, "target": item.target, "met": item.met}
        for item in found
    ]
    RESULT.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(
        f"{len(found)} figures on Python {platform.python_version()}, {platform.machine()}: {RESULT.relative_to(ROOT)}"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
