"""A bar that tells how much of a limit is used."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from algotrade_gui.ui.language import integer, tr
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, Role, theme, ui_font

WARNS_FROM = 0.8
"""Of the limit: the bar turns amber, and red from `DANGER_FROM` on."""
DANGER_FROM = 0.95
_BAR_HEIGHT = 6


class Gauge(QWidget):
    """A name, a bar, `used of limit`. Colours tell nothing that the number does not."""

    def __init__(self, name: str, *, help_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.used = 0
        self.limit = 1
        self.text = ""
        self.setToolTip(help_text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.show_value(0, 1)

    def show_value(self, used: int, limit: int, note: str = "") -> None:
        """Show `used` of `limit`; costs nothing when nothing has changed."""
        text = tr("{used} of {limit}", used=integer(used), limit=integer(limit)) + (f"  {note}" if note else "")
        if (text, used, limit) == (self.text, self.used, self.limit):
            return
        self.used, self.limit, self.text = used, limit, text
        self.setAccessibleName(f"{self._name}: {text}")
        self.update()

    @property
    def tone(self) -> Role:
        """The colour's role: the limit is far, near or reached."""
        share = self.used / max(1, self.limit)
        return "danger" if share >= DANGER_FROM else "warning" if share >= WARNS_FROM else "accent"

    def sizeHint(self) -> QSize:
        return QSize(260, ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        name_width, text_width = (
            metrics.horizontalAdvance(tr("Connections")) + GRID,
            metrics.horizontalAdvance("000 of 000  +00 wait") + GRID,
        )
        height = self.height()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme().colour("secondary"))
        painter.drawText(0, 0, name_width, height, left, self._name)
        painter.setPen(theme().colour("text" if self.tone == "accent" else self.tone))
        painter.setFont(ui_font())
        painter.drawText(self.width() - text_width, 0, text_width, height, left, self.text)
        bar = QRectF(
            name_width, (height - _BAR_HEIGHT) / 2, max(0, self.width() - name_width - text_width - GRID), _BAR_HEIGHT
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("line"))
        painter.drawRoundedRect(bar, 3, 3)
        bar.setWidth(bar.width() * min(1.0, self.used / max(1, self.limit)))
        painter.setBrush(theme().colour(self.tone))
        painter.drawRoundedRect(bar, 3, 3)
        painter.end()
