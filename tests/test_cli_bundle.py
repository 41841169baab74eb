"""The commands that hand strategies on: each file is shown and asked about, what nobody accepted is never loaded."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from algotrade_gui import cli
from algotrade_gui.bots.bundle import read_bundle
from algotrade_gui.bots.bundle_install import RIGHTS
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from algotrade_gui.core.paths import AppPaths
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.secrets import SECRET_VARIABLE
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, Profile
from tests.bots.test_bundle import CODE, OTHER, made


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppPaths:
    """Folders of the test's own: in a checkout the strategies would be the checkout's."""
    found = AppPaths(
        config=tmp_path / "config",
        data=tmp_path / "data",
        logs=tmp_path / "logs",
        resources=tmp_path / "resources",
        bundled_strategies=tmp_path / "none",
        strategies=tmp_path / "strategies",
        portable=True,
    )
    found.prepare()
    monkeypatch.setattr("algotrade_gui.core.paths.find_paths", lambda: found)
    return found


def bundle(*arguments: str) -> int:
    return cli.main(["bundle", *arguments], run_window=lambda _options: EXIT_FAILED)


def answer(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Have a person at a terminal say these, in turn."""
    said: Iterator[str] = iter(answers)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(said))


def two_files(tmp_path: Path) -> Path:
    return made(
        tmp_path / "b.zip",
        {"quoter.py": CODE.encode(), "taker.py": OTHER.encode()},
        [{"strategy": "Quoter", "name": "q"}, {"strategy": "Taker", "name": "t"}],
    )


