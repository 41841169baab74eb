import os
import signal
from pathlib import Path

import pytest

from algotrade_gui import composition
from algotrade_gui.bots.manager import BotState
from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.domain.order import OrderState
from algotrade_gui.market.records import FeedState
from algotrade_gui.market.standings import StandingsState
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from tests.support.aio import run, run_virtual, until
from tests.support.desk import trading_desk

BUYER = '''
from algotrade_gui.bots.api import Bot


class Buyer(Bot):
    """Buys one future, once."""

    async def run(self) -> None:
        async for _ in self.market_cache.updates():
            for instrument in self.api.list_instruments():
                quote = self.api.get_best_bid_ask(instrument)
                if "_future_" in instrument and quote is not None and quote.ask is not None:
                    await self.api.buy(instrument, quote.ask, 1)
                    return
'''


@pytest.fixture
def strategies(tmp_path: Path) -> Path:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "buyer.py").write_text(BUYER)
    return folder


def workstation(profile: Profile, folder: Path, secret: str | None = None) -> Workstation:
    return Workstation(
        profile,
        errors=ErrorCentre(),
        strategy_folders=[folder],
        secret=None if secret is None else Secret(secret),
    )


def remote(uri: str) -> Profile:
    return Profile(name="club", exchange=ExchangeSettings(kind="remote", uri=uri))


def test_a_profile_runs_from_its_exchange_to_its_bots_and_stops_again(strategies: Path) -> None:
    profile = Profile(name="practice", bots=[BotSettings(strategy="Buyer", name="buyer")])

    async def scenario() -> Workstation:
        it = workstation(profile, strategies)
        phases: list[Phase] = []
        it.on_phase(phases.append)
        try:
            await it.start()
            assert it.phase is Phase.RUNNING
            assert it.exchange.practice is not None
            assert it.exchange.practice.running
            assert it.standings.state is StandingsState.OFF, "nobody has looked at them"
            it.standings.want()
            await until(lambda: it.account.counters.fills, 8)
            await until(lambda: it.standings.own)
        finally:
            await it.stop()
        assert phases == [Phase.STARTING, Phase.RUNNING, Phase.STOPPING, Phase.STOPPED]
        return it

    it = run(scenario(), 20)
    report = it.report()
    assert it.exchange.practice is not None
    assert not it.exchange.practice.running
    assert report.errors == 0, it.errors.records
    assert report.fills >= 1
    assert report.orders_sent == report.orders_accepted == 1
    assert report.updates > 0
    assert report.bots == {"buyer": "stopped"}
    assert it.standings.own is not None
    assert it.standings.own.name == "you"


