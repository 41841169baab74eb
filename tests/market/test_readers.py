"""Who gets which update, in which order, and when all count as served, under plain asyncio."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from algotrade_gui.market.cache import MarketDataCache, Update
from algotrade_gui.market.gate import CURRENT_GATE, ReadGate
from algotrade_gui.market.readers import UpdateReader
from tests.market.scene import FUTURE, Scene
from tests.support.aio import run_virtual as run
from tests.support.made_up import book


async def settle() -> None:
    """Let every task run as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_readers_are_served_in_order_and_then_the_listeners() -> None:
    async def main() -> None:
        scene = Scene()
        calls: list[str] = []

        async def bot(name: str) -> None:
            async for update in scene.cache.updates():
                calls.append(f"{name} {update.time_ms}")

        scene.cache.on_served(lambda: calls.append("served"))
        tasks = []
        for name in ("a", "b", "c"):
            tasks.append(asyncio.create_task(bot(name)))
            await asyncio.sleep(0)
        for time_ms in (100, 200):
            scene.take(time_ms, {FUTURE: book(time_ms)})
            assert not calls or calls[-1] == "served"  # nobody runs inside apply
            await settle()
        assert calls == ["a 100", "b 100", "c 100", "served", "a 200", "b 200", "c 200", "served"]
        await scene.cache.close()
        await asyncio.gather(*tasks)

    run(main())


def test_one_that_computes_for_long_is_served_behind_the_others_and_comes_back_when_it_is_quick_again() -> None:
    async def main() -> None:
        scene = Scene()
        calls: list[str] = []
        costs = {"slow": 10.0}

        async def bot(name: str) -> None:
            async for _ in scene.cache.updates():
                calls.append(name)
                scene.clock.advance(costs.get(name, 0.0))

        tasks = []
        for name in ("a", "slow", "b", "c"):
            tasks.append(asyncio.create_task(bot(name)))
            await asyncio.sleep(0)
        scene.take(100, {FUTURE: book(1)})
        await settle()
        assert calls == ["a", "slow", "b", "c"]
        calls.clear()
        scene.take(200, {FUTURE: book(2)})
        await settle()
        assert calls == ["a", "b", "c", "slow"]
        costs.clear()
        for number in range(3, 14):
            calls.clear()
            scene.take(100 * number, {FUTURE: book(number)})
            await settle()
        assert calls == ["a", "slow", "b", "c"]
        await scene.cache.close()
        await asyncio.gather(*tasks)

    run(main())


def test_served_comes_after_each_first_suspension_and_does_not_wait_for_more() -> None:
    async def main() -> None:
        scene = Scene()
        calls: list[str] = []
        release = asyncio.Event()

        async def slow() -> None:
            async for _ in scene.cache.updates():
                calls.append("slow thinks")
                await release.wait()
                calls.append("slow done")

        async def wrapped() -> None:
            updates = scene.cache.updates()
            await asyncio.wait_for(anext(updates), 5)
            calls.append("wrapped")

        scene.cache.on_served(lambda: calls.append("served"))
        tasks = [asyncio.create_task(slow()), asyncio.create_task(wrapped())]
        await settle()
        scene.take(100, {FUTURE: book(1)})
        await settle()
        assert calls == ["slow thinks", "wrapped", "served"]
        release.set()
        await scene.cache.close()
        await asyncio.gather(*tasks)
        assert calls == ["slow thinks", "wrapped", "served", "slow done"]

    run(main())


def test_nobody_waiting_is_served_soon() -> None:
    async def main() -> None:
        scene = Scene()
        calls: list[str] = []
        scene.cache.on_served(lambda: calls.append("served"))
        scene.take(100, {FUTURE: book(1)})
        assert calls == []
        await settle()
        assert calls == ["served"]

    run(main())


def test_a_reader_hears_of_a_gap_also_when_it_missed_the_update_behind_it() -> None:
    async def main() -> None:
        scene = Scene()
        updates = scene.cache.updates()
        scene.take(100, {FUTURE: book(1)})
        assert (await anext(updates)).after_gap
        scene.take(200, {FUTURE: book(1)})
        scene.cache.connected()
        scene.take(300, {FUTURE: book(1)})
        scene.take(400, {FUTURE: book(1)})
        seen = await anext(updates)
        assert (seen.time_ms, seen.skipped, seen.after_gap) == (400, 2, True)
        scene.take(500, {FUTURE: book(1)})
        assert not (await anext(updates)).after_gap
        await scene.cache.close()

    run(main())


def test_the_newest_wins_and_the_skipped_are_counted() -> None:
    async def main() -> None:
        scene = Scene()
        updates = scene.cache.updates()
        for time_ms in (100, 200, 300):
            scene.take(time_ms, {FUTURE: book(time_ms)})
        first = await anext(updates)
        assert (first.time_ms, first.skipped) == (300, 2)
        scene.take(400, {FUTURE: book(400)})
        second = await anext(updates)
        assert (second.time_ms, second.skipped) == (400, 0)

    run(main())


def test_a_burst_shares_one_served() -> None:
    async def main() -> None:
        scene = Scene()
        seen: list[Update] = []
        served: list[int] = []

        async def bot() -> None:
            async for update in scene.cache.updates():
                seen.append(update)

        scene.cache.on_served(lambda: served.append(len(seen)))
        task = asyncio.create_task(bot())
        await settle()
        for time_ms in (100, 200, 300):
            scene.take(time_ms, {FUTURE: book(time_ms)})
        await settle()
        assert [(update.time_ms, update.skipped) for update in seen] == [(300, 2)]
        assert served == [1]
        await scene.cache.close()
        await task

    run(main())


