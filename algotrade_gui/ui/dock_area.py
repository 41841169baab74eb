"""The docks of the window: made from panels, laid out, remembered, put back."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QTabWidget,
    QToolButton,
    QWidget,
)

from algotrade_gui.core.settings import LayoutSettings
from algotrade_gui.ui.frame_pump import FramePump
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.theme import GRID, Mode, theme

STATE_VERSION = 2
"""Counted up when docks change so much that an old layout would not fit."""
TITLE_HEIGHT = 26
WATCH_WIDTH = 498
BOTS_WIDTH = 690
ORDERS_WIDTH = 718
"""What the columns of the working orders need; the bots give way to it, down to BOTS_LEAST_WIDTH."""
BOTS_LEAST_WIDTH = 500
UPPER_SHARE = 0.6
"""Of the window's height, for chart and market watch."""


class DockTitle(QWidget):
    """A dock's title bar: its name, and small buttons to float and to close it. Dragging is left to the dock."""

    def __init__(self, dock: QDockWidget, title: str) -> None:
        super().__init__(dock)
        self.setProperty("dockTitle", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TITLE_HEIGHT)
        self._float = self._button("float", f"Float {title}, or dock it again")
        self._close = self._button("cancel", f"Hide {title}; the Panels menu brings it back")
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, 0, 4, 0)
        layout.setSpacing(2)
        layout.addWidget(QLabel(title, self), 1)
        layout.addWidget(self._float)
        layout.addWidget(self._close)
        theme().changed.connect(self._dress)
        self._dress()

    def _button(self, name: str, help_text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIconSize(QSize(12, 12))
        button.setToolTip(help_text)
        button.setAccessibleName(help_text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the Panels menu and Ctrl+number do the same by keyboard
        return button

    def _dress(self) -> None:
        self._float.setIcon(icon("float", "muted"))
        self._close.setIcon(icon("cancel", "muted"))


class Dock(QDockWidget):
    """A panel's frame. Among tabs its title bar hides: the tab says the same."""

    def __init__(self, panel: Panel, parent: QMainWindow) -> None:
        super().__init__(_plain(panel.title), parent)
        self.setObjectName(f"dock-{panel.panel_id}")
        self.setWidget(panel)
        self.panel = panel
        self._title = DockTitle(self, panel.title)
        self._no_title = QWidget(self)
        self._no_title.hide()
        self.setTitleBarWidget(self._title)

    def show_title(self, shown: bool) -> None:
        """Show or hide the title bar."""
        wanted = self._title if shown else self._no_title
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            (self._no_title if shown else self._title).hide()
            wanted.setVisible(shown)

    def bring_up(self) -> None:
        """Show the panel, before its tab neighbours, with the keyboard's focus inside."""
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()
        target = self.panel.nextInFocusChain()
        if target is not None and self.panel.isAncestorOf(target):
            self.panel.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.panel.focusNextChild()


class DockArea:
    """Builds the docks of a window. The order of `panels` is that of their shortcuts, Ctrl+1 onwards."""

    def __init__(self, window: QMainWindow, panels: Sequence[Panel], pump: FramePump, menu: QMenu) -> None:
        self._window = window
        self.docks: dict[str, Dock] = {}
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._settle = QTimer(window)
        self._settle.setSingleShot(True)
        self._settle.setInterval(0)
        self._settle.timeout.connect(self._settle_titles)
        for number, panel in enumerate(panels, start=1):
            dock = Dock(panel, window)
            self.docks[panel.panel_id] = dock
            pump.add(panel)
            for moved in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                moved.connect(lambda *_: self._settle.start())
            toggle = dock.toggleViewAction()
            menu.addAction(toggle)
            focus = QAction(f"Go to {_plain(panel.title)}", window)
            focus.setShortcut(QKeySequence(f"Ctrl+{number}"))
            focus.triggered.connect(lambda _checked, dock=dock: dock.bring_up())
            window.addAction(focus)
            toggle.setToolTip(f"Ctrl+{number} goes there")
            toggle.setText(f"{_plain(panel.title)}\tCtrl+{number}")
            # the title follows the action's text unless it is set apart
            dock.setWindowTitle(_plain(panel.title))
        self.lay_out()

    def lay_out(self) -> None:
        """Put every dock where it belongs: watch and chart above, bots and orders below, the rest behind the orders."""
        window = self._window
        names = ["market_watch", "chart", "bots", "orders"]
        watch, chart, bots, orders = (self.docks.get(name) for name in names)
        behind = [self.docks[name] for name in ("log", "pnl", "standings", "health") if name in self.docks]
        for dock in self.docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        upper = [dock for dock in (watch, chart) if dock is not None]
        lower = [dock for dock in (bots, orders) if dock is not None]
        for place, dock in enumerate(upper):
            if place == 0:
                window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)
            else:
                window.splitDockWidget(upper[0], dock, Qt.Orientation.Horizontal)
        for place, dock in enumerate(lower):
            if place == 0:
                window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            else:
                window.splitDockWidget(lower[0], dock, Qt.Orientation.Horizontal)
        front = orders
        for dock in behind:
            if front is not None:
                window.tabifyDockWidget(front, dock)
            else:
                window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            front = dock
        for dock in self.docks.values():
            dock.show()
        if orders is not None:
            orders.raise_()
        width, height = window.width(), window.height()
        if watch is not None and chart is not None:
            window.resizeDocks([watch, chart], [WATCH_WIDTH, width - WATCH_WIDTH], Qt.Orientation.Horizontal)
        if bots is not None and orders is not None:
            bots_width = max(BOTS_LEAST_WIDTH, min(BOTS_WIDTH, width - ORDERS_WIDTH))
            window.resizeDocks([bots, orders], [bots_width, width - bots_width], Qt.Orientation.Horizontal)
        if upper and lower:
            shares = [round(height * UPPER_SHARE), round(height * (1 - UPPER_SHARE))]
            window.resizeDocks([upper[-1], lower[0]], shares, Qt.Orientation.Vertical)
        self._settle.start()

    def save(self, theme_mode: Mode) -> LayoutSettings:
        """Return the layout as a profile holds it."""
        return LayoutSettings(
            theme=theme_mode,
            geometry=_to_text(self._window.saveGeometry()),
            state=_to_text(self._window.saveState(STATE_VERSION)),
            panels={name: dock.panel.save_state() for name, dock in self.docks.items()},
        )

    def restore(self, layout: LayoutSettings) -> None:
        """Take a layout back; what does not fit is left as it is by default."""
        geometry, state = _from_text(layout.geometry), _from_text(layout.state)
        if geometry is not None:
            self._window.restoreGeometry(geometry)
        if state is not None and not self._window.restoreState(state, STATE_VERSION):
            self.lay_out()
        for name, saved in layout.panels.items():
            dock = self.docks.get(name)
            if dock is not None and isinstance(saved, dict):
                dock.panel.restore_state(_with_text_keys(saved))
        self._settle.start()

    def _settle_titles(self) -> None:
        for dock in self.docks.values():
            dock.show_title(dock.isFloating() or not self._window.tabifiedDockWidgets(dock))
            # one that comes to the front of its tabs gets no show event
            dock.panel.wake()


def _plain(title: str) -> str:
    """A tab or a menu takes an ampersand for the mark of a shortcut."""
    return title.replace("&", "&&")


def _with_text_keys(saved: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in saved.items()}


def _to_text(data: QByteArray) -> str:
    return base64.b64encode(bytes(data.data())).decode("ascii")


def _from_text(text: str) -> QByteArray | None:
    if not text:
        return None
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None
