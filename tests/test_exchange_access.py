"""How an exchange is reached, without a workstation around it."""

import os
import signal
from pathlib import Path

import pytest

from algotrade_gui.core.clock import RealClock
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.core.units import RoundMs
from algotrade_gui.exchange_access import ExchangeAccess
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.market.transport import Transport
from algotrade_gui.recording.tape.format import TapeError, TapeLine
from algotrade_gui.recording.tape.transport import ReplayTransport
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.server import serve
from tests.support.aio import run, until
from tests.support.tapes import write_tape


class Access(ExchangeAccess):
    """A way to an exchange, for a reader of market data who counts what the test says."""

    def __init__(self, exchange: ExchangeSettings, secret: str = "", given: Transport | None = None) -> None:
        self.errors = ErrorCentre()
        self.round = 0
        super().__init__(
            Profile(name="club", exchange=exchange),
            self.errors,
            RealClock(),
            current_round=lambda: self.round,
            secret=Secret(secret) if secret else None,
            given=given,
        )

    async def close(self) -> None:
        await self.stop_spawning()
        await self.standings.close()
        if self.player is not None:
            await self.player.close()
        if self.practice is not None:
            await self.practice.stop()

    @property
    def pid(self) -> int | None:
        return None if self.practice is None else self.practice.pid

    # methods: mypy would hold on to the first answer of a property

    def target(self) -> Transport | None:
        return self.transport.target

    def plan(self) -> tuple[str, int | None] | None:
        plan = self.round_plan
        return None if plan is None else (plan.name, plan.seconds)


def practising(**settings: object) -> ExchangeSettings:
    return ExchangeSettings(practice=PracticeSettings(**settings))  # type: ignore[arg-type]  # whichever it has


def remote(uri: str = "ws://127.0.0.1:9/trade", standings_uri: str = "") -> ExchangeSettings:
    return ExchangeSettings(kind="remote", uri=uri, standings_uri=standings_uri, team="ants")


def replaying(tape: Path) -> ExchangeSettings:
    return ExchangeSettings(kind="replay", recording=str(tape))


# --- any exchange ---


@pytest.mark.parametrize(
    ("exchange", "address"),
    [
        (practising(), "the practice exchange"),
        (remote(), "ws://127.0.0.1:9/trade"),
        (replaying(Path("tapes") / "round 3.jsonl.zst"), "round 3.jsonl.zst"),
    ],
    ids=lambda value: value.kind if isinstance(value, ExchangeSettings) else "",
)
def test_before_it_is_reached_it_has_a_name_and_nothing_is_aimed_at(exchange: ExchangeSettings, address: str) -> None:
    it = Access(exchange)
    assert it.address == address
    assert it.target() is None
    assert (it.practice is not None, it.player is not None) == (exchange.kind == "practice", exchange.kind == "replay")


def test_an_exchange_that_is_given_takes_the_place_of_the_profile_s() -> None:
    given = MemoryExchange()

    async def scenario() -> None:
        it = Access(practising(), given=given)
        assert it.address == given.address
        it.spawn()
        await it.reach()
        assert it.target() is given
        assert it.practice is None
        assert it.plan() is None
        with pytest.raises(RuntimeError, match="profile club has no practice exchange"):
            await it.restart_practice()

    run(scenario())


# --- on the network ---


def test_a_remote_exchange_lets_nobody_in_without_a_secret() -> None:
    async def scenario() -> None:
        it = Access(remote())
        it.spawn()
        with pytest.raises(UserError, match="Profile club has no secret"):
            await it.reach()
        assert it.target() is None

    run(scenario())


def test_standings_are_read_where_a_remote_profile_names_them_and_else_nothing_is_opened() -> None:
    async def read(it: Access, problem: str) -> None:
        it.standings.want()
        try:
            await it.reach()
            if problem:
                await until(lambda: problem in (it.standings.problem or ""))
            else:
                await until(lambda: it.standings.own)
        finally:
            await it.close()

    async def scenario() -> None:
        server = await serve(make_config(port=0, teams={"ants": "ants-secret"}, speed=20))
        problems = {
            "": "publishes no standings",
            server.uri.replace("/trade", "/standings"): "",
            server.uri.replace("/trade", "/nothing"): "has nothing at ws://127.0.0.1",
            "http://no.websocket": "address of the standings cannot be used",
        }
        try:
            for uri, problem in problems.items():
                await read(Access(remote(server.uri, uri), "ants-secret"), problem)
                await until(lambda: server.standings.viewer_count == 0)
        finally:
            await server.close()

    run(scenario(), 30)


