"""The fastest clock: from deadline to deadline, held up by work and by clients that read, by nothing else."""

import asyncio
import itertools
import json
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.simulator import sessions as our_sessions
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.simulator.sessions import Sessions
from tests.simulator.raw import raw_client
from tests.simulator.wires import Wire
from tests.support.aio import run, until

ROUND = {"speed": "max", "house_traders": False, "round_seconds": 60, "overtime_seconds": 0, "repeat": False}
PLAN = [{"name": "only"}]


def test_a_round_nobody_watches_is_over_at_once_and_requests_are_still_served() -> None:
    async def scenario() -> None:
        finished = asyncio.Event()
        errors = ErrorCentre()
        sessions = Sessions(make_config(**ROUND, rounds=PLAN, start_delay_ms=600_000), errors, on_finished=finished.set)
        wire = Wire(sessions)
        sessions.open()
        began_s = time.monotonic()
        turns = 0
        while not finished.is_set():
            wire.ask()
            turns += 1
            await asyncio.sleep(0)
        # eleven minutes of the exchange
        assert time.monotonic() - began_s < 10
        times = [answer["time"] for _, answer in wire.answers()]
        assert len(times) == turns - (0 if wire.closed is None else 1)
        assert times == sorted(times)
        assert len(set(times)) > 600
        updates = [text_time for _, text_time in wire.updates()]
        # the last one tells of the round's end
        assert {after - before for before, after in itertools.pairwise(updates[:-1])} == {100}
        assert wire.closed is not None
        assert wire.closed[1:] == (1001, "round ended")
        await sessions.close()
        assert errors.records == []

    run(scenario(), timeout_s=20)


def test_the_clock_waits_for_a_client_that_reads_and_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    # more than any stall of this machine, while it is to be waited for
    monkeypatch.setattr(our_sessions, "_PATIENCE_S", 60.0)

    async def scenario() -> None:
        sessions = Sessions(make_config(**{**ROUND, "round_seconds": 86_400}), ErrorCentre())
        reader, stuck = Wire(sessions), Wire(sessions)
        sessions.open()
        try:
            await until(lambda: reader.updates())
            reader.unread_bytes = 1
            await asyncio.sleep(0)
            before_ms = sessions.now_ms
            for _ in range(20):
                await asyncio.sleep(0.001)
            assert sessions.now_ms == before_ms
            reader.unread_bytes = 0
            await until(lambda: sessions.now_ms > before_ms)
            # one that reads no more holds up nobody for long
            monkeypatch.setattr(our_sessions, "_PATIENCE_S", 0.2)
            stuck.unread_bytes = 1
            before_ms = sessions.now_ms
            await until(lambda: sessions.now_ms > before_ms + 10_000)
            # but is waited for again once it does
            stuck.unread_bytes = 0
            await until(lambda: stuck.session.reads)
        finally:
            await sessions.close()

    run(scenario(), timeout_s=20)


def test_over_a_socket_no_update_is_left_out() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, **{**ROUND, "start_delay_ms": 0, "repeat": True}), errors)
        try:
            async with connect(f"{server.uri}?team_secret={PRACTICE_SECRET}", max_queue=4) as client:
                times = []

                async def read() -> None:
                    while True:
                        message = json.loads(await client.recv())
                        if message["type"] == "market_data_update":
                            times.append(message["time"])

                with pytest.raises(ConnectionClosed) as closed:
                    await read()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1001
            # the last one tells of the round's end
            assert {after - before for before, after in itertools.pairwise(times[:-1])} == {100}
            assert times[-1] > 59_800
        finally:
            await server.close()
        assert errors.records == []

    run(scenario(), timeout_s=30)


def test_a_client_is_waited_for_until_it_has_read_and_not_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(our_sessions, "_PATIENCE_S", 3.0)

    async def scenario() -> None:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, **{**ROUND, "round_seconds": 86_400}), errors)
        # its socket would take hundreds of these small updates
        slow = raw_client(server.uri, 2**20)
        try:
            await until(lambda: server.connection_count == 1)
            start_ms = server.venue.now_ms
            await asyncio.sleep(0.3)
            assert server.venue.now_ms - start_ms < 1_000
            # one that never answers is not waited for for ever
            await until(lambda: server.venue.now_ms > start_ms + 10_000, timeout_s=15)
        finally:
            slow.close()
            await server.close()
        assert errors.records == []

    run(scenario(), timeout_s=20)
