"""The one way from a Qt slot to a coroutine, on the loop that both share."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.ui.qt_loop import QtLoop

T = TypeVar("T")


class Busyable(Protocol):
    """A widget or an action."""

    def setEnabled(self, enabled: bool, /) -> None: ...  # noqa: N802 - Qt's name


def start(
    name: str,
    coroutine: Coroutine[Any, Any, T],
    owner: TaskOwner,
    *,
    busy: Busyable | None = None,
    done: Callable[[T], None] | None = None,
) -> asyncio.Task[T] | None:
    """Run `coroutine` as a task of `owner`; called from a plain slot, never through qasync's asyncSlot (it keeps no reference).

    `busy` is disabled at once and enabled when the task ends, if it still exists. `done` gets the result unless the task failed, was
    cancelled, or the widget it belongs to is gone. A failure goes to the error centre through the owner. Returns None, and starts
    nothing, once the owner was stopped: a click during shutdown is no error.
    """
    try:
        task: asyncio.Task[T] = owner.start(name, coroutine)
    except RuntimeError:
        coroutine.close()
        return None
    if busy is not None:
        busy.setEnabled(False)

    def ended(finished: asyncio.Task[T]) -> None:
        if busy is not None and shiboken6.isValid(busy):
            busy.setEnabled(True)
        if done is None or finished.cancelled() or finished.exception() is not None:
            return
        widget = getattr(done, "__self__", None)
        if widget is not None and not shiboken6.isValid(widget):
            return
        done(finished.result())

    task.add_done_callback(ended)
    return task


def loop_factory(app: QApplication) -> Callable[[], asyncio.AbstractEventLoop]:
    """Return the factory for `asyncio.Runner(loop_factory=...)` that makes Qt's and asyncio's loop one."""

    def make() -> asyncio.AbstractEventLoop:
        return QtLoop(app)

    return make
