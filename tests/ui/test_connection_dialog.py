"""The connection dialog: what it asks for, what it hides, and its test of the way, step by step."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QApplication, QLineEdit

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.trading.check import CheckStep
from algotrade_gui.ui.dialogs.connection import Connection, ConnectionDialog, KeptProfile
from tests.ui.waiting import until

RunFixture = Callable[[Coroutine[Any, Any, Any]], Any]
REMOTE = Profile(name="cup", exchange=ExchangeSettings(kind="remote", uri="ws://127.0.0.1:9001/trade"))


async def two_steps(_connection: Connection) -> AsyncGenerator[CheckStep, None]:
    yield CheckStep("connect", True, "connected")
    await asyncio.sleep(0)
    yield CheckStep("welcome", False, "the secret was refused")


async def refused() -> CheckStep:
    raise UserError("The file of secrets cannot be read.")


async def locked(_connection: Connection) -> AsyncGenerator[CheckStep, None]:
    yield await refused()


async def never(_connection: Connection) -> AsyncGenerator[CheckStep, None]:
    yield CheckStep("connect", True, "connected")
    await asyncio.Event().wait()


def make(
    errors: ErrorCentre, profile: Profile, *, has_secret: bool = False, check: Any = two_steps
) -> ConnectionDialog:
    return ConnectionDialog(profile, has_secret=has_secret, run_check=check, tasks=TaskOwner("test", errors))


def test_practice_needs_no_address(themed: QApplication, errors: ErrorCentre) -> None:
    dialog = make(errors, Profile(name="practice"))
    assert not dialog._remote.isVisibleTo(dialog)
    assert dialog.ok_button.isEnabled()
    dialog._name.setText("../up")
    assert not dialog.ok_button.isEnabled()


def test_the_secret_is_hidden_and_needed_unless_one_is_kept(themed: QApplication, errors: ErrorCentre) -> None:
    dialog = make(errors, REMOTE)
    assert dialog._secret.echoMode() is QLineEdit.EchoMode.Password
    assert dialog.ok_button.toolTip().startswith("Secret:")
    dialog._secret.setText("a-team-secret")
    assert dialog.ok_button.isEnabled()
    assert "a-team-secret" not in repr(dialog.connection)
    kept = make(errors, REMOTE, has_secret=True)
    assert kept.ok_button.isEnabled()
    kept._name.setText("other")
    assert not kept.ok_button.isEnabled()


def test_standings_are_optional_and_have_an_address_like_the_exchange(
    themed: QApplication, errors: ErrorCentre
) -> None:
    dialog = make(errors, REMOTE, has_secret=True)
    assert dialog.ok_button.isEnabled()
    dialog._standings.setText("http://club/standings")
    assert dialog.ok_button.toolTip().startswith("Standings:")
    dialog._standings.setText("ws://club:9001/standings")
    dialog._team.setText("ants")
    assert dialog.ok_button.isEnabled()
    typed = dialog.connection
    assert (typed.standings_uri, typed.team) == ("ws://club:9001/standings", "ants")


def test_the_name_of_another_profile_brings_its_exchange(themed: QApplication, errors: ErrorCentre) -> None:
    dialog = ConnectionDialog(
        REMOTE,
        has_secret=True,
        run_check=never,
        tasks=TaskOwner("test", errors),
        others=["practice", "club"],
        look_up={
            "practice": KeptProfile(exchange=ExchangeSettings(), has_secret=False),
            "club": KeptProfile(exchange=ExchangeSettings(kind="remote", uri="ws://club:1/trade"), has_secret=False),
        }.get,
    )
    assert [dialog._names.itemText(place) for place in range(dialog._names.count())] == ["club", "cup", "practice"]
    assert dialog.connection.profile == "cup"
    dialog._secret.setText("for-the-cup")
    dialog._names.setCurrentIndex(2)
    assert dialog.connection == Connection(profile="practice", remote=False, uri="", secret="")
    assert dialog.ok_button.isEnabled()
    dialog._name.setText("club")
    assert dialog.connection == Connection(profile="club", remote=True, uri="ws://club:1/trade", secret="")
    assert "kept" not in dialog._secret.placeholderText()
    assert not dialog.ok_button.isEnabled()
    dialog._name.setText("club-2")
    assert dialog.connection.uri == "ws://club:1/trade", "a new one begins with what stands there"
    dialog._name.setText("cup")
    assert dialog.connection == Connection(profile="cup", remote=True, uri=REMOTE.exchange.uri, secret="")
    assert "kept" in dialog._secret.placeholderText()
    assert dialog.ok_button.isEnabled()


def test_the_steps_come_one_by_one_with_tick_and_cross(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    dialog = make(errors, REMOTE, has_secret=True)

    async def scene() -> None:
        dialog.open()
        dialog._test.click()
        assert not dialog._test.isEnabled()
        await until(dialog._test.isEnabled)
        assert dialog.steps == [("connect", "connect: connected"), ("welcome", "welcome: the secret was refused")]
        marks = [mark.accessibleName() for mark, _ in dialog._rows.values()]
        assert marks == ["passed", "failed"]
        dialog._kind.setCurrentIndex(0)
        assert dialog.steps == []
        dialog.reject()

    qt_run(scene())
    assert errors.error_count == 0


def test_leaving_the_dialog_ends_a_test_under_way(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    tasks = TaskOwner("test", errors)
    dialog = ConnectionDialog(REMOTE, has_secret=True, run_check=never, tasks=tasks)

    async def scene() -> None:
        dialog.open()
        dialog._test.click()
        await until(lambda: dialog.steps and dialog.steps[0][0] == "connect")
        dialog.reject()
        await until(lambda: not tasks.running)

    qt_run(scene())
    assert errors.error_count == 0


def test_a_test_that_cannot_even_begin_says_why_and_may_be_repeated(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    dialog = make(errors, REMOTE, has_secret=True, check=locked)

    async def scenario() -> None:
        dialog._test.click()
        await until(lambda: dialog._test.isEnabled())

    qt_run(scenario())
    assert dialog.steps == [("failed", "The file of secrets cannot be read.")]
    assert errors.error_count == 0
