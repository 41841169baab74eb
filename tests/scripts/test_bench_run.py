"""The benchmarks' runner prints a line per figure and writes the list."""

import json
from pathlib import Path

import pytest

from tests.bench import run as bench_run
from tests.bench.figures import Figure


@pytest.mark.parametrize(
    ("figure", "met", "line"),
    [
        (Figure(name="ratio", value=4.0, unit="x", target=3.5), True, "ratio: 4 x  target >= 3.5: met"),
        (Figure(name="ratio", value=3.0, unit="x", target=3.5), False, "ratio: 3 x  target >= 3.5: MISSED"),
        (
            Figure(name="start", value=2.5, unit="s", target=2.0, higher_is_better=False),
            False,
            "start: 2.5 s  target <= 2: MISSED",
        ),
        (Figure(name="count", value=123.456, unit="us"), None, "count: 123.5 us"),
    ],
)
def test_a_figure(figure: Figure, met: bool | None, line: str) -> None:
    assert figure.met is met
    assert bench_run.line(figure) == line


def test_no_benchmark_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_run, "RESULT", tmp_path / "build" / "bench.json")
    monkeypatch.setattr(bench_run, "ROOT", tmp_path)
    assert bench_run.main(["no benchmark has this name"]) == 0
    assert json.loads((tmp_path / "build" / "bench.json").read_text()) == []


def test_a_broken_benchmark_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("bench_a.py", "bench_b.py"):
        (tmp_path / name).touch()

    class Good:
        @staticmethod
        def figures() -> list[Figure]:
            return [Figure(name="b", value=1.0, unit="s", target=2.0, higher_is_better=False)]

    def load(name: str) -> type[Good]:
        if name.endswith("bench_a"):
            raise ImportError("broken")
        return Good

    monkeypatch.setattr(bench_run, "__file__", str(tmp_path / "run.py"))
    monkeypatch.setattr(bench_run, "RESULT", tmp_path / "bench.json")
    monkeypatch.setattr(bench_run, "ROOT", tmp_path)
    monkeypatch.setattr("importlib.import_module", load)
    assert bench_run.main([]) == 1
    assert json.loads((tmp_path / "bench.json").read_text()) == [
        {"name": "b", "value": 1.0, "unit": "s", "target": 2.0, "met": True}
    ]
    said = capsys.readouterr().out
    assert "bench_a: BROKEN" in said
    assert "b: 1 s  target <= 2: met" in said
