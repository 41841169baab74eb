"""The exchange in this process: refused, closed, cut, held back and taken up again as over a socket."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink, Tap
from algotrade_gui.market.transport import (
    AuthenticationError,
    ConnectionLost,
    HostRefusedError,
    HostSilentError,
    TooManyConnectionsError,
    refused,
)
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from tests.support.aio import run_virtual

Scene = Callable[[InProcessExchange], Awaitable[None]]


def play(scene: Scene, **settings: Any) -> None:
    """Run `scene` on an exchange of its own; nothing may have gone wrong in it, and nobody be left connected."""

    async def whole() -> None:
        exchange = InProcessExchange(make_config(**{"house_traders": False, **settings}), ErrorCentre())
        exchange.start()
        try:
            await scene(exchange)
        finally:
            await exchange.stop()
        await asyncio.sleep(0)
        assert exchange.errors.records == []
        assert exchange.links == []

    run_virtual(whole())


async def ask(link: InProcessLink, request_id: str) -> dict[str, Any]:
    """Send a request and return its reply, whatever comes in between."""
    await link.send(json.dumps({"type": "get_inventory", "user_request_id": request_id}).encode())
    while True:
        message: dict[str, Any] = json.loads(await link.recv())
        if message.get("user_request_id") == request_id:
            return message


async def read_out(link: InProcessLink) -> tuple[list[bytes], int | None, str]:
    """Read until the end; return the frames and how it came."""
    frames: list[bytes] = []
    while True:
        try:
            frames.append(await link.recv())
        except ConnectionLost as end:
            return frames, end.code, end.reason


def now_s() -> float:
    return asyncio.get_running_loop().time()


def test_welcome_updates_and_replies_come_as_over_a_socket() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        link = await exchange.transport(PRACTICE_SECRET).open()
        assert json.loads(await link.recv()) == {"type": "welcome", "message": "Connected to OrderBook API"}
        reply = await ask(link, "a")
        assert reply == {"type": "get_inventory_response", "user_request_id": "a", "data": {"$": [0, 1_000_000]}}
        times = []
        for _ in range(20):
            message = json.loads(await link.recv())
            times.append((message["time"], round(now_s() * 1_000)))
        assert all(told == passed for told, passed in times)
        assert times[-1][0] - times[0][0] == 1_900
        await link.close()
        await link.close()
        assert exchange.venue.open_connections[TeamId(1)] == 0
        with pytest.raises(ConnectionLost):
            await link.send(b"{}")

    play(scene)


def test_a_wrong_secret_is_401_and_ends_every_attempt() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        transport = exchange.transport("nobody's")
        with pytest.raises(AuthenticationError, match="does not accept this secret"):
            await transport.open()
        async with aclosing(transport.connections()) as connections:
            with pytest.raises(AuthenticationError):
                await anext(connections)
        assert "nobody" not in repr(transport) + transport.address

    play(scene)


def test_the_eleventh_connection_is_429_until_one_leaves() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        transport = exchange.transport(PRACTICE_SECRET)
        links = []
        for _ in range(10):
            links.append(await transport.open())
            await asyncio.sleep(0.2)
        with pytest.raises(TooManyConnectionsError):
            await transport.open()
        await links[0].close()
        await (await transport.open()).close()

    play(scene)


def test_a_row_of_refusals_is_waited_out_with_growing_delays() -> None:
    attempts: list[float] = []

    async def scene(exchange: InProcessExchange) -> None:
        async def busy() -> None:
            attempts.append(now_s())
            if len(attempts) < 7:
                raise refused("it", 429)

        exchange.before_open = busy
        async with aclosing(exchange.transport(PRACTICE_SECRET).connections()) as connections:
            await anext(connections)
        gaps = [late - early for early, late in itertools.pairwise(attempts)]
        for gap, most in zip(gaps, (0.25, 0.5, 1.0, 2.0, 4.0, 5.0), strict=True):
            assert most / 2 <= gap <= most

    play(scene)


def test_a_host_that_is_silent_or_not_there_is_told_apart() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        transport = exchange.transport(PRACTICE_SECRET)

        async def silence() -> None:
            await asyncio.sleep(3_600)

        exchange.before_open = silence
        with pytest.raises(HostSilentError, match="within 5 s"):
            await transport.open()
        assert now_s() == 5.0
        exchange.before_open = None
        await exchange.stop()
        with pytest.raises(HostRefusedError, match="Nothing listens"):
            await transport.open()

    play(scene)


def test_a_round_s_end_closes_with_1001_after_its_last_frame_and_the_next_round_takes_the_client_in() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        transport = exchange.transport(PRACTICE_SECRET)
        async with aclosing(transport.connections()) as connections:
            link = await anext(connections)
            # read only when all is over: the frames have waited
            await asyncio.sleep(26)
            frames, code, reason = await read_out(link)
            assert (code, reason) == (1001, "round ended")
            assert json.loads(frames[-1]) == {"type": "end_of_round"}
            link = await anext(connections)
            await link.recv()
            assert json.loads(await link.recv())["time"] < 200
        assert exchange.venue.round_index == 1

    play(scene, round_seconds=15, end_of_round_message=True)


def test_delays_of_the_settings_are_kept_to_the_millisecond() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        link = await exchange.transport(PRACTICE_SECRET).open()
        assert (await link.recv(), now_s()) == (b'{"type":"welcome","message":"Connected to OrderBook API"}', 0.0)
        update = json.loads(await link.recv())
        assert round(now_s() * 1_000) - update["time"] == 70
        began_s = now_s()
        await ask(link, "far")
        assert round((now_s() - began_s) * 1_000) == 350 + 40

    play(scene, delays={"orders": {"ms": 350}, "replies": {"ms": 40}, "feed": {"ms": 70}})


def test_too_many_messages_end_with_the_bare_text_and_1008() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        link = await exchange.transport(PRACTICE_SECRET).open()
        await link.recv()
        for _ in range(301):
            await link.send(b"hello!")
        texts, code, _ = await read_out(link)
        assert code == 1008
        assert texts[-1] == b"Message rate limit exceeded"
        assert b"Failed to parse message" in texts[-2]

    play(scene)


def test_a_frame_that_is_too_long_ends_the_connection_with_1009() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        link = await exchange.transport(PRACTICE_SECRET).open()
        await link.send(b"x" * 2_001)
        assert (await read_out(link))[1] == 1009

    play(scene, limits={"frame_bytes": 2_000})


def test_a_client_that_does_not_read_is_cut_at_the_backlog_s_limit_and_slows_nobody() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        transport = exchange.transport(PRACTICE_SECRET)
        lazy, keen = await transport.open(), await transport.open()
        while lazy in exchange.links:
            await keen.recv()
            assert lazy.backlog_bytes <= 100_000
        assert (await read_out(lazy))[:2] == ([], None)
        assert (await ask(keen, "still"))["data"]["$"] == [0, 1_000_000]

    play(scene, limits={"backlog_bytes": 100_000})


def test_a_cut_link_is_gone_on_both_ends_and_what_was_under_way_never_arrives() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        link = await exchange.transport(PRACTICE_SECRET).open()
        await asyncio.sleep(1.5)
        [future] = [contract.instrument.id for contract in exchange.venue.exchange.contracts][:1]
        order = {"type": "add_order", "user_request_id": "o", "instrument_id": future, "price": 1, "side": "bid"}
        await link.send(json.dumps({**order, "quantity": 1, "expiry": 50_000}).encode())
        link.cut()
        assert (await read_out(link))[:2] == ([], None)
        await asyncio.sleep(0)
        assert exchange.links == []
        assert exchange.venue.open_connections[TeamId(1)] == 0
        assert exchange.venue.exchange.accounts[TeamId(1)].pending == 0

    play(scene)


class HalfDeaf(Tap):
    """Loses every second answer, holds the others back for two seconds."""

    def __init__(self) -> None:
        self.answers = 0

    def down(self, link: InProcessLink, frame: bytes) -> None:
        if b"_response" not in frame:
            super().down(link, frame)
            return
        self.answers += 1
        if self.answers % 2:
            asyncio.get_running_loop().call_later(2, link.deliver_down, frame)


def test_a_tap_sees_every_frame_and_decides_what_becomes_of_it() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        exchange.make_tap = HalfDeaf
        link = await exchange.transport(PRACTICE_SECRET).open()
        began_s = now_s()
        await ask(link, "slow")
        assert now_s() - began_s == 2.0
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(30):
                await ask(link, "lost")
        link.tap = Tap()
        assert (await ask(link, "plain"))["user_request_id"] == "plain"

    play(scene)


def test_a_crash_is_noticed_and_a_restart_with_other_settings_found() -> None:
    async def scene(exchange: InProcessExchange) -> None:
        async with aclosing(exchange.transport(PRACTICE_SECRET).connections()) as connections:
            link = await anext(connections)
            await asyncio.sleep(3)
            await exchange.crash()
            assert (await read_out(link))[1:] == (None, "the network connection broke")
            asyncio.get_running_loop().call_later(20, exchange.start, make_config(start_cash=77, house_traders=False))
            link = await anext(connections)
            assert 23 <= now_s() <= 28.1
            assert (await ask(link, "new"))["data"] == {"$": [0, 77]}

    play(scene)
