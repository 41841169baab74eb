"""The standings served: lines in a file, frames on the path, and who may see them."""

import http
import io
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator import standings_feed
from algotrade_gui.simulator.config import PRACTICE_SECRET, config_to_json, make_config, secret_digest
from algotrade_gui.simulator.line_writer import LineWriter
from algotrade_gui.simulator.server import ExchangeServer, serve
from algotrade_gui.simulator.standings import StandingsBook
from algotrade_gui.simulator.standings_feed import StandingsFeed
from algotrade_gui.wire.standings import Standings, decode_standings, standings_uri
from tests.simulator.serving import exchange
from tests.support.aio import run, until

FAST = {"speed": 200, "round_seconds": 15, "overtime_seconds": 0, "goodbye_ms": 0, "pause_ms": 100}


def _watch(server: ExchangeServer, query: str = "") -> connect:
    return connect(server.uri.replace("/trade", "/standings") + query, ping_interval=None)


async def _next(viewer: ClientConnection) -> Standings:
    frame = await viewer.recv(decode=False)
    assert PRACTICE_SECRET.encode() not in frame
    return decode_standings(frame)


async def _to_the_end(viewer: ClientConnection) -> None:
    """Read until the exchange closes the connection."""
    try:
        while True:
            await viewer.recv()
    except ConnectionClosed:
        return


def test_a_viewer_sees_every_second_and_stays_from_round_to_round() -> None:
    async def scenario() -> None:
        async with exchange(**FAST) as server, _watch(server) as viewer:
            seen = [await _next(viewer)]
            while seen[-1].round < 2:
                seen.append(await _next(viewer))
            first = [standings for standings in seen if standings.round == 1]
            began = first[0].time // 1_000
            assert [standings.time // 1_000 for standings in first] == [*range(began, 15), 15]
            assert [standings.final for standings in first] == [False] * (len(first) - 1) + [True]
            assert [team.name for team in first[0].teams] == ["you"]

    run(scenario())


def test_a_late_viewer_learns_how_the_last_rounds_ended() -> None:
    async def scenario() -> None:
        async with exchange(**FAST) as server:
            await until(lambda: len(server.venue.standings.finals) >= 2)
            async with _watch(server) as viewer:
                seen = [await _next(viewer) for _ in range(3)]
                assert [(one.round, one.final) for one in seen[:2]] == [(1, True), (2, True)]

    run(scenario())


def test_it_is_no_team_s_connection_and_changes_nothing_for_those() -> None:
    async def scenario() -> None:
        async with exchange() as server, _watch(server):
            await until(lambda: server.standings.viewer_count == 1)
            assert server.connection_count == 0
            assert set(server.venue.open_connections.values()) == {0}
        assert server.standings.viewer_count == 0

    run(scenario())


def test_while_nobody_watches_nothing_is_worked_out() -> None:
    async def scenario() -> None:
        async with exchange() as server:
            book = server.venue.standings
            assert len(book._listeners) == 0
            async with _watch(server) as viewer, _watch(server):
                await _next(viewer)
                assert len(book._listeners) == 1
            await until(lambda: len(book._listeners) == 0)

    run(scenario())


@pytest.mark.parametrize("frame", ["hello", "x" * 1_000, b"\x00"])
def test_a_viewer_that_speaks_is_closed(frame: str | bytes) -> None:
    async def scenario() -> None:
        async with exchange() as server, _watch(server) as viewer:
            await viewer.send(frame)
            await _to_the_end(viewer)
            await until(lambda: server.standings.viewer_count == 0)

    run(scenario())


def _feed(**settings: Any) -> StandingsFeed:
    config = make_config(**settings)
    return StandingsFeed(config, StandingsBook(config), ErrorCentre())


@pytest.mark.parametrize(
    ("settings", "query", "status"),
    [
        ({}, "", None),
        ({"host": "::1"}, "", None),
        ({"standings_access": "off"}, "", http.HTTPStatus.NOT_FOUND),
        ({"host": "0.0.0.0"}, "", http.HTTPStatus.NOT_FOUND),
        ({"host": "0.0.0.0", "standings_access": "public"}, "", None),
        ({"host": "0.0.0.0", "standings_key": secret_digest("key")}, "", http.HTTPStatus.UNAUTHORIZED),
        ({"host": "0.0.0.0", "standings_key": secret_digest("key")}, "key=kex", http.HTTPStatus.UNAUTHORIZED),
        ({"host": "0.0.0.0", "standings_key": secret_digest("key")}, "key=key", None),
        ({"host": "0.0.0.0", "standings_key": secret_digest("key")}, f"team_secret={PRACTICE_SECRET}", 401),
    ],
)
def test_who_may_watch(settings: dict[str, Any], query: str, status: http.HTTPStatus | None) -> None:
    async def scenario() -> None:
        assert _feed(**settings).refusal(query, "192.168.1.30") == status
        from_here = status if settings.get("standings_access") == "off" else None
        assert _feed(**settings).refusal("", "127.0.0.1") == from_here

    run(scenario())


def test_a_refused_viewer_hears_why() -> None:
    async def scenario() -> None:
        async with exchange(standings_access="off") as server:
            with pytest.raises(InvalidStatus) as caught:
                async with _watch(server):
                    pass
            assert caught.value.response.status_code == 404

    run(scenario())


def test_places_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings_feed, "MOST_VIEWERS", 2)

    async def scenario() -> None:
        async with exchange() as server:
            async with _watch(server), _watch(server):
                await until(lambda: server.standings.viewer_count == 2)
                with pytest.raises(InvalidStatus) as caught:
                    async with _watch(server):
                        pass
                assert caught.value.response.status_code == 429
            await until(lambda: server.standings.viewer_count == 0)
            async with _watch(server) as viewer:
                await _next(viewer)

    run(scenario())


