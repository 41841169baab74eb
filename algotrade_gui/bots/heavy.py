"""What a strategy calls to work in a thread instead of on the loop."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from algotrade_gui.bots.compat import context
from algotrade_gui.bots.threads import run_in

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `function` in a thread of this bot's own and return its result; the loop, and everyone on it, goes on meanwhile.

    Two run at a time, more wait their turn. Hand over values, not the cache or the api: those belong to the loop's thread. A thread
    cannot be ended: when the bot stops, what still works there is left to itself, named, and its result dropped. Raises UserError outside
    a bot's code.
    """
    return await run_in(context.current().threads, function, *args, **kwargs)
