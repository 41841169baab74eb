"""What keeps the program from starting is seen also by who has no terminal."""

import sys
from io import StringIO

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from algotrade_gui import __main__, app
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.words import say
from algotrade_gui.ui.language import language
from algotrade_gui.ui.start_problem import show_start_problem


def test_it_is_shown_until_it_is_closed(qtbot: QtBot, themed: QApplication) -> None:
    seen: list[str] = []

    def look() -> None:
        for box in themed.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                seen.extend((box.text(), box.informativeText()))
                box.reject()

    looking = QTimer()
    looking.timeout.connect(look)
    looking.start(10)
    show_start_problem(themed, say("The folder {folder} cannot be made: {reason}.", folder="/x", reason="read-only"))
    looking.stop()
    language().install("en")  # as the tests after this one expect it
    assert seen == ["AlgoTrade could not start.", "The folder /x cannot be made: read-only."]


@pytest.mark.parametrize(
    ("frozen", "smoke_s", "expected"), [(True, None, ["no room"]), (False, None, []), (True, 1.0, [])]
)
def test_only_a_double_click_has_it_in_a_window(
    monkeypatch: pytest.MonkeyPatch, frozen: bool, smoke_s: float | None, expected: list[str]
) -> None:
    told: list[str] = []

    def fail(_options: RunOptions) -> int:
        raise UserError("no room")

    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys, "stderr", StringIO())
    monkeypatch.setattr(app, "run_window", fail)
    monkeypatch.setattr(app, "tell_start_problem", lambda problem: told.append(str(problem)))
    with pytest.raises(UserError):
        __main__._run_window(RunOptions(smoke_s=smoke_s))
    assert told == expected
