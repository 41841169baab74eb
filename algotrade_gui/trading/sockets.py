"""The order connections of this machine: one for each owner while there are few, shared ones beyond."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.trading.session import TradingSession

MOST_SOCKETS: Final = 8
"""Of the team's ten connections (protocol section 7): the feed has one of its own, and one is kept for emergencies."""


@dataclass(slots=True, eq=False)
class _Socket:
    session: TradingSession
    users: set[BotId] = field(default_factory=set)
    ready: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class OrderSockets:
    """Gives each owner a session, a new one or, when `most` are open, the one with the fewest users.

    Replies find their request by its id, which is unique in the process, so a session does not care who uses it. An owner is told of a
    shared connection nowhere: it is slower by what the others send.
    """

    def __init__(
        self,
        open_session: Callable[[str], TradingSession],
        on_open: Callable[[TradingSession], None],
        *,
        most: int = MOST_SOCKETS,
    ) -> None:
        """`on_open` is called with each new session before it connects."""
        self._open_session = open_session
        self._on_open = on_open
        self._most = most
        self._sockets: list[_Socket] = []
        self._by_owner: dict[BotId, _Socket] = {}

    def __contains__(self, owner: object) -> bool:
        return owner in self._by_owner

    @property
    def sessions(self) -> dict[BotId, TradingSession]:
        """The sessions by owner; two owners may have the same one."""
        return {owner: socket.session for owner, socket in self._by_owner.items()}

    def of(self, owner: BotId) -> TradingSession | None:
        """The owner's session."""
        socket = self._by_owner.get(owner)
        return None if socket is None else socket.session

    def all(self) -> list[TradingSession]:
        """Every session once."""
        return [socket.session for socket in self._sockets]

    async def join(self, owner: BotId) -> TradingSession:
        """Give `owner` a connected session. Raises ConnectError; UserError where it has one already."""
        if owner in self._by_owner:
            raise UserError(f"{owner} is connected already")
        if len(self._sockets) < self._most:
            return await self._open(owner)
        socket = min(self._sockets, key=lambda one: len(one.users))
        self._by_owner[owner] = socket
        socket.users.add(owner)
        try:
            # still on its way for somebody else: what becomes of it is ours as well
            await asyncio.shield(socket.ready)
        except BaseException:
            self._forget(owner, socket)
            raise
        return socket.session

    async def _open(self, owner: BotId) -> TradingSession:
        socket = _Socket(self._open_session(str(owner)))
        self._sockets.append(socket)
        self._by_owner[owner] = socket
        socket.users.add(owner)
        self._on_open(socket.session)
        try:
            await socket.session.connect()
        except BaseException as error:
            if socket in self._sockets:  # it may have been closed meanwhile
                self._sockets.remove(socket)
            self._forget(owner, socket)
            if socket.users and isinstance(error, Exception):
                socket.ready.set_exception(error)
            else:
                socket.ready.cancel()
            raise
        socket.ready.set_result(None)
        return socket.session

    async def leave(self, owner: BotId) -> None:
        """Take the owner's session away; it is closed with its last user. Does nothing for an owner without one."""
        socket = self._by_owner.get(owner)
        if socket is None:
            return
        self._forget(owner, socket)
        if not socket.users and socket in self._sockets:
            self._sockets.remove(socket)
            await socket.session.close()

    async def close(self) -> None:
        """Close every session."""
        sockets, self._sockets = self._sockets, []
        self._by_owner.clear()
        for socket in sockets:
            await socket.session.close()

    def _forget(self, owner: BotId, socket: _Socket) -> None:
        self._by_owner.pop(owner, None)
        socket.users.discard(owner)
