"""What the table of connections tells: one record per owner."""

from dataclasses import dataclass

from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.session import SessionState
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.models.cells import Column, Tone

_WORDS = {
    SessionState.CLOSED: "closed",
    SessionState.CONNECTING: "connecting",
    SessionState.CONNECTED: "connected",
    SessionState.RECONNECTING: "connecting again",
    SessionState.FAILED: "refused",
}
_TONES = {SessionState.CONNECTED: Tone.PLAIN, SessionState.FAILED: Tone.DANGER}
SLOW_MS = 1_000.0
"""A round trip from which on it is coloured: the slowest scored rounds added half a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One owner's line to the exchange."""

    owner: BotId
    state: SessionState
    shared_by: int
    """Owners on this connection, this one counted."""
    per_s: int
    """Messages within the last second."""
    sent: int
    """By the connection since it was opened, of all its owners."""
    round_trip_ms: float | None
    reconnects: int


OWNER_COLUMN = 0

LINE_COLUMNS: tuple[Column[LineRow], ...] = (
    Column(title="Owner", text=lambda row: str(row.owner), sample="market-maker-2", numeric=False),
    Column(
        title="Connection",
        text=lambda row: _WORDS[row.state] + (f", {row.shared_by} share it" if row.shared_by > 1 else ""),
        sample="connected, 12 share it",
        numeric=False,
        tone=lambda row: _TONES.get(row.state, Tone.WARNING),
        help="Up to eight order connections; beyond that owners share",
    ),
    Column(
        title="Msg/s",
        text=lambda row: str(row.per_s) if row.per_s else "",
        sample="285",
        value=lambda row: float(row.per_s),
        help="Messages within the last second",
    ),
    Column(title="Sent", text=lambda row: f"{row.sent:,}", sample="00,000", value=lambda row: float(row.sent)),
    Column(
        title="Round trip",
        text=lambda row: NOTHING if row.round_trip_ms is None else f"{row.round_trip_ms:,.1f} ms",
        sample="1,000.0 ms",
        value=lambda row: row.round_trip_ms,
        tone=lambda row: Tone.WARNING if row.round_trip_ms is not None and row.round_trip_ms >= SLOW_MS else Tone.PLAIN,
        help="Of the last request, from its writing to its answer",
    ),
    Column(
        title="Reconnects",
        text=lambda row: str(row.reconnects) if row.reconnects else "",
        sample="000",
        value=lambda row: float(row.reconnects),
        tone=lambda row: Tone.WARNING if row.reconnects else Tone.PLAIN,
    ),
)
