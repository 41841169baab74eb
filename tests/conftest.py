"""Guards for every test: a home of its own, loopback only, no unexpected log, nothing left alive.

A test whose subject logs at WARNING or above says so:

    @pytest.mark.expect_log(r"connection lost")     # each pattern must match a record, and every record must be matched
    @pytest.mark.allow_log(r"reconnecting")         # may come, depending on time
"""

import gc
import importlib.util
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.support import guards

HYPOTHESIS_EXAMPLES = 50

_HOMES = count()

WITH_QT = importlib.util.find_spec("pytestqt") is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where PySide6 is not installed pytest-qt is neither, and its settings in pyproject.toml would be unknown."""
    if not WITH_QT:
        for name in ("qt_api", "qt_log_level_fail", "qt_default_raising", "qt_log_ignore"):
            parser.addini(name, "read by pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expect_log(*patterns): log records at WARNING or above that must come")
    config.addinivalue_line("markers", "allow_log(*patterns): log records at WARNING or above that may come")
    guards.forbid_network()
    guards.quiet_hypothesis(HYPOTHESIS_EXAMPLES)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected lives to the end: each full collection of garbage would walk it again, for thousands of tests."""
    gc.collect()
    gc.freeze()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Tests of the window are no tests where there is no PySide6."""
    if not WITH_QT and collection_path.name == "ui" and collection_path.parent == Path(__file__).parent:
        return True
    return None


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Config, data and logs of the program go to a folder that only this test has; no secret comes from outside."""
    # named here: for a number of its own pytest would list what thousands of tests before have made
    home = tmp_path_factory.mktemp(f"home-{next(_HOMES)}", numbered=False)
    monkeypatch.setenv("ALGOTRADE_GUI_HOME", str(home))
    monkeypatch.delenv("ALGOTRADE_SECRET", raising=False)
    return home


@pytest.fixture(autouse=True)
def unexpected_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs at WARNING or above without having said so."""
    expected = [str(text) for marker in request.node.iter_markers("expect_log") for text in marker.args]
    allowed = [str(text) for marker in request.node.iter_markers("allow_log") for text in marker.args]
    with guards.LogWatch() as watch:
        yield
    complaint = watch.complaint(expected, allowed)
    # a test that failed has said enough
    if complaint and not guards.has_failed(request.node):
        pytest.fail(complaint, pytrace=False)


@pytest.fixture(autouse=True)
def nothing_left_alive(unexpected_logs: None) -> Iterator[None]:
    """Fail a test that leaves a task, a timer, a thread or a child process behind."""
    guards.watch_qt_timers()
    before = guards.Living.now()
    yield
    left = before.left_behind(guards.PATIENCE_S)
    if left:
        pytest.fail("left alive after the test:\n  " + "\n  ".join(left), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    guards.remember_outcome(item, report)
    return report
