"""Owners and their connections: one each while there are few, shared beyond, closed with the last user."""

import asyncio
import json

import msgspec
import pytest

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import Quota, RiskSettings
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.market.transport import ConnectError, HostRefusedError
from algotrade_gui.trading.session import SessionState, TradingSession
from algotrade_gui.trading.sockets import MOST_SOCKETS, ConnectionUse, OrderSockets, most_sockets
from algotrade_gui.wire.messages import GetInventory, InventoryReply
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, Venue, desk, settle


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


def test_who_waits_for_a_connection_whose_opener_is_stopped_opens_it_himself() -> None:
    async def scene() -> None:
        venue, errors = Venue(), ErrorCentre()
        greet = [False, True]
        venue.exchange = MemoryExchange(
            on_open=lambda link: link.push(MemoryExchange.WELCOME) if greet.pop(0) else None
        )
        sockets, opened = sockets_on(venue, errors, most=1)
        first = asyncio.create_task(sockets.join(BotId("a")))
        await settle()
        second = asyncio.create_task(sockets.join(BotId("b")))
        await settle()
        assert not second.done()
        first.cancel()
        await asyncio.wait([first])
        assert (await second).state is SessionState.CONNECTED
        assert (list(sockets.sessions), len(opened)) == ([BotId("b")], 2)
        await sockets.close()

    run(scene())


@pytest.mark.parametrize(("share", "orders"), [(1.0, MOST_SOCKETS), (0.9, 7), (0.5, 3), (0.35, 1), (0.3, 1), (0.05, 1)])
def test_the_share_of_ten_connections_leaves_so_many_for_orders(share: float, orders: int) -> None:
    assert most_sockets(share) == orders


def test_with_a_lower_limit_owners_move_at_once_and_the_rest_is_closed_when_it_is_answered() -> None:
    async def scene() -> None:
        venue, errors = Venue(), ErrorCentre()
        sockets, opened = sockets_on(venue, errors, most=4)
        owners = [BotId(f"bot {number}") for number in range(6)]
        for owner in owners:
            await sockets.join(owner)
        assert sockets.use == ConnectionUse(team=10, share=6, orders=4, most_orders=4, owners=6)
        venue.mute = True
        asked = [
            asyncio.create_task(session.request(lambda request_id: GetInventory(request_id=request_id)))
            for session in opened
        ]
        await settle()
        sockets.set_most(1)
        closing = asyncio.create_task(sockets.shrink())
        await settle()
        assert (sockets.use.orders, sockets.use.owners, len(sockets.all())) == (1, 6, 1)
        left = sockets.all()[0]
        assert all(sockets.of(owner) is left for owner in owners)
        assert [session.state for session in opened] == [SessionState.CONNECTED] * 4
        for link in venue.exchange.links:
            for frame in link.sent:
                link.push(venue.answer(json.loads(frame)))
        await closing
        assert all(isinstance(reply, InventoryReply) for reply in await asyncio.gather(*asked))
        assert sorted(session.state is SessionState.CONNECTED for session in opened) == [False, False, False, True]
        # and none is opened beyond it
        await sockets.join(BotId("late"))
        assert len(opened) == 4
        sockets.set_most(2)
        await sockets.join(BotId("later"))
        assert len(opened) == 5
        await sockets.close()

    run(scene())


def test_one_that_is_still_being_opened_when_the_limit_falls_is_closed_when_it_is_there() -> None:
    async def scene() -> None:
        venue, errors = Venue(), ErrorCentre()
        calls: list[int] = []
        sockets = OrderSockets(
            lambda name: TradingSession(name, venue.exchange, Season2025(), errors),
            lambda _session: None,
            most=2,
            on_surplus=lambda: calls.append(1),
        )
        await sockets.join(BotId("first"))
        second = asyncio.create_task(sockets.join(BotId("second")))
        await asyncio.sleep(0)
        sockets.set_most(1)
        await sockets.shrink()
        assert sockets.use.orders == 2
        await second
        assert len(calls) == 2
        await sockets.shrink()
        assert sockets.use.orders == 1
        await sockets.close()

    run(scene())


def test_the_account_takes_its_share_of_the_connections_when_it_is_set() -> None:
    async def scene() -> None:
        risk = RiskSettings()
        async with desk(risk) as d:
            apis = [await d.account.open_api(BotId(f"bot {number}")) for number in range(4)]
            assert d.account.connection_use.orders == 5
            d.account.set_limits(msgspec.structs.replace(risk, budget_share=0.4))
            await asyncio.sleep(0.1)
            assert d.account.connection_use == ConnectionUse(team=10, share=4, orders=2, most_orders=2, owners=5)
            assert sum(not link.closed_by_client for link in d.venue.exchange.links) == 2
            for api in apis:
                assert (await api.buy(FUTURE, 99_000, 1)).ok
            assert d.errors.error_count == d.errors.warning_count == 0

    run(scene())


def test_the_account_s_own_questions_are_no_bot_s_messages_though_they_take_its_connection() -> None:
    async def scene() -> None:
        risk = RiskSettings(budget_share=0.4)
        async with desk(risk) as d:
            a, b, c = [await d.account.open_api(BotId(name)) for name in "abc"]
            await b.disconnect()
            # the window's own connection is the one with fewer users, and goes
            d.account.set_limits(msgspec.structs.replace(risk, budget_share=0.3))
            await asyncio.sleep(0.1)
            assert {session.name for session in d.account.sessions.values()} == {"a"}
            d.account.budget.set_quota(BotId("a"), Quota(per_s=1, when_over="refuse"))
            assert (await a.buy(FUTURE, 99_000, 1)).ok
            await d.account.refresh()
            assert d.account.budget.usage.by_owner[BotId("a")] == 1
            assert (await c.buy(FUTURE, 98_000, 1)).ok

    run(scene())
