"""A way to an exchange whose address is known only later."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from algotrade_gui.market.transport import Connection, Transport


class LateTransport:
    """The profile's exchange, of which a practice one's address is known only once it listens."""

    def __init__(self, address: str) -> None:
        self._waiting_for = address
        self._target: Transport | None = None
        self._known = asyncio.Event()

    def __repr__(self) -> str:
        return f"LateTransport({self.address!r})"

    @property
    def address(self) -> str:
        return self._waiting_for if self._target is None else self._target.address

    @property
    def target(self) -> Transport | None:
        """What it is aimed at."""
        return self._target

    def aim(self, target: Transport) -> None:
        """Connect to `target` from now on; connections that are open stay."""
        self._target = target
        self._known.set()

    async def open(self) -> Connection:
        await self._known.wait()
        assert self._target is not None
        return await self._target.open()

    async def connections(self) -> AsyncGenerator[Connection, None]:
        await self._known.wait()
        assert self._target is not None
        async with aclosing(self._target.connections()) as connections:
            async for connection in connections:
                yield connection
