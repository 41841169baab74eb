"""Follows the strategy files of bots: what each would run now, whether that loads, what a running one is offered."""

from collections.abc import Callable, Mapping
from typing import Any

from algotrade_gui.bots.entry import Entry
from algotrade_gui.bots.loader import BotClass, StrategyLoader, is_bot_class
from algotrade_gui.bots.params import ParamInfo, describe
from algotrade_gui.bots.runner import make_config
from algotrade_gui.bots.states import BotState
from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre, Severity, UserError
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.words import say


class Versions:
    """Starts and stops nothing: what a look finds due is the manager's to do."""

    def __init__(
        self, loader: StrategyLoader, errors: ErrorCentre, entries: Mapping[BotId, Entry], changes: ChangeHub[BotId]
    ) -> None:
        """`entries` are the manager's own; `changes` marks those of which something is to be shown anew."""
        self._loader = loader
        self._errors = errors
        self._entries = entries
        self._changes = changes
        self._offered: Listeners[[BotId]] = Listeners()

    def on_offer(self, listener: Callable[[BotId], None]) -> Callable[[], None]:
        """Call `listener` with each running bot whose file was saved and would load, where it is not loaded at once.

        Returns the function that ends it.
        """
        return self._offered.add(listener)

    # --- asking ---

    def find(self, strategy: StrategyName | str) -> BotClass:
        """Return a strategy by its name. Raises UserError where there is none."""
        found = self._loader.find(strategy)
        if found is None:
            raise UserError(say("There is no strategy called {strategy}.", strategy=strategy))
        return found

    def newest(self, entry: Entry) -> BotClass:
        """The strategy as its file reads now; the class it has where no file has it. Raises UserError where there is none."""
        current = entry.runner.bot_class
        if current is None:
            return self.find(entry.strategy)
        return self._loader.newest(current) or current

    def is_behind(self, entry: Entry) -> bool:
        """Whether its file holds another version than the bot has. False for one that has never loaded."""
        current = entry.runner.bot_class
        return current is not None and self.newest(entry) is not current

    # --- looking ---

    def look(self, *, may_reload: bool) -> list[BotId]:
        """Look at every bot after the files were scanned; return the running ones that are to get their new version now.

        A bot that did not load is looked at anew. A running bot whose file has a new version is returned where that is its option and
        `may_reload`, or the version is offered; one whose file no longer loads stays on what it runs, and that is said.
        """
        due: list[BotId] = []
        for bot, entry in list(self._entries.items()):
            state = entry.runner.state
            if not state.is_alive:
                if state in (BotState.LOADED, BotState.STOPPED) or entry.runner.unloaded:
                    self.judge(entry)
            elif self._is_new(bot, entry):
                if not entry.options.auto_reload or not may_reload:
                    self._offered(bot)
                elif state is not BotState.PAUSED:
                    due.append(bot)
        return due

    def _is_new(self, bot: BotId, entry: Entry) -> bool:
        """Whether a running bot's file holds another version, that was not told or tried before."""
        current = entry.runner.bot_class
        if current is None or entry.reloading:
            return False
        broken = self._loader.error_of(current)
        if broken is not None:
            if entry.seen != broken:
                entry.seen = broken
                self._errors.report(
                    str(bot),
                    say("{bot} stays on the code that it runs: {broken}", bot=bot, broken=broken.sentence),
                    severity=Severity.WARNING,
                )
            return False
        newest = self.newest(entry)
        entry.newer = newest is not current
        if not entry.newer or newest is entry.seen:
            return False
        entry.seen = newest
        self._changes.mark((bot,))
        return True

    def judge(self, entry: Entry) -> None:
        """See whether a bot that is not alive loads, and have its state tell."""
        runner = entry.runner
        try:
            found = self.newest(entry)
            check_class(found, entry.values)
        except UserError as error:
            if runner.error != str(error) and runner.state is not BotState.QUARANTINED:
                runner.cannot_load(error)
            return
        entry.params = params_of(found)
        if runner.bot_class is not found and runner.state in (BotState.FAILED, BotState.QUARANTINED):
            # another version than the one that failed, or the first that loads
            runner.bot_class = found
            runner.mended()
        elif runner.unloaded:
            runner.mended()


def check_class(found: BotClass, values: Mapping[str, Any]) -> None:
    """Raise UserError unless `found` is a bot, ConfigError unless `values` are settings of it."""
    if not is_bot_class(found):
        raise UserError(
            say(
                "{name} is no bot: it needs (market_cache, config), async start() and async run().", name=found.__name__
            )
        )
    make_config(found, values)


def params_of(bot_class: BotClass) -> tuple[ParamInfo, ...]:
    """Return the parameters that `bot_class` declares; none where it declares no config."""
    return tuple(describe(getattr(bot_class, "config_type", None)))
