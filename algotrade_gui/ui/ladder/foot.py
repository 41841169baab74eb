"""A line of text below a panel that never asks for room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from algotrade_gui.ui.figures import set_tone
from algotrade_gui.ui.theme import Role


class FootLine(QLabel):
    """One line of text that never asks for room: what does not fit ends in an ellipsis, and stands in the tool tip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self._name = name
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().height() + 4)

    @property
    def whole(self) -> str:
        """The text as it was given."""
        return self._whole

    def say(self, text: str, tone: Role | str = "secondary") -> None:
        """Show `text`; costs nothing when it is shown already."""
        set_tone(self, tone)
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(f"{self._name} {text}")
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
