"""What the user can have done with bots: each asks the manager, in tasks of the panel's."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.composition import Phase
from algotrade_gui.core.errors import Severity, UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.dialogs.question import ask
from algotrade_gui.ui.language import mark, tr, trn

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import StrategyFile
    from algotrade_gui.composition import Workstation

NOT_CONNECTED = mark(
    "There is no connection to the exchange yet: start the bot once the status bar says that it is live."
)


class BotCommands(QObject):
    """Acts on the bots that `selected` gives at the moment of the asking.

    Signals: `changed` carries nothing: something is to be shown anew at once; `came` a BotId: a bot was added.
    """

    changed = Signal()
    came = Signal(str)

    def __init__(
        self, workstation: "Workstation", tasks: TaskOwner, selected: Callable[[], list[BotInfo]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workstation = workstation
        self._manager = workstation.manager
        self._tasks = tasks
        self._selected = selected
        self._widget = parent

    # --- the selected ones ---

    def start(self) -> None:
        """Start the selected bots that are not alive; let the paused ones go on."""
        for info in self._selected():
            if info.state is BotState.PAUSED:
                async_bridge.start(f"resume {info.id}", self._manager.resume_bot(info.id), self._tasks)
            elif not info.state.is_alive and self._may_start():
                async_bridge.start(f"start {info.id}", self._manager.start_bot(info.id), self._tasks)

    def stop(self) -> None:
        """Stop the selected bots; their working orders are cancelled."""
        for info in self._selected():
            if info.state.is_alive or info.is_waiting:
                async_bridge.start(f"stop {info.id}", self._manager.stop_bot(info.id), self._tasks)

    def pause(self) -> None:
        """Pause the selected bots that run: their working orders are cancelled, their positions stay."""
        for info in self._selected():
            if info.state is BotState.RUNNING:
                async_bridge.start(f"pause {info.id}", self._manager.pause_bot(info.id), self._tasks)

    def restart(self) -> None:
        """Restart the selected bots, with the newest code and settings."""
        for info in self._selected():
            if self._may_start():
                async_bridge.start(f"restart {info.id}", self._manager.restart_bot(info.id), self._tasks)

    def reload(self) -> None:
        """Load the newest version of the selected bots' files; a running bot goes on in it, with its positions and settings."""
        self._manager.scan_strategies()
        for info in self._selected():
            async_bridge.start(f"reload {info.id}", self._manager.reload_bot(info.id), self._tasks)

    def clone(self) -> None:
        """Add another bot for each selected one, with the same strategy and settings."""
        for info in self._selected():
            try:
                bot = self._manager.clone_bot(info.id)
            except UserError as error:
                self._workstation.errors.report_exception(str(info.id), error)
                continue
            self.came.emit(bot)

    def undo(self) -> None:
        """Take back the last change of the first selected bot's settings."""
        chosen = self._selected()
        if not chosen:
            return
        try:
            self._manager.undo(chosen[0].id)
        except UserError as error:
            self._workstation.errors.report_exception(str(chosen[0].id), error)
        self.changed.emit()

    def restrict(self, state: TradingState) -> None:
        """Let the selected bots trade, sell only, or not at all; they run on."""
        for info in self._selected():
            self._workstation.set_trading(info.id, state)
        self.changed.emit()

    def configure(self) -> None:
        """Open the dialog with the first selected bot's settings."""
        chosen = self._selected()
        if not chosen:
            return
        info = chosen[0]
        dialog = ConfigureBotDialog(
            info,
            self._manager.loader.find(info.strategy),
            alive=info.state.is_alive,
            parent=self._widget.window(),
        )
        dialog.accepted.connect(lambda: self._take_settings(dialog))
        dialog.open()

    def remove(self) -> None:
        """Remove the selected bots; asks first where one is running."""
        chosen = self._selected()
        alive = [info for info in chosen if info.state.is_alive]
        if not chosen:
            return
        if not alive:
            self.remove_now(chosen)
            return
        names = ", ".join(str(info.id) for info in alive)
        ask(
            self._widget.window(),
            tr("Remove"),
            trn(len(alive), "Stop {names} and remove it?", "Stop {names} and remove them?", names=names),
            tr("Working orders are cancelled. What was bought stays in the account until it settles."),
            yes=tr("Stop and remove"),
            no=tr("Cancel"),
            then=partial(self.remove_now, chosen),
        )

    def remove_now(self, chosen: list[BotInfo]) -> None:
        """Stop and forget these, without a question."""
        for info in chosen:
            async_bridge.start(f"remove {info.id}", self._manager.remove_bot(info.id), self._tasks)

    def set_param(self, bot: str, name: str, value: object, by_key: bool) -> None:
        """Change one live parameter."""
        try:
            self._manager.set_params(BotId(bot), {name: value}, source="hotkey" if by_key else "slider")
        except UserError as error:
            # only what the strategy checks beyond each field's bounds; the next refresh shows what holds
            self._workstation.errors.report_exception(bot, error)

    # --- all of them; `busy` is off while it lasts ---

    def start_all(self, busy: QAction) -> None:
        """Start every bot that is not quarantined; let the paused ones go on."""
        if self._may_start():
            async_bridge.start("start all", self._start_and_resume_all(), self._tasks, busy=busy)

    async def _start_and_resume_all(self) -> None:
        await self._manager.resume_all_bots()
        await self._manager.start_all_bots()

    def pause_all(self, busy: QAction) -> None:
        """Pause every bot that runs."""
        async_bridge.start("pause all", self._manager.pause_all_bots(), self._tasks, busy=busy)

    def restart_all(self, busy: QAction) -> None:
        """Restart every bot that is alive."""
        if self._may_start():
            async_bridge.start("restart all", self._manager.restart_all_bots(), self._tasks, busy=busy)

    def stop_all(self, busy: QAction) -> None:
        """Stop every bot."""
        async_bridge.start("stop all", self._manager.stop_all_bots(), self._tasks, busy=busy)

    # --- new ones ---

    def add(self, files: "list[StrategyFile]", folder: str, chosen: str | None) -> None:
        """Open the dialog that adds a bot, with the strategy `chosen`."""
        dialog = AddBotDialog(
            files,
            [info.id for info in self._manager.bots()],
            folder=folder,
            chosen=chosen,
            parent=self._widget.window(),
        )
        dialog.accepted.connect(lambda: self._take_in(dialog))
        dialog.open()

    # --- parts ---

    def _take_in(self, dialog: AddBotDialog) -> None:
        bot = self._manager.register_bot(
            dialog.bot_class, dialog.values, name=dialog.bot_name, autostart=dialog.autostart
        )
        if dialog.start and self._may_start():
            async_bridge.start(f"start {bot}", self._manager.start_bot(bot), self._tasks)
        self.came.emit(bot)

    def _take_settings(self, dialog: ConfigureBotDialog) -> None:
        try:
            self._manager.configure_bot(dialog.bot, dialog.values, options=dialog.options, source="dialog")
        except UserError as error:
            # the file has changed while the dialog was open, or the mixture with the running settings does not hold
            self._workstation.errors.report_exception(str(dialog.bot), error)
            return
        if dialog.restart and self._may_start():
            async_bridge.start(f"restart {dialog.bot}", self._manager.restart_bot(dialog.bot), self._tasks)

    def _may_start(self) -> bool:
        """Whether there is an exchange to trade on; says so where there is none, since a bot would wait for it without a word."""
        if self._workstation.phase is Phase.RUNNING:
            return True
        self._workstation.errors.report("bots", tr(NOT_CONNECTED), severity=Severity.WARNING)
        return False
