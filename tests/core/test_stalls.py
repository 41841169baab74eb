import threading
import time

import pytest

from algotrade_gui.core.stalls import StallWatch
from tests.support.aio import run, until


def test_a_held_loop_is_measured() -> None:
    async def scenario() -> float:
        watch = StallWatch()
        watch.start()
        try:
            time.sleep(0.3)  # noqa: ASYNC251 - the stall itself
            await until(lambda: watch.longest_ms > 100)
            return watch.longest_ms
        finally:
            watch.stop()

    # the watch asks every 50 ms, so it sees at least the rest of the stall after its question
    assert 200 < run(scenario()) < 2_000


def test_reset_forgets_the_longest_wait() -> None:
    async def scenario() -> float:
        watch = StallWatch()
        watch.start()
        time.sleep(0.2)  # noqa: ASYNC251 - the stall itself
        await until(lambda: watch.longest_ms > 50)
        watch.stop()
        watch.reset()
        return watch.longest_ms

    assert run(scenario()) == 0.0


def test_its_thread_ends_with_stop_and_stopping_twice_is_harmless() -> None:
    async def scenario() -> None:
        watch = StallWatch()
        watch.start()
        with pytest.raises(RuntimeError, match="runs already"):
            watch.start()
        watch.stop()
        watch.stop()

    run(scenario())
    assert "stall-watch" not in {thread.name for thread in threading.enumerate()}


def test_stopping_it_between_two_questions_takes_no_time() -> None:
    in_between, go_on = threading.Event(), threading.Event()

    class Slow(threading.Event):
        def clear(self) -> None:
            in_between.set()
            go_on.wait(2)
            super().clear()

    async def scenario() -> float:
        watch = StallWatch()
        watch._answered = Slow()
        watch.start()
        in_between.wait(2)  # the watch is about to forget the last answer; `stop` gives the one that it forgets
        later = threading.Timer(0.05, go_on.set)
        later.start()
        began = time.monotonic()
        watch.stop()
        later.join()
        return time.monotonic() - began

    assert run(scenario()) < 1.5
