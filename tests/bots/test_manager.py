"""Bots against a scripted exchange: each lives and dies alone, and leaves nothing working."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
import pytest

from algotrade_gui.bots import runner as runner_module
from algotrade_gui.bots.api import Bot, BotConfig, GameAPI, Param
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.bots.params import ConfigError
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId, ExchangeOrderId
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.transport import HostRefusedError
from tests.support.aio import run_virtual as run
from tests.trading.desk import FUTURE, Desk, desk, settle, trade


class SizeConfig(BotConfig, frozen=True, kw_only=True):
    size: Annotated[int, Param(ge=1, le=5)] = 1


class Quoting(Bot):
    """Rests one order, then follows the market for ever."""

    config_type = SizeConfig
    config: SizeConfig
    seen = 0
    stops = 0

    async def run(self) -> None:
        await self.api.buy(FUTURE, 99_000, self.config.size)
        async for _ in self.market_cache.updates():
            self.seen += 1

    async def stop(self) -> None:
        type(self).stops += 1


class Raising(Quoting):
    async def run(self) -> None:
        await self.api.buy(FUTURE, 98_000, 1)
        async for _ in self.market_cache.updates():
            raise ZeroDivisionError("a mistake")


class Returning(Bot):
    async def run(self) -> None:
        await self.api.buy(FUTURE, 97_000, 1)


class Exiting(Bot):
    async def run(self) -> None:
        sys.exit(3)


class Unmakeable(Bot):
    def __init__(self, market_cache: MarketDataCache, config: Any) -> None:
        raise ValueError("no such thing")


class Stubborn(Bot):
    async def run(self) -> None:
        self.released = asyncio.Event()
        type(self).last = self
        try:
            await asyncio.sleep(3_600)
        except asyncio.CancelledError:
            await self.released.wait()

    last: "Stubborn"


class SeedBot:
    """The seed's contract: no base class, no stop, a plain dict."""

    made: ClassVar[list["SeedBot"]] = []

    def __init__(self, market_cache: MarketDataCache, config: dict[str, Any]) -> None:
        self.market_cache = market_cache
        self.config = config
        self.ran = False
        self.made.append(self)

    async def start(self) -> None:
        await self.run()

    async def run(self) -> None:
        self.ran = True
        await asyncio.sleep(3_600)


@asynccontextmanager
async def managed(loader: StrategyLoader | None = None) -> AsyncIterator[tuple[Desk, BotManager]]:
    async with desk() as d:
        manager = BotManager(d.cache, d.account, loader or StrategyLoader([]), d.errors, d.clock)
        await manager.initialize_market_cache()
        try:
            yield d, manager
        finally:
            await manager.close()


def state(manager: BotManager, bot: BotId) -> BotState:
    return manager.info(bot).state


def test_a_bot_runs_trades_and_is_stopped_with_nothing_left_working() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            reader = manager.changes.reader()
            bot = manager.register_bot(Quoting, {"size": 2})
            assert (bot, state(manager, bot)) == ("Quoting", BotState.LOADED)
            await manager.start_all_bots()
            await settle()
            info = manager.info(bot)
            assert (info.state, info.working, info.strategy) == (BotState.RUNNING, 1, "Quoting")
            assert bot in reader.drain()
            await d.update(1_100, trade(FUTURE, 1, 1, 99_000))
            assert (manager.info(bot).fills, manager.info(bot).pnl.total) == (1, 1_000)
            assert bot in reader.drain()
            stops = Quoting.stops
            await manager.stop_all_bots()
            assert state(manager, bot).value == BotState.STOPPED.value
            assert Quoting.stops == stops + 1
            assert (d.venue.pending, list(d.account.sessions)) == ({}, ["manual"])
            await manager.start_bot(bot)
            await settle()
            assert state(manager, bot).value == BotState.RUNNING.value
            assert d.venue.of_type("add_order")[-1]["quantity"] == 2

    run(scene())


def test_refused_orders_are_counted_with_the_reason_of_the_last_until_the_next_start() -> None:
    class Greedy(Quoting):
        async def run(self) -> None:
            await self.api.buy(FUTURE, 0, 1)
            await self.api.sell(FUTURE, 99_000, 2_000_000)
            await super().run()

    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Greedy)
            await manager.start_bot(bot)
            await settle()
            info = manager.info(bot)
            assert (info.refused, info.state) == (2, BotState.RUNNING)
            assert info.last_refusal is not None
            assert "2000000" in info.last_refusal.replace(",", "")
            await manager.stop_bot(bot)
            assert manager.info(bot).refused == 2
            manager.configure_bot(bot, {"size": 1})
            await manager.start_bot(bot)
            await settle()
            assert manager.info(bot).refused == 2, "counted anew, not added up"

    run(scene())


