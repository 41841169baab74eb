"""Sliders, boxes and lists for the live parameters of the selected bot."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QSlider
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.manager import ParamChange
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.live_params import LiveParams, LiveRow, Scale
from tests.ui.stations import make_station

TUNABLE = """
import asyncio
from typing import Annotated, Literal
from algotrade_gui.bots.api import Bot, BotConfig, Param

class TunableConfig(BotConfig, frozen=True, kw_only=True):
    size: Annotated[int, Param(label="Size", ge=1, le=50)] = 2
    width: Annotated[int, Param(label="Width", unit="cents", ge=0, le=100, live=True)] = 10
    alpha: Annotated[float, Param(label="Alpha", ge=0.0, le=1.0, live=True)] = 0.5
    loud: Annotated[bool, Param(label="Loud", live=True)] = False
    side: Annotated[Literal["buy", "sell", "both"], Param(label="Side", live=True)] = "buy"
    free: Annotated[float, Param(label="Free", live=True)] = 1.5
    word: Annotated[str, Param(label="Word", live=True)] = "a"

class TunableBot(Bot):
    config_type = TunableConfig

    async def run(self):
        await asyncio.sleep(3600)

class StiffBot(Bot):
    async def run(self):
        pass
"""


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> BotsPanel:
    (tmp_path / "tunable.py").write_text(TUNABLE, encoding="utf-8")
    made = BotsPanel(make_station(tmp_path, errors))
    qtbot.addWidget(made)
    made.resize(720, 420)
    made.show()
    made.scan_strategies()
    made._manager.register_bot(StrategyName("TunableBot"), name="one")
    made._manager.register_bot(StrategyName("StiffBot"), name="two")
    made.run_refresh()
    return made


@pytest.fixture
def told(panel: BotsPanel) -> list[ParamChange]:
    changes: list[ParamChange] = []
    panel._manager.on_param_change(changes.append)
    return changes


def row(panel: BotsPanel, name: str) -> LiveRow:
    return next(row for row in panel._live.rows if row.info.name == name)


def slider(panel: BotsPanel, name: str) -> QSlider:
    editor = row(panel, name).editor
    assert isinstance(editor, QSlider)
    return editor


def test_the_keys_take_back_what_was_dragged_where_it_was_dragged(
    qtbot: QtBot, panel: BotsPanel, told: list[ParamChange]
) -> None:
    width, word = slider(panel, "width"), row(panel, "word").editor
    panel.activateWindow()
    width.setFocus()
    qtbot.waitUntil(width.hasFocus)
    width.setValue(30)
    panel.run_refresh()
    QTest.keyClick(width, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert width.value() == 10
    assert told[-1].source == "undo"
    count = len(told)
    assert isinstance(word, QLineEdit)
    word.setFocus()
    QTest.keyClicks(word, "bc")
    QTest.keyClick(word, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert word.text() != "abc", "its own undo"
    assert len(told) == count
    QTest.keyClick(word, Qt.Key.Key_End)  # else Control counts as held in the next test


@given(
    low=st.floats(-1e6, 1e6),
    span=st.floats(1e-6, 1e6),
    place=st.floats(0, 1),
)
def test_places_are_values_within_the_bounds_and_back(low: float, span: float, place: float) -> None:
    scale = Scale(low, low + span, whole=False)
    at = round(place * scale.steps)
    value = scale.value(at)
    assert low <= value <= low + span
    assert abs(scale.place(value) - at) <= 1


@given(low=st.integers(-1_000, 1_000), span=st.integers(1, 5_000), place=st.floats(0, 1))
def test_whole_numbers_stay_whole_and_small_ranges_lose_none(low: int, span: int, place: float) -> None:
    scale = Scale(low, low + span, whole=True)
    value = scale.value(round(place * scale.steps))
    assert isinstance(value, int)
    assert low <= value <= low + span
    if span <= 1_000:
        assert [scale.value(at) for at in range(scale.steps + 1)] == list(range(low, low + span + 1))


def test_the_selected_bots_live_parameters_are_there_and_no_others(panel: BotsPanel) -> None:
    assert [row.info.name for row in panel._live.rows] == ["width", "alpha", "loud", "side", "free", "word"]
    assert panel._live.isVisible()
    assert (slider(panel, "width").value(), row(panel, "width").text.text()) == (10, "10")
    panel._view.selectRow(1)
    assert not panel._live.isVisible()
    panel._view.selectRow(0)
    assert panel._live.isVisible()


def test_a_slider_changes_the_bot_and_undo_takes_the_drag_back(panel: BotsPanel, told: list[ParamChange]) -> None:
    bot = BotId("one")
    for place in (20, 30, 40):
        slider(panel, "width").setValue(place)
    assert panel._manager.info(bot).config == {"width": 40}
    assert [(change.name, change.after, change.source) for change in told] == [
        ("width", 20, "slider"),
        ("width", 30, "slider"),
        ("width", 40, "slider"),
    ]
    panel.run_refresh()
    assert panel.acts.undo.isEnabled()
    panel.acts.undo.trigger()
    assert panel._manager.info(bot).config == {}
    assert slider(panel, "width").value() == 10
    assert not panel.acts.undo.isEnabled()
    assert told[-1].source == "undo"


def test_boxes_lists_and_lines_change_it_too(panel: BotsPanel) -> None:
    loud, side, word = row(panel, "loud").editor, row(panel, "side").editor, row(panel, "word").editor
    assert isinstance(loud, QCheckBox)
    assert isinstance(side, QComboBox)
    loud.setChecked(True)
    side.setCurrentIndex(side.findData("both"))
    free = row(panel, "free").editor
    free.setFocus()
    QTest.keyClick(free, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(free, "2.25")
    QTest.keyClick(free, Qt.Key.Key_Return)
    QTest.keyClick(word, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(word, "xyz")
    QTest.keyClick(word, Qt.Key.Key_Return)
    assert panel._manager.info(BotId("one")).config == {"loud": True, "side": "both", "free": 2.25, "word": "xyz"}


@pytest.mark.parametrize("text", ["abc", "-", "", "9" * 400])
def test_what_was_typed_and_is_no_value_gives_way_to_what_holds(panel: BotsPanel, text: str) -> None:
    free = row(panel, "free").editor
    assert isinstance(free, QLineEdit)
    free.setFocus()
    free.setText(text)
    panel.run_refresh()
    assert free.text() == text, "it is being typed"
    panel._view.setFocus()
    panel.run_refresh()
    assert free.text() == "1.5"
    assert panel._manager.info(BotId("one")).config.get("free", 1.5) == 1.5


def test_the_keys_step_the_bold_parameter_and_choose_another(panel: BotsPanel, told: list[ParamChange]) -> None:
    live = panel._live
    assert live.active == "width"
    panel.acts.more.trigger()
    panel.acts.less.trigger()
    panel.acts.less.trigger()
    assert [(change.after, change.source) for change in told] == [(11, "hotkey"), (10, "hotkey"), (9, "hotkey")]
    panel.acts.next.trigger()
    assert (live.active, row(panel, "alpha").label.font().bold()) == ("alpha", True)
    panel.acts.more.trigger()
    assert panel._manager.info(BotId("one")).config["alpha"] == 0.505
    panel.acts.previous.trigger()
    panel.acts.previous.trigger()
    assert live.active == "word"


def test_a_change_from_elsewhere_moves_the_slider_and_tells_nothing_twice(
    panel: BotsPanel, told: list[ParamChange]
) -> None:
    panel._manager.set_params(BotId("one"), {"width": 77, "loud": True})
    panel.run_refresh()
    assert slider(panel, "width").value() == 77
    assert row(panel, "loud").text.text() == "on"
    assert len(told) == 2
    held = slider(panel, "width")
    held.setSliderDown(True)
    panel._manager.set_params(BotId("one"), {"width": 5})
    panel.run_refresh()
    assert held.value() == 77, "not out of the user's hand"
    held.setSliderDown(False)


def test_a_running_bot_takes_it_at_once(
    panel: BotsPanel, qt_run: Callable[[Coroutine[Any, Any, Any]], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = panel._manager._entries[BotId("one")].runner

    async def open_api() -> None:
        runner._running()

    async def scene() -> None:
        monkeypatch.setattr(runner, "open_api", open_api)
        await panel._manager.start_bot(BotId("one"))
        slider(panel, "width").setValue(66)
        assert runner._bot.config.width == 66
        await panel._manager.stop_bot(BotId("one"))

    qt_run(scene())


def test_without_parameters_nothing_happens(qtbot: QtBot, themed: QApplication, panel: BotsPanel) -> None:
    empty = LiveParams(panel)
    empty.step(1)
    empty.choose(1)
    assert (empty.active, empty.rows) == (None, [])
