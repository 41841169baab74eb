"""One bot's life: made, started, run, stopped, cleaned up after."""

import asyncio
import contextlib
import contextvars
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any

from algotrade_gui.bots.bot import Bot
from algotrade_gui.bots.children import ADOPTER, Children, watch_tasks
from algotrade_gui.bots.compat import context, importing
from algotrade_gui.bots.compat.market import MarketDataCache as OldCache
from algotrade_gui.bots.exits import exit_error
from algotrade_gui.bots.hooks import CONFIG, ROUND_END, ROUND_START, Hooks
from algotrade_gui.bots.interrupts import BotInterruptedError
from algotrade_gui.bots.params import BotConfig, build
from algotrade_gui.bots.places import LastError, place_of, source_of
from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.bots.rounds import RoundSummary
from algotrade_gui.bots.states import BotState, check_change
from algotrade_gui.bots.threads import BotThreads
from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError, sentence_of
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.logs import bot_logger
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.words import say
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.gate import CURRENT_GATE, ReadGate
from algotrade_gui.market.readers import TurnTime
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.gameapi import GameAPI
from algotrade_gui.trading.session import RequestError

log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 3.0
"""How long a bot's code may take to end after it was told to, and then its own `stop()`."""
CLEANUP_TIMEOUT_S = 5.0
"""How long cancelling its orders and closing its session may take."""


_TURNS_TO_END = 3
"""Turns of the loop that a task which was just cancelled may take to end."""
_NAMED = 3
_CANCEL_TRIES = 3
"""A cancel that is refused or not answered leaves it open what became of the order; asking again costs a message."""
_CANCEL_AGAIN_S = 1.0


class OverstayedError(TimeoutError):
    """A bot's code went on after its time to end was over."""


