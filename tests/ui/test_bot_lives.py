"""The bots panel and the dialog over the whole of a bot's life, on real widgets and a bot that runs."""

import dataclasses
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.manager import BotInfo, BotOptions, BotState
from algotrade_gui.composition import Phase
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.settings import BotSettings, Quota, RestartPolicy
from algotrade_gui.core.units import Cents
from algotrade_gui.trading.portfolio import PnL
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.dialogs.form import NOT_LOADED, DictForm
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.models.bot_rows import COLUMNS, state_text, trouble
from algotrade_gui.ui.models.cells import Tone
from tests.support.aio import until
from tests.ui.stations import make_station

SLEEPY = """
import asyncio
from typing import Annotated
from algotrade_gui.bots.api import Bot, BotConfig, Param

class SleepyConfig(BotConfig, frozen=True, kw_only=True):
    size: Annotated[int, Param(label="Size", ge=1, le=50)] = 2
    width: Annotated[int, Param(label="Width", ge=0, le=100, live=True)] = 10

class SleepyBot(Bot):
    config_type = SleepyConfig
    version = 1

    async def start(self):
        self._handle._running()
        await asyncio.sleep(3600)

    async def run(self):
        pass
"""

QtRun = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def panel(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
) -> BotsPanel:
    (tmp_path / "sleepy.py").write_text(SLEEPY, encoding="utf-8")
    station = make_station(tmp_path, errors)
    # as if connected: these bots open no session
    monkeypatch.setattr(station, "_phase", Phase.RUNNING)
    made = BotsPanel(station)
    qtbot.addWidget(made)
    made.resize(720, 420)
    made.show()
    made.scan_strategies()
    return made


def info_of(**changes: Any) -> BotInfo:
    return dataclasses.replace(
        BotInfo(
            id=BotId("maker"),
            strategy=StrategyName("SleepyBot"),
            state=BotState.RUNNING,
            config={},
            error=None,
            traceback_text=None,
            started_ms=None,
            pnl=PnL(realised=Cents(0), unrealised=Cents(0), total=Cents(0)),
            working=0,
            fills=0,
            params=(),
        ),
        **changes,
    )


def enabled(panel: BotsPanel) -> dict[str, bool]:
    panel.run_refresh()
    actions: tuple[QAction, ...] = (
        panel.acts.start,
        panel.acts.pause,
        panel.acts.stop,
        panel.acts.restart,
        panel.acts.reload,
        panel.acts.clone,
    )
    return {action.text(): action.isEnabled() for action in actions}


def test_every_state_has_its_word_and_mark() -> None:
    words = [state_text(state) for state in BotState]
    assert len(set(words)) == len(BotState)
    tone = next(column.tone for column in COLUMNS if column.title == "State")
    assert tone is not None
    for state in BotState:
        assert state.value in state_text(state) or state is BotState.LOADED
        assert (tone(info_of(state=state)) is Tone.DANGER) is (state in (BotState.FAILED, BotState.QUARANTINED))


def test_the_note_tells_the_gravest_first() -> None:
    waiting = info_of(
        state=BotState.FAILED,
        error="KeyError: 'x'",
        restart_in_s=3.6,
        tries=2,
        options=BotOptions(restart=RestartPolicy(when="on_failure", most_tries=5)),
    )
    assert trouble(waiting) == "Starts again in 4 s (2 of 5). KeyError: 'x'"
    alive = info_of(refused=2, last_refusal="pause", newer=True, pending=("size",), at_work=("fit for 3 s",))
    assert trouble(alive) == "2 orders refused: pause"
    assert trouble(dataclasses.replace(alive, refused=0)) == "Its file was saved since: reload it with Ctrl+R"
    assert trouble(dataclasses.replace(alive, refused=0, newer=False)) == "From its next start on: size"
    assert trouble(info_of(at_work=("fit for 3 s",))) == "In a thread: fit for 3 s"


