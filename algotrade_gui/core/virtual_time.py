"""An event loop whose clock jumps to the next event instead of waiting for it: minutes of a program's life pass in seconds."""

import asyncio
import concurrent.futures
import contextlib
import selectors
import time
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Final, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

NS_PER_S: Final = 1_000_000_000
DEFAULT_REAL_LIMIT_S: Final = 60.0
_LOOK_EVERY_S: Final = 0.1
"""How often a loop that waits for a thread looks whether its real time is over."""
_TASKS_NAMED: Final = 20


class VirtualTimeError(RuntimeError):
    """The program asked virtual time for what it cannot give, or hangs; the text tells which."""


class DeadlockError(VirtualTimeError):
    """Nothing is ready, no timer is set and no thread is at work: nothing could ever happen again. Names what each task waits for."""


class _JumpingSelector(selectors.BaseSelector):
    """The loop's view of the world: never waits for a time-out, moves the loop's clock by it."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop
        self._inner = selectors.DefaultSelector()
        self.sealed = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        # what threads have posted comes first: it happened before whatever a timer is set for
        ready = self._inner.select(0)
        if ready or (timeout is not None and timeout <= 0):
            self._loop.check_real_time()
            return ready
        while self._loop.outside_jobs:
            self._loop.check_real_time()
            if ready := self._inner.select(_LOOK_EVERY_S):
                return ready
        self._loop.check_real_time()
        self._loop.jump(timeout)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        if self.sealed:
            raise VirtualTimeError(
                "no real socket, pipe or child process in virtual time: the clock would jump ahead of it"
            )
        return self._inner.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._inner.unregister(fileobj)

    def close(self) -> None:
        self._inner.close()

    def get_map(self) -> Any:
        return self._inner.get_map()


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop in virtual time, which starts at 0 s and stands still while callbacks run.

    When nothing is ready the clock jumps to the next timer. The order of callbacks depends on nothing but the program: the ready ones run
    first in, first out; timers run by their time, and those of one nanosecond in an order that is the same in each run.

    Work in an executor (`asyncio.to_thread`) takes no virtual time: while it runs, ready callbacks go on and the clock stands. Other
    threads may use `call_soon_threadsafe`, but do not hold the clock, unless the wait for them stands in `outside()`. Real sockets are
    refused.
    """

    def __init__(self, *, real_limit_s: float | None = DEFAULT_REAL_LIMIT_S) -> None:
        """`real_limit_s`: how long the loop may run by the machine's clock before a callback's turn ends in VirtualTimeError."""
        self._now_ns = 0
        self.outside_jobs = 0
        """How many things outside the loop it waits for with its clock standing still."""
        self.jumps = 0
        """How often the clock has moved."""
        self._real_limit_s = real_limit_s
        self._real_start_s = time.monotonic()
        self._pool: concurrent.futures.Executor | None = None
        selector = _JumpingSelector(self)
        super().__init__(selector)
        # a timer is due when the clock, in whole nanoseconds, has come to it: its float may stand a hair beyond
        self._clock_resolution = 1.5 / NS_PER_S
        selector.sealed = True

    # --- the clock ---

    def time(self) -> float:
        """Seconds of virtual time since the loop was made."""
        return self._now_ns / NS_PER_S

    @property
    def now_ns(self) -> int:
        """The same, exact."""
        return self._now_ns

    def jump(self, span_s: float | None) -> None:
        """Move the clock on. Called by the loop's own selector when nothing is ready; None: there is no timer. Raises DeadlockError."""
        if span_s is None:
            raise DeadlockError(f"nothing is ready and no timer is set at {self.time():.3f} s; {self._waiting()}")
        self._now_ns += max(1, round(span_s * NS_PER_S))
        self.jumps += 1

    def check_real_time(self) -> None:
        """Raise VirtualTimeError when the loop has run longer than it may by the machine's clock."""
        if self._real_limit_s is not None and time.monotonic() - self._real_start_s > self._real_limit_s:
            limit_s, self._real_limit_s = self._real_limit_s, None  # once: what tidies up may still run
            raise VirtualTimeError(
                f"{limit_s:g} s of real time are over at {self.time():.3f} s of virtual time; {self._waiting()}"
            )

    # --- threads ---

    @contextlib.contextmanager
    def outside(self) -> Generator[None]:
        """Hold the clock while something outside the loop is waited for that will post into it."""
        self.outside_jobs += 1
        try:
            yield
        finally:
            self.outside_jobs -= 1

    def run_in_executor(
        self, executor: concurrent.futures.Executor | None, func: Callable[[*Ts], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """As ever; the clock stands until the job has ended, whether or not anyone still waits for it."""
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        job = (executor or self._default_pool()).submit(func, *args)
        future = asyncio.wrap_future(job, loop=self)
        self.outside_jobs += 1
        # after the future's own callback: when the count falls, the result has been posted
        job.add_done_callback(self._job_ended)
        return future

    def set_default_executor(self, executor: concurrent.futures.Executor) -> None:
        self._pool = executor

    async def shutdown_default_executor(self, _timeout: float | None = None) -> None:
        """End the pool's threads. Waits by the machine's clock: to the program it takes no time."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _default_pool(self) -> concurrent.futures.Executor:
        if self._pool is None:
            self._pool = concurrent.futures.ThreadPoolExecutor(thread_name_prefix="virtual")
        return self._pool

    def _job_ended(self, _job: concurrent.futures.Future[Any]) -> None:
        # in the job's thread
        with contextlib.suppress(RuntimeError):  # closed meanwhile: nobody counts any more
            self.call_soon_threadsafe(self._count_down)

    def _count_down(self) -> None:
        self.outside_jobs -= 1

    def _waiting(self) -> str:
        tasks = sorted(asyncio.all_tasks(self), key=asyncio.Task.get_name)
        if not tasks:
            return "no task is alive"
        lines = [f"{task.get_name()} ({_place(task)})" for task in tasks[:_TASKS_NAMED]]
        more = f" and {len(tasks) - _TASKS_NAMED} more" if len(tasks) > _TASKS_NAMED else ""
        return f"tasks: {', '.join(lines)}{more}"


def _place(task: asyncio.Task[Any]) -> str:
    """Where a task stands: the innermost of its own coroutines."""
    coroutine: Any = task.get_coro()
    place = "not begun"
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None) or getattr(coroutine, "ag_frame", None)
        if frame is not None:
            place = f"{frame.f_code.co_qualname} line {frame.f_lineno}"
        coroutine = getattr(coroutine, "cr_await", None) or getattr(coroutine, "ag_await", None)
    return place


def run_virtual(coroutine: Coroutine[Any, Any, T], *, real_limit_s: float | None = DEFAULT_REAL_LIMIT_S) -> T:
    """Run `coroutine` to its end in a virtual loop of its own and return its result; what it left running is cancelled.

    Raises DeadlockError when nothing can happen any more, VirtualTimeError after `real_limit_s` by the machine's clock.
    """
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(real_limit_s=real_limit_s)) as runner:
        return runner.run(coroutine)