def test_what_one_person_exports_another_imports_and_runs(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (paths.strategies / "quoter.py").write_text(CODE)
    (paths.strategies / "taker.py").write_text(OTHER)
    store = ProfileStore(paths.profiles)
    mine = [BotSettings(strategy="Quoter", name="q", config={"size": 2}), BotSettings(strategy="Taker", name="t")]
    store.save(Profile(name="mine", bots=mine))
    file = tmp_path / "mine.zip"
    assert bundle("export", str(file), "--profile", "mine", "--bot", "q") == EXIT_OK
    assert "1 bot, 1 strategy file" in capsys.readouterr().out
    assert [one.name for one in read_bundle(file).files] == ["quoter.py"]
    assert bundle("export", str(file), "--profile", "mine") == EXIT_FAILED
    assert "--replace" in capsys.readouterr().err
    assert bundle("export", str(file), "--profile", "mine", "--replace") == EXIT_OK

    for path in paths.strategies.glob("*.py"):
        path.unlink()
    store.save(Profile(name="theirs", bots=[BotSettings(strategy="X", name="q")]))
    capsys.readouterr()
    answer(monkeypatch, "y", "n")
    assert bundle("import", str(file), "--profile", "theirs") == EXIT_OK
    told = capsys.readouterr().out
    assert RIGHTS in told
    assert "quoter.py: " in told
    assert "imports: algotrade_gui.bots.api, collections, json" in told
    assert "| class Quoter(Bot):" in told
    assert "1 bot added to theirs; none starts by itself" in told
    assert "1 bot left out: the strategy was not accepted" in told
    assert [path.name for path in paths.strategies.glob("*.py")] == ["quoter.py"]
    assert [file.error for file in StrategyLoader([paths.strategies]).scan()] == [None]
    bots = store.load("theirs").profile.bots
    assert [(bot.name, bot.autostart, bot.config) for bot in bots[1:]] == [("q 2", False, {"size": 2})]


def test_nothing_said_is_no_and_the_whole_file_can_be_seen_first(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    long = CODE + "".join(f"# line {number}\n" for number in range(40)) + "# the very last \x1b[2J\n"
    file = made(tmp_path / "b.zip", {"quoter.py": long.encode()})
    answer(monkeypatch, "what", "s", "")
    assert bundle("import", str(file)) == EXIT_OK
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "# the very last \\u{001b}[2J" in told
    assert not list(paths.strategies.glob("*.py"))
    assert (paths.strategies / "quoter.py.unaccepted").is_file()


def test_a_file_accepted_before_is_said_to_be(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = two_files(tmp_path)
    answer(monkeypatch, "y", "n", "y", "n")
    assert bundle("import", str(file)) == EXIT_OK
    assert "very file before" not in capsys.readouterr().out
    assert bundle("import", str(file)) == EXIT_OK
    assert capsys.readouterr().out.count("accepted this very file before") == 1
    assert paths.strategies.is_dir()


def test_where_nobody_can_be_asked_it_takes_a_yes(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = two_files(tmp_path)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    assert bundle("import", str(file)) == EXIT_FAILED
    assert "--yes" in capsys.readouterr().err
    assert list(paths.strategies.iterdir()) == []
    assert bundle("import", str(file), "--yes") == EXIT_OK
    assert sorted(path.name for path in paths.strategies.glob("*.py")) == ["quoter.py", "taker.py"]


def test_show_tells_and_keeps_nothing(tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str]) -> None:
    assert bundle("show", str(two_files(tmp_path))) == EXIT_OK
    told = capsys.readouterr().out
    assert "taker.py" in told
    assert "bot q: Quoter; no settings of its own" in told
    assert list(paths.strategies.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [("show", "no.zip"), ("import", "no.zip"), ("export", "x.zip", "--bot", "nobody")]
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    command, file, *rest = arguments
    assert bundle(command, str(tmp_path / file), *rest) == EXIT_FAILED
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert paths.strategies.is_dir()


def test_a_strategy_that_no_file_defines_is_named(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    ProfileStore(paths.profiles).save(Profile(name="mine", bots=[BotSettings(strategy="Gone", name="g")]))
    assert bundle("export", str(tmp_path / "x.zip"), "--profile", "mine") == EXIT_FAILED
    assert "defines Gone, the strategy of g" in capsys.readouterr().err
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("known_by", ["profile", "environment"])
def test_another_profile_s_secret_is_found_in_a_practice_bot_s_code(
    tmp_path: Path,
    paths: AppPaths,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    known_by: str,
) -> None:
    secret = f"heron-{known_by}-0815-4711"
    # as the file is written by hand: this process was never told of it
    (paths.strategies / "quoter.py").write_text(f"SECRET = '{secret}'\n{CODE}")
    ProfileStore(paths.profiles).save(Profile(name="mine", bots=[BotSettings(strategy="Quoter", name="q")]))
    ProfileStore(paths.profiles).save(
        Profile(name="final", exchange=ExchangeSettings(kind="remote", uri="ws://there/x"))
    )
    if known_by == "profile":
        paths.secrets.mkdir(parents=True, exist_ok=True)
        (paths.secrets / "final.secret").write_text(secret + "\n")
    else:
        monkeypatch.setenv(SECRET_VARIABLE, secret)
    file = tmp_path / "mine.zip"
    assert bundle("export", str(file), "--profile", "mine") == EXIT_FAILED
    assert "quoter.py holds your team's secret" in capsys.readouterr().err
    assert not file.exists()


def test_nothing_is_added_to_a_profile_whose_window_would_write_over_it(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ProfileStore(paths.profiles)
    store.save(Profile(name="theirs"))
    paths.control.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        running = {"profile": "theirs", "pid": 1, "port": server.getsockname()[1], "token": "x"}
        (paths.control / "theirs.1.json").write_text(json.dumps(running))
        assert bundle("import", str(two_files(tmp_path)), "--profile", "theirs", "--yes") == EXIT_FAILED
        assert "theirs is running" in capsys.readouterr().err
        assert list(paths.strategies.iterdir()) == []
        assert store.load("theirs").profile.bots == []
    # its program died: the file alone keeps nobody from it
    assert bundle("import", str(two_files(tmp_path)), "--profile", "theirs", "--yes") == EXIT_OK
    assert [bot.name for bot in store.load("theirs").profile.bots] == ["q", "t"]


def test_what_changed_in_the_profile_while_the_files_were_read_is_kept(
    tmp_path: Path, paths: AppPaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ProfileStore(paths.profiles)
    store.save(Profile(name="theirs"))

    def read_it(_question: str) -> str:
        store.save(Profile(name="theirs", bots=[BotSettings(strategy="X", name="q")]))
        return "y"

    answer(monkeypatch)
    monkeypatch.setattr("builtins.input", read_it)
    assert bundle("import", str(two_files(tmp_path)), "--profile", "theirs") == EXIT_OK
    assert [bot.name for bot in store.load("theirs").profile.bots] == ["q", "q 2", "t"]
