"""Thin bars of the toolbar: how much of the round is over, how much of the message limit is used."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from algotrade_gui.trading.budget import Usage
from algotrade_gui.ui.figures import Figure
from algotrade_gui.ui.gauge import DANGER_FROM, WARNS_FROM
from algotrade_gui.ui.language import integer, tr, trn
from algotrade_gui.ui.theme import Role, theme

ROUND_SIZE = QSize(72, 6)
MESSAGES_SIZE = QSize(40, 6)


class Meter(QWidget):
    """A share of 0 to 1 as a bar; painted when it grows by a pixel."""

    def __init__(self, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share = 0.0
        self._role: Role = "accent"
        self.setFixedSize(size)
        theme().changed.connect(self.update)

    def show_share(self, share: float, role: Role = "accent") -> None:
        """Show a share in the colour of `role`."""
        share = min(1.0, max(0.0, share))
        if role != self._role or round(share * self.width()) != round(self.share * self.width()):
            self._role = role
            self.share = share
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("line"))
        painter.fillRect(0, 0, round(self.share * self.width()), self.height(), theme().colour(self._role))
        painter.end()


class MessageMeter(QWidget):
    """Messages of the last second against this machine's limit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        help_text = tr("Messages to the exchange within the last second, and how many this machine may send")
        self.figure = Figure(tr("msgs"), "000/000", help_text=help_text)
        self._bar = Meter(MESSAGES_SIZE, self)
        self._bar.setToolTip(help_text)
        self._shown: tuple[int, int, int] | None = None
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.figure)
        layout.addWidget(self._bar)

    def shorten(self, short: bool) -> None:
        """Leave the bar out, or take it back."""
        self._bar.setVisible(not short)
        # who asks for the width at once must not hear the one before
        self._layout.invalidate()
        self.updateGeometry()

    def show_usage(self, usage: Usage) -> None:
        """Show how the budget stands; costs nothing when nothing has changed."""
        now = (usage.used, usage.limit, usage.waiting)
        if now == self._shown:
            return
        self._shown = now
        share = usage.used / max(1, usage.limit)
        role: Role = "danger" if share >= DANGER_FROM else "warning" if share >= WARNS_FROM else "accent"
        self.figure.show_value(f"{integer(usage.used)}/{integer(usage.limit)}", "value" if role == "accent" else role)
        self._bar.show_share(share, role)
        waiting = trn(usage.waiting, "{count} request waits for its turn", "{count} requests wait for their turn")
        self._bar.setAccessibleName(
            tr(
                "{used} of {limit} messages within the last second; {waiting}",
                used=usage.used,
                limit=usage.limit,
                waiting=waiting,
            )
        )
