"""Task owners: every task has a name, a strong reference, an error path and an end."""

import asyncio
import contextvars
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.words import say

T = TypeVar("T")

log = logging.getLogger(__name__)


class TaskOwner:
    """Owns the tasks of one long-lived part.

    A task's exception, cancellation apart, goes to the error centre under the owner's name. After `stop` no new task starts.
    """

    def __init__(self, name: str, errors: ErrorCentre) -> None:
        self.name = name
        self._errors = errors
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    @property
    def running(self) -> list[str]:
        """Names of the tasks that have not ended."""
        return sorted(task.get_name() for task in self._tasks)

    def start(
        self, name: str, coroutine: Coroutine[Any, Any, Any], *, context: contextvars.Context | None = None
    ) -> asyncio.Task[Any]:
        """Run `coroutine` as a task named `owner.name`. Raises RuntimeError once the owner was stopped.

        It runs in `context`, by default in an empty one: what a part does is its own, whoever's call made it begin (a bot that opens the
        session that others share neither ends with it nor is blamed for it).
        """
        if self._closed:
            coroutine.close()
            raise RuntimeError(f"{self.name} was stopped, it starts no {name}")
        task = asyncio.get_running_loop().create_task(
            coroutine, name=f"{self.name}.{name}", context=contextvars.Context() if context is None else context
        )
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def stop(self, timeout_s: float = 3.0) -> list[str]:
        """Cancel what runs, wait up to `timeout_s`, and return the names of the tasks that would not stop."""
        self._closed = True
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        if not tasks:
            return []
        _, pending = await asyncio.wait(tasks, timeout=timeout_s)
        stuck = sorted(task.get_name() for task in pending)
        for name in stuck:
            self._errors.report(
                self.name, say("task {name} did not stop within {timeout_s} s", name=name, timeout_s=f"{timeout_s:g}")
            )
        return stuck

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._errors.report_exception(task.get_name(), error)


async def breathe() -> None:
    """Let the others run: a bot that retries a refusal in a loop would otherwise hold the event loop for ever."""
    await asyncio.sleep(0)


async def apart(name: str, coroutine: Coroutine[Any, Any, T]) -> T:
    """Wait for `coroutine` as a task in an empty context: tasks that it leaves running (a connection's) are not its caller's.

    Cancelled with its caller.
    """
    return await asyncio.get_running_loop().create_task(coroutine, name=name, context=contextvars.Context())


def watch_loop(loop: asyncio.AbstractEventLoop, errors: ErrorCentre) -> None:
    """Send what nobody caught in `loop` to the error centre: a callback's mistake, a task that failed and was never awaited."""

    def handle(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            errors.report_exception("loop", error)
        else:
            errors.report("loop", str(context.get("message", "an error without a message")))

    loop.set_exception_handler(handle)


def other_tasks() -> list[str]:
    """Names of the running loop's tasks that have not ended, without the one that asks."""
    return sorted(task.get_name() for task in _others())


async def end_other_tasks(errors: ErrorCentre, timeout_s: float = 1.0) -> None:
    """Cancel all of the running loop's tasks but the caller's, and wait up to `timeout_s`. Call it last of all, before the loop is closed.

    `asyncio.Runner` waits without limit for a task that ignores its cancellation: a strategy with a bare `except` in its loop would keep
    the program from ending. Such a task is named to the error centre and left behind; it never runs again once the loop is closed.
    """
    tasks = _others()
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    _, pending = await asyncio.wait(tasks, timeout=timeout_s)
    for task in pending:
        errors.report("program", say("Task {task} would not end; the program leaves without it.", task=task.get_name()))
        # documented for those who write tasks of their own (asyncio, "Extending"): the runner no longer knows it
        asyncio.tasks._unregister_task(task)
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # it was told already


def _others() -> list[asyncio.Task[Any]]:
    current = asyncio.current_task()
    return [task for task in asyncio.all_tasks() if task is not current and not task.done()]
