"""A line of text that ends in an ellipsis where there is no room for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget


class ElidedLabel(QLabel):
    """A QLabel of one line that never asks for the room of its text; the whole text is its tooltip, with `help_text` below it."""

    def __init__(self, parent: QWidget | None = None, *, help_text: str = "") -> None:
        super().__init__(parent)
        self._help = help_text
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: str) -> None:
        """Show `text`; costs nothing when it is shown already."""
        if text != self.text():
            self.setText(text)
            self.setToolTip("\n".join(part for part in (text, self._help) if part))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            area = self.contentsRect()
            short = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(area, int(self.alignment() | Qt.TextFlag.TextSingleLine), short)
        finally:
            painter.end()
