"""The Qt-free composition root: builds every part of the program from a profile, starts and stops them in order."""

import asyncio
import contextlib
import enum
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import BotSettings, KillSettings, Profile, RiskSettings
from algotrade_gui.core.stalls import StallWatch
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import phrase, say
from algotrade_gui.exchange_access import ExchangeAccess
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.transport import Transport
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.recording.happenings import Happenings
from algotrade_gui.recording.journal import Journal, wall_ms
from algotrade_gui.recording.news import News, journal_kill, journal_trading, report_kill
from algotrade_gui.recording.run_report import Report, run_report
from algotrade_gui.recording.take_up import TakenUp, take_up
from algotrade_gui.recording.tape.format import VERSION, TapeHeader
from algotrade_gui.recording.tape.recorder import Recorder
from algotrade_gui.recording.tape.transport import NOTHING_TO_TRADE, NoOrders
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.check import ConnectionCheck
from algotrade_gui.trading.control import control_server
from algotrade_gui.trading.emergency import KillState, KillSwitch
from algotrade_gui.trading.emergency_account import EmergencyAccount
from algotrade_gui.trading.emergency_line import EmergencyLine
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.trading.kill_signal import KillSignal
from algotrade_gui.trading.marks import make_mark
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.wire.season2025 import Season2025

log = logging.getLogger(__name__)

SOURCE = "workstation"
STEP_TIMEOUT_S = 5.0


class Phase(enum.Enum):
    """Where a workstation is in its life."""

    NEW = phrase("new")
    STARTING = phrase("starting")
    RUNNING = phrase("running")
    FAILED = phrase("not connected")
    """The exchange could not be reached, or the practice exchange did not start: `connect` may be tried again."""
    STOPPING = phrase("stopping")
    STOPPED = phrase("stopped")


