"""What the mouse can do with a dock that stands as a tab, where it has no title bar with buttons."""

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QTabBar, QToolTip

from algotrade_gui.ui.dock import Dock
from algotrade_gui.ui.language import mark, tr

_HELP: Final = mark("Middle click: hide. Right click: float or hide.")


class DockTabs(QObject):
    """Hides the dock of a tab at a middle click, and opens a menu at a right click.

    Buttons on the tabs would take the room of two more. Qt makes the tab bars, and new ones as docks move: `watch` is called then.
    """

    def __init__(self, window: QMainWindow, docks: Callable[[], Iterable[Dock]]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks

    def watch(self) -> None:
        """Look after the tab bars that there are now."""
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            # a filter that is installed again is only moved to the front
            bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QTabBar):
            return False
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.MiddleButton:
            dock = self._dock_at(watched, event.position().toPoint())
            if dock is not None and event.type() == QEvent.Type.MouseButtonRelease:
                dock.close()
            return dock is not None
        if isinstance(event, QContextMenuEvent):
            dock = self._dock_at(watched, event.pos())
            if dock is not None:
                self.make_menu(dock).popup(event.globalPos())
            return dock is not None
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            if self._dock_at(watched, event.pos()) is not None:
                QToolTip.showText(event.globalPos(), tr(_HELP), watched)
            return True
        return False

    def make_menu(self, dock: Dock) -> QMenu:
        """The menu of one tab, for one use."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Float {panel}", panel=dock.title)).triggered.connect(dock.float_off)
        hide = menu.addAction(tr("Hide {panel}", panel=dock.title))
        hide.setToolTip(tr("Hide {panel}; the Panels menu brings it back", panel=dock.title))
        hide.triggered.connect(dock.close)
        menu.setToolTipsVisible(True)
        return menu

    def _dock_at(self, bar: QTabBar, at: QPoint) -> Dock | None:
        # Qt tells no dock of a tab; no two docks have one title
        title = bar.tabText(bar.tabAt(at))
        return next((dock for dock in self._docks() if title and dock.windowTitle() == title), None)
