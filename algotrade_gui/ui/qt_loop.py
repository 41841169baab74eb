"""The loop that Qt and asyncio share, which runs all that is ready in one event of Qt's."""

import asyncio
import heapq
import logging
import math
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any, Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

# qasync picks its binding among those already imported, so it comes after PySide6; nothing else may be installed
import qasync  # isort: skip

log = logging.getLogger(__name__)

TURN_MS: Final = 5.0
"""Once so much has passed within a turn, Qt has its own before the next callback: painting, input, sockets, timers."""
_LONGEST_S: Final = 24 * 3_600.0
_MANY_TIMERS: Final = 100
"""Above so many, those that were cancelled are thrown out when they are more than half."""


class _Knock(QObject):
    """Called in any thread, heard in the one it was made in."""

    knocked = Signal()

    def __init__(self, heard: Callable[[], None]) -> None:
        super().__init__()
        self._heard = heard
        # queued even from the loop's own thread: whoever knocks is never run into
        self.knocked.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _hear(self) -> None:
        self._heard()


class _Ear:
    """Listens to one socket: what came is read in a turn of its own, at once."""

    def __init__(self, loop: "QtLoop", fd: int, handle: asyncio.Handle, parent: QObject) -> None:
        self._loop = loop
        self._handle = handle
        self._waits = False
        # a parent, for it may be given up while it speaks: Qt must be the one to delete it
        self._notifier = QSocketNotifier(fd, QSocketNotifier.Type.Read, parent)
        self._notifier.activated["int"].connect(self._spoke)  # type: ignore[index]  # the stubs know no overloads

    def stop(self) -> None:
        self._handle.cancel()
        self._notifier.setEnabled(False)
        self._notifier.activated["int"].disconnect()  # type: ignore[index]
        self._notifier.deleteLater()

    def _spoke(self, _: int) -> None:
        if self._waits:
            # it was not read yet and would speak for ever: the loop stands, or is busy
            self._notifier.setEnabled(False)
            return
        self._waits = True
        self._loop.heard(self._read)

    def _read(self) -> None:
        self._waits = False
        if self._handle.cancelled():
            return
        if not self._notifier.isEnabled():
            self._notifier.setEnabled(True)
        self._handle._run()


class QtLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """qasync's loop with asyncio's own queue: callbacks run in the order of `call_soon`, many to one event of Qt's.

    qasync starts a timer of Qt's for each callback, and Qt does whatever else is due before the next: 0.2 to 0.3 ms, twice between a frame
    and the bot that waits for it (measured). Here what a callback makes ready runs in the same turn, for TURN_MS at most; then Qt has its
    own turn, however much is ready. Timers end up to a millisecond late, never early. Callbacks run only while the loop runs, and never
    within another: a nested loop of Qt's inside a callback (`exec()`, which is forbidden) holds them all until it ends.
    """

    _ready: deque[asyncio.Handle]
    _scheduled: list[asyncio.TimerHandle]
    _timer_cancelled_count: int

    def __init__(self, app: QApplication) -> None:
        self._turning = False
        self._ears: dict[int, _Ear] = {}
        self._armed_s = math.inf
        """What the timer is set to."""
        # not by a posted event: Qt's timers of no delay, by which the pump paints, come after those, and would starve behind a busy loop
        self._soon = QTimer()
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._turn)
        self._alarm = QTimer()
        self._alarm.setSingleShot(True)
        self._alarm.setTimerType(Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(self._take_due)
        self._knock = _Knock(self._turn)
        super().__init__(app, set_running_loop=False)

    # --- in ---

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        """Run `callback` behind all that is ready."""
        if self.get_debug():
            handle = asyncio.BaseEventLoop.call_soon(self, callback, *args, context=context)
        else:
            self._check_closed()
            handle = asyncio.Handle(callback, args, self, context)
            self._ready.append(handle)
        if not self._turning and not self._soon.isActive():
            self._soon.start()
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """As `call_soon`, from any thread and from a signal's handler."""
        handle = asyncio.BaseEventLoop.call_soon(self, callback, *args, context=context)
        self._knock.knocked.emit()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` in `delay` seconds."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` at `when` of the loop's time, in seconds."""
        handle = asyncio.BaseEventLoop.call_at(self, when, callback, *args, context=context)
        self._arm()
        return handle

    # --- sockets ---

    def heard(self, read: Callable[[], None]) -> None:
        """Called by Qt's event of a socket: run `read` behind all that is ready, now."""
        self._ready.append(asyncio.Handle(read, (), self))
        self._turn()

    def _add_reader(self, fd: Any, callback: Callable[..., object], *args: Any) -> asyncio.Handle:
        self._check_closed()
        number = fd if isinstance(fd, int) else int(fd.fileno())
        self._remove_reader(number)
        handle = asyncio.Handle(callback, args, self)
        self._ears[number] = _Ear(self, number, handle, self._knock)
        return handle

    def _remove_reader(self, fd: Any) -> bool:
        ear = self._ears.pop(fd if isinstance(fd, int) else int(fd.fileno()), None)
        if ear is None:
            return False
        ear.stop()
        return True

    # --- life ---

    def close(self) -> None:
        """As of any loop."""
        if self.is_closed():
            return
        super().close()
        for ear in self._ears.values():
            ear.stop()
        self._ears.clear()
        for timer in (self._soon, self._alarm):
            timer.stop()
            timer.timeout.disconnect()
        self._knock.knocked.disconnect()

    def _before_run_forever(self) -> None:
        """Called by qasync when the loop has begun to run."""
        super()._before_run_forever()
        if self._ready:
            self._soon.start()
        self._armed_s = math.inf
        self._arm()

    # --- turns ---

    def _turn(self) -> None:
        """Run what is ready, and what becomes ready by it."""
        if self._turning or not self.is_running():
            return
        self._turning = True
        try:
            self._run_ready(time.perf_counter() + TURN_MS / 1_000)
        finally:
            self._turning = False
            if self._ready:
                self._soon.start()

    def _run_ready(self, until_s: float) -> None:
        ready, run = self._ready, self._run_in_debug if self.get_debug() else asyncio.Handle._run
        # like asyncio, end what had been ready when the loop was stopped
        while ready and self.is_running():
            for _ in range(len(ready)):
                handle = ready.popleft()
                if not handle.cancelled():
                    try:
                        run(handle)
                    except (SystemExit, KeyboardInterrupt) as error:
                        self._asked_to_leave(handle, error)
                if time.perf_counter() >= until_s:
                    return

    def _asked_to_leave(self, handle: asyncio.Handle, error: BaseException) -> None:
        """Asyncio ends the loop with these. A slot of Qt's cannot: SystemExit would end the process there, orders left working."""
        self.call_exception_handler({"message": f"{handle!r} asked to leave", "exception": error, "handle": handle})

    def _run_in_debug(self, handle: asyncio.Handle) -> None:
        began_s = time.perf_counter()
        handle._run()
        took_s = time.perf_counter() - began_s
        if took_s >= self.slow_callback_duration:
            log.warning("executing %r took %.3f seconds", handle, took_s)

    # --- timers ---

    def _arm(self) -> None:
        if not self._scheduled:
            return
        when_s = self._scheduled[0].when()
        if when_s < self._armed_s:
            self._armed_s = when_s
            delay_s = min(max(0.0, when_s - self.time()), _LONGEST_S)
            self._alarm.start(math.ceil(delay_s * 1_000))

    def _take_due(self) -> None:
        self._armed_s = math.inf
        if not self.is_running():
            return
        self._forget_cancelled()
        scheduled, now_s = self._scheduled, self.time()
        while scheduled and scheduled[0].when() <= now_s:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False  # type: ignore[attr-defined]  # asyncio's own note that it has left the heap
            self._ready.append(handle)
        self._arm()
        self._turn()

    def _forget_cancelled(self) -> None:
        """Asyncio's own housekeeping, on its own counts."""
        scheduled = self._scheduled
        if len(scheduled) > _MANY_TIMERS and self._timer_cancelled_count * 2 > len(scheduled):
            gone = [handle for handle in scheduled if handle.cancelled()]
            scheduled[:] = [handle for handle in scheduled if not handle.cancelled()]
            heapq.heapify(scheduled)
            self._timer_cancelled_count = 0
        else:
            gone = []
            while scheduled and scheduled[0].cancelled():
                gone.append(heapq.heappop(scheduled))
                self._timer_cancelled_count -= 1
        for handle in gone:
            handle._scheduled = False  # type: ignore[attr-defined]
