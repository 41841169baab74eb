"""The one set of icons, drawn for this program, coloured from the theme's table."""

from functools import lru_cache
from typing import Literal, get_args

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from algotrade_gui.core.paths import find_paths
from algotrade_gui.ui.theme import Role, theme

IconName = Literal[
    "add",
    "arm",
    "bot",
    "cancel",
    "cancel-all",
    "chart",
    "clear",
    "code",
    "columns",
    "configure",
    "connection",
    "copy",
    "error",
    "failed",
    "filter",
    "float",
    "folder",
    "follow",
    "info",
    "layouts",
    "log",
    "menu",
    "more",
    "panels",
    "pause",
    "pause-all",
    "passed",
    "pin",
    "reload",
    "remove",
    "reset-layout",
    "restart",
    "restart-all",
    "search",
    "skipped",
    "start",
    "start-all",
    "step",
    "stop",
    "stop-all",
    "theme",
    "undo",
    "waiting",
    "warning",
]
"""One name, one meaning, everywhere: a file of the same name stands in resources/icons."""

ICON_NAMES: tuple[IconName, ...] = get_args(IconName)
SIZE = 16
_SCALES = (1.0, 2.0)


def icon(name: IconName, role: Role = "secondary") -> QIcon:
    """Return the icon in the colour of `role` of the theme in force, muted when disabled.

    Who keeps it asks again after `theme().changed`.
    """
    return _icon(name, role, theme().colours.name)


@lru_cache(maxsize=256)
def _icon(name: IconName, role: Role, _theme_name: str) -> QIcon:
    made = QIcon()
    # quiet when disabled, whatever the role
    for mode, shown in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, "muted")):
        for scale in _SCALES:
            pixmap = _pixmap(name, theme().colour(shown).name(), scale)
            made.addPixmap(pixmap, mode)
    return made


def pixmap(name: IconName, role: Role = "secondary", size: int = SIZE) -> QPixmap:
    """Return the icon as a picture of `size` logical pixels, sharp on a screen of twice the density."""
    return icon(name, role).pixmap(QSize(size, size), 2.0)


@lru_cache(maxsize=1)
def application_icon() -> QIcon:
    """The program's own icon."""
    made = QIcon()
    renderer = QSvgRenderer(str(find_paths().resource("icons/algotrade.svg")))
    for size in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(size, size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(picture)
    return made


@lru_cache(maxsize=64)
def _drawing(name: IconName) -> str:
    return find_paths().resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def _pixmap(name: IconName, colour: str, scale: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    side = round(SIZE * scale)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture
