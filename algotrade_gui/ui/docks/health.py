"""The health panel: what of the team's limits is used, how the feed does, each owner's line to the exchange."""

from typing import Any, ClassVar

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import BotId
from algotrade_gui.market.records import FeedState
from algotrade_gui.trading.rules.pending_share import TEAM_PENDING
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import NOTHING, Figure
from algotrade_gui.ui.gauge import Gauge
from algotrade_gui.ui.language import mark, number, tr
from algotrade_gui.ui.models.health_rows import LINE_COLUMNS, OWNER_COLUMN, RANKS, LineRow, line_row
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import HealthParts
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID

NO_LINES = mark("Nobody is connected yet. Bots and the window itself appear here with their lines to the exchange.")
FEED_WORDS = {
    FeedState.DISCONNECTED: mark("disconnected"),
    FeedState.CONNECTING: mark("connecting"),
    FeedState.WAITING: mark("waiting"),
    FeedState.LIVE: mark("live"),
    FeedState.STALE: mark("silent"),
    FeedState.STOPPED: mark("closed"),
}
LONG_STALL_MS = 50.0
"""From here on somebody waits who would notice."""
_EVERY_MS = 200.0


class HealthPanel(Panel):
    """Looks at the account's budget and sessions five times a second."""

    panel_id: ClassVar[str] = "health"
    title: ClassVar[str] = mark("Health")
    every: ClassVar[int] = 5

    def __init__(self, workstation: HealthParts, parent: QWidget | None = None, *, clock: Clock | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._workstation = workstation
        self._clock = clock or RealClock()
        self._shown_ms: float | None = None
        self.messages = Gauge(
            tr("Messages"),
            help_text=tr(
                "Sent within the last second; the exchange closes the connection of a team that sends more than 300"
            ),
            parent=self,
        )
        self.connections = Gauge(
            tr("Connections"),
            help_text=tr(
                "Of this program: the feed's, the orders', the emergency's. The team has ten, on all its machines together"
            ),
            parent=self,
        )
        self.pending = Gauge(
            tr("Pending"),
            help_text=tr("Orders of this program that may be working at the exchange; a team may have 600"),
            parent=self,
        )
        self.source = Figure(tr("feed"), tr("order connection"), help_text=tr("Where the market data comes from"))
        self.rate = Figure(tr("updates"), "00.0/s", help_text=tr("Market updates a second; the exchange sends ten"))
        self.age = Figure(tr("age"), "00,000 ms", help_text=tr("Of the newest update"))
        self.reconnects = Figure(tr("reconnects"), "000", help_text=tr("Of the market-data connection"))
        self.malformed = Figure(tr("unreadable"), "000", help_text=tr("Frames, or parts of them, that were left out"))
        self.stall = Figure(
            tr("longest stall"),
            "00,000 ms",
            help_text=tr(
                "The longest that the program kept everything waiting since its start; the table names the bots"
            ),
        )
        self.model: RecordTableModel[BotId, LineRow] = RecordTableModel(LINE_COLUMNS, clock=clock)
        self.view = RecordTable(self.model, self)
        self.view.setAccessibleName(tr("Lines to the exchange"))
        self.view.make_flexible(OWNER_COLUMN, least=self.view.columnWidth(OWNER_COLUMN), most=280)
        self.columns = ColumnFit(
            self.view, self.view.horizontalHeader(), [each.title for each in LINE_COLUMNS], RANKS, stretch_last=False
        )
        self.view.fit_by(self.columns)
        add_action(self, "health.columns", tr("Choose the columns"), self.columns.open_menu, keys="Ctrl+Shift+H")
        self._empty = EmptyState(tr(NO_LINES), self.view.viewport())
        self._lay_out()

    def _lay_out(self) -> None:
        gauges = QGridLayout()
        gauges.setContentsMargins(GRID, 4, GRID, 0)
        gauges.setHorizontalSpacing(2 * GRID)
        gauges.setVerticalSpacing(0)
        for row, gauge in enumerate((self.messages, self.connections, self.pending)):
            gauges.addWidget(gauge, row, 0)
        feed = QGridLayout()
        feed.setContentsMargins(GRID, 2, GRID, 4)
        feed.setHorizontalSpacing(2 * GRID)
        feed.setVerticalSpacing(0)
        feed.addWidget(self.source, 0, 0)
        feed.addWidget(self.age, 0, 1)
        feed.addWidget(self.stall, 0, 2)
        for place, figure in enumerate((self.rate, self.reconnects, self.malformed)):
            feed.addWidget(figure, 1, place)
        feed.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(gauges)
        layout.addLayout(feed)
        layout.addWidget(self.view, 1)

    def say_in_vain(self, words: str) -> None:
        self._empty.setText(words)

    def refresh(self) -> None:
        now_ms = self._clock.now_ms()
        if self._shown_ms is not None and now_ms - self._shown_ms < _EVERY_MS:
            return
        self._shown_ms = now_ms
        self._show_limits()
        self._show_feed()

    def _show_limits(self) -> None:
        account = self._workstation.account
        usage = account.budget.usage
        self.messages.show_value(
            usage.used, usage.limit, tr("+{count} wait", count=usage.waiting) if usage.waiting else ""
        )
        sessions = account.sessions
        distinct = {id(session): session for session in sessions.values()}
        up = sum(session.state is SessionState.CONNECTED for session in distinct.values())
        opened = up + self._feed_is_up() + self._workstation.emergency_connected
        self.connections.show_value(opened, account.connection_use.share)
        self.pending.show_value(len(account.orders.working()), TEAM_PENDING)
        rows = {owner: self._row(owner, session, sessions, usage.by_owner) for owner, session in sessions.items()}
        # one that only looks on, or has failed, may hold the loop as well
        for bot in self._workstation.manager.watchdog.bots():
            if BotId(bot) not in rows:
                rows[BotId(bot)] = self._row(BotId(bot), None, sessions, usage.by_owner)
        self.model.apply(rows, [key for key in self.model.keys if key not in rows])
        self._empty.setVisible(not rows)

    def _row(
        self,
        owner: BotId,
        session: TradingSession | None,
        sessions: dict[BotId, TradingSession],
        per_s: dict[BotId, int],
    ) -> LineRow:
        return line_row(
            owner,
            state=None if session is None else session.state,
            shared_by=sum(other is session for other in sessions.values()),
            per_s=per_s.get(owner, 0),
            sent=0 if session is None else session.sent,
            round_trip_ms=None if session is None else session.round_trip_ms,
            reconnects=0 if session is None else session.reconnects,
            orders=self._workstation.account.latencies.orders.get(owner),
            holds=self._workstation.manager.watchdog.of(str(owner)),
        )

    def _feed_is_up(self) -> bool:
        return self._workstation.cache.state in (FeedState.LIVE, FeedState.STALE, FeedState.WAITING)

    def _show_feed(self) -> None:
        cache = self._workstation.cache
        stats = cache.get_market_statistics()
        live = stats.updates > 0
        if cache.spare_leads:
            self.source.show_value(tr("order connection"), "warning")
        else:
            self.source.show_value(tr(FEED_WORDS[cache.state]), "warning" if is_stale(cache) else "value")
        self.rate.show_value(f"{number(stats.updates_per_s, 1)}/s" if live else NOTHING)
        self.age.show_value(
            NOTHING if stats.feed_age_ms is None else f"{number(stats.feed_age_ms)} ms",
            "warning" if is_stale(cache) else "value",
        )
        stall_ms = self._workstation.stalls.longest_ms
        self.stall.show_value(f"{number(stall_ms)} ms", "warning" if stall_ms >= LONG_STALL_MS else "value")
        self.reconnects.show_value(str(stats.reconnects), "warning" if stats.reconnects else "value")
        self.malformed.show_value(str(stats.malformed), "warning" if stats.malformed else "value")

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {"columns": self.columns.chosen}

    def restore_state(self, state: dict[str, Any]) -> None:
        self.columns.restore(state.get("columns"))
