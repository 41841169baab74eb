"""The log's lines that are about one bot."""

from PySide6.QtCore import QObject

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.logs import bot_log_name
from algotrade_gui.ui.log_buffer import LogBuffer, LogLine
from algotrade_gui.ui.models.log_model import LogModel, is_from


class BotLogModel(LogModel):
    """What a bot's code wrote, and what the program reported of it; nothing until a bot is named."""

    def __init__(self, buffer: LogBuffer, parent: QObject | None = None) -> None:
        super().__init__(buffer, parent)
        self._bot: BotId | None = None
        self._own = ""

    @property
    def bot(self) -> BotId | None:
        """Whose lines are shown."""
        return self._bot

    def show_bot(self, bot: BotId | None) -> None:
        """Show the lines of `bot` (None: no line)."""
        if bot == self._bot:
            return
        self._bot = bot
        self._own = "" if bot is None else bot_log_name(bot)
        self.set_filter()

    def passes(self, line: LogLine) -> bool:
        return self._bot is not None and is_from(line, self._own)
