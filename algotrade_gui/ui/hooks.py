"""Where errors end that nobody caught: slots, loop callbacks, threads, Qt itself; all of them in the error centre."""

import asyncio
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.tasks import watch_loop
from algotrade_gui.ui.qt_messages import QtMessages


class Hooks:
    """Installed before the first widget is made, removed last of all."""

    def __init__(self, errors: ErrorCentre) -> None:
        self._errors = errors
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main_thread = threading.get_ident()
        self._former_excepthook = sys.excepthook
        self._former_threading_hook = threading.excepthook
        self.qt_messages = QtMessages(errors, self._in_main_thread)

    def install(self) -> None:
        """Take over the interpreter's, the threads' and Qt's hooks."""
        sys.excepthook = self._from_slot
        threading.excepthook = self._from_thread
        self.qt_messages.install()

    def watch_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take over the loop's exceptions too."""
        self._loop = loop
        watch_loop(loop, self._errors)

    def remove(self) -> None:
        """Give everything back as it was."""
        self._loop = None
        sys.excepthook = self._former_excepthook
        threading.excepthook = self._former_threading_hook
        self.qt_messages.remove()

    def _from_slot(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._former_excepthook(kind, error, trace)
            return
        self._errors.report_exception("window", error)

    def _from_thread(self, arguments: threading.ExceptHookArgs) -> None:
        error = arguments.exc_value
        if error is None or isinstance(error, SystemExit):
            return
        name = arguments.thread.name if arguments.thread is not None else "thread"
        self._in_main_thread(lambda: self._errors.report_exception(f"thread {name}", error))

    def _in_main_thread(self, call: Callable[[], None]) -> None:
        """The error centre is not thread-safe: another thread's report goes through the loop, while there is one."""
        if threading.get_ident() == self._main_thread or self._loop is None or self._loop.is_closed():
            call()
        else:
            self._loop.call_soon_threadsafe(call)
