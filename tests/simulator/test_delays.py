"""The way between client and exchange: delay, jitter and loss of each kind of frame, exact in virtual time."""

import asyncio
import json
from collections.abc import Sequence
from statistics import mean
from typing import Any

import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.virtual_time import run_virtual
from algotrade_gui.simulator import frames
from algotrade_gui.simulator.config import Delay, make_config
from algotrade_gui.simulator.sessions import Sessions
from algotrade_gui.simulator.transit import Line
from tests.simulator.wires import Wire, play, until

INVENTORY = b'{"type":"get_inventory","user_request_id":"i"}'
ORDER = {"type": "add_order", "user_request_id": "o", "instrument_id": "$SIMP_future_60", "price": 5, "expiry": 50_000}
BID = json.dumps(ORDER | {"side": "bid", "quantity": 1}).encode()


def test_without_delay_an_answer_is_there_when_the_request_was_handed_over() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        assert wire.log == [(0, frames.WELCOME)]
        await until(sessions, 1_234)
        wire.ask()
        [(at, answer)] = wire.answers()
        assert (at, answer["time"]) == (1_234, 1_234)
        # and nothing waits anywhere
        assert sessions._outgoing.next_ms == sessions._incoming.next_ms == float("inf")
        assert all(at == time for at, time in wire.updates())

    play(scenario)


@pytest.mark.parametrize("ms", [1, 100, 200, 350, 500])
def test_orders_reach_the_exchange_that_many_milliseconds_later(ms: int) -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        await until(sessions, 1_000)
        wire.ask()
        await until(sessions, 1_007)
        wire.ask()
        await until(sessions, 2_000)
        assert [(at, answer["time"]) for at, answer in wire.answers()] == [(1_000 + ms,) * 2, (1_007 + ms,) * 2]
        # updates are not orders
        assert all(at == time for at, time in wire.updates())
        assert len(wire.updates()) > 15

    play(scenario, delays={"orders": {"ms": ms}})


def test_delays_count_exchange_time_at_any_speed() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        await until(sessions, 2_000)
        wire.ask()
        await until(sessions, 3_000)
        # a tenth of that for whoever looks at a clock
        assert 0.3 <= asyncio.get_running_loop().time() < 0.301
        [(at, answer)] = wire.answers()
        assert (at, answer["time"]) == (2_100, 2_100)

    play(scenario, speed=10, delays={"orders": {"ms": 100}})


def test_replies_and_updates_are_delayed_each_by_their_own() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        await until(sessions, 1_000)
        wire.ask()
        late = Wire(sessions)
        await until(sessions, 1_500)
        assert [(at, answer["time"]) for at, answer in wire.answers()] == [(1_040, 1_000)]
        assert {at - time for at, time in wire.updates()} == {250}
        # who comes later gets nothing that was sent before
        assert {at - time for at, time in late.updates()} == {250}
        assert min(time for _, time in late.updates()) >= 1_000
        # the welcome belongs to the opening, which takes no time
        assert late.log[0] == (1_000, frames.WELCOME)

    play(scenario, delays={"replies": {"ms": 40}, "feed": {"ms": 250}})


@pytest.mark.parametrize("kind", ["orders", "replies", "feed"])
def test_jitter_is_even_and_overtakes_nobody(kind: str) -> None:
    async def scenario(sessions: Sessions) -> None:
        wires = [Wire(sessions), Wire(sessions)]
        sent = list(range(1_000, 41_000, 200))
        for at_ms in sent:
            await until(sessions, at_ms)
            for wire in wires:
                wire.ask()
        await until(sessions, 42_000)
        took = []
        for wire in wires:
            if kind == "feed":
                took.append([at - time for at, time in wire.updates()])
                assert [time for _, time in wire.updates()] == sorted(time for _, time in wire.updates())
            else:
                took.append([at - start for (at, _), start in zip(wire.answers(), sent, strict=True)])
        for spans in took:
            assert min(spans) >= 100
            assert max(spans) <= 160
            assert len(set(spans)) > 40
            assert abs(mean(spans) - 130) < 6
        # each connection draws its own
        assert took[0] != took[1]

    play(scenario, delays={kind: {"ms": 100, "jitter_ms": 60}})


