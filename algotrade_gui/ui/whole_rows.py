"""Leaves what is no whole row free below a view, so that at neither end of it a row is cut through."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea, QBoxLayout, QSizePolicy, QSpacerItem

from algotrade_gui.ui.theme import ROW_HEIGHT


class WholeRows(QObject):
    """For a view in a vertical `layout`; belongs to the view."""

    def __init__(self, view: QAbstractScrollArea, layout: QBoxLayout, row_px: int = ROW_HEIGHT) -> None:
        super().__init__(view)
        self._viewport = view.viewport()
        self._layout = layout
        self._row_px = row_px
        self._rest = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        layout.insertItem(layout.indexOf(view) + 1, self._rest)
        # of the viewport: a bar for scrolling sideways takes room as well
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            below = self._rest.sizeHint().height()
            rest = (self._viewport.height() + below) % self._row_px
            if rest != below:
                self._rest.changeSize(0, rest, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
                self._layout.invalidate()
        return super().eventFilter(watched, event)
