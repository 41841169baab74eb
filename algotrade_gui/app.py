"""Opens the window on a workstation: application and loop, first paint, start, orderly end."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtWidgets import QApplication

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre, UserError, sentence_of
from algotrade_gui.core.exit_codes import EXIT_FAILED, EXIT_OK
from algotrade_gui.core.garbage import collect_when_served, keep_for_good
from algotrade_gui.core.logs import set_up_logging
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.paths import AppPaths, find_paths
from algotrade_gui.core.profile_keeper import ProfileKeeper
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import LayoutSettings, Profile
from algotrade_gui.core.shortcut_file import load_keys
from algotrade_gui.core.tasks import TaskOwner, end_other_tasks
from algotrade_gui.core.words import say
from algotrade_gui.launch import load_profile, load_secret, open_secret_store, strategy_folders
from algotrade_gui.recording.tape.format import SOURCE as RECORDING
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.actions import shortcuts
from algotrade_gui.ui.connecting import Connecting
from algotrade_gui.ui.hooks import Hooks
from algotrade_gui.ui.icons import application_icon
from algotrade_gui.ui.language import language
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import CloseStage, MainWindow
from algotrade_gui.ui.replay_window import start_window
from algotrade_gui.ui.run_record import RunRecord
from algotrade_gui.ui.single_instance import SingleInstance
from algotrade_gui.ui.start_problem import show_start_problem
from algotrade_gui.ui.theme import theme

log = logging.getLogger(__name__)

PAINT_WAIT_S = 1.0
"""How long the start of trading waits for the window to show itself."""
HURRY_S = 1.0
"""What a second request to close leaves for the shutdown."""


def run_window(options: RunOptions) -> int:
    """Open the window and return the exit code once it was closed: 1 when a smoke run met an error, a lost task or a Qt warning.

    Raises UserError before anything was started: no display, a profile that is not there.
    """
    _need_display()
    paths = find_paths()
    paths.prepare()
    app = _application()
    buffer = LogBuffer()
    logs = set_up_logging(paths.log_file)
    logs.add_handler(buffer)
    logging.getLogger("qasync").setLevel(logging.WARNING)  # it tells of every timer
    try:
        wanted: RunOptions | None = options
        code = EXIT_OK
        while wanted is not None:
            errors = ErrorCentre()
            if logs.warning is not None:
                errors.report("log", logs.warning)
            code, wanted = _run_profile(app, wanted, paths, errors, buffer)
        return code
    finally:
        logs.close()


def tell_start_problem(problem: UserError) -> None:
    """Show in a window why `run_window` raised `problem`, where there is a display for one."""
    with suppress(UserError):
        _need_display()
        show_start_problem(_application(), sentence_of(problem))


def _run_profile(
    app: QApplication, options: RunOptions, paths: AppPaths, errors: ErrorCentre, buffer: LogBuffer
) -> tuple[int, RunOptions | None]:
    """Run one profile's window; returns the exit code, and the options of the profile to go on with, if another was chosen."""
    profile = load_profile(options, paths, errors)
    instance = SingleInstance(_claimed_name(profile), paths.data)
    if not instance.claim():
        log.info("profile %s has a window already; it was asked to come to the front", profile.name)
        if options.smoke_s is not None:
            sys.stderr.write(f"Profile {profile.name} has a window already: nothing was run.\n")
            return EXIT_FAILED, None
        return EXIT_OK, None
    language().install(profile.layout.language)
    theme().install(app, profile.layout.theme)
    hooks = Hooks(errors)
    hooks.install()
    try:
        with asyncio.Runner(loop_factory=async_bridge.loop_factory(app)) as runner:
            return runner.run(_run_session(options, paths, profile, errors, hooks, buffer, instance))
    finally:
        hooks.remove()
        instance.release()


async def _run_session(
    options: RunOptions,
    paths: AppPaths,
    profile: Profile,
    errors: ErrorCentre,
    hooks: Hooks,
    buffer: LogBuffer,
    instance: SingleInstance,
) -> tuple[int, RunOptions | None]:
    session = WindowSession(options, paths, profile, errors, hooks, buffer)
    code = await session.run(instance)
    return code, session.next_options


