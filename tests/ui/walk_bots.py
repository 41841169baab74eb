"""The newcomer's path: bots stopped, changed, started, written, cloned."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit, QSlider

from algotrade_gui.bots.manager import BotState
from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.dialogs.form import Field
from algotrade_gui.ui.docks.bots import BotsPanel
from tests.ui import hands
from tests.ui.hands import ALT, CTRL, SHIFT, Key
from tests.ui.newcomer import Newcomer
from tests.ui.waiting import until

MAKER, FIRST, CLONE = BotId("market-maker"), BotId("first"), BotId("first 2")
OWN_BOT = '''
from typing import Annotated

from algotrade_gui.bots.api import Bot, BotConfig, Param


class FirstConfig(BotConfig):
    patience: Annotated[int, Param(label="Patience", ge=1, le=50, live=True)] = 5


class FirstBot(Bot):
    """Counts updates."""

    config_type = FirstConfig

    async def run(self):
        seen = 0
        async for update in self.market_cache.updates():
            seen += 1
            if seen == 3:
                self.log.info("saw three updates")
'''


def word(panel: BotsPanel, bot: BotId) -> str:
    """What the board says of a bot's state."""
    row = panel._model.row_of(bot)
    return "" if row is None else str(panel._model.data(panel._model.index(row, 2)))


def chosen(panel: BotsPanel) -> list[BotId]:
    """The selected bots."""
    return [info.id for info in panel.selected()]


async def bots(it: Newcomer, own: Path) -> None:
    """Stop, configure, start; a bot of one's own with a live parameter; its log; a clone."""
    hands.key(Key.Key_4, CTRL)
    panel = it.panel(BotsPanel)
    manager = it.station.manager
    await until(panel._view.hasFocus)
    assert "running" in word(panel, MAKER)
    assert chosen(panel) == [MAKER]
    hands.key(Key.Key_F5, SHIFT)
    await until(lambda: "stopped" in word(panel, MAKER))
    assert manager.info(MAKER).working == 0

    hands.key(Key.Key_Return)
    dialog = it.window.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    await hands.active(dialog)
    spread = next(item for item in dialog.findChildren(Field) if item.info.name == "spread_percent")
    editor = spread.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    hands.click(editor)
    hands.key(Key.Key_A, CTRL)
    hands.write("0.8")
    hands.key(Key.Key_Return)
    await hands.active(it.window)
    assert manager.info(MAKER).config["spread_percent"] == 0.8
    await until(panel.acts.start.isEnabled)
    hands.key(Key.Key_F5)
    await until(lambda: "running" in word(panel, MAKER))
    await own_bot(it, panel, own)


async def own_bot(it: Newcomer, panel: BotsPanel, own: Path) -> None:
    """Write a strategy, add it, change its live parameter and take that back, read its log, clone it."""
    manager = it.station.manager
    (own / "first_bot.py").write_text(OWN_BOT, encoding="utf-8")
    await until(lambda: "FirstBot" in panel._strategies.text())
    hands.key(Key.Key_N, CTRL)
    adding = it.window.findChild(AddBotDialog)
    assert isinstance(adding, AddBotDialog)
    await hands.active(adding)
    hands.key(Key.Key_Return)
    await hands.active(it.window)
    await until(lambda: "running" in word(panel, FIRST))
    assert chosen(panel) == [FIRST], "the new one is selected"

    (row,) = panel._live.rows
    slider = row.editor
    assert isinstance(slider, QSlider)
    assert row.text.text() == "5"
    slider.setFocus()
    hands.key(Key.Key_Right)
    await until(lambda: manager.info(FIRST).config["patience"] == 6)
    assert row.text.text() == "6"
    hands.key(Key.Key_Up, ALT)
    await until(lambda: manager.info(FIRST).config["patience"] == 7)
    await until(panel.acts.undo.isEnabled)
    panel._view.setFocus()
    hands.key(Key.Key_Z, CTRL)
    await until(lambda: row.text.text() != "7")
    assert str(manager.info(FIRST).config["patience"]) == row.text.text()

    if not panel.log_shown:
        hands.key(Key.Key_L, CTRL)
    assert panel.log_shown
    assert panel._log is not None
    model = panel._log.view.model()
    await until(
        lambda: any(
            "saw three updates" in str(model.data(model.index(row, column)))
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        )
    )
    hands.key(Key.Key_L, CTRL)
    await until(lambda: not panel.log_shown)

    hands.key(Key.Key_D, CTRL)
    await until(lambda: chosen(panel) == [CLONE])
    assert manager.info(CLONE).config == manager.info(FIRST).config
    assert manager.info(CLONE).state is not BotState.RUNNING
    assert panel.isAncestorOf(QApplication.focusWidget() or it.window)
