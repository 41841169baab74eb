"""What a window that trades says of recording: the switch in its menu, the figure in the status line, the way to the recordings."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.settings import Profile
from algotrade_gui.core.units import RoundMs
from algotrade_gui.ui.dialogs.recordings import RecordingsDialog
from algotrade_gui.ui.figures import Figure
from algotrade_gui.ui.language import language
from algotrade_gui.ui.main_window import MainWindow
from tests.support.aio import until
from tests.support.tapes import made_tape
from tests.ui.windows import open_window, shown_window

Run = Callable[..., Any]


pytestmark = pytest.mark.allow_log("something")


@pytest.fixture
def station(tmp_path: Path, errors: ErrorCentre) -> Workstation:
    return Workstation(
        Profile(name="practice"),
        errors=errors,
        strategy_folders=[tmp_path],
        recording_folder=find_paths().recordings,
    )


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, station: Workstation) -> Iterator[MainWindow]:
    with shown_window(qtbot, station) as made:
        yield made


def action(window: MainWindow, name: str) -> QAction:
    return next(each for each in window.actions() if each.objectName() == name)


def test_recording_is_on_until_it_is_switched_off(window: MainWindow, station: Workstation) -> None:
    switch = action(window, "window.record")
    assert switch in window.window_menu.menu.actions()
    assert (switch.isChecked(), window.status.tape.text) == (True, "–")
    switch.trigger()
    window.pump.housekeeping.emit()
    assert not station.current_profile().record
    assert station.recorder is not None
    assert not station.recorder.on
    assert (switch.isChecked(), window.status.tape.text) == (False, "off")
    switch.trigger()
    assert station.recorder.on


def test_the_status_line_tells_the_size_and_what_is_the_matter(
    themed: QApplication, qt_run: Run, station: Workstation
) -> None:
    async def scene() -> None:
        async with open_window(station) as window:
            recorder = station.recorder
            assert recorder is not None
            recorder.take(b'{"a":1}', RoundMs(100), 1)
            await until(lambda: recorder.bytes_written)
            window.pump.housekeeping.emit()
            assert window.status.tape.text == "0.1 MB"
            recorder.problem = "the disk is too slow, so that parts are missing"
            window.pump.housekeeping.emit()
            assert window.status.tape.text == "0.1 MB", "it goes on all the same"
            assert window.status.tape.toolTip() == recorder.problem
            await recorder.close()
            recorder.problem = "the disk is nearly full"
            window.pump.housekeeping.emit()
            assert (window.status.tape.text, window.status.tape.toolTip()) == ("stopped", "the disk is nearly full")
            action(window, "window.record").trigger()
            window.pump.housekeeping.emit()
            # what was the matter before is none any more
            assert (window.status.tape.text, window.status.tape.toolTip()) == ("off", "Size of this round's recording")

    qt_run(scene())


@pytest.mark.parametrize("width", [1_024, 1_280])
@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_count_of_errors_is_never_pushed_out(
    qtbot: QtBot, themed: QApplication, station: Workstation, width: int, code: Literal["en", "fr"]
) -> None:
    language().install(code)
    try:
        with shown_window(qtbot, station, size=QSize(width, 700)) as window:
            line = window.status
            for _ in range(120):
                # more of them than a quiet night has
                station.errors.report("test", f"something {_}", severity=Severity.WARNING)
            window.pump.housekeeping.emit()
            # all of its words, and within the line
            qtbot.waitUntil(lambda: line.errors.width() >= line.errors.sizeHint().width(), timeout=2_000)
            # the line itself would grow beyond the window for all that it holds
            qtbot.waitUntil(lambda: line.errors.geometry().right() <= window.width(), timeout=2_000)
            assert line.tape.isVisible()
            last = max(figure.geometry().right() for figure in line.findChildren(Figure) if figure.isVisible())
            assert last <= line.errors.x()
            window.resize(1_900, 700)
            qtbot.waitUntil(lambda: line.pace.isVisible() and line.sessions.isVisible())
            for narrow in (width + 40, width):
                window.resize(narrow, 700)
                window.pump.housekeeping.emit()
                qtbot.waitUntil(lambda: line.errors.geometry().right() <= window.width(), timeout=2_000)
    finally:
        language().install("en")


def test_the_dialog_hands_on_what_was_chosen(themed: QApplication, qt_run: Run, station: Workstation) -> None:
    async def scene() -> None:
        path = made_tape(find_paths().recordings, "one")
        async with open_window(station) as window:
            wanted: list[Path] = []
            window.recording_wanted.connect(wanted.append)
            action(window, "window.recordings").trigger()
            dialog = window.findChild(RecordingsDialog)
            assert dialog is not None
            await until(lambda: dialog.model.rowCount())
            dialog.play()
            assert wanted == [path]

    qt_run(scene())
