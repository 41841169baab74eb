"""Each limit at its last allowed and its first refused: without a socket where that shows it, over real sockets where the wire does."""

import asyncio
import contextlib
import itertools
import json
from statistics import median
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from algotrade_gui.simulator import frames
from algotrade_gui.simulator import server as our_server
from algotrade_gui.simulator.config import PRACTICE_SECRET
from algotrade_gui.simulator.server import ExchangeServer
from algotrade_gui.simulator.sessions import Sessions
from tests.simulator.driving import Round
from tests.simulator.raw import masked, masked_ping, raw_client
from tests.simulator.serving import exchange, next_text
from tests.simulator.wires import MARKET, Wire, play, until
from tests.support.aio import run
from tests.support.aio import until as until_true

QUERY = f"?team_secret={PRACTICE_SECRET}"
INVENTORY = '{"type":"get_inventory","user_request_id":"1"}'
MIB = 2**20


def _exchange(**settings: Any) -> contextlib.AbstractAsyncContextManager[ExchangeServer]:
    """A tenth of real time, so that a second of the limits is ten of a busy machine; no round, unless settings say otherwise."""
    return exchange(**{"speed": 0.1, "start_delay_ms": 600_000, **settings})


async def _status(server: ExchangeServer) -> int:
    """101, or how an opening is refused."""
    try:
        async with connect(server.uri + QUERY):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("limit", [None, 3])
def test_connections_at_a_time(limit: int | None) -> None:
    async def scenario() -> None:
        limits = {"openings_per_s": 100} | ({} if limit is None else {"connections": limit})
        async with _exchange(limits=limits) as server, contextlib.AsyncExitStack() as stack:
            count = limit or 10
            clients = [await stack.enter_async_context(connect(server.uri + QUERY)) for _ in range(count)]
            assert await _status(server) == 429
            # those that are in stay in
            for client in clients:
                assert await next_text(client) == frames.WELCOME
                await client.send(INVENTORY)
                assert "get_inventory_response" in await next_text(client)
            await clients[0].close()
            await until_true(lambda: sum(server.venue.open_connections.values()) == count - 1)
            assert await _status(server) == 101

    run(scenario())


@pytest.mark.parametrize("limit", [None, 4])
def test_openings_in_a_second(limit: int | None) -> None:
    async def scenario() -> None:
        async with _exchange(limits={} if limit is None else {"openings_per_s": limit}) as server:
            count = limit or 10
            assert [await _status(server) for _ in range(count + 1)] == [101] * count + [429]

    run(scenario())


@pytest.mark.parametrize("limit", [None, 7])
def test_messages_in_a_second_over_all_connections_of_a_team(limit: int | None) -> None:
    async def scenario() -> None:
        limits = {} if limit is None else {"messages_per_s": limit}
        teams = {"a": PRACTICE_SECRET, "b": "other"}
        async with (
            _exchange(limits=limits, teams=teams) as server,
            connect(server.uri + QUERY) as one,
            connect(server.uri + QUERY) as two,
            connect(server.uri + "?team_secret=other") as other,
        ):
            for client in (one, two, other):
                assert await next_text(client) == frames.WELCOME
            for number in range(limit or 300):
                client = two if number % 2 else one
                await client.send(INVENTORY)
                assert "get_inventory_response" in await next_text(client)
            await two.send(INVENTORY)
            assert await next_text(two) == "Message rate limit exceeded"
            with pytest.raises(ConnectionClosed) as closed:
                await two.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1008
            # another team has its own
            await other.send(INVENTORY)
            assert "get_inventory_response" in await next_text(other)
            # the connection that did not speak too often is kept
            await (await one.ping())

    run(scenario())


@pytest.mark.parametrize("limit", [None, 5])
def test_pending_orders(limit: int | None) -> None:
    game = Round() if limit is None else Round(limits={"pending_orders": limit})
    count = limit or 600
    for _ in range(count):
        assert game.order("bid", game.future(), 1, 1)["success"] is True
    refused = game.order("bid", game.future(), 1, 1)
    assert (refused["success"], refused["data"]) == (False, {"message": "Maximum number of pending orders exceeded"})
    assert game.ask("cancel_order", instrument_id=game.future(), order_id=1)["success"] is True
    assert game.order("bid", game.future(), 1, 1)["success"] is True
    assert game.order("bid", game.future(), 1, 1)["success"] is False


@pytest.mark.parametrize("limit", [None, 5_000])
def test_unread_bytes(limit: int | None) -> None:
    async def scenario(sessions: Sessions) -> None:
        slow, other = Wire(sessions), Wire(sessions)
        await until(sessions, 1_000)
        slow.unread_bytes = limit or 16 * MIB
        await until(sessions, 2_000)
        assert not slow.is_over()
        slow.unread_bytes += 1
        await until(sessions, 2_100)
        # cut, not closed: a close frame would queue behind what it does not read
        assert slow.aborted
        assert slow.closed is None
        assert sessions.connected == [other.session]
        assert sum(sessions.venue.open_connections.values()) == 1

    play(scenario, limits={} if limit is None else {"backlog_bytes": limit})


