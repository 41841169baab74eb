"""Moves the keyboard's focus between the windows of the program, which are the main one and the docks that float."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def focused_in(window: QWidget) -> QWidget | None:
    """What has the focus: in `window`, or in a dock that floats beside it."""
    return QApplication.focusWidget() or window.focusWidget()


def take(widget: QWidget, reason: Qt.FocusReason = Qt.FocusReason.PopupFocusReason) -> None:
    """Focus `widget`, and make its window the one that gets the keys: else a dock that floats would go on taking them."""
    window = widget.window()
    if QApplication.activeWindow() not in (None, window):
        window.activateWindow()
    widget.setFocus(reason)


def give_back(came_from: QWidget | None) -> None:
    """Focus `came_from`, unless it has gone or is hidden: a panel may be closed meanwhile."""
    if came_from is not None and shiboken6.isValid(came_from) and came_from.isVisible():
        take(came_from)
