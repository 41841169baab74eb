"""The error centre: each distinct error once, in the user's words or with its traceback."""

import logging

import pytest

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import QUIET_MS, ErrorCentre, ErrorRecord, Severity, UserError

# everything reported is logged as well: that is the subject here
pytestmark = pytest.mark.allow_log("algotrade_gui.core.errors")


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_what_the_user_can_mend_is_its_sentence() -> None:
    centre = ErrorCentre()
    centre.report_exception("connection", raised(UserError("The host refused.")))
    [record] = centre.records
    assert (record.message, record.traceback_text) == ("The host refused.", None)


def test_a_bug_comes_with_its_traceback() -> None:
    centre = ErrorCentre()
    centre.report_exception("bot", raised(KeyError("x")))
    [record] = centre.records
    assert record.message == "KeyError: 'x'"
    assert "Traceback" in (record.traceback_text or "")
    centre.report_exception("bot", raised(AssertionError()))
    assert centre.records[-1].message == "AssertionError"


def test_a_repeat_is_counted_and_told_once() -> None:
    centre = ErrorCentre()
    told: list[ErrorRecord] = []
    centre.subscribe(told.append)
    for _ in range(3):
        centre.report("feed", "lost", severity=Severity.WARNING)
    centre.report("feed", "lost elsewhere")
    assert [record.message for record in told] == ["lost", "lost elsewhere"]
    assert [record.count for record in centre.records] == [3, 1]
    assert (centre.warning_count, centre.error_count) == (3, 1)


def test_a_repeat_after_a_quiet_time_is_told_and_logged_anew(caplog: pytest.LogCaptureFixture) -> None:
    clock = ManualClock()
    centre = ErrorCentre(clock=clock)
    told: list[ErrorRecord] = []
    centre.subscribe(told.append)
    centre.report("feed", "lost")
    for _ in range(10):
        clock.advance(QUIET_MS - 1)
        centre.report("feed", "lost")
    assert len(told) == 1, "it goes on"
    clock.advance(QUIET_MS)
    centre.report("feed", "lost")
    assert [record.message for record in told] == ["lost", "lost"]
    assert [record.message for record in caplog.records] == ["feed: lost"] * 2
    assert [(record.message, record.count) for record in centre.records] == [("lost", 12)]
    later: list[ErrorRecord] = []
    centre.subscribe(later.append)
    assert len(later) == 1, "once to whoever comes later"


def test_what_came_before_the_window_is_shown_when_it_opens() -> None:
    centre = ErrorCentre()
    centre.report("start", "early")
    told: list[ErrorRecord] = []
    unsubscribe = centre.subscribe(told.append)
    not_told: list[ErrorRecord] = []
    centre.subscribe(not_told.append, replay=False)
    assert [record.message for record in told] == ["early"]
    unsubscribe()
    unsubscribe()
    centre.report("start", "late")
    assert [record.message for record in told] == ["early"]
    assert [record.message for record in not_told] == ["late"]


def test_it_keeps_the_newest_only() -> None:
    centre = ErrorCentre(keep=3)
    for number in range(5):
        centre.report("x", f"error {number}")
    assert [record.message for record in centre.records] == ["error 2", "error 3", "error 4"]
    assert centre.error_count == 5


def test_severity_is_the_log_s_level(caplog: pytest.LogCaptureFixture) -> None:
    centre = ErrorCentre()
    centre.report("a", "serious")
    centre.report("b", "mild", severity=Severity.WARNING)
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "a: serious"),
        (logging.WARNING, "b: mild"),
    ]


def test_one_bug_with_another_number_in_its_message_is_one_notice() -> None:
    centre = ErrorCentre()
    told: list[ErrorRecord] = []
    centre.subscribe(told.append)
    for number in range(3):
        centre.report_exception("feed", raised(KeyError(f"order {number}")))
    centre.report_exception("feed", raised(ValueError("order 0")))
    assert [record.message for record in told] == ["KeyError: 'order 0'", "ValueError: order 0"]
    assert [record.count for record in centre.records] == [3, 1]


def test_a_listener_s_bug_costs_neither_the_reporter_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    centre = ErrorCentre()
    told: list[ErrorRecord] = []

    def broken(_record: ErrorRecord) -> None:
        raise RuntimeError("the window is gone")

    centre.subscribe(broken)
    centre.subscribe(told.append)
    centre.report("feed", "lost")
    assert [record.message for record in told] == ["lost"]
    assert "the window is gone" in caplog.text
    assert centre.error_count == 2
