"""What an empty panel says: one sentence on what to do next."""

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from algotrade_gui.ui.theme import GRID

_FLAGS = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
_ENDLESS = 1 << 16


def balanced_width(metrics: QFontMetrics, text: str, room: int) -> int:
    """Return the least width in which `text` takes no more lines than in `room` pixels; `room` where it takes one."""

    def height(width: int) -> int:
        return metrics.boundingRect(QRect(0, 0, width, _ENDLESS), _FLAGS, text).height()

    high = height(room)
    if high == height(_ENDLESS):
        # nothing is broken
        return room
    low, enough = 1, room
    while low < enough:
        middle = (low + enough) // 2
        if height(middle) <= high:
            enough = middle
        else:
            low = middle + 1
    # a pixel at each side: who draws it measures once more
    return min(room, enough + 2)


def write_balanced(painter: QPainter, area: QRect, text: str) -> None:
    """Write `text` in the middle of `area`, with the painter's pen, in lines of about one length."""
    width = balanced_width(painter.fontMetrics(), text, area.width())
    box = QRect(area.left() + (area.width() - width) // 2, area.top(), width, area.height())
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), text)


class EmptyState(QLabel):
    """A quiet sentence over the middle of `view`; the panel shows it while there is nothing else to show.

    Where it takes more than one line the lines are about equally long: no word stands alone in the last.
    """

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

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        super().setText(text)
        self._balance()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._balance()

    def _balance(self) -> None:
        """Give the text the least width that costs no line more."""
        room = self.width() - 2 * self.margin()
        side = (room - balanced_width(self.fontMetrics(), self.text(), room)) // 2 if room > 0 else 0
        if side != self.contentsMargins().left():
            self.setContentsMargins(side, 0, side, 0)

    # what the panel may be squeezed to is a matter of the text, not of how its lines are balanced just now

    def _unbalanced(self, size: QSize) -> QSize:
        return size.shrunkBy(QMargins(self.contentsMargins().left(), 0, self.contentsMargins().right(), 0))

    def sizeHint(self) -> QSize:
        return self._unbalanced(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._unbalanced(super().minimumSizeHint())

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(width + 2 * self.contentsMargins().left())
