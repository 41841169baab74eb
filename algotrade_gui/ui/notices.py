"""What the line over the toolbar says: the one thing that needs a hand most, with the buttons that help."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from algotrade_gui.composition import SOURCE, Phase
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.trading.emergency import REASON as KILL_REASON
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.banner import Banner
from algotrade_gui.ui.dialogs.taken_up import TakenUpDialog
from algotrade_gui.ui.language import mark, shown, tr

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

PRACTICE_OVER: Final = mark("The practice exchange has played its last round. Your bots wait.")
PRACTICE_DEAD: Final = mark(
    "The practice exchange has ended: no prices come, its orders and positions are gone with it. Your bots wait."
)
NOT_CONNECTED: Final = mark(
    "Not connected. {reason} No order leaves this machine; orders and positions at the exchange are left as they are."
)
NOT_PLAYED: Final = mark("Nothing is played back. {reason}")
KILLING: Final = mark("Kill switch: new orders are blocked, all orders are being cancelled.")
KILLED: Final = mark("Kill switch ({trigger}): {report} The bots are stopped and trading stays halted.")
ARMED_AGAIN: Final = mark(
    "The kill switch is armed again. Trading stays halted until you lift the halt; the bots wait for their Start."
)
NOT_ARMED: Final = mark("Live, and not armed: bots run and watch, no order leaves this machine.")
CLOSING: Final = mark(
    "Closing: bots are stopped and their working orders cancelled. Close again to hurry, a third time to force it."
)


class Notices(QObject):
    """Keeps the banner in step with the workstation until `end`.

    Signals:
        connection_wanted: nothing, when the connection dialog is asked for.
        recordings_wanted: nothing, when another recording is asked for.
        arming_wanted: nothing, when the question before arming is asked for.
        changed: nothing; the workstation's state has changed.
    """

    connection_wanted = Signal()
    recordings_wanted = Signal()
    arming_wanted = Signal()
    changed = Signal()

    def __init__(self, workstation: "Workstation", banner: Banner, tasks: TaskOwner, window: QWidget) -> None:
        super().__init__(window)
        self._workstation = workstation
        self._banner = banner
        self._tasks = tasks
        self._window = window
        self._took_note = False
        self._closing = False
        self._unsubscribe: list[Callable[[], None]] = [
            workstation.on_phase(lambda _phase: self.show()),
            workstation.exchange.on_practice_change(self.show),
            workstation.kill.on_change(lambda _state: self.show()),
            workstation.account.states.on_change(lambda _owner: self.show()),
        ]

    def end(self) -> None:
        """Listen no more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def show_closing(self) -> None:
        """Say that the program is on its way out, and nothing else from now on."""
        self._closing = True
        self._banner.show_notice("warning", tr(CLOSING), {})

    def show(self) -> None:
        """Say what holds now."""
        if self._closing:
            return
        station = self._workstation
        if station.phase is Phase.FAILED:
            self._show_failed()
        elif station.exchange.practice_finished:
            self._banner.show_notice("warning", tr(PRACTICE_OVER), {tr("Start again"): self._restart_practice})
        elif station.exchange.practice_down:
            self._banner.show_notice("error", tr(PRACTICE_DEAD), {tr("Restart"): self._restart_practice})
        elif not (self._show_killed() or self._show_taken_up() or self._show_unarmed()):
            self._banner.clear()
        self.changed.emit()

    def _show_failed(self) -> None:
        station = self._workstation
        reasons = [record.message for record in station.errors.records if record.source == SOURCE]
        last = reasons[-1] if reasons else tr("Nothing is known of {address}.", address=station.address)
        text, other, wanted = (
            (NOT_PLAYED, tr("Another recording"), self.recordings_wanted)
            if station.is_replay
            else (NOT_CONNECTED, tr("Connection"), self.connection_wanted)
        )
        self._banner.show_notice(
            "error",
            tr(text, reason=shown(last)),
            {tr("Try again"): self._try_again, other: lambda _button: wanted.emit()},
        )

    def _show_killed(self) -> bool:
        """Say what the kill switch did and how trading goes on, in two steps; False while there is nothing to say."""
        kill, states = self._workstation.kill, self._workstation.account.states
        if kill.state is KillState.FIRED:
            self._banner.show_notice("error", tr(KILLING), {})
        elif kill.state is KillState.SPENT and kill.report is not None:
            report = kill.report
            text = tr(KILLED, trigger=shown(report.trigger), report=shown(report.sentence()))
            kind = "warning" if report.clean else "error"
            self._banner.show_notice(kind, text, {tr("Arm again"): lambda _: kill.arm()})
        elif kill.state is KillState.ARMED and states.reason(None) == KILL_REASON:
            self._banner.show_notice("warning", tr(ARMED_AGAIN), {tr("Lift the halt"): lambda _: self._lift()})
        else:
            return False
        return True

    def _show_taken_up(self) -> bool:
        taken = self._workstation.taken_up
        if taken is None or not taken.left.working or self._took_note:
            return False
        actions: dict[str, Callable[[QPushButton], None]] = {
            tr("Show"): self._open_taken_up,
            tr("Dismiss"): self._take_note,
        }
        self._banner.show_notice("warning", shown(taken.sentence), actions)
        return True

    def _show_unarmed(self) -> bool:
        station = self._workstation
        if station.armed or station.phase is not Phase.RUNNING:
            return False
        self._banner.show_notice(
            "warning", tr(NOT_ARMED), {tr("Arm trading"): lambda _button: self.arming_wanted.emit()}
        )
        return True

    def _lift(self) -> None:
        self._workstation.set_trading(None, TradingState.ACTIVE)

    def _open_taken_up(self, _button: QPushButton) -> None:
        taken = self._workstation.taken_up
        if taken is not None:
            TakenUpDialog(taken, self._workstation.account, self._window).open()

    def _take_note(self, _button: QPushButton) -> None:
        self._took_note = True
        self.show()

    def _try_again(self, button: QPushButton) -> None:
        async_bridge.start("connect", self._workstation.start(), self._tasks, busy=button)

    def _restart_practice(self, button: QPushButton) -> None:
        restart = self._workstation.exchange.restart_practice()
        async_bridge.start("restart practice", restart, self._tasks, busy=button)
