"""Errors are told quietly, also those from before the window, and never more than a few at a time."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import QUIET_MS, ErrorCentre, Severity
from algotrade_gui.core.preferences import SoundChoice
from algotrade_gui.ui.dialogs.messages import MessagesDialog
from algotrade_gui.ui.notifications import MOST_TOASTS, Notifications, clock_text
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT


class Passing:
    """The machine's clock, by hand."""

    def __init__(self) -> None:
        self.now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def passing() -> Passing:
    return Passing()


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
def test_toasts_neither_lie_over_the_ticket_nor_take_the_focus(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    parent = window(qtbot)
    notes = Notifications(errors, parent)
    errors.report("feed", "words " * 20)
    assert notes.geometry().right() < parent.width() // 2, "the ticket is at the right in every shipped layout"
    policies = {button.focusPolicy() for button in notes.findChildren(QToolButton)}
    assert policies == {Qt.FocusPolicy.NoFocus}


@pytest.mark.expect_log(r".")
def test_the_list_shows_each_message_with_its_traceback(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    parent = window(qtbot)
    notes = Notifications(errors, parent)
    for _ in range(2):
        errors.report("feed", "first")
    try:
        raise KeyError("gone")
    except KeyError as error:
        errors.report_exception("bot maker", error)
    dialog = MessagesDialog(notes.notes, parent)
    dialog.open()
    assert dialog._list.count() == 2
    assert dialog._list.item(1).text().endswith("  feed: first  ×2")
    assert "Traceback" in dialog._detail.toPlainText()
    dialog.reject()


@pytest.mark.expect_log(r".")
def test_the_list_tells_when_a_message_came_last(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre, passing: Passing
) -> None:
    parent = window(qtbot)
    notes = Notifications(errors, parent, now_s=passing)
    errors.report("feed", "lost")
    first, passing.now_s = clock_text(passing.now_s), passing.now_s + 90
    errors.report("feed", "lost")
    notes.tick()
    notes.tell("info", "New strategy", "QuoterBot can be added now.")
    dialog = MessagesDialog(notes.notes, parent)
    dialog.open()
    later = clock_text(passing.now_s)
    assert later != first
    assert [dialog._list.item(row).text() for row in range(2)] == [
        f"{later}  New strategy: QuoterBot can be added now.",
        f"{later}  feed: lost  ×2",
    ]
    assert dialog._detail.toPlainText() == f"{later}  New strategy: QuoterBot can be added now."
    dialog.reject()


@pytest.mark.expect_log(r".")
def test_what_comes_again_after_a_quiet_time_is_told_again(
    qtbot: QtBot, themed: QApplication, passing: Passing
) -> None:
    heard: list[str] = []
    clock = ManualClock()
    errors = ErrorCentre(clock=clock)
    notes = Notifications(errors, window(qtbot), sound=lambda: "all", beep=lambda: heard.append("beep"), now_s=passing)
    for _ in range(3):
        errors.report("feed", "lost", severity=Severity.WARNING)
    notes.tick()
    notes.dismiss_all()
    errors.report("feed", "lost", severity=Severity.WARNING)
    notes.tick()
    assert notes.toasts == []
    clock.advance(QUIET_MS)
    errors.report("feed", "lost", severity=Severity.WARNING)
    notes.tick()
    assert [(toast.kind, toast.message, toast.count) for toast in notes.toasts] == [("warning", "lost", 5)]
    assert [(note.message, note.count) for note in notes.notes] == [("lost", 5)]
    assert heard == ["beep"] * 2


@pytest.mark.expect_log(r".")
def test_the_list_cuts_no_line_off_and_names_nobody_twice(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    parent = window(qtbot)
    notes = Notifications(errors, parent)
    empty = MessagesDialog([], parent)
    errors.report("maker", "maker let nothing run " + "for a while " * 30)
    errors.report("maker", "It stopped.")
    dialog = MessagesDialog(notes.notes, parent)
    for each in (empty, dialog):
        qtbot.addWidget(each)
        each.open()
    copy = {box: next(b for b in box.findChildren(QPushButton) if b.text() == "Copy") for box in (empty, dialog)}
    assert not copy[empty].isEnabled()
    assert copy[dialog].isEnabled()
    assert dialog._list.item(0).text().endswith("  maker: It stopped.")
    assert dialog._list.item(1).text().split("  ", 1)[1].startswith("maker let nothing")
    row = dialog._list.visualItemRect(dialog._list.item(1))
    assert row.right() <= dialog._list.viewport().rect().right(), "an ellipsis can be seen"
    assert row.height() >= ROW_HEIGHT
    layout = dialog.layout()
    assert layout is not None
    margins = layout.contentsMargins()
    assert {margins.left(), margins.top(), margins.right(), margins.bottom()} == {2 * GRID}


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


@pytest.mark.expect_log(r".")
def test_what_comes_again_is_counted_on_its_toast_and_in_the_list(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    notes = Notifications(errors, window(qtbot))
    for _ in range(3):
        notes.tell("info", "New strategy", "QuoterBot can be added now.")
        errors.report("feed", "silent", severity=Severity.WARNING)
    notes.tick()
    assert [(toast.source, toast.count) for toast in notes.toasts] == [("New strategy", 3), ("feed", 3)]
    assert notes.toasts[1].accessibleName() == "warning: feed: silent ×3"
    notes.dismiss_all()
    notes.tell("info", "New strategy", "QuoterBot can be added now.")
    assert [(note.kind, note.count) for note in notes.notes] == [("info", 4), ("warning", 3)]


@pytest.mark.expect_log(r".")
def test_it_beeps_for_what_the_user_has_chosen(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    heard: list[str] = []
    choice: list[SoundChoice] = ["off"]
    notes = Notifications(errors, window(qtbot), sound=lambda: choice[0], beep=lambda: heard.append(choice[0]))
    for choice[0] in ("off", "errors", "all"):
        notes.tell("info", "a", f"info {choice[0]}")
        errors.report("b", f"error {choice[0]}")
    assert heard == ["errors", "all", "all"]


@pytest.mark.expect_log(r".")
def test_another_window_neither_beeps_for_nor_shows_again_what_the_one_before_has_shown(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre
) -> None:
    errors.report("feed", "told before")
    heard: list[str] = []
    old = Notifications(errors, window(qtbot))
    new = Notifications(errors, window(qtbot), sound=lambda: "all", beep=lambda: heard.append("beep"))
    new.take_over(old.notes)
    assert (heard, new.toasts) == ([], [])
    assert [note.message for note in new.notes] == ["told before"]
    errors.report("feed", "new")
    assert (heard, [toast.message for toast in new.toasts]) == (["beep"], ["new"])


@pytest.mark.expect_log(r".")
def test_another_window_goes_on_with_the_list(
    qtbot: QtBot, themed: QApplication, errors: ErrorCentre, passing: Passing
) -> None:
    old = Notifications(errors, window(qtbot), now_s=passing)
    old.tell("info", "a", "told")
    errors.report("feed", "broken")
    errors.report("feed", "broken")
    came_s, passing.now_s = passing.now_s, passing.now_s + 61
    told = old.notes
    new = Notifications(errors, window(qtbot), now_s=passing)
    new.take_over(told)
    new.tick()
    assert [(note.message, note.count) for note in new.notes] == [("told", 1), ("broken", 2)]
    assert new.notes[0].last_s == came_s
    assert new.notes[1].last_s == old.notes[1].last_s
    assert new.toasts == []
