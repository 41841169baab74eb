"""Forms made from a description: what is typed is judged at once, and OK says why it is off."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog, free_name
from algotrade_gui.ui.dialogs.connection import uri_problem
from algotrade_gui.ui.dialogs.form import DictForm, Field, ParamForm
from algotrade_gui.ui.dialogs.number_field import NumberField, bounds_text, number_text, step_size
from algotrade_gui.ui.dialogs.question import ask
from tests.ui.stations import GOOD_STRATEGY, PLAIN_STRATEGY


@pytest.fixture
def dialog(qtbot: QtBot, themed: QApplication, tmp_path: Path) -> AddBotDialog:
    (tmp_path / "a_quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    (tmp_path / "b_plain.py").write_text(PLAIN_STRATEGY, encoding="utf-8")
    made = AddBotDialog(StrategyLoader([tmp_path]).scan(), [BotId("taken")], folder=str(tmp_path))
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    made.open()
    return made


def field(dialog: AddBotDialog, name: str) -> Field:
    assert isinstance(dialog._form, ParamForm)
    return next(item for item in dialog._form.fields if item.info.name == name)


def type_text(of: Field, text: str) -> None:
    assert isinstance(of._editor, QLineEdit)
    of._editor.setText(text)


def test_the_form_shows_label_help_unit_bounds_and_default(dialog: AddBotDialog) -> None:
    spread = field(dialog, "spread_percent")
    editor = spread._editor
    assert isinstance(editor, NumberField)
    assert spread._label.text() == "Spread"
    assert spread._help.text() == "Distance."
    assert editor._unit == "%"
    assert editor.placeholderText() == "0.01 to 10"
    assert editor.text() == "0.5"
    assert editor.accessibleName() == "Spread"
    assert dialog.values == {"spread_percent": 0.5, "order_size": 2, "loud": False}


def test_every_field_stands_as_far_below_its_label(dialog: AddBotDialog) -> None:
    labels = [label for label in dialog._content.findChildren(QLabel) if label.buddy() is not None]
    assert len(labels) == 5
    gaps = set()
    for label in labels:
        editor = label.buddy()
        top = editor.mapTo(dialog, QPoint(0, 0)).y()
        gaps.add(top - label.mapTo(dialog, QPoint(0, 0)).y())
    assert len(gaps) == 1, gaps


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("spread_percent", "99", "At most 10."),
        ("spread_percent", "x", "A number is needed."),
        ("spread_percent", "nan", "A number is needed."),
        ("order_size", "2.5", "A whole number is needed."),
        ("order_size", "0", "At least 1."),
        ("order_size", "", "A number is needed."),
    ],
)
def test_a_wrong_value_is_named_while_typing_and_disables_ok(
    dialog: AddBotDialog, name: str, text: str, reason: str
) -> None:
    wrong = field(dialog, name)
    type_text(wrong, text)
    assert wrong.error == reason
    assert not dialog.ok_button.isEnabled()
    assert dialog.ok_button.toolTip() == f"{wrong.info.label}: {reason}"
    wrong.reset()
    assert not wrong._error.text()
    assert dialog.ok_button.toolTip() == "Enter"


def test_enter_does_not_pass_a_wrong_form(qtbot: QtBot, dialog: AddBotDialog) -> None:
    type_text(field(dialog, "order_size"), "0")
    with qtbot.assertNotEmitted(dialog.accepted):
        QTest.keyClick(field(dialog, "order_size")._editor, Qt.Key.Key_Return)
    type_text(field(dialog, "order_size"), "4")
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(field(dialog, "order_size")._editor, Qt.Key.Key_Return)


def test_a_changed_field_is_marked_and_can_be_reset(dialog: AddBotDialog) -> None:
    size = field(dialog, "order_size")
    assert not size._changed.isVisibleTo(dialog)
    type_text(size, "9")
    assert size._changed.isVisibleTo(dialog)
    size._reset.click()
    assert size.value() == 2
    assert not size._changed.isVisibleTo(dialog)


def test_numbers_step_by_keys_and_stop_at_their_bounds(qtbot: QtBot, dialog: AddBotDialog) -> None:
    size = field(dialog, "order_size")
    QTest.keyClick(size._editor, Qt.Key.Key_Up)
    assert size.value() == 3
    for _ in range(10):
        QTest.keyClick(size._editor, Qt.Key.Key_Down)
    assert size.value() == 1
    QTest.keyClick(size._editor, Qt.Key.Key_PageUp)
    assert size.value() == 11


def test_the_name_must_be_free_and_given(dialog: AddBotDialog) -> None:
    dialog._name.setText("taken")
    assert not dialog.ok_button.isEnabled()
    assert "already" in dialog.ok_button.toolTip()
    dialog._name.setText(" ")
    assert not dialog.ok_button.isEnabled()
    dialog._name.setText("mine")
    assert dialog.ok_button.isEnabled()
    assert dialog.bot_name == "mine"


@pytest.mark.parametrize("name", ["manual", "outside", "zero\N{ZERO WIDTH SPACE}width"])
def test_a_name_that_no_bot_may_have_is_told_at_once(dialog: AddBotDialog, name: str) -> None:
    dialog._name.setText(name)
    assert not dialog.ok_button.isEnabled(), "what was typed would be lost with the dialog"
    assert dialog.ok_button.toolTip()
    dialog._name.setText("mine")
    assert dialog.ok_button.isEnabled()


def test_another_strategy_brings_its_own_form(dialog: AddBotDialog) -> None:
    dialog._strategy.setCurrentIndex(1)
    assert dialog.bot_name == "plain"
    form = dialog._form
    assert isinstance(form, DictForm)
    form._text.setPlainText('size = 2\nside = "buy"')
    assert dialog.values == {"size": 2, "side": "buy"}
    form._text.setPlainText("size: 2")
    assert not dialog.ok_button.isEnabled()
    assert dialog.bot_class.__name__ == "PlainBot"


def test_without_a_strategy_the_dialog_says_where_to_put_one(qtbot: QtBot, themed: QApplication) -> None:
    empty = AddBotDialog([], [], folder="/somewhere/strategies")
    qtbot.addWidget(empty)
    assert not empty.ok_button.isEnabled()
    assert any("/somewhere/strategies" in label.text() for label in empty.findChildren(QLabel))
    fields = [*empty.findChildren(QLineEdit), *empty.findChildren(QCheckBox), *empty.findChildren(QComboBox)]
    assert not any(field.isVisibleTo(empty) for field in fields), "they would lie over the sentence"


def test_what_happens_on_ok_is_in_sight_however_long_the_form_is(qtbot: QtBot, dialog: AddBotDialog) -> None:
    dialog.resize(dialog.width(), 260)
    for box in (dialog._start, dialog._autostart):
        assert box.visibleRegion().boundingRect() == box.rect()


def test_the_dialog_is_never_taller_than_700(dialog: AddBotDialog) -> None:
    assert dialog.height() <= 700


@pytest.mark.parametrize(
    ("strategy", "taken", "name"),
    [
        ("SimpleMarketMakingBot", [], "simple-market-making"),
        ("SimpleMarketMakingBot", ["simple-market-making"], "simple-market-making-2"),
        ("PutCallParityBot", [], "put-call-parity"),
        ("Bot", [], "bot"),
    ],
)
def test_free_name(strategy: str, taken: list[str], name: str) -> None:
    assert free_name(strategy, taken) == name


@pytest.mark.parametrize(
    ("value", "whole", "step"),
    [(0.5, False, 0.01), (15, True, 1), (250, True, 10), (0, True, 1), (0.0, False, 0.1), (2.0, False, 0.1)],
)
def test_step_size(value: float, whole: bool, step: float) -> None:
    assert step_size(value, whole=whole) == pytest.approx(step)


@pytest.mark.parametrize("value", ["", "9" * 5_000, "[" * 3_000])
def test_a_dict_that_cannot_be_read_is_told_whatever_it_is(qtbot: QtBot, themed: QApplication, value: str) -> None:
    form = DictForm({})
    qtbot.addWidget(form)

    def problem(text: str) -> str | None:
        form._text.setPlainText(text)
        return form.problem

    assert problem(f"size = {value}")
    assert problem("size = 2") is None
    assert form.values() == {"size": 2}


@pytest.mark.parametrize(("whole", "text"), [(True, "9" * 400), (True, "1e9"), (False, "9" * 400), (False, "inf")])
def test_what_is_too_great_for_a_number_is_none(qtbot: QtBot, themed: QApplication, whole: bool, text: str) -> None:
    typed = NumberField(whole=whole, minimum=1)
    qtbot.addWidget(typed)
    typed.setText(text)
    with pytest.raises(ValueError, match="number is needed"):
        typed.number()


def test_a_step_beyond_all_numbers_is_not_taken(qtbot: QtBot, themed: QApplication) -> None:
    typed = NumberField(whole=False)
    qtbot.addWidget(typed)
    typed.setText("1.7e308")
    typed.step(10)
    assert typed.text() == "1.7e308"


def test_a_question_shows_names_as_they_are(qtbot: QtBot, themed: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = ask(window, "Remove", "Stop <b>maker</b>?", "", yes="Yes", no="No", then=lambda: None)
    assert box.textFormat() is Qt.TextFormat.PlainText, "a bot is called whatever its owner likes"
    box.reject()


def test_numbers_in_words() -> None:
    assert bounds_text(1, 50) == "1 to 50"
    assert bounds_text(None, 2.5) == "at most 2.5"
    assert bounds_text(0, None) == "at least 0"
    assert bounds_text(None, None) == ""
    assert bounds_text(0.01, 1e10) == "at least 0.01", "a bound that nobody comes near is none"
    assert number_text(2.0) == "2"
    assert number_text(0.1) == "0.1"


@pytest.mark.parametrize(
    "uri", ["ws://127.0.0.1:9001/trade", "wss://exchange.example/trade", "ws://192.168.100.10:9001/trade"]
)
def test_good_addresses(uri: str) -> None:
    assert uri_problem(uri) is None


@pytest.mark.parametrize(
    "uri", ["", "http://host/", "host:9001", "ws://", "ws://host:99999/x", "ws://host/?team_secret=abc", "ws://[bad"]
)
def test_bad_addresses_get_a_reason(uri: str) -> None:
    assert uri_problem(uri)
