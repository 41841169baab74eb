"""The newcomer's whole path through the real window: see the bot trade, stop it, change it, start it, write one, run it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from algotrade_gui.bots.manager import BotState
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.profiles import default_profile
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.dialogs.form import Field
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from tests.ui.waiting import until

RunFixture = Callable[[Coroutine[Any, Any, Any]], Any]
MAKER = BotId("market-maker")
STRATEGIES = Path(__file__).parents[2] / "strategies"
TEN_LINES = '''
from algotrade_gui.bots.api import Bot


class FirstBot(Bot):
    """Counts updates."""

    async def run(self):
        seen = 0
        async for update in self.market_cache.updates():
            seen += 1
            if seen == 3:
                self.log.info("saw three updates")
'''


def state(station: Workstation, bot: BotId) -> BotState:
    return station.manager.info(bot).state


def press(target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(target, key, modifier)


async def walk(station: Workstation, window: MainWindow, own: Path, log: LogBuffer) -> None:
    window.show()
    window.pump.attach(station.cache)
    starting = asyncio.get_running_loop().create_task(station.start())
    await until(lambda: station.cache.state is FeedState.LIVE, 15)
    await starting

    # sees the bot trade
    await until(lambda: station.manager.info(MAKER).working > 0, 15)
    panel = window.bots
    view = panel._view
    await until(lambda: panel._model.rowCount() == 1)
    assert "running" in panel._model.data(panel._model.index(0, 2))

    # stops it
    press(view, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    await until(lambda: state(station, MAKER) is BotState.STOPPED, 10)
    assert station.manager.info(MAKER).working == 0

    # changes its spread in the dialog
    press(view, Qt.Key.Key_Return)
    dialog = window.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    await until(dialog.isActiveWindow)
    spread = next(item for item in dialog.findChildren(Field) if item.info.name == "spread_percent")
    editor = spread.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "0.8")
    press(editor, Qt.Key.Key_Return)
    window.activateWindow()  # the offscreen platform has no window manager to do so
    await until(window.isActiveWindow)
    assert station.manager.info(MAKER).config["spread_percent"] == 0.8

    # starts it
    await until(panel.acts.start.isEnabled)
    press(view, Qt.Key.Key_F5)
    await until(lambda: state(station, MAKER) is BotState.RUNNING, 10)

    # writes a bot of ten lines and sees it appear
    (own / "first_bot.py").write_text(TEN_LINES, encoding="utf-8")
    await until(lambda: "FirstBot" in panel._strategies.text(), 5)

    # runs it
    panel.add_bot("FirstBot")
    adding = window.findChild(AddBotDialog)
    assert isinstance(adding, AddBotDialog)
    await until(adding.isActiveWindow)
    press(adding, Qt.Key.Key_Return)
    await until(lambda: any(line.message == "saw three updates" for line in log.since(0)), 10)
    assert state(station, BotId("first")) is BotState.RUNNING
    await until(lambda: panel._model.rowCount() == 2)

    await station.stop()
    await window.stop_tasks()


@pytest.mark.allow_log("lost its connection")
def test_the_newcomers_path(qt_run: RunFixture, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> None:
    log = LogBuffer()
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(log)
    station = Workstation(default_profile(), errors=errors, strategy_folders=[tmp_path, STRATEGIES])
    window = MainWindow(station, log)
    try:
        qt_run(walk(station, window, tmp_path, log))
    finally:
        root.removeHandler(log)
        root.setLevel(level)
        window.pump.stop()
        window.finish_closing()
        window.deleteLater()
    assert errors.error_count == 0
