"""Whether a window can be reached on the screens that there are."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

GRIP: Final = 80
"""Pixels of a window's upper edge that must be on a screen for the pointer to take it by."""


FRAME_ROOM: Final = QSize(4, 40)
"""What a desktop's frame adds to a window; Qt knows it only once the window is shown."""


def brought_back(window: QRect, screens: Sequence[QRect]) -> QRect:
    """Return where a window belongs: where it is if its upper edge can be taken hold of, else on the nearest screen, inside it.

    One that is larger than all screens together comes inside as well: what was left on another screen, or at another scale.
    """
    whole = QRect()
    for screen in screens:
        whole = whole.united(screen)
    fits = window.size().boundedTo(whole.size()) == window.size()
    if not screens or (fits and any(_reachable(window, screen) for screen in screens)):
        return window
    nearest = min(screens, key=lambda screen: _distance(window.center(), screen))
    found = QRect(window.topLeft(), window.size().boundedTo(nearest.size()))
    found.moveLeft(min(max(found.left(), nearest.left()), nearest.right() + 1 - found.width()))
    found.moveTop(min(max(found.top(), nearest.top()), nearest.bottom() + 1 - found.height()))
    return found


def bring_back(window: QWidget) -> None:
    """Move a top-level widget onto a screen if it is on none, and make one smaller that no screen can hold."""
    frame = window.frameGeometry()
    if window.parentWidget() is None and not (window.isVisible() or window.isMaximized() or window.isFullScreen()):
        frame.setSize(window.size() + FRAME_ROOM)
    wanted = brought_back(frame, [screen.availableGeometry() for screen in QGuiApplication.screens()])
    if wanted != frame:
        inner = window.geometry()
        window.resize(inner.size() - (frame.size() - wanted.size()))
        window.move(wanted.topLeft())


def _reachable(window: QRect, screen: QRect) -> bool:
    edge = QRect(window.left(), window.top(), window.width(), 1).intersected(screen)
    return edge.width() >= min(GRIP, window.width())


def _distance(point: QPoint, screen: QRect) -> int:
    right = max(screen.left() - point.x(), 0, point.x() - screen.right())
    down = max(screen.top() - point.y(), 0, point.y() - screen.bottom())
    return right + down
