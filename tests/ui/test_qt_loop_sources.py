"""The loop that Qt and asyncio share: its timers, other threads, sockets."""

import asyncio
import socket
import threading
import time

from PySide6.QtCore import QTimer

from algotrade_gui.ui.qt_loop import QtLoop
from tests.ui.waiting import until


def hold(seconds: float) -> None:
    """Compute for so long."""
    until_s = time.perf_counter() + seconds
    while time.perf_counter() < until_s:
        pass


# --- timers ---


def test_timers_come_in_order_and_never_early(loop: QtLoop) -> None:
    came: list[tuple[int, float]] = []
    delays_ms = [30, 3, 0, 12, 1, 45, 7]

    async def scene() -> None:
        for delay_ms in delays_ms:
            due_s = loop.time() + delay_ms / 1_000
            loop.call_later(
                delay_ms / 1_000,
                lambda d=delay_ms, s=due_s: came.append((d, loop.time() - s)),
            )
        await until(lambda: len(came) == len(delays_ms))

    loop.run_until_complete(scene())
    assert [delay_ms for delay_ms, _ in came] == sorted(delays_ms)
    # call_later reads the clock a moment after we did
    assert all(late_s >= 0 for _, late_s in came)


def test_an_earlier_timer_is_not_held_up_by_a_later_one(loop: QtLoop) -> None:
    async def scene() -> float:
        loop.call_later(5, print).cancel()
        later = loop.call_later(60, print)
        began_s = time.monotonic()
        await asyncio.sleep(0.005)
        later.cancel()
        return time.monotonic() - began_s

    took_s: float = loop.run_until_complete(scene())
    assert 0.005 <= took_s < 2


def test_timers_without_end_are_borne(loop: QtLoop) -> None:
    async def scene() -> None:
        handles = [loop.call_later(delay_s, print) for delay_s in (1e12, float("inf"))]
        await asyncio.sleep(0.002)
        for handle in handles:
            handle.cancel()

    loop.run_until_complete(scene())


# --- threads ---


def test_another_thread_s_callbacks_run_in_the_loop_s_in_their_order(loop: QtLoop) -> None:
    heard: list[tuple[int, int]] = []

    def ask() -> None:
        for number in range(200):
            loop.call_soon_threadsafe(lambda n=number: heard.append((n, threading.get_ident())))

    async def scene() -> None:
        thread = threading.Thread(target=ask)
        thread.start()
        await until(lambda: len(heard) == 200)
        thread.join()

    loop.run_until_complete(scene())
    assert heard == [(number, threading.get_ident()) for number in range(200)]


def test_a_loop_that_waits_is_woken_by_another_thread(loop: QtLoop) -> None:
    async def scene() -> None:
        woken = asyncio.Event()
        thread = threading.Timer(0.01, lambda: loop.call_soon_threadsafe(woken.set))
        thread.start()
        async with asyncio.timeout(5):
            await woken.wait()
        thread.join()

    loop.run_until_complete(scene())


def test_knocking_from_the_loop_s_own_thread_interrupts_nobody(loop: QtLoop) -> None:
    steps: list[str] = []

    def slot() -> None:
        loop.call_soon_threadsafe(steps.append, "callback")
        steps.append("slot")

    async def scene() -> None:
        QTimer.singleShot(0, slot)
        await until(lambda: len(steps) == 2)

    loop.run_until_complete(scene())
    assert steps == ["slot", "callback"]


def test_work_in_a_thread_comes_back(loop: QtLoop) -> None:
    async def scene() -> int:
        return await asyncio.to_thread(threading.get_ident)

    assert loop.run_until_complete(scene()) != threading.get_ident()


# --- sockets ---


def test_a_reader_may_be_replaced_and_removed_by_its_own_callback(loop: QtLoop) -> None:
    ours, theirs = socket.socketpair()
    heard: list[str] = []

    def second() -> None:
        heard.append(f"second {ours.recv(1).decode()}")
        assert loop.remove_reader(ours)
        assert not loop.remove_reader(ours)

    def first() -> None:
        heard.append(f"first {ours.recv(1).decode()}")
        loop.add_reader(ours, second)

    async def scene() -> None:
        loop.add_reader(ours, first)
        theirs.send(b"abc")
        await until(lambda: len(heard) == 2)
        await asyncio.sleep(0.005)

    with ours, theirs:
        loop.run_until_complete(scene())
    assert heard == ["first a", "second b"]


def test_a_removed_reader_s_socket_may_be_closed_and_its_number_used_again(loop: QtLoop) -> None:
    heard: list[int] = []

    async def scene() -> None:
        for number in range(30):
            ours, theirs = socket.socketpair()

            def read(ours: socket.socket = ours, theirs: socket.socket = theirs, number: int = number) -> None:
                loop.remove_reader(ours)
                ours.close()
                theirs.close()
                heard.append(number)

            loop.add_reader(ours, read)
            theirs.send(b"x")
            await until(lambda: len(heard) == number + 1)  # noqa: B023 - waited for at once

    loop.run_until_complete(scene())
    assert heard == list(range(30))


def test_a_reader_speaks_once_for_what_came_though_the_loop_is_busy(loop: QtLoop) -> None:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    reads: list[bytes] = []

    async def scene() -> None:
        loop.add_reader(ours, lambda: reads.append(ours.recv(10)))
        theirs.send(b"frame")
        for _ in range(20):
            loop.call_soon(hold, 0.002)
        await until(lambda: reads)
        await asyncio.sleep(0.01)
        theirs.send(b"next")
        await until(lambda: len(reads) == 2)
        loop.remove_reader(ours)

    with ours, theirs:
        loop.run_until_complete(scene())
    assert reads == [b"frame", b"next"]


def test_asyncio_s_own_streams_run_on_it(loop: QtLoop) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(500_000))
        await writer.drain()
        writer.close()

    async def scene() -> int:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"x" * 500_000)
            size = len(await reader.readexactly(500_000))
            writer.close()
            await writer.wait_closed()
        return size

    assert loop.run_until_complete(scene()) == 500_000