class BotRunner:
    """Runs one bot at a time, any number of times. Its state is written here only, along the table in `bots/states.py`.

    Whatever the bot's code raises ends this bot alone. However it ends, its `stop()` is called, the tasks that it left behind and its
    working orders are cancelled, its session is closed.
    """

    def __init__(
        self,
        bot_id: BotId,
        bot_class: type | None,
        cache: MarketDataCache,
        account: TradingAccount,
        errors: ErrorCentre,
        clock: Clock,
        on_state: Callable[[BotId], None],
        on_ask: Callable[[BotId, Mapping[str, Any]], None],
    ) -> None:
        """`on_ask` is told what parameters the bot's own code wants changed.

        `bot_class` None: its strategy does not load today; `cannot_load` says why."""
        self.id = bot_id
        self.bot_class = bot_class
        self.state = BotState.LOADED
        self.error: str | None = None
        """Why it failed, in one line."""
        self.traceback_text: str | None = None
        self.last_error: LastError | None = None
        """Its newest mistake; stays when it is started again."""
        self.config: Any = None
        """The settings that the running bot has; None while none runs."""
        self.ran = False
        """Whether it came to run since its last start."""
        self.unloaded = False
        """Whether it has failed because strategy or settings do not load."""
        self.failed_by_itself = False
        """Whether its last end was a mistake that nobody had asked it to end before."""
        self._cache = cache
        self._account = account
        self._errors = errors
        self._clock = clock
        self._on_state = on_state
        self._on_ask = on_ask
        self._tasks: TaskOwner | None = None
        self._life: asyncio.Task[Any] | None = None
        self._code: asyncio.Task[Any] | None = None
        self._api: GameAPI | None = None
        self._bot: Any = None
        self._hooks: Hooks | None = None
        self._hook_task: asyncio.Task[Any] | None = None
        self._gate = ReadGate()
        self._children = Children(str(bot_id))
        self._threads = BotThreads(str(bot_id), clock)
        self.plots = BotPlots()
        """What it draws on charts, of this round."""
        self._stop = asyncio.Event()
        self._settled = asyncio.Event()
        self._verdict: asyncio.Future[BaseException] | None = None
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

    @property
    def threads(self) -> BotThreads:
        """The bot's own threads."""
        return self._threads

    @property
    def at_work(self) -> tuple[str, ...]:
        """What its threads are at: each function, and for how long."""
        now_ms = self._clock.now_ms()
        return tuple(
            say("{work} for {seconds} s", work=job.name, seconds=round((now_ms - job.since_ms) / 1_000))
            for job in self._threads.jobs
        )

    @property
    def turn_time(self) -> TurnTime | None:
        """How long its answers to updates keep the loop; None while there was none in its present life."""
        return self._cache.turn_time(self._gate)

    def notice(self, text: str) -> None:
        """Tell the user something; told again, it shows once."""
        self._errors.report(str(self.id), text, severity=Severity.WARNING)

    @property
    def code_module(self) -> str:
        """The module that the bot's class stands in."""
        return "" if self.bot_class is None else self.bot_class.__module__

    def interrupted(self, error: BaseException) -> None:
        """Take note that the watchdog interrupted the bot's code, in whatever task of its own that was: the bot has failed."""
        if self._verdict is not None and not self._verdict.done():
            self._verdict.set_result(error)

    def drop_tasks(self) -> None:
        """Cancel the tasks that the bot's code has started, all but the one that runs."""
        self._children.cancel_others()

    def set_params(self, changes: Mapping[str, Any]) -> None:
        """Change some of the bot's own parameters. Raises ConfigError."""
        self._on_ask(self.id, changes)

    async def open_api(self) -> GameAPI:
        """Return a connected session of the bot's own; the bot counts as running from here on.

        Raises ConnectError; UserError for code of an earlier life of the bot that would not end.
        """
        if CURRENT_GATE.get() is not self._gate:
            raise UserError(say("This code of {bot} was told to end: it opens no session.", bot=self.id))
        if self._api is None:
            self._api = await self._account.open_api(self.id)
            if isinstance(self._bot, Bot):
                self._api.hold_at(self._gate)
        self._running()
        return self._api

    # --- life ---

    def cannot_load(self, error: UserError) -> None:
        """Take note that its strategy or its settings do not load: it has failed until it is mended."""
        self.error, self.traceback_text = redact(str(error)), None
        self.failed_by_itself = False
        self.unloaded = True
        if self.state is not BotState.FAILED:
            self._set_state(BotState.FAILED)

    def mended(self) -> None:
        """Take note that strategy and settings load again."""
        self.error = self.traceback_text = None
        self.unloaded = False
        self._set_state(BotState.LOADED)

    def quarantine(self) -> None:
        """Take note that it has failed as often as it may."""
        self._set_state(BotState.QUARANTINED)

    def call_off(self) -> None:
        """Take note that a failed bot will not be started again by itself."""
        self._set_state(BotState.STOPPED)

    async def start(self, values: Mapping[str, Any]) -> None:
        """Start the bot with the settings `values`; return when it runs, has ended or has failed.

        Raises UserError if it is alive already or its strategy is not there, and ConfigError for settings that do not hold; anything that
        the bot's own code does wrong is its state, not an exception.
        """
        if self.state.is_alive:
            raise UserError(say("{bot} is {state} already.", bot=self.id, state=say(self.state.value)))
        if self.bot_class is None:
            raise UserError(self.error or say("The strategy of {bot} is not there.", bot=self.id))
        config = make_config(self.bot_class, values)
        self.error = self.traceback_text = None
        self.ran = self.failed_by_itself = self.unloaded = False
        self.config = config
        loop = asyncio.get_running_loop()
        watch_tasks(loop)
        self._stop.clear()
        self._gate = ReadGate()
        self._account.resume(self.id)
        self._threads = BotThreads(str(self.id), self._clock)
        self._children = Children(str(self.id))
        self._verdict = loop.create_future()
        self._settled.clear()
        self._tasks = TaskOwner(f"bot {self.id}", self._errors)
        self._set_state(BotState.STARTING)
        self._life = self._tasks.start("life", self._live(self._tasks, self.bot_class, config))
        await self._settled.wait()

    async def stop(self) -> None:
        """End the bot and wait until its orders are cancelled and its session is closed. Does nothing for one that is not alive."""
        life = self._life
        if life is None or life.done():
            return
        self._stop.set()
        if self.state.is_alive and self.state is not BotState.STOPPING:
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

    # --- pausing ---

    async def pause(self) -> None:
        """Keep the bot from trading: its orders are denied from now on, what works is cancelled, it is shown no update until `resume`.

        Returns when the cancels are answered. A native bot's code rests at its next wait for an update or an order; code with a rhythm of
        its own goes on and has its orders denied. Raises UserError for a bot that does not run.
        """
        if self.state is not BotState.RUNNING or self._tasks is None:
            raise UserError(
                say("{bot} is {state}: only a bot that runs can be paused.", bot=self.id, state=say(self.state.value))
            )
        self._account.pause(self.id)
        self._gate.close()
        self._set_state(BotState.PAUSING)
        # its own task: whoever asked for it may go away
        await asyncio.wait([self._tasks.start("pause", self._pause())])

    async def _pause(self) -> None:
        await self._bounded(say("cancelling its orders"), self._cancel_working(), CLEANUP_TIMEOUT_S)
        if self.state is BotState.PAUSING:
            self._set_state(BotState.PAUSED)

    def resume(self) -> None:
        """Let a paused bot go on: it is shown the newest update at once. Raises UserError for one that is not paused."""
        if self.state is not BotState.PAUSED:
            raise UserError(
                say("{bot} is {state}: only a paused bot can be resumed.", bot=self.id, state=say(self.state.value))
            )
        self._set_state(BotState.RUNNING)
        self._account.resume(self.id)
        self._gate.open()

    # --- what a running bot is told ---

    def apply_config(self, config: Any) -> None:
        """Put `config` in place of the running bot's settings, whole, and tell its `on_config(old, new)`."""
        before, self.config = self.config, config
        if self._bot is not None:
            self._bot.config = config
        if self._hooks is not None:
            self._hooks.tell(CONFIG, before, config)

    def tell_round_end(self, summary: RoundSummary) -> None:
        """Have a running bot's `on_round_end(summary)` called."""
        if self._hooks is not None:
            self._hooks.tell(ROUND_END, summary)

    def tell_round_start(self) -> None:
        """Have a running bot's `on_round_start()` called."""
        if self._hooks is not None:
            self._hooks.tell(ROUND_START)

    # --- the life's task ---

    async def _live(self, tasks: TaskOwner, bot_class: type, config: Any) -> None:
        """The bot's life from its making to the last clean-up; runs as a task of the runner's, never of the bot's."""
        bot: Any = None
        error: BaseException | None = None
        world = contextvars.Context()
        try:
            try:
                bot = world.run(self._make, bot_class, config)
            except (SystemExit, KeyboardInterrupt) as raised:
                error = exit_error(raised)
            except BaseException as raised:  # noqa: BLE001 - the edge where a bot's mistakes become its state
                error = raised
            else:
                error = await self._run_code(tasks, bot, world)
            if self._stop.is_set() or error is None:
                self._set_state(BotState.STOPPING)
        finally:
            # also when the program itself is being torn down: orders left working would outlive it
            try:
                await self._clean_up(tasks, bot, world)
            finally:
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
                self._end(error)
        await tasks.stop(STOP_TIMEOUT_S)

    def _make(self, bot_class: type, config: Any) -> Any:
        # in the bot's own context, which its code and whatever that starts inherit
        context.enter(self)
        CURRENT_GATE.set(self._gate)
        ADOPTER.set(self._children.adopt)
        bot = bot_class(self._cache_for(bot_class), config)
        if isinstance(bot, Bot):
            bot.attach(self)
        self._bot = bot
        return bot

    def _cache_for(self, bot_class: type) -> Any:
        """The cache as the bot's file reads it: files written for the 2025 modules get those modules' view of it."""
        module = sys.modules.get(bot_class.__module__)
        return OldCache.over(self._cache) if importing.is_served(module) else self._cache

    def _start_own(
        self, tasks: TaskOwner, name: str, work: Coroutine[Any, Any, Any], world: contextvars.Context
    ) -> asyncio.Task[Any]:
        """Start a task that runs the bot's code; it has an owner and is none of those that the code leaves about."""
        task = tasks.start(name, work, context=world)
        self._children.release(task)
        return task

    async def _run_code(self, tasks: TaskOwner, bot: Any, world: contextvars.Context) -> BaseException | None:
        """Run the bot's own code to its end and return what it raised, None for a proper end."""
        if self._stop.is_set() or self._verdict is None:
            return None
        self._code = self._start_own(tasks, "code", self._guarded(bot.start), world)
        hooks = Hooks(bot)
        if hooks.any:
            self._hooks = hooks
            self._hook_task = self._start_own(tasks, "hooks", self._run_hooks(hooks, self._verdict), world)
        if not isinstance(bot, Bot):
            # it opens its own session, so nobody tells when it is ready
            self._running()
        try:
            # the code, a hook's mistake, or the end of the patience with it after a stop
            await asyncio.wait([self._code, self._verdict], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._code.cancel()
            raise
        if not self._code.done():
            verdict = self._verdict.result()
            self._code.cancel()
            if not isinstance(verdict, OverstayedError):
                await asyncio.wait([self._code], timeout=STOP_TIMEOUT_S)
            return verdict
        if self._code.cancelled():
            return None if self._stop.is_set() else RuntimeError(say("its code cancelled itself"))
        result: BaseException | None = self._code.result()
        return result

    async def _run_hooks(self, hooks: Hooks, verdict: asyncio.Future[BaseException]) -> None:
        error = await self._guarded(hooks.run)
        if error is not None and not verdict.done():
            verdict.set_result(error)

    @staticmethod
    async def _guarded(call: Callable[[], Awaitable[Any]]) -> BaseException | None:
        """Run a bot's coroutine; return what it raised. Cancellation passes through."""
        try:
            await call()
        except (SystemExit, KeyboardInterrupt) as error:
            # left alone it would end the event loop, and with it the program
            return exit_error(error)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - the edge where a bot's mistakes become its state; some libraries raise no Exception
            return error
        return None

    async def _clean_up(self, tasks: TaskOwner, bot: Any, world: contextvars.Context) -> None:
        self._hooks = None
        if self._hook_task is not None:
            self._hook_task.cancel()
            self._hook_task = None
        # code that rests in a pause is to hear of the end
        self._gate.open()
        stop = getattr(bot, "stop", None)
        if callable(stop):
            await self._bounded(say("its stop()"), self._stop_hook(tasks, stop, world), 2 * STOP_TIMEOUT_S)
        await self._bounded(say("ending its tasks"), self._end_children(), CLEANUP_TIMEOUT_S)
        left = self._threads.close()
        if left:
            self.notice(
                say(
                    "{bot} has ended; {work} still runs in its thread and is left to itself.",
                    bot=self.id,
                    work=", ".join(left),
                )
            )
        await self._bounded(say("cancelling its orders"), self._cancel_orders(), CLEANUP_TIMEOUT_S)
        api, self._api = self._api, None
        if api is not None:
            # code that would not end keeps the object; the bot's next life, under the same name, gets another
            api.retire()
            leave = partial(self._account.disconnect_owner, self.id)
            await self._bounded(say("closing its session"), self._guarded(leave), CLEANUP_TIMEOUT_S)

    async def _stop_hook(
        self, tasks: TaskOwner, stop: Callable[[], Awaitable[Any]], world: contextvars.Context
    ) -> BaseException | None:
        task = self._start_own(tasks, "stop", self._guarded(stop), world)
        try:
            await asyncio.wait([task], timeout=STOP_TIMEOUT_S)
        finally:
            # done or not: nobody waits for it any longer
            task.cancel()
        if not task.done():
            raise TimeoutError
        result: BaseException | None = None if task.cancelled() else task.result()
        return result

    async def _end_children(self) -> BaseException | None:
        # those that are about to end by themselves are no leak
        for _ in range(_TURNS_TO_END):
            await asyncio.sleep(0)
        left = self._children.names
        stuck = await self._children.end(STOP_TIMEOUT_S)
        if not left:
            return None
        self.notice(
            say(
                "{bot} has ended and left {many} running: {names}. {end}",
                bot=self.id,
                many=say("a task") if len(left) == 1 else say("{count} tasks", count=len(left)),
                names=_few(left),
                end=say("Would not end: {names}.", names=_few(stuck)) if stuck else say("All were cancelled."),
            )
        )
        return None

    async def _cancel_orders(self) -> BaseException | None:
        # code that would not end must not place another order behind our back
        self._account.bar(self.id)
        return await self._cancel_working()

    async def _cancel_working(self) -> BaseException | None:
        loop = asyncio.get_running_loop()
        patience_s = loop.time() + _CANCEL_AGAIN_S
        for _ in range(_CANCEL_TRIES):
            if not self._account.orders.working(owner=self.id):
                return None
            await self._account.cancel_all(self.id)
            if loop.time() > patience_s:
                # not refused but unanswered: whoever stops has no time to ask again
                break
            if self._account.orders.working(owner=self.id):
                # refused, mostly because it has just dealt, which the next update tells; the exchange's list tells it now
                with contextlib.suppress(RequestError):
                    await self._account.refresh()
        left = len(self._account.orders.working(owner=self.id))
        if not left:
            return None
        many = say("An order") if left == 1 else say("{count} orders", count=left)
        return UserError(
            say("{many} of {id} may still be working: the exchange did not confirm the cancels.", many=many, id=self.id)
        )

    async def _bounded(self, what: str, work: Awaitable[BaseException | None], timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                error = await work
        except TimeoutError:
            self._errors.report(
                str(self.id),
                say("{what} took more than {timeout_s} s and was given up", what=what, timeout_s=f"{timeout_s:g}"),
            )
        except Exception as raised:  # noqa: BLE001 - one failed step must not keep the next from being done
            self._errors.report_exception(str(self.id), raised)
        else:
            if error is not None:
                self._errors.report_exception(str(self.id), error)

    def _lose_patience(self) -> None:
        if self._verdict is not None and not self._verdict.done():
            self._verdict.set_result(
                OverstayedError(
                    say("its code did not end within {seconds} s after it was told to", seconds=f"{STOP_TIMEOUT_S:g}")
                )
            )

    def _running(self) -> None:
        if self.state is BotState.STARTING:
            self.ran = True
            self._set_state(BotState.RUNNING)

    def _end(self, error: BaseException | None) -> None:
        self._code = self._bot = self.config = None
        if error is None:
            if self.state is not BotState.STOPPING:
                # torn down without a word
                self._set_state(BotState.STOPPING)
            self._set_state(BotState.STOPPED)
            return
        self.failed_by_itself = not self._stop.is_set()
        # a window shows both as they are
        self.error = redact(describe_error(error))
        self.last_error = LastError(
            text=self.error, time_ms=self._cache.time_ms, place=place_of(error, source_of(self.bot_class))
        )
        if not isinstance(error, UserError):
            self.traceback_text = redact("".join(traceback.format_exception(error)))
        self._errors.report_exception(str(self.id), error)
        self._set_state(BotState.FAILED)

    def _set_state(self, state: BotState) -> None:
        if state is self.state:
            return
        check_change(self.state, state)
        self.state = state
        bot_logger(self.id).info("%s", state.value)
        if not state.is_passing:
            self._settled.set()
        self._on_state(self.id)


def _few(names: list[str]) -> str:
    first = ", ".join(names[:_NAMED])
    return first if len(names) <= _NAMED else say("{names} and {count} more", names=first, count=len(names) - _NAMED)


def make_config(bot_class: type, values: Mapping[str, Any]) -> Any:
    """Return the settings of `bot_class` from plain values: its typed config, or a plain dict. Raises ConfigError."""
    config_type: type[BotConfig] | None = getattr(bot_class, "config_type", None)
    return dict(values) if config_type is None else build(config_type, values)


def describe_error(error: BaseException) -> str:
    """Tell an error in one line, with the last file and line it passed."""
    if isinstance(error, UserError | BotInterruptedError):
        return sentence_of(error)
    kind = type(error).__name__
    text = say("{kind}: {reason}", kind=kind, reason=sentence_of(error)) if str(error) else kind
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return text
    return say(
        "{error} ({file}, line {line})",
        error=text,
        file=frames[-1].filename.rsplit("/", 1)[-1],
        line=frames[-1].lineno,
    )
