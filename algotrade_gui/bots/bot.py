"""The base class of native bots."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from algotrade_gui.bots.params import BotConfig
from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.logs import bot_logger
from algotrade_gui.core.words import say
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.gameapi import GameAPI


class BotHandle(Protocol):
    """What a bot gets from its manager: its name and a session. It never sees the exchange's address or the secret."""

    @property
    def name(self) -> BotId:
        """The bot's name; also its log's."""

    @property
    def plots(self) -> BotPlots:
        """What the bot draws on charts."""

    def set_params(self, changes: Mapping[str, Any]) -> None:
        """Change some of the bot's parameters. Raises ConfigError."""

    async def open_api(self) -> GameAPI:
        """Return a connected GameAPI of this bot's own. Raises ConnectError."""


class Bot:
    """A strategy. Write `run()`; the rest is given.

        class MyBot(Bot):
            async def run(self):
                async for update in self.market_cache.updates():
                    ...

    Whatever `run` raises ends this bot alone: its working orders are cancelled and its session is closed. When `run` returns, the bot has
    stopped. Prices are ints in cents.

    Hooks, all optional, plain or async: `on_round_end(summary)` (a RoundSummary), `on_round_start()`, `on_config(old, new)` after a live
    parameter has changed. They run beside `run`, one after the other; what they raise ends the bot.
    """

    config_type: ClassVar[type[BotConfig] | None] = None
    """The struct of this strategy's settings; None: a plain dict."""

    config: Any
    """The settings: a `config_type`, or a dict. Narrow it in the subclass (`config: MyConfig`) for the type checker's sake.

    When a live parameter changes, another object stands here: read `self.config` anew at each decision.
    """

    api: GameAPI
    """This bot's own session; there from `start` on."""

    def __init__(self, market_cache: MarketDataCache, config: Any) -> None:
        self.market_cache = market_cache
        self.config = config
        self._handle: BotHandle | None = None
        self._plots = BotPlots()
        self._told_of_plots = False

    def attach(self, handle: BotHandle) -> None:
        """Called by the runner before `start`."""
        self._handle = handle

    @property
    def name(self) -> str:
        """The bot's name; its class's until it is run by a manager."""
        return type(self).__name__ if self._handle is None else str(self._handle.name)

    @property
    def log(self) -> logging.Logger:
        """The log under the bot's own name."""
        return bot_logger(self.name)

    def set_params(self, **changes: Any) -> None:
        """Change parameters of this bot by its own code, plain values by name; live ones stand in `config` on return.

        Raises ConfigError naming the field and its bound.
        """
        if self._handle is None:
            raise UserError(say("{name} is not run by a BotManager", name=self.name))
        self._handle.set_params(changes)

    @property
    def plots(self) -> BotPlots:
        """What this bot draws on charts: its manager's, or, in a test without one, its own."""
        return self._plots if self._handle is None else self._handle.plots

    def plot(self, name: str, value: float | None, instrument: InstrumentId | None = None) -> None:
        """Add a point, now, to this bot's line `name` on the charts of `instrument`; `value` in cents, None for a gap.

        Without `instrument`: of the underlying that the settings name. A line keeps a point a second, the newest 2,000; a bot has 24
        lines at most. Costs a few microseconds and never fails the bot.
        """
        place = self._plotted_on(instrument)
        if place is not None:
            self.plots.plot(name, value, place, self.market_cache.time_ms)

    def marker(self, text: str, price: float, instrument: InstrumentId | None = None) -> None:
        """Mark this moment at `price`, in cents, on the charts of `instrument`; `text` is shown beside it. As `plot`; 300 are kept."""
        place = self._plotted_on(instrument)
        if place is not None:
            self.plots.marker(text, price, place, self.market_cache.time_ms)

    def _plotted_on(self, instrument: InstrumentId | None) -> InstrumentId | None:
        if instrument is not None:
            return instrument
        config = self.config
        named = config.get("underlying") if isinstance(config, Mapping) else getattr(config, "underlying", None)
        if isinstance(named, str) and named:
            return InstrumentId(named if named.startswith("$") else f"${named}")
        if not self._told_of_plots:
            self._told_of_plots = True
            self.log.warning("plot() needs an instrument: the settings name no underlying. It is left out.")
        return None

    async def start(self) -> None:
        """Open the session, then run the strategy. Raises ConnectError when the exchange cannot be reached."""
        if self._handle is None:
            raise UserError(say("{name} must be started by a BotManager", name=self.name))
        self.api = await self._handle.open_api()
        await self.run()

    async def run(self) -> None:
        """The strategy: yours to write."""
        raise NotImplementedError(f"{type(self).__name__} has no run()")

    async def stop(self) -> None:
        """Called once at the end, however `run` ended; the session is still open. Working orders are cancelled right after it."""
