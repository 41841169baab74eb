"""What the journal command prints and exports."""

import csv
from pathlib import Path

import pytest

from algotrade_gui import cli
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.paths import find_paths
from algotrade_gui.recording.journal import journal_path
from tests.support.aio import run_virtual
from tests.support.desk import trading_desk


def command(*arguments: str) -> int:
    return cli.main(["journal", "--profile", "desk", *arguments], run_window=lambda _options: 0)


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "250")
    folder = find_paths().journals

    async def scene() -> None:
        async with trading_desk(journal_folder=folder) as desk:
            await desk.play(35)
            kept = desk.station.journal
            assert kept is not None
            kept.note("parameter", BotId("maker"), {"name": "spread", "before": 1, "after": 2, "source": "dialog"})
            kept.note("remark", BotId("maker"), {"text": "[bold]=1+1"})
            await desk.come_to_rest()

    run_virtual(scene())
    return journal_path(folder, "desk")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_table_is_printed_and_exported(journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert journal.is_file()
    assert command("--fills", "--last", "3") == 0
    shown = capsys.readouterr().out
    assert "mean price" in shown
    assert len(shown.splitlines()) == 4
    assert command() == 0
    assert "[bold]" in capsys.readouterr().out
    counts = {}
    for table in ("orders", "fills", "requests", "parameters", "reconciliations", "runs"):
        target = tmp_path / f"{table}.csv"
        assert command(f"--{table}", "--csv", str(target)) == 0
        counts[table] = len(rows(target))
    assert counts["requests"] > counts["orders"] >= 10
    assert counts["fills"] >= 3
    assert counts["parameters"] == 1
    assert counts["runs"] == 2  # the run and its round
    dealt = sum(int(row["quantity"]) for row in rows(tmp_path / "fills.csv"))
    filled = sum(int(row["filled"]) for row in rows(tmp_path / "orders.csv"))
    assert dealt == filled
    float(rows(tmp_path / "fills.csv")[0]["cash"])


def test_a_profile_without_a_journal_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["journal", "--profile", "nobody"], run_window=lambda _options: 0) == 1
    assert capsys.readouterr().err.startswith("There is no journal at")


def test_two_tables_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--orders", "--fills") == 1
    assert "One table at a time" in capsys.readouterr().err