def test_start_pause_resume_restart_and_stop_by_the_buttons(panel: BotsPanel, qt_run: QtRun) -> None:
    manager = panel._manager
    bot = manager.register_bot(StrategyName("SleepyBot"), name="one")

    async def scene() -> None:
        def state() -> BotState:
            return manager.info(bot).state

        assert enabled(panel) == {
            "Start": True,
            "Pause": False,
            "Stop": False,
            "Restart": True,
            "Reload": False,
            "Clone": True,
        }
        panel.acts.start.trigger()
        await until(lambda: state() is BotState.RUNNING)
        assert (enabled(panel)["Pause"], enabled(panel)["Start"]) == (True, False)
        panel.acts.pause.trigger()
        await until(lambda: state() is BotState.PAUSED)
        assert enabled(panel) | {"Restart": True} == {
            "Resume": True,
            "Pause": False,
            "Stop": True,
            "Restart": True,
            "Reload": False,
            "Clone": True,
        }
        assert panel.acts.start.toolTip().startswith("Resume (")
        panel.acts.start.trigger()
        await until(lambda: state() is BotState.RUNNING)
        before = manager._entries[bot].runner._bot
        panel.acts.restart.trigger()
        await until(lambda: manager._entries[bot].runner._bot not in (None, before) and state() is BotState.RUNNING)
        panel.acts.stop.trigger()
        await until(lambda: state() is BotState.STOPPED)

    qt_run(scene())


def test_all_of_them_at_once(panel: BotsPanel, qt_run: QtRun) -> None:
    manager = panel._manager
    bots = [manager.register_bot(StrategyName("SleepyBot"), name=f"bot {number}") for number in range(3)]

    async def scene() -> None:
        async def reach(action: QAction, state: BotState) -> None:
            action.trigger()
            await until(lambda: {manager.info(bot).state for bot in bots} == {state})

        await reach(panel.acts.start_all, BotState.RUNNING)
        await reach(panel.acts.pause_all, BotState.PAUSED)
        await reach(panel.acts.start_all, BotState.RUNNING)
        made = [manager._entries[bot].runner._bot for bot in bots]
        panel.acts.restart_all.trigger()
        await until(lambda: not {manager._entries[bot].runner._bot for bot in bots} & {*made, None})
        await reach(panel.acts.stop_all, BotState.STOPPED)

    qt_run(scene())


