"""`algotrade-gui exchange conformance` as a person runs it."""

import json
import re
import signal
from pathlib import Path

import pytest

from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from tests.test_cli import end, first_line, main, start


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("club-secret\n")
    return path


def test_it_judges_a_running_exchange_and_writes_json(
    secret_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process = start("exchange", "--port", "0", "--team", "club=club-secret")
    found = tmp_path / "found.json"
    try:
        uri = str(first_line(process.stdout)["uri"])
        arguments = ["exchange", "conformance", "--uri", uri, "--secret-file", str(secret_file), "--watch", "1"]
        assert main(*arguments, "--json", str(found))[0] == EXIT_OK
        out = capfd.readouterr().out
        assert "✓ 1    welcome: The first message is the welcome" in out
        assert "✗" not in out
        assert re.fullmatch(r"\d\d rules kept, 0 broken, \d not tried", out.splitlines()[-1])
        assert "give --patient 65 or more" in out
        assert "club-secret" not in out
        report = json.loads(found.read_text())
        assert report["address"] == uri
        assert {rule["part"] for rule in report["rules"]} == {"read-only"}
        assert {rule["verdict"] for rule in report["rules"]} == {"passed", "skipped"}
        assert {"name", "section", "part", "rule", "verdict", "detail"} == set(report["rules"][0])

        asked = [*arguments, "--orders", "--only", "cancel-twice"]
        assert main(*asked)[0] == EXIT_OK
        assert capfd.readouterr().out.splitlines()[-1] == "1 rules kept, 0 broken, 0 not tried"
        # ten times as fast as the exchange is: the one rule that is judged by this is broken
        slow = [*arguments, "--speed", "10", "--only", "time-passes-like-the-clock"]
        assert main(*slow)[0] == EXIT_FAILED
        assert "✗ 3    time-passes-like-the-clock" in capfd.readouterr().out
        # no order without being asked for
        assert main(*arguments, "--only", "cancel-twice")[0] == EXIT_FAILED
        assert "no script 'cancel-twice' in the parts" in capfd.readouterr().err
    finally:
        assert end(process, signal.SIGTERM) == 0
    assert main(*arguments)[0] == EXIT_FAILED
    err = capfd.readouterr().err
    assert "cannot be reached" in err
    assert "Traceback" not in err


def test_what_it_needs_is_said_in_one_sentence(
    secret_file: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main("exchange", "conformance", "--secret-file", str(secret_file))[0] == EXIT_FAILED
    assert capfd.readouterr().err == "Give the exchange's address: --uri ws://HOST:PORT/trade.\n"
    assert main("exchange", "conformance", "--uri", "http://x/?team_secret=club", "--secret", "club")[0] == EXIT_FAILED
    err = capfd.readouterr().err
    assert "not a WebSocket address" in err
    assert "club" not in err


def test_the_scripts_can_be_listed_without_an_exchange(capfd: pytest.CaptureFixture[str]) -> None:
    assert main("exchange", "conformance", "--list")[0] == EXIT_OK
    lines = capfd.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == ["read-only", "orders", "trades", "limits"]
    assert len(lines) > 70
