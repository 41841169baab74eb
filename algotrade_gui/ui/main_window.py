"""The main window: docks around a workstation, from first paint to the accepted close."""

import asyncio
import enum
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.preferences import PreferenceStore
from algotrade_gui.core.profiles import DEFAULT_PROFILE, ProfileStore
from algotrade_gui.core.settings import LayoutSettings, Profile
from algotrade_gui.core.shortcut_file import save_keys
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.actions import add_action, shortcuts
from algotrade_gui.ui.banner import Head
from algotrade_gui.ui.bundles import Bundles
from algotrade_gui.ui.code_opener import open_by_system
from algotrade_gui.ui.command_palette import CommandPalette
from algotrade_gui.ui.dialogs.messages import MessagesDialog
from algotrade_gui.ui.dialogs.recordings import RecordingsDialog
from algotrade_gui.ui.dialogs.risk import RiskDialog
from algotrade_gui.ui.dialogs.shortcuts import ShortcutsDialog
from algotrade_gui.ui.dock import Dock, plain
from algotrade_gui.ui.dock_area import DockArea
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.frame_pump import HOUSEKEEPING_MS, FramePump
from algotrade_gui.ui.icons import application_icon
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.layout_menu import LayoutMenu
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.navigator import Drafted, Navigator, Targeted, TicketDraft
from algotrade_gui.ui.notices import Notices
from algotrade_gui.ui.notifications import Notifications
from algotrade_gui.ui.palette_entries import PaletteEntries, named_actions
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.panel_kinds import KINDS, PANEL_KINDS, PanelParts
from algotrade_gui.ui.panel_maker import PanelMaker
from algotrade_gui.ui.profile_button import WORDS, session_kind
from algotrade_gui.ui.replay_bar import ReplayBar
from algotrade_gui.ui.screens import FRAME_ROOM
from algotrade_gui.ui.shortcut_rows import rows_of
from algotrade_gui.ui.status_line import MESSAGES_KEYS, StatusLine
from algotrade_gui.ui.theme import GRID, theme
from algotrade_gui.ui.top_bar import PALETTE_KEYS, TopBar
from algotrade_gui.ui.tour import Tour
from algotrade_gui.ui.tour_steps import tour_steps
from algotrade_gui.ui.window_menu import WindowMenu

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

