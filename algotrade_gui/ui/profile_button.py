"""The toolbar's first button: what is traded on, by word and colour, with the way to other profiles."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from algotrade_gui.composition import Phase
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.market.records import FeedState
from algotrade_gui.recording.tape.player import PlayState
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.dialogs.question import ask
from algotrade_gui.ui.dock import plain
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import SessionKind, ui_font

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

_KINDS: Final = {"practice": SessionKind.PRACTICE, "remote": SessionKind.LIVE, "replay": SessionKind.REPLAY}
WORDS: Final = {
    SessionKind.PRACTICE: mark("Practice"),
    SessionKind.REPLAY: mark("Replay"),
    SessionKind.LIVE: mark("Live"),
}
_HELP: Final = {
    SessionKind.PRACTICE: mark("Play money on the exchange of this machine"),
    SessionKind.REPLAY: mark("A recording is played back; nothing can be traded"),
    SessionKind.LIVE: mark("Orders go to the competition's exchange"),
}
_STATES: Final = {
    FeedState.DISCONNECTED: ("○", mark("disconnected")),
    FeedState.CONNECTING: ("◐", mark("connecting")),
    FeedState.WAITING: ("◐", mark("waiting for the round")),
    FeedState.LIVE: ("●", mark("connected")),
    FeedState.STALE: ("◐", mark("the feed is silent")),
    FeedState.STOPPED: ("○", mark("closed")),
}
_NOT_CONNECTED: Final = ("○", mark("not connected"))
_REPLAY: Final = {
    PlayState.LOADING: ("○", mark("it is looked through")),
    PlayState.PLAYING: ("●", mark("it plays")),
    PlayState.PAUSED: ("◐", mark("it stands still")),
    PlayState.SEEKING: ("◐", mark("it goes on to another moment")),
    PlayState.ENDED: ("○", mark("it is at its end")),
}


def session_kind(workstation: "Workstation") -> SessionKind:
    """What a workstation trades on."""
    return _KINDS[workstation.profile.exchange.kind]


class ProfileButton(QToolButton):
    """Fed by `tick`. Signals: `profile_wanted` carries the name of another profile to go on with (str)."""

    profile_wanted = Signal(str)

    def __init__(self, workstation: "Workstation", window: QWidget) -> None:
        super().__init__(window)
        self._workstation = workstation
        self._window = window
        self._kind = session_kind(workstation)
        self._shown: tuple[str, str] | None = None
        self._short = False
        self.setFont(ui_font(bold=True))
        self.setProperty("chip", self._kind.value)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(tr("Profile"), self)
        self.setMenu(self._menu)
        self._menu.aboutToShow.connect(self.fill)
        self.connection_action: QAction = add_action(
            window,
            "window.connection",
            tr("Connection…"),
            lambda: None,
            keys="Ctrl+Shift+C",
            help_text=tr("Where this profile trades"),
            everywhere=True,
        )
        add_action(
            window, "window.profile", tr("Other profiles…"), self.open_menu, keys="Ctrl+Shift+O", everywhere=True
        )
        # where a recording plays there is nothing to connect
        self.connection_action.setVisible(self._kind is not SessionKind.REPLAY)
        self.tick()

    def others(self) -> list[str]:
        """Names of the profiles that there are besides this one."""
        return [name for name in ProfileStore(find_paths().profiles).list() if name != self._workstation.profile.name]

    def open_menu(self) -> None:
        """Drop the menu down."""
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def leave_for(self, name: str) -> None:
        """Ask for the profile `name`; first the user, where bots run or orders work that would end with this one."""
        if not self._busy():
            self.profile_wanted.emit(name)
            return
        ask(
            self._window,
            tr("Another profile"),
            tr("Go on with the profile {name}?", name=name),
            tr("This one's bots are stopped and their working orders cancelled."),
            yes=tr("Stop and go on"),
            no=tr("Stay"),
            then=partial(self.profile_wanted.emit, name),
        )

    def _busy(self) -> bool:
        station = self._workstation
        return any(info.state.is_alive for info in station.manager.bots()) or bool(station.account.orders.working())

    def fill(self) -> None:
        """Fill the menu with what there is now."""
        menu = self._menu
        menu.clear()
        here = menu.addAction(plain(self._workstation.profile.name))
        here.setCheckable(True)
        here.setChecked(True)
        here.setEnabled(False)
        for name in self.others():
            entry = menu.addAction(plain(name))
            entry.setToolTip(tr("Close this window's session in order, then open that profile"))
            entry.triggered.connect(lambda _checked, name=name: self.leave_for(name))
        menu.addSeparator()
        menu.addAction(self.connection_action)

    def shorten(self, short: bool) -> None:
        """Leave the profile's name out where there is little room."""
        if short is not self._short:
            self._short = short
            self._shown = None
            self.tick()

    def tick(self) -> None:
        """Show the state of the connection."""
        station = self._workstation
        down = station.exchange.practice_down or station.phase is Phase.FAILED
        player = station.player
        now = _NOT_CONNECTED if down else _STATES[station.cache.state] if player is None else _REPLAY[player.state]
        if now == self._shown:
            return
        self._shown = now
        glyph, state = now[0], tr(now[1])
        word, name = tr(WORDS[self._kind]), station.profile.name
        same = name.casefold() in (word.casefold(), self._kind.value)
        self.setText(f"{glyph} {word}" if self._short or same else f"{glyph} {word} · {plain(name)}")
        self.setToolTip(
            tr(
                "{help}. Profile {name}, {address}: {state}",
                help=tr(_HELP[self._kind]),
                name=name,
                address=station.address,
                state=state,
            )
        )
        self.setAccessibleName(tr("{kind}, profile {name}, {state}", kind=word, name=name, state=state))
