"""The reader of the standings: quiet until it is wanted and aimed, back after a loss, silent for good where it is refused."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.memory import MemoryExchange, MemoryLink
from algotrade_gui.market.standings import NOT_PUBLISHED, StandingsReader, StandingsState
from algotrade_gui.market.transport import AuthenticationError, ConnectError, HostRefusedError, refused
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.wire.standings import Standings, TeamStanding, encode_standings, standings_uri
from tests.support.aio import run, until


def standings(time: int, *worths: int, final: bool = False, round: int = 1, coefficient: int = 1_000) -> Standings:
    """Made-up standings: the first team is `you`, the others `rival 1`, `rival 2`..."""
    order = sorted(range(len(worths)), key=lambda place: -worths[place])
    teams = [
        TeamStanding(
            team=place + 1,
            name="you" if place == 0 else f"rival {place}",
            net_worth=worths[place],
            cash=worths[place],
            positions=0,
            contracts=0,
            score=0.0,
            total=0.0,
            rank=rank,
        )
        for rank, place in enumerate(order, 1)
    ]
    return Standings(
        series=1,
        round=round,
        rounds=5,
        name=f"round {round}",
        coefficient=coefficient,
        seconds=600,
        time=time,
        final=final,
        start_cash=1_000_000,
        teams=teams,
    )


def _quiet() -> MemoryExchange:
    return MemoryExchange(on_open=lambda _link: None)


async def _with_reader(exchange: MemoryExchange, scenario: Callable[[StandingsReader], object]) -> ErrorCentre:
    errors = ErrorCentre()
    reader = StandingsReader(errors, own_team="you")
    try:
        reader.aim(exchange)
        reader.want()
        result = scenario(reader)
        if asyncio.iscoroutine(result):
            await result
    finally:
        await reader.close()
    return errors


def test_nothing_is_opened_before_it_is_wanted_or_without_an_address() -> None:
    async def scenario() -> None:
        unaimed = StandingsReader(ErrorCentre())
        unaimed.want()
        unwanted, exchange = StandingsReader(ErrorCentre()), _quiet()
        unwanted.aim(exchange)
        for _ in range(5):
            await asyncio.sleep(0)
        assert (unaimed.state, unaimed.problem) == (StandingsState.OFF, NOT_PUBLISHED)
        assert (unwanted.state, unwanted.problem, exchange.attempts) == (StandingsState.OFF, None, 0)
        await unaimed.close()
        await unwanted.close()
        unwanted.want()
        assert exchange.attempts == 0

    run(scenario())


def test_it_keeps_the_newest_and_how_rounds_ended() -> None:
    exchange = _quiet()

    async def scenario(reader: StandingsReader) -> None:
        link = await exchange.opened(1)
        ended, running = standings(610_000, 5, 9, final=True), standings(1_050, 7, 9, round=2)
        link.push(encode_standings(ended))
        link.push(encode_standings(running))
        await until(lambda: reader.latest == running)
        assert reader.state is StandingsState.LIVE
        assert reader.finals == [ended]
        assert reader.own is not None
        assert (reader.own.name, reader.own.net_worth, reader.own.rank) == ("you", 7, 2)
        version = reader.version
        link.push(encode_standings(running))
        await until(lambda: reader.version > version)

    run(_with_reader(exchange, scenario))


def test_of_how_rounds_ended_it_keeps_the_last_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("algotrade_gui.market.standings.FINALS_KEPT", 3)
    exchange = _quiet()

    async def scenario(reader: StandingsReader) -> None:
        link = await exchange.opened(1)
        for number in range(1, 6):
            link.push(encode_standings(standings(610_000, 5, 9, final=True, round=number)))
        await until(lambda: reader.latest is not None and reader.latest.round == 5)
        assert [final.round for final in reader.finals] == [3, 4, 5]

    run(_with_reader(exchange, scenario))


def test_after_a_loss_it_comes_back_and_learns_the_past_anew() -> None:
    exchange = _quiet()

    async def scenario(reader: StandingsReader) -> None:
        link = await exchange.opened(1)
        link.push(encode_standings(standings(610_000, 5, 9, final=True)))
        await until(lambda: len(reader.finals) == 1)
        link.drop()
        await until(lambda: reader.state is StandingsState.CONNECTING)
        assert reader.latest is not None
        assert reader.problem is not None
        again = await exchange.opened(2)
        # another exchange: it has no past
        again.push(encode_standings(standings(1_050, 5, 9)))
        await until(lambda: reader.state is StandingsState.LIVE and not reader.finals)
        assert reader.problem is None

    run(_with_reader(exchange, scenario))


@pytest.mark.parametrize(
    ("refusal", "words"),
    [(AuthenticationError("401"), "organiser only"), (refused("ws://h/standings", 404), "publishes no standings")],
)
def test_a_refusal_is_final(refusal: ConnectError, words: str) -> None:
    exchange = _quiet()
    exchange.refuse_with = refusal

    async def scenario(reader: StandingsReader) -> None:
        await until(lambda: reader.state is StandingsState.ENDED)
        assert words in (reader.problem or "")
        reader_attempts = exchange.attempts
        await asyncio.sleep(0)
        assert exchange.attempts == reader_attempts == 1

    run(_with_reader(exchange, scenario))


def test_a_host_that_is_not_there_yet_is_tried_again() -> None:
    exchange = _quiet()
    exchange.refuse_with = HostRefusedError("Nothing listens there.")

    async def scenario(reader: StandingsReader) -> None:
        await until(lambda: reader.problem == "Nothing listens there.")
        exchange.refuse_with = None
        await until(lambda: reader.state is StandingsState.LIVE)

    assert run(_with_reader(exchange, scenario)).records == []


@pytest.mark.allow_log(r"no standings")
@pytest.mark.parametrize("frame", ["hello", '{"type":"welcome","message":"x"}', "[[[["])
def test_what_is_no_standings_ends_it(frame: str) -> None:
    def opened(link: MemoryLink) -> None:
        link.push(frame)

    exchange = MemoryExchange(on_open=opened)

    async def scenario(reader: StandingsReader) -> None:
        await until(lambda: reader.state is StandingsState.ENDED)
        assert "no standings" in (reader.problem or "")
        assert exchange.links[0].closed_by_client

    run(_with_reader(exchange, scenario))


def test_our_own_exchange_is_read_over_a_real_socket_without_a_secret() -> None:
    async def scenario() -> None:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, house_traders=False, speed=50, opponents={"sniper": {"number": 1}}))
        reader = StandingsReader(errors, own_team="you")
        try:
            reader.aim(WebSocketTransport(standings_uri(server.uri), None))
            reader.want()
            await until(lambda: reader.latest is not None)
            assert reader.own is not None
            assert reader.own.net_worth == 1_000_000
            assert server.connection_count == 0
        finally:
            await reader.close()
            await server.close()
        assert errors.records == []

    run(scenario())


def test_the_address_is_the_exchange_s_with_another_path_and_no_query() -> None:
    assert standings_uri("ws://127.0.0.1:9001/trade?team_secret=x") == "ws://127.0.0.1:9001/standings"
    assert msgspec.json.decode(encode_standings(standings(1, 2)))["teams"][0]["name"] == "you"
