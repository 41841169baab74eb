"""Takes a connection that has spoken and then says nothing for dead."""

import asyncio
from typing import Final

from algotrade_gui.market.transport import Connection, ConnectionLost

MUTE_AFTER_S: Final = 5.0
"""Ten updates a second come on every connection of a running round (protocol section 3)."""
_SECOND_LOOK_S: Final = 0.2


async def receive(connection: Connection, *, speaks: bool) -> bytes:
    """Return the connection's next frame. Raises ConnectionLost where it has ended, or has been silent for 5 s though it `speaks`.

    Before a round begins nothing is sent, for as long as it takes: pass `speaks` only once an update came on this connection.
    """
    if not speaks:
        return await connection.recv()
    try:
        async with asyncio.timeout(MUTE_AFTER_S):
            return await connection.recv()
    except TimeoutError:
        pass
    try:
        # it may have been us: after a stall of the loop the time-out is due before what lies in the buffer was read
        async with asyncio.timeout(_SECOND_LOOK_S):
            return await connection.recv()
    except TimeoutError:
        raise ConnectionLost(None, f"nothing came for {MUTE_AFTER_S:g} s") from None
