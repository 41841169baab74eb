"""Fixtures of the window's tests: offscreen, one loop for Qt and asyncio, no task left behind."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
pytest.importorskip("PySide6.QtWidgets", reason="the window's tests need PySide6")

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.language import language
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.qt_loop import QtLoop
from algotrade_gui.ui.theme import theme
from tests.ui.fakes_options import Asked

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]


@pytest.fixture
def errors() -> ErrorCentre:
    return ErrorCentre()


@pytest.fixture
def navigator(qapp: QApplication) -> Navigator:
    return Navigator()


@pytest.fixture
def asked(navigator: Navigator) -> Asked:
    """What panels ask of the navigator."""
    return Asked(navigator)


@pytest.fixture(autouse=True)
def pointer_elsewhere(qapp: QApplication) -> None:
    """A click of the test before leaves the pointer where it was, and rows under a pointer stay still."""
    QCursor.setPos(5_000, 5_000)


@pytest.fixture
def themed(qapp: QApplication) -> QApplication:
    """The application dressed in the dark theme."""
    theme().install(qapp, "dark")
    return qapp


@pytest.fixture
def french(qapp: QApplication) -> Iterator[None]:
    """The window speaks French."""
    language().install("fr")
    yield
    language().install("en")


@pytest.fixture
def qt_run(qapp: QApplication) -> Iterator[Callable[..., Any]]:
    """Run a coroutine, for 20 s or `timeout_s` at most, on the loop that Qt and asyncio share. Slots called inside may start tasks."""
    qapp.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=async_bridge.loop_factory(qapp)) as runner:

        def run(coroutine: Coroutine[Any, Any, Any], timeout_s: float = 20) -> Any:
            async def bounded() -> Any:
                # no task between the runner's and the coroutine: a program's end takes every other task with it
                async with asyncio.timeout(timeout_s):
                    return await coroutine

            return runner.run(bounded())

        yield run
        left = [task.get_name() for task in asyncio.all_tasks(runner.get_loop()) if not task.done()]
        assert not left, f"tasks left behind: {left}"


@pytest.fixture
def loop(qapp: QApplication) -> Iterator[QtLoop]:
    """A loop of its own that does not run yet."""
    qapp.setQuitOnLastWindowClosed(False)
    loop = QtLoop(qapp)
    yield loop
    loop.close()
