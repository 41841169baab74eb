"""The loop that Qt and asyncio share: asyncio's order and rules, Qt's turn in between."""

import asyncio
import logging
import socket
import time
from contextvars import ContextVar

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from algotrade_gui.ui import qt_loop
from algotrade_gui.ui.qt_loop import TURN_MS, QtLoop
from tests.ui.waiting import until


def beside(loop: QtLoop) -> tuple[QTimer, list[float]]:
    """A timer of Qt's without delay, and when it came."""
    came: list[float] = []
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: came.append(loop.time()))
    return timer, came


def hold(seconds: float) -> None:
    """Compute for so long."""
    until_s = time.perf_counter() + seconds
    while time.perf_counter() < until_s:
        pass


# --- order ---


def test_callbacks_run_in_the_order_of_their_asking(loop: QtLoop) -> None:
    heard: list[int] = []

    def ask(number: int) -> None:
        heard.append(number)
        if number < 10:
            loop.call_soon(ask, number + 10)

    async def scene() -> None:
        for number in range(10):
            loop.call_soon(ask, number)
        await until(lambda: len(heard) == 20)

    loop.run_until_complete(scene())
    assert heard == list(range(20))


def test_what_a_callback_makes_ready_runs_before_qt_s_next_event(loop: QtLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    # a busy machine may take longer over these few steps than a turn lasts
    monkeypatch.setattr(qt_loop, "TURN_MS", 2_000.0)
    steps: list[str] = []
    timer, _ = beside(loop)
    timer.timeout.connect(lambda: steps.append("qt"))

    async def hop(left: int) -> None:
        steps.append("asyncio")
        if left:
            await asyncio.create_task(hop(left - 1))

    async def scene() -> None:
        timer.start()
        await until(lambda: len(steps) > 3)
        steps.append("begin")
        await hop(20)
        steps.append("end")
        timer.stop()

    loop.run_until_complete(scene())
    first = steps.index("begin")
    assert steps[first : steps.index("end")] == ["begin", *["asyncio"] * 21]


def test_a_callback_from_a_slot_of_qt_s_runs_after_the_slot(loop: QtLoop) -> None:
    steps: list[str] = []

    def slot() -> None:
        loop.call_soon(steps.append, "callback")
        steps.append("slot")

    async def scene() -> None:
        QTimer.singleShot(0, slot)
        await until(lambda: len(steps) == 2)

    loop.run_until_complete(scene())
    assert steps == ["slot", "callback"]


def test_a_callback_runs_in_the_context_it_was_given(loop: QtLoop) -> None:
    name: ContextVar[str] = ContextVar("name", default="nobody")
    heard: list[str] = []

    async def scene() -> None:
        name.set("bot")
        for ask in (loop.call_soon, loop.call_soon_threadsafe):
            ask(lambda: heard.append(name.get()))
        loop.call_later(0, lambda: heard.append(name.get()))
        name.set("other")
        await until(lambda: len(heard) == 3)

    loop.run_until_complete(scene())
    assert heard == ["bot"] * 3


# --- fairness ---


def test_a_busy_asyncio_leaves_qt_its_turns(loop: QtLoop) -> None:
    timer, came = beside(loop)

    async def scene() -> None:
        timer.start()
        began_s = loop.time()
        while loop.time() - began_s < 0.2:  # noqa: ASYNC110 - being busy is the point
            await asyncio.sleep(0)
        timer.stop()

    loop.run_until_complete(scene())
    assert len(came) > 0.2 / (TURN_MS / 1_000) / 4
    assert came[-1] - came[0] > 0.1


def test_a_busy_asyncio_leaves_its_own_timers_and_sockets_theirs(loop: QtLoop) -> None:
    ours, theirs = socket.socketpair()
    heard: list[str] = []

    async def scene() -> None:
        loop.add_reader(ours, lambda: heard.append(ours.recv(10).decode()))
        loop.call_later(0.01, heard.append, "timer")
        theirs.send(b"frame")
        async with asyncio.timeout(5):
            while len(heard) < 2:  # noqa: ASYNC110 - being busy is the point
                await asyncio.sleep(0)
        loop.remove_reader(ours)

    with ours, theirs:
        loop.run_until_complete(scene())
    assert sorted(heard) == ["frame", "timer"]


def test_a_busy_qt_leaves_asyncio_its_turns(loop: QtLoop) -> None:
    timer, came = beside(loop)
    turns = 0

    async def scene() -> None:
        nonlocal turns
        timer.timeout.connect(lambda: hold(0.002))
        timer.start()
        while len(came) < 50:
            await asyncio.sleep(0.001)
            turns += 1
        timer.stop()

    loop.run_until_complete(scene())
    assert turns > 20


# --- mistakes ---


def test_an_exception_goes_to_the_handler_and_the_others_run(loop: QtLoop) -> None:
    heard: list[str] = []
    loop.set_exception_handler(lambda _, context: heard.append(type(context["exception"]).__name__))

    async def scene() -> None:
        loop.call_soon([].pop)
        loop.call_soon(heard.append, "next")
        loop.call_later(0, {}.popitem)
        loop.call_later(0.002, heard.append, "later")
        await until(lambda: "later" in heard)

    loop.run_until_complete(scene())
    assert heard == ["IndexError", "next", "KeyError", "later"]


def test_a_callback_that_asks_to_leave_does_not_end_the_process_on_the_spot(loop: QtLoop) -> None:
    heard: list[str] = []
    loop.set_exception_handler(lambda _, context: heard.append(type(context["exception"]).__name__))

    def leave(error: BaseException) -> None:
        raise error

    async def scene() -> None:
        loop.call_soon(leave, KeyboardInterrupt())
        loop.call_soon(leave, SystemExit(3))
        loop.call_later(0.001, leave, SystemExit(3))
        loop.call_later(0.003, heard.append, "later")
        await until(lambda: "later" in heard)

    loop.run_until_complete(scene())
    assert heard == ["KeyboardInterrupt", "SystemExit", "SystemExit", "later"]


@pytest.mark.expect_log("took 0.0")
def test_in_debug_a_slow_callback_is_named(loop: QtLoop, caplog: pytest.LogCaptureFixture) -> None:
    loop.set_debug(True)
    loop.slow_callback_duration = 0.01
    logging.getLogger("qasync").setLevel(logging.WARNING)

    async def scene() -> None:
        loop.call_soon(hold, 0.015)
        await asyncio.sleep(0.03)

    with caplog.at_level(logging.WARNING, "algotrade_gui.ui.qt_loop"):
        loop.run_until_complete(scene())
    assert any("hold" in record.getMessage() and "took 0.0" in record.getMessage() for record in caplog.records)


def test_a_closed_loop_takes_nothing(qapp: QApplication) -> None:
    loop = QtLoop(qapp)
    loop.close()
    loop.close()
    for ask in (loop.call_soon, loop.call_soon_threadsafe):
        with pytest.raises(RuntimeError):
            ask(print)
    with pytest.raises(RuntimeError):
        loop.call_later(0, print)


# --- cancelling ---


def test_what_was_cancelled_does_not_run(loop: QtLoop) -> None:
    heard: list[str] = []

    async def scene() -> None:
        loop.call_soon(heard.append, "soon").cancel()
        loop.call_soon_threadsafe(heard.append, "knock").cancel()
        later = loop.call_later(0.001, heard.append, "later")
        second = loop.call_soon(heard.append, "second")
        loop.call_soon(heard.append, "kept")
        later.cancel()
        second.cancel()
        await asyncio.sleep(0.01)

    loop.run_until_complete(scene())
    assert heard == ["kept"]


def test_cancelled_timers_are_not_kept_until_they_are_due(loop: QtLoop) -> None:
    async def scene() -> None:
        kept = [loop.call_later(3_600, print) for _ in range(50)]
        for _ in range(1_000):
            loop.call_later(3_600, print).cancel()
        await asyncio.sleep(0.002)
        assert len(loop._scheduled) < 100
        assert sum(not handle.cancelled() for handle in loop._scheduled) == 50
        for handle in kept:
            handle.cancel()

    loop.run_until_complete(scene())


def test_a_task_that_is_cancelled_while_it_waits_ends(loop: QtLoop) -> None:
    async def scene() -> None:
        waiting = asyncio.create_task(asyncio.Event().wait())
        sleeping = asyncio.create_task(asyncio.sleep(60))
        await asyncio.sleep(0)
        waiting.cancel()
        sleeping.cancel()
        assert all(
            isinstance(end, asyncio.CancelledError)
            for end in await asyncio.gather(waiting, sleeping, return_exceptions=True)
        )

    loop.run_until_complete(scene())


# --- the loop's life ---


def test_nothing_runs_while_the_loop_stands_and_nothing_is_lost(loop: QtLoop, qapp: QApplication) -> None:
    heard: list[str] = []
    loop.call_soon(heard.append, "soon")
    loop.call_soon_threadsafe(heard.append, "knock")
    loop.call_later(0, heard.append, "later")
    hold(0.002)
    for _ in range(20):
        qapp.processEvents()
    assert heard == []

    async def scene() -> None:
        await until(lambda: len(heard) == 3)

    loop.run_until_complete(scene())
    assert sorted(heard) == ["knock", "later", "soon"]


def test_a_stop_lets_what_was_ready_run_and_keeps_the_rest(loop: QtLoop) -> None:
    heard: list[str] = []

    def first() -> None:
        loop.stop()
        loop.call_soon(heard.append, "rest")
        heard.append("first")

    loop.call_soon(first)
    loop.call_soon(heard.append, "ready")
    loop.run_forever()
    assert heard == ["first", "ready"]
    loop.run_until_complete(asyncio.sleep(0.002))
    assert heard == ["first", "ready", "rest"]


def test_a_nested_loop_of_qt_s_holds_callbacks_and_harms_no_task(loop: QtLoop) -> None:
    steps: list[str] = []

    async def other() -> None:
        steps.append("other")

    async def scene() -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            loop.add_reader(ours, lambda: steps.append(ours.recv(10).decode()))
            loop.call_later(0.001, steps.append, "timer")
            task = asyncio.create_task(other())
            theirs.send(b"frame")
            nested = QEventLoop()
            QTimer.singleShot(20, nested.quit)
            nested.exec()
            steps.append("nested ended")
            await task
            await until(lambda: len(steps) == 4)
            loop.remove_reader(ours)

    loop.run_until_complete(scene())
    assert steps[0] == "nested ended"
    assert sorted(steps[1:]) == ["frame", "other", "timer"]
