"""The order connections of this machine: one for each owner while there are few, shared ones beyond."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.words import say
from algotrade_gui.trading.session import TradingSession

TEAM_CONNECTIONS: Final = 10
"""What a team may have open, on all its machines together (protocol section 7)."""
OTHERS: Final = 2
"""The feed has one of its own, and one is kept for emergencies."""
MOST_SOCKETS: Final = TEAM_CONNECTIONS - OTHERS


def most_sockets(share: float) -> int:
    """Order connections of a machine that may have `share` of the team's: what its share leaves beside the other two, at least one."""
    # a tenth of a share is one connection: 0.3 * 10 is a little less than 3
    return max(1, int(TEAM_CONNECTIONS * share + 1e-9) - OTHERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionUse:
    """What of the team's connections is this machine's, for a gauge. The feed's and the emergency's count in `share` only."""

    team: int
    share: int
    """Of the team's, this machine may have so many, all kinds together."""
    orders: int
    """Order connections that are open or being opened."""
    most_orders: int
    owners: int
    """Who shares those."""


@dataclass(slots=True, eq=False)
class _Socket:
    session: TradingSession
    users: set[BotId] = field(default_factory=set)
    ready: "asyncio.Future[None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def is_ready(self) -> bool:
        return self.ready.done() and not self.ready.cancelled() and self.ready.exception() is None


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
        on_surplus: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_open` is called with each new session before it connects, `on_surplus` when there are more than `most`: call `shrink`."""
        self._open_session = open_session
        self._on_open = on_open
        self._on_surplus = on_surplus
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

    @property
    def use(self) -> ConnectionUse:
        """How the machine's share of the team's connections is used."""
        return ConnectionUse(
            team=TEAM_CONNECTIONS,
            share=self._most + OTHERS,
            orders=len(self._sockets),
            most_orders=self._most,
            owners=len(self._by_owner),
        )

    def set_most(self, most: int) -> None:
        """Have at most so many from now on. Where there may be more than before, they are opened by those who come."""
        self._most = most
        if len(self._sockets) > most:
            self._on_surplus()

    async def shrink(self) -> None:
        """Close what is open beyond the limit: its owners get others at once, it is closed when its requests have been answered.

        One that is still being opened is looked at again then.
        """
        surplus: list[_Socket] = []
        ready = sorted((one for one in self._sockets if one.is_ready), key=lambda one: len(one.users), reverse=True)
        while len(self._sockets) > self._most and len(ready) > 1:
            socket = ready.pop()
            self._sockets.remove(socket)
            surplus.append(socket)
            for owner in sorted(socket.users):
                other = min(ready, key=lambda one: len(one.users))
                other.users.add(owner)
                self._by_owner[owner] = other
            socket.users.clear()
        try:
            for socket in surplus:
                await socket.session.answered()
        finally:
            for socket in surplus:
                await socket.session.close()

    async def join(self, owner: BotId) -> TradingSession:
        """Give `owner` a connected session. Raises ConnectError; UserError where it has one already."""
        if owner in self._by_owner:
            raise UserError(say("{owner} is connected already", owner=owner))
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
            task = asyncio.current_task()
            if socket.ready.cancelled() and task is not None and not task.cancelling():
                # not we were cancelled but who was opening it
                return await self.join(owner)
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
        if len(self._sockets) > self._most:
            self._on_surplus()
        return self._by_owner[owner].session if owner in self._by_owner else socket.session

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
