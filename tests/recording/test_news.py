"""What the parts of the program say is among the happenings, in the journal, before the error centre."""

import pytest

from algotrade_gui.bots.parameters import ParamChange
from algotrade_gui.core.errors import ErrorCentre, ErrorRecord, Severity
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.happenings import Happenings, Level, Topic
from algotrade_gui.recording.news import News, report_kill
from algotrade_gui.trading.emergency import KillReport, KillState
from algotrade_gui.trading.halt import TradingState, TradingStates

MAKER = BotId("maker")


class Told:
    def __init__(self) -> None:
        self.happenings = Happenings()
        self.states = TradingStates()
        self.news = News(self.happenings, self.states, lambda: RoundMs(4_200))

    @property
    def all(self) -> list[tuple[Topic, Level, str, BotId | None]]:
        return [(one.topic, one.level, one.text, one.owner) for one in self.happenings.since(0)]


def test_who_may_trade_is_told_with_the_reason() -> None:
    it = Told()
    it.states.on_change(it.news.trading)
    it.states.set(MAKER, TradingState.HALTED, "set by hand")
    it.states.set(MAKER, TradingState.ACTIVE, "")
    assert it.all == [
        (Topic.TRADING, Level.WARNING, "trading is halted (set by hand)", MAKER),
        (Topic.TRADING, Level.INFO, "trading is active", MAKER),
    ]
    assert it.happenings.since(0)[0].time_ms == 4_200


def test_a_bot_that_may_not_trade_because_nobody_may_is_told_with_the_teams_reason() -> None:
    it = Told()
    it.states.set(None, TradingState.HALTED, "kill switch")
    it.states.on_change(it.news.trading)
    it.states.set(MAKER, TradingState.REDUCING, "set by hand")
    assert [text for _, _, text, _ in it.all] == ["trading is halted (kill switch)"]


@pytest.mark.allow_log("made up")
def test_errors_parameters_and_phases_are_told() -> None:
    it, errors = Told(), ErrorCentre()
    errors.subscribe(it.news.error)
    errors.report("feed", "made up", severity=Severity.WARNING)
    it.news.parameter(
        ParamChange(bot=MAKER, name="size", before=1, after=2, source="slider", live=True, time_ms=RoundMs(7))
    )
    it.news.program("running", failed=False)
    it.news.program("not connected", failed=True)
    assert it.all == [
        (Topic.PROBLEM, Level.WARNING, "made up", BotId("feed")),
        (Topic.PARAMETER, Level.INFO, "size from 1 to 2 (slider)", MAKER),
        (Topic.CONNECTION, Level.INFO, "the program is running", None),
        (Topic.CONNECTION, Level.ERROR, "the program is not connected", None),
    ]


@pytest.mark.allow_log("Fired by")
@pytest.mark.parametrize(("left", "severity"), [(0, Severity.WARNING), (3, Severity.ERROR)])
def test_a_firing_is_told_once_it_is_fired_and_once_it_is_done(left: int, severity: Severity) -> None:
    it, errors = Told(), ErrorCentre()
    report = KillReport(trigger="a test", cancelled=2, left=left)
    for state in KillState:
        it.news.kill(state, report if state is KillState.SPENT else None)
    told = [text for _, _, text, _ in it.all]
    assert told == ["kill switch: orders are being cancelled", report.sentence()]
    records: list[ErrorRecord] = []
    errors.subscribe(records.append)
    report_kill(errors, report)
    assert [(one.severity, one.message) for one in records] == [(severity, f"Fired by a test: {report.sentence()}")]