@pytest.mark.expect_log("ZeroDivisionError: a mistake")
def test_a_bot_that_raises_fails_alone() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            good = manager.register_bot(Quoting)
            bad = manager.register_bot(Raising, name="bad one")
            await manager.start_all_bots()
            await settle()
            assert len(d.venue.pending) == 2
            await d.update(1_100)
            await settle()
            info = manager.info(bad)
            assert info.state is BotState.FAILED
            assert info.error is not None
            assert info.error.startswith("ZeroDivisionError: a mistake (test_manager.py, line ")
            assert info.traceback_text is not None
            assert "Traceback" in info.traceback_text
            (record,) = d.errors.records
            assert (record.source, record.traceback_text is not None) == ("bad one", True)
            assert state(manager, good) is BotState.RUNNING
            assert [row["price"] for row in d.venue.pending.values()] == [99_000]
            assert sorted(d.account.sessions) == ["Quoting", "manual"]

    run(scene())


@pytest.mark.expect_log(r"teller: RuntimeError: \[redacted\]")
def test_a_secret_in_what_a_bot_raises_is_not_shown() -> None:
    secret = Secret("told-by-a-bot-1").reveal()

    class Telling(Quoting):
        async def run(self) -> None:
            raise RuntimeError(secret)

    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Telling, name="teller")
            await manager.start_bot(bot)
            await settle()
            info = manager.info(bot)
            assert info.state is BotState.FAILED
            assert "[redacted]" in (info.error or "")
            assert secret not in (info.error or "") + (info.traceback_text or "")

    run(scene())


@pytest.mark.expect_log("oddly: OddError: no ordinary one")
def test_a_bot_that_raises_what_is_no_exception_has_failed_too() -> None:
    class OddError(BaseException):
        pass

    class Odd(Quoting):
        async def run(self) -> None:
            raise OddError("no ordinary one")

    async def scene() -> None:
        async with managed() as (_, manager):
            bot = manager.register_bot(Odd, name="oddly")
            await manager.start_bot(bot)
            await settle()
            info = manager.info(bot)
            assert info.state is BotState.FAILED
            assert (info.error or "").startswith("OddError: no ordinary one")

    run(scene())


def test_a_bot_whose_run_returns_has_stopped_and_its_orders_are_cancelled() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Returning)
            await manager.start_bot(bot)
            await settle()
            assert state(manager, bot) is BotState.STOPPED
            assert d.venue.pending == {}
            assert manager.info(bot).error is None

    run(scene())


@pytest.mark.expect_log("sys.exit", "no such thing")
def test_exits_and_constructors_are_only_the_bots_problem() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            for cls, words in ((Exiting, "sys.exit(3)"), (Unmakeable, "no such thing")):
                bot = manager.register_bot(cls)
                await manager.start_bot(bot)
                await settle()
                info = manager.info(bot)
                assert info.state is BotState.FAILED
                assert info.error is not None
                assert words in info.error

    run(scene())


@pytest.mark.expect_log("did not end within")
def test_a_bot_that_will_not_stop_is_given_up_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner_module, "STOP_TIMEOUT_S", 0.02)

    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Stubborn)
            await manager.start_bot(bot)
            await settle()
            await manager.stop_bot(bot)
            info = manager.info(bot)
            assert (info.state, list(d.account.sessions)) == (BotState.FAILED, ["manual"])
            Stubborn.last.released.set()
            await settle()

    run(scene())


def test_the_seeds_contract_needs_no_base_class() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(SeedBot, {"param": "value"})
            await manager.start_bot(bot)
            await settle()
            made = SeedBot.made[-1]
            assert (made.ran, made.config, made.market_cache is d.cache) == (True, {"param": "value"}, True)
            assert state(manager, bot) is BotState.RUNNING
            await manager.stop_bot(bot)
            assert state(manager, bot).value == BotState.STOPPED.value

    run(scene())


@pytest.mark.expect_log("nobody listens")
def test_a_bot_that_cannot_connect_fails_with_the_sentence() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Quoting)
            d.venue.exchange.refuse_with = HostRefusedError("nobody listens there")
            await manager.start_all_bots()
            info = manager.info(bot)
            assert (info.state, info.error, info.traceback_text) == (BotState.FAILED, "nobody listens there", None)
            d.venue.exchange.refuse_with = None
            await manager.start_bot(bot)
            await settle()
            assert (state(manager, bot), manager.info(bot).error) == (BotState.RUNNING, None)

    run(scene())


