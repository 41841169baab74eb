"""The names of bots."""

import itertools
from collections.abc import Collection

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import MAX_BOT_NAME
from algotrade_gui.core.words import say
from algotrade_gui.trading.owners import RESERVED_NAMES


def new_id(name: str | None, strategy: str, taken: Collection[BotId]) -> BotId:
    """Return the id of a new bot: `name`, else its strategy's, numbered from the second on. Raises UserError for one that cannot be."""
    bot_id = BotId(name) if name else _free_name(strategy, taken)
    if len(bot_id) > MAX_BOT_NAME or bot_id != bot_id.strip() or not bot_id.isprintable():
        raise UserError(
            say(
                "{name} is no name for a bot: up to {max_bot_name} characters, no blank at either end.",
                name=repr(name),
                max_bot_name=MAX_BOT_NAME,
            )
        )
    if bot_id in taken or bot_id in RESERVED_NAMES:
        raise UserError(say("There is a bot called {bot_id} already.", bot_id=bot_id))
    return bot_id


def without_number(name: str) -> str:
    """Return `maker` of `maker 2`: a clone of a clone counts on."""
    base, _, number = name.rpartition(" ")
    return base if base and number.isdecimal() else name


def _free_name(strategy: str, taken: Collection[BotId]) -> BotId:
    ends = itertools.chain([""], (f" {number}" for number in itertools.count(2)))
    names = (strategy[: MAX_BOT_NAME - len(end)] + end for end in ends)
    return next(bot_id for name in names if (bot_id := BotId(name)) not in taken)
