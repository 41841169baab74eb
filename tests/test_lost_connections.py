"""Our books against the exchange's own, over real sockets that break all the time."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, TeamId
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import BotSettings, ExchangeSettings, Profile, RiskSettings
from algotrade_gui.market.records import FeedState
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import ExchangeServer, serve
from tests.support.aio import run, until

STRATEGIES = Path(__file__).resolve().parents[1] / "strategies"
BREAKS = 5
CASH = 100_000_000


def maker(name: str, underlying: str) -> BotSettings:
    config = {"underlying": underlying, "spread_percent": 0.02, "update_interval": 0.1, "min_time_to_expiry": 5}
    return BotSettings(strategy="SimpleMarketMakingBot", name=name, config=config)


def trading(it: Workstation) -> Callable[[], bool]:
    """Whether three more deals were done since this was asked, and the feed is live."""
    wanted = it.account.counters.fills + 3
    return lambda: it.account.counters.fills >= wanted and it.cache.state is FeedState.LIVE


def break_some(server: ExchangeServer, rng: random.Random, least: int) -> None:
    """Cut connections without a word, at least `least` of them or all."""
    sessions = server.sessions.connected
    for session in rng.sample(sessions, rng.randint(min(least, len(sessions)), len(sessions))):
        session.end.abort()


@pytest.mark.allow_log("")
def test_positions_and_cash_are_the_exchange_s_whatever_breaks() -> None:
    async def scenario() -> None:
        rng = random.Random(5)
        server = await serve(make_config(port=0, seed=5, speed=4.0, start_cash=CASH))
        profile = Profile(
            name="club",
            exchange=ExchangeSettings(kind="remote", uri=server.uri),
            bots=[maker("one", "$SIMP"), maker("two", "$CARD")],
            risk=RiskSettings(max_order_notional=None),
        )
        it = Workstation(profile, errors=ErrorCentre(), strategy_folders=[STRATEGIES], secret=Secret(PRACTICE_SECRET))
        team = server.venue.exchange.accounts[TeamId(1)]

        def agreed() -> bool:
            ours: dict[InstrumentId, int] = {
                key: held.quantity for key, held in it.account.portfolio.positions().items()
            }
            theirs = {key: quantity for key, quantity in team.held.items() if quantity}
            return ours == theirs and it.account.portfolio.cash == team.cash

        try:
            await it.start()
            for least in (len(profile.bots) + 2, *[1] * BREAKS):
                await until(trading(it), 20)
                break_some(server, rng, least)
            await it.manager.stop_all_bots()
            # a cancel whose connection broke leaves its order to its own lifetime
            await until(lambda: not team.pending, 10)
            await until(agreed, 20)
            assert it.cache.get_market_statistics().reconnects > 0
            assert it.cache.round == 1
        finally:
            await it.stop()
            await server.close()

    run(scenario(), 60)
