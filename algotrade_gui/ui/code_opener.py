"""Opens a file of code, or a folder, in whatever the system has for it."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from algotrade_gui.bots.places import CodePlace


def open_by_system(path: Path) -> bool:
    """Hand a file or folder to the program that the system has for it; False where it has none. No system can be told a line."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def copy_place(place: CodePlace) -> None:
    """Put `file:line` on the clipboard, with the whole path: editors jump to what is pasted so."""
    QGuiApplication.clipboard().setText(f"{place.path}:{place.line}")
