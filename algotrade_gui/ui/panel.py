"""The base of every dockable panel: drawn by the frame pump, asleep while hidden."""

from typing import Any, ClassVar

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QWidget

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.ui.language import tr


def in_sight(widget: QWidget) -> bool:
    """Whether `widget` can be seen. Qt calls a dock behind another's tab visible too: it only moves it out of the window."""
    window = widget.window()
    if not widget.isVisible() or window.isMinimized():
        return False
    return window.rect().intersects(QRect(widget.mapTo(window, QPoint()), widget.size()))


class Panel(QWidget):
    """One panel. A subclass is made as `XPanel(workstation, parent)` and gives `panel_id`, `title` and `refresh`.

    The pump calls `refresh` right after the bots were served with an update, and only while the panel can be seen. A hidden panel is
    marked stale and refreshed once when it is shown. Work that takes time runs in `tasks` through `async_bridge.start`; the main window
    stops that owner at shutdown.
    """

    panel_id: ClassVar[str] = ""
    """Unique and stable: the layout is remembered under it."""
    title: ClassVar[str] = ""
    """What the panel is called, before translation."""
    every: ClassVar[int] = 1
    """The pump comes with each `every`-th update. 1 for what shows prices at the touch; more for what changes once a second, or is read."""

    def __init__(self, errors: ErrorCentre, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(self.panel_id)
        self.setAccessibleName(tr(self.title))
        # filled by the palette, not by the style sheet: Qt then knows it as opaque and paints nothing below it
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.tasks = TaskOwner(self.panel_id or type(self).__name__, errors)
        self._stale = True

    @property
    def stale(self) -> bool:
        """Whether updates were missed while the panel was hidden."""
        return self._stale

    @property
    def seen(self) -> bool:
        """Whether it can be seen."""
        return in_sight(self)

    def wake(self) -> bool:
        """Called when docks have moved: refresh a stale panel that can be seen now. True if it was one."""
        if self._stale and self.seen:
            self.run_refresh()
            return True
        return False

    def mark_stale(self) -> None:
        """Called by the pump in place of `refresh` while the panel is hidden."""
        self._stale = True

    def refresh(self) -> None:
        """Drain the panel's change sets and show what changed; under 8 ms. Called by the pump only, or once on show."""
        raise NotImplementedError

    def run_refresh(self) -> None:
        """Refresh and count as fresh; what the pump calls."""
        self._stale = False
        self.refresh()

    def refresh_now(self) -> None:
        """Refresh what is shown, for what no update brings: the user has chosen something else. A hidden panel does when it is shown."""
        if self.isVisible():
            self.run_refresh()
        else:
            self.mark_stale()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.run_refresh()

    def say_in_vain(self, words: str) -> None:
        """Say `words` wherever the panel, empty as it is, would say what to do for something to show: here nothing ever will.

        For panels of the account; the others have nothing to say.
        """

    def save_state(self) -> dict[str, Any]:
        """Return what to remember (strings, numbers, booleans, lists, dicts: it goes into TOML, so no None)."""
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave, perhaps from another version: ignore what does not fit, never raise."""
