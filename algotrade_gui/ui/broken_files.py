"""The notice that names strategy files that did not load."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from algotrade_gui.ui.icons import pixmap
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.theme import GRID, theme

if TYPE_CHECKING:
    from algotrade_gui.bots.loader import StrategyFile

MOST_BROKEN = 3


class BrokenFiles(QFrame):
    """Strategy files that did not load: file, line, message; the traceback as tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("notice", "warning")
        self._picture = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAccessibleName(tr("Strategy files that do not load"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        theme().changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_files(self, files: "list[StrategyFile]") -> None:
        """Show the broken ones among the strategy files; none hides the notice."""
        errors = [file.error for file in files if file.error is not None]
        lines = [shown(error.sentence) for error in errors[:MOST_BROKEN]]
        if len(errors) > MOST_BROKEN:
            lines.append(tr("and {count} more; the log has them all", count=len(errors) - MOST_BROKEN))
        self._text.setText("\n".join(lines))
        self._text.setToolTip("\n".join(error.traceback for error in errors if error.traceback))
        self.setVisible(bool(errors))

    def _dress(self) -> None:
        self._picture.setPixmap(pixmap("warning", "warning"))
