"""Amounts of dollars as they are typed: never read as another amount, stepped in whole steps."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.units import Cents
from algotrade_gui.ui.language import language, money
from algotrade_gui.ui.money_field import MoneyField, cents_of


@pytest.fixture
def french(qapp: QApplication) -> Iterator[None]:
    language().install("fr")
    yield
    language().install("en")


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("991.50", 99_150),
        ("991.5", 99_150),
        ("991,5", 99_150),
        (" 991 ", 99_100),
        (".07", 7),
        ("1,234.56", 123_456),
        ("1,234", 123_400),
        ("1,234,567.8", 123_456_780),
        ("0", 0),
        ("", None),
        (".", None),
        ("1,5.5", None),
        ("12,34.5", None),
        ("991.505", None),
        ("-5", None),
        ("5e3", None),
        ("١٢", None),
        ("1" * 13, None),
    ],
)
def test_text_is_read_as_it_is_meant(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


def test_french_reads_french(french: None) -> None:
    assert [cents_of(text) for text in ("1 234,56", "1\u00a0234,56", "1\u202f234,5", "12.5", "1.234,5")] == [
        123_456,
        123_456,
        123_450,
        1_250,
        None,
    ]


@given(st.integers(0, 10**13))
def test_what_is_shown_is_read_back(cents: int) -> None:
    assert cents_of(money(cents)) == cents


@pytest.fixture
def field(qtbot: QtBot, themed: QApplication) -> MoneyField:
    made = MoneyField("Price", "")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def test_arrows_go_in_whole_steps_and_never_below_a_cent(field: MoneyField) -> None:
    field.step = Cents(20)
    field.show_cents(99_150)
    told: list[int | None] = []
    field.edited.connect(lambda: told.append(field.cents))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp):
        QTest.keyClick(field, key)
    assert told == [99_160, 99_180, 99_160, 99_360]
    field.show_cents(10)
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert field.cents == 1
    field.setText("x")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "x"


def test_the_wheel_counts_only_with_the_focus(field: MoneyField) -> None:
    def turn() -> None:
        at = QPointF(5, 5)
        event = QWheelEvent(
            at,
            at,
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, event)

    field.show_cents(500)
    turn()
    assert field.cents == 501
    field.clearFocus()
    turn()
    assert field.cents == 501


def test_a_text_that_says_the_same_stays_as_it_was_typed(field: MoneyField) -> None:
    field.setText("991.5")
    field.show_cents(99_150)
    assert field.text() == "991.5"
    field.show_cents(99_151)
    assert field.text() == "991.51"
    field.setText("junk")
    field.show_cents(None)
    assert field.text() == ""
