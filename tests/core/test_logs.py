"""Logs reach console and file under the right names, and no secret reaches either."""

import asyncio
import io
import logging
import re
import sys
import urllib.error
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from algotrade_gui.core import logs
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.logs import LogSetup, bot_logger, set_up_logging
from algotrade_gui.core.secrets import Secret
from tests.support.aio import run

SECRET = "s3cr/t+?&word"
ENCODED = "s3cr%2Ft%2B%3F%26word"
UNKNOWN = "never-told-to-anybody"

# what is logged here at WARNING is the subject, not a surprise
pytestmark = pytest.mark.allow_log(".")


class Logged:
    def __init__(self, folder: Path) -> None:
        self.console = io.StringIO()
        self.file = folder / "logs" / "algo_trade.log"
        self.setup = set_up_logging(self.file, level=logging.DEBUG, console=self.console)

    def text(self) -> str:
        """What stands in the file; the console says the same."""
        for handler in logging.getLogger().handlers:
            handler.flush()
        text = self.file.read_text(encoding="utf-8")
        assert text == self.console.getvalue()
        return text


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Logged]:
    Secret(SECRET)
    made = Logged(tmp_path)
    yield made
    made.setup.close()


def assert_clean(text: str) -> None:
    assert SECRET not in text
    assert ENCODED not in text
    assert UNKNOWN not in text
    assert "[redacted]" in text


def test_a_line_has_local_time_level_name_and_message(logged: Logged) -> None:
    logging.getLogger("algotrade_gui.market.feed").info("hello %s", "you")
    bot_logger("mm-1").warning("low")
    first, second = logged.text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} INFO    algotrade_gui\.market\.feed: hello you", first)
    assert second.endswith(" WARNING bot.mm-1: low")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("red \x1b[31m", r"red \x1b[31m"),
        ("over\rwritten", r"over\rwritten"),
        ("\u202eturned", r"\u202eturned"),
        ("half \ud800", r"half \ud800"),
        ("\tindented, naïve → ok", "\tindented, naïve → ok"),
    ],
)
def test_what_others_say_cannot_play_with_the_terminal_nor_break_the_file(
    logged: Logged, said: str, written: str
) -> None:
    logging.getLogger("wire").info("%s", said)
    try:
        raise ValueError(said)
    except ValueError:
        logging.getLogger("wire").exception("failed")
    first, *rest = logged.text().split("\n")
    assert first.endswith(f" wire: {written}")
    assert f"ValueError: {written}" in rest


def test_a_dot_in_a_bot_s_name_makes_no_child() -> None:
    assert bot_logger("a.b").name == "bot.a_b"


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        (f"uri ws://host/trade?team_secret={UNKNOWN}", ()),
        (f"uri ws://host/trade?x=1&team_secret={UNKNOWN}&y=2", ()),
        ("uri %s", (f"ws://host/trade?TEAM_SECRET={UNKNOWN}",)),
        ("mine %s", (SECRET,)),
        ("in a list %r", ([SECRET],)),
        (f"plain {SECRET}", ()),
        ("encoded %s", (ENCODED,)),
        ("error %s", (ValueError(f"bad {SECRET}"),)),
        ("named %(secret)s", ({"secret": SECRET},)),
        ("too few %s %s", (SECRET,)),
        ("bytes %r", (SECRET.encode(),)),
    ],
)
def test_message_and_arguments_are_clean(logged: Logged, message: str, arguments: tuple[object, ...]) -> None:
    logging.getLogger("x").info(message, *arguments)
    assert_clean(logged.text())


def test_what_stands_around_a_secret_stays(logged: Logged) -> None:
    logging.getLogger("x").info('GET "/trade?a=1&team_secret=%s&b=2" done', UNKNOWN)
    assert 'GET "/trade?a=1&team_secret=[redacted]&b=2" done' in logged.text()


def test_exceptions_and_their_causes_and_notes_are_clean(logged: Logged) -> None:
    try:
        try:
            raise OSError(f"refused by ws://h/?team_secret={UNKNOWN}")
        except OSError as error:
            error.add_note(f"tried {SECRET}")
            raise urllib.error.URLError(SECRET) from error
    except urllib.error.URLError:
        logging.getLogger("x").exception("failed")
    text = logged.text()
    assert_clean(text)
    assert "Traceback (most recent call last)" in text
    assert "direct cause" in text
    assert text.count("Traceback") == 2


def test_a_source_line_in_a_traceback_is_clean(logged: Logged) -> None:
    Secret("literal-in-the-source")
    try:
        raise RuntimeError(len("literal-in-the-source"))
    except RuntimeError:
        logging.getLogger("x").error("failed", exc_info=True, stack_info=True)
    text = logged.text()
    assert "literal-in-the-source" not in text
    assert "raise RuntimeError(len(" in text


