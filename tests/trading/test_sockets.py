"""Owners and their connections: one each while there are few, shared beyond, closed with the last user."""

import asyncio

import pytest

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.market.transport import ConnectError, HostRefusedError
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sockets import OrderSockets
from algotrade_gui.wire.messages import GetInventory, InventoryReply
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual as run
from tests.trading.desk import Venue


def sockets_on(venue: Venue, errors: ErrorCentre, *, most: int = 3) -> tuple[OrderSockets, list[TradingSession]]:
    opened: list[TradingSession] = []

    def open_session(name: str) -> TradingSession:
        return TradingSession(name, venue.exchange, Season2025(), errors)

    return OrderSockets(open_session, opened.append, most=most), opened


def test_beyond_the_limit_owners_share_the_least_used_connection_and_replies_find_their_way() -> None:
    async def scene() -> None:
        venue, errors = Venue(), ErrorCentre()
        sockets, opened = sockets_on(venue, errors)
        owners = [BotId(f"bot {number}") for number in range(8)]
        sessions = [await sockets.join(owner) for owner in owners]
        assert len(opened) == len(venue.exchange.links) == 3
        assert len({id(session) for session in sessions}) == 3
        users = [sum(session is one for session in sessions) for one in opened]
        assert sorted(users) == [2, 3, 3]
        replies = await asyncio.gather(
            *(session.request(lambda request_id: GetInventory(request_id=request_id)) for session in sessions)
        )
        assert all(isinstance(reply, InventoryReply) for reply in replies)
        await sockets.close()

    run(scene())


def test_a_connection_is_closed_with_its_last_user() -> None:
    async def scene() -> None:
        venue, errors = Venue(), ErrorCentre()
        sockets, opened = sockets_on(venue, errors, most=1)
        first, second = BotId("first"), BotId("second")
        await sockets.join(first)
        await sockets.join(second)
        with pytest.raises(UserError):
            await sockets.join(first)
        await sockets.leave(first)
        await sockets.leave(first)
        assert opened[0].state is SessionState.CONNECTED
        assert first not in sockets
        assert sockets.of(second) is opened[0]
        await sockets.leave(second)
        assert opened[0].state.value == SessionState.CLOSED.value
        assert sockets.all() == []
        await sockets.join(first)
        assert len(opened) == 2, "a new one"
        await sockets.close()

    run(scene())


def test_who_waits_for_a_connection_of_another_shares_its_failure_and_leaves_nothing() -> None:
    async def scene() -> None:
        venue, errors = Venue(), ErrorCentre()
        sockets, _ = sockets_on(venue, errors, most=1)
        venue.exchange.refuse_with = HostRefusedError("nobody listens there")
        results = await asyncio.gather(*(sockets.join(BotId(name)) for name in "ab"), return_exceptions=True)
        assert all(isinstance(result, ConnectError) for result in results)
        assert sockets.sessions == {}
        assert sockets.all() == []
        venue.exchange.refuse_with = None
        await sockets.join(BotId("a"))
        await sockets.close()

    run(scene())
