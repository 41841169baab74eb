"""All bots: registered, started, stopped, watched."""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from algotrade_gui.bots.entry import BotInfo, BotOptions, Entry
from algotrade_gui.bots.figures import BotFigures
from algotrade_gui.bots.life_marks import mark_life
from algotrade_gui.bots.loader import BotClass, StrategyFile, StrategyLoader
from algotrade_gui.bots.naming import new_id, without_number
from algotrade_gui.bots.parameters import ChangeSource, ParamChange, Step, differing, take_over
from algotrade_gui.bots.params import BotConfig, ConfigError, to_values
from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.bots.rounds import RoundSilence
from algotrade_gui.bots.runner import BotRunner, make_config
from algotrade_gui.bots.states import BotState
from algotrade_gui.bots.versions import Versions, check_class, params_of
from algotrade_gui.bots.watchdog import Watchdog
from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError, sentence_of
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.logs import bot_logger
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import MS_PER_S, cents_to_text
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, OrderState
from algotrade_gui.market.cache import FeedState, MarketDataCache
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.equity_marks import parameter_mark

__all__ = ["BotInfo", "BotManager", "BotOptions", "BotState", "ParamChange"]

log = logging.getLogger(__name__)

SUMMARY_EVERY_S = 30.0
FILES_EVERY_S = 2.0


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
        self.watchdog = Watchdog(errors)
        self._cache = cache
        self._account = account
        self._errors = errors
        self._clock = clock or RealClock()
        self._entries: dict[BotId, Entry] = {}
        self._tasks: TaskOwner | None = None
        self._param_listeners: Listeners[[ParamChange]] = Listeners()
        self._versions = Versions(loader, errors, self._entries, self.changes)
        self._round_listeners: Listeners[[]] = Listeners()
        self._round_open = True
        self._figures = BotFigures(cache, account, self.watchdog, loader, self._clock)
        account.orders.on_change(self._order_changed)
        account.explanations.settings_of = self._settings_of
        self.watchdog.on_hold(lambda bot: self.changes.mark((BotId(bot),)))
        # before the account hears of it, and forgets what the bots made of the round
        cache.on_round_change(self._round_changed)

    # --- life ---

    async def initialize_market_cache(self) -> None:
        """Connect the shared cache and the account, if they are not yet. Raises ConnectError. `close` afterwards."""
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.STOPPED):
            await self._cache.connect()
        await self._account.open()
        if self._tasks is None:
            self._tasks = TaskOwner("bots", self._errors)
            self._tasks.start("summary", self._summaries())
            self._tasks.start("files", self._watch_files())
            self._tasks.start("round's end", self._watch_round())

    async def close(self) -> None:
        """Stop all bots and the summaries. The account and the cache are closed by who made them. May be called twice.

        Who has no patience with it may cancel it: bots that have not ended then are given up, and their orders are the caller's to cancel.
        """
        for entry in self._entries.values():
            entry.call_off()
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
        options: BotOptions | None = None,
    ) -> BotId:
        """Take in a bot, state loaded; returns its id, which is `name` (by default the class's name, numbered from the second on).

        `autostart` is only kept here, for the profile: the program starts such a bot once it is connected. `options`, if given, hold it and
        the rest. `bot_class` is a class with (market_cache, config) and async start and run, or the name of a loaded strategy.

        Raises ConfigError for settings that do not hold (field and bound named), UserError for a name that is taken or a strategy that is
        not there.
        """
        found = bot_class if isinstance(bot_class, type) else self._versions.find(bot_class)
        values = to_values(config or {})
        check_class(found, values)
        bot_id = new_id(name, found.__name__, self._entries)
        self._take_in(bot_id, StrategyName(found.__name__), found, values, options or BotOptions(autostart=autostart))
        return bot_id

    def register_settings(self, settings: BotSettings) -> BotId:
        """Take in a bot as a profile keeps it, whatever has become of its strategy; returns its id.

        Where strategy or settings do not load, the bot is there all the same, failed with the reason, reported once: it loads when its file
        or its settings are mended. Raises UserError for a name that is taken.
        """
        bot_id = new_id(settings.name, settings.strategy, self._entries)
        options = BotOptions(
            autostart=settings.autostart,
            auto_reload=settings.auto_reload,
            restart=settings.restart,
            quota=settings.quota,
        )
        found = self.loader.find(settings.strategy)
        entry = self._take_in(bot_id, StrategyName(settings.strategy), found, dict(settings.config), options)
        try:
            check_class(self._versions.find(entry.strategy), entry.values)
        except UserError as error:
            entry.runner.cannot_load(error)
            self._errors.report_exception(settings.name, error)
        return bot_id

    def clone_bot(self, bot: BotId) -> BotId:
        """Take in another bot with the strategy, the settings and the options of `bot`; returns its id. It is not started."""
        entry = self._entry(bot)
        copy = new_id(None, without_number(str(bot)), self._entries)
        found = self._versions.newest(entry)
        self._take_in(copy, entry.strategy, found, dict(entry.values), entry.options)
        self._versions.judge(self._entries[copy])
        return copy

    async def remove_bot(self, bot: BotId) -> None:
        """Stop the bot and forget it. Raises UserError for one that is not there."""
        await self.stop_bot(bot)
        self._entries.pop(bot, None)
        self._account.budget.set_quota(bot, None)
        self.changes.mark((bot,))

    # --- settings ---

    def configure_bot(
        self,
        bot: BotId,
        values: Mapping[str, Any],
        *,
        autostart: bool | None = None,
        options: BotOptions | None = None,
        source: ChangeSource = "code",
    ) -> None:
        """Replace the bot's settings. Live parameters take effect at once in a running bot, the others at its next start.

        Raises ConfigError naming the field and its bound; nothing has changed then. `autostart` and `options` None leave things as they
        are.
        """
        entry = self._entry(bot)
        self._change(entry, dict(values), source)
        if autostart is not None:
            options = dataclasses.replace(options or entry.options, autostart=autostart)
        if options is not None:
            self.set_options(bot, options)

    def set_params(self, bot: BotId, changes: Mapping[str, Any], *, source: ChangeSource = "code") -> None:
        """Change some of the bot's parameters, the rest stays: as `configure_bot` otherwise."""
        entry = self._entry(bot)
        self._change(entry, {**entry.values, **changes}, source)

    def undo(self, bot: BotId) -> list[str]:
        """Take back the bot's last change of settings; returns the names of what changed back, none where there is nothing to undo."""
        entry = self._entry(bot)
        if not entry.steps:
            return []
        step = entry.steps.pop()
        names = differing(entry.values, step.values)
        try:
            self._change(entry, step.values, "undo")
        except ConfigError:
            # what held then holds no longer: the file has changed since
            entry.steps.clear()
            raise
        return names

    def set_options(self, bot: BotId, options: BotOptions) -> None:
        """Replace how the bot is run: a quota counts from its next message on, a restart policy from its next failure on."""
        entry = self._entry(bot)
        entry.options = options
        self._account.budget.set_quota(bot, options.quota)
        if options.restart.when == "never" and entry.restart is not None:
            entry.call_off()
            entry.runner.call_off()
        self.changes.mark((bot,))

    def on_param_change(self, listener: Callable[[ParamChange], None]) -> Callable[[], None]:
        """Call `listener` with each change of a parameter, from wherever it came. Returns the function that ends it."""
        return self._param_listeners.add(listener)

    def on_new_version(self, listener: Callable[[BotId], None]) -> Callable[[], None]:
        """Call `listener` with each running bot whose file was saved and would load, where it is not loaded at once.

        Returns the function that ends it.
        """
        return self._versions.on_offer(listener)

    # --- running ---

    async def start_bot(self, bot: BotId) -> None:
        """Start one bot, with the newest loaded version of its strategy; returns when it runs, has ended or has failed.

        Raises UserError if it is alive already or its strategy is not there, ConfigError when its settings no longer fit its strategy.
        """
        entry = self._entry(bot)
        entry.call_off()
        entry.count.clear()
        await self._start(entry)

    async def stop_bot(self, bot: BotId) -> None:
        """Stop one bot: its code ends, its working orders are cancelled, the answers awaited, its session closed. A dead one stays dead.

        One that would be started again by itself is not.
        """
        entry = self._entry(bot)
        entry.reloading = False
        if entry.call_off() and entry.runner.state is BotState.FAILED:
            entry.runner.call_off()
        await entry.runner.stop()

    async def pause_bot(self, bot: BotId) -> None:
        """Pause one bot: no order of it is sent any more, those that work are cancelled and the answers awaited; positions stay.

        Raises UserError for one that does not run.
        """
        await self._entry(bot).runner.pause()

    async def resume_bot(self, bot: BotId) -> None:
        """Let a paused bot go on; with "auto reload", in the newest version of its code. Raises UserError for one that is not paused."""
        entry = self._entry(bot)
        if entry.runner.state is BotState.PAUSED and entry.options.auto_reload and self._versions.is_behind(entry):
            await self.reload_bot(bot)
            return
        entry.runner.resume()

    async def restart_bot(self, bot: BotId) -> None:
        """Stop one bot, if it is alive, and start it in the newest version of its code with its newest settings."""
        await self.stop_bot(bot)
        await self.start_bot(bot)

    async def reload_bot(self, bot: BotId) -> None:
        """Put the newest version of its file in place of what a bot runs: its positions, settings and name stay, its working orders are
        cancelled, its memory is lost.

        It stays on what it runs where its settings do not fit the new version (raises ConfigError), and goes back to it where the new
        version does not come to run, with a notice. One that is not alive is looked at anew: whether it loads now.
        """
        entry = self._entry(bot)
        runner = entry.runner
        if not runner.state.is_alive:
            self._versions.judge(entry)
            return
        before, newest = runner.bot_class, self._versions.newest(entry)
        entry.seen = newest
        check_class(newest, entry.values)
        entry.reloading = True
        try:
            await runner.stop()
            if not entry.reloading:
                # told to stop meanwhile
                return
            await self._start(entry)
            if not runner.ran and runner.state is BotState.FAILED and newest is not before:
                self._errors.report(
                    str(bot),
                    say(
                        "The new version does not start, {bot} goes on with the old one. {reason}",
                        bot=bot,
                        reason=runner.error or "",
                    ),
                )
                await self._start(entry, before)
        finally:
            entry.reloading = False
        # what came of it in the end is the bot's own
        self._state_changed(bot)

    async def start_all_bots(self) -> None:
        """Start every bot that is not alive, in the order they were registered. One that cannot start is reported and hinders no other.

        A quarantined one is left alone: it is started by its own name.
        """
        for bot, entry in list(self._entries.items()):
            if entry.runner.state.is_alive or entry.runner.state is BotState.QUARANTINED:
                continue
            try:
                await self.start_bot(bot)
            except UserError as error:
                self._errors.report_exception(str(bot), error)

    async def stop_all_bots(self) -> None:
        """Stop every bot, all at once; returns when the last has ended."""
        await self._all(self.stop_bot(bot) for bot in list(self._entries))

    async def pause_all_bots(self) -> None:
        """Pause every bot that runs, all at once; returns when the last has nothing working."""
        await self._all(self.pause_bot(bot) for bot in self._in_state(BotState.RUNNING))

    async def resume_all_bots(self) -> None:
        """Let every paused bot go on."""
        await self._all(self.resume_bot(bot) for bot in self._in_state(BotState.PAUSED))

    async def restart_all_bots(self) -> None:
        """Restart every bot that is alive."""
        alive = [bot for bot, entry in self._entries.items() if entry.runner.state.is_alive]
        await self._all(self.restart_bot(bot) for bot in alive)

    async def _all(self, works: Iterable[Awaitable[None]]) -> None:
        for error in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(error, Exception):
                self._errors.report_exception("bots", error)

    def _in_state(self, state: BotState) -> list[BotId]:
        return [bot for bot, entry in self._entries.items() if entry.runner.state is state]

    # --- strategy files ---

    def scan_strategies(self) -> list[StrategyFile]:
        """Look for new and changed strategy files and return them all; done by itself every two seconds once connected.

        A bot that did not load is looked at anew. A running bot whose file has a new version gets it, or it is offered; one whose file
        no longer loads stays on what it runs, and that is said.
        """
        files = self.loader.scan()
        tasks = self._tasks
        for bot in self._versions.look(may_reload=tasks is not None):
            if tasks is not None:
                tasks.start(f"reload {bot}", self._reload(bot))
        return files

    async def _reload(self, bot: BotId) -> None:
        try:
            await self.reload_bot(bot)
        except UserError as error:
            self._errors.report(
                str(bot),
                say("{bot} stays on the code that it runs: {reason}", bot=bot, reason=sentence_of(error)),
                severity=Severity.WARNING,
            )

    async def _watch_files(self) -> None:
        while True:
            await asyncio.sleep(FILES_EVERY_S)
            self.scan_strategies()

    async def _watch_round(self) -> None:
        silence = RoundSilence(self._cache)
        while True:
            await asyncio.sleep(silence.LOOK_EVERY_S)
            over = silence.look()
            if over:
                self.exchange_ended()
            elif over is False:
                self._round_open = True

    # --- looking ---

    def bots(self) -> list[BotInfo]:
        """Return all bots, in the order they were registered."""
        return [self.info(bot) for bot in self._entries]

    def plots(self) -> dict[BotId, BotPlots]:
        """What each bot draws on charts, in the order they were registered. Read only."""
        return {bot: entry.runner.plots for bot, entry in self._entries.items()}

    def info(self, bot: BotId) -> BotInfo:
        """Return one bot. Raises UserError for one that is not there."""
        return self._figures.info(self._entry(bot))

    def settings(self) -> list[BotSettings]:
        """Return all bots as a profile keeps them, in the order they were registered. Cheap: no figure is worked out."""
        return [entry.settings for entry in self._entries.values()]

    # --- rounds ---

    def on_round_over(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when a round is over and nobody trades: time for what takes time. Not called where the next one has begun.

        Returns the function that ends the subscription.
        """
        return self._round_listeners.add(listener)

    def exchange_ended(self) -> None:
        """Tell the bots that the round is over: whoever ran the exchange saw it end, or it has fallen silent."""
        if not self._round_open:
            return
        self._round_open = False
        for bot, entry in self._entries.items():
            if entry.runner.state.is_alive:
                entry.runner.tell_round_end(self._figures.summary(bot, self._cache.round))
        self._round_listeners()

    def _round_changed(self, number: int) -> None:
        alive = [(bot, entry) for bot, entry in self._entries.items() if entry.runner.state.is_alive]
        if self._round_open:
            for bot, entry in alive:
                entry.runner.tell_round_end(self._figures.summary(bot, number - 1))
        for entry in self._entries.values():
            entry.runner.plots.clear()
        self._figures.pace.clear()
        for _, entry in alive:
            entry.runner.tell_round_start()
        self._round_open = True

    # --- parts ---

    def _entry(self, bot: BotId) -> Entry:
        entry = self._entries.get(bot)
        if entry is None:
            raise UserError(say("There is no bot called {bot}.", bot=bot))
        return entry

    def _settings_of(self, bot: BotId) -> Any:
        """The settings that a running bot has; None where none of that name runs."""
        entry = self._entries.get(bot)
        return None if entry is None else entry.runner.config

    def _take_in(
        self, bot: BotId, strategy: StrategyName, found: BotClass | None, values: dict[str, Any], options: BotOptions
    ) -> Entry:
        runner = BotRunner(
            bot, found, self._cache, self._account, self._errors, self._clock, self._state_changed, self._asked
        )
        entry = Entry(runner, strategy, values, options, params=() if found is None else params_of(found))
        self._entries[bot] = entry
        self._account.budget.set_quota(bot, options.quota)
        self.changes.mark((bot,))
        return entry

    async def _start(self, entry: Entry, bot_class: BotClass | None = None) -> None:
        if not entry.runner.state.is_alive:
            found = bot_class or self._versions.newest(entry)
            check_class(found, entry.values)
            entry.runner.bot_class = found
            entry.params = params_of(found)
            entry.started_ms = self._clock.now_ms()
            entry.refused, entry.last_refusal = 0, None
            entry.pending = ()
            entry.newer = False
        await entry.runner.start(entry.values)

    def _change(self, entry: Entry, values: dict[str, Any], source: ChangeSource) -> None:
        runner, bot = entry.runner, entry.runner.id
        running = runner.config if runner.state.is_alive else None
        found = runner.bot_class
        if running is None:
            # None: what does not load cannot be asked; it is checked once it does
            found = self.loader.find(entry.strategy) if found is None else self._versions.newest(entry)
        wanted = None if found is None else make_config(found, values)
        live: tuple[str, ...] = ()
        if running is not None:
            mixed, live, entry.pending = take_over(running, wanted, entry.params)
            if live:
                runner.apply_config(mixed)
        before, entry.values = entry.values, values
        names = differing(before, values)
        if names and source != "undo":
            entry.remember(Step(before, frozenset(names), source, self._clock.now_ms()))
        if not runner.state.is_alive:
            self._versions.judge(entry)
        self.changes.mark((bot,))
        declared = {info.name: info.default for info in entry.params}
        time_ms = self._cache.time_ms
        for name in names:
            was, now = before.get(name, declared.get(name)), values.get(name, declared.get(name))
            self._account.equity.events.add(parameter_mark(time_ms // MS_PER_S, bot, name, was, now))
            self._param_listeners(
                ParamChange(
                    bot=bot,
                    name=name,
                    before=was,
                    after=now,
                    source=source,
                    live=name in live,
                    time_ms=time_ms,
                )
            )

    def _asked(self, bot: BotId, changes: Mapping[str, Any]) -> None:
        """A bot changes its own parameters."""
        self.set_params(bot, changes, source="bot")

    def _state_changed(self, bot: BotId) -> None:
        self.changes.mark((bot,))
        entry = self._entries.get(bot)
        if entry is not None:
            mark_life(self._account.equity.events, self._cache.time_ms // MS_PER_S, entry)
        if entry is None or entry.reloading or entry.restart is not None or self._tasks is None:
            return
        runner = entry.runner
        if runner.state is not BotState.FAILED or entry.started_ms is None or not runner.failed_by_itself:
            return
        policy = entry.options.restart
        now_ms = self._clock.now_ms()
        wait_s = entry.count.next_wait_s(policy, (now_ms - entry.started_ms) / 1_000)
        if wait_s is not None:
            entry.restart_at_ms = now_ms + wait_s * 1_000
            entry.restart = self._tasks.start(f"restart {bot}", self._restart_later(entry, wait_s))
        elif policy.when == "on_failure":
            runner.quarantine()
            self._errors.report(
                str(bot),
                say(
                    "{bot} has failed {count} times in a row and is quarantined: mend it, then start it by hand.",
                    bot=bot,
                    count=entry.count.tries + 1,
                ),
            )

    async def _restart_later(self, entry: Entry, wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        entry.restart = entry.restart_at_ms = None
        try:
            await self._start(entry)
        except UserError as error:
            # its settings no longer fit, or its file is gone: waiting mends neither
            self._errors.report_exception(str(entry.runner.id), error)

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
