"""Makes the panels that nobody has looked at yet, one at a time, so that every action can be found by name and by key."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from algotrade_gui.ui.dock_area import DockArea
from algotrade_gui.ui.panel_kinds import PANEL_KINDS

AT_LEISURE_MS: Final = 1_500
"""Between two of them when nobody waits: the making of one takes 20 to 60 ms."""


class PanelMaker(QObject):
    """Idle until `begin` or `hurry`. A panel of each kind exists in the end; none is shown.

    Signals: `finished` (nothing), once there is nothing more to make.
    """

    finished = Signal()

    def __init__(self, docks: DockArea, parent: QObject) -> None:
        super().__init__(parent)
        self._docks = docks
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._make_one)
        self._pause_ms = AT_LEISURE_MS

    def begin(self) -> None:
        """Make them at leisure."""
        self._timer.start(self._pause_ms)

    def hurry(self) -> None:
        """Make them one after the other, with a turn of the loop between: somebody looks for an action now."""
        if self.missing():
            self._pause_ms = 0
            self._timer.start(0)

    def make_all(self) -> None:
        """Make them all before this returns."""
        for kind in self.missing():
            self._docks.dock(kind).make()

    def stop(self) -> None:
        """Make no more."""
        self._timer.stop()

    def missing(self) -> list[str]:
        """The kinds of which there is no panel yet."""
        there = {dock.kind.id for dock in self._docks.docks.values() if dock.made is not None}
        return [kind.id for kind in PANEL_KINDS if kind.id not in there]

    def _make_one(self) -> None:
        missing = self.missing()
        if missing:
            self._docks.dock(missing[0]).make()
        if len(missing) > 1:
            self._timer.start(self._pause_ms)
        else:
            self.finished.emit()
