"""One set of icons: each name has its drawing, each drawing its name, and the theme its colour."""

from pathlib import Path

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.paths import find_paths
from algotrade_gui.ui.icons import ICON_NAMES, application_icon, icon
from algotrade_gui.ui.theme import DARK, LIGHT, theme


def painted(found: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = found.pixmap(16, 16, mode).toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("name", ICON_NAMES)
def test_each_name_draws_something_in_the_themes_colour(themed: QApplication, name: str) -> None:
    theme().set_mode("dark")
    assert painted(icon(name, "accent"))  # type: ignore[arg-type]  # the names of the set themselves
    found = painted(icon(name, "accent"), QIcon.Mode.Disabled)  # type: ignore[arg-type]
    assert DARK.accent not in found


def test_an_icon_asked_again_follows_the_theme(themed: QApplication) -> None:
    theme().set_mode("dark")
    assert DARK.accent in painted(icon("stop", "accent"))
    theme().set_mode("light")
    assert LIGHT.accent in painted(icon("stop", "accent"))
    theme().set_mode("dark")


def test_no_drawing_without_a_name() -> None:
    folder: Path = find_paths().resources / "icons"
    assert {path.stem for path in folder.glob("*.svg")} == {*ICON_NAMES, "algotrade"}


def test_drawings_hold_no_colour_of_their_own() -> None:
    folder: Path = find_paths().resources / "icons"
    for name in ICON_NAMES:
        assert "#" not in (folder / f"{name}.svg").read_text(encoding="utf-8")


def test_the_application_has_an_icon(themed: QApplication) -> None:
    assert len(painted(application_icon())) > 1
