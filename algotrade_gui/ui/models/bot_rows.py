"""A bot as a row of the bots panel: its columns, and its state and troubles in words."""

import dataclasses
from collections.abc import Callable
from typing import Final

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.core.units import round_time_text
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.language import integer, mark, money, number, percent, shown, tr, trn
from algotrade_gui.ui.models.cells import Column, Line, Tone
from algotrade_gui.ui.models.column_texts import gain_tone, translated

SLOW_TURN_MS = 5.0
"""A turn from which on it is coloured: so long does every bot behind it wait for each update."""

_STATES: dict[BotState, tuple[str, Tone]] = {
    BotState.LOADED: (mark("○ ready"), Tone.MUTED),
    BotState.STARTING: (mark("◐ starting"), Tone.WARNING),
    BotState.RUNNING: (mark("● running"), Tone.PLAIN),
    BotState.PAUSING: (mark("◐ pausing"), Tone.WARNING),
    BotState.PAUSED: (mark("‖ paused"), Tone.WARNING),
    BotState.STOPPING: (mark("◐ stopping"), Tone.WARNING),
    BotState.STOPPED: (mark("○ stopped"), Tone.MUTED),
    BotState.FAILED: (mark("✕ failed"), Tone.DANGER),
    BotState.QUARANTINED: (mark("✕ quarantined"), Tone.DANGER),
}
_TRADING: dict[TradingState, str] = {
    TradingState.ACTIVE: mark("■ active"),
    TradingState.REDUCING: mark("■ reducing"),
    TradingState.HALTED: mark("■ halted"),
}


def state_text(state: BotState) -> str:
    """A state as the panel shows it: a mark and a word."""
    return tr(_STATES[state][0])


def _state(info: BotInfo) -> str:
    """A bot that may not trade at all says so here, whatever its code does; one that may only sell, too."""
    if info.trading is TradingState.ACTIVE or not info.state.is_alive:
        return state_text(info.state)
    return tr(_TRADING[info.trading])


def _state_tone(info: BotInfo) -> Tone:
    if info.trading is TradingState.ACTIVE or not info.state.is_alive:
        return _STATES[info.state][1]
    return Tone.DANGER if info.trading is TradingState.HALTED else Tone.WARNING


def _restricted(info: BotInfo) -> str:
    if info.trading is TradingState.ACTIVE:
        return ""
    reason = shown(info.trading_reason) if info.trading_reason else tr("set by hand")
    if info.trading is TradingState.HALTED:
        return tr("No new orders: {reason}", reason=reason)
    return tr("Sells only: {reason}", reason=reason)


def _pnl_tone(info: BotInfo) -> Tone:
    return gain_tone(info.pnl.total, zero=Tone.QUIET)


def trouble(info: BotInfo) -> str:
    """What ended it, and when it is tried again; of one that lives, what is to be known, the gravest first."""
    if info.error:
        return f"{_next_start(info)}{shown(info.error).splitlines()[0]}"
    if _restricted(info):
        return _restricted(info)
    if info.refused:
        reason = shown(info.last_refusal or "")
        return trn(info.refused, "{count} order refused: {reason}", "{count} orders refused: {reason}", reason=reason)
    if info.newer:
        return tr("Its file was saved since: reload it with Ctrl+R")
    if info.pending:
        labels = {param.name: param.label for param in info.params}
        names = ", ".join(tr(labels.get(name, name)) for name in info.pending)
        return tr("From its next start on: {names}", names=names)
    if info.at_work:
        return tr("In a thread: {work}", work=", ".join(info.at_work))
    return ""


def _next_start(info: BotInfo) -> str:
    if info.restart_in_s is None:
        return ""
    start = tr(
        "Starts again in {seconds} s ({tries} of {most}).",
        seconds=number(info.restart_in_s),
        tries=info.tries,
        most=info.options.restart.most_tries,
    )
    return f"{start} "


def _trouble_tone(info: BotInfo) -> Tone:
    if info.error:
        return Tone.WARNING if info.is_waiting else Tone.DANGER
    return Tone.WARNING if info.refused or _restricted(info) else Tone.ACCENT if info.newer else Tone.QUIET


def _rate(info: BotInfo) -> str:
    return number(info.orders_per_s, 1) if info.orders_per_s else ""


def _fill_rate(info: BotInfo) -> str:
    return "" if info.fill_rate is None else percent(info.fill_rate, 0)


def _turn(info: BotInfo) -> str:
    return "" if info.turn is None else number(info.turn.usual_ms, 1)


def _turn_tone(info: BotInfo) -> Tone:
    return Tone.WARNING if info.turn is not None and info.turn.usual_ms >= SLOW_TURN_MS else Tone.PLAIN


def _turn_tooltip(info: BotInfo) -> str | None:
    if info.turn is None:
        return None
    return tr("The longest took {ms} ms", ms=number(info.turn.longest_ms, 1))