@pytest.mark.expect_log("practice exchange ended", "connection ended")
@pytest.mark.allow_log("connection")
def test_a_practice_exchange_that_dies_is_told_and_comes_back_where_it_was(strategies: Path) -> None:
    async def scenario() -> None:
        it = workstation(Profile(name="practice"), strategies)
        changes: list[bool] = []
        it.exchange.on_practice_change(lambda: changes.append(it.exchange.practice_down))
        try:
            await it.start()
            assert it.exchange.practice is not None
            assert it.exchange.practice.pid is not None
            address = it.address
            await until(lambda: it.cache.state is FeedState.LIVE)
            future = next(name for name in it.cache.get_all_instruments() if "_future_" in name)
            placed = await it.account.manual.buy(future, 1, 1, valid_for_ms=60_000)
            assert placed.state is OrderState.WORKING
            os.kill(it.exchange.practice.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            await until(lambda: it.exchange.practice_down)
            assert "Your bots wait" in it.errors.records[0].message or "Your bots wait" in it.errors.records[-1].message
            assert not it.account.orders.working(), "an order cannot work in an exchange that is gone"
            ended = it.account.orders.get(placed.client_id)
            assert ended is not None
            assert (ended.state, ended.reason) == (OrderState.EXPIRED, "the exchange ended")
            await it.exchange.restart_practice()
            assert it.address == address
            assert not it.exchange.practice_down
            await until(lambda: it.cache.state is FeedState.LIVE, 12)
            assert changes == [True, False]
        finally:
            await it.stop()

    run(scenario(), 30)


@pytest.mark.expect_log("has played its last round")
@pytest.mark.allow_log("connection")
def test_a_practice_exchange_that_has_played_its_last_round_is_no_failure(strategies: Path, tmp_path: Path) -> None:
    file = tmp_path / "exchange.toml"
    # two seconds before each round: whoever is slow to connect sees it all the same
    lines = ["speed = 20", "repeat = false", "start_delay_ms = 40000", "pause_ms = 40000"]
    lines += ["[[rounds]]", 'name = "first"', "seconds = 15", "[[rounds]]", 'name = "last"', "seconds = 30"]
    file.write_text("\n".join(lines))
    practice = PracticeSettings(config_file=str(file))

    async def scenario() -> None:
        it = workstation(Profile(name="practice", exchange=ExchangeSettings(practice=practice)), strategies)
        played: list[tuple[str, int | None]] = []
        try:
            await it.start()
            for number in (1, 2):
                await until(lambda number=number: it.cache.round == number, 12)  # type: ignore[misc]  # mypy types no default
                assert it.exchange.round_plan is not None
                played.append((it.exchange.round_plan.name, it.exchange.round_plan.seconds))
            await until(lambda: it.exchange.practice_finished, 12)
            await it.exchange.restart_practice()
            assert not it.exchange.practice_finished
            again = it.exchange.round_plan
            assert again is not None
            assert again.name == "first"
        finally:
            await it.stop()
        assert played == [("first", 15), ("last", 30)]
        assert it.errors.error_count == 0

    run(scenario(), 40)


@pytest.mark.expect_log("has no secret")
def test_a_remote_profile_without_a_secret_says_so(strategies: Path) -> None:
    async def scenario() -> Workstation:
        it = workstation(remote("ws://127.0.0.1:9/trade"), strategies)
        try:
            await it.start()
            assert it.phase is Phase.FAILED
        finally:
            await it.stop()
        return it

    it = run(scenario())
    assert it.phase is Phase.STOPPED
    assert [record.traceback_text for record in it.errors.records] == [None]


@pytest.mark.expect_log("Nothing listens at")
def test_an_exchange_that_is_not_there_yet_can_be_tried_again(strategies: Path) -> None:
    async def scenario() -> None:
        server = await serve(make_config(port=0, seed=1))
        uri = server.uri
        await server.close()
        it = workstation(remote(uri), strategies, PRACTICE_SECRET)
        phases: list[Phase] = []
        it.on_phase(phases.append)
        try:
            await it.start()
            assert phases == [Phase.STARTING, Phase.FAILED]
            port = int(uri.rsplit(":", 1)[1].split("/")[0])
            server = await serve(make_config(port=port, seed=1))
            await it.start()
            assert phases[2:] == [Phase.STARTING, Phase.RUNNING]
            await until(lambda: it.cache.state is FeedState.LIVE)
        finally:
            await it.stop()
            await server.close()

    run(scenario(), 20)


@pytest.mark.expect_log("no strategy called Gone", "no_bot.py", "broken.py")
def test_what_does_not_load_hides_nothing_else_and_is_kept_in_the_profile(strategies: Path) -> None:
    (strategies / "broken.py").write_text("def oops(:\n")
    (strategies / "no_bot.py").write_text("x = 1\n")
    bots = [BotSettings(strategy="Gone", name="lost", config={"a": 1}), BotSettings(strategy="Buyer", name="buyer")]

    async def scenario() -> Workstation:
        async with trading_desk(bots, folders=[strategies]) as desk:
            assert desk.station.phase is Phase.RUNNING
        return desk.station

    it = run_virtual(scenario())
    assert it.report().bots == {"lost": "failed", "buyer": "stopped"}
    assert it.manager.info(BotId("lost")).error == "There is no strategy called Gone."
    kept = {bot.name: bot for bot in it.current_profile().bots}
    assert kept["lost"].config == {"a": 1}
    assert set(kept) == {"lost", "buyer"}


def test_only_bots_that_start_with_the_program_are_started_and_the_choice_is_kept(strategies: Path) -> None:
    bots = [
        BotSettings(strategy="Buyer", name="early"),
        BotSettings(strategy="Buyer", name="late", autostart=False),
    ]

    async def scenario() -> Workstation:
        async with trading_desk(bots, folders=[strategies]) as desk:
            manager = desk.station.manager
            assert manager.info(BotId("early")).state is not BotState.LOADED
            assert manager.info(BotId("late")).state is BotState.LOADED
            manager.configure_bot(BotId("early"), {}, autostart=False)
            manager.configure_bot(BotId("late"), {})
        return desk.station

    it = run_virtual(scenario())
    assert {bot.name: bot.autostart for bot in it.current_profile().bots} == {"early": False, "late": False}


def test_stopping_before_the_spawned_exchange_is_ready_leaves_no_process(strategies: Path) -> None:
    async def scenario() -> Workstation:
        it = workstation(Profile(name="practice"), strategies)
        it.exchange.spawn()
        await until(lambda: it.exchange.practice is not None and it.exchange.practice.pid is not None)
        await it.stop()
        return it

    it = run(scenario(), 20)
    assert it.exchange.practice is not None
    assert not it.exchange.practice.running


STUBBORN = '''
import asyncio

from algotrade_gui.bots.api import Bot


class Stubborn(Bot):
    """Bids one cent for a long time, and takes longer to stop than anyone waits."""

    async def run(self) -> None:
        async for _ in self.market_cache.updates():
            for instrument in self.api.list_instruments():
                await self.api.buy(instrument, 1, 1, valid_for_ms=50_000)
                return await asyncio.sleep(60)

    async def stop(self) -> None:
        await asyncio.sleep(60)
'''


@pytest.mark.expect_log("stopping bots took longer")
@pytest.mark.allow_log("is closed|was lost")
def test_orders_of_a_bot_that_will_not_stop_are_cancelled_all_the_same(
    strategies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "STEP_TIMEOUT_S", 0.5)
    (strategies / "stubborn.py").write_text(STUBBORN)

    async def scenario() -> None:
        bots = [BotSettings(strategy="Stubborn", name="stubborn")]
        async with trading_desk(bots, folders=[strategies], seed=1) as desk:
            await desk.until(lambda: desk.team.pending, 10)
            await desk.station.stop()
            assert desk.team.pending == 0

    run_virtual(scenario())
