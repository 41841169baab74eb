"""One bot's life: made, started, run, stopped, cleaned up after."""

import asyncio
import enum
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from algotrade_gui.bots.bot import Bot
from algotrade_gui.bots.compat import context, importing
from algotrade_gui.bots.compat.market import MarketDataCache as OldCache
from algotrade_gui.bots.params import BotConfig, build
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.logs import bot_logger
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.gameapi import GameAPI

log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 3.0
"""How long a bot's code may take to end after it was told to, and then its own `stop()`."""
CLEANUP_TIMEOUT_S = 5.0
"""How long cancelling its orders and closing its session may take."""


class BotState(enum.Enum):
    """Where a bot stands."""

    LOADED = "loaded"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_alive(self) -> bool:
        """Whether its code may be running."""
        return self in (BotState.STARTING, BotState.RUNNING, BotState.STOPPING)


class BotExitError(Exception):
    """A bot called `sys.exit()`: that ends the bot, not the program."""


class BotRunner:
    """Runs one bot at a time, any number of times. Its state is written here only.

    Whatever the bot's code raises ends this bot alone. However it ends, its `stop()` is called, its working orders are cancelled and its
    session is closed.
    """

    def __init__(
        self,
        bot_id: BotId,
        bot_class: type,
        cache: MarketDataCache,
        account: TradingAccount,
        errors: ErrorCentre,
        on_state: Callable[[BotId], None],
    ) -> None:
        self.id = bot_id
        self.bot_class = bot_class
        self.state = BotState.LOADED
        self.error: str | None = None
        """Why it failed, in one line."""
        self.traceback_text: str | None = None
        self._cache = cache
        self._account = account
        self._errors = errors
        self._on_state = on_state
        self._tasks: TaskOwner | None = None
        self._life: asyncio.Task[Any] | None = None
        self._code: asyncio.Task[Any] | None = None
        self._api: GameAPI | None = None
        self._stop = asyncio.Event()
        self._settled = asyncio.Event()
        self._patience: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    # --- the handle that a native bot gets is the runner seen through this: no address, no secret ---

    @property
    def name(self) -> BotId:
        """The bot's name."""
        return self.id

    @property
    def cache(self) -> MarketDataCache:
        """The one market-data cache."""
        return self._cache

    def notice(self, text: str) -> None:
        """Tell the user something; told again, it shows once."""
        self._errors.report(str(self.id), text, severity=Severity.WARNING)

    async def open_api(self) -> GameAPI:
        """Return a connected session of the bot's own; the bot counts as running from here on. Raises ConnectError."""
        if self._api is None:
            self._api = await self._account.open_api(self.id)
        self._running()
        return self._api

    # --- life ---

    async def start(self, values: Mapping[str, Any]) -> None:
        """Start the bot with the settings `values`; return when it runs, has ended or has failed.

        Raises UserError if it is alive already and ConfigError for settings that do not hold; anything that the bot's own code does wrong
        is its state, not an exception.
        """
        if self.state.is_alive:
            raise UserError(f"{self.id} is {self.state.value} already.")
        config = make_config(self.bot_class, values)
        self.error = self.traceback_text = None
        self._stop.clear()
        self._patience = asyncio.get_running_loop().create_future()
        self._settled.clear()
        self._tasks = TaskOwner(f"bot {self.id}", self._errors)
        self._set_state(BotState.STARTING)
        self._life = self._tasks.start("life", self._live(self._tasks, config))
        await self._settled.wait()

    async def stop(self) -> None:
        """End the bot and wait until its orders are cancelled and its session is closed. Does nothing for one that is not alive."""
        life = self._life
        if life is None or life.done():
            return
        self._stop.set()
        if self.state in (BotState.STARTING, BotState.RUNNING):
            self._set_state(BotState.STOPPING)
        if self._code is not None:
            self._code.cancel()
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(STOP_TIMEOUT_S, self._lose_patience)
        await asyncio.wait([life])

    def give_up(self) -> None:
        """Leave a bot that is being stopped where it is: what its clean-up has not done yet is not done."""
        if self._life is not None:
            self._life.cancel()

    async def _live(self, tasks: TaskOwner, config: Any) -> None:
        """The bot's life from its making to the last clean-up; runs as a task of the runner's, never of the bot's."""
        bot: Any = None
        error: BaseException | None = None
        try:
            try:
                # tasks that the bot's code starts inherit it
                context.enter(self)
                bot = self.bot_class(self._cache_for_bot(), config)
                if isinstance(bot, Bot):
                    bot.attach(self)
            except (Exception, SystemExit) as raised:  # noqa: BLE001 - the edge where a bot's mistakes become its state
                error = raised
            else:
                error = await self._run_code(tasks, bot)
            if self._stop.is_set() or error is None:
                self._set_state(BotState.STOPPING)
        finally:
            # also when the program itself is being torn down: orders left working would outlive it
            try:
                await self._clean_up(bot)
            finally:
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
                self._end(error)
        await tasks.stop(STOP_TIMEOUT_S)

    def _cache_for_bot(self) -> Any:
        """The cache as the bot's file reads it: files written for the 2025 modules get those modules' view of it."""
        module = sys.modules.get(self.bot_class.__module__)
        return OldCache.over(self._cache) if importing.is_served(module) else self._cache

    async def _run_code(self, tasks: TaskOwner, bot: Any) -> BaseException | None:
        """Run the bot's own code to its end and return what it raised, None for a proper end."""
        if self._stop.is_set() or self._patience is None:
            return None
        self._code = tasks.start("code", self._guarded(bot.start))
        if not isinstance(bot, Bot):
            # it opens its own session, so nobody tells when it is ready
            self._running()
        try:
            # the code, or the end of the patience with it after a stop
            await asyncio.wait([self._code, self._patience], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._code.cancel()
            raise
        if not self._code.done():
            return TimeoutError(f"its code did not end within {STOP_TIMEOUT_S:g} s after it was told to")
        if self._code.cancelled():
            return None if self._stop.is_set() else RuntimeError("its code cancelled itself")
        result: BaseException | None = self._code.result()
        return result

    @staticmethod
    async def _guarded(call: Callable[[], Awaitable[Any]]) -> BaseException | None:
        """Run a bot's coroutine; return what it raised. Cancellation passes through."""
        try:
            await call()
        except SystemExit as error:
            # left alone it would end the event loop, and with it the program
            return BotExitError(f"the bot called sys.exit({error.code!r})")
        except (asyncio.CancelledError, KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:  # noqa: BLE001 - the edge where a bot's mistakes become its state; some libraries raise no Exception
            return error
        return None

    async def _clean_up(self, bot: Any) -> None:
        stop = getattr(bot, "stop", None)
        if callable(stop):
            await self._bounded("its stop()", self._guarded(stop), STOP_TIMEOUT_S)
        await self._bounded("cancelling its orders", self._cancel_orders(), CLEANUP_TIMEOUT_S)
        api, self._api = self._api, None
        if api is not None:
            await self._bounded("closing its session", self._guarded(api.disconnect), CLEANUP_TIMEOUT_S)

    async def _cancel_orders(self) -> BaseException | None:
        # code that would not end must not place another order behind our back
        self._account.bar(self.id)
        if self._account.orders.working(owner=self.id):
            await self._account.cancel_all(self.id)
        return None

    async def _bounded(self, what: str, work: Awaitable[BaseException | None], timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                error = await work
        except TimeoutError:
            self._errors.report(str(self.id), f"{what} took more than {timeout_s:g} s and was given up")
        except Exception as raised:  # noqa: BLE001 - one failed step must not keep the next from being done
            self._errors.report_exception(str(self.id), raised)
        else:
            if error is not None:
                self._errors.report_exception(str(self.id), error)

    def _lose_patience(self) -> None:
        if self._patience is not None and not self._patience.done():
            self._patience.set_result(None)

    def _running(self) -> None:
        if self.state is BotState.STARTING:
            self._set_state(BotState.RUNNING)

    def _end(self, error: BaseException | None) -> None:
        self._code = None
        if error is None:
            self._set_state(BotState.STOPPED)
            return
        # a window shows both as they are
        self.error = redact(describe_error(error))
        if not isinstance(error, UserError):
            self.traceback_text = redact("".join(traceback.format_exception(error)))
        self._errors.report_exception(str(self.id), error)
        self._set_state(BotState.FAILED)

    def _set_state(self, state: BotState) -> None:
        if state is self.state:
            return
        self.state = state
        bot_logger(self.id).info("%s", state.value)
        if state not in (BotState.STARTING, BotState.STOPPING):
            self._settled.set()
        self._on_state(self.id)


def make_config(bot_class: type, values: Mapping[str, Any]) -> Any:
    """Return the settings of `bot_class` from plain values: its typed config, or a plain dict. Raises ConfigError."""
    config_type: type[BotConfig] | None = getattr(bot_class, "config_type", None)
    return dict(values) if config_type is None else build(config_type, values)


def describe_error(error: BaseException) -> str:
    """Tell an error in one line, with the last file and line it passed."""
    if isinstance(error, UserError):
        return str(error)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return text
    return f"{text} ({frames[-1].filename.rsplit('/', 1)[-1]}, line {frames[-1].lineno})"