def last_error_text(info: BotInfo) -> str:
    """When and where its newest mistake was made: `3:41 maker.py:12`; empty for one that made none."""
    error = info.last_error
    if error is None:
        return ""
    at = round_time_text(error.time_ms)
    return at if error.place is None else f"{at} {error.place}"


def _last_error_tone(info: BotInfo) -> Tone:
    return Tone.DANGER if info.state in (BotState.FAILED, BotState.QUARANTINED) else Tone.MUTED


def _last_error_tooltip(info: BotInfo) -> str | None:
    return None if info.last_error is None else info.last_error.text


COLUMNS: tuple[Column[BotInfo], ...] = (
    Column(
        title=mark("Bot"),
        text=lambda bot: str(bot.id),
        tooltip=lambda bot: tr("{bot}, a {strategy}", bot=bot.id, strategy=bot.strategy),
        sample="market-maker",
        numeric=False,
    ),
    Column(
        title=mark("Strategy"),
        text=lambda bot: str(bot.strategy),
        tone=lambda _: Tone.QUIET,
        tooltip=lambda bot: str(bot.strategy),
        sample="InventoryMakerBot",
        numeric=False,
    ),
    Column(
        title=mark("State"),
        text=_state,
        tone=_state_tone,
        tooltip=lambda bot: f"{state_text(bot.state)}. {_restricted(bot)}" if _restricted(bot) else None,
        sample="✕ quarantined",
        words=[words for words, _ in _STATES.values()],
        numeric=False,
    ),
    Column(
        title=mark("P&L"),
        text=lambda bot: money(bot.pnl.total, signed=True),
        tone=_pnl_tone,
        value=lambda bot: bot.pnl.total,
        sample="+100,000.00",
        flashes=True,
        help=mark("Realised and unrealised, in dollars"),
    ),
    Column(
        title=mark("Trend"),
        text=lambda _: "",
        tone=_pnl_tone,
        sample="000000",
        help=mark("Its P&L over the round; the dotted line is nought"),
    ),
    Column(
        title=mark("Orders/s"),
        text=_rate,
        value=lambda bot: bot.orders_per_s,
        sample="123.4",
        help=mark("Orders sent a second, over the last five"),
    ),
    Column(
        title=mark("Fill rate"),
        text=_fill_rate,
        value=lambda bot: bot.fill_rate,
        sample="100 %",
        help=mark("How much of what it ordered this round was dealt, by contracts"),
    ),
    Column(
        title=mark("Turn ms"),
        text=_turn,
        tone=_turn_tone,
        tooltip=_turn_tooltip,
        value=lambda bot: None if bot.turn is None else bot.turn.usual_ms,
        sample="123.4",
        help=mark("How long its answer to an update usually takes; slower bots are served behind the quicker ones"),
    ),
    Column(
        title=mark("Working"),
        text=lambda bot: integer(bot.working),
        value=lambda bot: bot.working,
        sample="999",
        help=mark("Orders open at the exchange"),
    ),
    Column(
        title=mark("Fills"),
        text=lambda bot: integer(bot.fills),
        value=lambda bot: bot.fills,
        sample="12,345",
        flashes=True,
        help=mark("Executions so far"),
    ),
    Column(
        title=mark("Last error"),
        text=last_error_text,
        tone=_last_error_tone,
        tooltip=_last_error_tooltip,
        sample="10:00 inventory_maker.py:100",
        numeric=False,
        help=mark("When and where its newest mistake was made; it stays when the bot is started again"),
    ),
    Column(
        title=mark("Note"),
        text=trouble,
        tone=_trouble_tone,
        tooltip=lambda bot: bot.error or trouble(bot) or None,
        sample="Reload it",  # it takes the rest of the width; the box below has the whole text
        numeric=False,
    ),
)

RANKS: Final[dict[str, int]] = {
    "Bot": 0,
    "State": 1,
    "P&L": 2,
    "Note": 3,
    "Trend": 4,
    "Orders/s": 5,
    "Turn ms": 6,
    "Fill rate": 7,
    "Fills": 8,
    "Working": 9,
    "Last error": 10,
    "Strategy": 11,
}
"""Columns by title, the dearest first: a narrow board leaves the last ones out."""

MARKED = frozenset(place for place, column in enumerate(COLUMNS) if column.title == "P&L")
"""What follows from prices: greyed when they are old."""


def board_columns(line: Callable[[BotInfo], Line | None]) -> tuple[Column[BotInfo], ...]:
    """The columns in the language in force; `line` gives a bot's P&L over the round."""
    return tuple(
        dataclasses.replace(each, line=line) if column.title == "Trend" else each
        for column, each in zip(COLUMNS, translated(COLUMNS), strict=True)
    )