def test_a_frame_waits_for_those_before_it() -> None:
    line = Line(Delay(ms=10, jitter_ms=500), "a seed")
    times = [line.arrives_ms(now_ms) for now_ms in range(300)]
    assert None not in times
    assert times == sorted(times, key=lambda time: time or 0)
    assert all(time is not None and time >= now_ms + 10 for now_ms, time in enumerate(times))


@pytest.mark.parametrize("kind", ["orders", "replies", "feed"])
def test_a_share_of_frames_is_lost(kind: str) -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        for number in range(500):
            await until(sessions, 20 + number * 100)
            wire.ask()
        await until(sessions, 50_100)
        kept = len(wire.updates()) if kind == "feed" else len(wire.answers())
        whole = len(wire.answers()) if kind == "feed" else len(wire.updates())
        assert 100 < kept < 200
        assert whole >= 500
        assert wire.log[0][1] == frames.WELCOME

    play(scenario, delays={kind: {"loss": 0.7}})


def test_the_same_seed_and_requests_give_the_same_frames_at_the_same_time_at_any_speed() -> None:
    def record(seed: int, speed: float = 1.0) -> list[list[tuple[int, str]]]:
        logs: list[list[tuple[int, str]]] = []

        async def scenario(sessions: Sessions) -> None:
            wires = [Wire(sessions, "sa"), Wire(sessions, "sa"), Wire(sessions, "sb")]
            for at_ms in range(1_000, 5_000, 37):
                await until(sessions, at_ms)
                wires[at_ms % 3].ask(BID if at_ms % 2 else INVENTORY)
            await until(sessions, 6_000)
            logs.extend(wire.log for wire in wires)

        way = {"ms": 80, "jitter_ms": 90, "loss": 0.1}
        delays = {"orders": way, "replies": way, "feed": way}
        play(scenario, seed=seed, speed=speed, teams={"a": "sa", "b": "sb"}, delays=delays, house_traders=True)
        return logs

    first = record(5)
    assert record(5) == first
    for speed in (0.1, 3.0, 40.0):
        assert record(5, speed) == first
    assert record(6) != first
    assert all(len(log) > 40 for log in first)


def test_each_round_has_its_own_delays() -> None:
    async def scenario(sessions: Sessions) -> None:
        for start_ms, ms in ((0, 100), (16_000, 350), (32_000, 0)):
            await until(sessions, start_ms)
            wire = Wire(sessions)
            await until(sessions, start_ms + 2_000)
            wire.ask()
            await until(sessions, start_ms + 3_000)
            [(at, _)] = wire.answers()
            assert at == start_ms + 2_000 + ms
        assert sessions.venue.round_index == 2

    plan = [{"name": str(ms), "seconds": 15, "delays": {"orders": {"ms": ms}}} for ms in (100, 350, 0)]
    play(scenario, rounds=plan, overtime_seconds=0, goodbye_ms=0, pause_ms=1_000)


ROUND: dict[str, Any] = {"round_seconds": 15, "overtime_seconds": 0, "goodbye_ms": 100, "pause_ms": 1_000}


def test_at_the_end_of_a_round_what_was_sent_arrives_before_the_close_and_what_was_asked_is_lost() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire, gone = Wire(sessions), Wire(sessions)
        await until(sessions, 14_950)
        wire.ask()  # arrives at 15 050, in the hundred milliseconds in which the ended round still answers
        await until(sessions, 15_050)
        for late in (wire, gone):
            late.ask(INVENTORY)  # would arrive at 15 150: the connection is closed on the exchange's side by then
        gone.session.left()
        places = []
        for at_ms in (15_099, 15_101):
            await until(sessions, at_ms)
            places.append(sessions.venue.open_connections[wire.session.team])
        assert places == [1, 0]
        assert not wire.is_over()
        wire.ask(INVENTORY)
        await until(sessions, 17_000)
        assert [(at, answer["time"]) for at, answer in wire.answers()] == [(15_350, 15_050)]
        # all the updates, and the close frame behind the last frame sent
        assert {at - time for at, time in wire.updates()} == {700}
        assert wire.updates()[-1][1] > 14_900
        assert wire.closed == (max(at for at, _ in wire.log), 1001, "round ended")
        assert gone.answers() == []

    play(scenario, delays={"orders": {"ms": 100}, "replies": {"ms": 300}, "feed": {"ms": 700}}, **ROUND)


