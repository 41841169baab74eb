"""Which bot's code is running: what an old strategy's `GameAPI(uri, secret, cache)` is bound to."""

from contextvars import Context, ContextVar
from typing import Protocol

from algotrade_gui.bots.threads import BotThreads
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.words import say
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.gameapi import GameAPI


class Host(Protocol):
    """What a running bot may ask of its runner."""

    @property
    def name(self) -> str:
        """The bot's name."""

    @property
    def cache(self) -> MarketDataCache:
        """The one market-data cache."""

    @property
    def threads(self) -> BotThreads:
        """The bot's own threads."""

    async def open_api(self) -> GameAPI:
        """Return a connected session of the bot's own. Raises ConnectError."""

    def notice(self, text: str) -> None:
        """Tell the user something once."""

    @property
    def code_module(self) -> str:
        """The module that the bot's class stands in."""

    def interrupted(self, error: BaseException) -> None:
        """Take note that the bot's code was interrupted: the bot has failed."""

    def drop_tasks(self) -> None:
        """Cancel the tasks that the bot's code has started, all but the one that runs."""


_host: ContextVar[Host] = ContextVar("bot_host")


def enter(host: Host) -> None:
    """From here on this task, and every task it starts, is that bot's."""
    _host.set(host)


def current_or_none() -> Host | None:
    """The bot whose code runs, None outside a bot's code."""
    return _host.get(None)


def of(context: Context) -> Host | None:
    """The bot whose code runs in `context`, None for the program's own. May be asked from any thread."""
    return context.get(_host)


def current() -> Host:
    """The bot whose code calls. Raises UserError outside a bot's code: nothing is connected there."""
    try:
        return _host.get()
    except LookupError:
        raise UserError(
            say("GameAPI and MarketDataCache of the 2025 modules work in a bot that the program has started.")
        ) from None
