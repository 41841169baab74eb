"""Names the bot whose code holds the loop and interrupts code that would hold it for ever."""

import _thread
import asyncio
import logging
import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any, Final

from algotrade_gui.bots.children import owner_of
from algotrade_gui.bots.compat import context
from algotrade_gui.bots.interrupts import BotInterruptedError
from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.virtual_time import VirtualLoop

log = logging.getLogger(__name__)

COUNT_AFTER_MS: Final = 50.0
SHOW_AFTER_MS: Final = 250.0
INTERRUPT_AFTER_MS: Final = 1_000.0
_NAME_EVERY_MS: Final = 1_000.0
_AWAITING: Final = tuple(f"algotrade_gui.bots.{name}" for name in ("bot", "runner", "hooks", "exits"))
# never raised by the system on Windows, where signals are only made believe
_NUMBER: Final[int] = getattr(signal, "SIGUSR2", signal.SIGILL)


class Watchdog:
    """Looks at the loop from the stall watch's thread while it does not answer.

    The exception is raised by a signal's handler: Python runs it in the main thread on top of the very frame that it has interrupted, so
    that what it sees is what it interrupts. It raises only where that frame is the strategy's own and no part of the program stands between
    it and the bot's task (ADR 18); otherwise it is asked again 20 ms later.
    """

    def __init__(self, errors: ErrorCentre) -> None:
        self.holds: Counter[str] = Counter()
        """How often each bot held the loop for over 50 ms."""
        self.interrupts: Counter[str] = Counter()
        self._errors = errors
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread_id = 0
        self._before: Any = None
        self._installed = False
        self._real = True
        self._task: asyncio.Task[Any] | None = None
        self._since_ms = 0.0
        self._counted = False
        self._shown = False
        self._named_ms = 0.0
        self._wanted: asyncio.Task[Any] | None = None

    def start(self) -> None:
        """Watch the running loop. Outside the main thread, where Python runs no handlers, bots are named only."""
        self._loop = asyncio.get_running_loop()
        # the time of a virtual loop stands while code runs: nobody waits there
        self._real = not isinstance(self._loop, VirtualLoop)
        self._thread_id = threading.get_ident()
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(_NUMBER, self._handle)
            self._installed = True

    def stop(self) -> None:
        """Watch no more. Without effect when it does not."""
        self._wanted = self._task = None
        if self._installed:
            self._installed = False
            signal.signal(_NUMBER, self._before)
        self._loop = None

    # --- the stall watch's thread ---

    def look(self, held_ms: float) -> None:
        """Called every 20 ms while the loop has not answered for `held_ms`."""
        loop = self._loop
        if loop is None:
            return
        task = asyncio.current_task(loop)
        if held_ms < self._since_ms or task is not self._task:
            self._task, self._since_ms, self._named_ms = task, held_ms, 0.0
            self._counted = self._shown = False
            self._wanted = None
        own_ms = held_ms - self._since_ms
        if task is None or own_ms < COUNT_AFTER_MS:
            return
        bot = owner_of(task)
        if bot is None:
            return
        if not self._counted:
            self._counted = True
            self.holds[bot] += 1
        if not self._real:
            return
        if own_ms >= SHOW_AFTER_MS and not self._shown:
            self._shown = True
            text = f"{bot} held the loop for over {SHOW_AFTER_MS:g} ms in {self._place()}."
            loop.call_soon_threadsafe(self._tell, bot, text)
        if own_ms >= INTERRUPT_AFTER_MS:
            if own_ms - self._named_ms >= _NAME_EVERY_MS:
                self._named_ms = own_ms
                log.warning("bot %s blocks the loop in %s since %.0f s", bot, self._place(), own_ms / 1_000)
            self._interrupt(task)

    def starved(self, held_ms: float) -> None:
        """Called when no thread could run for `held_ms`, until just now: whose task is current has most likely done it.

        He is named only. It is over, and the task may have changed in the moment since: nobody is interrupted on a guess.
        """
        loop = self._loop
        task = None if loop is None else asyncio.current_task(loop)
        bot = None if task is None else owner_of(task)
        if loop is None or bot is None or not self._real:
            return
        self.holds[bot] += 1
        text = (
            f"{bot} let nothing in the program run for {held_ms / 1_000:.1f} s, the kill switch neither: "
            f"by a library call in {self._place()}, it seems. Such work belongs into a process of its own."
        )
        loop.call_soon_threadsafe(self._tell, bot, text)

    def released(self) -> None:
        """Called when the loop has answered."""
        self._task = self._wanted = None
        self._since_ms = 0.0

    def _interrupt(self, task: asyncio.Task[Any]) -> None:
        if not self._installed:
            return
        self._wanted = task
        if sys.platform == "win32":
            _thread.interrupt_main(_NUMBER)
        else:
            # a real one: it also ends a sleep or a wait for a socket
            signal.pthread_kill(self._thread_id, _NUMBER)

    def _place(self) -> str:
        frame: FrameType | None = sys._current_frames().get(self._thread_id)
        top = frame
        while frame is not None and not _is_strategys(frame):
            frame = frame.f_back
        frame = frame or top
        if frame is None:
            return "a place unknown"
        return _where(frame)

    # --- the loop's thread ---

    def _tell(self, bot: str, text: str) -> None:
        self._errors.report(bot, text, severity=Severity.WARNING)

    def _handle(self, _number: int, frame: FrameType | None) -> None:
        loop, wanted = self._loop, self._wanted
        if loop is None or wanted is None or frame is None or asyncio.current_task(loop) is not wanted:
            return
        host = context.current_or_none()
        if host is None or not may_interrupt(frame, host.code_module):
            return
        self._wanted = None
        self.interrupts[str(host.name)] += 1
        error = BotInterruptedError(f"it held the loop for over {INTERRUPT_AFTER_MS / 1_000:g} s in {_where(frame)}")
        loop.call_soon_threadsafe(host.interrupted, error)
        raise error


def may_interrupt(frame: FrameType, module: str) -> bool:
    """Whether an exception may be raised in `frame`: it is of `module`, and none of the program's own stands above the bot's task."""
    if frame.f_globals.get("__name__") != module:
        return False
    below = frame.f_back
    while below is not None:
        name = str(below.f_globals.get("__name__", ""))
        if name.startswith("algotrade_gui."):
            # those only await the bot's code
            return name in _AWAITING
        if name == "asyncio.events":
            return True
        below = below.f_back
    return True


def _where(frame: FrameType) -> str:
    return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def _is_strategys(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).startswith("algotrade_strategy_")
