"""The status bar: connection, update rate, feed age, what the pump does, errors."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStatusBar, QToolButton, QWidget

from algotrade_gui.composition import Phase
from algotrade_gui.core.units import cents_to_text, round_time_text
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import NOTHING, Figure
from algotrade_gui.ui.frame_pump import FramePump
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.theme import GRID, Role, theme

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

_FEED: dict[FeedState, tuple[str, Role | str]] = {
    FeedState.DISCONNECTED: ("○ disconnected", "danger"),
    FeedState.CONNECTING: ("◐ connecting", "warning"),
    FeedState.WAITING: ("◐ waiting for the round", "warning"),
    FeedState.LIVE: ("● live", "value"),
    FeedState.STALE: ("◐ feed is silent", "warning"),
    FeedState.STOPPED: ("○ closed", "muted"),
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
        self.state = Figure("", "◐ connecting", help_text="The market-data connection")
        self.clock = Figure("round", "00:00", help_text="Time of the round")
        self.rate = Figure("updates", "00.0/s", help_text="Market updates a second; the exchange sends ten")
        self.age = Figure("feed", "000 ms old", help_text="Age of the newest update")
        self.instruments = Figure("instruments", "000", help_text="Contracts that can be traded now")
        self.cash = Figure("cash", "1,000,000.00", help_text="Cash of the account, in dollars")
        self.pace = Figure("paint", "00.0 ms", help_text="Time to draw one update, the median of the newest ones")
        self.halved = Figure(
            "", "every second update", help_text="Drawing took too long, so every second update is left out"
        )
        self.halved.show_value("", "warning")
        for figure in (
            self.state,
            self.clock,
            self.rate,
            self.age,
            self.instruments,
            self.cash,
            self.pace,
            self.halved,
        ):
            self.addWidget(figure)
        self.errors = QToolButton(self)
        self.errors.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.errors.setToolTip("Errors and warnings of this run (Ctrl+M)")
        self.errors.setShortcut("Ctrl+M")
        self.errors.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.errors.clicked.connect(self.messages_wanted)
        self.addPermanentWidget(self.errors)
        self._shown_errors: tuple[int, int] | None = None
        theme().changed.connect(self._dress)
        self.tick()

    def show_closing(self) -> None:
        """Say that the program is on its way out."""
        self._closing = True
        self.tick()

    def tick(self) -> None:
        """Show everything as it is now."""
        cache = self._workstation.cache
        stats = cache.get_market_statistics()
        self.state.show_value(*self._state())
        live = stats.updates > 0
        tone = "muted" if is_stale(cache) else "value"
        self.clock.show_value(round_time_text(stats.time_ms) if live else NOTHING, tone)
        self.rate.show_value(f"{stats.updates_per_s:.1f}/s" if live else NOTHING)
        self._show_age(stats.feed_age_ms)
        self.instruments.show_value(str(stats.instruments) if live else NOTHING, tone)
        cash = self._workstation.account.cash
        self.cash.show_value(cents_to_text(cash.total) if cash is not None else NOTHING)
        self._show_pace()
        errors = self._workstation.errors
        if (errors.error_count, errors.warning_count) != self._shown_errors:
            self._shown_errors = (errors.error_count, errors.warning_count)
            self._dress()

    def _state(self) -> tuple[str, Role | str]:
        if self._closing:
            return "◐ closing", "warning"
        station = self._workstation
        if station.practice_down:
            return "○ practice exchange ended", "danger"
        if station.phase is Phase.FAILED:
            return "○ not connected", "danger"
        if station.phase is Phase.STARTING and station.cache.state is FeedState.DISCONNECTED:
            return "◐ starting", "warning"
        if station.phase is Phase.NEW:
            return "◐ starting", "warning"
        return _FEED[station.cache.state]

    def _show_age(self, age_ms: float | None) -> None:
        if age_ms is None:
            self.age.show_value(NOTHING)
        elif age_ms < 1_000:
            self.age.show_value(f"{age_ms:.0f} ms old", "warning" if age_ms > 500 else "value")
        else:
            self.age.show_value(f"{age_ms / 1_000:,.1f} s old", "danger")

    def _show_pace(self) -> None:
        typical_ms = self._pump.typical_frame_ms
        self.pace.show_value(NOTHING if typical_ms is None else f"{typical_ms:.1f} ms")
        self.halved.show_value("every second update" if self._pump.halved else "", "warning")

    def _dress(self) -> None:
        errors, warnings = self._shown_errors or (0, 0)
        words = [f"{errors} error{'' if errors == 1 else 's'}"]
        if warnings:
            words.append(f"{warnings} warning{'' if warnings == 1 else 's'}")
        self.errors.setText(", ".join(words))
        self.errors.setAccessibleName(", ".join(words))
        if errors:
            self.errors.setIcon(icon("error", "danger"))
        elif warnings:
            self.errors.setIcon(icon("warning", "warning"))
        else:
            self.errors.setIcon(icon("passed", "muted"))
