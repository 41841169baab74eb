"""The status bar: connection, update rate, feed age, what the pump does, errors."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStatusBar, QToolButton, QWidget

from algotrade_gui.composition import Phase
from algotrade_gui.market.records import FeedState
from algotrade_gui.recording.tape.player import PlayState
from algotrade_gui.ui.actions import shortcuts
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import NOTHING, Figure
from algotrade_gui.ui.frame_pump import FramePump
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import integer, mark, number, shown, tr, trn
from algotrade_gui.ui.models.tape_rows import megabytes
from algotrade_gui.ui.theme import GRID, Role, theme

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

MESSAGES_KEYS = "Ctrl+M"
HALVED = mark("every second update")
_FEED: dict[FeedState, tuple[str, Role | str]] = {
    FeedState.DISCONNECTED: (mark("○ disconnected"), "danger"),
    FeedState.CONNECTING: (mark("◐ connecting"), "warning"),
    FeedState.WAITING: (mark("◐ waiting for the round"), "warning"),
    FeedState.LIVE: (mark("● live"), "value"),
    FeedState.STALE: (mark("◐ feed is silent"), "warning"),
    FeedState.STOPPED: (mark("○ closed"), "muted"),
}


_REPLAY: dict[PlayState, tuple[str, Role | str]] = {
    PlayState.LOADING: (mark("◐ loading"), "warning"),
    PlayState.PLAYING: (mark("● playing"), "replay"),
    PlayState.PAUSED: (mark("◐ paused"), "replay"),
    PlayState.SEEKING: (mark("◐ going there"), "replay"),
    PlayState.ENDED: (mark("○ at the end"), "replay"),
}


class StatusLine(QStatusBar):
    """Fed by `tick` from the housekeeping timer. Signals: `messages_wanted` (nothing) when the error count was clicked."""

    messages_wanted = Signal()

    def __init__(self, workstation: "Workstation", pump: FramePump, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(GRID, 0, GRID, 0)
        self._workstation = workstation
        self._pump = pump
        self._closing = False
        # room for each of them, and for what a label asks beyond its text: nothing beside it moves when the feed falls silent
        widest = max((tr(words) for words, _ in _FEED.values()), key=self.fontMetrics().horizontalAdvance)
        self.state = Figure("", f"{widest}   ", help_text=tr("The market-data connection"))
        self.rate = Figure(tr("updates"), "00.0/s", help_text=tr("Market updates a second; the exchange sends ten"))
        self.age = Figure(tr("feed"), tr("{age} ms old", age="000"), help_text=tr("Age of the newest update"))
        self.instruments = Figure(tr("instruments"), "000", help_text=tr("Contracts that can be traded now"))
        self._tape_help = tr("Size of this round's recording")
        self.tape = Figure(tr("recording"), tr("{size} MB", size="000.0"), help_text=self._tape_help)
        self.sessions = Figure(tr("sessions"), "00", help_text=tr("Connections on which bots and the window trade"))
        self.pace = Figure(
            tr("paint"), "00.0 ms", help_text=tr("Time to draw one update, the median of the newest ones")
        )
        self.halved = Figure("", tr(HALVED), help_text=tr("Drawing took too long, so every second update is left out"))
        self.halved.show_value("", "warning")
        self._figures = (
            self.state,
            self.rate,
            self.age,
            self.instruments,
            self.sessions,
            *(() if workstation.recorder is None else (self.tape,)),
            self.pace,
            self.halved,
        )
        if workstation.recorder is None:
            self.tape.setParent(self)
            self.tape.hide()
        for figure in self._figures:
            # the next one's name keeps its distance also from a number that takes all its room
            figure.setContentsMargins(0, 0, GRID, 0)
            self.addWidget(figure)
        self.errors = QToolButton(self)
        self.errors.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._name_keys()
        shortcuts().changed.connect(self._name_keys)
        self.errors.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.errors.clicked.connect(self.messages_wanted)
        self.addPermanentWidget(self.errors)
        self._shown_errors: tuple[int, int] | None = None
        theme().changed.connect(self._dress)
        self.tick()

    def _name_keys(self) -> None:
        keys = shortcuts().keys("window.messages", MESSAGES_KEYS)
        self.errors.setToolTip(tr("Errors and warnings of this run ({keys})", keys=keys))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave out what is missed least where there is not room for all: the count of errors never goes."""
        layout = self.layout()
        assert layout is not None
        gap = max(0, layout.spacing())
        # the line is as wide as what it holds, if need be beyond the window
        width = min(self.contentsRect().width(), self.window().width() - 2 * GRID)
        room = width - self.errors.sizeHint().width() - 2 * GRID
        widths = {figure: figure.sizeHint().width() + gap for figure in self._figures}
        left_out: set[Figure] = set()
        for figure in (self.pace, self.instruments, self.sessions, self.rate):
            if sum(width for each, width in widths.items() if each not in left_out) <= room:
                break
            left_out.add(figure)
        for figure in self._figures:
            figure.setVisible(figure not in left_out)

    def show_closing(self) -> None:
        """Say that the program is on its way out."""
        self._closing = True
        self.tick()

    def tick(self) -> None:
        """Show everything as it is now."""
        if self.width() > self.window().width():
            self._fit()
        cache = self._workstation.cache
        stats = cache.get_market_statistics()
        words, state_tone = self._state()
        self.state.show_value(tr(words), state_tone)
        live = stats.updates > 0
        tone = "muted" if is_stale(cache) else "value"
        self.rate.show_value(f"{number(stats.updates_per_s, 1)}/s" if live else NOTHING)
        self._show_age(stats.feed_age_ms)
        self.instruments.show_value(integer(stats.instruments) if live else NOTHING, tone)
        sessions = self._workstation.account.sessions
        self.sessions.show_value(integer(len(sessions)) if live else NOTHING)
        self._show_tape()
        self._show_pace()
        errors = self._workstation.errors
        if (errors.error_count, errors.warning_count) != self._shown_errors:
            self._shown_errors = (errors.error_count, errors.warning_count)
            self._dress()

    def _state(self) -> tuple[str, Role | str]:
        if self._closing:
            return mark("◐ closing"), "warning"
        station = self._workstation
        if station.exchange.practice_down:
            return mark("○ practice exchange ended"), "danger"
        if station.phase is Phase.FAILED:
            return mark("○ not connected"), "danger"
        if station.phase is Phase.STARTING and station.cache.state is FeedState.DISCONNECTED:
            return mark("◐ starting"), "warning"
        if station.phase is Phase.NEW:
            return mark("◐ starting"), "warning"
        return _FEED[station.cache.state] if station.player is None else _REPLAY[station.player.state]

    def _show_age(self, age_ms: float | None) -> None:
        if age_ms is None:
            self.age.show_value(NOTHING)
        elif age_ms < 1_000:
            self.age.show_value(tr("{age} ms old", age=number(age_ms)), "warning" if age_ms > 500 else "value")
        else:
            self.age.show_value(tr("{age} s old", age=number(age_ms / 1_000, 1)), "danger")

    def _show_tape(self) -> None:
        recorder = self._workstation.recorder
        if recorder is None:
            return
        size, problem = recorder.bytes_written, recorder.problem if recorder.on else None
        self.tape.setToolTip(shown(problem) if problem else self._tape_help)
        if not recorder.on:
            self.tape.show_value(tr("off"), "muted")
        elif size is not None:
            # what lacks parts goes on all the same
            self.tape.show_value(tr("{size} MB", size=megabytes(size)), "warning" if problem else "value")
        elif problem:
            self.tape.show_value(tr("stopped"), "warning")
        else:
            self.tape.show_value(NOTHING)

    def _show_pace(self) -> None:
        typical_ms = self._pump.typical_frame_ms
        self.pace.show_value(NOTHING if typical_ms is None else f"{number(typical_ms, 1)} ms")
        self.halved.show_value(tr(HALVED) if self._pump.halved else "", "warning")

    def _dress(self) -> None:
        errors, warnings = self._shown_errors or (0, 0)
        words = [trn(errors, "{count} error", "{count} errors")]
        if warnings:
            words.append(trn(warnings, "{count} warning", "{count} warnings"))
        self.errors.setText(", ".join(words))
        self.errors.setAccessibleName(", ".join(words))
        if errors:
            self.errors.setIcon(icon("error", "danger"))
        elif warnings:
            self.errors.setIcon(icon("warning", "warning"))
        else:
            self.errors.setIcon(icon("passed", "muted"))
        self._fit()
