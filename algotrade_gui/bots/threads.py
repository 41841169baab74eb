"""Runs a bot's heavy functions in threads of the bot's own."""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar

from algotrade_gui.core.clock import Clock

P = ParamSpec("P")
T = TypeVar("T")

MOST_AT_A_TIME: Final = 2
"""Threads of one bot that are at work at a time; what it asks beyond waits its turn."""


@dataclass(frozen=True, slots=True)
class ThreadJob:
    """A function at work: its name and since when, by the machine's clock."""

    name: str
    since_ms: float


class BotThreads(concurrent.futures.Executor):
    """An executor whose threads are daemons: one that hangs is left behind, with its bot and with the program.

    `submit` and `close` belong to the loop's thread.
    """

    def __init__(self, bot: str, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: deque[tuple[concurrent.futures.Future[Any], str, Callable[[], Any]]] = deque()
        self._at_work: dict[int, tuple[ThreadJob, concurrent.futures.Future[Any]]] = {}
        """By thread what it is at, or was until just now: it has yet to look for more."""
        self._numbers = itertools.count(1)
        self._closed = False

    @property
    def jobs(self) -> list[ThreadJob]:
        """What is at work now, oldest first."""
        with self._lock:
            return [job for job, future in self._at_work.values() if not future.done()]

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> concurrent.futures.Future[T]:
        """Run `function` in a thread as soon as one is free. Raises RuntimeError once closed."""
        if self._closed:
            raise RuntimeError(f"{self._bot} has ended, it starts no thread")
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        name = getattr(function, "__qualname__", None) or type(function).__name__
        with self._lock:
            self._waiting.append((future, name, lambda: function(*args, **kwargs)))
            start = len(self._at_work) < MOST_AT_A_TIME
            number = next(self._numbers)
            if start:
                self._at_work[number] = ThreadJob(name, self._clock.now_ms()), future
        if start:
            threading.Thread(target=self._work, args=(number,), name=f"bot {self._bot} {number}", daemon=True).start()
        return future

    def close(self) -> list[str]:
        """Start nothing any more, drop what waits, and return the names of what is still at work: nothing can end it."""
        self._closed = True
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
        for future, _, _ in waiting:
            future.cancel()
        return [job.name for job in self.jobs]

    def _work(self, number: int) -> None:
        # in the thread: one job after the other while there is one
        while True:
            with self._lock:
                if not self._waiting:
                    del self._at_work[number]
                    return
                future, name, call = self._waiting.popleft()
                self._at_work[number] = ThreadJob(name, self._clock.now_ms()), future
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = call()
            except BaseException as error:  # noqa: BLE001 - whoever waits for the job gets it
                with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits
                    future.set_exception(error)
            else:
                with contextlib.suppress(RuntimeError):
                    future.set_result(result)
            # nothing of the job is to be held until the next one comes
            del future, call


async def run_in(threads: BotThreads, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in one of `threads` and return its result; cancelled, it is left to itself and its result dropped."""

    # as asyncio.to_thread does it: a log line written there still knows whose it is
    context = contextvars.copy_context()

    def call() -> T:
        return context.run(function, *args, **kwargs)

    call.__qualname__ = getattr(function, "__qualname__", None) or type(function).__name__
    return await asyncio.get_running_loop().run_in_executor(threads, call)
