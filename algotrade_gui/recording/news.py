"""Puts what the parts of the program have to say among the happenings, into the journal, before the error centre."""

from collections.abc import Callable
from typing import Protocol

from algotrade_gui.core.errors import ErrorCentre, ErrorRecord, Severity
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.recording.happenings import Happenings, Level, Topic
from algotrade_gui.recording.journal import Journal
from algotrade_gui.trading.emergency import OWNER, KillReport, KillState
from algotrade_gui.trading.halt import TradingState, TradingStates

_TOLD = (KillState.FIRED, KillState.SPENT)


class Change(Protocol):
    """A change of a bot's parameter."""

    @property
    def bot(self) -> BotId: ...
    @property
    def name(self) -> str: ...
    @property
    def before(self) -> object: ...
    @property
    def after(self) -> object: ...
    @property
    def source(self) -> str: ...
    @property
    def time_ms(self) -> RoundMs: ...


class News:
    """Listeners, each for one part, that take note of what they hear."""

    def __init__(self, happenings: Happenings, states: TradingStates, now_ms: Callable[[], RoundMs]) -> None:
        """`now_ms` is the round's clock."""
        self._happenings = happenings
        self._states = states
        self._now_ms = now_ms

    def error(self, record: ErrorRecord) -> None:
        """The error centre was told something."""
        level = Level.ERROR if record.severity is Severity.ERROR else Level.WARNING
        self._note(Topic.PROBLEM, level, record.message, BotId(record.source))

    def trading(self, owner: BotId | None) -> None:
        """Somebody (None: everyone here) may trade, or not any more."""
        state, reason = _trading(self._states, owner)
        level = Level.INFO if state is TradingState.ACTIVE else Level.WARNING
        text = say("trading is {state}", state=say(state.value))
        text = say("{what} ({reason})", what=text, reason=reason) if reason else text
        self._note(Topic.TRADING, level, text, owner)

    def parameter(self, change: Change) -> None:
        """A bot's parameter was changed."""
        text = say(
            "{name} from {before} to {after} ({source})",
            name=change.name,
            before=str(change.before),
            after=str(change.after),
            source=say(change.source),
        )
        self._happenings.note(Topic.PARAMETER, Level.INFO, text, owner=change.bot, time_ms=change.time_ms)

    def program(self, phase: str, *, failed: bool) -> None:
        """The program has come into another phase, told by its word."""
        self._note(
            Topic.CONNECTION, Level.ERROR if failed else Level.INFO, say("the program is {phase}", phase=say(phase))
        )

    def kill(self, state: KillState, report: KillReport | None) -> None:
        """The kill switch was fired, or is done."""
        if state in _TOLD:
            told = say("kill switch: orders are being cancelled") if report is None else report.sentence()
            self._note(Topic.TRADING, Level.WARNING, told)

    def _note(self, topic: Topic, level: Level, text: str, owner: BotId | None = None) -> None:
        self._happenings.note(topic, level, text, owner=owner, time_ms=self._now_ms())


def journal_trading(journal: Journal, states: TradingStates, owner: BotId | None) -> None:
    """Write down what `owner` (None: everyone here) may do now."""
    state, reason = _trading(states, owner)
    journal.note("state", owner or "team", {"state": state.value, "reason": reason})


def journal_kill(journal: Journal, state: KillState, report: KillReport | None) -> None:
    """Write down that the kill switch was fired, or is done."""
    if state in _TOLD:
        words = "" if report is None else report.sentence()
        trigger = "" if report is None else report.trigger
        journal.note("kill switch", str(OWNER), {"state": state.value, "trigger": trigger, "report": words})


def report_kill(errors: ErrorCentre, report: KillReport) -> None:
    """Tell the error centre what a firing did."""
    errors.report(
        str(OWNER),
        say("Fired by {trigger}: {sentence}", trigger=report.trigger, sentence=report.sentence()),
        severity=Severity.WARNING if report.clean else Severity.ERROR,
    )


def _trading(states: TradingStates, owner: BotId | None) -> tuple[TradingState, str]:
    if owner is None:
        return states.team, states.reason(None)
    return states.of(owner), states.reason_for(owner)
