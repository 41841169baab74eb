import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import IO, Any

import pytest

from algotrade_gui import cli
from algotrade_gui.cli.exchange_options import option_name
from algotrade_gui.console import SUMMARY_EVERY_S
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.paths import find_paths
from algotrade_gui.simulator.config import PRACTICE_SECRET, ExchangeConfig, config_to_json, make_config, secret_digest
from algotrade_gui.simulator.layers import checked, resolve
from algotrade_gui.simulator.opponents.crowds import NIGHT
from algotrade_gui.simulator.schema import Setting
from algotrade_gui.simulator.schema import settings as all_settings
from tests.support.tapes import make_market_tape

PROGRAM = [sys.executable, "-m", "algotrade_gui"]
TIMEOUT_S = 30
SETTINGS = all_settings()


def main(*arguments: str) -> tuple[int, list[RunOptions]]:
    asked: list[RunOptions] = []

    def window(options: RunOptions) -> int:
        asked.append(options)
        return 7

    return cli.main(arguments, run_window=window), asked


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def first_line(stream: IO[str] | None) -> dict[str, Any]:
    assert stream is not None
    line: dict[str, Any] = json.loads(stream.readline())
    return line


def end(process: subprocess.Popen[str], how: signal.Signals) -> int:
    process.send_signal(how)
    try:
        process.communicate(timeout=TIMEOUT_S)
    finally:
        process.kill()
        process.communicate()
    return process.returncode


def test_without_a_command_it_opens_the_window_with_its_options(tmp_path: Path) -> None:
    code, asked = main(
        "--profile", "club", "--smoke", "3", "--report", str(tmp_path / "r.json"), "--strategies", str(tmp_path)
    )
    assert code == 7
    assert asked == [RunOptions(profile="club", smoke_s=3.0, report=tmp_path / "r.json", strategies=(tmp_path,))]


@pytest.mark.parametrize(
    "arguments", [["zap"], ["--smoke", "never"], ["--strategies", "/no/such/folder"], ["exchange", "--port", "70000"]]
)
def test_a_command_line_that_makes_no_sense_ends_with_code_2(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    code, asked = main(*arguments)
    assert code == 2
    assert not asked
    assert "Usage" in capfd.readouterr().err


def test_a_profile_that_is_not_there_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    code, _ = main("run", "--profile", "nobody")
    assert code == 1
    assert capfd.readouterr().err.strip() == "There is no profile 'nobody'; those there are: none yet."


def test_two_teams_of_one_name_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    code, _ = main("exchange", "--port", "0", "--team", "club=abc123", "--team", "club=def456")
    out, err = capfd.readouterr()
    assert (code, out, err) == (1, "", "--team names 'club' twice.\n")


def test_a_host_name_nobody_knows_is_told_in_the_system_s_words(capfd: pytest.CaptureFixture[str]) -> None:
    code, _ = main("exchange", "--host", "no such host", "--port", "0")
    _, err = capfd.readouterr()
    assert code == 1
    assert err.startswith("The exchange cannot listen on no such host port 0: ")
    assert "Unknown error" not in err


def test_a_team_that_is_none_is_one_sentence_without_the_secret(capfd: pytest.CaptureFixture[str]) -> None:
    code, _ = main("exchange", "--port", "0", "--team", "=abc123")
    assert code == 1
    err = capfd.readouterr().err
    assert "--team takes NAME=SECRET" in err
    assert "abc123" not in err


def settings_of(capfd: pytest.CaptureFixture[str], *arguments: str) -> ExchangeConfig:
    code, _ = main("exchange", "settings", *arguments)
    out, err = capfd.readouterr()
    assert (code, err) == (0, "")
    return resolve(checked(tomllib.loads(out), "printed"))


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one.path[0] != "opponents"], ids=option_name)
def test_every_setting_has_an_option(setting: Setting, capfd: pytest.CaptureFixture[str]) -> None:
    name, value = option_name(setting), setting.default
    wanted: object
    if isinstance(value, bool):
        wanted, given = not value, [f"--no-{name}" if value else f"--{name}"]
    elif isinstance(value, int):
        wanted, given = value + 100, [f"--{name}", str(value + 100)]
    elif isinstance(value, float):
        wanted, given = 0.25, [f"--{name}", "0.25"]
    else:
        wanted = {"standings-access": "public", "standings-key": "a" * 64}.get(name, "abc")
        given = [f"--{name}", str(wanted)]
    found: object = settings_of(capfd, *given)
    for attribute in setting.path:
        found = getattr(found, attribute)
    assert found == wanted


