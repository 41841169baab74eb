"""What an empty panel says stands in lines of about one length, and takes no room that it did not take in one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.ui.charts.smile_canvas import SmileCanvas
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.models.smile_scene import SmileScene

SENTENCE = "Nothing was traded in this round yet. Start a bot in Bots: its line begins with its first fill."


def height(state: EmptyState, width: int) -> int:
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    return state.fontMetrics().boundingRect(QRect(0, 0, width, 9_999), flags, state.text()).height()


@pytest.fixture
def state(qtbot: QtBot, themed: QApplication) -> Iterator[EmptyState]:
    view = QWidget()
    qtbot.addWidget(view)
    made = EmptyState(SENTENCE, view)
    view.resize(2_000, 300)
    view.show()
    yield made
    view.close()


def view_of(state: EmptyState) -> QWidget:
    view = state.parentWidget()
    assert view is not None
    return view


def text_width(state: EmptyState) -> int:
    return state.contentsRect().width() - 2 * state.margin()


def test_no_word_stands_alone_in_the_last_line(state: EmptyState) -> None:
    whole = state.fontMetrics().horizontalAdvance(SENTENCE)
    # all but the last word fits into one line
    view_of(state).resize(whole + 2 * state.margin() - 10, 300)
    QApplication.processEvents()
    assert text_width(state) < whole * 0.6
    assert height(state, text_width(state)) == height(state, whole - 10) > state.fontMetrics().height(), "as many lines"


def test_one_line_stays_one(state: EmptyState) -> None:
    assert text_width(state) == 2_000 - 2 * state.margin()


def test_another_text_is_balanced_anew(state: EmptyState) -> None:
    view_of(state).resize(400, 300)
    QApplication.processEvents()
    state.setText("Not connected.")
    assert text_width(state) == 400 - 2 * state.margin()


def test_the_panel_may_be_as_narrow_as_without(state: EmptyState) -> None:
    wide = state.minimumSizeHint()
    whole = state.fontMetrics().horizontalAdvance(SENTENCE)
    view_of(state).resize(whole, 300)
    QApplication.processEvents()
    assert state.minimumSizeHint().width() <= wide.width()
    assert state.heightForWidth(whole + 100) <= state.heightForWidth(300)


def test_a_smile_that_is_empty_says_so_in_lines_of_one_length(qtbot: QtBot, themed: QApplication) -> None:
    canvas = SmileCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(canvas.fontMetrics().horizontalAdvance(SENTENCE) + 20, 200)
    canvas.show_scene(SmileScene(empty=SENTENCE))
    picture = canvas.grab().toImage()
    ground = picture.pixelColor(0, 0)
    inked = [x for x in range(picture.width()) for y in range(200) if picture.pixelColor(x, y) != ground]
    assert max(inked) - min(inked) < picture.width() * 0.6