FIRST_SIZE = QSize(1440, 900)
LEAST_SIZE = QSize(1024, 600)
SETTLE_TURNS = 5_000 // HOUSEKEEPING_MS
"""How long a window that is replaced waits for what was asked for in it."""
SCAN_EVERY_TICKS = 2_000 // HOUSEKEEPING_MS
"""Strategy folders are looked at every two seconds."""


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
        profile_wanted: the name (str) of another profile to go on with.
        recording_wanted: the file (Path) of a recording to play back.
        language_wanted: the choice (str) of another language; whoever runs the window makes a new one.
    """

    close_asked = Signal(int)
    painted = Signal()
    connection_wanted = Signal()
    profile_wanted = Signal(str)
    recording_wanted = Signal(object)
    language_wanted = Signal(str)

    def __init__(self, workstation: "Workstation", logs: LogBuffer, layout: LayoutSettings | None = None) -> None:
        """`layout`: how it is to look; by default as the profile has it."""
        super().__init__()
        kind = session_kind(workstation)
        self.setWindowTitle(f"{workstation.profile.name} · {tr(WORDS[kind])} – AlgoTrade")
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
        config = find_paths().config
        self._keys_file = config / "shortcuts.toml"
        self.preferences = PreferenceStore(config / "window.toml")
        self.pump = FramePump(workstation.errors, self)
        self.head = Head(kind, self)
        self.setMenuWidget(self.head)
        self.banner = self.head.banner
        self.top_bar = TopBar(workstation, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.top_bar)
        self.replay_bar = self._make_replay_bar()
        self.status = StatusLine(workstation, self.pump, self)
        self.setStatusBar(self.status)
        self.navigator = Navigator(self)
        parts = PanelParts(workstation, self.navigator, logs, first_underlying(workstation.profile))
        self.docks = DockArea(self, parts, self.pump)
        self.docks.lay_out()
        bots = self.docks.dock("bots").panel
        assert isinstance(bots, BotsPanel)
        self.bots = bots
        errors = workstation.errors
        self.notifications = Notifications(errors, self, sound=lambda: self.preferences.value.sound)
        self.notices = Notices(workstation, self.banner, self._tasks, self)
        self.layouts = LayoutMenu(self, self.docks, self.top_bar.layouts_menu, config / "layouts", errors)
        entries = PaletteEntries(
            self, workstation, self.docks, self.layouts, self.navigator, self._tasks, self.bots.configure
        )
        self.palette_box = CommandPalette(self, entries, self.preferences)
        self.panel_maker = PanelMaker(self.docks, self)
        self.tour = Tour(self, tour_steps(self))
        self.bundles = Bundles(workstation, self.notifications, self._tasks, self)
        self._add_panel_actions()
        self._add_window_actions()
        self.window_menu = WindowMenu(self, self.top_bar.window_menu, self.preferences)
        self.window_menu.add_group(("window.palette", "window.shortcuts", "window.messages", "window.tour"))
        self.window_menu.add_group(("window.connection", "trading.limits"))
        self.window_menu.add_group(("window.recordings", "window.record"))
        self.window_menu.add_group(("window.import_bundle", "window.export_bundle"))
        self._connect_parts()
        self.docks.restore(layout or workstation.profile.layout)
        self.notices.show()
        self.bots.setFocus()

    def _connect_parts(self) -> None:
        bar = self.top_bar
        bar.view_menu.aboutToShow.connect(self._fill_panels_menu)
        bar.search_button.clicked.connect(lambda: self.palette_box.open())
        bar.profile_button.profile_wanted.connect(self.profile_wanted)
        bar.connection_action.triggered.connect(self.connection_wanted)
        bar.limits_action.triggered.connect(lambda _checked: self.show_limits())
        self.palette_box.opened.connect(self.panel_maker.hurry)
        self.panel_maker.finished.connect(self.palette_box.renew)
        self.window_menu.language_wanted.connect(self.language_wanted)
        self.notices.connection_wanted.connect(self.connection_wanted)
        self.notices.recordings_wanted.connect(self.show_recordings)
        self.notices.arming_wanted.connect(bar.arm_button.toggle)
        self.notices.changed.connect(self._show_state)
        self.tour.ended.connect(self._tour_ended)
        self.docks.dropped.connect(self._panel_dropped)
        # Qt puts a dock that comes up over all that lies over the window
        self.docks.settled.connect(self.notifications.come_up)
        self.status.messages_wanted.connect(self.show_messages)
        self.notifications.show_messages.connect(self.show_messages)
        self.bots.new_strategies.connect(self._new_strategies)
        self.pump.housekeeping.connect(self._keep_house)
        navigator = self.navigator
        navigator.panel_wanted.connect(lambda kind: self.docks.bring_up(kind))
        navigator.chart_wanted.connect(lambda target: self._show_target("chart", target))
        navigator.ladder_wanted.connect(lambda target: self._show_target("ladder", target))
        navigator.chain_wanted.connect(lambda target: self._show_target("chain", target))
        navigator.ticket_wanted.connect(lambda draft: self._show_target("ticket", draft))
        navigator.bot_wanted.connect(self._show_bot)
        navigator.file_wanted.connect(self._open_file)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self._new_versions = self._workstation.manager.on_new_version(self._new_version)

    @property
    def stage(self) -> CloseStage:
        """How insistently the user asked to leave."""
        return self._stage

    def panel(self, panel_id: str) -> Panel:
        """The panel of that instance, made if need be. Raises KeyError where there is no such dock."""
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
        """Open the list of messages."""
        MessagesDialog(self.notifications.notes, self).open()

    def show_shortcuts(self) -> None:
        """Open the dialog of keys. All panels are made for it: their actions have keys as well."""
        self.panel_maker.make_all()
        titles = {kind.id: plain(tr(kind.title)) for kind in PANEL_KINDS}
        dialog = ShortcutsDialog(rows_of(named_actions(self), titles), self)
        dialog.accepted.connect(lambda: self._take_keys(dialog.keys))
        dialog.open()

    def show_recordings(self) -> None:
        """Open the list of recorded rounds; the one that is chosen is told through `recording_wanted`."""
        recorder = self._workstation.recorder
        dialog = RecordingsDialog(
            find_paths().recordings,
            tasks=self._tasks,
            errors=self._workstation.errors,
            writing=None if recorder is None else recorder.path,
            parent=self,
        )
        dialog.chosen.connect(self.recording_wanted)
        dialog.open()

    def show_tour_once(self) -> None:
        """Begin the tour, if this user has not seen it."""
        if not self.preferences.value.tour_seen:
            self.tour.start()

    # --- leaving ---

    async def settle_tasks(self) -> None:
        """Wait until what panels and window have under way is done, for some seconds at most."""
        owners = [self._tasks, *(panel.tasks for panel in self.docks.panels())]
        for _ in range(SETTLE_TURNS):
            if not any(owner.running for owner in owners):
                return
            await asyncio.sleep(HOUSEKEEPING_MS / 1_000)

    async def stop_tasks(self) -> None:
        """End what panels and window have under way; the pump stops with it. Called by the shutdown, after the workstation stopped."""
        self.pump.stop()
        self.panel_maker.stop()
        for panel in list(self.docks.panels()):  # the user may close one meanwhile
            await panel.tasks.stop()
        await self._tasks.stop()

    def hand_over(self) -> None:
        """Another window takes this one's place: leave it the dialogs and the kill switch's keys, which two would have in vain."""
        self.leave_dialogs()
        self.top_bar.kill_button.hotkey.setEnabled(False)

    def leave_dialogs(self) -> None:
        """Leave every dialog that is open: a connection test ends with its dialog, and nothing is set up any more."""
        for dialog in self.findChildren(QDialog):
            dialog.reject()

    def finish_closing(self) -> None:
        """Close for good; called at the end of the shutdown."""
        self._finished = True
        self._new_versions()
        self.notices.end()
        if self.replay_bar is not None:
            self.replay_bar.end()
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
            self.leave_dialogs()
            self.palette_box.close_palette()
            self.tour.end()
            self.top_bar.setEnabled(False)
            if self.replay_bar is not None:
                self.replay_bar.setEnabled(False)
            for dock in self.docks.docks.values():
                dock.setEnabled(False)
            self.notices.show_closing()
            self.status.show_closing()
        self.close_asked.emit(int(self._stage))

    # --- recordings ---

    def _add_record_action(self) -> None:
        action = add_action(
            self,
            "window.record",
            tr("Record rounds"),
            lambda: self._workstation.set_recording(action.isChecked()),
            help_text=tr("Keep each round's market data in a file, to be played back"),
        )
        action.setCheckable(True)
        action.setChecked(self._workstation.profile.record)

    def _make_replay_bar(self) -> ReplayBar | None:
        player = self._workstation.player
        if player is None:
            return None
        bar = ReplayBar(player, self, self._leave_recording)
        self.addToolBarBreak(Qt.ToolBarArea.TopToolBarArea)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)
        return bar

    def _leave_recording(self) -> None:
        """Go on with the profile that recorded it, or practise."""
        player = self._workstation.player
        recorded_by = "" if player is None or player.tape is None else player.tape.header.profile
        known = recorded_by in ProfileStore(find_paths().profiles).list()
        self.profile_wanted.emit(recorded_by if known else DEFAULT_PROFILE)

    # --- panels ---

    def _add_panel_actions(self) -> None:
        for kind in PANEL_KINDS:
            title = plain(tr(kind.title))
            add_action(
                self,
                f"panel.{kind.id}",
                tr("Go to {panel}", panel=title),
                partial(self.docks.bring_up, kind.id),
                keys=kind.keys,
                everywhere=True,
            )
            if kind.several:
                add_action(
                    self,
                    f"panel.{kind.id}.another",
                    tr("Open another {panel}", panel=title),
                    partial(self.docks.open_another, kind.id),
                )

    def _add_window_actions(self) -> None:
        def add(name: str, text: str, slot: Callable[[], object], keys: str = "") -> None:
            add_action(self, f"window.{name}", text, slot, keys=keys, everywhere=True)

        add("palette", tr("Command palette"), lambda: self.palette_box.open(), PALETTE_KEYS)
        add("shortcuts", tr("Keyboard shortcuts…"), self.show_shortcuts, "Ctrl+Shift+S")
        add("messages", tr("Messages…"), self.show_messages, MESSAGES_KEYS)
        add("tour", tr("Tour of the window"), self.tour.start)
        add("import_bundle", tr("Import strategies and bots…"), self.bundles.ask_import)
        add("export_bundle", tr("Export strategies and bots…"), self.bundles.ask_export)
        add("recordings", tr("Open a recording…"), self.show_recordings, "Ctrl+Shift+Y")
        if self._workstation.recorder is not None:
            self._add_record_action()
        add("dismiss", tr("Dismiss notices"), self.notifications.dismiss_all, "Esc")
        add("float_panel", tr("Float this panel, or dock it again"), self.docks.toggle_floating)
        add("hide_panel", tr("Hide this panel"), self.docks.hide_used)
        resize, step = self.docks.resize_used, 5 * GRID
        add("widen_panel", tr("Make this panel wider"), lambda: resize(Qt.Orientation.Horizontal, step))
        add("narrow_panel", tr("Make this panel narrower"), lambda: resize(Qt.Orientation.Horizontal, -step))
        add("heighten_panel", tr("Make this panel higher"), lambda: resize(Qt.Orientation.Vertical, step))
        add("lower_panel", tr("Make this panel lower"), lambda: resize(Qt.Orientation.Vertical, -step))
        add("close", tr("Close the window"), self.close, "Ctrl+Q")

    def _fill_panels_menu(self) -> None:
        menu = self.top_bar.view_menu
        menu.clear()
        for kind in PANEL_KINDS:
            docks: list[Dock | None] = [dock for dock in self.docks.docks.values() if dock.kind is kind]
            for place, dock in enumerate(docks or [None]):
                title = tr(kind.title) if dock is None else dock.title
                title = plain(title)
                keys = shortcuts().keys(f"panel.{kind.id}", kind.keys)
                entry = menu.addAction(title if place or not keys else f"{title}\t{keys}")
                entry.setCheckable(True)
                entry.setChecked(dock is not None and not dock.isHidden())
                entry.triggered.connect(lambda on, dock=dock, kind=kind: self._show_dock(on, dock, kind.id))
        menu.addSeparator()
        for action in self.actions():
            if action.objectName().endswith(".another"):
                menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self.layouts.reset_action)

    def _show_dock(self, shown: bool, dock: Dock | None, kind: str) -> None:
        if not shown and dock is not None:
            dock.close()
        elif dock is not None:
            self.docks.use(dock.instance)
            self.docks.bring_up(kind)
        else:
            self.docks.bring_up(kind)

    def _panel_dropped(self, panel: Panel) -> None:
        async_bridge.start(f"close {panel.objectName()}", panel.tasks.stop(), self._tasks)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        while now is not None and not isinstance(now, Dock):
            now = now.parentWidget()
        if isinstance(now, Dock):
            self.docks.use(now.instance)

    def _show_target(self, kind: str, what: object) -> None:
        """Hand a target or a draft to the panel of a kind that was used last; without effect for a kind that there is not."""
        if kind not in KINDS:
            return
        is_draft = isinstance(what, TicketDraft)
        panel = self.docks.bring_up(kind, focus=is_draft).panel
        if is_draft and isinstance(panel, Drafted):
            panel.show_draft(what)
        elif not is_draft and isinstance(panel, Targeted):
            panel.show_target(what)

    def _show_bot(self, bot: str) -> None:
        self.docks.bring_up("bots")
        self.bots.show_bot(bot)

    def _open_file(self, path: str, line: int) -> None:
        if not open_by_system(Path(path)):
            text = tr("The system has no editor for it. The place is {path}, line {line}.", path=path, line=line)
            self.notifications.tell("warning", Path(path).name, text)

    # --- showing ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def _keep_house(self) -> None:
        self.top_bar.tick()
        if self.replay_bar is not None:
            self.replay_bar.tick()
        self.status.tick()
        self.notifications.tick()
        if self._stage is CloseStage.OPEN and self._ticks % SCAN_EVERY_TICKS == 0:
            self.bots.scan_strategies()
        self._ticks += 1

    def _show_state(self) -> None:
        self.top_bar.tick()
        self.status.tick()

    def show_limits(self) -> None:
        """Open the dialog of the profile's limits."""
        profile = self._workstation.profile
        dialog = RiskDialog(profile.risk, profile.kill, self)
        dialog.accepted.connect(lambda: self._workstation.set_limits(dialog.risk, dialog.kill))
        dialog.open()

    def _take_keys(self, keys: dict[str, str]) -> None:
        shortcuts().choose(keys)
        try:
            save_keys(self._keys_file, keys)
        except UserError as error:
            self._workstation.errors.report_exception("keys", error)

    def _tour_ended(self) -> None:
        self.preferences.put(msgspec.structs.replace(self.preferences.value, tour_seen=True))

    def _new_strategies(self, names: list[str]) -> None:
        listed = ", ".join(names)
        keys = self.bots.acts.add.shortcut().toString()
        text = tr("{names} can be added now: {keys}.", names=listed, keys=keys)
        self.notifications.tell("info", tr("New strategy"), text)

    def _new_version(self, bot: BotId) -> None:
        keys = self.bots.acts.reload.shortcut().toString()
        text = tr("Its strategy file was saved. {keys} in the Bots panel goes on in the new version.", keys=keys)
        self.notifications.tell("info", str(bot), text)
