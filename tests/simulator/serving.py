"""An exchange over real sockets for one test, and what its clients read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.server import ExchangeServer, serve


@asynccontextmanager
async def exchange(**settings: Any) -> AsyncIterator[ExchangeServer]:
    """Serve on any free port, without the house unless `settings` say otherwise; nothing may have gone wrong in it."""
    errors = ErrorCentre()
    server = await serve(make_config(**{"port": 0, "house_traders": False, **settings}), errors)
    try:
        yield server
    finally:
        await server.close()
    assert errors.records == []


async def next_text(client: ClientConnection) -> str:
    """The next frame, which has to be text."""
    frame = await client.recv()
    assert isinstance(frame, str)
    return frame
