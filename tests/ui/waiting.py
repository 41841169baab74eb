"""Waiting inside a test for something that Qt or a task will bring about."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], object], timeout_s: float = 5.0) -> None:
    """Turn the loop until `condition` holds; raises TimeoutError after `timeout_s`."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 - widgets have no event to wait for
            await asyncio.sleep(0.002)
