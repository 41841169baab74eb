"""Two rows of controls that stand side by side where there is room, one above the other where there is not."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

_MARGINS = (8, 6, 8, 2)
_GAP = 4


class ControlBar(QWidget):
    """The second widget takes the room that is left. Changes its height with its width only."""

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = (first, second)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(*_MARGINS)
        self._row.setSpacing(_GAP)
        self._row.addWidget(first)
        self._row.addWidget(second, 1)
        first.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def stacked(self) -> bool:
        """Whether one stands above the other."""
        return self._row.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        left, _, right, _ = _MARGINS
        hints = [part.minimumSizeHint() for part in self._parts]
        return QSize(max(hint.width() for hint in hints) + left + right, self._height())

    def sizeHint(self) -> QSize:
        left, _, right, _ = _MARGINS
        return QSize(sum(part.sizeHint().width() for part in self._parts) + _GAP + left + right, self._height())

    def _height(self) -> int:
        _, top, _, bottom = _MARGINS
        heights = [part.sizeHint().height() for part in self._parts]
        return top + bottom + (sum(heights) + _GAP if self.stacked else max(heights))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stacked = self.sizeHint().width() > self.width()
        if stacked is not self.stacked:
            directions = QBoxLayout.Direction
            self._row.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)
            self.updateGeometry()
