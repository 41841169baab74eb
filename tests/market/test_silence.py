"""A connection that has spoken and falls silent is lost, whatever else happens in that moment."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.market.silence import MUTE_AFTER_S, Receiver
from algotrade_gui.market.transport import ConnectionLost


class Line:
    """A connection whose frames the test puts in; b"" ends it."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[bytes] = asyncio.Queue()

    async def recv(self) -> bytes:
        frame = await self.frames.get()
        if not frame:
            raise ConnectionLost(1000, "over")
        return frame

    async def send(self, frame: bytes) -> None:
        raise AssertionError(frame)

    async def close(self) -> None:
        pass


def later(seconds: float, call: Callable[..., object], *args: object) -> None:
    asyncio.get_running_loop().call_later(seconds, call, *args)


async def taken_s(wait: Coroutine[Any, Any, object]) -> float:
    """Seconds until `wait` ended by a lost connection."""
    began_s = asyncio.get_running_loop().time()
    with pytest.raises(ConnectionLost):
        await wait
    return asyncio.get_running_loop().time() - began_s


def test_one_that_speaks_may_be_silent_for_five_seconds_from_its_last_frame() -> None:
    async def scene() -> None:
        line = Line()
        receiver = Receiver(line)
        for pause_s in (0.0, 3.0, 4.0, 4.9):
            later(pause_s, line.frames.put_nowait, b"frame")
            assert await receiver.receive(speaks=True) == b"frame"
        assert await taken_s(receiver.receive(speaks=True)) == pytest.approx(MUTE_AFTER_S + 0.2)

    run_virtual(scene())


def test_one_that_has_not_spoken_may_take_as_long_as_it_likes() -> None:
    async def scene() -> None:
        line = Line()
        receiver = Receiver(line)
        line.frames.put_nowait(b"frame")
        assert await receiver.receive(speaks=True) == b"frame"
        later(60, line.frames.put_nowait, b"late")
        assert await receiver.receive(speaks=False) == b"late"

    run_virtual(scene())


def test_what_came_during_a_stall_is_found_at_the_second_look() -> None:
    async def scene() -> None:
        line = Line()
        receiver = Receiver(line)
        later(MUTE_AFTER_S + 0.1, line.frames.put_nowait, b"frame")
        assert await receiver.receive(speaks=True) == b"frame"
        line.frames.put_nowait(b"next")
        assert await receiver.receive(speaks=True) == b"next"

    run_virtual(scene())


def test_an_end_is_told_as_it_is() -> None:
    async def scene() -> None:
        line = Line()
        receiver = Receiver(line)
        later(1, line.frames.put_nowait, b"")
        assert await taken_s(receiver.receive(speaks=True)) == pytest.approx(1)

    run_virtual(scene())


@pytest.mark.parametrize("after_s", [1.0, MUTE_AFTER_S, MUTE_AFTER_S + 0.1])
def test_who_cancels_the_reader_ends_it(after_s: float) -> None:
    async def scene() -> None:
        receiver = Receiver(Line())
        task = asyncio.create_task(receiver.receive(speaks=True))
        later(after_s, task.cancel)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()

    run_virtual(scene())


def test_a_frame_in_the_moment_of_the_time_out_is_not_lost() -> None:
    async def scene() -> None:
        line = Line()
        receiver = Receiver(line)
        later(MUTE_AFTER_S, line.frames.put_nowait, b"frame")
        assert await receiver.receive(speaks=True) == b"frame"
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0
        await asyncio.sleep(0)

    run_virtual(scene())


def test_a_closed_receiver_leaves_no_timer() -> None:
    async def scene() -> None:
        line = Line()
        receiver = Receiver(line)
        line.frames.put_nowait(b"frame")
        assert await receiver.receive(speaks=True) == b"frame"
        assert receiver._timer is not None
        timer = receiver._timer
        receiver.close()
        receiver.close()
        assert timer.cancelled()

    run_virtual(scene())