class Workstation:
    """One profile's running program: exchange, cache, account, bots. The window and the console both drive this.

    All parts exist from the start, so that panels can be built before anything is connected. `start` connects and starts the bots,
    `stop` undoes it in reverse; each stop step has its own time-out, a failure is reported and the next step runs.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        errors: ErrorCentre,
        strategy_folders: Sequence[Path],
        secret: Secret | None = None,
        clock: Clock | None = None,
        transport: Transport | None = None,
        control_folder: Path | None = None,
        journal_folder: Path | None = None,
        recording_folder: Path | None = None,
        arm_by_hand: bool = False,
    ) -> None:
        """`clock`: on a loop in virtual time a `LoopClock`. `transport`: the way to an exchange that is there already, in place of what
        the profile says of it; nothing is spawned then, and no secret is needed. `control_folder`: where other processes of this user find
        the way to the kill switch; None: they do not. `journal_folder`: where the profile's journal is; None: none is kept, and a restart
        takes nothing up. `recording_folder`: where the rounds' tapes are; None: none are made. What is played back is kept in neither.
        `arm_by_hand`: no order leaves before `arm` was called, if the profile is a remote one.
        """
        self.profile = profile
        self.errors = errors
        real = clock or RealClock()
        self.exchange = ExchangeAccess(
            profile, errors, real, current_round=lambda: self.cache.round, secret=secret, given=transport
        )
        """How the exchange is reached."""
        self.player = self.exchange.player
        """What plays the recording of a profile that plays one back."""
        self.standings = self.exchange.standings
        self.clock: Clock = real if self.player is None else self.player.clock
        self._phase = Phase.NEW
        self._phase_listeners: Listeners[[Phase]] = Listeners()
        self._bots_registered = False
        # bots whose names are taken: kept in the profile, for its owner to give them others
        self._unregistered: list[BotSettings] = []
        self.journal = self._make_journal(journal_folder, clock)
        self.recorder = self._make_recorder(recording_folder)
        """What keeps each round's market data; None where none is kept."""
        self.taken_up: TakenUp | None = None
        """What the run before had open, known once this one runs."""
        self._took_up = False
        self.cache = MarketDataCache(
            self.exchange.transport, Season2025(), errors, self.clock, patient=self.player is not None
        )
        self.account = TradingAccount(
            self.cache,
            self._make_session,
            profile.risk,
            errors,
            self.clock,
            mark=make_mark(profile.marks, self.cache),
        )
        if self.player is not None:
            self.account.states.forbid(NOTHING_TO_TRADE)
            # so near to the beginning that the clock alone does not tell it
            self.player.on_rewind(self.cache.begin_anew)
        self.needs_arming = arm_by_hand and profile.exchange.kind == "remote"
        """Whether trading begins only when it is armed, and may be disarmed."""
        if self.needs_arming:
            self.account.states.arm(False)
        self.kill = KillSwitch(
            self.account.states,
            self.account.budget,
            EmergencyAccount(self.account),
            Season2025,
            self.clock,
            profile.kill,
        )
        self.manager = BotManager(self.cache, self.account, StrategyLoader(list(strategy_folders)), errors, self.clock)
        self.happenings = Happenings()
        """What happened, newest last, for people to read."""
        self._news = News(self.happenings, self.account.states, lambda: self.cache.time_ms)
        self.kill.on_change(self._kill_changed)
        self.exchange.on_practice_end(self._exchange_ended)
        self._follow_news()
        self.limits_changed: ChangeHub[str] = ChangeHub()
        """Marked when the profile's limits were set anew."""
        self.recording_changed: ChangeHub[str] = ChangeHub()
        """Marked when recording was switched on or off."""
        if self.recorder is not None:
            self.cache.on_frame(self.recorder.take)
            # the next one may be minutes away, or never come
            self.manager.on_round_over(self.recorder.round_over)
        self._control_folder = control_folder
        self._kill_signal: KillSignal | None = None
        self._after_kill: TaskOwner | None = None
        watchdog = self.manager.watchdog
        self.stalls = StallWatch(look=watchdog.look, released=watchdog.released, starved=watchdog.starved)

    # --- what it is and how it does ---

    @property
    def is_practice(self) -> bool:
        """Whether the profile trades on the practice exchange."""
        return self.profile.exchange.kind == "practice"

    @property
    def is_replay(self) -> bool:
        """Whether a recording is played back, and nothing can be traded."""
        return self.profile.exchange.kind == "replay"

    @property
    def phase(self) -> Phase:
        return self._phase

    @property
    def address(self) -> str:
        """The exchange, for people; never holds the secret."""
        return self.exchange.address

    @property
    def emergency_connected(self) -> bool:
        """Whether the kill switch's own connection is up."""
        line = self.kill.line
        return line is not None and line.connected

    def on_phase(self, listener: Callable[[Phase], None]) -> Callable[[], None]:
        """Call `listener` with each new phase. Returns the function that ends the subscription."""
        return self._phase_listeners.add(listener)

    def connection_check(self, transport: Transport, *, with_orders: bool) -> ConnectionCheck:
        """Return a check of another way to an exchange, in the season's dialect; nothing is opened before its steps are asked for."""
        return ConnectionCheck(transport, Season2025, self.clock, with_orders=with_orders)

    def current_profile(self) -> Profile:
        """Return the profile with the bots as they are configured now, for saving. The layout is the window's to add."""
        if not self._bots_registered:
            return self.profile
        return msgspec.structs.replace(self.profile, bots=[*self.manager.settings(), *self._unregistered])

    def report(self) -> Report:
        """Return the figures of the run so far."""
        return run_report(
            self.profile.name,
            self.cache,
            self.account,
            self.errors,
            longest_stall_ms=self.stalls.longest_ms,
            bots={str(info.id): info.state.value for info in self.manager.bots()},
        )

    # --- start ---

    async def start(self) -> None:
        """Connect, register the profile's bots and start those that start by themselves.

        An exchange that cannot be reached ends in phase FAILED with its sentence in the error centre; `start` may then be called again.
        Raises RuntimeError when it runs already or was stopped.
        """
        if self._phase not in (Phase.NEW, Phase.FAILED):
            raise RuntimeError(f"a workstation that is {self._phase.value} cannot be started")
        if self._phase is Phase.NEW:
            self.manager.watchdog.start()
            self.stalls.start()
        self._set_phase(Phase.STARTING)
        self._register_bots()
        try:
            await self.exchange.reach()
            if not self._goes_on_starting():
                return
            if self.player is not None:
                # there is no account to follow, and no kill switch to arm
                await self.cache.connect()
                if self._goes_on_starting():
                    self._set_phase(Phase.RUNNING)
                return
            await self._take_up()
            await self.manager.initialize_market_cache()
        except UserError as error:
            self._fail(error)
            return
        if not self._goes_on_starting():
            return
        self._start_kill_switch()
        self._set_phase(Phase.RUNNING)
        await self._start_bots()

    def _goes_on_starting(self) -> bool:
        """Whether nobody has asked for the end meanwhile."""
        return self._phase is Phase.STARTING

    # --- what happened ---

    def _follow_news(self) -> None:
        """Have everybody who has news tell it to `happenings`."""
        news = self._news
        self.account.on_record(self.happenings.record)
        self.errors.subscribe(news.error)
        self.account.states.on_change(news.trading)
        self.manager.on_param_change(news.parameter)
        self.on_phase(lambda phase: news.program(phase.value, failed=phase is Phase.FAILED))

    # --- the kill switch ---

    @contextlib.contextmanager
    def kill_signal(self) -> Iterator[None]:
        """Let SIGUSR1, where there is such a signal, fire the kill switch while the context lasts. In the main thread, before `start`."""
        self._kill_signal = KillSignal(self.kill)
        with self._kill_signal.caught():
            yield

    def set_trading(self, owner: BotId | None, state: TradingState) -> None:
        """Let `owner` (None: everyone here) trade, sell only, or not at all, by hand. Letting all trade arms a spent kill switch.

        Raises UserError while the kill switch works, and where nobody can trade.
        """
        if self.account.states.forbidden:
            raise UserError(self.account.states.forbidden)
        if owner is None and state is TradingState.ACTIVE and self.kill.state is not KillState.OFF:
            if not self.kill.resume():
                raise UserError(
                    say("The kill switch is at work: trading goes on when it is done and you say so again.")
                )
            return
        self.account.restrict(owner, state, "" if state is TradingState.ACTIVE else "set by hand")

    @property
    def armed(self) -> bool:
        """Whether orders may leave as far as arming is concerned."""
        return self.account.states.armed

    def arm(self) -> None:
        """Let orders leave from now on. A halt or a fired kill switch stays what it is."""
        log.info("trading on %s was armed by hand", self.address)
        self.account.states.arm(True)

    def disarm(self) -> None:
        """Let no new order leave and have cancelled what this machine has working. Without effect where nothing needs arming."""
        if not self.needs_arming or not self.armed:
            return
        log.info("trading on %s was disarmed by hand", self.address)
        self.account.disarm()

    def set_limits(self, risk: RiskSettings, kill: KillSettings) -> None:
        """Use other limits from now on, and keep them in the profile."""
        self.profile = msgspec.structs.replace(self.profile, risk=risk, kill=kill)
        self.account.set_limits(risk)
        self.kill.settings = kill
        self.limits_changed.mark(("risk",))

    def _start_kill_switch(self) -> None:
        target = self.exchange.transport.target
        line: EmergencyLine | None = None
        # an exchange in this process belongs to this loop: no thread can have a connection to it
        if isinstance(target, WebSocketTransport):
            made = line = EmergencyLine(self.kill, target, Season2025, self.clock)
            folder = self._control_folder
            if self.journal is not None:
                made.on_frame(self.journal.frame)
            if self._kill_signal is not None:
                line.serve(self._kill_signal.watched)
            if folder is not None:
                line.serve(lambda: control_server(folder, self.profile.name, self.kill, made))
        self._after_kill = TaskOwner("after the kill switch", self.errors)
        self.kill.start(self.errors, line)

    def _kill_changed(self, state: KillState) -> None:
        report = self.kill.report
        self._news.kill(state, report)
        if self.journal is not None:
            journal_kill(self.journal, state, report)
        if state is not KillState.SPENT or report is None or self._after_kill is None:
            return
        report_kill(self.errors, report)
        self.account.reconciler.doubt()
        self._after_kill.start("stop the bots", self.manager.stop_all_bots())

    def _make_session(self, name: str) -> TradingSession:
        transport: Transport = self.exchange.transport if self.player is None else NoOrders()
        session = TradingSession(name, transport, Season2025(), self.errors, self.clock)
        if self.journal is not None:
            session.on_frame = self.journal.frame
        return session

    # --- recordings ---

    def set_recording(self, on: bool) -> None:
        """Record from now on, or end the present tape; kept in the profile."""
        self.profile = msgspec.structs.replace(self.profile, record=on)
        if self.recorder is not None:
            self.recorder.switch(on)
        self.recording_changed.mark(("record",))

    def _make_recorder(self, folder: Path | None) -> Recorder | None:
        if folder is None or self.player is not None:
            return None
        recorder = Recorder(folder, self._tape_header, self.errors, self.clock)
        recorder.switch(self.profile.record)
        return recorder

    def _tape_header(self, round_number: int, began: datetime) -> TapeHeader:
        plan = self.exchange.round_plan
        return TapeHeader(
            algotrade_tape=VERSION,
            practice=self.is_practice,
            profile=self.profile.name,
            address=self.address,
            round=round_number,
            round_name="" if plan is None else plan.name,
            began=began.isoformat(timespec="seconds"),
        )

    # --- the journal ---

    def _make_journal(self, folder: Path | None, clock: Clock | None) -> Journal | None:
        if folder is None or self.player is not None:
            return None
        # where time is virtual, the time between two runs is as well
        wall = wall_ms if clock is None else (lambda: int(clock.now_ms()))
        return Journal(folder, self.profile.name, self.errors, address=self.address, wall=wall)

    async def _take_up(self) -> None:
        journal = self.journal
        if journal is None or self._took_up:
            return
        self.taken_up = await take_up(
            journal, self.cache, self.account, self.errors, exchange_is_ours=self.exchange.practice is not None
        )
        self._took_up = True
        self.manager.on_param_change(lambda change: journal.note("parameter", change.bot, asdict(change)))
        self.account.states.on_change(lambda owner: journal_trading(journal, self.account.states, owner))

    def _register_bots(self) -> None:
        if self._bots_registered:
            return
        self._bots_registered = True
        self._report_broken_files()
        for settings in self.profile.bots:
            try:
                self.manager.register_settings(settings)
            except UserError as error:
                self._unregistered.append(settings)
                self.errors.report_exception(settings.name, error)

    def _report_broken_files(self) -> None:
        for file in self.manager.loader.scan():
            if file.error is not None:
                self.errors.report("strategies", file.error.sentence, severity=Severity.WARNING)

    async def _start_bots(self) -> None:
        # a bot that was added while there was no connection waits for its Start: the user was told so
        ours = {settings.name for settings in self.profile.bots}
        for info in self.manager.bots():
            if info.autostart and str(info.id) in ours and info.state is BotState.LOADED:
                try:
                    await self.manager.start_bot(info.id)
                except UserError as error:
                    self.errors.report_exception(str(info.id), error)

    def _exchange_ended(self) -> None:
        self.cache.exchange_ended()
        self.manager.exchange_ended()
        self.account.exchange_ended()

    def _fail(self, error: UserError) -> None:
        if self._phase is not Phase.STARTING:
            log.info("the start was broken off: %s", error)
            return
        self.errors.report_exception(SOURCE, error)
        self._set_phase(Phase.FAILED)

    # --- stop ---

    async def stop(self) -> None:
        """Stop the bots (their working orders are cancelled), the sessions, the feed, the practice exchange. May be called twice."""
        if self._phase in (Phase.STOPPING, Phase.STOPPED):
            return
        self._set_phase(Phase.STOPPING)
        await self.exchange.stop_spawning()
        if self._after_kill is not None:
            await self._stop_step("what followed the kill switch", self._after_kill.stop())
            self._after_kill = None
        await self._stop_step("bots", self.manager.close())
        await self._stop_step("orders", self._cancel_left_over())
        for name, end in self._ends():
            await self._stop_step(name, end)
        self._stop_watching()
        self._set_phase(Phase.STOPPED)

    async def drop(self, moment_s: float) -> None:
        """End what a `stop` that was cut short left open, `moment_s` at most for each part; working orders end by their own lifetime."""
        for name, end in self._ends():
            await self._stop_step(name, end, moment_s)
        self._stop_watching()

    def _ends(self) -> Iterator[tuple[str, Awaitable[None]]]:
        """The end of each part that has a connection or a thread, in order, with its name for people. May be gone through twice."""
        yield "kill switch", self.kill.stop()
        yield "account", self.account.close()
        yield "standings", self.standings.close()
        yield "market data", self.cache.close()
        if self.player is not None:
            yield "recording", self.player.close()
        if self.recorder is not None:
            yield "recording", self.recorder.close()
        practice = self.exchange.practice
        if practice is not None:
            yield "practice exchange", practice.stop()
        if self.journal is not None:
            if practice is not None:
                self.journal.end_round("the practice exchange ended")
            yield "journal", self.journal.close()

    def _stop_watching(self) -> None:
        self.stalls.stop()
        self.manager.watchdog.stop()

    async def _cancel_left_over(self) -> None:
        """Cancel what bots that were given up still have working: nobody will look after it."""
        for bot in self.manager.bots():
            if bot.working:
                self.account.bar(bot.id)
                await self.account.cancel_all(bot.id)

    async def _stop_step(self, name: str, step: Awaitable[Any], timeout_s: float | None = None) -> None:
        """`timeout_s` None: STEP_TIMEOUT_S."""
        timeout_s = STEP_TIMEOUT_S if timeout_s is None else timeout_s
        try:
            await asyncio.wait_for(step, timeout_s)
        except TimeoutError:
            self.errors.report(
                SOURCE,
                say(
                    "stopping {name} took longer than {step_timeout_s} s; the rest is stopped without it",
                    name=name,
                    step_timeout_s=f"{timeout_s:g}",
                ),
            )
        except Exception as error:  # noqa: BLE001 - an edge: whatever one part does, the next must still be stopped
            self.errors.report_exception(f"stopping {name}", error)

    def _set_phase(self, phase: Phase) -> None:
        self._phase = phase
        self._phase_listeners(phase)
