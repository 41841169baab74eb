"""The loop whose clock jumps: it keeps asyncio's order, waits for threads, and says when nothing can happen any more."""

import asyncio
import itertools
import random
import socket
import threading
import time

import pytest

from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.virtual_time import DeadlockError, VirtualLoop, VirtualTimeError, run_virtual


def virtual_loop() -> VirtualLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop


def test_an_hour_passes_at_once_and_to_the_nanosecond() -> None:
    async def scene() -> list[float]:
        clock = LoopClock()
        seen = [clock.now_ms()]
        for _ in range(36):
            await asyncio.sleep(100)
            seen.append(clock.now_ms())
        return seen

    began_s = time.monotonic()
    assert run_virtual(scene()) == [100_000.0 * turn for turn in range(37)]
    assert time.monotonic() - began_s < 2


def test_the_clock_stands_while_anything_is_ready() -> None:
    async def scene() -> tuple[float, int]:
        for _ in range(1_000):
            await asyncio.sleep(0)
        loop = virtual_loop()
        return loop.time(), loop.jumps

    assert run_virtual(scene()) == (0.0, 0)


def test_timers_run_in_the_order_of_their_times_and_alike_in_each_run() -> None:
    async def scene() -> list[tuple[float, int]]:
        rng = random.Random(3)
        ran: list[tuple[float, int]] = []
        loop = asyncio.get_running_loop()

        async def sleeper(number: int) -> None:
            for _ in range(20):
                # many of one instant, some cancelled
                timer = loop.call_later(rng.randint(1, 5), ran.append, (-1.0, number))
                await asyncio.sleep(rng.randint(0, 4) / 10)
                timer.cancel()
                ran.append((loop.time(), number))

        async with asyncio.TaskGroup() as group:
            for number in range(20):
                group.create_task(sleeper(number))
        return ran

    ran = run_virtual(scene())
    assert [at for at, _ in ran] == sorted(at for at, _ in ran)
    assert len(ran) == 400
    assert run_virtual(scene()) == ran


def test_time_outs_and_waits_are_virtual() -> None:
    async def scene() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await asyncio.Event().wait()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(99), 12)
        return asyncio.get_running_loop().time()

    assert run_virtual(scene()) == 42.0


def test_the_clock_does_not_jump_over_a_thread_at_work() -> None:
    async def scene() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        early = threading.Event()
        loop.call_later(0.001, early.set)

        def work() -> str:
            # by the machine's clock; the timer of one virtual millisecond must not fire meanwhile
            return "overtaken" if early.wait(0.15) else "in time"

        return await asyncio.to_thread(work), loop.time()

    assert run_virtual(scene()) == ("in time", 0.0)


def test_a_job_that_nobody_waits_for_any_more_still_holds_the_clock() -> None:
    async def scene() -> list[str]:
        loop = asyncio.get_running_loop()
        told: list[str] = []
        begun, go_on = threading.Event(), threading.Event()

        def work() -> None:
            begun.set()
            go_on.wait(5)
            told.append("job")

        job = loop.run_in_executor(None, work)
        begun.wait(5)
        job.cancel()
        threading.Timer(0.05, go_on.set).start()
        await asyncio.sleep(1)
        told.append("sleeper")
        return told

    assert run_virtual(scene()) == ["job", "sleeper"]


def test_another_thread_may_post_and_outside_holds_the_clock_for_it() -> None:
    async def scene() -> tuple[str, float]:
        loop = virtual_loop()
        answer: asyncio.Future[str] = loop.create_future()
        thread = threading.Timer(0.05, lambda: loop.call_soon_threadsafe(answer.set_result, "posted"))
        with loop.outside():
            thread.start()
            async with asyncio.timeout(1):
                text = await answer
        thread.join()
        return text, loop.time()

    assert run_virtual(scene()) == ("posted", 0.0)


def test_a_deadlock_is_told_with_what_each_task_waits_for() -> None:
    ended: list[str] = []

    async def never() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("tidied up")

    async def scene() -> None:
        await asyncio.sleep(7)
        async with asyncio.TaskGroup() as group:
            group.create_task(never(), name="the one that hangs")

    with pytest.raises(DeadlockError, match=r"at 7\.000 s.*the one that hangs \(Event\.wait line \d+\)"):
        run_virtual(scene())
    assert ended == ["tidied up"]


def test_a_program_that_never_ends_runs_into_its_real_limit() -> None:
    async def scene() -> None:
        for _ in itertools.count():
            await asyncio.sleep(1)

    with pytest.raises(VirtualTimeError, match=r"0\.2 s of real time are over at \d+"):
        run_virtual(scene(), real_limit_s=0.2)


def test_a_real_socket_is_refused() -> None:
    async def scene() -> None:
        left, right = socket.socketpair()
        try:
            left.setblocking(False)
            await asyncio.get_running_loop().sock_recv(left, 1)
        finally:
            left.close()
            right.close()

    with pytest.raises(VirtualTimeError, match="no real socket"):
        run_virtual(scene())


def test_it_leaves_no_thread_and_no_task() -> None:
    before = set(threading.enumerate())
    cancelled: list[bool] = []

    async def straggler() -> None:
        try:
            await asyncio.sleep(1_000)
        finally:
            cancelled.append(True)

    async def scene() -> None:
        await asyncio.to_thread(time.monotonic)
        tasks.append(asyncio.create_task(straggler()))
        await asyncio.sleep(1)

    tasks: list[asyncio.Task[None]] = []
    run_virtual(scene())
    assert cancelled == [True]
    assert set(threading.enumerate()) <= before