def test_painting_does_not_starve_while_updates_pour_in() -> None:
    async def main() -> None:
        scene = Scene()
        served: list[int] = []
        scene.cache.on_served(lambda: served.append(scene.cache.time_ms))

        async def bot() -> None:
            async for _ in scene.cache.updates():
                pass

        task = asyncio.create_task(bot())
        await settle()
        # an update in each turn of the loop, 30 ms apart on the clock: "served" is never reached in peace
        for number in range(60):
            scene.take(100 * number, {FUTURE: book(number + 1)}, step_ms=30.0)
            await asyncio.sleep(0)
        assert len(served) >= 5
        await scene.cache.close()
        await task

    run(main())


def test_close_ends_every_reader_also_those_who_come_later() -> None:
    async def main() -> None:
        scene = Scene()
        ends: list[str] = []

        async def bot(name: str) -> None:
            async for _ in scene.cache.updates():
                pass
            ends.append(name)

        tasks = [asyncio.create_task(bot("a")), asyncio.create_task(bot("b"))]
        await settle()
        await scene.cache.close()
        await scene.cache.close()
        await asyncio.gather(*tasks)
        await bot("late")
        assert ends == ["a", "b", "late"]

    run(main())


def readers_of(cache: MarketDataCache) -> int:
    return len(cache._hub)


def test_a_reader_left_by_break_leaves_nothing_behind() -> None:
    async def main() -> None:
        scene = Scene()

        async def bot() -> None:
            async for _ in scene.cache.updates():
                break

        task = asyncio.create_task(bot())
        await settle()
        assert readers_of(scene.cache) == 1
        scene.take(100, {FUTURE: book(1)})
        await task
        del task
        assert readers_of(scene.cache) == 0

    run(main())


def test_a_cancelled_reader_leaves_nothing_behind_and_holds_nobody_up() -> None:
    async def main() -> None:
        scene = Scene()
        served: list[int] = []
        scene.cache.on_served(lambda: served.append(scene.cache.time_ms))

        async def bot() -> None:
            async for _ in scene.cache.updates():
                pass

        first, second = asyncio.create_task(bot()), asyncio.create_task(bot())
        await settle()
        scene.take(100, {FUTURE: book(1)})
        first.cancel()  # woken, cancelled before its turn
        await settle()
        assert served == [100]
        second.cancel()  # cancelled while it waits
        await settle()
        scene.take(200, {FUTURE: book(2)})
        await settle()
        assert served == [100, 200]
        for task in (first, second):
            with pytest.raises(asyncio.CancelledError):
                await task
        del first, second, task
        assert readers_of(scene.cache) == 0

    run(main())


def test_a_reader_that_raises_holds_nobody_up() -> None:
    async def main() -> None:
        scene = Scene()
        served: list[int] = []
        scene.cache.on_served(lambda: served.append(scene.cache.time_ms))

        async def bot() -> None:
            async for _ in scene.cache.updates():
                raise ValueError("a bug in a bot")

        task = asyncio.create_task(bot())
        await settle()
        scene.take(100, {FUTURE: book(1)})
        await settle()
        assert served == [100]
        with pytest.raises(ValueError, match="a bug in a bot"):
            await task

    run(main())


def test_two_tasks_in_one_reader_are_told() -> None:
    async def main() -> None:
        scene = Scene()
        updates = scene.cache.updates()

        async def step() -> Any:
            return await anext(updates)

        task = asyncio.create_task(step())
        await settle()
        with pytest.raises(RuntimeError, match="two tasks"):
            await anext(updates)
        scene.take(100, {FUTURE: book(1)})
        assert isinstance(await task, Update)
        assert isinstance(updates, UpdateReader)

    run(main())


def test_a_reader_behind_a_closed_gate_gets_the_newest_when_it_opens() -> None:
    async def main() -> None:
        scene, gate = Scene(), ReadGate()
        served: list[int] = []
        scene.cache.on_served(lambda: served.append(int(scene.cache.time_ms)))
        token = CURRENT_GATE.set(gate)
        held = scene.cache.updates()
        CURRENT_GATE.reset(token)
        free = scene.cache.updates()
        got: dict[str, list[tuple[int, int]]] = {"held": [], "free": []}

        async def read(name: str, reader: AsyncIterator[Update]) -> None:
            async for update in reader:
                got[name].append((int(update.time_ms), update.skipped))

        tasks = [asyncio.create_task(read("held", held)), asyncio.create_task(read("free", free))]
        await settle()
        gate.close()
        for time_ms in (100, 200, 300):
            scene.take(time_ms, {FUTURE: book(time_ms)})
            await settle()
        assert got == {"held": [], "free": [(100, 0), (200, 0), (300, 0)]}
        assert served == [100, 200, 300], "nobody waits for one that is held"
        gate.open()
        await settle()
        assert got["held"] == [(300, 2)]
        # woken, and closed before its turn comes: it sleeps on and loses nothing
        scene.take(400, {FUTURE: book(400)})
        gate.close()
        await settle()
        assert got["held"] == [(300, 2)]
        assert served[-1] == 400
        gate.open()
        await settle()
        assert got["held"][1:] == [(400, 0)]
        gate.close()
        await scene.cache.close()
        await asyncio.gather(*tasks)

    run(main())


def test_a_gate_forgets_readers_that_are_gone_and_lets_whoever_waits_through() -> None:
    async def main() -> None:
        scene, gate = Scene(), ReadGate()
        token = CURRENT_GATE.set(gate)
        for _ in range(100):
            scene.cache.updates()
        CURRENT_GATE.reset(token)
        assert len(gate._readers) <= 1
        gate.close()
        waiting = [asyncio.create_task(gate.opened()) for _ in range(2)]
        await settle()
        assert not any(task.done() for task in waiting)
        gate.open()
        await asyncio.gather(*waiting)
        await gate.opened()
        await scene.cache.close()

    run(main())
