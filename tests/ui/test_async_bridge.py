"""A slot starts a task that has an owner, an error path and an end."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.ui import async_bridge
from tests.ui.waiting import until

RunFixture = Callable[[Coroutine[Any, Any, Any]], Any]


class Receiver(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[int] = []

    def take(self, value: int) -> None:
        self.got.append(value)


def test_a_click_runs_a_coroutine_and_the_button_is_busy_meanwhile(
    qtbot: QtBot, qt_run: RunFixture, errors: ErrorCentre
) -> None:
    button = QPushButton("go")
    receiver = Receiver()
    qtbot.addWidget(button)
    qtbot.addWidget(receiver)
    owner = TaskOwner("test", errors)
    gate = asyncio.Event()

    async def work() -> int:
        await gate.wait()
        return 7

    button.clicked.connect(lambda: async_bridge.start("work", work(), owner, busy=button, done=receiver.take))

    async def scene() -> None:
        button.click()
        assert not button.isEnabled()
        assert owner.running == ["test.work"]
        gate.set()
        await until(lambda: receiver.got)

    qt_run(scene())
    assert button.isEnabled()
    assert receiver.got == [7]


@pytest.mark.expect_log("The host refused")
def test_a_failure_is_reported_and_the_button_comes_back(qtbot: QtBot, qt_run: RunFixture, errors: ErrorCentre) -> None:
    button = QPushButton("go")
    qtbot.addWidget(button)
    owner = TaskOwner("panel", errors)

    async def fail() -> None:
        raise UserError("The host refused.")

    async def scene() -> None:
        async_bridge.start("connect", fail(), owner, busy=button)
        await until(button.isEnabled)

    qt_run(scene())
    assert button.isEnabled()
    assert [(record.source, record.message) for record in errors.records] == [("panel.connect", "The host refused.")]


def test_a_result_for_a_widget_that_is_gone_is_dropped(qt_run: RunFixture, errors: ErrorCentre) -> None:
    owner = TaskOwner("panel", errors)

    async def scene() -> None:
        receiver = Receiver()
        button = QPushButton("go", receiver)
        gate = asyncio.Event()

        async def work() -> int:
            await gate.wait()
            return 1

        async_bridge.start("work", work(), owner, busy=button, done=receiver.take)
        receiver.deleteLater()
        await until(lambda: not shiboken6.isValid(receiver))
        gate.set()
        await until(lambda: not owner.running)
        assert receiver.got == []

    qt_run(scene())
    assert errors.error_count == 0


def test_after_the_owner_stopped_a_click_starts_nothing(qt_run: RunFixture, errors: ErrorCentre) -> None:
    owner = TaskOwner("panel", errors)

    async def work() -> None:
        raise AssertionError("ran")

    async def scene() -> None:
        await owner.stop()
        assert async_bridge.start("late", work(), owner) is None

    qt_run(scene())
    assert errors.error_count == 0
