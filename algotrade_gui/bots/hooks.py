"""Calls a bot's optional hooks one after the other, in the order of the news."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, Final

ROUND_END: Final = "on_round_end"
ROUND_START: Final = "on_round_start"
CONFIG: Final = "on_config"


class Hooks:
    """The hooks of one bot. `tell` may be called from anywhere on the loop; `run` calls them, in the bot's own context."""

    def __init__(self, bot: Any) -> None:
        self._bot = bot
        self._news: asyncio.Queue[tuple[Callable[..., Any], tuple[Any, ...]]] = asyncio.Queue()

    @property
    def any(self) -> bool:
        """Whether the bot has any hook at all."""
        return any(self._find(name) is not None for name in (ROUND_END, ROUND_START, CONFIG))

    def tell(self, name: str, *args: Any) -> None:
        """Have the hook `name` called with `args` after those told before; nothing where the bot has none of that name."""
        hook = self._find(name)
        if hook is not None:
            self._news.put_nowait((hook, args))

    async def run(self) -> None:
        """Call what is told, for ever. Whatever a hook raises comes out here."""
        while True:
            hook, args = await self._news.get()
            result = hook(*args)
            if inspect.isawaitable(result):
                await result

    def _find(self, name: str) -> Callable[..., Any] | None:
        hook = getattr(self._bot, name, None)
        return hook if callable(hook) else None
