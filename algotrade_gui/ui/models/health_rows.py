"""What the table of connections tells: one record per owner."""

from dataclasses import dataclass
from typing import Final

from algotrade_gui.bots.watchdog import Holds
from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.latency import EDGES_MS, Histogram
from algotrade_gui.trading.session import SessionState
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.language import integer, mark, number, tr, trn
from algotrade_gui.ui.models.cells import Column, Tone
from algotrade_gui.ui.models.source_names import owner_name

_WORDS = {
    SessionState.CLOSED: mark("closed"),
    SessionState.CONNECTING: mark("connecting"),
    SessionState.CONNECTED: mark("connected"),
    SessionState.RECONNECTING: mark("connecting again"),
    SessionState.FAILED: mark("refused"),
}
_TONES = {SessionState.CONNECTED: Tone.PLAIN, SessionState.FAILED: Tone.DANGER}
SLOW_MS = 1_000.0
"""A round trip from which on it is coloured: the slowest scored rounds added half a second."""
NO_LINE = mark("not connected")
NO_HOLDS = Holds()
BARS = "▂▃▄▅▆▇█"
NO_BAR = "▁"
"""As wide as the others: the steps of one row stand under those of the row above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One owner's line to the exchange."""

    owner: BotId
    state: SessionState | None
    """None: it has no line now, and stands here for what it has held up."""
    shared_by: int
    """Owners on this connection, this one counted."""
    per_s: int
    """Messages within the last second."""
    sent: int
    """By the connection since it was opened, of all its owners."""
    round_trip_ms: float | None
    reconnects: int
    counts: tuple[int, ...] = ()
    """The owner's orders by how long their replies took (trading/latency.py); empty before the first."""
    typical_ms: float | None = None
    slow_ms: float | None = None
    """What half and what 99 of 100 orders stayed within."""
    holds: Holds = NO_HOLDS
    """How the owner's code has held the loop."""


def line_row(
    owner: BotId,
    *,
    state: SessionState | None,
    shared_by: int,
    per_s: int,
    sent: int,
    round_trip_ms: float | None,
    reconnects: int,
    orders: Histogram | None,
    holds: Holds,
) -> LineRow:
    """Make a row; the histogram is copied, as the row is a value."""
    return LineRow(
        owner=owner,
        state=state,
        shared_by=shared_by,
        per_s=per_s,
        sent=sent,
        round_trip_ms=round_trip_ms,
        reconnects=reconnects,
        counts=() if orders is None else tuple(orders.counts),
        typical_ms=None if orders is None else orders.quantile(0.5),
        slow_ms=None if orders is None else orders.quantile(0.99),
        holds=holds,
    )


def bars(counts: tuple[int, ...]) -> str:
    """A histogram as a line of bars, one a step, the highest for the most; a step with any has a bar that can be seen."""
    most = max(counts, default=0)
    if not most:
        return ""
    return "".join(NO_BAR if not count else BARS[(count * (len(BARS) - 1) + most - 1) // most] for count in counts)


def _steps(row: LineRow) -> str | None:
    """The histogram in words, for a tool tip."""
    if not row.counts:
        return None
    ends = [tr("up to {ms} ms", ms=number(edge, 1 if edge < 1 else 0)) for edge in EDGES_MS]
    ends.append(tr("longer"))
    return "\n".join(f"{end}: {integer(count)}" for end, count in zip(ends, row.counts, strict=True) if count)


def _line_words(state: SessionState | None, shared_by: int) -> str:
    if state is None:
        return tr(NO_LINE)
    words = tr(_WORDS[state])
    return f"{words}, {trn(shared_by, '{count} shares it', '{count} share it')}" if shared_by > 1 else words


def _ms(value: float | None) -> str:
    return NOTHING if value is None else f"{number(value, 1)} ms"


def _holds(row: LineRow) -> str:
    holds = row.holds
    return f"{integer(holds.count)} · {number(holds.worst_ms)} ms" if holds.count else ""


def _holds_help(row: LineRow) -> str | None:
    holds = row.holds
    if not holds.count:
        return None
    text = tr("Last in {place}.", place=holds.where)
    if holds.interrupted:
        text += " " + trn(holds.interrupted, "It was ended once for it.", "It was ended {count} times for it.")
    return text


def _slow(value: float | None) -> Tone:
    return Tone.WARNING if value is not None and value >= SLOW_MS else Tone.PLAIN


OWNER_COLUMN = 0
RANKS: Final[dict[str, int]] = {
    "Owner": 0,
    "Msg/s": 1,
    "99 % within": 2,
    "Connection": 3,
    "Orders by wait": 4,
    "Holds": 5,
    "Round trip": 6,
    "Reconnects": 7,
    "Half within": 8,
    "Sent": 9,
}
"""Columns by title, the dearest first."""

LINE_COLUMNS: tuple[Column[LineRow], ...] = (
    Column(title=mark("Owner"), text=lambda row: owner_name(row.owner), sample="market-maker-2", numeric=False),
    Column(
        title=mark("Connection"),
        text=lambda row: _line_words(row.state, row.shared_by),
        sample="connected, 12 share it",
        numeric=False,
        tone=lambda row: Tone.QUIET if row.state is None else _TONES.get(row.state, Tone.WARNING),
        help=mark("Up to eight order connections; beyond that owners share"),
    ),
    Column(
        title=mark("Msg/s"),
        text=lambda row: str(row.per_s) if row.per_s else "",
        sample="285",
        value=lambda row: float(row.per_s),
        help=mark("Messages within the last second"),
    ),
    Column(
        title=mark("Sent"),
        text=lambda row: "" if row.state is None else integer(row.sent),
        sample="00,000",
        value=lambda row: float(row.sent),
    ),
    Column(
        title=mark("Half within"),
        text=lambda row: _ms(row.typical_ms),
        sample="1,000.0 ms",
        value=lambda row: row.typical_ms,
        tone=lambda row: _slow(row.typical_ms),
        help=mark("Half of the owner's orders were answered within this time"),
    ),
    Column(
        title=mark("99 % within"),
        text=lambda row: _ms(row.slow_ms),
        sample="1,000.0 ms",
        value=lambda row: row.slow_ms,
        tone=lambda row: _slow(row.slow_ms),
        help=mark("99 of 100 of the owner's orders were answered within this time"),
    ),
    Column(
        title=mark("Orders by wait"),
        text=lambda row: bars(row.counts),
        sample="█" * (len(EDGES_MS) + 1),
        numeric=False,
        tone=lambda _row: Tone.ACCENT,
        tooltip=_steps,
        help=mark(
            "How many orders waited how long for their reply: from half a millisecond at the left to over a second at the right"
        ),
    ),
    Column(
        title=mark("Round trip"),
        text=lambda row: _ms(row.round_trip_ms),
        sample="1,000.0 ms",
        value=lambda row: row.round_trip_ms,
        tone=lambda row: _slow(row.round_trip_ms),
        help=mark("Of the last request, from its writing to its answer"),
    ),
    Column(
        title=mark("Holds"),
        text=_holds,
        sample="000 · 1,000 ms",
        value=lambda row: float(row.holds.count),
        tone=lambda row: Tone.WARNING if row.holds.count else Tone.PLAIN,
        tooltip=_holds_help,
        help=mark("How often the bot's code kept everything else waiting for over 50 ms, and the longest of it"),
    ),
    Column(
        title=mark("Reconnects"),
        text=lambda row: str(row.reconnects) if row.reconnects else "",
        sample="000",
        value=lambda row: float(row.reconnects),
        tone=lambda row: Tone.WARNING if row.reconnects else Tone.PLAIN,
    ),
)
