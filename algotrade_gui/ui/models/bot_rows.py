"""A bot as a row of the bots panel: its columns, and its state and troubles in words."""

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.core.units import cents_to_text
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.models.cells import Column, Tone

_STATES: dict[BotState, tuple[str, Tone]] = {
    BotState.LOADED: ("○ ready", Tone.MUTED),
    BotState.STARTING: ("◐ starting", Tone.WARNING),
    BotState.RUNNING: ("● running", Tone.PLAIN),
    BotState.PAUSING: ("◐ pausing", Tone.WARNING),
    BotState.PAUSED: ("‖ paused", Tone.WARNING),
    BotState.STOPPING: ("◐ stopping", Tone.WARNING),
    BotState.STOPPED: ("○ stopped", Tone.MUTED),
    BotState.FAILED: ("✕ failed", Tone.DANGER),
    BotState.QUARANTINED: ("✕ quarantined", Tone.DANGER),
}


def state_text(state: BotState) -> str:
    """A state as the panel shows it: a mark and a word."""
    return _STATES[state][0]


def _state(info: BotInfo) -> str:
    """A bot that may not trade at all says so here, whatever its code does; one that may only sell, too."""
    if info.trading is TradingState.ACTIVE or not info.state.is_alive:
        return state_text(info.state)
    return f"■ {info.trading.value}"


def _state_tone(info: BotInfo) -> Tone:
    if info.trading is TradingState.ACTIVE or not info.state.is_alive:
        return _STATES[info.state][1]
    return Tone.DANGER if info.trading is TradingState.HALTED else Tone.WARNING


def _restricted(info: BotInfo) -> str:
    if info.trading is TradingState.ACTIVE:
        return ""
    what = "No new orders" if info.trading is TradingState.HALTED else "Sells only"
    return f"{what}: {info.trading_reason or 'set by hand'}"


def _pnl_tone(info: BotInfo) -> Tone:
    total = info.pnl.total
    return Tone.UP if total > 0 else Tone.DOWN if total < 0 else Tone.QUIET


def trouble(info: BotInfo) -> str:
    """What ended it, and when it is tried again; of one that lives, what is to be known, the gravest first."""
    if info.error:
        return f"{_next_start(info)}{info.error.splitlines()[0]}"
    if _restricted(info):
        return _restricted(info)
    if info.refused:
        return f"{info.refused:,} {'order' if info.refused == 1 else 'orders'} refused: {info.last_refusal}"
    if info.newer:
        return "Its file was saved since: reload it with Ctrl+R"
    if info.pending:
        labels = {param.name: param.label for param in info.params}
        return f"From its next start on: {', '.join(labels.get(name, name) for name in info.pending)}"
    if info.at_work:
        return f"In a thread: {', '.join(info.at_work)}"
    return ""


def _next_start(info: BotInfo) -> str:
    if info.restart_in_s is None:
        return ""
    return f"Starts again in {info.restart_in_s:.0f} s ({info.tries} of {info.options.restart.most_tries}). "


def _trouble_tone(info: BotInfo) -> Tone:
    if info.error:
        return Tone.WARNING if info.is_waiting else Tone.DANGER
    return Tone.WARNING if info.refused or _restricted(info) else Tone.ACCENT if info.newer else Tone.QUIET


COLUMNS: tuple[Column[BotInfo], ...] = (
    Column(title="Bot", text=lambda bot: str(bot.id), sample="market-maker", numeric=False),
    Column(
        title="Strategy",
        text=lambda bot: str(bot.strategy),
        tone=lambda _: Tone.QUIET,
        tooltip=lambda bot: str(bot.strategy),
        sample="SimpleMarketMakingBot",
        numeric=False,
    ),
    Column(
        title="State",
        text=_state,
        tone=_state_tone,
        tooltip=lambda bot: f"{state_text(bot.state)}. {_restricted(bot)}" if _restricted(bot) else None,
        sample="✕ quarantined",
        numeric=False,
    ),
    Column(
        title="P&L",
        text=lambda bot: cents_to_text(bot.pnl.total, signed=True),
        tone=_pnl_tone,
        value=lambda bot: bot.pnl.total,
        sample="+1,234.56",
        flashes=True,
        help="Realised and unrealised, in dollars",
    ),
    Column(
        title="Working",
        text=lambda bot: str(bot.working),
        value=lambda bot: bot.working,
        sample="Working",
        help="Orders open at the exchange",
    ),
    Column(
        title="Fills",
        text=lambda bot: f"{bot.fills:,}",
        value=lambda bot: bot.fills,
        sample="1,234",
        flashes=True,
        help="Executions so far",
    ),
    Column(
        title="Note",
        text=trouble,
        tone=_trouble_tone,
        tooltip=lambda bot: bot.error or trouble(bot) or None,
        sample="Note",  # it takes the rest of the width; the box below has the whole text
        numeric=False,
    ),
)


MARKED = frozenset(place for place, column in enumerate(COLUMNS) if column.title == "P&L")
"""What follows from prices: greyed when they are old."""


STRATEGY_COLUMN = next(place for place, column in enumerate(COLUMNS) if column.title == "Strategy")