class WindowSession:
    """One window's life. `run` shows it, starts the workstation, waits for the end, and ends everything in order."""

    window: MainWindow

    def __init__(
        self,
        options: RunOptions,
        paths: AppPaths,
        profile: Profile,
        errors: ErrorCentre,
        hooks: Hooks,
        buffer: LogBuffer,
    ) -> None:
        self._options = options
        self._paths = paths
        self._errors = errors
        self._hooks = hooks
        self._buffer = buffer
        self._tasks = TaskOwner("app", errors)
        self._leave = asyncio.Event()
        self._hurry = asyncio.Event()
        self._force = asyncio.Event()
        self._record = RunRecord(options, errors)
        self._signals: dict[signal.Signals, Any] = {}
        self._kill_signal = ExitStack()
        self._profile = profile
        self._speaking = False
        self.next_options: RunOptions | None = None
        """What to open after this window, when another profile or exchange was chosen in it."""
        self._secrets = open_secret_store(paths, errors)
        self.workstation = Workstation(
            profile,
            errors=errors,
            strategy_folders=strategy_folders(options, paths),
            secret=self._secret(),
            journal_folder=paths.journals,
            recording_folder=paths.recordings,
            control_folder=paths.control,
            arm_by_hand=True,
        )
        self._store = store = ProfileStore(paths.profiles)
        self._keeper = self._make_keeper(store)
        self.connecting = Connecting(
            self.workstation,
            store,
            self._secrets,
            tasks=self._tasks,
            errors=errors,
            taken=self._go_on_with,
        )

    async def run(self, instance: SingleInstance) -> int:
        """Run from the first paint to the end; returns the exit code."""
        loop = asyncio.get_running_loop()
        self._hooks.watch_loop(loop)
        # the exchange's process comes up on another core while the window is made
        self.workstation.exchange.spawn()
        await asyncio.sleep(0)
        shortcuts().choose(self._chosen_keys())
        self.window = self._make_window(self._profile.layout)
        self.window.painted.connect(self._record.painted)
        painted = asyncio.Event()
        self.window.painted.connect(painted.set)
        instance.knocked.connect(lambda: self.window.bring_to_front())
        self._take_signals()
        self._kill_signal.enter_context(self.workstation.kill_signal())
        stop_watching = self.workstation.cache.on_update(self._record.updated)
        self.window.show()
        self.window.pump.attach(self.workstation.cache)
        stop_collecting = collect_when_served(self.workstation.cache.on_served)
        self.workstation.manager.on_round_over(keep_for_good)
        if self.workstation.player is not None:
            # each way back begins a round, and none of them is ever over
            self.workstation.player.on_rewind(keep_for_good)
        self._tasks.start("start", self._start(painted))
        if self._options.smoke_s is not None:
            self._tasks.start("smoke", self._leave_after(self._options.smoke_s))
        await self._leave.wait()
        self._record.take_screenshot(self.window)
        stop_watching()
        stop_collecting()
        await self._shut_down()
        code = self._finish()
        await end_other_tasks(self._errors)
        return code

    async def _start(self, painted: asyncio.Event) -> None:
        # a window that opens minimised is not painted, and trades all the same
        with suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), PAINT_WAIT_S)
        if self._leave.is_set():
            return  # the window was closed already
        keep_for_good()
        if self.workstation.is_practice and self._options.smoke_s is None:
            self.window.show_tour_once()
        await self.workstation.start()
        self.window.panel_maker.begin()

    # --- the window ---

    def _make_window(self, layout: LayoutSettings) -> MainWindow:
        window = MainWindow(self.workstation, self._buffer, layout)
        window.close_asked.connect(self._close_asked)
        window.connection_wanted.connect(lambda: self.connecting.open(self.window))
        window.profile_wanted.connect(self._go_to_profile)
        window.recording_wanted.connect(self._play)
        window.language_wanted.connect(self._speak)
        if self._keeper is not None:
            window.pump.housekeeping.connect(self._keeper.tick)
        return window

    def _speak(self, choice: str) -> None:
        if self.window.stage is CloseStage.OPEN and not self._speaking:
            self._speaking = True
            self._tasks.start("another language", self._speak_in_a_new_window(choice))

    async def _speak_in_a_new_window(self, choice: str) -> None:
        """Put a window that speaks another language in the place of the old one; the workstation goes on trading meanwhile."""
        try:
            old = self.window
            # what was asked for in the old one is done first: its tasks end with it
            await old.settle_tasks()
            if old.stage is not CloseStage.OPEN:
                return
            layout = msgspec.convert({**msgspec.to_builtins(old.layout_settings()), "language": choice}, LayoutSettings)
            old.hand_over()
            old.pump.detach()
            language().install(layout.language)
            self.window = new = self._make_window(layout)
            new.notifications.take_over(old.notifications.notes)
            new.show()
            new.activateWindow()
            new.pump.attach(self.workstation.cache)
            new.panel_maker.begin()
            gone = asyncio.Event()
            old.destroyed.connect(lambda: gone.set())
            try:
                await old.stop_tasks()
            finally:
                # also where the program is left meanwhile
                old.finish_closing()
                old.deleteLater()
                del old
            await gone.wait()
            # else its panels, which were left out of all collections, would gather what changes until the round is over
            keep_for_good()
        finally:
            self._speaking = False

    # --- the end ---

    def _make_keeper(self, store: ProfileStore) -> ProfileKeeper | None:
        if self._options.uri is not None or self._options.bots is not None:
            return None  # what was asked for on the command line is not the profile's
        station = self.workstation
        changes = (station.manager.changes, station.limits_changed, station.recording_changed)
        return ProfileKeeper(self._profile, store, station.current_profile, changes, self._errors)

    async def _shut_down(self) -> None:
        if self._keeper is not None:
            await self._keeper.close(self.window.layout_settings())
        self.window.pump.detach()
        owner = TaskOwner("shutdown", self._errors)
        stopping = owner.start("workstation", self.workstation.stop())
        waits = {
            name: owner.start(name, event.wait()) for name, event in (("hurry", self._hurry), ("force", self._force))
        }
        await asyncio.wait({stopping, waits["hurry"], waits["force"]}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done() and not self._force.is_set():
            await asyncio.wait({stopping, waits["force"]}, timeout=HURRY_S, return_when=asyncio.FIRST_COMPLETED)
        cut_short = not stopping.done()
        await owner.stop(timeout_s=0.2 if self._force.is_set() else HURRY_S)
        if cut_short:
            await self.workstation.drop(HURRY_S / 2)
        await self.window.stop_tasks()
        await self._tasks.stop()

    def _finish(self) -> int:
        code = self._record.finish(self.workstation, qt_warnings=self._hooks.qt_messages.warnings)
        self._give_signals_back()
        self.window.finish_closing()
        self.window.deleteLater()
        return code

    # --- on the way ---

    def _close_asked(self, stage: int) -> None:
        self._leave.set()
        if stage >= CloseStage.HURRIED:
            self._hurry.set()
        if stage >= CloseStage.FORCED:
            self._force.set()

    async def _leave_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._leave.set()

    def _take_signals(self) -> None:
        # a plain handler: the housekeeping timer gives Python its turn within 250 ms, also on Windows
        for name in (signal.SIGINT, signal.SIGTERM):
            self._signals[name] = signal.signal(name, lambda *_: self.window.close())

    def _give_signals_back(self) -> None:
        for name, handler in self._signals.items():
            signal.signal(name, handler)
        self._signals.clear()
        self._kill_signal.close()

    # --- another connection ---

    def _secret(self) -> Secret | None:
        try:
            return load_secret(self._options, self._profile, self._secrets, may_ask=False)
        except UserError as error:
            self._errors.report_exception("secret", error)
            return None

    def _chosen_keys(self) -> dict[str, str]:
        try:
            return load_keys(self._paths.config / "shortcuts.toml")
        except UserError as error:
            self._errors.report_exception("keys", error)
            return {}

    def _go_to_profile(self, name: str) -> None:
        try:
            profile = self._store.load(name).profile
        except UserError as error:
            self._errors.report_exception("profile", error)
            return
        self._go_on_with(profile)

    def _play(self, recording: Path) -> None:
        """Play a recording back: in this window if it does so already, else in one of its own, and trading goes on here."""
        try:
            profile = self._store.for_recording(recording, self.window.layout_settings())
            self._store.save(profile)
        except UserError as error:
            self._errors.report_exception(RECORDING, error)
            return
        if self.workstation.is_replay:
            self._go_on_with(profile)
        elif not start_window(recording):
            self._errors.report(RECORDING, say("Another window of this program could not be started."))

    def _go_on_with(self, profile: Profile) -> None:
        """Close this window, for `run_window` to open one on `profile`, which was saved."""
        if self._keeper is not None and profile.name == self._profile.name:
            self._keeper.set_exchange(profile.exchange)
        # those that play back share one profile: by now it may tell of another one's recording
        replay = profile.exchange.kind == "replay"
        self.next_options = RunOptions(
            profile=None if replay else profile.name,
            recording=Path(profile.exchange.recording) if replay else None,
            strategies=self._options.strategies,
        )
        self.window.close()


def _claimed_name(profile: Profile) -> str:
    """What one window of a profile claims for itself; those that play back claim their recording."""
    return profile.exchange.recording if profile.exchange.kind == "replay" else profile.name


def _need_display() -> None:
    """Raise UserError where Qt would abort the process for want of a screen."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise UserError(say("There is no display to open a window on. `algotrade-gui run` trades without one."))


def _application() -> QApplication:
    """Return the process's QApplication, made on the first call."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(["algotrade-gui"])
    app.setApplicationName("algotrade-gui")
    app.setApplicationDisplayName("AlgoTrade")
    app.setDesktopFileName("algotrade-gui")
    app.setWindowIcon(application_icon())
    # the shutdown ends the loop; Qt would end it under the feet of what still has to be stopped
    app.setQuitOnLastWindowClosed(False)
    return app
