"""Keeps what would end the event loop, and with it the program, inside the bot whose code asked for it."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from types import TracebackType
from typing import Any

from algotrade_gui.core.words import say


class BotExitError(Exception):
    """A bot asked to end the program (`sys.exit()`, `loop.stop()`): that ends the bot's own code, not the program."""


def exit_error(error: BaseException) -> BotExitError:
    """Tell a SystemExit or a KeyboardInterrupt of a bot's code as that bot's mistake."""
    if isinstance(error, SystemExit):
        return BotExitError(say("the bot called sys.exit({code})", code=repr(error.code)))
    # the user's own never gets here: the program handles SIGINT
    return BotExitError(say("the bot raised KeyboardInterrupt"))


class KeptCoroutine(Coroutine[Any, Any, Any]):
    """A bot's coroutine whose SystemExit and KeyboardInterrupt come out as BotExitError: asyncio lets those two end the loop.

    An object rather than a coroutine around it: one that is cancelled before it begins would leave the inner one never awaited.
    """

    def __init__(self, inner: Coroutine[Any, Any, Any]) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        # its name and its frames, for those who describe the task
        return getattr(self._inner, name)

    def send(self, value: Any, /) -> Any:
        try:
            return self._inner.send(value)
        except (SystemExit, KeyboardInterrupt) as error:
            raise exit_error(error) from error

    def throw(self, error: Any, value: BaseException | object = None, trace: TracebackType | None = None, /) -> Any:
        try:
            if value is None and trace is None:
                return self._inner.throw(error)
            return self._inner.throw(error, value, trace)
        except (SystemExit, KeyboardInterrupt) as raised:
            raise exit_error(raised) from raised

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._inner.__await__()


def keep_running(loop: asyncio.AbstractEventLoop, is_bots: Callable[[], bool]) -> None:
    """Have `loop.stop()` raise BotExitError where `is_bots()` says that a bot's code calls it."""
    stop = loop.stop

    def guarded() -> None:
        if is_bots():
            raise BotExitError(say("the bot called loop.stop(), which would end the program"))
        stop()

    loop.stop = guarded  # type: ignore[method-assign]  # the loop is the program's, and made elsewhere


def keep_callbacks(is_bots: Callable[[Context], bool]) -> None:
    """Have a SystemExit or KeyboardInterrupt of a bot's callback told as that bot's mistake: asyncio would end the loop with it.

    `is_bots` tells whether the callback's context is of a bot's code. Patched for the whole process, because this is the one place where
    the exception and the callback's context meet: what wrapped `call_soon` of one loop would miss the handles that asyncio makes by itself
    (for a socket's readers, say) and hide from the watchdog whose callback runs, and once `run_forever` has raised, the context is gone.
    """
    run = asyncio.Handle._run
    if getattr(run, "keeps_callbacks", False):
        return

    def _run(self: asyncio.Handle) -> None:
        try:
            run(self)
        except (SystemExit, KeyboardInterrupt) as error:
            # as asyncio's own code reads them; typeshed has neither
            context, loop = self._context, self._loop  # type: ignore[attr-defined]
            if not is_bots(context):
                raise
            loop.call_exception_handler(
                {"message": f"{self!r} asked to leave", "exception": exit_error(error), "handle": self}
            )

    _run.keeps_callbacks = True  # type: ignore[attr-defined]  # the mark that it is in place
    asyncio.Handle._run = _run  # type: ignore[method-assign]  # each loop runs its callbacks by it


def hide_tasks(owner_of: Callable[[asyncio.Task[Any]], str | None], current: Callable[[], str | None]) -> None:
    """Have `asyncio.all_tasks()` show a bot's code the tasks of that bot only: it would cancel the program with the others."""
    everything = asyncio.all_tasks
    if getattr(everything, "hides_tasks", False):
        return

    def all_tasks(loop: asyncio.AbstractEventLoop | None = None) -> set[asyncio.Task[Any]]:
        bot = current()
        tasks: set[asyncio.Task[Any]] = everything(loop)
        return tasks if bot is None else {task for task in tasks if owner_of(task) == bot}

    all_tasks.hides_tasks = True  # type: ignore[attr-defined]  # the mark that it is in place
    asyncio.all_tasks = all_tasks
