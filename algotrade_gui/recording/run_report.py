"""The figures of one run, as `--report` writes them."""

import msgspec

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.account import TradingAccount


class Report(msgspec.Struct, kw_only=True):
    """One run so far. A front end adds what only it knows."""

    profile: str
    updates: int
    orders_sent: int
    orders_accepted: int
    orders_rejected: int
    orders_denied: int
    fills: int
    reconnects: int
    longest_stall_ms: float
    errors: int
    warnings: int
    round: int
    round_time_ms: int
    instruments: int
    malformed_frames: int
    unknown_fields: int
    cash_cents: int | None
    total_pnl_cents: int
    bots: dict[str, str]
    """Each bot's last state."""
    first_paint_s: float | None = None
    """From the process's start to the first painted window; None without a window."""
    first_candle_s: float | None = None
    """From the first painted window to the first candle that came in."""
    qt_warnings: int = 0
    leaked_tasks: list[str] = []


def run_report(
    profile: str,
    cache: MarketDataCache,
    account: TradingAccount,
    errors: ErrorCentre,
    *,
    longest_stall_ms: float,
    bots: dict[str, str],
) -> Report:
    """Return the figures of the run so far; `bots` are the bots' states."""
    stats = cache.get_market_statistics()
    counters = account.counters
    return Report(
        profile=profile,
        updates=stats.updates,
        orders_sent=counters.sent,
        orders_accepted=counters.accepted,
        orders_rejected=counters.rejected,
        orders_denied=counters.denied,
        fills=counters.fills,
        reconnects=stats.reconnects,
        longest_stall_ms=round(longest_stall_ms, 1),
        errors=errors.error_count,
        warnings=errors.warning_count,
        round=stats.round,
        round_time_ms=stats.time_ms,
        instruments=stats.instruments,
        malformed_frames=stats.malformed,
        unknown_fields=stats.unknown_fields,
        cash_cents=None if account.cash is None else account.cash.total,
        total_pnl_cents=account.portfolio.pnl(None).total,
        bots=bots,
    )