def test_options_win_over_the_file_and_the_file_over_the_preset(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "exchange.toml"
    file.write_text('opponents = "few"\nstart_cash = 5\nspeed = 2\n[delays.orders]\njitter_ms = 3\n')
    config = settings_of(
        capfd, "--preset", "scored-3", "--config", str(file), "--speed", "max", "--order-delay", "20", "--skill", "0.9"
    )
    played = config.for_round(0)
    assert (played.round_seconds, config.round_plan(0).coefficient) == (1_800, 2_000)
    assert (played.delays.orders.ms, played.delays.orders.jitter_ms) == (20, 3)
    assert (config.start_cash, config.speed) == (5, "max")
    assert (config.opponents.maker.number, config.opponents.maker.skill) == (1, 0.9)


def test_opponents_are_named_or_counted(capfd: pytest.CaptureFixture[str]) -> None:
    assert settings_of(capfd, "--opponents", "night").opponents == NIGHT
    counted = settings_of(capfd, "--opponents", "sniper=3,maker=2", "--skill", "sniper=0.8").opponents
    assert (counted.sniper.number, counted.maker.number, counted.random.number) == (3, 2, 0)
    assert (counted.sniper.skill, counted.maker.skill) == (0.8, 0.5)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--opponents", "sniper=many"], 1, "--opponents takes none, few, night"),
        (["--opponents", "sniper=1,sniper=2"], 1, "--opponents takes"),
        (["--skill", "high"], 1, "--skill takes a number from 0 to 1"),
        (["--preset", "final"], 1, "no preset 'final'"),
        (["--config", "/absent.toml"], 1, "/absent.toml cannot be read"),
        (["--teams", "/absent.toml"], 1, "/absent.toml cannot be read"),
        (["--skill", "2"], 2, "opponents.sniper.skill must be"),
        (["--volatility-scale", "0"], 2, "volatility_scale must be"),
        (["--speed", "nan"], 2, "speed must be"),
    ],
)
def test_settings_that_do_not_hold_start_nothing(
    arguments: list[str], code: int, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main("exchange", "--port", "0", *arguments)[0] == code
    out, err = capfd.readouterr()
    assert says in err
    assert "Traceback" not in err
    assert not out


def test_a_seed_that_is_given_stands_in_the_file_whatever_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    default = ExchangeConfig().seed
    assert main("exchange", "settings", "--seed", str(default))[0] == 0
    assert f"\nseed = {default}\n" in capfd.readouterr().out
    assert main("exchange", "settings")[0] == 0
    assert f"\n#seed = {default}\n" in capfd.readouterr().out


def test_options_of_the_exchange_before_a_sub_command_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert main("exchange", "--preset", "night", "settings")[0] == 2
    assert "no effect on settings" in capfd.readouterr().err


def test_as_a_child_it_takes_its_settings_from_its_standard_input() -> None:
    with subprocess.Popen(
        [*PROGRAM, "exchange", "--child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(config_to_json(make_config(port=0)) + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["ready"] is True
        process.stdin.close()
        assert process.wait(TIMEOUT_S) == 0


def test_a_settings_file_is_written_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "exchange.toml"
    assert main("exchange", "settings", "--preset", "night", "--write", str(file))[0] == 0
    assert len(settings_of(capfd, "--config", str(file)).rounds) == 6
    assert main("exchange", "settings", "--write", str(file))[0] == 1
    assert "is there already" in capfd.readouterr().err


def test_a_class_gets_its_secrets_once_and_the_file_never(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file, names = tmp_path / "teams.toml", tmp_path / "names.txt"
    assert main("exchange", "teams", "--file", str(file))[0] == 1
    assert "--new 20" in capfd.readouterr().err
    names.write_text("Zagreb\n\n Split \n")
    assert main("exchange", "teams", "--new", "2", "--names", str(names), "Rijeka", "--file", str(file))[0] == 0
    out, err = capfd.readouterr()
    handed = dict(line.rsplit(maxsplit=1) for line in out.splitlines()[1:])
    assert list(handed) == ["Rijeka", "Zagreb", "Split", "team-01", "team-02"]
    assert "once" in err
    assert not any(secret in file.read_text() + err for secret in handed.values())
    assert settings_of(capfd, "--teams", str(file)).teams == {
        name: secret_digest(secret) for name, secret in handed.items()
    }
    assert main("exchange", "teams", "--renew", "Split", "--remove", "team-01", "--file", str(file))[0] == 0
    again = capfd.readouterr().out.splitlines()[1:]
    assert len(again) == 1
    assert handed["Split"] not in again[0]
    assert main("exchange", "teams", "--file", str(file))[0] == 0
    assert capfd.readouterr().out.split() == ["Rijeka", "Zagreb", "Split", "team-02"]
    assert settings_of(capfd, "--teams", str(file)).teams
    if os.name == "posix":
        file.chmod(0o644)
        assert main("exchange", "settings", "--teams", str(file))[0] == 0
        assert "can be read by others" in capfd.readouterr().err


def test_a_class_s_exchange_tells_nobody_s_secret(tmp_path: Path) -> None:
    file = tmp_path / "teams.toml"
    assert main("exchange", "teams", "--new", "2", "--file", str(file))[0] == 0
    process = start("exchange", "--port", "0", "--teams", str(file))
    assert first_line(process.stdout)["teams"] == {"team-01": None, "team-02": None}
    assert end(process, signal.SIGTERM) == 0


def test_the_help_shows_the_options_in_groups(capfd: pytest.CaptureFixture[str]) -> None:
    assert main("exchange", "--help")[0] == 0
    shown = capfd.readouterr().out
    for group in ("Settings as a whole", "Rounds and market", "Delays", "Opponents", "Teams", "Limits", "Switches"):
        assert group in shown
    for name in map(option_name, SETTINGS):
        assert name.startswith("opponents") or f"--{name}" in shown, name


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_exchange_says_where_it_listens_and_ends_cleanly(how: signal.Signals) -> None:
    process = start("exchange", "--port", "0")
    ready = first_line(process.stdout)
    assert ready["ready"] is True
    assert ready["uri"].startswith("ws://127.0.0.1:")
    assert ready["uri"].endswith("/trade")
    assert ready["teams"] == {"you": PRACTICE_SECRET}
    assert end(process, how) == 0


def test_check_tells_the_outcomes_apart(capfd: pytest.CaptureFixture[str]) -> None:
    process = start("exchange", "--port", "0", "--team", "club=s-1")
    try:
        uri = first_line(process.stdout)["uri"]
        assert main("check", "--uri", uri, "--secret", "s-1")[0] == EXIT_OK
        passed = capfd.readouterr().out
        assert passed.count("✓") == 6, "on an exchange that is not our own child, no order is placed unless asked for"
        assert main("check", "--uri", uri, "--secret", "s-1", "--orders")[0] == EXIT_OK
        assert capfd.readouterr().out.count("✓") == 7
        assert main("check", "--uri", uri, "--secret", "s-2")[0] == EXIT_FAILED
        assert "does not accept this secret" in capfd.readouterr().out
    finally:
        assert end(process, signal.SIGTERM) == 0
    assert main("check", "--uri", uri, "--secret", "s-1")[0] == EXIT_FAILED
    assert "Nothing listens at" in capfd.readouterr().out


def test_a_second_exchange_on_the_same_port_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    process = start("exchange", "--port", "0")
    try:
        port = first_line(process.stdout)["uri"].rsplit(":", 1)[1].split("/")[0]
        assert main("exchange", "--port", port)[0] == 1
        assert f"port {port}" in capfd.readouterr().err
    finally:
        assert end(process, signal.SIGTERM) == 0


def test_run_trades_for_the_time_asked_and_writes_its_report(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    bots = tmp_path / "bots.toml"
    bots.write_text('[[bot]]\nstrategy = "EmptyBot"\nname = "idle"\n')
    done = subprocess.run(
        [*PROGRAM, "run", "--for", "2", "--report", str(report), "--bots", str(bots)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(report.read_text())
    assert {
        "updates",
        "orders_sent",
        "orders_accepted",
        "orders_rejected",
        "fills",
        "reconnects",
        "longest_stall_ms",
        "errors",
    } <= set(figures)
    assert figures["updates"] >= 1
    assert figures["errors"] == 0, done.stderr
    assert list(figures["bots"]) == ["idle"]


def test_run_plays_a_recording_to_its_end(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.json"
    tape = make_market_tape(tmp_path / "a.jsonl.zst", seconds=1)
    assert main("run", "--recording", str(tape), "--report", str(report))[0] == 0
    figures = json.loads(report.read_text())
    assert (figures["updates"], figures["orders_sent"], figures["errors"]) == (11, 0, 0)
    assert "playing back a.jsonl.zst; Ctrl-C ends it" in capfd.readouterr().out
    assert main("run", "--recording", str(tmp_path / "gone"))[0] == 2
    for more in (("--profile", "club"), ("--uri", "ws://127.0.0.1:9/trade")):
        assert main("run", "--recording", str(tape), *more)[0] == 1
        assert "do not go with --recording" in capfd.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="a console's Ctrl-C cannot be sent to one process on Windows")
def test_ctrl_c_ends_run_with_exit_code_0_and_a_report(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    process = start("run", "--report", str(report))
    assert process.stdout is not None
    assert "Ctrl-C ends it" in process.stdout.readline()
    assert end(process, signal.SIGINT) == 0
    assert json.loads(report.read_text())["bots"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[[bot]]\nname = 'x'\n", "strategy"),
        ("x = 1\n", "unknown field `x`"),
        ("[[bot]\n", "bots file"),
        ("", "no [[bot]] table"),
    ],
)
def test_a_bots_file_that_does_not_hold_is_one_sentence(
    tmp_path: Path, text: str, names: str, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bots.toml"
    file.write_text(text)
    assert main("run", "--bots", str(file))[0] == 1
    err = capfd.readouterr().err
    assert names in err
    assert str(file) in err
    assert "Traceback" not in err


def test_the_command_line_alone_loads_nothing_heavy() -> None:
    code = "import sys, algotrade_gui.cli; print(sorted({'numpy', 'PySide6', 'pydantic', 'websockets'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    assert done.stdout.strip() == "[]"


def test_a_ctrl_c_while_the_exchange_s_commands_are_loaded_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_add_exchange", interrupted)
    assert cli.main(["exchange"], run_window=lambda _: 0) == 130


def test_a_name_that_the_output_has_no_letters_for_costs_no_secret(tmp_path: Path) -> None:
    """A file or pipe on Windows is cp1252 unless told otherwise."""
    done = subprocess.run(
        [*PROGRAM, "exchange", "teams", "\u017deljezni\u010dar", "--file", str(tmp_path / "teams.toml")],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        timeout=TIMEOUT_S,
        check=True,
    )
    head, row = done.stdout.decode("cp1252").splitlines()
    assert head.split() == ["team", "secret"]
    teams = tomllib.loads((tmp_path / "teams.toml").read_text(encoding="utf-8"))["teams"]
    assert list(teams.values()) == [secret_digest(row.split()[1])]


@pytest.mark.skipif(os.name != "posix", reason="ends its child with SIGINT")
def test_kill_stops_a_program_that_trades_in_another_process_and_resume_lets_it_go_on() -> None:
    process = start("run", "--for", "60")
    try:
        assert process.stdout is not None
        while "trading on" not in (line := process.stdout.readline()):
            assert line, "it ended before it traded"
        done = subprocess.run([*PROGRAM, "kill"], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        assert (done.returncode, "none left" in done.stdout) == (EXIT_OK, True), done
        again = subprocess.run([*PROGRAM, "resume"], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        assert (again.returncode, "trading may go on" in again.stdout) == (EXIT_OK, True), again
    finally:
        assert end(process, signal.SIGINT) == EXIT_OK
    nobody = subprocess.run([*PROGRAM, "kill"], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert (nobody.returncode, "No program of yours is running" in nobody.stderr) == (EXIT_FAILED, True), nobody


LIVE = """
name = "live"
[exchange]
kind = "remote"
uri = "{uri}"
"""


def kept(name: str, text: str) -> None:
    folder = find_paths().profiles
    folder.mkdir(parents=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def test_kill_without_a_running_program_says_that_it_lacks_the_secret(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALGOTRADE_SECRET", raising=False)
    kept("live", LIVE.format(uri="ws://127.0.0.1:9/trade"))
    code, _ = main("kill", "--profile", "live")
    err = capfd.readouterr().err
    assert (code, "--secret-file" in err, "ALGOTRADE_SECRET" in err) == (EXIT_FAILED, True, True), err


def test_kill_without_a_running_program_cancels_by_the_secret_of_a_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    exchange = start("exchange", "--port", "0", "--team", "club=abc123")
    try:
        kept("live", LIVE.format(uri=first_line(exchange.stdout)["uri"]))
        (tmp_path / "secret").write_text("abc123\n", encoding="utf-8")
        code, _ = main("kill", "--profile", "live", "--secret-file", str(tmp_path / "secret"))
        out = capfd.readouterr().out
        assert (code, "cancelled from here" in out, "none left" in out) == (EXIT_OK, True, True), out
    finally:
        end(exchange, signal.SIGTERM)


def test_the_help_of_run_tells_how_often_it_sums_up(capfd: pytest.CaptureFixture[str]) -> None:
    main("run", "--help")
    assert f"every {SUMMARY_EVERY_S:g} s" in capfd.readouterr().out
