"""Runs a coroutine in a test, in a loop of its own, real or in virtual time, that must be empty at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from algotrade_gui.core import virtual_time

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T], timeout_s: float = 10.0) -> T:
    """Run `coroutine` to its end and return its result.

    Fails the test after `timeout_s`, and when a task of the test is still alive at the end: cancelling it would hide the leak.
    """

    return asyncio.run(_bounded(coroutine, timeout_s))


def run_virtual(coroutine: Coroutine[Any, Any, T], timeout_s: float = 3_600.0, *, real_limit_s: float = 60.0) -> T:
    """As `run`, in virtual time: `timeout_s` counts that, `real_limit_s` the machine's. Raises DeadlockError where nothing can happen."""
    return virtual_time.run_virtual(_bounded(coroutine, timeout_s), real_limit_s=real_limit_s)


async def until(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Return once `condition()` is true. Raises TimeoutError: for what has no event of its own (a thread, a child, a socket's far end)."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


async def _bounded(coroutine: Coroutine[Any, Any, T], timeout_s: float) -> T:
    async with asyncio.timeout(timeout_s):
        result = await coroutine
    # what was cancelled or has got its result may need a turn or two to end
    for _ in range(5):
        if not _others():
            break
        await asyncio.sleep(0)
    left = _others()
    if left:
        raise AssertionError(f"tasks left alive: {', '.join(sorted(left))}")
    return result


def _others() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
