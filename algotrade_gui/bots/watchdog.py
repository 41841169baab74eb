"""Names the bot whose code holds the loop and interrupts code that would hold it for ever."""

import _thread
import asyncio
import contextlib
import logging
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from algotrade_gui.bots.children import owner_of
from algotrade_gui.bots.compat import context
from algotrade_gui.bots.interrupts import BotInterruptedError
from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.virtual_time import VirtualLoop
from algotrade_gui.core.words import Tenths, say

log = logging.getLogger(__name__)

COUNT_AFTER_MS: Final = 50.0
SHOW_AFTER_MS: Final = 250.0
INTERRUPT_AFTER_MS: Final = 1_000.0
_NAME_EVERY_MS: Final = 1_000.0
_AWAITING: Final = tuple(f"algotrade_gui.bots.{name}" for name in ("bot", "runner", "hooks", "exits"))
_NOT_BOTS: Final = ("algotrade_gui.", "asyncio", "_asyncio", "qasync")
# never raised by the system on Windows, where signals are only made believe
_NUMBER: Final[int] = getattr(signal, "SIGUSR2", signal.SIGILL)

_Holder = asyncio.Task[Any] | asyncio.Handle
"""What of a bot's code the loop is at: a task's step, or a call that was asked for by `call_soon` and the like."""


