"""The panels about options in the window: opened by kind, asked for through the navigator."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.docks.chain import ChainPanel
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.panel_kinds import KINDS
from tests.ui.stations import make_station


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> Iterator[MainWindow]:
    made = MainWindow(make_station(tmp_path, errors), LogBuffer())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.pump.stop()


@pytest.mark.parametrize("kind", ["mispricing", "chain", "smile"])
def test_each_opens_and_shows_itself_empty(qtbot: QtBot, window: MainWindow, kind: str) -> None:
    dock = window.docks.bring_up(kind)
    qtbot.waitUntil(lambda: dock.panel.seen and not dock.panel.stale)
    assert dock.panel.save_state()
    assert KINDS[kind].several is (kind != "mispricing")


def test_who_wants_a_chain_gets_it_in_the_one_used_last(window: MainWindow) -> None:
    wanted = Role(underlying=Underlying("$HEST"), nth_expiry=1)
    window.navigator.chain_wanted.emit(wanted)
    first = window.panel("chain")
    assert isinstance(first, ChainPanel)
    assert (first.underlying, first.nth_expiry) == ("$HEST", 1)
    another = window.docks.open_another("chain")
    assert another is not None
    second = another.panel
    assert isinstance(second, ChainPanel)
    assert second.underlying == "$HEST", "it begins as its neighbour is"
    window.navigator.chain_wanted.emit(InstrumentId("$SIMP_call_100000_75"))
    assert (second.underlying, second.pinned) == ("$SIMP", 75_000)
    assert first.underlying == "$HEST"
