"""A choice of one source among those that have spoken."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from algotrade_gui.ui.language import tr

MOST_SOURCES = 200


class SourceFilter(QComboBox):
    """Takes sources in as they come; never reorders itself while it is open.

    Signals: `chosen` carries the source (str), empty for all.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, name: Callable[[str], str] = str) -> None:
        """`name` gives what a source is called in the window."""
        super().__init__(parent)
        self._name = name
        self.setAccessibleName(tr("Source"))
        self.setToolTip(tr("Show what comes from one source"))
        self.addItem(tr("All sources"), "")
        self.activated.connect(lambda _place: self.chosen.emit(self.source))

    @property
    def source(self) -> str:
        """The source that is chosen, empty for all."""
        return str(self.currentData())

    def offer(self, sources: Iterable[str]) -> None:
        """Add those that are new."""
        for source in sources:
            if source and self.count() <= MOST_SOURCES and self.findData(source) < 0:
                self.addItem(self._name(source), source)

    def choose(self, source: str) -> None:
        """Choose a source, heard of or not, without a signal."""
        self.offer([source])
        self.setCurrentIndex(max(0, self.findData(source)))
