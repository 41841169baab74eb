"""A whole desk against the practice exchange over a real socket: the market maker trades, is stopped, and the books agree."""

import asyncio
from pathlib import Path

import pytest

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager, BotState
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import Update
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run

FOLDER = Path(__file__).resolve().parents[2] / "strategies"


async def until(cache: MarketDataCache, done: asyncio.Event, timeout_s: float) -> None:
    async with asyncio.timeout(timeout_s):
        await done.wait()
        reader = cache.updates()
        await anext(reader)
        await anext(reader)


@pytest.mark.allow_log("remain")
def test_the_market_maker_trades_is_stopped_and_the_account_equals_the_exchange() -> None:
    async def scene() -> None:
        errors = ErrorCentre()
        server = await serve(make_config(port=0, seed=1, speed=5, round_seconds=600), errors)
        transport = WebSocketTransport(server.uri, PRACTICE_SECRET)
        cache = MarketDataCache(transport, Season2025(), errors)
        account = TradingAccount(
            cache, lambda name: TradingSession(name, transport, Season2025(), errors), RiskSettings(), errors
        )
        loader = StrategyLoader([FOLDER])
        loader.scan()
        manager = BotManager(cache, account, loader, errors)
        try:
            await manager.initialize_market_cache()
            bot = manager.register_bot("SimpleMarketMakingBot", {"update_interval": 0.2, "spread_percent": 0.1})  # type: ignore[arg-type]
            traded = asyncio.Event()

            def look(_update: Update) -> None:
                if account.counters.fills >= 3:
                    traded.set()

            cache.on_update(look)
            await manager.start_all_bots()
            await until(cache, traded, timeout_s=25)
            assert manager.info(bot).state is BotState.RUNNING

            await manager.stop_all_bots()
            assert manager.info(bot).state.value == BotState.STOPPED.value
            assert account.orders.working() == []
            # deals of the last moment are published with the next update
            await until(cache, traded, timeout_s=5)
            pending = await account.manual.get_pending_orders()
            inventory = await account.manual.get_inventory()
            assert not any(pending.orders.values())
            held = {key: holding.total for key, holding in inventory.holdings.items() if holding.total}
            assert held == {key: position.quantity for key, position in account.portfolio.positions().items()}
            assert account.cash == inventory.cash
            pnl = manager.info(bot).pnl
            assert pnl.realised + pnl.unrealised == pnl.total
            assert account.counters.sent == account.counters.accepted + account.counters.rejected
        finally:
            await manager.close()
            await account.close()
            await cache.close()
            await server.close()
        assert [record for record in errors.records if record.source != "market data"] == []

    run(scene(), timeout_s=40)
