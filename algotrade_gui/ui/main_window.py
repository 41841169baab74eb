"""The main window: docks around a workstation, from first paint to the accepted close."""

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QPushButton

from algotrade_gui.composition import SOURCE, Phase
from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.core.settings import LayoutSettings, Profile
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.emergency import REASON as KILL_REASON
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.banner import Head
from algotrade_gui.ui.dialogs.risk import RiskDialog
from algotrade_gui.ui.dialogs.taken_up import TakenUpDialog
from algotrade_gui.ui.dock_area import DockArea
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.health import HealthPanel
from algotrade_gui.ui.docks.log import LogPanel
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.docks.orders import OrdersPanel
from algotrade_gui.ui.docks.pnl import PnlPanel
from algotrade_gui.ui.docks.standings import StandingsPanel
from algotrade_gui.ui.frame_pump import HOUSEKEEPING_MS, FramePump
from algotrade_gui.ui.icons import application_icon
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.notifications import MessagesDialog, Notifications
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.status_line import StatusLine
from algotrade_gui.ui.theme import SessionKind, theme
from algotrade_gui.ui.top_bar import TopBar

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

FIRST_SIZE = QSize(1440, 900)
LEAST_SIZE = QSize(1024, 600)
FRAME_ROOM = QSize(4, 40)
"""What a desktop's frame adds to a window; Qt knows it only once the window is shown."""
SCAN_EVERY_TICKS = 2_000 // HOUSEKEEPING_MS
"""Strategy folders are looked at every two seconds."""
PRACTICE_OVER = "The practice exchange has played its last round. Your bots wait."
PRACTICE_DEAD = "The practice exchange has ended: no prices come, orders that were working are gone. Your bots wait."
KILLING = "Kill switch: new orders are blocked, all orders are being cancelled."
KILLED = "The bots are stopped and trading stays halted."
ARMED_AGAIN = (
    "The kill switch is armed again. Trading stays halted until you lift the halt; the bots wait for their Start."
)
CLOSING = (
    "Closing: bots are stopped and their working orders cancelled. Close again to hurry, a third time to force it."
)


def first_underlying(profile: Profile) -> Underlying:
    """What chart and watch show until the user chooses: the underlying that the profile's first bot trades."""
    for bot in profile.bots:
        if bot.config.get("underlying") in UNDERLYINGS:
            return Underlying(bot.config["underlying"])
    return UNDERLYINGS[0]


def first_size(screen: QSize) -> QSize:
    """The window's size until the user changes it: with its frame inside the screen, if the screen has room for the least size."""
    fitting = FIRST_SIZE.boundedTo(screen - FRAME_ROOM)
    return fitting if fitting.expandedTo(LEAST_SIZE) == fitting else FIRST_SIZE


class CloseStage(enum.IntEnum):
    """How insistently the user asked to leave."""

    OPEN = 0
    ASKED = 1
    HURRIED = 2
    FORCED = 3