def test_a_clone_by_key_is_selected_alone(panel: BotsPanel, qtbot: QtBot) -> None:
    first = panel._manager.register_bot(StrategyName("SleepyBot"), name="one")
    panel.run_refresh()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel._view.setFocus()
    # as with a real keyboard: Ctrl is still down when the row is selected
    QTest.keyPress(panel._view.window().windowHandle(), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyRelease(panel._view.window().windowHandle(), Qt.Key.Key_D)
    assert [info.id for info in panel.selected() if info.id != first], "there is a clone"
    assert first not in [info.id for info in panel.selected()], "what is asked for next is not for the first one"


def test_clone_selects_the_new_row(panel: BotsPanel) -> None:
    panel._manager.register_bot(StrategyName("SleepyBot"), {"size": 7}, name="one")
    panel.run_refresh()
    panel.acts.clone.trigger()
    (chosen,) = panel.selected()
    assert (chosen.id, chosen.config) == ("one 2", {"size": 7})


def test_a_saved_file_is_reloaded_by_its_button(panel: BotsPanel, qt_run: QtRun, tmp_path: Path) -> None:
    manager = panel._manager
    bot = manager.register_bot(StrategyName("SleepyBot"), name="one")

    async def scene() -> None:
        await manager.start_bot(bot)
        (tmp_path / "sleepy.py").write_text(SLEEPY.replace("version = 1", "version = 22"), encoding="utf-8")
        panel.scan_strategies()
        assert enabled(panel)["Reload"]
        assert "Ctrl+R" in panel._details.note.text()
        panel.acts.reload.trigger()
        await until(lambda: getattr(manager._entries[bot].runner.bot_class, "version", 0) == 22)
        await until(lambda: manager.info(bot).state is BotState.RUNNING)
        assert not enabled(panel)["Reload"]
        assert not panel._details.note.isVisible()
        await manager.stop_bot(bot)

    qt_run(scene())


@pytest.mark.expect_log("size: .*<= 50")
def test_a_bot_whose_settings_do_not_hold_is_mended_in_its_dialog(panel: BotsPanel) -> None:
    bot = panel._manager.register_settings(
        BotSettings(strategy="SleepyBot", name="one", config={"size": 99}, restart=RestartPolicy(when="on_failure"))
    )
    panel.run_refresh()
    assert panel._details.error.toPlainText().startswith("size: ")
    panel.acts.configure.trigger()
    dialog = panel.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    assert not dialog.ok_button.isEnabled()
    field = next(field for field in dialog.form.fields if field.info.name == "size")  # type: ignore[union-attr]  # a declared config
    field.set_value(9)
    assert dialog.ok_button.isEnabled()
    dialog.accept()
    info = panel._manager.info(bot)
    assert (info.state, info.config["size"]) == (BotState.LOADED, 9)
    assert info.options.restart.when == "on_failure", "left as it was"


def test_the_dialog_says_what_counts_at_once_and_what_waits_and_restarts_for_that_only(
    panel: BotsPanel, qt_run: QtRun
) -> None:
    manager = panel._manager
    bot = manager.register_bot(StrategyName("SleepyBot"), name="one")

    async def scene() -> None:
        await manager.start_bot(bot)
        panel.run_refresh()
        panel.acts.configure.trigger()
        dialog = panel.findChild(ConfigureBotDialog)
        assert isinstance(dialog, ConfigureBotDialog)
        size, width = dialog.form.fields  # type: ignore[union-attr]  # a declared config
        assert (size._live.isVisibleTo(dialog), width._live.isVisibleTo(dialog)) == (False, True)
        assert not dialog._restart.isEnabled()
        width.set_value(33)
        assert dialog._when.text() == "Width: at once."
        assert dialog.restart is False
        size.set_value(5)
        assert dialog._when.text() == "Width: at once. Size: from its next start on."
        assert bool(dialog.restart)
        dialog._restart.setChecked(False)
        width.set_value(34)
        assert not dialog._restart.isChecked(), "the choice stays"
        before = manager._entries[bot].runner._bot
        dialog.accept()
        assert (before.config.width, before.config.size) == (34, 2)
        assert manager.info(bot).pending == ("size",)
        panel.run_refresh()
        assert panel._details.note.text() == "From its next start on: Size"
        await manager.stop_bot(bot)

    qt_run(scene())


def test_how_a_bot_is_run_is_folded_unless_it_differs_and_is_kept(panel: BotsPanel) -> None:
    bot = panel._manager.register_bot(StrategyName("SleepyBot"), name="one")
    panel.run_refresh()
    panel.acts.configure.trigger()
    dialog = panel.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    run = dialog.run_options
    assert not run.form.isVisibleTo(dialog)
    run._fold.click()
    assert run.form.isVisibleTo(dialog)
    fields = {field.info.name: field for field in run.form.fields}
    fields["auto_reload"].set_value(True)
    fields["restart"].set_value("when it has failed")
    fields["most_tries"].set_value(0)
    assert dialog.ok_button.toolTip() == "Tries: At least 1."
    fields["most_tries"].set_value(7)
    fields["messages"].set_value(40)
    fields["when_over"].set_value("be refused")
    dialog.accept()
    wanted = BotOptions(
        auto_reload=True,
        restart=RestartPolicy(when="on_failure", most_tries=7),
        quota=Quota(per_s=40, when_over="refuse"),
    )
    assert panel._manager.info(bot).options == wanted
    (kept,) = panel._manager.settings()
    assert (kept.auto_reload, kept.restart, kept.quota) == (True, wanted.restart, wanted.quota)
    panel.acts.configure.trigger()
    again = panel.findChildren(ConfigureBotDialog)[-1]
    assert again.run_options.form.isVisibleTo(again)
    assert again.options == wanted
    again.reject()


@pytest.mark.expect_log("no strategy called Gone")
def test_the_settings_of_a_bot_whose_strategy_is_gone_can_still_be_edited(panel: BotsPanel) -> None:
    bot = panel._manager.register_settings(BotSettings(strategy="Gone", name="lost", config={"a": 1}))
    panel.run_refresh()
    assert panel._details.error.toPlainText() == "There is no strategy called Gone."
    panel.acts.configure.trigger()
    dialog = panel.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    assert isinstance(dialog.form, DictForm)
    assert NOT_LOADED in {label.text() for label in dialog.form.findChildren(QLabel)}
    dialog.form._text.setPlainText("a = 2")
    dialog.accept()
    info = panel._manager.info(bot)
    assert (info.state, info.config) == (BotState.FAILED, {"a": 2})