# --- a recording ---


def test_a_recording_is_loaded_before_it_is_aimed_at(tmp_path: Path) -> None:
    tape = tmp_path / "round.jsonl.zst"

    async def scenario() -> None:
        it = Access(replaying(tape))
        assert it.player is not None
        with pytest.raises(TapeError, match="cannot be read"):
            await it.reach()
        assert it.target() is None
        write_tape(tape, [TapeLine(0, RoundMs(100), b'{"n":1}')])
        await it.reach()
        assert it.player.tail is not None
        assert isinstance(it.target(), ReplayTransport)
        await it.close()

    run(scenario())


# --- practice ---


def test_an_exchange_spawned_early_is_the_one_that_is_reached_also_a_second_time() -> None:
    async def scenario() -> None:
        it = Access(practising())
        it.spawn()
        it.spawn()
        await until(lambda: it.pid)
        spawned = it.pid
        try:
            for _ in range(2):
                await it.reach()
                assert it.pid == spawned
            connection = await it.transport.open()
            assert b"welcome" in await connection.recv()
            await connection.close()
            it.standings.want()
            await until(lambda: it.standings.own)
            assert it.standings.own is not None
            assert it.standings.own.name == "you"
        finally:
            await it.close()

    run(scenario(), 20)


def test_giving_up_a_process_that_is_not_ready_leaves_none() -> None:
    async def scenario() -> None:
        it = Access(practising())
        await it.stop_spawning()
        it.spawn()
        await until(lambda: it.pid)
        await it.stop_spawning()
        assert it.pid is None
        assert it.target() is None

    run(scenario(), 20)


def test_a_settings_file_that_does_not_hold_is_told_and_may_be_mended(tmp_path: Path) -> None:
    file = tmp_path / "exchange.toml"
    file.write_text("speed = 0")

    async def scenario() -> None:
        it = Access(practising(config_file=str(file)))
        try:
            it.spawn()
            assert it.plan() is None
            with pytest.raises(UserError, match=r"exchange\.toml: speed must be a number from 0\.1"):
                await it.reach()
            assert it.pid is None
            file.write_text("round_seconds = 120")
            await it.reach()
            assert it.plan() == ("round 1", 120)
        finally:
            await it.close()

    run(scenario(), 20)


@pytest.mark.expect_log("practice exchange ended")
def test_its_death_is_heard_before_it_is_told_and_it_comes_back_where_it_was() -> None:
    async def scenario() -> None:
        it = Access(practising())
        heard: list[tuple[str, bool]] = []
        it.on_practice_end(lambda: heard.append(("end", it.practice_down)))
        it.errors.subscribe(lambda record: heard.append((record.source, it.practice_down)))
        it.on_practice_change(lambda: heard.append(("change", it.practice_down)))
        try:
            await it.reach()
            address, pid = it.address, it.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            await until(lambda: it.practice_down)
            assert heard == [("end", True), ("practice exchange", True), ("change", True)]
            assert not it.practice_finished
            await it.restart_practice()
            assert heard[3:] == [("change", False)]
            assert it.address == address
            assert it.pid not in (None, pid)
            await it.restart_practice()
            assert len(heard) == 4, "one that runs is not started again"
        finally:
            await it.close()

    run(scenario(), 20)


@pytest.mark.expect_log("has played its last round")
def test_one_that_has_played_its_last_round_is_no_failure_and_begins_with_the_first_again(tmp_path: Path) -> None:
    file = tmp_path / "exchange.toml"
    lines = ["speed = 100", "repeat = false", "start_delay_ms = 0", "pause_ms = 0"]
    lines += ["[[rounds]]", 'name = "first"', "seconds = 15", "[[rounds]]", 'name = "last"', "seconds = 30"]
    file.write_text("\n".join(lines))
    first, last = ("first", 15), ("last", 30)

    async def scenario() -> None:
        it = Access(practising(config_file=str(file)))
        try:
            await it.reach()
            assert it.plan() == first, "no round was seen yet"
            it.round = 1
            assert it.plan() == first
            it.round = 2
            assert it.plan() == last
            await until(lambda: it.practice_finished, 12)
            assert it.errors.error_count == 0
            await it.restart_practice()
            assert not it.practice_finished
            assert it.plan() == first
            it.round = 4
            assert it.plan() == last
        finally:
            await it.close()

    run(scenario(), 30)
