"""Every dialog and overlay of the window, opened as a user opens it: by an action's name, or by a call."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from algotrade_gui.bots.bundle import Bundle
from algotrade_gui.ui.arming import ArmDialog
from algotrade_gui.ui.dialogs.import_bundle import ImportBundleDialog
from algotrade_gui.ui.dialogs.recordings import RecordingsDialog
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.fills import FillsPanel
from algotrade_gui.ui.main_window import MainWindow
from tests.support.tapes import made_tape

QUERY: Final = "card call"
"""What is typed into the palette."""

OPENERS: Final[dict[str, str | Callable[[MainWindow], object]]] = {
    "limits": lambda window: window.show_limits(),
    "messages": lambda window: window.show_messages(),
    "add-bot": lambda window: window.bots.add_bot(),
    "configure-bot": lambda window: _with_a_bot(window).acts.configure.trigger(),
    "explain-fill": lambda window: _newest_fill(window).explain(),
    "shortcuts": "window.shortcuts",
    "layout-save": "layout.save_as",
    "layout-rename": lambda window: _in_own_layout(window).layouts.rename(),
    "layout-delete": lambda window: _in_own_layout(window).layouts.delete(),
    "indicators": lambda window: _chart(window).open_indicators(),
}
"""By picture the name of an action, or a call."""


def _with_a_bot(window: MainWindow) -> BotsPanel:
    """The board with its first bot chosen."""
    window.bots._view.selectRow(0)
    return window.bots


def _newest_fill(window: MainWindow) -> FillsPanel:
    """The fills with the newest chosen."""
    fills = window.docks.bring_up("fills").panel
    assert isinstance(fills, FillsPanel)
    fills.run_refresh()
    fills.view.selectRow(0)
    return fills


def _chart(window: MainWindow) -> ChartPanel:
    chart = window.docks.bring_up("chart").panel
    assert isinstance(chart, ChartPanel)
    return chart


def _in_own_layout(window: MainWindow) -> MainWindow:
    """The window with a layout of the user's own in use."""
    name = "My evening"
    if name not in window.layouts.store.names():
        window.layouts.store.save(name, window.docks.arranged())
    window.layouts.use(name)
    return window


def open_dialogs(window: MainWindow) -> Iterator[tuple[str, Callable[[], QDialog | None]]]:
    """Each dialog's name with the call that opens and returns it; None where nothing opened."""
    for name, opener in OPENERS.items():
        yield name, partial(_open, window, opener)


def _open(window: MainWindow, opener: str | Callable[[MainWindow], object]) -> QDialog | None:
    before = set(map(id, window.findChildren(QDialog)))
    if isinstance(opener, str):
        action = window.findChild(QAction, opener)
        assert isinstance(action, QAction), f"no action {opener}"
        action.trigger()
    else:
        opener(window)
    return next((each for each in window.findChildren(QDialog) if id(each) not in before and each.isVisible()), None)


def show_bundle(window: MainWindow, bundle: Bundle) -> QDialog:
    """The question which files of a bundle may be loaded."""
    dialog = ImportBundleDialog(bundle, name="club.zip", known={bundle.files[0].name}, parent=window)
    dialog.open()
    return dialog


def show_recordings(window: MainWindow, folder: Path) -> QDialog:
    """The recorded rounds of an evening, one of them being recorded."""
    for number in range(1, 8):
        name = "test" if number == 1 else f"scored {number - 1}"
        began = f"2026-11-28T{16 + number}:{5 * number:02}:00+01:00"
        made_tape(
            folder,
            f"round {number}",
            began=began,
            number=number,
            round_name=name,
            practice=number % 3 > 0,
            whole=number not in (3, 7),
            lost=12 * (number == 4),
            filler=400_000 * number,
        )
    station, writing = window._workstation, folder / "round 7.jsonl.zst"
    dialog = RecordingsDialog(folder, tasks=window._tasks, errors=station.errors, writing=writing, parent=window)
    dialog.open()
    return dialog


def show_arming(window: MainWindow) -> QDialog:
    """The question before orders may leave for a live exchange."""
    window.top_bar.arm_button.toggle()
    found = window.findChildren(ArmDialog)
    assert found, "a live profile asks before it is armed"
    return found[-1]


def show_palette(window: MainWindow) -> QWidget:
    """The palette with a query."""
    window.palette_box.open(QUERY)
    return window


def show_tour(window: MainWindow) -> QWidget:
    """What a newcomer sees first: the first step of the tour."""
    window.tour.start()
    return window
