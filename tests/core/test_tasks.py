"""Task owners: errors are heard, tasks end, what would not end is named."""

import asyncio
import contextlib

import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.tasks import TaskOwner, end_other_tasks, other_tasks, watch_loop
from tests.support.aio import run


def test_a_task_has_its_owner_s_name_and_a_result() -> None:
    async def scenario() -> None:
        owner = TaskOwner("feed", ErrorCentre())

        async def answer() -> int:
            return 42

        task = owner.start("answer", answer())
        assert owner.running == ["feed.answer"]
        assert await task == 42
        await asyncio.sleep(0)
        assert owner.running == []

    run(scenario())


@pytest.mark.expect_log(r"feed\.break: ValueError: no good")
def test_an_exception_is_heard_under_the_owner_s_name() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        owner = TaskOwner("feed", errors)

        async def fail() -> None:
            raise ValueError("no good")

        task = owner.start("break", fail())
        await asyncio.wait([task])
        await asyncio.sleep(0)
        [record] = errors.records
        assert record.source == "feed.break"
        assert "in fail" in (record.traceback_text or "")
        assert owner.running == []

    run(scenario())


def test_stop_cancels_and_no_task_starts_afterwards() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        owner = TaskOwner("bot", errors)
        cleaned_up = asyncio.Event()

        async def endless() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                cleaned_up.set()

        owner.start("run", endless())
        await asyncio.sleep(0)
        assert await owner.stop() == []
        assert cleaned_up.is_set()
        with pytest.raises(RuntimeError, match="bot was stopped, it starts no run"):
            owner.start("run", endless())
        assert errors.error_count == 0
        assert await owner.stop() == []

    run(scenario())


@pytest.mark.expect_log("task bot.stubborn did not stop within 0.02 s")
def test_a_task_that_would_not_stop_is_named() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        owner = TaskOwner("bot", errors)
        enough = asyncio.Event()

        async def stubborn() -> None:
            while not enough.is_set():
                try:
                    await enough.wait()
                except asyncio.CancelledError:
                    continue

        task = owner.start("stubborn", stubborn())
        await asyncio.sleep(0)
        assert await owner.stop(timeout_s=0.02) == ["bot.stubborn"]
        assert errors.error_count == 1
        enough.set()
        await task

    run(scenario())


def test_a_task_may_stop_its_own_owner() -> None:
    async def scenario() -> None:
        owner = TaskOwner("dialog", ErrorCentre())

        async def close() -> list[str]:
            return await owner.stop()

        assert await owner.start("close", close()) == []

    run(scenario())


@pytest.mark.expect_log(r"Task deaf would not end; the program leaves without it")
def test_a_task_that_ignores_its_cancellation_does_not_keep_the_program_from_ending() -> None:
    errors = ErrorCentre()

    async def deaf() -> None:
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    async def tame() -> None:
        await asyncio.Event().wait()

    async def program() -> list[str]:
        kept.extend(asyncio.create_task(task(), name=task.__name__) for task in (deaf, tame))
        await asyncio.sleep(0)
        names = other_tasks()
        await end_other_tasks(errors, timeout_s=0.05)
        return names

    kept: list[asyncio.Task[None]] = []
    with asyncio.Runner() as runner:
        assert runner.run(program()) == ["deaf", "tame"]
        # the runner's own end waits for every task it knows of
    assert [task.done() for task in kept] == [False, True]
    assert [record.message for record in errors.records] == ["Task deaf would not end; the program leaves without it."]


@pytest.mark.expect_log(r"loop: ValueError: lost", r"loop: odd")
def test_what_nobody_caught_in_a_watched_loop_is_heard() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        loop = asyncio.get_running_loop()
        watch_loop(loop, errors)

        def fail() -> None:
            raise ValueError("lost")

        loop.call_soon(fail)
        loop.call_exception_handler({"message": "odd"})
        await asyncio.sleep(0)
        assert [record.message for record in errors.records] == ["odd", "ValueError: lost"]

    run(scenario())
