"""The log panel keeps a bounded tail, filters it, and takes lines in when it paints."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.docks.log import LogPanel
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.models.log_model import LogModel


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
    assert panel._model.rowCount() == 0
    panel.run_refresh()
    assert panel._model.rowCount() == 1
    assert not panel._empty.isVisible()
    panel._view.selectRow(0)
    panel.copy_selected()
    assert QGuiApplication.clipboard().text().endswith("warning bot.maker: late feed")


def test_the_panels_filters_are_remembered(
    qtbot: QtBot, themed: QApplication, buffer: LogBuffer, errors: ErrorCentre
) -> None:
    panel, again = LogPanel(buffer, errors), LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    qtbot.addWidget(again)
    panel._level.setCurrentIndex(2)
    panel._text.setText("maker")
    again.restore_state(panel.save_state())
    assert again.save_state() == {"level": logging.WARNING, "text": "maker"}
    again.restore_state({"level": "nonsense", "text": 3})
    assert again.save_state() == {"level": logging.WARNING, "text": "maker"}


def test_it_follows_the_newest_line_until_one_scrolls_up(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    buffer = LogBuffer()
    logger = logging.Logger("bot.maker", logging.DEBUG)
    logger.addHandler(buffer)
    panel = LogPanel(buffer, errors)
    qtbot.addWidget(panel)
    panel.resize(500, 200)
    for number in range(50):
        logger.info("line %d", number)
    panel.show()
    bar = panel._view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    before = bar.maximum()
    logger.info("one more")
    panel.run_refresh()
    qtbot.waitUntil(lambda: bar.maximum() > before and bar.value() == bar.maximum())
    bar.setValue(3)
    logger.info("and another")
    panel.run_refresh()
    qtbot.waitUntil(lambda: bar.maximum() > before + 1)
    assert bar.value() == 3
