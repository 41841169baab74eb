"""The whole way on real sockets: practice exchange, WebSocket, feed, cache."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.market.cache import FeedState, MarketDataCache, Update
from algotrade_gui.market.transport import AuthenticationError, Connection, HostRefusedError
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import ExchangeServer, serve
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run


@asynccontextmanager
async def exchange(**settings: Any) -> AsyncIterator[ExchangeServer]:
    server = await serve(make_config(port=0, seed=7, **settings))
    try:
        yield server
    finally:
        await server.close()


def cache_on(server: ExchangeServer, errors: ErrorCentre, secret: str = PRACTICE_SECRET) -> MarketDataCache:
    return MarketDataCache(WebSocketTransport(server.uri, secret), Season2025(), errors)


def test_a_market_comes_alive() -> None:
    async def main() -> None:
        errors = ErrorCentre()
        async with exchange(speed=5.0, round_seconds=60) as server:
            cache = cache_on(server, errors)
            served: list[int] = []
            cache.on_served(lambda: served.append(cache.time_ms))
            await cache.connect()
            seen: list[Update] = []
            async for update in cache.updates():
                seen.append(update)
                if cache.time_ms > 3_500:
                    break
            times = [update.time_ms for update in seen]
            assert times == sorted(times)
            assert cache.state is FeedState.LIVE
            assert cache.underlyings() == list(UNDERLYINGS)
            assert len(cache.get_all_instruments()) == 66
            for underlying in UNDERLYINGS:
                price = cache.underlying_price(underlying)
                assert price is not None
                assert 80_000 < price < 120_000
            future = cache.resolve(Role(underlying=UNDERLYINGS[0], kind=InstrumentKind.FUTURE))
            assert future is not None
            assert cache.get_current_orderbook(future) is not None
            assert any(cache.get_current_spread(key) is not None for key in cache.get_all_instruments())
            stats = cache.get_market_statistics()
            assert (stats.malformed, stats.unknown_fields, stats.round) == (0, 0, 1)
            # every update between the first one seen and the last: none is lost, whenever a busy machine let us connect
            assert stats.updates >= (times[-1] - times[0]) // 100
            # on a busy machine two updates may come before the bots were served with the first
            assert served == sorted(set(served))
            assert len(served) >= 10
            await cache.close()
        assert errors.records == []

    run(main())


def test_a_wrong_secret_is_told_at_once() -> None:
    async def main() -> None:
        async with exchange() as server:
            cache = cache_on(server, ErrorCentre(), secret="not the secret")
            with pytest.raises(AuthenticationError, match="does not accept this secret"):
                await cache.connect()
            assert cache.state is FeedState.DISCONNECTED
            await cache.close()

    run(main())


def test_a_new_round_on_a_new_connection_resets_the_cache() -> None:
    async def main() -> None:
        errors = ErrorCentre()
        async with exchange(
            speed=200.0, round_seconds=15, overtime_seconds=0, pause_ms=2_000, start_delay_ms=2_000
        ) as server:
            cache = cache_on(server, errors)
            changed = asyncio.Event()
            cache.on_round_change(lambda _: changed.set())
            await cache.connect()
            await changed.wait()
            assert cache.round == 2
            assert cache.get_market_statistics().reconnects >= 1
            await cache.close()
        assert errors.error_count == 0

    run(main(), timeout_s=20.0)


def test_an_exchange_that_is_gone_leaves_the_cache_connecting() -> None:
    async def main() -> None:
        errors = ErrorCentre()
        async with exchange() as server:
            cache = cache_on(server, errors)
            await cache.connect()
            reader = cache.updates()
            await anext(reader)
        while cache.state is not FeedState.CONNECTING:  # noqa: ASYNC110 - states have no event
            await asyncio.sleep(0.002)
        assert cache.get_all_instruments()
        await cache.close()
        with pytest.raises(HostRefusedError):
            await WebSocketTransport(server.uri, PRACTICE_SECRET).open()

    run(main())


def test_the_first_frame_is_the_welcome() -> None:
    async def main() -> None:
        async with exchange() as server:
            transport = WebSocketTransport(server.uri, PRACTICE_SECRET)
            async with aclosing(transport.connections()) as connections:
                connection: Connection = await anext(connections)
                assert b"welcome" in await connection.recv()

    run(main())