def test_a_handler_that_comes_later_gets_clean_records(logged: Logged) -> None:
    class Keep(logging.Handler):
        def __init__(self) -> None:
            super().__init__()
            self.records: list[logging.LogRecord] = []

        def emit(self, record: logging.LogRecord) -> None:
            self.records.append(record)

    keep = Keep()
    logged.setup.add_handler(keep)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("x").exception("of %s", SECRET)
    logged.setup.remove_handler(keep)
    logging.getLogger("x").info("after it was removed")
    [record] = keep.records
    assert_clean(f"{record.msg}{record.getMessage()}{record.args}{record.exc_text}{record.exc_info}")
    assert "ValueError" in (record.exc_text or "")


def test_the_error_centre_keeps_no_secret(logged: Logged) -> None:
    centre = ErrorCentre()
    centre.report("feed", f"cannot reach ws://h/?team_secret={UNKNOWN}")
    centre.report_exception("feed", UserError(f"{SECRET} is wrong"))
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        centre.report_exception(f"session {SECRET}", error)
    assert_clean(repr(centre.records))
    assert_clean(logged.text())


def test_websockets_own_words_are_clean(logged: Logged) -> None:
    """Its client logs the request line, secret and all, at DEBUG."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def attempt() -> None:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            try:
                await connect(f"ws://127.0.0.1:{port}/trade?team_secret={ENCODED}", proxy=None)
            except Exception:
                logging.getLogger("x").exception("no connection")

    run(attempt())
    text = logged.text()
    assert "GET /trade?team_secret=[redacted] HTTP/1.1" in text
    assert "websockets.client" in text
    assert "401" in text
    assert_clean(text)


def test_warnings_are_logged(logged: Logged) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"about {SECRET}", stacklevel=1)
    logging.captureWarnings(False)
    assert_clean(logged.text())


def test_the_file_rotates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "FILE_BYTES", 500)
    setup = set_up_logging(tmp_path / "algo_trade.log", console=io.StringIO())
    for number in range(100):
        logging.getLogger("x").info("line %d", number)
    setup.close()
    names = sorted(path.name for path in tmp_path.glob("algo*"))
    assert names == ["algo_trade.log"] + [f"algo_trade.log.{number}" for number in range(1, logs.FILE_COUNT)]
    assert all(path.stat().st_size <= 500 for path in tmp_path.iterdir())
    assert "line 99" in (tmp_path / "algo_trade.log").read_text()


def test_a_file_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file stands in the way")
    console = io.StringIO()
    setup = set_up_logging(tmp_path / "logs" / "algo_trade.log", console=console)
    logging.getLogger("x").info("still heard")
    setup.close()
    assert setup.warning is not None
    assert "cannot be written" in setup.warning
    assert "still heard" in console.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="its files have no limit that could be set")
def test_a_disk_that_takes_no_more_costs_the_file_and_neither_the_console_nor_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import resource

    console = io.StringIO()
    setup = set_up_logging(tmp_path / "log.txt", console=console)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        logging.getLogger("some").info("first")
        resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "log.txt").stat().st_size, before[1]))
        for number in range(3):
            logging.getLogger("some").info("line %d", number)
        setup.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        setup.close()
    assert [line.rsplit(": ")[1] for line in console.getvalue().splitlines()] == ["first", "line 0", "line 1", "line 2"]
    assert capsys.readouterr().err == "", "no line of the log brings a traceback with it"


def test_close_leaves_the_root_logger_as_it_was() -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    setup = LogSetup(None, level=logging.ERROR, console=io.StringIO())
    assert len(root.handlers) == len(before[0]) + 1
    setup.close()
    setup.close()
    assert (list(root.handlers), root.level) == before


def test_a_windowed_program_without_a_console(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stderr", None)
    setup = set_up_logging(tmp_path / "algo_trade.log")
    logging.getLogger("x").info("heard")
    setup.close()
    assert "heard" in (tmp_path / "algo_trade.log").read_text()


@pytest.mark.allow_log("said by the second")
def test_a_second_program_writes_a_file_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "algo_trade.log"
    level = logging.getLogger().level
    first = set_up_logging(file)
    second = set_up_logging(file)
    try:
        first.close()
        logging.getLogger("a part").warning("said by the second")
        assert "said by the second" in (tmp_path / "algo_trade.2.log").read_text()
        assert "said by the second" not in file.read_text()
        third = set_up_logging(file)
        third.close()
        assert third.warning is None
        assert not (tmp_path / "algo_trade.3.log").exists(), "the first name is free again"
    finally:
        second.close()
        # two in one process undo each other's level in the wrong order
        logging.getLogger().setLevel(level)
