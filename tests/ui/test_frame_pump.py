"""The pump paints after the update, what can be seen, one panel per slice, and slows down when it must."""

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui import frame_pump
from algotrade_gui.ui.frame_pump import FramePump
from algotrade_gui.ui.panel import Panel


class Source:
    def __init__(self) -> None:
        self.listeners: list[Callable[[], None]] = []

    def on_served(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def serve(self) -> None:
        for listener in list(self.listeners):
            listener()


class CountingPanel(Panel):
    panel_id = "counting"
    title = "Counting"

    def __init__(self, errors: ErrorCentre, cost_s: float = 0.0) -> None:
        super().__init__(errors)
        self.refreshes = 0
        self.cost_s = cost_s
        self.fail = False

    def refresh(self) -> None:
        self.refreshes += 1
        if self.fail:
            raise ValueError("drawn wrong")
        deadline = time.perf_counter() + self.cost_s
        while time.perf_counter() < deadline:
            pass


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def pump(qapp: QApplication, errors: ErrorCentre, source: Source) -> Iterator[FramePump]:
    made = FramePump(errors)
    made._timer.stop()  # housekeeping would refresh on its own in a slow test
    made.attach(source)
    yield made
    made.stop()


def shown(qtbot: QtBot, panel: CountingPanel) -> CountingPanel:
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.refreshes = 0
    return panel


def serve(qtbot: QtBot, pump: FramePump, source: Source) -> None:
    with qtbot.waitSignal(pump.frame_done, timeout=2_000):
        source.serve()


def test_each_update_refreshes_each_visible_panel_once(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    panels = [shown(qtbot, CountingPanel(errors)) for _ in range(2)]
    for panel in panels:
        pump.add(panel)
    for _ in range(3):
        serve(qtbot, pump, source)
    assert [panel.refreshes for panel in panels] == [3, 3]
    assert pump.frames == 3


class ReadPanel(CountingPanel):
    panel_id = "read"
    every = 5


def test_panels_that_are_read_have_their_own_updates(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    always = shown(qtbot, CountingPanel(errors))
    read = [shown(qtbot, ReadPanel(errors)) for _ in range(3)]
    for panel in (always, *read):
        pump.add(panel)
    together = []
    for _ in range(10):
        before = [panel.refreshes for panel in read]
        serve(qtbot, pump, source)
        together.append(sum(panel.refreshes for panel in read) - sum(before))
    assert always.refreshes == 10
    assert [panel.refreshes for panel in read] == [2, 2, 2]
    assert max(together) == 1
    pump._last_served = 0.0
    with qtbot.waitSignal(pump.frame_done):
        pump._keep_house()
    assert [panel.refreshes for panel in read] == [3, 3, 3]


def test_what_is_read_gives_way_once_to_an_update_that_has_much_to_paint(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    now_s = 0.0
    pump.timer = lambda: now_s

    class Dear(CountingPanel):
        def refresh(self) -> None:
            nonlocal now_s
            super().refresh()
            now_s += frame_pump.GIVE_WAY_MS / 1e3

    class OftenRead(ReadPanel):
        every = 2

    read = shown(qtbot, OftenRead(errors))
    dear = shown(qtbot, Dear(errors))
    for panel in (read, dear):
        pump.add(panel)
    told = []
    for _ in range(6):
        serve(qtbot, pump, source)
        told.append((dear.refreshes, read.refreshes))
    assert [painted for painted, _ in told] == [1, 2, 3, 4, 5, 6]
    # due with every second update, it comes with the one after that, although that is dear as well
    assert [painted for _, painted in told] == [0, 0, 1, 1, 2, 2]
    pump._last_served = 0.0
    before = read.refreshes
    with qtbot.waitSignal(pump.frame_done):
        pump._keep_house()
    assert read.refreshes == before + 1, "a mute feed leaves time for everything"


def test_one_panel_per_slice(qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre) -> None:
    first, second = (shown(qtbot, CountingPanel(errors)) for _ in range(2))
    pump.add(first)
    pump.add(second)
    source.serve()
    assert first.refreshes == 0  # served() paints nothing itself
    pump._paint_one()
    assert (first.refreshes, second.refreshes) == (1, 0)
    qtbot.waitUntil(lambda: second.refreshes == 1)


def test_a_panel_that_is_closed_in_the_middle_of_an_update_is_not_visited(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    first, second = shown(qtbot, CountingPanel(errors)), shown(qtbot, CountingPanel(errors))
    pump.add(first)
    pump.add(second)
    source.serve()
    pump.remove(second)
    with qtbot.waitSignal(pump.frame_done):
        pass
    assert (first.refreshes, second.refreshes) == (1, 0)
    source.serve()
    # the only one that was still to come
    pump.remove(first)
    with qtbot.waitSignal(pump.frame_done):
        pass
    assert first.refreshes == 1
    pump.add(second)
    serve(qtbot, pump, source)
    assert second.refreshes == 1


def test_a_hidden_panel_sleeps_and_catches_up_once_when_shown(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    seen = shown(qtbot, CountingPanel(errors))
    hidden = CountingPanel(errors)
    qtbot.addWidget(hidden)
    pump.add(seen)
    pump.add(hidden)
    serve(qtbot, pump, source)
    serve(qtbot, pump, source)
    assert hidden.refreshes == 0
    assert hidden.stale
    hidden.show()
    assert hidden.refreshes == 1
    assert not hidden.stale


SLOW_S = (frame_pump.BUDGET_MS + 5) / 1e3


def test_too_slow_for_a_while_leaves_out_every_second_update_and_says_so(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    panel = shown(qtbot, CountingPanel(errors, cost_s=SLOW_S))
    pump.add(panel)
    for _ in range(frame_pump.SLOW_FRAMES - 1):
        serve(qtbot, pump, source)
        assert not pump.halved
    with qtbot.waitSignal(pump.pace_changed, timeout=2_000) as blocker:
        source.serve()
    assert blocker.args == [True]
    for _ in range(4):
        source.serve()
        qtbot.waitUntil(lambda: not pump._pending)
    assert panel.refreshes == frame_pump.SLOW_FRAMES + 2
    assert pump.left_out == 2


def test_one_slow_update_now_and_then_changes_nothing(qtbot: QtBot, pump: FramePump, source: Source) -> None:
    with qtbot.assertNotEmitted(pump.pace_changed):
        for frame in range(12):
            pump._frame_ms = frame_pump.BUDGET_MS + 5 if frame % frame_pump.SLOW_FRAMES else 2.0
            pump._finish()
    assert pump.typical_frame_ms == frame_pump.BUDGET_MS + 5  # two of three


def test_the_pace_recovers_after_some_calm_updates_in_a_row(qtbot: QtBot, pump: FramePump) -> None:
    def painted(cost_ms: float, times: int) -> None:
        for _ in range(times):
            pump._frame_ms = cost_ms
            pump._finish()

    painted(frame_pump.BUDGET_MS + 1, frame_pump.SLOW_FRAMES)
    painted(frame_pump.RECOVERED_MS - 1, frame_pump.RECOVERY_FRAMES - 1)
    painted(frame_pump.RECOVERED_MS + 1, 1)
    painted(frame_pump.RECOVERED_MS - 1, frame_pump.RECOVERY_FRAMES - 1)
    assert pump.halved
    with qtbot.waitSignal(pump.pace_changed, timeout=2_000) as blocker:
        painted(frame_pump.RECOVERED_MS - 1, 1)
    assert blocker.args == [False]


def test_the_typical_update_does_not_jump_with_one_slow_one(pump: FramePump) -> None:
    for cost_ms in (3.0, 3.0, 90.0, 3.0, 4.0):
        pump._frame_ms = cost_ms
        pump._finish()
    assert pump.typical_frame_ms == 3.0
    assert pump.last_frame_ms == 4.0
    assert pump.worst_frame_ms == 90.0


@pytest.mark.expect_log("drawn wrong")
def test_a_broken_panel_is_reported_once_and_stops_alone(
    qtbot: QtBot, pump: FramePump, source: Source, errors: ErrorCentre
) -> None:
    broken, healthy = (shown(qtbot, CountingPanel(errors)) for _ in range(2))
    pump.add(broken)
    pump.add(healthy)
    broken.fail = True
    for _ in range(3):
        serve(qtbot, pump, source)
    assert broken.refreshes == 1
    assert healthy.refreshes == 3
    assert errors.error_count == 1
    assert errors.records[0].source == "panel Counting"


def test_a_mute_feed_is_served_by_housekeeping(
    qtbot: QtBot, pump: FramePump, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = shown(qtbot, CountingPanel(errors))
    pump.add(panel)
    pump._last_served -= 1.0
    with qtbot.waitSignal(pump.frame_done, timeout=2_000):
        pump._keep_house()
    assert panel.refreshes == 1


def test_stop_leaves_no_listener(pump: FramePump, source: Source) -> None:
    pump.stop()
    assert source.listeners == []
