"""The log panel keeps a bounded tail, filters it, and takes lines in when it paints."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.docks.log import LogPanel, place_in
from algotrade_gui.ui.line_list import LINE_HEIGHT
from algotrade_gui.ui.log_buffer import LogBuffer, LogLine
from algotrade_gui.ui.models.log_model import LogModel
from algotrade_gui.ui.navigator import Navigator


@pytest.fixture
def buffer() -> LogBuffer:
    return LogBuffer(keep=5)


@pytest.fixture
def source(buffer: LogBuffer) -> Iterator[logging.Logger]:
    logger = logging.Logger("bot.maker", logging.DEBUG)
    logger.addHandler(buffer)
    yield logger
    logger.removeHandler(buffer)


def texts(model: LogModel) -> list[str]:
    return [model.line(row).message for row in range(model.rowCount())]


def test_the_buffer_is_bounded_and_tells_what_is_new(buffer: LogBuffer, source: logging.Logger) -> None:
    for number in range(8):
        source.info("line %d", number)
    assert buffer.count == 8
    assert [line.message for line in buffer.since(0)] == [f"line {number}" for number in range(3, 8)]
    assert [line.message for line in buffer.since(6)] == ["line 6", "line 7"]
    assert buffer.since(8) == []


def test_a_traceback_becomes_the_detail(buffer: LogBuffer, source: logging.Logger) -> None:
    try:
        raise ValueError("bad")
    except ValueError:
        source.exception("first\nsecond")
    line = buffer.since(0)[0]
    assert line.message == "first"
    assert line.detail is not None
    assert "second" in line.detail
    assert "ValueError: bad" in line.detail


def test_pull_appends_and_stays_bounded(qapp: QApplication, buffer: LogBuffer, source: logging.Logger) -> None:
    model = LogModel(buffer)
    for number in range(4):
        source.info("a%d", number)
    assert model.pull()
    assert not model.pull()
    for number in range(3):
        source.info("b%d", number)
    assert model.pull()
    assert texts(model) == ["a2", "a3", "b0", "b1", "b2"]


def test_level_and_text_filter(qapp: QApplication, buffer: LogBuffer, source: logging.Logger) -> None:
    model = LogModel(buffer)
    source.debug("whisper")
    source.info("quote moved")
    source.error("order refused")
    model.pull()
    assert texts(model) == ["quote moved", "order refused"]
    model.set_filter(level=logging.ERROR)
    assert texts(model) == ["order refused"]
    model.set_filter(level=logging.DEBUG, text="QUOTE")
    assert texts(model) == ["quote moved"]
    source.info("another quote")
    model.pull()
    assert texts(model) == ["quote moved", "another quote"]
    model.clear()
    assert texts(model) == []


def test_the_panel_takes_lines_only_when_refreshed(
    qtbot: QtBot, themed: QApplication, buffer: LogBuffer, source: logging.Logger, errors: ErrorCentre
) -> None:
    panel = LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    panel.show()
    source.warning("late feed")
    assert panel.model.rowCount() == 0
    panel.run_refresh()
    assert panel.model.rowCount() == 1
    assert not panel._empty.isVisible()
    panel.view.selectRow(0)
    panel.copy_selected()
    assert QGuiApplication.clipboard().text().endswith("warning bot.maker: late feed")


def test_the_panels_filters_are_remembered(
    qtbot: QtBot, themed: QApplication, buffer: LogBuffer, errors: ErrorCentre
) -> None:
    panel, again = LogPanel(buffer, errors), LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    qtbot.addWidget(again)
    panel.level.setCurrentIndex(2)
    panel.filter.setText("maker")
    again.restore_state(panel.save_state())
    assert again.save_state() == {"level": logging.WARNING, "text": "maker", "source": ""}
    again.restore_state({"level": "nonsense", "text": 3})
    assert again.save_state() == {"level": logging.WARNING, "text": "maker", "source": ""}


def fifty_lines(qtbot: QtBot, errors: ErrorCentre, keep: int = 100) -> tuple[LogPanel, logging.Logger]:
    """A low panel, shown at the newest of its lines, and the logger for more of them."""
    buffer = LogBuffer(keep)
    logger = logging.Logger("bot.maker", logging.DEBUG)
    logger.addHandler(buffer)
    panel = LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    panel.resize(500, 200)
    for number in range(50):
        logger.info("line %d", number)
    panel.show()
    bar = panel.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    return panel, logger


def test_it_follows_the_newest_line_until_one_scrolls_up(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    panel, logger = fifty_lines(qtbot, errors)
    bar = panel.view.verticalScrollBar()
    before = bar.maximum()
    logger.info("one more")
    panel.run_refresh()
    qtbot.waitUntil(lambda: bar.maximum() > before and bar.value() == bar.maximum())
    bar.setValue(3)
    logger.info("and another")
    panel.run_refresh()
    qtbot.waitUntil(lambda: bar.maximum() > before + LINE_HEIGHT)
    assert bar.value() == 3


def test_the_newest_line_is_painted_where_a_click_finds_it(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, _ = fifty_lines(qtbot, errors)
    view = panel.view
    painted: dict[str, int] = {}
    monkeypatch.setattr(view._labels, "at", lambda _painter, _x, y, text: painted.update({text: y}))
    view.viewport().grab()
    assert "line 49" in painted
    assert painted["line 49"] + view._labels.height <= view.viewport().height()
    assert view.rowAt(painted["line 49"] + 5) == 49


def test_lines_stay_put_while_old_ones_go(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    panel, logger = fifty_lines(qtbot, errors, keep=50)
    view, bar = panel.view, panel.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = panel.model.line(view.rowAt(10)).message
    for number in range(3):
        logger.info("newer %d", number)
    panel.run_refresh()
    assert panel.model.line(view.rowAt(10)).message == before


def test_lines_of_one_source_and_the_way_to_it(
    qtbot: QtBot, themed: QApplication, buffer: LogBuffer, errors: ErrorCentre
) -> None:
    navigator = Navigator()
    panel = LogPanel(buffer, errors, navigator)
    qtbot.addWidget(panel)
    for name, words in (("algotrade_gui.bot.maker", "quoted"), ("algotrade_gui.market.feed", "connected")):
        buffer.handle(logging.LogRecord(name, logging.INFO, "", 0, words, None, None))
    panel.refresh()
    panel.source.choose("bot.maker")
    panel.source.chosen.emit("bot.maker")
    assert texts(panel.model) == ["quoted"]
    with qtbot.waitExposed(panel):
        panel.show()
    panel.view.setFocus()
    panel.view.selectRow(0)
    with qtbot.waitSignal(navigator.bot_wanted) as asked:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked.args == ["maker"]


def test_the_sources_of_what_a_level_hid_are_offered_when_it_shows(
    qtbot: QtBot, themed: QApplication, buffer: LogBuffer, errors: ErrorCentre, source: logging.Logger
) -> None:
    panel = LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    panel.level.setCurrentIndex(3)
    source.info("quoted")
    panel.refresh()
    assert panel.source.findData("bot.maker") < 0
    panel.level.setCurrentIndex(1)
    assert panel.source.findData("bot.maker") > 0


def test_what_was_reported_of_a_bot_is_among_its_lines(
    qtbot: QtBot, themed: QApplication, buffer: LogBuffer, errors: ErrorCentre
) -> None:
    panel = LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    for name, words in (
        ("bot.maker_1", "quoted"),
        ("algotrade_gui.core.errors", "maker.1: ValueError: bad"),
        ("algotrade_gui.core.errors", "maker.10: ValueError: bad"),
        ("algotrade_gui.core.errors", "market data: lost"),
    ):
        buffer.handle(logging.LogRecord(name, logging.WARNING, "", 0, words, None, None))
    panel.refresh()
    panel.show_source("bot.maker_1")
    assert texts(panel.model) == ["quoted", "maker.1: ValueError: bad"]
    panel.view.selectRow(1)
    panel._only_source()
    assert panel.source.source == "core.errors"
    assert len(texts(panel.model)) == 3


def test_a_traceback_leads_to_its_last_line() -> None:
    def line(message: str, detail: str | None) -> LogLine:
        return LogLine(number=1, time_text="", level=0, source="x", message=message, detail=detail)

    trace = 'File "/a/runner.py", line 3, in run\n  File "/b/maker.py", line 41, in run'
    assert place_in(line("failed", trace)) == ("/b/maker.py", 41)
    assert place_in(line("held the loop in /b/maker.py:12", None)) == ("/b/maker.py", 12)
    assert place_in(line("quiet", None)) is None
