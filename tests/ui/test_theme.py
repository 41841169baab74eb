"""The colour table reads well and reaches Qt."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from algotrade_gui.ui.theme import DARK, LIGHT, TEXT_ROLES, TINT, Colours, contrast, mix, palette, role_names, theme

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
