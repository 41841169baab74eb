"""The menu in which the user chooses a table's columns, below its header and at a button."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEntry:
    """One column of the menu. `text` and `help` are translated."""

    name: str
    text: str
    ticked: bool
    enabled: bool = True
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """The entry below the columns that undoes what was chosen."""

    text: str
    run: Callable[[], object]
    enabled: bool = True


class ColumnsMenu(QMenu):
    """Stays open while columns are ticked: who chooses one chooses several."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (chosen and self._tick(self.activeAction())):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


def fill_columns_menu(
    menu: QMenu, entries: Iterable[ColumnEntry], choose: Callable[[str, bool], object], back: WayBack
) -> None:
    """Put an entry for each column into `menu` in place of what it has; `choose` is called with a column's name and its new tick."""
    menu.clear()
    for each in entries:
        entry = menu.addAction(each.text.replace("&", "&&"))
        entry.setCheckable(True)
        entry.setChecked(each.ticked)
        entry.setEnabled(each.enabled)
        if each.help:
            entry.setToolTip(each.help)
            menu.setToolTipsVisible(True)
        entry.triggered.connect(lambda on, name=each.name: choose(name, on))
    menu.addSeparator()
    last = menu.addAction(back.text)
    last.setEnabled(back.enabled)
    last.triggered.connect(lambda _checked: back.run())


def offer_columns_menu(header: QHeaderView, make: Callable[[], QMenu]) -> None:
    """Let a right click on `header` open the menu that `make` gives."""
    header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    header.customContextMenuRequested.connect(lambda at: open_columns_menu(make(), header.mapToGlobal(at)))


def open_columns_menu(menu: QMenu, at: QPoint) -> None:
    """Open a menu that was made for this once, at a place of the screen."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
