"""Bots for the tests of their lives, and a manager over a scripted exchange."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from algotrade_gui.bots.api import Bot, BotConfig, OrderResult, Param
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager
from tests.trading.desk import FUTURE, Desk, desk


class LiveConfig(BotConfig, frozen=True, kw_only=True):
    size: Annotated[int, Param(ge=1, le=5)] = 1
    width: Annotated[int, Param(ge=0, le=500, live=True)] = 10
    alpha: Annotated[float, Param(ge=0.0, le=1.0, live=True)] = 0.5


class Resting(Bot):
    """Rests an order at each update, under its ask by `width`; keeps what it saw."""

    config_type = LiveConfig
    config: LiveConfig

    async def run(self) -> None:
        self.times: list[int] = []
        self.skipped = 0
        self.results: list[OrderResult] = []
        self.configs: list[tuple[LiveConfig, LiveConfig]] = []
        async for update in self.market_cache.updates():
            self.times.append(update.time_ms)
            self.skipped += update.skipped
            price = 90_000 - 100 * len(self.times) - self.config.width
            self.results.append(await self.api.buy(FUTURE, price, self.config.size, valid_for_ms=50_000))

    def on_config(self, old: LiveConfig, new: LiveConfig) -> None:
        self.configs.append((old, new))


class Rhythm(Bot):
    """A bot with a sleep of its own between two orders."""

    async def run(self) -> None:
        self.results: list[OrderResult] = []
        while True:
            await asyncio.sleep(1)
            self.results.append(await self.api.buy(FUTURE, 90_000, 1, valid_for_ms=50_000))


@asynccontextmanager
async def managed(loader: StrategyLoader | None = None) -> AsyncIterator[tuple[Desk, BotManager]]:
    """A desk with its manager, connected."""
    async with desk() as d:
        manager = BotManager(d.cache, d.account, loader or StrategyLoader([]), d.errors, d.clock)
        await manager.initialize_market_cache()
        try:
            yield d, manager
        finally:
            await manager.close()
