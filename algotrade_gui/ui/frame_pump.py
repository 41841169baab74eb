"""Paints right after the bots were served with an update, one panel per slice, never on a free-running timer."""

import statistics
import time
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.panel import Panel

HOUSEKEEPING_MS = 250
"""Clock, feed age, a mute feed and SIGINT are served this often."""
GIVE_WAY_MS = 8.0
"""Once an update has cost so much GUI time, what is read rather than traded by waits for the next one; for that one and no longer."""
BUDGET_MS = 20.0
"""More GUI time than this for one update is slow."""
SLOW_FRAMES = 3
"""So many slow updates in a row, and every second update is left out. One alone is a hiccup of the machine."""
RECOVERED_MS = 17.0
"""Below this for a while, every update is painted again."""
RECOVERY_FRAMES = 5
TYPICAL_OF = 25
"""The paint time that is shown is the median of so many updates."""


class ServedSource(Protocol):
    """The part of the cache that the pump needs."""

    def on_served(self, listener: Callable[[], None]) -> Callable[[], None]: ...


class FramePump(QObject):
    """Visits the visible panels once per update: each drains and paints in a slice of its own, with a turn of the loop between.

    What a person reads rather than trades by (`Panel.every`) is visited with some updates only, each such panel with others, and after
    what he trades by: what is due once a second, when a candle closes, is then spread over it. In an update that has much to paint already
    it gives way to the next.

    Why so: painting on a 30 Hz timer costs an order 26-34 ms at the 99th percentile, painting after the update 3-6 ms (measured).

    Signals:
        housekeeping: every 250 ms, for clocks and ages.
        pace_changed: `halved` (bool), when the pump starts or stops leaving out every second update.
        frame_done: GUI time of the update in ms (float).
    """

    housekeeping = Signal()
    pace_changed = Signal(bool)
    frame_done = Signal(float)

    def __init__(self, errors: ErrorCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errors = errors
        self._panels: list[Panel] = []
        self._phases: dict[Panel, int] = {}
        """Whose turn is when, of those that are not visited with each update: one after the other, so that they share no update."""
        self._turns = 0
        self._queue: deque[Panel] = deque()
        self._late: set[Panel] = set()
        """Those that have given way: their turn is the next update, whatever it costs."""
        self._all_now = False
        self._unsubscribe: Callable[[], None] | None = None
        self._pending = False
        self._halved = False
        self._skip_next = False
        self._slow_frames = 0
        self._calm_frames = 0
        self._frame_ms = 0.0
        self._recent_ms: deque[float] = deque(maxlen=TYPICAL_OF)
        self._last_served = time.monotonic()
        self._broken: set[Panel] = set()
        self.timer: Callable[[], float] = time.perf_counter
        """Seconds; what slices are measured with. A benchmark on a busy machine counts the thread's own time."""
        self.frames = 0
        """Updates painted."""
        self.left_out = 0
        """Updates not painted, because the pump was still busy or halved."""
        self.last_slices: dict[str, float] = {}
        """Of the newest update, by panel (its object name): milliseconds to drain and to paint."""
        self.last_frame_ms = 0.0
        self.worst_frame_ms = 0.0
        self._slice = QTimer(self)
        self._slice.setSingleShot(True)
        self._slice.setInterval(0)
        self._slice.timeout.connect(self._paint_one)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.setInterval(HOUSEKEEPING_MS)
        self._timer.timeout.connect(self._keep_house)
        self._timer.start()

    @property
    def halved(self) -> bool:
        """Whether every second update is left out at present."""
        return self._halved

    @property
    def typical_frame_ms(self) -> float | None:
        """GUI time of a usual update, the median of the newest ones; None before the first."""
        return statistics.median(self._recent_ms) if self._recent_ms else None

    def attach(self, source: ServedSource) -> None:
        """Listen to `source` (the cache) from now on, and to no other."""
        self.detach()
        self._unsubscribe = source.on_served(self.served)

    def detach(self) -> None:
        """Stop listening; housekeeping goes on."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def stop(self) -> None:
        """Stop for good: no listener, no timer."""
        self.detach()
        self._timer.stop()
        self._slice.stop()
        self._queue.clear()

    def add(self, panel: Panel) -> None:
        """Visit `panel` from the next update on."""
        if panel not in self._panels:
            self._panels.append(panel)
            if panel.every > 1:
                taken = set(self._phases.values())
                self._phases[panel] = next(number for number in count() if number not in taken)

    def remove(self, panel: Panel) -> None:
        """Visit `panel` no more, not even in the update that is being painted."""
        if panel in self._panels:
            self._panels.remove(panel)
        self._phases.pop(panel, None)
        self._late.discard(panel)
        if panel in self._queue:
            self._queue.remove(panel)
        self._broken.discard(panel)

    def served(self) -> None:
        """An update reached every waiting bot: paint it. Cheap: it only starts the first slice."""
        self._last_served = time.monotonic()
        if self._queue or self._pending:
            # still at the previous one: its panels drain this update as well, those behind us catch up with the next
            self.left_out += 1
            return
        if self._halved:
            self._skip_next = not self._skip_next
            if self._skip_next:
                self.left_out += 1
                return
        self._begin()

    def _is_due(self, panel: Panel) -> bool:
        phase = self._phases.get(panel)
        return phase is None or panel in self._late or (self._turns + phase) % panel.every == 0

    def _gives_way(self, panel: Panel) -> bool:
        if panel not in self._phases or self._all_now or self._frame_ms < GIVE_WAY_MS or panel in self._late:
            return False
        self._late.add(panel)
        return True

    def _begin(self, *, everything: bool = False) -> None:
        self._frame_ms = 0.0
        self.last_slices = {}
        self._turns += 1
        self._all_now = everything
        # those with a phase of their own come last
        for panel in sorted(self._panels, key=self._phases.__contains__):
            if panel in self._broken:
                continue
            if not panel.seen:
                panel.mark_stale()
            elif everything or panel.stale or self._is_due(panel):
                self._queue.append(panel)
        if self._queue:
            self._pending = True
            self._slice.start()

    def _paint_one(self) -> None:
        while self._queue and self._gives_way(self._queue[0]):
            self._queue.popleft()
        if self._queue:
            panel = self._queue.popleft()
            self._late.discard(panel)
            started = self.timer()
            try:
                panel.run_refresh()
                # the widget's paint belongs to this slice: send its window's pending update request now
                QCoreApplication.sendPostedEvents(panel.window(), QEvent.Type.UpdateRequest.value)
            except Exception as error:  # noqa: BLE001 - the edge: one broken panel must not stop the others
                self._broken.add(panel)
                self._errors.report_exception(f"panel {panel.title}", error)
            slice_ms = self.last_slices[panel.objectName()] = (self.timer() - started) * 1e3
            self._frame_ms += slice_ms
        if self._queue:
            self._slice.start()
            return
        self._pending = False
        self._finish()

    def _finish(self) -> None:
        self.frames += 1
        self.last_frame_ms = self._frame_ms
        self.worst_frame_ms = max(self.worst_frame_ms, self._frame_ms)
        self._recent_ms.append(self._frame_ms)
        self._slow_frames = self._slow_frames + 1 if self._frame_ms > BUDGET_MS else 0
        self._calm_frames = self._calm_frames + 1 if self._frame_ms < RECOVERED_MS else 0
        if self._slow_frames >= SLOW_FRAMES:
            self._set_halved(True)
        elif self._calm_frames >= RECOVERY_FRAMES:
            self._set_halved(False)
        self.frame_done.emit(self._frame_ms)

    def _set_halved(self, halved: bool) -> None:
        if halved != self._halved:
            self._halved = halved
            self._skip_next = False
            self.pace_changed.emit(halved)

    def _keep_house(self) -> None:
        self.housekeeping.emit()
        # a mute feed still leaves bots and orders to show
        if time.monotonic() - self._last_served > HOUSEKEEPING_MS / 1e3 and not self._pending:
            self._begin(everything=True)
