"""The watchdog tells whose callback holds the loop that Qt and asyncio share as well."""

import asyncio
import contextvars
import time
from collections.abc import Callable
from typing import Any

import pytest

from algotrade_gui.bots.compat import context
from algotrade_gui.bots.watchdog import Watchdog
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.stalls import StallWatch
from tests.ui.waiting import until


class Named:
    """As much of a host as the watchdog asks."""

    name = "holder"
    code_module = "none"


@pytest.mark.allow_log("holder")
@pytest.mark.parametrize("delay_s", [None, 0.02])
def test_a_callback_that_holds_the_window_is_its_bots(
    qt_run: Callable[..., Any], errors: ErrorCentre, delay_s: float | None
) -> None:
    async def scene() -> None:
        watchdog = Watchdog(errors)
        watch = StallWatch(look=watchdog.look, released=watchdog.released, starved=watchdog.starved)
        watchdog.start()
        watch.start()
        heard: list[str] = []
        watchdog.on_hold(heard.append)
        try:
            await asyncio.sleep(0.1)
            world = contextvars.Context()
            world.run(context.enter, Named())  # type: ignore[arg-type]
            loop = asyncio.get_running_loop()
            if delay_s is None:
                loop.call_soon(time.sleep, 0.4, context=world)
            else:
                loop.call_later(delay_s, time.sleep, 0.4, context=world)
            await until(lambda: heard)
            assert heard == ["holder"]
            assert watchdog.of("holder").count == 1
            assert watchdog.of("holder").worst_ms >= 250
            # the same by the program's own is nobody's
            loop.call_soon(time.sleep, 0.3)
            await asyncio.sleep(0.4)
            assert sum(watchdog.holds.values()) == 1
        finally:
            watch.stop()
            watchdog.stop()

    qt_run(scene())
