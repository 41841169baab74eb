"""The colour table reads well and reaches Qt."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QLineEdit, QStyle, QStyleOptionComboBox, QTableWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.ui.theme import (
    DARK,
    LIGHT,
    TEXT_ROLES,
    TINT,
    Colours,
    Mode,
    contrast,
    mix,
    palette,
    role_names,
    theme,
)

GROUNDS = ("background", "panel", "raised")
BOTH = pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@BOTH
def test_all_text_reads_at_4_5_on_all_grounds(colours: Colours) -> None:
    for role, ground in itertools.product(TEXT_ROLES, GROUNDS):
        ratio = contrast(getattr(colours, role), getattr(colours, ground))
        assert ratio >= 4.5, f"{role} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_a_hint_in_an_empty_field_reads_at_4_5(qtbot: QtBot, qapp: QApplication, mode: Mode) -> None:
    theme().install(qapp, mode)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setPlaceholderText("▮▮▮")
    field.resize(100, 30)
    picture = field.grab().toImage()
    ground = theme().colours.raised
    middle = [picture.pixelColor(x, picture.height() // 2).name() for x in range(4, picture.width() - 4)]
    theme().set_mode("dark")
    assert max(contrast(each, ground) for each in middle) >= 4.5


def test_the_sign_that_clears_a_line_is_in_the_colours_of_the_theme(qtbot: QtBot, themed: QApplication) -> None:
    line = QLineEdit("words")
    line.setClearButtonEnabled(True)
    qtbot.addWidget(line)
    action = line.findChild(QAction)
    assert action is not None
    for mode in ("dark", "light", "dark"):
        theme().set_mode(mode)
        action = line.findChild(QAction)
        assert action is not None
        drawn = action.icon().pixmap(12, 12).toImage()
        assert drawn.pixelColor(6, 6) == theme().colour("secondary"), mode


def test_the_line_below_a_header_goes_on_where_columns_end(qtbot: QtBot, themed: QApplication) -> None:
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.verticalHeader().hide()
    table.resize(400, 100)
    table.show()
    header = table.horizontalHeader()
    picture = header.grab().toImage()
    below = [QColor(picture.pixelColor(x, header.height() - 1)).name().upper() for x in (5, 390)]
    assert below == [theme().colours.line.upper()] * 2


@BOTH
def test_text_on_its_own_tint_reads_at_4_5(colours: Colours) -> None:
    for role in ("accent", "danger", "replay", "warning", "up", "down"):
        value = getattr(colours, role)
        ratio = contrast(value, mix(value, colours.panel, TINT))
        assert ratio >= 4.5, f"{role} on its tint: {ratio:.2f}"
    assert contrast(colours.text, mix(colours.accent, colours.panel, 0.22)) >= 4.5
    assert contrast(colours.on_accent, colours.accent) >= 4.5


def test_both_themes_have_the_same_roles_and_differ() -> None:
    assert all(getattr(DARK, role) != getattr(LIGHT, role) for role in role_names())


def test_mode_sets_palette_and_style_sheet(qapp: QApplication) -> None:
    look = theme()
    look.install(qapp, "dark")
    dark_sheet = qapp.styleSheet()
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.background
    look.set_mode("light")
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.background
    assert qapp.styleSheet() != dark_sheet
    assert DARK.panel not in qapp.styleSheet()
    look.set_mode("dark")


def test_system_follows_the_desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    look = theme()
    look.install(qapp, "dark")
    hints = QGuiApplication.styleHints()
    look.set_mode("system")
    shown = []
    for scheme in (Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        monkeypatch.setattr(QGuiApplication, "styleHints", lambda scheme=scheme: _Hints(scheme))
        hints.colorSchemeChanged.emit(scheme)
        shown.append(look.colours.name)
    monkeypatch.undo()
    look.set_mode("dark")
    assert shown == ["light", "dark"]


class _Hints:
    def __init__(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802 - Qt's name
        return self._scheme


@BOTH
def test_disabled_text_is_quieter(colours: Colours) -> None:
    made = palette(colours)
    group = QPalette.ColorGroup
    assert made.color(group.Disabled, QPalette.ColorRole.Text) != made.color(group.Active, QPalette.ColorRole.Text)


def test_the_words_of_all_combos_begin_equally_far_from_their_edge(qtbot: QtBot, themed: QApplication) -> None:
    begin: set[int] = set()
    for name in ("", "tight", "compact"):
        combo = QComboBox()
        qtbot.addWidget(combo)
        if name:
            combo.setProperty(name, True)
        combo.addItem("Future")
        combo.resize(140, 26)
        combo.show()
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        begin.add(combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, combo).left())
    assert len(begin) == 1
