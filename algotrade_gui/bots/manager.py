"""All bots: registered, started, stopped, watched."""

import asyncio
import itertools
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from algotrade_gui.bots.loader import BotClass, StrategyLoader, is_bot_class
from algotrade_gui.bots.params import BotConfig, ParamInfo, describe, to_values
from algotrade_gui.bots.runner import BotRunner, BotState, make_config
from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.logs import bot_logger
from algotrade_gui.core.settings import MAX_BOT_NAME, BotSettings
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import cents_to_text
from algotrade_gui.domain.order import Order, OrderState
from algotrade_gui.market.cache import FeedState, MarketDataCache
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.owners import RESERVED_NAMES
from algotrade_gui.trading.portfolio import PnL

__all__ = ["BotInfo", "BotManager", "BotState"]

log = logging.getLogger(__name__)

SUMMARY_EVERY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BotInfo:
    """One bot as it is shown: `config` in plain values, `pnl` in cents, `started_ms` of the machine's clock (None before a start)."""

    id: BotId
    strategy: StrategyName
    state: BotState
    config: dict[str, Any]
    error: str | None
    traceback_text: str | None
    started_ms: float | None
    pnl: PnL
    working: int
    fills: int
    params: tuple[ParamInfo, ...]
    """What a dialog shows for it; empty for a strategy with a plain dict."""
    autostart: bool = True
    """Whether the program starts it by itself."""
    refused: int = 0
    """Orders denied or rejected since its last start."""
    last_refusal: str | None = None
    """Why the newest of those was refused."""


@dataclass(slots=True)
class _Entry:
    runner: BotRunner
    values: dict[str, Any]
    started_ms: float | None = None
    params: tuple[ParamInfo, ...] = ()
    autostart: bool = True
    refused: int = 0
    last_refusal: str | None = None


