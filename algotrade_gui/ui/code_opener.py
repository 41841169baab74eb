"""Opens a file of code, or a folder, in whatever the system has for it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from algotrade_gui.bots.places import CodePlace


def open_in_editor(path: Path) -> bool:
    """Hand `path` to the system's editor; False where it has none for it. Which line it is about, no system can be told."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_folder(path: Path) -> bool:
    """Show a folder in the system's own program for files; False where it has none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def copy_place(place: CodePlace) -> None:
    """Put `file:line` on the clipboard, with the whole path: editors jump to what is pasted so."""
    QGuiApplication.clipboard().setText(f"{place.path}:{place.line}")
