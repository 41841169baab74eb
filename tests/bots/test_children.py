"""Tasks and threads that a bot starts by itself end with it, and only with it."""

import asyncio
import threading
from typing import Any

import pytest

from algotrade_gui.bots import runner as runner_module
from algotrade_gui.bots.api import Bot, SessionClosedError, UserError, in_thread
from algotrade_gui.bots.children import watch_tasks
from algotrade_gui.bots.manager import BotState
from algotrade_gui.bots.threads import BotThreads, ThreadJob
from algotrade_gui.core.clock import ManualClock
from tests.bots.scene import managed
from tests.support.aio import run, until
from tests.trading.desk import FUTURE, settle


class Leaky(Bot):
    """Starts tasks and forgets them."""

    ticks = 0

    async def run(self) -> None:
        asyncio.create_task(self.tick(), name="ticker")  # noqa: RUF006 - that it is forgotten is the point
        self.kept = asyncio.ensure_future(self.nest())
        await asyncio.sleep(3_600)

    async def tick(self) -> None:
        while True:
            type(self).ticks += 1
            await asyncio.sleep(0)

    async def nest(self) -> None:
        asyncio.create_task(self.tick(), name="grandchild")  # noqa: RUF006 - see above
        await asyncio.sleep(3_600)


class Tidy(Bot):
    """Starts tasks and ends them itself."""

    async def run(self) -> None:
        self.mine = [asyncio.create_task(asyncio.sleep(3_600)) for _ in range(3)]
        await asyncio.gather(asyncio.sleep(3_600), asyncio.wait_for(asyncio.sleep(3_600), 3_600))

    async def stop(self) -> None:
        for task in self.mine:
            task.cancel()


def others() -> set[str]:
    current = asyncio.current_task()
    return {task.get_name() for task in asyncio.all_tasks() if task is not current}


@pytest.mark.expect_log(r"leaky has ended and left 3 tasks running: .*grandchild \(Leaky.tick\).* All were cancelled")
def test_tasks_that_a_bot_leaves_are_cancelled_with_it_and_named() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            before = others()
            bot = manager.register_bot(Leaky, name="leaky")
            await manager.start_bot(bot)
            await settle()
            assert {"ticker", "grandchild"} <= others()
            await manager.stop_bot(bot)
            ticks = Leaky.ticks
            await settle()
            assert (others() - before, Leaky.ticks) == (set(), ticks)

    run(scene())


def test_a_bot_that_ends_what_it_started_is_blamed_for_nothing() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Tidy)
            await manager.start_bot(bot)
            await settle()
            await manager.stop_bot(bot)
            assert d.errors.records == []

    run(scene())


@pytest.mark.expect_log("left a task running", "Would not end")
def test_a_task_that_will_not_end_is_named_and_can_trade_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "STOP_TIMEOUT_S", 0.02)

    class Clinging(Bot):
        async def run(self) -> None:
            self.released = asyncio.Event()
            self.result = ""
            type(self).last = self
            asyncio.create_task(self.cling(), name="clinging")  # noqa: RUF006 - that it is forgotten is the point
            await asyncio.sleep(3_600)

        async def cling(self) -> None:
            while not self.released.is_set():
                try:
                    await self.released.wait()
                except asyncio.CancelledError:
                    continue
            try:
                await self.api.buy(FUTURE, 90_000, 1)
            except SessionClosedError as error:
                self.result = str(error)
            try:
                await self._handle.open_api()  # type: ignore[union-attr]  # it has been attached
            except UserError as error:
                self.result += f"; {error}"
            self.grandchild = asyncio.create_task(asyncio.sleep(3_600))

        last: "Clinging"

    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Clinging)
            await manager.start_bot(bot)
            await settle()
            await manager.stop_bot(bot)
            assert d.venue.pending == {}
            old = Clinging.last
            await manager.start_bot(bot)
            await settle()
            assert Clinging.last is not old
            old.released.set()
            await settle()
            assert "has ended: nothing was sent" in old.result
            assert "it opens no session" in old.result
            assert old.grandchild.cancelled()
            assert d.venue.of_type("add_order") == []
            Clinging.last.released.set()
            await settle()
            assert len(d.venue.of_type("add_order")) == 1, "the new one trades"

    run(scene())


