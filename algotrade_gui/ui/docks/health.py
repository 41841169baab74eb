"""The health panel: what of the team's limits is used, how the feed does, each owner's line to the exchange."""

from typing import ClassVar

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import BotId
from algotrade_gui.market.records import FeedState
from algotrade_gui.trading.rules.pending_share import TEAM_PENDING
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import NOTHING, Figure
from algotrade_gui.ui.gauge import Gauge
from algotrade_gui.ui.models.health_rows import LINE_COLUMNS, OWNER_COLUMN, LineRow
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.sources import HealthParts
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID

TEAM_CONNECTIONS = 10
"""The exchange's limit (protocol section 7)."""
NO_LINES = "Nobody is connected yet. Bots and the window itself appear here with their lines to the exchange."
_EVERY_MS = 200.0


class HealthPanel(Panel):
    """Looks at the account's budget and sessions five times a second."""

    panel_id: ClassVar[str] = "health"
    title: ClassVar[str] = "Health"

    def __init__(self, workstation: HealthParts, parent: QWidget | None = None, *, clock: Clock | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._workstation = workstation
        self._clock = clock or RealClock()
        self._shown_ms: float | None = None
        self.messages = Gauge(
            "Messages",
            help_text="Sent within the last second; the exchange closes the connection of a team that sends more than 300",
            parent=self,
        )
        self.connections = Gauge(
            "Connections",
            help_text="Of this program: the feed's, the orders', the emergency's. The team has ten, on all its machines together",
            parent=self,
        )
        self.pending = Gauge(
            "Pending",
            help_text="Orders of this program that may be working at the exchange; a team may have 600",
            parent=self,
        )
        self.source = Figure("feed", "order connection", help_text="Where the market data comes from")
        self.rate = Figure("updates", "00.0/s", help_text="Market updates a second; the exchange sends ten")
        self.age = Figure("age", "00,000 ms", help_text="Of the newest update")
        self.reconnects = Figure("reconnects", "000", help_text="Of the market-data connection")
        self.malformed = Figure("unreadable", "000", help_text="Frames, or parts of them, that were left out")
        self.model: RecordTableModel[BotId, LineRow] = RecordTableModel(LINE_COLUMNS, clock=clock)
        self.view = RecordTable(self.model, self, clock=clock)
        self.view.setAccessibleName("Lines to the exchange")
        self.view.make_flexible(OWNER_COLUMN, least=self.view.columnWidth(OWNER_COLUMN), most=280)
        self._empty = EmptyState(NO_LINES, self.view.viewport())
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
        for place, figure in enumerate((self.rate, self.reconnects, self.malformed)):
            feed.addWidget(figure, 1, place)
        feed.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(gauges)
        layout.addLayout(feed)
        layout.addWidget(self.view, 1)

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
        self.messages.show_value(usage.used, usage.limit, f"+{usage.waiting} wait" if usage.waiting else "")
        sessions = account.sessions
        distinct = {id(session): session for session in sessions.values()}
        up = sum(session.state is SessionState.CONNECTED for session in distinct.values())
        self.connections.show_value(up + self._feed_is_up() + self._workstation.emergency_connected, TEAM_CONNECTIONS)
        self.pending.show_value(len(account.orders.working()), TEAM_PENDING)
        rows = {owner: self._row(owner, session, sessions, usage.by_owner) for owner, session in sessions.items()}
        self.model.apply(rows, [key for key in self.model.keys if key not in rows])
        self._empty.setVisible(not rows)

    @staticmethod
    def _row(
        owner: BotId, session: TradingSession, sessions: dict[BotId, TradingSession], per_s: dict[BotId, int]
    ) -> LineRow:
        return LineRow(
            owner=owner,
            state=session.state,
            shared_by=sum(other is session for other in sessions.values()),
            per_s=per_s.get(owner, 0),
            sent=session.sent,
            round_trip_ms=session.round_trip_ms,
            reconnects=session.reconnects,
        )

    def _feed_is_up(self) -> bool:
        return self._workstation.cache.state in (FeedState.LIVE, FeedState.STALE, FeedState.WAITING)

    def _show_feed(self) -> None:
        cache = self._workstation.cache
        stats = cache.get_market_statistics()
        live = stats.updates > 0
        if cache.spare_leads:
            self.source.show_value("order connection", "warning")
        else:
            self.source.show_value(cache.state.value, "warning" if is_stale(cache) else "value")
        self.rate.show_value(f"{stats.updates_per_s:.1f}/s" if live else NOTHING)
        self.age.show_value(
            NOTHING if stats.feed_age_ms is None else f"{stats.feed_age_ms:,.0f} ms",
            "warning" if is_stale(cache) else "value",
        )
        self.reconnects.show_value(str(stats.reconnects), "warning" if stats.reconnects else "value")
        self.malformed.show_value(str(stats.malformed), "warning" if stats.malformed else "value")
