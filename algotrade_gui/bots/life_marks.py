"""The marks on P&L's time axis that tell of a bot's life."""

from algotrade_gui.bots.entry import Entry
from algotrade_gui.bots.states import BotState
from algotrade_gui.core.words import say
from algotrade_gui.trading.equity_marks import EquityMark, EquityMarks, MarkKind


def mark_life(marks: EquityMarks, second: int, entry: Entry) -> None:
    """Put it there, at that second of the round, when a bot has come to run, has ended, has failed. A pause is none of these."""
    runner = entry.runner
    before, entry.lived = entry.lived, runner.state
    kind: MarkKind
    if runner.state is BotState.RUNNING and before is BotState.STARTING:
        kind, text = "start", say("new version") if entry.reloading else ""
    elif runner.state is BotState.STOPPED and before is BotState.STOPPING and not entry.reloading:
        kind, text = "stop", ""
    elif runner.state is BotState.FAILED and before.is_alive:
        kind, text = "failed", runner.error or ""
    else:
        return
    marks.add(EquityMark(second=second, owner=runner.id, kind=kind, text=text))
