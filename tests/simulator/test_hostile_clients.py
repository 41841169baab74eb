"""Broken and hostile clients: the exchange lives, its books and accounts stay whole, the others are served on time."""

import asyncio
import itertools
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.server import serve
from tests.simulator.driving import Round
from tests.simulator.hostile import FIELDS, KINDS, NUMBERS, OTHERS, TEXTS, check_whole, corpus, storm
from tests.support.aio import run

FRAMES = int(os.environ.get("HOSTILE_FRAMES", "2000"))
"""`make hostile` sends ten thousand and more."""
REPLIES = {
    "error",
    "add_order_response",
    "cancel_order_response",
    "get_inventory_response",
    "get_pending_orders_response",
    "market_data_update",
}
MAX_REPLY = 2**20
TEAMS = {"good": "good-secret", "bad": "bad-secret"}


def _is_answer(message: dict[str, object]) -> bool:
    return "user_request_id" in message


def _total_cash(game: Round) -> int:
    return sum(account.cash for account in game.exchange.accounts.values())


@pytest.mark.parametrize(("name", "frame"), corpus(), ids=[name for name, _ in corpus()])
def test_each_frame_of_the_corpus_is_answered_and_changes_nothing_it_may_not(name: str, frame: bytes) -> None:
    game = Round(house_traders=True)
    before = _total_cash(game)
    answer = game.raw(frame)
    assert answer["type"] in REPLIES
    assert len(json.dumps(answer)) < MAX_REPLY
    check_whole(game.exchange, before)
    assert game.ask("get_inventory")["type"] == "get_inventory_response"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_storm_of_bent_requests_leaves_the_exchange_whole(seed: int) -> None:
    game = Round(house_traders=True, seed=seed, teams=3)
    before = _total_cash(game)
    kinds = set()
    for number, frame in enumerate(storm(seed, FRAMES // 3 + 1, game.exchange)):
        text = game.exchange.handle(TeamId(1 + number % 3), frame, game.now_ms)
        assert len(text) < MAX_REPLY
        answer = json.loads(text)
        kinds.add((answer["type"], answer.get("success")))
        # settlements keep the sums as well: what the holders get the house pays
        if number % 40 == 0:
            game.skip(game.now_ms + 400)
            check_whole(game.exchange, before)
    assert {("add_order_response", True), ("add_order_response", False), ("error", None)} <= kinds
    assert ("cancel_order_response", False) in kinds


_any_value = st.sampled_from((*NUMBERS, *TEXTS, *OTHERS)) | st.integers() | st.text(max_size=20) | st.floats()


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), _any_value)), max_size=12))
@settings(max_examples=max(50, FRAMES // 40))
def test_no_sequence_of_bent_requests_breaks_an_invariant(requests: list[tuple[str, dict[str, object]]]) -> None:
    game = Round(teams=2)
    game.give("$SIMP_future_60", 3)
    before = _total_cash(game)
    for number, (kind, changes) in enumerate(requests):
        good = {"user_request_id": "1", "instrument_id": "$SIMP_future_60", "price": 5, "expiry": 50_000}
        frame = json.dumps({"type": kind, **good, "side": "bid", "quantity": 1, "order_id": 1, **changes})
        answer = json.loads(
            game.exchange.handle(TeamId(1 + number % 2), frame.encode("utf-8", "surrogatepass"), game.now_ms)
        )
        assert answer["type"] in REPLIES
        check_whole(game.exchange, before)


def test_others_are_served_on_time_while_one_sends_hostile_frames() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        limits = {"messages_per_s": 100_000, "openings_per_s": 10_000}
        server = await serve(make_config(port=0, teams=TEAMS, limits=limits), errors)
        small = [frame for _, frame in corpus() if len(frame) < 200_000]
        try:
            good = await connect(f"{server.uri}?team_secret=good-secret")
            bad = await connect(f"{server.uri}?team_secret=bad-secret")
            done = asyncio.Event()

            async def attack() -> None:
                frames = itertools.chain(small, storm(7, FRAMES // 4, server.venue.exchange), (b"x" * 1_000_000,))
                for frame in frames:
                    await bad.send(frame)
                    while not _is_answer(json.loads(await bad.recv())):
                        pass
                done.set()

            async def listen() -> list[tuple[int, float]]:
                times: list[tuple[int, float]] = []
                while not (done.is_set() and len(times) > 10):
                    message = json.loads(await good.recv())
                    if message["type"] == "market_data_update":
                        times.append((message["time"], asyncio.get_running_loop().time() * 1_000))
                return times

            _, times = await asyncio.gather(attack(), listen())
            assert {after[0] - before[0] for before, after in itertools.pairwise(times)} == {100}
            # by our clock as well: half of the updates come within 50 ms of the earliest one's pace
            late = sorted(at_ms - time for time, at_ms in times)
            assert late[len(late) // 2] - late[0] < 50
            await good.send('{"type":"get_inventory","user_request_id":"1"}')
            while json.loads(await good.recv())["type"] != "get_inventory_response":
                pass
            check_whole(server.venue.exchange, 2_000_000)
            await bad.close()
            await good.close()
        finally:
            await server.close()
        assert errors.records == []

    run(scenario(), timeout_s=60 + FRAMES / 50)


def test_a_storm_of_connections_leaves_the_others_served_and_no_place_taken() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, teams=TEAMS), errors)
        try:
            good = await connect(f"{server.uri}?team_secret=good-secret")
            outcomes = {"in": 0, "refused": 0}

            async def come_and_go(number: int) -> None:
                secret = "bad-secret" if number % 2 else f"guess-{number}"
                try:
                    client = await connect(f"{server.uri}?team_secret={secret}", open_timeout=20, close_timeout=1)
                except (InvalidHandshake, OSError):
                    outcomes["refused"] += 1
                    return
                outcomes["in"] += 1
                if number % 3:
                    client.transport.abort()
                else:
                    await client.close()

            for _ in range(max(4, FRAMES // 250)):
                await asyncio.gather(*[come_and_go(number) for number in range(40)])
            assert outcomes["refused"] > outcomes["in"] > 0
            times: list[int] = []
            while len(times) < 5:
                message = json.loads(await good.recv())
                if message["type"] == "market_data_update":
                    times.append(message["time"])
            assert {after - before for before, after in itertools.pairwise(times)} == {100}
            async with asyncio.timeout(5):
                while sum(server.venue.open_connections.values()) > 1:
                    await good.recv()
            await good.close()
        except ConnectionClosed as closed:
            pytest.fail(f"the good client lost its connection: {closed}")
        finally:
            await server.close()
        assert errors.records == []

    run(scenario(), timeout_s=60)
