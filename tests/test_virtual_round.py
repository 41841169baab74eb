"""Whole rounds of the whole program in seconds: the books agree at their end, and the same seed plays the same round, byte for byte."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.virtual_time import VirtualLoop
from algotrade_gui.market.inprocess import InProcessExchange, InProcessLink
from algotrade_gui.market.transport import Connection, ConnectionLost
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.simulator.sessions import Sessions
from algotrade_gui.simulator.venue import Venue
from tests.support.aio import run, run_virtual
from tests.support.desk import CASH, THREE_BOTS, Desk, Recorder, maker, trading_desk

pytestmark = pytest.mark.allow_log("refused: self_trade")
"""A maker whose price has moved meets its own other side until that is cancelled."""

REPOSITORY = Path(__file__).resolve().parents[1]
SPEED = 10
"""Of the run over real sockets."""


def _nothing_went_wrong(it: Desk) -> None:
    assert it.station.errors.records == []
    assert it.exchange.errors.records == []


def test_three_bots_trade_a_whole_test_round_and_the_books_agree() -> None:
    async def scene() -> tuple[int, float]:
        async with trading_desk(THREE_BOTS, round_seconds=600) as it:
            began_s = time.process_time()
            for minute in range(1, 11):
                await it.play(60)
                assert it.station.cache.time_ms > minute * 60_000 - 200
            took_s = time.process_time() - began_s
            await it.come_to_rest(timeout_s=9)
            assert it.differences() == []
            assert {bot.id: bot.fills > 50 for bot in it.station.manager.bots()} == {
                "maker": True,
                "momentum": True,
                "parity": True,
            }
            assert it.station.cache.get_market_statistics().trades > 10_000
            assert it.station.cache.round == 1
            _nothing_went_wrong(it)
        return it.station.account.counters.fills, took_s

    fills, took_s = run_virtual(scene(), real_limit_s=240)
    assert fills > 300
    # of the processor: ten times the pace of the clock at the least, some forty on a machine of its own
    assert took_s < 60


def test_rounds_follow_one_another_and_the_bots_trade_in_each() -> None:
    async def scene() -> None:
        bots = [maker("one", "$SIMP", update_interval=1.0), maker("two", "$LOGN", update_interval=1.0)]
        async with trading_desk(bots, round_seconds=60, overtime_seconds=2) as it:
            fills = [0]
            for number in (1, 2, 3):
                await it.until(lambda number=number: it.station.cache.round == number, 75)  # type: ignore[misc]
                await it.play(40)
                fills.append(it.station.account.counters.fills)
                assert fills[-1] > fills[-2], "traded in this round as well"
            await it.come_to_rest()
            assert it.exchange.venue.round_index == 2

    run_virtual(scene())


@pytest.mark.allow_log(
    "connection ended", "lost its connection", "its fate is unknown", "was lost", "reconnecting", "could not"
)
def test_an_exchange_that_crashes_and_comes_back_with_another_market_is_a_new_round() -> None:
    async def scene() -> None:
        async with trading_desk(THREE_BOTS, seed=5) as it:
            await it.play(30)
            assert it.station.account.counters.fills > 5
            await it.exchange.crash()
            await it.play(12)
            it.exchange.start(make_config(seed=6, start_cash=CASH))
            await it.until(lambda: it.station.cache.round == 2, 20)
            before = it.station.account.counters.fills
            await it.play(40)
            assert it.station.account.counters.fills > before + 5, "the same bots trade on"
            await it.come_to_rest()

    run_virtual(scene())


@pytest.mark.expect_log("its fate is unknown")
@pytest.mark.allow_log("dealt unseen", "booked to", "could not be asked for")
def test_a_slow_line_with_losses_leaves_the_books_agreed() -> None:
    delays = {
        "orders": {"ms": 200, "jitter_ms": 150, "loss": 0.02},
        "replies": {"ms": 50, "jitter_ms": 50, "loss": 0.02},
        "feed": {"ms": 30, "jitter_ms": 30, "loss": 0.02},
    }

    async def scene() -> None:
        async with trading_desk(THREE_BOTS, delays=delays) as it:
            await it.play(90)
            await it.come_to_rest()
            assert it.station.account.counters.fills > 20

    run_virtual(scene())


# --- the same again ----------------------------------------------------------------------------------------------


def played(seed: int) -> str:
    """Play half a minute with three bots against five opponents and return what tells it from any other."""
    recorder = Recorder()

    def prepare(exchange: InProcessExchange) -> None:
        exchange.make_tap = lambda: recorder

    async def scene() -> str:
        rivals = {kind: {"number": 1} for kind in ("sniper", "arbitrageur", "maker", "momentum", "random")}
        async with trading_desk(THREE_BOTS, seed=seed, prepare=prepare, opponents=rivals) as it:
            await it.play(30)
            await it.come_to_rest()
            fills = it.station.account.orders.fills
            assert len(fills) > 10
            return repr([(fill.instrument, fill.quantity, fill.price, fill.time_ms) for fill in fills])

    fills = run_virtual(scene())
    assert len({link for _, link, _, _ in recorder.rows}) == len(THREE_BOTS) + 2, "feed, window, a session for each bot"
    return f"{recorder.digest()} {fills}"


def test_the_same_seed_twice_is_the_same_to_the_byte_and_another_seed_another_round() -> None:
    once = played(7)
    assert played(7) == once
    assert played(8) != once


def test_another_process_with_other_hashes_plays_the_same() -> None:
    code = "from tests.test_virtual_round import played; print(played(7))"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(REPOSITORY)}
    other = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=60
    )
    assert other.returncode == 0, other.stderr
    assert other.stdout.strip() == played(7)


# --- against real sockets ----------------------------------------------------------------------------------------

Request = tuple[int, bytes]


async def _converse(connection: Connection, frames: list[bytes]) -> None:
    """A client that answers every second update by an order on the first future, now and then by a cancel, for five seconds of round."""
    orders = 0
    try:
        while True:
            frame = await connection.recv()
            frames.append(frame)
            message: dict[str, Any] = json.loads(frame)
            if message["type"] == "add_order_response" and orders % 3 == 0 and "order_id" in message["data"]:
                await connection.send(
                    _request("cancel_order", f"c{orders}", order_id=message["data"]["order_id"], instrument_id=FUTURE)
                )
            if message["type"] == "get_inventory_response":
                return
            if message["type"] != "market_data_update":
                continue
            if message["time"] > 5_000:
                await connection.send(_request("get_inventory", "last"))
                continue
            orders += 1
            if orders % 2:
                bid = orders % 4 == 1
                price = 150_000 if bid else 1
                await connection.send(
                    _request(
                        "add_order",
                        f"o{orders}",
                        instrument_id=FUTURE,
                        price=price,
                        side="bid" if bid else "ask",
                        quantity=1 + orders % 3,
                        expiry=message["time"] + 900,
                    )
                )
    except ConnectionLost as lost:
        raise AssertionError(f"the connection was lost: {lost}") from lost


FUTURE = "$SIMP_future_60"


def _request(kind: str, request_id: str, **fields: Any) -> bytes:
    return json.dumps({"type": kind, "user_request_id": request_id, **fields}).encode()


def _config(**settings: Any) -> Any:
    return make_config(**{"seed": 3, "start_cash": 100_000_000, **settings})


def test_the_same_requests_at_the_same_milliseconds_over_real_sockets_get_the_same_frames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests: list[Request] = []
    joined_ms: list[int] = []
    receive, join = Venue.receive, Sessions.join

    def noted(venue: Venue, team: TeamId, frame: bytes, now_ms: int) -> str | None:
        requests.append((now_ms, frame))
        return receive(venue, team, frame, now_ms)

    def noted_join(sessions: Sessions, *args: Any, **keywords: Any) -> Any:
        # what was due by then has been sent, and nothing later
        joined_ms.append(sessions.venue.now_ms)
        return join(sessions, *args, **keywords)

    async def over_sockets() -> list[bytes]:
        frames: list[bytes] = []
        server = await serve(_config(port=0, speed=SPEED), ErrorCentre())
        try:
            connection = await WebSocketTransport(server.uri, PRACTICE_SECRET).open()
            await _converse(connection, frames)
            await connection.close()
        finally:
            await server.close()
        return frames

    async def in_virtual_time() -> list[bytes]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        frames: list[bytes] = []
        exchange = InProcessExchange(_config())
        exchange.start()
        began_s = loop.time()

        async def at(time_ms: int) -> None:
            # a tenth of a millisecond within it
            await asyncio.sleep(began_s + time_ms / 1_000 + 0.000_1 - loop.time())

        async def ask(link: InProcessLink) -> None:
            for time_ms, frame in requests:
                await at(time_ms)
                await link.send(frame)

        await at(joined_ms[0])
        link = await exchange.transport(PRACTICE_SECRET).open()
        asking = asyncio.create_task(ask(link))
        while len(frames) < len(wanted):
            frames.append(await link.recv())
        await asking
        await link.close()
        await exchange.stop()
        return frames

    with monkeypatch.context() as patch:
        patch.setattr(Venue, "receive", noted)
        patch.setattr(Sessions, "join", noted_join)
        wanted = run(over_sockets(), 20)
    assert len(joined_ms) == 1
    assert len(requests) > 20
    assert run_virtual(in_virtual_time()) == wanted
    kinds = [json.loads(frame)["type"] for frame in wanted]
    assert kinds.count("add_order_response") >= 20
    assert kinds.count("cancel_order_response") >= 3
    assert any("immediate_inventory_change" in frame.decode() for frame in wanted), "some of them traded"
