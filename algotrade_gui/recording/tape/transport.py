"""A tape as an exchange to connect to: market data from it, and nothing to trade on."""

from collections.abc import AsyncGenerator
from typing import Final

from algotrade_gui.core.words import say
from algotrade_gui.market.transport import AuthenticationError, Connection, ConnectionLost
from algotrade_gui.recording.tape.player import Player

NOTHING_TO_TRADE: Final = say("A recording is played back; nothing can be traded.")
_WELCOME: Final = b'{"type":"welcome","message":"A recording"}'


class ReplayTransport:
    """The one market-data connection to a player (a `Transport`)."""

    def __init__(self, player: Player) -> None:
        """The player must be loaded."""
        self._player = player

    @property
    def address(self) -> str:
        return self._player.path.name

    async def open(self) -> Connection:
        return _Playing(self._player)

    async def connections(self) -> AsyncGenerator[Connection, None]:
        while True:
            connection = await self.open()
            try:
                yield connection
            finally:
                await connection.close()


class NoOrders:
    """Where orders would go while a tape plays (a `Transport`): no connection comes about."""

    @property
    def address(self) -> str:
        return str(say("a recording"))

    async def open(self) -> Connection:
        # no secret helps, so nobody tries again
        raise AuthenticationError(NOTHING_TO_TRADE)

    async def connections(self) -> AsyncGenerator[Connection, None]:
        yield await self.open()


class _Playing:
    """One connection to the player."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._greeted = False
        self._closed = False

    async def recv(self) -> bytes:
        if self._closed:
            raise ConnectionLost(1000)
        if not self._greeted:
            self._greeted = True
            return _WELCOME
        return await self._player.next_frame()

    async def send(self, frame: bytes) -> None:  # noqa: ARG002 - as Connection has it
        """Nobody listens: the market-data connection sends nothing."""
        raise ConnectionLost(None, NOTHING_TO_TRADE)

    async def close(self) -> None:
        self._closed = True
