"""Runs a coroutine in a test, in a loop of its own that must be empty at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T], timeout_s: float = 10.0) -> T:
    """Run `coroutine` to its end and return its result.

    Fails the test after `timeout_s`, and when a task of the test is still alive at the end: cancelling it would hide the leak.
    """

    async def bounded() -> T:
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

    return asyncio.run(bounded())


async def until(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Return once `condition()` is true. Raises TimeoutError: for what has no event of its own (a thread, a child, a socket's far end)."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


def _others() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
