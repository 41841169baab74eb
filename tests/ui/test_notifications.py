"""Errors are told quietly, also those from before the window, and never more than a few at a time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.ui.notifications import MOST_TOASTS, MessagesDialog, Notifications


def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(900, 600)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.expect_log(r".")
def test_an_error_from_before_the_window_is_told(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    errors.report("profile", "The file was damaged.", severity=Severity.WARNING)
    notes = Notifications(errors, window(qtbot))
    assert [toast.accessibleName() for toast in notes.toasts] == ["warning: profile: The file was damaged."]


@pytest.mark.expect_log(r".")
def test_a_repeat_is_no_second_toast_and_the_oldest_gives_way(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    notes = Notifications(errors, window(qtbot))
    for _ in range(3):
        errors.report("feed", "same")
    assert len(notes.toasts) == 1
    for number in range(MOST_TOASTS + 2):
        errors.report("feed", f"message {number}")
    assert len(notes.toasts) == MOST_TOASTS
    assert notes.toasts[-1].accessibleName().endswith(f"message {MOST_TOASTS + 1}")
    assert notes.isVisible()
    notes.dismiss_all()
    assert not notes.isVisible()


@pytest.mark.expect_log(r".")
def test_old_toasts_go_by_themselves(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    notes = Notifications(errors, window(qtbot))
    errors.report("feed", "old")
    notes.tick()
    assert len(notes.toasts) == 1
    notes.toasts[0].deadline = 0.0
    notes.tick()
    assert notes.toasts == []


@pytest.mark.expect_log(r".")
def test_toasts_stay_inside_the_window(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    parent = window(qtbot)
    notes = Notifications(errors, parent)
    errors.report("feed", "words " * 60)
    parent.resize(700, 500)
    errors.report("feed", "more words " * 6)
    assert parent.rect().contains(notes.geometry())
    qtbot.waitUntil(lambda: notes.toasts[0].geometry().bottom() < notes.toasts[1].geometry().top())
    assert notes.rect().contains(notes.toasts[1].geometry())


@pytest.mark.expect_log(r".")
def test_the_list_shows_each_message_with_its_traceback(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    parent = window(qtbot)
    for _ in range(2):
        errors.report("feed", "first")
    try:
        raise KeyError("gone")
    except KeyError as error:
        errors.report_exception("bot maker", error)
    dialog = MessagesDialog(errors, parent)
    dialog.open()
    assert dialog._list.count() == 2
    assert dialog._list.item(1).text() == "feed: first  ×2"
    assert "Traceback" in dialog._detail.toPlainText()
    dialog.reject()


@pytest.mark.expect_log(r".")
def test_nothing_in_a_toast_is_taken_for_markup(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    notes = Notifications(errors, window(qtbot))
    errors.report("<h1>bot</h1>", "<b>told</b> by somebody")
    texts = [label for label in notes.toasts[0].findChildren(QLabel) if label.text()]
    assert [label.text() for label in texts] == ["<h1>bot</h1>", "<b>told</b> by somebody"]
    assert {label.textFormat() for label in texts} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize(
    "message", ["Short.", "It ended (exit code -9). Your bots wait; start it again to go on.", "gy " * 75]
)
def test_a_toast_has_room_for_all_of_its_text(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre, message: str
) -> None:
    notes = Notifications(errors, window(qtbot))
    notes.tell("error", "feed", message)
    QApplication.processEvents()
    (toast,) = notes.toasts
    for label in toast.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