def test_a_shared_connection_outlives_the_bot_that_opened_it_first() -> None:
    class Waiting(Bot):
        async def run(self) -> None:
            await asyncio.sleep(3_600)

    async def scene() -> None:
        async with managed() as (d, manager):
            bots = [manager.register_bot(Waiting, name=f"bot {number}") for number in range(20)]
            await manager.start_all_bots()
            await settle()
            sessions = d.account.sessions
            sharing = [bot for bot in bots if sessions[bot] is sessions[bots[0]]]
            assert len(sharing) > 1
            await manager.stop_bot(bots[0])
            result = await manager._entries[sharing[1]].runner._bot.api.buy(FUTURE, 90_000, 1)
            assert result.ok
            assert d.errors.records == []

    run(scene())


def test_watching_twice_is_watching_once_and_a_factory_of_others_is_kept() -> None:
    async def scene() -> None:
        made = []

        def factory(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
            made.append(coroutine)
            return asyncio.Task(coroutine, loop=loop, **options)

        loop = asyncio.get_running_loop()
        loop.set_task_factory(factory)
        watch_tasks(loop)
        watching = loop.get_task_factory()
        watch_tasks(loop)
        assert loop.get_task_factory() is watching
        await asyncio.create_task(asyncio.sleep(0))
        assert len(made) == 1

    run(scene())


# --- threads ---


class Thinking(Bot):
    """Computes in a thread, one call after the other."""

    async def run(self) -> None:
        type(self).last = self
        self.go, self.done, self.result = threading.Event(), threading.Event(), 0
        self.where = ""
        self.result = await in_thread(self.think, 20, 1)

    def think(self, a: int, b: int) -> int:
        self.where = threading.current_thread().name
        self.go.wait(10)
        self.done.set()
        return a + b

    last: "Thinking"


def test_heavy_work_runs_in_a_thread_of_the_bots_own_and_is_named_meanwhile() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Thinking, name="thinker")
            await manager.start_bot(bot)
            await until(lambda: Thinking.last.where)
            d.clock.advance(3_000)
            assert manager.info(bot).at_work == ("Thinking.think for 3 s",)
            assert Thinking.last.where.startswith("bot thinker")
            Thinking.last.go.set()
            await until(lambda: manager.info(bot).state is BotState.STOPPED)
            assert (Thinking.last.result, manager.info(bot).at_work) == (21, ())

    run(scene())


@pytest.mark.expect_log("thinker has ended; Thinking.think still runs in its thread and is left to itself")
def test_a_thread_that_still_works_when_its_bot_stops_is_left_to_itself() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Thinking, name="thinker")
            await manager.start_bot(bot)
            await until(lambda: Thinking.last.where)
            await manager.stop_bot(bot)
            assert manager.info(bot).state is BotState.STOPPED
            Thinking.last.go.set()
            await until(Thinking.last.done.is_set)
            await until(lambda: not any(thread.name.startswith("bot ") for thread in threading.enumerate()))
            assert Thinking.last.result == 0, "nobody waits for it any more"

    run(scene())


def test_what_a_thread_raises_is_the_bots_and_two_work_at_a_time() -> None:
    class Many(Bot):
        async def run(self) -> None:
            at_once = 0
            most = 0
            lock = threading.Lock()
            both = threading.Barrier(2)

            def work(number: int) -> int:
                nonlocal at_once, most
                with lock:
                    at_once += 1
                    most = max(most, at_once)
                both.wait(10)
                with lock:
                    at_once -= 1
                return number

            type(self).seen = (await asyncio.gather(*(in_thread(work, number) for number in range(8))), most)
            with pytest.raises(ZeroDivisionError):
                await in_thread(lambda: 1 // 0)

        seen: Any = None

    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Many)
            await manager.start_bot(bot)
            await until(lambda: not manager.info(bot).state.is_alive)
            assert (manager.info(bot).state, Many.seen) == (BotState.STOPPED, (list(range(8)), 2))
            await until(lambda: not any(thread.name.startswith("bot ") for thread in threading.enumerate()))

    run(scene())


def test_a_function_is_at_work_until_its_result_is_there_and_not_a_moment_longer() -> None:
    threads = BotThreads("bot", ManualClock())
    at_the_end: list[list[ThreadJob]] = []
    go, told = threading.Event(), threading.Event()

    def ended(_: object) -> None:
        # in the thread, in the moment in which it gives the result back
        at_the_end.append(threads.jobs)
        told.set()

    threads.submit(go.wait, 10).add_done_callback(ended)
    assert [job.name for job in threads.jobs] == ["Event.wait"]
    go.set()
    assert told.wait(10)
    assert (at_the_end, threads.close()) == ([[]], [])


def test_outside_a_bot_there_is_no_thread_to_be_had() -> None:
    async def scene() -> None:
        with pytest.raises(UserError):
            await in_thread(int)

    run(scene())
