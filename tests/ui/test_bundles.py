"""Strategies and bots handed on by the window, and taken in after a look."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.bundle import read_bundle
from algotrade_gui.bots.states import BotState
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.dialogs.import_bundle import ImportBundleDialog
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from tests.ui.stations import GOOD_STRATEGY, make_station

Run = Callable[..., Any]


def station_in(folder: Path, errors: ErrorCentre) -> Workstation:
    folder.mkdir()
    return make_station(folder, errors)


@pytest.fixture
def make_window(qtbot: QtBot, themed: QApplication) -> Iterator[Callable[[Workstation], MainWindow]]:
    made: list[MainWindow] = []

    def make(station: Workstation) -> MainWindow:
        made.append(MainWindow(station, LogBuffer()))
        return made[-1]

    yield make
    for window in made:
        window.pump.stop()
        window.finish_closing()
        window.deleteLater()


def notices(window: MainWindow) -> list[str]:
    return [toast.accessibleName() for toast in window.notifications.toasts]


def test_what_one_window_hands_on_another_takes_in_ticked_and_not_started(
    tmp_path: Path, errors: ErrorCentre, make_window: Callable[[Workstation], MainWindow], qt_run: Run
) -> None:
    giver, taker = station_in(tmp_path / "giver", errors), station_in(tmp_path / "taker", errors)
    (tmp_path / "giver" / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    giver.manager.scan_strategies()
    giver.manager.register_bot(giver.manager.loader.strategies()[0], {"order_size": 7}, name="mine")
    bundle = tmp_path / "ours.zip"
    giving, taking = make_window(giver), make_window(taker)

    async def scene() -> None:
        await giving.bundles.export(bundle)
        await taking.bundles.show(bundle)

    qt_run(scene())
    assert any("1 bot was written to ours.zip" in each for each in notices(giving))
    assert [bot.name for bot in read_bundle(bundle).bots] == ["mine"]
    dialog = taking.findChild(ImportBundleDialog)
    assert isinstance(dialog, ImportBundleDialog)
    assert dialog.accepted_files == frozenset(), "nothing is ticked until it was looked at"
    dialog.files.item(0).setCheckState(Qt.CheckState.Checked)
    accepted = dialog.accepted_files
    dialog.reject()
    qt_run(taking.bundles.take_in(read_bundle(bundle), accepted))
    (info,) = taker.manager.bots()
    assert (str(info.id), info.state, info.config["order_size"]) == ("mine", BotState.LOADED, 7)
    assert not info.autostart
    assert any("it waits for its start" in each for each in notices(taking))


def test_what_is_not_ticked_is_never_loaded(
    tmp_path: Path, errors: ErrorCentre, make_window: Callable[[Workstation], MainWindow], qt_run: Run
) -> None:
    giver, taker = station_in(tmp_path / "giver", errors), station_in(tmp_path / "taker", errors)
    (tmp_path / "giver" / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    giver.manager.scan_strategies()
    giver.manager.register_bot(giver.manager.loader.strategies()[0], name="mine")
    bundle = tmp_path / "ours.zip"
    giving, taking = make_window(giver), make_window(taker)
    qt_run(giving.bundles.export(bundle))
    qt_run(taking.bundles.take_in(read_bundle(bundle), frozenset()))
    assert taker.manager.bots() == []
    assert [path.name for path in (tmp_path / "taker").iterdir()] == ["quoter.py.unaccepted"]


@pytest.mark.expect_log("no bot whose strategy")
def test_a_window_without_bots_says_that_there_is_nothing_to_hand_on(
    tmp_path: Path, errors: ErrorCentre, make_window: Callable[[Workstation], MainWindow], qt_run: Run
) -> None:
    window = make_window(station_in(tmp_path / "empty", errors))
    qt_run(window.bundles.export(tmp_path / "none.zip"))
    assert not (tmp_path / "none.zip").exists()


@pytest.mark.parametrize("name", ["window.import_bundle", "window.export_bundle"])
def test_the_menu_asks_for_the_file(
    tmp_path: Path, errors: ErrorCentre, make_window: Callable[[Workstation], MainWindow], name: str
) -> None:
    window = make_window(station_in(tmp_path / "here", errors))
    action = window.findChild(QAction, name)
    assert isinstance(action, QAction)
    action.trigger()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.reject()