def test_a_reader_with_16_mb_unread_is_cut_and_the_others_are_served_in_time() -> None:
    async def scenario() -> None:
        settings: dict[str, Any] = {"speed": 1, "start_delay_ms": 0, "house_traders": True}
        async with (
            _exchange(limits={"messages_per_s": 100_000}, **settings) as server,
            connect(server.uri + QUERY) as good,
        ):
            slow = raw_client(server.uri, 4_096)
            slow.setblocking(False)
            loop = asyncio.get_running_loop()
            try:
                await until_true(lambda: server.connection_count == 2)
                end = server.sessions.connected[1].end
                most = 0
                times: list[tuple[int, float]] = []
                after = 0
                while after < 5:
                    text = await next_text(good)
                    if text.startswith('{"type":"market_data_update"'):
                        times.append((json.loads(text)["time"], loop.time() * 1_000))
                    if server.connection_count == 2:
                        most = max(most, end.backlog_bytes)
                        # twenty kilobytes for each; sent a few at a time, as nobody may hold up the loop of this test either
                        with contextlib.suppress(BlockingIOError):
                            slow.send(masked(MARKET) * 150)
                    else:
                        after += 1
            finally:
                slow.close()
            # nothing but the limit has cut it: it had come near
            assert most > 8 * MIB
            assert {later[0] - before[0] for before, later in itertools.pairwise(times)} == {100}
            late = [at_ms - time for time, at_ms in times]
            assert median(late) - min(late) < 50

    run(scenario(), timeout_s=60)


def test_pongs_that_nobody_reads_count_as_well() -> None:
    """Before a round nothing else is sent, and no limit counts pings."""

    async def scenario() -> None:
        async with _exchange(limits={"backlog_bytes": 100_000}) as server:
            flood = raw_client(server.uri, 4_096)
            flood.setblocking(False)
            block = masked_ping(b"x" * 125) * 500
            try:
                await until_true(lambda: server.connection_count == 1)
                sent, left = 0, block
                while sent < 40 * MIB and server.connection_count:
                    with contextlib.suppress(OSError):
                        taken = flood.send(left)
                        sent, left = sent + taken, left[taken:] or block
                    await asyncio.sleep(0)
                assert server.connection_count == 0
            finally:
                flood.close()

    run(scenario(), timeout_s=60)


@pytest.mark.parametrize("limit", [None, 2_000])
def test_the_length_of_a_frame(limit: int | None) -> None:
    async def scenario() -> None:
        longest = limit or 16 * MIB
        async with (
            _exchange(limits={} if limit is None else {"frame_bytes": limit}) as server,
            connect(server.uri + QUERY) as other,
        ):
            client = await connect(server.uri + QUERY)
            for each in (client, other):
                assert await next_text(each) == frames.WELCOME
            await client.send("x" * longest)
            assert json.loads(await next_text(client))["type"] == "error"
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.gather(client.send("x" * (longest + 1)), client.recv())
            if limit is not None:
                # a long one meets a socket that is closed already, and the close frame may be lost with it
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1009
            await client.wait_closed()
            await other.send(INVENTORY)
            assert "get_inventory_response" in await next_text(other)

    run(scenario(), timeout_s=30)


def test_pings_are_answered_at_once_however_late_orders_come() -> None:
    async def scenario() -> None:
        slow = {"orders": {"ms": 2_000}, "replies": {"ms": 2_000}}
        async with _exchange(delays=slow, speed=1) as server, connect(server.uri + QUERY) as client:
            assert await next_text(client) == frames.WELCOME
            for _ in range(50):
                await client.send(INVENTORY)
            answered = [await (await client.ping(str(number))) for number in range(5)]
            assert max(answered) < 1.0
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.recv(), 0.01)

    run(scenario())


@pytest.mark.parametrize("pongs", [True, False])
def test_an_idle_connection_is_kept_and_a_dead_one_is_not(pongs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(our_server, "_PING_EVERY_S", 0.05)
    monkeypatch.setattr(our_server, "_IDLE_S", 0.4)

    async def scenario() -> None:
        async with _exchange() as server:
            if pongs:
                async with connect(server.uri + QUERY, ping_interval=None) as client:
                    assert await next_text(client) == frames.WELCOME
                    with pytest.raises(TimeoutError):
                        await asyncio.wait_for(client.recv(), 1.5)
                    assert server.connection_count == 1
                return
            silent = raw_client(server.uri, 65_536)
            try:
                await until_true(lambda: server.connection_count == 1)
                await until_true(lambda: server.connection_count == 0)
            finally:
                silent.close()

    run(scenario())


def test_a_client_that_answers_no_ping_is_kept_while_it_is_sent_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(our_server, "_PING_EVERY_S", 0.05)
    monkeypatch.setattr(our_server, "_IDLE_S", 0.5)

    async def scenario() -> None:
        async with _exchange(speed=10, start_delay_ms=0) as server:
            busy = raw_client(server.uri, 65_536)
            try:
                await until_true(lambda: server.connection_count == 1)
                start_ms = server.venue.now_ms
                await until_true(lambda: server.venue.now_ms > start_ms + 15_000)
                assert server.connection_count == 1
            finally:
                busy.close()

    run(scenario())


@pytest.mark.parametrize("ending", ["idle", "told to go", "exchange closed"])
def test_a_client_that_takes_nothing_keeps_no_connection_open(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if ending == "idle":
        monkeypatch.setattr(our_server, "_PING_EVERY_S", 0.05)
        monkeypatch.setattr(our_server, "_IDLE_S", 0.4)
    else:
        monkeypatch.setattr(our_server, "_PARTING_S", 0.2)

    async def scenario() -> None:
        async with _exchange() as server:
            stuck = raw_client(server.uri, 4_096)
            try:
                await until_true(lambda: server.connection_count == 1)
                session = server.sessions.connected[0]
                # more than the sockets' own buffers hold
                session.end.send("x" * 8 * MIB)
                assert session.end.backlog_bytes > MIB
                if ending == "told to go":
                    session.end.close(1001, "")
                elif ending == "exchange closed":
                    await asyncio.wait_for(server.close(), 5)
                await until_true(lambda: server.connection_count == 0)
                await until_true(lambda: session.end.backlog_bytes == 0)
            finally:
                stuck.close()

    run(scenario(), timeout_s=20)
