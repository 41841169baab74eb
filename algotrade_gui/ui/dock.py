"""A dock: the frame of one panel, which is made when it is first seen."""

from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget

from algotrade_gui.ui.focus import take
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.panel import Panel, in_sight
from algotrade_gui.ui.panel_kinds import PanelKind, PanelParts
from algotrade_gui.ui.theme import GRID, theme

TITLE_HEIGHT = 26


class DockTitle(QWidget):
    """A dock's title bar: its name, and small buttons to float and to close it. Dragging is left to the dock."""

    def __init__(self, dock: "Dock", title: str) -> None:
        super().__init__(dock)
        self.setProperty("dockTitle", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TITLE_HEIGHT)
        self._float = self._button("float", tr("Float {panel}, or dock it again", panel=title))
        self._close = self._button("cancel", tr("Hide {panel}; the Panels menu brings it back", panel=title))
        self._float.clicked.connect(dock.toggle_floating)
        self._close.clicked.connect(dock.close)
        self._name = QLabel(title, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, 0, 4, 0)
        layout.setSpacing(2)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._float)
        layout.addWidget(self._close)
        theme().changed.connect(self._dress)
        self._dress()

    def show_name(self, title: str) -> None:
        """Show another name."""
        self._name.setText(title)

    def _button(self, name: str, help_text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIconSize(QSize(12, 12))
        button.setToolTip(help_text)
        button.setAccessibleName(help_text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # actions of the window do the same by keyboard
        return button

    def _dress(self) -> None:
        self._float.setIcon(icon("float", "muted"))
        self._close.setIcon(icon("cancel", "muted"))


class Dock(QDockWidget):
    """A panel's frame. The panel is made when it is first seen or asked for; among tabs the title bar hides: the tab does as much.

    Signals: `closed` (nothing) when the user has closed it; `panel_made` (nothing), once.
    """

    closed = Signal()
    panel_made = Signal()

    def __init__(self, instance: str, kind: PanelKind, parts: PanelParts, parent: QMainWindow) -> None:
        title = tr(kind.title)
        number = instance.partition("-")[2]
        self.title = f"{title} {number}" if number else title
        super().__init__(plain(self.title), parent)
        self.setObjectName(f"dock-{instance}")
        self.instance = instance
        self.kind = kind
        self._parts = parts
        self._panel: Panel | None = None
        self._saved: dict[str, Any] = {}
        self._wants_keys = False
        self._title = DockTitle(self, self.title)
        self._no_title = QWidget(self)
        self._no_title.hide()
        self.setTitleBarWidget(self._title)

    @property
    def panel(self) -> Panel:
        """The panel, made if need be."""
        return self.make()

    def make(self) -> Panel:
        """Make the panel, the first time; return it."""
        if self._panel is None:
            panel = self._panel = self.kind.make(self._parts, self)
            panel.setObjectName(self.instance)
            panel.setAccessibleName(self.title)
            reason = self._parts.workstation.account.states.forbidden
            if reason:
                panel.say_in_vain(shown(reason))
            if self._saved:
                panel.restore_state(self._saved)
            self.setWidget(panel)
            self.panel_made.emit()
        return self._panel

    @property
    def made(self) -> Panel | None:
        """The panel, if it was made."""
        return self._panel

    @property
    def seen(self) -> bool:
        """Whether it can be seen."""
        return in_sight(self)

    def save_state(self) -> dict[str, Any]:
        """What the panel wants remembered."""
        return self._saved if self._panel is None else self._panel.save_state()

    def restore_state(self, saved: dict[str, Any]) -> None:
        """Give the panel back what it wanted remembered, now or when it is made."""
        self._saved = saved
        if self._panel is not None:
            self._panel.restore_state(saved)

    def settle(self) -> bool:
        """Called when docks have moved: make the panel if it can be seen, wake it if it was asleep. True if there was something to do."""
        if self._panel is not None:
            # one that comes to the front of its tabs gets no show event
            return self._panel.wake()
        if self.seen:
            self.panel.run_refresh()
            return True
        return False

    def show_title(self, shown: bool) -> None:
        """Show or hide the title bar."""
        wanted = self._title if shown else self._no_title
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            (self._no_title if shown else self._title).hide()
            wanted.setVisible(shown)

    def float_off(self) -> None:
        """Float beside the place that the dock leaves: over it, it would look as if nothing had happened."""
        if not self.isFloating():
            self.setFloating(True)
            self.move(self.pos() + QPoint(3 * GRID, 3 * GRID))

    def toggle_floating(self) -> None:
        """Float, or go back to the place in the window."""
        if self.isFloating():
            self.setFloating(False)
        else:
            self.float_off()

    def bring_up(self, *, focus: bool = True) -> None:
        """Show the panel, before its tab neighbours, as things stand now, and with `focus` the keyboard's focus inside."""
        panel = self.panel
        self.show()
        self.raise_()
        # the next key may be for it already: what can be asked for is known now, not with the next update
        panel.run_refresh()
        if not focus:
            return
        # a desktop does not give the keys to a window that it has not shown yet
        self._wants_keys = self.isFloating() and not self.isActiveWindow()
        if panel.focusProxy() is not None:
            # the panel says where its keys count
            take(panel, Qt.FocusReason.ShortcutFocusReason)
            return
        target = panel.nextInFocusChain()
        if target is not None and panel.isAncestorOf(target):
            take(panel, Qt.FocusReason.ShortcutFocusReason)
            panel.focusNextChild()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isFloating():
            return
        if self._wants_keys:
            self._wants_keys = False
            self.activateWindow()
        # it has no frame of the desktop's: without a line it would look like a part of what it covers
        painter = QPainter(self)
        try:
            painter.setPen(theme().colour("muted"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        finally:
            painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if event.isAccepted():
            self.closed.emit()


def plain(title: str) -> str:
    """A title for a tab or a menu, which take an ampersand for the mark of a shortcut."""
    return title.replace("&", "&&")