@dataclass(frozen=True, slots=True)
class Holds:
    """How one bot's code has held the loop since the program's start."""

    count: int = 0
    """Times over 50 ms."""
    worst_ms: float = 0.0
    """The longest as it was seen, up to 70 ms short: the loop is asked every 50 ms, and looked at every 20 while it does not answer."""
    where: str = ""
    """File and line of the last; empty before the first."""
    interrupted: int = 0
    """How often it was ended for it."""


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
        self._worst_ms: dict[str, float] = {}
        self._where: dict[str, str] = {}
        self._on_hold: Listeners[[str]] = Listeners()
        self._errors = errors
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread_id = 0
        self._before: Any = None
        self._installed = False
        self._real = True
        self._holding: str | None = None
        self._lost_sight = False
        self._since_ms = 0.0
        self._counted = False
        self._shown = False
        self._named_ms = 0.0
        self._wanted: str | None = None

    def of(self, bot: str) -> Holds:
        """Return how `bot` has held the loop so far."""
        return Holds(
            count=self.holds[bot],
            worst_ms=self._worst_ms.get(bot, 0.0),
            where=self._where.get(bot, ""),
            interrupted=self.interrupts[bot],
        )

    def bots(self) -> list[str]:
        """Return those who have held the loop so far."""
        return list(self.holds)

    def on_hold(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call `listener` on the loop with the bot that has held it, once that is over. Returns the function that ends it."""
        return self._on_hold.add(listener)

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
        self._wanted = self._holding = None
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
        holder: _Holder | None = asyncio.current_task(loop) or self._callback()
        # the loop between two of a bot's many tasks; seen twice, something else is at work
        self._lost_sight, between = holder is None, holder is None and not self._lost_sight
        if between and held_ms >= self._since_ms:
            return
        # by its owner: a bot may hold the loop by many short tasks as well as by a long one
        bot = None if holder is None else _owner(holder)
        if held_ms < self._since_ms or bot != self._holding:
            self._finish()
            self._holding, self._since_ms, self._named_ms = bot, held_ms, 0.0
            self._counted = self._shown = False
            self._wanted = None
        own_ms = held_ms - self._since_ms
        if bot is None or own_ms < COUNT_AFTER_MS:
            return
        # between two of its tasks the stack may hold none of its lines: the last one of this hold stands then
        place = self._where[bot] = self._place(self._where.get(bot, "") if self._counted else "")
        if not self._counted:
            self._counted = True
            self.holds[bot] += 1
        self._worst_ms[bot] = max(self._worst_ms.get(bot, 0.0), own_ms)
        if not self._real:
            return
        if own_ms >= SHOW_AFTER_MS and not self._shown:
            self._shown = True
            text = say(
                "{bot} held the loop for over {ms} ms in {place}.", bot=bot, ms=f"{SHOW_AFTER_MS:g}", place=place
            )
            loop.call_soon_threadsafe(self._tell, bot, text)
        if own_ms >= INTERRUPT_AFTER_MS:
            if own_ms - self._named_ms >= _NAME_EVERY_MS:
                self._named_ms = own_ms
                log.warning("bot %s blocks the loop in %s since %.0f s", bot, place, own_ms / 1_000)
            self._interrupt(bot)

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
        place = self._where[bot] = self._place()
        self._worst_ms[bot] = max(self._worst_ms.get(bot, 0.0), held_ms)
        text = say(
            "{bot} let nothing in the program run for {seconds} s, the kill switch neither: "
            "by a library call in {place}, it seems. Such work belongs into a process of its own.",
            bot=bot,
            seconds=Tenths(held_ms / 1_000),
            place=place,
        )
        loop.call_soon_threadsafe(self._tell, bot, text)
        loop.call_soon_threadsafe(self._on_hold, bot)

    def released(self) -> None:
        """Called when the loop has answered."""
        self._finish()
        self._holding = self._wanted = None
        self._lost_sight = False
        self._since_ms = 0.0

    def _finish(self) -> None:
        """A hold that was counted is over: have it told."""
        loop, bot = self._loop, self._holding
        if not self._counted or bot is None or loop is None or not self._real:
            return
        self._counted = False
        with contextlib.suppress(RuntimeError):  # closed meanwhile: nobody is left to be told
            loop.call_soon_threadsafe(self._on_hold, bot)

    def _callback(self) -> asyncio.Handle | None:
        """The callback that the loop is at, where no task is."""
        return _handle_of(sys._current_frames().get(self._thread_id))

    def _interrupt(self, bot: str) -> None:
        if not self._installed:
            return
        self._wanted = bot
        if sys.platform == "win32":
            _thread.interrupt_main(_NUMBER)
        else:
            # a real one: it also ends a sleep or a wait for a socket
            signal.pthread_kill(self._thread_id, _NUMBER)

    def _place(self, known: str = "") -> str:
        """The strategy's innermost line; where the stack holds none, `known` or else the innermost line of all."""
        frame: FrameType | None = sys._current_frames().get(self._thread_id)
        top = frame
        while frame is not None and not _is_strategys(frame):
            frame = frame.f_back
        if frame is None and known:
            return known
        frame = frame or top
        if frame is None:
            return say("a place unknown")
        return _where(frame)

    # --- the loop's thread ---

    def _tell(self, bot: str, text: str) -> None:
        self._errors.report(bot, text, severity=Severity.WARNING)

    def _handle(self, _number: int, frame: FrameType | None) -> None:
        loop, wanted = self._loop, self._wanted
        if loop is None or wanted is None or frame is None:
            return
        holder: _Holder | None = asyncio.current_task(loop) or _handle_of(frame)
        if holder is None or _owner(holder) != wanted:
            return
        host = context.current_or_none()
        if host is None or not may_interrupt(frame, host.code_module):
            return
        self._wanted = None
        self.interrupts[str(host.name)] += 1
        error = BotInterruptedError(
            say(
                "it held the loop for over {seconds} s in {where}",
                seconds=f"{INTERRUPT_AFTER_MS / 1000:g}",
                where=_where(frame),
            )
        )
        loop.call_soon_threadsafe(host.interrupted, error)
        # thousands of its tasks may be due before the loop comes to that
        host.drop_tasks()
        raise error


def _handle_of(frame: FrameType | None) -> asyncio.Handle | None:
    """The loop's call that `frame` is part of, None where the loop is at nothing."""
    while frame is not None and frame.f_code is not asyncio.Handle._run.__code__:
        frame = frame.f_back
    if frame is None:
        return None
    handle = frame.f_locals.get("self")
    return handle if isinstance(handle, asyncio.Handle) else None


def _owner(holder: _Holder) -> str | None:
    """The bot whose code it runs, None for the program's own."""
    if isinstance(holder, asyncio.Handle):
        # what the program or asyncio has called later from inside a bot's call (a time-out, say) is not the bot's code
        module = str(getattr(getattr(holder, "_callback", None), "__module__", ""))
        world = getattr(holder, "_context", None)
        host = None if world is None or module.startswith(_NOT_BOTS) else context.of(world)
        return None if host is None else str(host.name)
    return owner_of(holder)


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
    return say("{file}, line {line}", file=Path(frame.f_code.co_filename).name, line=frame.f_lineno)


def _is_strategys(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).startswith("algotrade_strategy_")
