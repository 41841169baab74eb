"""What an empty panel says: one sentence on what to do next."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from algotrade_gui.ui.theme import GRID


class EmptyState(QLabel):
    """A quiet sentence over the middle of `view`; the panel shows it while there is nothing else to show."""

    def __init__(self, text: str, view: QWidget) -> None:
        super().__init__(text, view)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setProperty("tone", "muted")
        self.setMargin(2 * GRID)
        # the view below still gets clicks and its context menu
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(view)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self)
