"""Takes a connection that has spoken and then says nothing for dead."""

import asyncio
from typing import Final

from algotrade_gui.core.words import say
from algotrade_gui.market.transport import Connection, ConnectionLost

MUTE_AFTER_S: Final = 5.0
"""Ten updates a second come on every connection of a running round (protocol section 3)."""
_SECOND_LOOK_S: Final = 0.2


class Receiver:
    """Receives one connection's frames. One that has spoken and is silent for 5 s is taken for lost.

    Used by one task at a time. A time-out of asyncio's would be made and thrown away with each frame, between an update and the bots. Here
    one timer serves many waits, and is set anew when it ends.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Task[object] | None = None
        self._due_s = 0.0
        """When the present wait, or the last one, has taken too long."""
        self._ran_out = False

    async def receive(self, *, speaks: bool) -> bytes:
        """Return the next frame. Raises ConnectionLost where the connection has ended, or has been silent for 5 s though it `speaks`.

        Before a round begins nothing is sent, for as long as it takes: pass `speaks` only once an update came on this connection.
        """
        if not speaks:
            return await self._connection.recv()
        try:
            return await self._receive_soon()
        except TimeoutError:
            pass
        try:
            # it may have been us: after a stall of the loop the time-out is due before what lies in the buffer was read
            async with asyncio.timeout(_SECOND_LOOK_S):
                return await self._connection.recv()
        except TimeoutError:
            raise ConnectionLost(None, say("nothing came for {seconds} s", seconds=f"{MUTE_AFTER_S:g}")) from None

    def close(self) -> None:
        """End the timer. May be called twice."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _receive_soon(self) -> bytes:
        """As `recv`, by the rules of asyncio.timeout. Raises TimeoutError."""
        task = asyncio.current_task()
        assert task is not None
        cancelling = task.cancelling()
        self._due_s = self._loop.time() + MUTE_AFTER_S
        if self._timer is None:
            self._timer = self._loop.call_at(self._due_s, self._look)
        self._waiting = task
        try:
            return await self._connection.recv()
        except asyncio.CancelledError:
            if not self._ran_out:
                raise
            self._ran_out = False
            if task.uncancel() > cancelling:
                raise  # somebody else wants it to end as well
        finally:
            self._waiting = None
            if self._ran_out:
                # it ended by itself in the same moment
                self._ran_out = False
                task.uncancel()
        raise TimeoutError

    def _look(self) -> None:
        self._timer = None
        if self._waiting is None:
            return
        if self._loop.time() < self._due_s:
            self._timer = self._loop.call_at(self._due_s, self._look)
            return
        self._ran_out = True
        self._waiting.cancel()