def test_a_profile_can_hold_every_name_a_bot_gets() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            long_name = type("A" * 50, (Quoting,), {})
            names = [manager.register_bot(long_name) for _ in range(2)]
            assert names == ["A" * 40, "A" * 38 + " 2"]
            for name in names:
                settings = BotSettings(strategy="A", name=name)
                assert msgspec.convert(msgspec.to_builtins(settings), BotSettings) == settings

    run(scene())


def test_bad_settings_and_taken_names_are_refused_at_once() -> None:
    async def scene() -> None:
        async with managed() as (_, manager):
            with pytest.raises(ConfigError, match=r"size: .*<= 5"):
                manager.register_bot(Quoting, {"size": 6})
            bot = manager.register_bot(Quoting, {"size": 5}, name="one")
            assert manager.register_bot(Quoting) == "Quoting"
            assert manager.register_bot(Quoting) == "Quoting 2"
            for taken in ("one", "manual"):
                with pytest.raises(UserError, match="already"):
                    manager.register_bot(Quoting, name=taken)
            for name in ("x" * 41, " one", "one\n"):
                with pytest.raises(UserError, match="no name for a bot"):
                    manager.register_bot(Quoting, name=name)
            with pytest.raises(UserError, match="is no bot"):
                manager.register_bot(dict)
            with pytest.raises(UserError, match="no strategy called"):
                manager.register_bot("Nothing")  # type: ignore[arg-type]  # what a profile may hold
            with pytest.raises(ConfigError):
                manager.configure_bot(bot, {"size": 0})
            assert manager.info(bot).config == {"size": 5}
            await manager.start_bot(bot)
            with pytest.raises(UserError, match="already"):
                await manager.start_bot(bot)
            manager.configure_bot(bot, {"size": 3})
            assert [info.name for info in manager.info(bot).params] == ["size"]
            await manager.remove_bot(bot)
            with pytest.raises(UserError, match="no bot called one"):
                manager.info(bot)

    run(scene())


def test_a_bot_starts_with_the_newest_version_of_its_file(tmp_path: Path) -> None:
    text = "from algotrade_gui.bots.api import Bot\nclass Mine(Bot):\n    version = 1\n    async def run(self): pass\n"
    path = tmp_path / "mine.py"
    path.write_text(text)
    loader = StrategyLoader([tmp_path])
    loader.scan()

    async def scene() -> None:
        async with managed(loader) as (_, manager):
            bot = manager.register_bot("Mine")  # type: ignore[arg-type]  # by name, as a profile does
            path.write_text(text.replace("version = 1", "version = 22"))
            loader.scan()
            await manager.start_bot(bot)
            assert getattr(manager._entries[bot].runner.bot_class, "version", None) == 22

    run(scene())


def test_the_bot_logs_under_its_own_name_and_never_holds_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    class Talking(Bot):
        seen: ClassVar[dict[str, Any]] = {}

        async def run(self) -> None:
            self.log.info("hello")
            self.seen.update(vars(self))
            assert isinstance(self.api, GameAPI)

    async def scene() -> None:
        async with managed() as (_, manager):
            await manager.start_bot(manager.register_bot(Talking, name="chatty"))
            await settle()

    with caplog.at_level(logging.INFO):
        run(scene())
    assert ("bot.chatty", "hello") in [(record.name, record.message) for record in caplog.records]
    assert set(Talking.seen) == {"market_cache", "config", "_handle", "_plots", "_told_of_plots", "api"}
    public = [name for name in dir(Talking.seen["api"]) if not name.startswith("_")]
    assert not [name for name in public if "secret" in name or "uri" in name or "transport" in name]


def test_fifty_bots_start_and_stop_together() -> None:
    async def scene() -> None:
        async with managed() as (d, manager):
            bots = [manager.register_bot(Quoting, name=f"bot {number}") for number in range(50)]
            await manager.start_all_bots()
            await settle()
            assert {state(manager, bot) for bot in bots} == {BotState.RUNNING}
            await manager.stop_all_bots()
            assert {state(manager, bot) for bot in bots} == {BotState.STOPPED}
            assert d.venue.pending == {}

    run(scene())


def test_a_bot_that_retries_refusals_in_a_loop_does_not_hold_the_others() -> None:
    class Insistent(Bot):
        async def run(self) -> None:
            while True:
                await self.api.buy(FUTURE, 0, 1)
                await self.api.cancel_order(FUTURE, ExchangeOrderId(99))
                await self.api.cancel_all()

    async def scene() -> None:
        async with managed() as (d, manager):
            bot = manager.register_bot(Insistent)
            await manager.start_bot(bot)
            await d.update(1_100)
            assert d.account.counters.denied > 1
            await manager.stop_bot(bot)
            assert state(manager, bot) is BotState.STOPPED

    run(scene())
