"""Readers in order, then "served", on the loop that Qt and asyncio share: what the window's painting rests on."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.market.scene import FUTURE, Scene
from tests.support.made_up import book
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def test_every_reader_has_had_its_turn_before_served(qt_run: Run) -> None:
    async def main() -> None:
        scene = Scene()
        calls: list[str] = []
        ready = asyncio.Event()

        async def bot(name: str) -> None:
            updates = scene.cache.updates()
            ready.set()
            async for update in updates:
                calls.append(f"{name} {update.time_ms}")

        async def patient() -> None:
            updates = scene.cache.updates()
            ready.set()
            while True:
                try:
                    update = await asyncio.wait_for(anext(updates), 5)
                except StopAsyncIteration:
                    return
                calls.append(f"patient {update.time_ms}")

        async def thinker() -> None:
            updates = scene.cache.updates()
            ready.set()
            async for update in updates:
                calls.append(f"thinker {update.time_ms}")
                await asyncio.sleep(0)

        tasks = []
        for coroutine in (bot("a"), patient(), thinker(), bot("b")):
            ready.clear()
            tasks.append(asyncio.create_task(coroutine))
            await ready.wait()
        await asyncio.sleep(0.01)
        scene.cache.on_served(lambda: calls.append("served"))
        for round_number in range(1, 31):
            time_ms = 100 * round_number
            calls.clear()
            scene.take(time_ms, {FUTURE: book(round_number)})
            assert calls == []
            await until(lambda: "served" in calls)
            assert calls[-1] == "served"
            direct = [call for call in calls if not call.startswith(("patient", "served"))]
            assert direct == [f"{name} {time_ms}" for name in ("a", "thinker", "b")]
            assert f"patient {time_ms}" in calls
            # a reader that awaited something else comes back to wait
            await asyncio.sleep(0.002)
        await scene.cache.close()
        await asyncio.gather(*tasks)

    qt_run(main())


def test_a_cancelled_reader_holds_nobody_up(qt_run: Run) -> None:
    async def main() -> None:
        scene = Scene()
        served: list[int] = []
        scene.cache.on_served(lambda: served.append(scene.cache.time_ms))

        async def bot() -> None:
            async for _ in scene.cache.updates():
                pass

        first, second = asyncio.create_task(bot()), asyncio.create_task(bot())
        await asyncio.sleep(0.01)
        scene.take(100, {FUTURE: book(1)})
        first.cancel()
        await until(lambda: served == [100])
        await scene.cache.close()
        await second
        with pytest.raises(asyncio.CancelledError):
            await first

    qt_run(main())