class MainWindow(QMainWindow):
    """Shows a workstation and asks it for things; owns no business state.

    Closing: the first request is ignored and told through `close_asked`; whoever runs the shutdown calls `finish_closing` at its end.

    Signals:
        close_asked: the stage (int, see CloseStage), at each request to close.
        painted: nothing, once, after the window was painted for the first time.
        connection_wanted: nothing, when the user asks for the connection dialog.
    """

    close_asked = Signal(int)
    painted = Signal()
    connection_wanted = Signal()

    def __init__(self, workstation: "Workstation", logs: LogBuffer) -> None:
        super().__init__()
        self.setWindowTitle(f"{workstation.profile.name} – AlgoTrade")
        self.setWindowIcon(application_icon())
        self.setMinimumSize(LEAST_SIZE)
        self.resize(first_size(self.screen().availableSize()))
        self._workstation = workstation
        self._tasks = TaskOwner("window", workstation.errors)
        self._stage = CloseStage.OPEN
        self._closing_layout: LayoutSettings | None = None
        self._finished = False
        self._painted = False
        self._ticks = 0
        self.pump = FramePump(workstation.errors, self)
        kind = SessionKind.PRACTICE if workstation.is_practice else SessionKind.LIVE
        self.head = Head(kind, self)
        self.setMenuWidget(self.head)
        self.banner = self.head.banner
        self._took_note = False
        self.top_bar = TopBar(workstation, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.top_bar)
        self.status = StatusLine(workstation, self.pump, self)
        self.setStatusBar(self.status)
        self.bots = BotsPanel(workstation, self)
        watch, chart, orders = (
            MarketWatchPanel(workstation, self),
            ChartPanel(workstation, self),
            OrdersPanel(workstation, self),
        )
        traded = first_underlying(workstation.profile)
        watch.begin_with = traded
        chart.show_target(Role(underlying=traded))
        watch.chart_requested.connect(chart.show_target)
        orders.chart_requested.connect(chart.show_target)
        panels: list[Panel] = [
            watch,
            chart,
            orders,
            self.bots,
            LogPanel(logs, workstation.errors, self),
            PnlPanel(workstation, self),
            StandingsPanel(workstation, self),
            HealthPanel(workstation, self),
        ]
        self.docks = DockArea(self, panels, self.pump, self.top_bar.view_menu)
        self.notifications = Notifications(workstation.errors, self)
        self.top_bar.view_menu.addSeparator()
        self.top_bar.view_menu.addAction(self.top_bar.reset_action)
        self.top_bar.reset_action.triggered.connect(self.docks.lay_out)
        self.top_bar.connection_action.triggered.connect(self.connection_wanted)
        self.top_bar.limits_action.triggered.connect(lambda _checked: self.show_limits())
        self.status.messages_wanted.connect(self.show_messages)
        self.notifications.show_messages.connect(self.show_messages)
        self.bots.new_strategies.connect(self._new_strategies)
        self.pump.housekeeping.connect(self._keep_house)
        self._add_action("Esc", self.notifications.dismiss_all)
        self._add_action("Ctrl+Q", self.close)
        self._unsubscribe: list[Callable[[], None]] = [
            workstation.on_phase(lambda _phase: self._show_state()),
            workstation.on_practice_change(self._show_state),
            workstation.kill.on_change(lambda _state: self._show_state()),
            workstation.account.states.on_change(lambda _owner: self._show_state()),
            workstation.manager.on_new_version(self._new_version),
        ]
        self.docks.restore(workstation.profile.layout)
        self.top_bar.tick()
        self.bots.setFocus()

    @property
    def stage(self) -> CloseStage:
        """How insistently the user asked to leave."""
        return self._stage

    def panel(self, panel_id: str) -> Panel:
        """The panel of that id. Raises KeyError."""
        return self.docks.docks[panel_id].panel

    def layout_settings(self) -> LayoutSettings:
        """The layout for the profile: as it is, or as it was before the closing notice took room from the docks."""
        return self._closing_layout if self._closing_layout is not None else self.docks.save(theme().mode)

    def bring_to_front(self) -> None:
        """Show the window above the others: a second start of this profile asked for it."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def show_messages(self) -> None:
        """Open the list of errors and warnings."""
        MessagesDialog(self._workstation.errors, self).open()

    # --- leaving ---

    async def stop_tasks(self) -> None:
        """End what panels and window have under way; the pump stops with it. Called by the shutdown, after the workstation stopped."""
        self.pump.stop()
        for dock in self.docks.docks.values():
            await dock.panel.tasks.stop()
        await self._tasks.stop()

    def finish_closing(self) -> None:
        """Close for good; called at the end of the shutdown."""
        self._finished = True
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        self.notifications.close_subscription()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._finished:
            event.accept()
            return
        event.ignore()
        self._stage = CloseStage(min(self._stage + 1, CloseStage.FORCED))
        if self._stage is CloseStage.ASKED:
            self._closing_layout = self.docks.save(theme().mode)
            for dialog in self.findChildren(QDialog):
                dialog.reject()  # a connection test ends with its dialog, and nothing is set up any more
            self.top_bar.setEnabled(False)
            for dock in self.docks.docks.values():
                dock.setEnabled(False)
            self.banner.show_notice("warning", CLOSING, {})
            self.status.show_closing()
        self.close_asked.emit(int(self._stage))

    # --- showing ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def _keep_house(self) -> None:
        self.top_bar.tick()
        self.status.tick()
        self.notifications.tick()
        if self._stage is CloseStage.OPEN and self._ticks % SCAN_EVERY_TICKS == 0:
            self.bots.scan_strategies()
        self._ticks += 1

    def _show_state(self) -> None:
        if self._stage is not CloseStage.OPEN:
            return
        station = self._workstation
        if station.phase is Phase.FAILED:
            reasons = [record.message for record in station.errors.records if record.source == SOURCE]
            last = reasons[-1] if reasons else f"Nothing is known of {station.address}."
            self.banner.show_notice(
                "error",
                f"Not connected. {last}",
                {"Try again": self._try_again, "Connection": lambda _button: self.connection_wanted.emit()},
            )
        elif station.practice_finished:
            self.banner.show_notice("warning", PRACTICE_OVER, {"Start again": self._restart_practice})
        elif station.practice_down:
            self.banner.show_notice("error", PRACTICE_DEAD, {"Restart": self._restart_practice})
        elif self._show_killed():
            pass
        elif station.taken_up is not None and station.taken_up.left.working and not self._took_note:
            self.banner.show_notice(
                "warning", station.taken_up.sentence, {"Show": self._show_taken_up, "Dismiss": self._take_note}
            )
        else:
            self.banner.clear()
        self.top_bar.tick()
        self.status.tick()

    def _show_taken_up(self, _button: QPushButton) -> None:
        taken = self._workstation.taken_up
        if taken is not None:
            TakenUpDialog(taken, self._workstation.account, self).open()

    def _take_note(self, _button: QPushButton) -> None:
        self._took_note = True
        self._show_state()

    def _show_killed(self) -> bool:
        """Say what the kill switch did and how trading goes on, in two steps; False while there is nothing to say."""
        kill, states = self._workstation.kill, self._workstation.account.states
        if kill.state is KillState.FIRED:
            self.banner.show_notice("error", KILLING, {})
        elif kill.state is KillState.SPENT and kill.report is not None:
            report = kill.report
            text = f"Kill switch ({report.trigger}): {report.sentence()} {KILLED}"
            self.banner.show_notice("warning" if report.clean else "error", text, {"Arm again": lambda _: kill.arm()})
        elif kill.state is KillState.ARMED and states.reason(None) == KILL_REASON:
            self.banner.show_notice("warning", ARMED_AGAIN, {"Lift the halt": lambda _: self._lift()})
        else:
            return False
        return True

    def _lift(self) -> None:
        self._workstation.set_trading(None, TradingState.ACTIVE)

    def show_limits(self) -> None:
        """Open the dialog of the profile's limits."""
        profile = self._workstation.profile
        dialog = RiskDialog(profile.risk, profile.kill, self)
        dialog.accepted.connect(lambda: self._workstation.set_limits(dialog.risk, dialog.kill))
        dialog.open()

    def _try_again(self, button: QPushButton) -> None:
        async_bridge.start("connect", self._workstation.start(), self._tasks, busy=button)

    def _restart_practice(self, button: QPushButton) -> None:
        async_bridge.start("restart practice", self._workstation.restart_practice(), self._tasks, busy=button)

    def _new_strategies(self, names: list[str]) -> None:
        listed = ", ".join(names)
        self.notifications.tell("info", "New strategy", f"{listed} can be added now: Ctrl+N.")

    def _new_version(self, bot: BotId) -> None:
        self.notifications.tell(
            "info", str(bot), "Its strategy file was saved. Ctrl+R in the Bots panel goes on in the new version."
        )

    def _add_action(self, keys: str, slot: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked: slot())
        self.addAction(action)