def test_a_viewer_that_does_not_read_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings_feed, "_backlog", lambda _viewer: 2**20 + 1)

    async def scenario() -> None:
        async with exchange() as server, _watch(server) as viewer:
            await _to_the_end(viewer)
            await until(lambda: server.standings.viewer_count == 0)

    run(scenario())


# --- lines ---


def test_lines_are_appended_to_a_file_and_the_last_one_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "standings.jsonl"
    path.write_bytes(b"before\n")

    async def scenario() -> None:
        async with exchange(**FAST, standings=str(path), repeat=False) as server:
            server.venue.exchange.accounts[TeamId(1)].cash += 7
            await until(lambda: server.venue.finished)

    run(scenario())
    first, *lines = path.read_bytes().splitlines()
    assert first == b"before"
    seen = [decode_standings(line) for line in lines]
    assert [standings.final for standings in seen] == [False] * (len(seen) - 1) + [True]
    assert len(seen) == 15
    assert [team.net_worth for team in seen[-1].teams] == [1_000_007]


def test_a_file_that_cannot_be_opened_is_said_before_anything_listens(tmp_path: Path) -> None:
    async def scenario() -> None:
        with pytest.raises(UserError, match="cannot be written to: Is a directory"):
            await serve(make_config(port=0, standings=str(tmp_path)))

    run(scenario())


def test_lines_go_to_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, write_through=True))
    print("first")  # noqa: T201 - what the program itself writes comes first
    writer = LineWriter("-", pytest.fail)
    writer.write(b"{}")
    writer.close()
    writer.close()
    assert raw.getvalue() == b"first\n{}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.expect_log(r"takes no more standings")
def test_a_full_disk_is_told_once_and_costs_the_lines_only() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        config = make_config(port=0, house_traders=False, standings="/dev/full", **FAST)
        server = await serve(config, errors)
        try:
            await until(lambda: server.venue.round_index >= 2)
        finally:
            await server.close()
        assert [record.message for record in errors.records] == [
            "/dev/full takes no more standings: No space left on device. The exchange goes on without."
        ]

    run(scenario())


def test_a_reader_that_does_not_read_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("algotrade_gui.simulator.line_writer._WAITING_AT_MOST", 3)

    class Stuck(io.BytesIO):
        def __init__(self) -> None:
            super().__init__()
            self.may_write = threading.Event()

        def write(self, data: Any) -> int:
            self.may_write.wait(10)
            return super().write(data)

    stuck = Stuck()
    monkeypatch.setattr("algotrade_gui.simulator.line_writer._standard_output", lambda: stuck)
    writer = LineWriter("-", pytest.fail)
    for number in range(10):
        writer.write(b"%d" % number)
    assert writer.dropped >= 6
    stuck.may_write.set()
    writer.close()
    assert stuck.getvalue().startswith(b"0\n1\n2\n")


# --- the program ---


@pytest.mark.skipif(os.name != "posix", reason="signals between processes are POSIX")
def test_on_a_network_the_organiser_gets_a_key_once_and_the_ready_line_comes_first() -> None:
    """For as long as it runs it listens on every address of this machine, as the organiser's does."""
    config = make_config(host="0.0.0.0", port=0, standings="-", round_seconds=15, speed=50)
    script = (
        "import sys;from algotrade_gui.simulator.main import run_exchange;"
        "from algotrade_gui.simulator.config import config_from_json;"
        "sys.exit(run_exchange(config_from_json(sys.argv[1])))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, config_to_json(config).decode()], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            ready = json.loads(process.stdout.readline())
            assert ready["ready"] is True
            assert decode_standings(process.stdout.readline()).round == 1
            told = [process.stderr.readline().decode() for _ in range(2)]
            found = re.search(r"(ws://[0-9.]+:\d+/standings)\?key=([0-9a-f-]{36})\n", told[1])
            assert found is not None
            key = found[2]
            uri = standings_uri(ready["uri"])

            async def scenario() -> None:
                async with connect(f"{uri}?key={key}") as viewer:
                    assert (await _next(viewer)).teams[0].name == "you"

            run(scenario())
        finally:
            process.terminate()
        assert process.wait(10) == 0
        assert key.encode() not in process.stderr.read() + process.stdout.read()
