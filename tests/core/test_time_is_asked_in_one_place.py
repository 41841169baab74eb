"""No part of the program below the window reads the machine's clocks itself: it could not run in virtual time then."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "algotrade_gui"
FLOORS = (
    "core",
    "domain",
    "wire",
    "market",
    "trading",
    "bots",
    "simulator",
    "conformance",
    "exchange_access.py",
    "composition.py",
)
OF_THE_MACHINE = {
    "core/clock.py": "the one place",
    "core/stalls.py": "measures how long the real loop was held",
    "core/virtual_time.py": "bounds a run by the machine's clock",
}
CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "sleep"}


def _reads(file: Path) -> list[str]:
    """The lines that ask the machine for the time, or wait by it."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [f"{file}:{node.lineno} from time import" for name in node.names if name.name in CLOCKS]
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in {f"time.{name}" for name in CLOCKS}:
            found.append(f"{file}:{node.lineno} {ast.unparse(node)}")
    return found


def test_only_named_modules_read_the_machine_s_clock() -> None:
    files = [
        file
        for floor in FLOORS
        for file in ([PACKAGE / floor] if floor.endswith(".py") else (PACKAGE / floor).rglob("*.py"))
    ]
    assert len(files) > 60
    reading = {file.relative_to(PACKAGE).as_posix(): _reads(file) for file in files}
    assert {name for name, lines in reading.items() if lines} == set(OF_THE_MACHINE), [
        line for name, lines in reading.items() if name not in OF_THE_MACHINE for line in lines
    ]