def test_an_order_sent_before_its_client_left_still_arrives() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        await until(sessions, 2_000)
        wire.ask(BID)
        wire.session.left()
        account = sessions.venue.exchange.accounts[wire.session.team]
        pending = []
        for at_ms in (2_499, 2_501):
            await until(sessions, at_ms)
            pending.append(account.pending)
        assert pending == [0, 1]
        await until(sessions, 3_000)
        assert wire.session not in sessions.connected

    play(scenario, delays={"orders": {"ms": 500}})


def test_the_message_limit_counts_arrivals() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire = Wire(sessions)
        await until(sessions, 1_010)
        for _ in range(6):
            wire.ask(INVENTORY)
        await until(sessions, 1_309)
        assert wire.answers() == []
        await until(sessions, 1_600)
        # five replies and the bare text, all of them before the close frame
        assert [at for at, _ in wire.answers()] == [1_360] * 5
        texts = [(at, text) for at, text in wire.log if text == frames.RATE_LIMIT_TEXT]
        assert texts == [(1_360, frames.RATE_LIMIT_TEXT)]
        assert wire.log[-1] == texts[0]
        assert wire.closed == (1_360, 1008, "")

    play(
        scenario,
        limits={"messages_per_s": 5},
        delays={"orders": {"ms": 300}, "replies": {"ms": 50}, "feed": {"ms": 0}},
    )


def test_who_has_more_on_the_way_than_the_backlog_may_hold_is_cut() -> None:
    async def scenario(sessions: Sessions) -> None:
        wire, other = Wire(sessions), Wire(sessions)
        for _ in range(16):
            wire.ask(b"x" * 64)
        assert not wire.is_over()
        wire.ask(b"x")
        assert wire.aborted
        other.ask(INVENTORY)
        await until(sessions, 60_100)
        assert wire.answers() == []
        assert len(other.answers()) == 1

    play(scenario, limits={"backlog_bytes": 1_024}, delays={"orders": {"ms": 60_000}})


@pytest.mark.parametrize("ms", [0, 120])
def test_an_update_is_handed_to_a_carrier_once_for_all_its_clients(ms: int) -> None:
    calls: list[tuple[int, str]] = []

    def carrier(ends: Sequence[Wire], text: str) -> None:
        calls.append((len(ends), text))
        for end in ends:
            end.send(text)

    async def scenario(sessions: Sessions) -> None:
        wires = [Wire(sessions, group=carrier) for _ in range(7)]
        other = Wire(sessions)
        del calls[:]
        await until(sessions, 3_000)
        assert len(calls) == len(other.updates())
        assert {count for count, _ in calls} == {7}
        assert all([text for _, text in wire.log[1:]] == [text for _, text in calls] for wire in wires)

    play(scenario, delays={"feed": {"ms": ms}})


def test_an_exchange_ends_with_its_last_round_when_the_last_frame_has_arrived() -> None:
    ended: list[int] = []

    async def main() -> None:
        errors = ErrorCentre()
        over = asyncio.Event()
        config = make_config(
            **ROUND, rounds=[{"name": "only"}], repeat=False, house_traders=False, delays={"feed": {"ms": 900}}
        )
        sessions = Sessions(config, errors, on_finished=over.set)
        wire = Wire(sessions)
        sessions.open()
        await over.wait()
        ended.append(sessions.now_ms)
        assert sessions.venue.finished
        assert wire.closed is not None
        assert wire.closed[1:] == (1001, "round ended")
        at, time = wire.updates()[-1]
        assert (at - time, 14_900 < time <= 15_000) == (900, True)
        ended.append(at)
        await sessions.close()
        assert errors.records == []

    run_virtual(main())
    assert ended[0] == ended[1]