class BotManager:
    """Registers bots and runs them, each alone: no bot's mistake reaches another. The one place that starts and stops them."""

    def __init__(
        self,
        cache: MarketDataCache,
        account: TradingAccount,
        loader: StrategyLoader,
        errors: ErrorCentre,
        clock: Clock | None = None,
    ) -> None:
        self.changes: ChangeHub[BotId] = ChangeHub()
        self.loader = loader
        self._cache = cache
        self._account = account
        self._errors = errors
        self._clock = clock or RealClock()
        self._entries: dict[BotId, _Entry] = {}
        self._tasks: TaskOwner | None = None
        account.orders.on_change(self._order_changed)

    # --- life ---

    async def initialize_market_cache(self) -> None:
        """Connect the shared cache and the account, if they are not yet. Raises ConnectError. `close` afterwards."""
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.STOPPED):
            await self._cache.connect()
        await self._account.open()
        if self._tasks is None:
            self._tasks = TaskOwner("bots", self._errors)
            self._tasks.start("summary", self._summaries())

    async def close(self) -> None:
        """Stop all bots and the summaries. The account and the cache are closed by who made them. May be called twice.

        Who has no patience with it may cancel it: bots that have not ended then are given up, and their orders are the caller's to cancel.
        """
        try:
            await self.stop_all_bots()
        except asyncio.CancelledError:
            for entry in self._entries.values():
                entry.runner.give_up()
            raise
        finally:
            tasks, self._tasks = self._tasks, None
            if tasks is not None:
                await tasks.stop()

    # --- registering ---

    def register_bot(
        self,
        bot_class: BotClass | StrategyName,
        config: Mapping[str, Any] | BotConfig | None = None,
        *,
        name: str | None = None,
        autostart: bool = True,
    ) -> BotId:
        """Take in a bot, state loaded; returns its id, which is `name` (by default the class's name, numbered from the second on).

        `autostart` is only kept here, for the profile: the program starts such a bot once it is connected.
        `bot_class` is a class with (market_cache, config) and async start and run, or the name of a loaded strategy. Raises ConfigError for
        settings that do not hold (field and bound named), UserError for a name that is taken or a strategy that is not there.
        """
        found = bot_class if isinstance(bot_class, type) else self.loader.find(bot_class)
        if found is None:
            raise UserError(f"There is no strategy called {bot_class}.")
        if not is_bot_class(found):
            raise UserError(
                f"{found.__name__} is no bot: it needs (market_cache, config), async start() and async run()."
            )
        values = to_values(config or {})
        make_config(found, values)
        bot_id = BotId(name) if name else self._free_name(found.__name__)
        if len(bot_id) > MAX_BOT_NAME or bot_id != bot_id.strip() or not bot_id.isprintable():
            raise UserError(f"{name!r} is no name for a bot: up to {MAX_BOT_NAME} characters, no blank at either end.")
        if bot_id in self._entries or bot_id in RESERVED_NAMES:
            raise UserError(f"There is a bot called {bot_id} already.")
        runner = BotRunner(bot_id, found, self._cache, self._account, self._errors, self._state_changed)
        self._entries[bot_id] = _Entry(runner, values, params=_params(found), autostart=autostart)
        self.changes.mark((bot_id,))
        return bot_id

    async def remove_bot(self, bot: BotId) -> None:
        """Stop the bot and forget it. Raises UserError for one that is not there."""
        await self._entry(bot).runner.stop()
        self._entries.pop(bot, None)
        self.changes.mark((bot,))

    def configure_bot(self, bot: BotId, values: Mapping[str, Any], *, autostart: bool | None = None) -> None:
        """Replace the bot's settings; they take effect at its next start. Raises ConfigError naming the field and its bound.

        `autostart` None leaves it as it is.
        """
        entry = self._entry(bot)
        make_config(self._newest(entry), values)
        entry.values = dict(values)
        if autostart is not None:
            entry.autostart = autostart
        self.changes.mark((bot,))

    # --- running ---

    async def start_bot(self, bot: BotId) -> None:
        """Start one bot, with the newest loaded version of its strategy; returns when it runs, has ended or has failed.

        Raises UserError if it is alive already, ConfigError when its settings no longer fit its strategy.
        """
        entry = self._entry(bot)
        if not entry.runner.state.is_alive:
            entry.runner.bot_class = self._newest(entry)
            entry.params = _params(entry.runner.bot_class)
            entry.started_ms = self._clock.now_ms()
            entry.refused, entry.last_refusal = 0, None
        await entry.runner.start(entry.values)

    async def stop_bot(self, bot: BotId) -> None:
        """Stop one bot: its code ends, its working orders are cancelled, the answers awaited, its session closed. A dead one stays dead."""
        await self._entry(bot).runner.stop()

    async def start_all_bots(self) -> None:
        """Start every bot that is not alive, in the order they were registered. One that cannot start is reported and hinders no other."""
        for bot, entry in list(self._entries.items()):
            if entry.runner.state.is_alive:
                continue
            try:
                await self.start_bot(bot)
            except UserError as error:
                self._errors.report_exception(str(bot), error)

    async def stop_all_bots(self) -> None:
        """Stop every bot, all at once; returns when the last has ended."""
        results = await asyncio.gather(
            *(entry.runner.stop() for entry in self._entries.values()), return_exceptions=True
        )
        for error in results:
            if isinstance(error, Exception):
                self._errors.report_exception("bots", error)

    # --- looking ---

    def bots(self) -> list[BotInfo]:
        """Return all bots, in the order they were registered."""
        return [self.info(bot) for bot in self._entries]

    def info(self, bot: BotId) -> BotInfo:
        """Return one bot. Raises UserError for one that is not there."""
        entry = self._entry(bot)
        runner = entry.runner
        return BotInfo(
            id=bot,
            strategy=StrategyName(runner.bot_class.__name__),
            state=runner.state,
            config=dict(entry.values),
            error=runner.error,
            traceback_text=runner.traceback_text,
            started_ms=entry.started_ms,
            pnl=self._account.portfolio.pnl(bot),
            working=len(self._account.orders.working(owner=bot)),
            fills=self._account.orders.fills_of(bot),
            params=entry.params,
            autostart=entry.autostart,
            refused=entry.refused,
            last_refusal=entry.last_refusal,
        )

    def settings(self) -> list[BotSettings]:
        """Return all bots as a profile keeps them, in the order they were registered. Cheap: no figure is worked out."""
        return [
            BotSettings(
                strategy=entry.runner.bot_class.__name__,
                name=str(bot),
                autostart=entry.autostart,
                config=dict(entry.values),
            )
            for bot, entry in self._entries.items()
        ]

    # --- parts ---

    def _entry(self, bot: BotId) -> _Entry:
        entry = self._entries.get(bot)
        if entry is None:
            raise UserError(f"There is no bot called {bot}.")
        return entry

    def _free_name(self, strategy: str) -> BotId:
        ends = itertools.chain([""], (f" {number}" for number in itertools.count(2)))
        names = (strategy[: MAX_BOT_NAME - len(end)] + end for end in ends)
        return next(bot_id for name in names if (bot_id := BotId(name)) not in self._entries)

    def _newest(self, entry: _Entry) -> BotClass:
        """The strategy as its file reads now; the class it was registered with where no file has it."""
        current = entry.runner.bot_class
        return self.loader.newest(current) or current

    def _state_changed(self, bot: BotId) -> None:
        self.changes.mark((bot,))

    def _order_changed(self, order: Order) -> None:
        entry = self._entries.get(order.owner)
        if entry is None:
            return
        if order.state in (OrderState.DENIED, OrderState.REJECTED):
            entry.refused += 1
            entry.last_refusal = order.reason
        self.changes.mark((order.owner,))

    async def _summaries(self) -> None:
        while True:
            await asyncio.sleep(SUMMARY_EVERY_S)
            for info in self.bots():
                bot_logger(info.id).info(
                    "%s, P&L %s, %d working, %d fills",
                    info.state.value,
                    cents_to_text(info.pnl.total, signed=True),
                    info.working,
                    info.fills,
                )


def _params(bot_class: BotClass) -> tuple[ParamInfo, ...]:
    return tuple(describe(getattr(bot_class, "config_type", None)))
