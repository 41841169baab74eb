"""Task owners: every task has a name, a strong reference, an error path and an end."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from algotrade_gui.core.errors import ErrorCentre

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

    def start(self, name: str, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run `coroutine` as a task named `owner.name`. Raises RuntimeError once the owner was stopped."""
        if self._closed:
            coroutine.close()
            raise RuntimeError(f"{self.name} was stopped, it starts no {name}")
        task = asyncio.get_running_loop().create_task(coroutine, name=f"{self.name}.{name}")
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
            self._errors.report(self.name, f"task {name} did not stop within {timeout_s:g} s")
        return stuck

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            self._errors.report_exception(task.get_name(), error)
