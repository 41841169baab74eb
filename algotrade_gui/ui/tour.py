"""The tour for newcomers: four steps, each pointing at a part of the window, that can be left at any moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from algotrade_gui.ui.focus import focused_in, give_back, take
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.theme import GRID, theme, ui_font

CARD_WIDTH: Final = 340
_DIM: Final = 0.55


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `target` brings what is pointed at to the front and returns it; the texts are translated."""

    title: str
    text: str
    target: Callable[[], QWidget]


class Dim(QWidget):
    """Dims the window but for what is pointed at; lets the mouse through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hole = QRect()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setClipRegion(QRegion(self.rect()).subtracted(QRegion(self.hole)))
        painter.fillRect(self.rect(), theme().colour("background", _DIM))
        painter.setClipping(False)
        painter.setPen(QPen(theme().colour("accent"), 2))
        painter.drawRect(self.hole.adjusted(1, 1, -1, -1))
        painter.end()


class Tour(QFrame):
    """The card with the words; `start` shows the first step. Enter or Right goes on, Left back, Escape leaves.

    Signals: `ended` (nothing), whether it was seen to its end or skipped.
    """

    ended = Signal()

    def __init__(self, window: QWidget, steps: Sequence[Step]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = steps
        self.place = 0
        self._target: QWidget | None = None
        self._came_from: QWidget | None = None
        self._dim = Dim(window)
        self._dim.hide()
        self.setProperty("overlay", True)
        self.setFixedWidth(CARD_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._count = QLabel(self)
        self._count.setProperty("tone", "muted")
        self.title = QLabel(self)
        self.title.setFont(ui_font(bold=True, scale=1.15))
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setProperty("tone", "secondary")
        self.skip = QPushButton(tr("Skip"), self)
        self.back = QPushButton(tr("Back"), self)
        self.next = QPushButton(tr("Next"), self)
        self.next.setDefault(True)
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self.go(self.place - 1))
        self.next.clicked.connect(lambda: self.go(self.place + 1))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID - 4, 2 * GRID, 2 * GRID - 4)
        layout.setSpacing(GRID)
        layout.addWidget(self._count)
        layout.addWidget(self.title)
        layout.addWidget(self.text)
        layout.addLayout(row)
        window.installEventFilter(self)
        for button in (self.skip, self.back, self.next):
            button.installEventFilter(self)
        self.hide()

    @property
    def running(self) -> bool:
        """Whether it is on the screen."""
        return self.isVisible()

    def start(self) -> None:
        """Show the first step."""
        if not self.running:
            self._came_from = focused_in(self._window)
        self.go(0)

    def go(self, place: int) -> None:
        """Show that step; behind the last one it ends."""
        if place >= len(self._steps):
            self.end()
            return
        self.place = max(0, place)
        step = self._steps[self.place]
        self._target = step.target()
        self._count.setText(tr("{step} of {all}", step=self.place + 1, all=len(self._steps)))
        self.title.setText(step.title)
        self.text.setText(step.text)
        self.setAccessibleName(f"{step.title}. {step.text}")
        self.back.setEnabled(self.place > 0)
        self.next.setText(tr("Done") if self.place == len(self._steps) - 1 else tr("Next"))
        for widget in (self._dim, self):
            widget.show()
            widget.raise_()
        self.settle()
        take(self.next)

    def settle(self) -> None:
        """Point at where the target is now."""
        if self._target is None:
            return
        self._dim.setGeometry(self._window.rect())
        top_left = self._target.mapTo(self._window, QPoint()) if self._window.isAncestorOf(self._target) else QPoint()
        hole = QRect(top_left, self._target.size()).intersected(self._window.rect())
        self._dim.hole = hole
        self._dim.update()
        self.setFixedHeight(self._layout.totalHeightForWidth(CARD_WIDTH))
        self.move(card_place(hole, self.rect().size().width(), self.height(), self._window.rect()))

    def end(self) -> None:
        """Take it away and give the focus back."""
        if not self.running:
            return
        self.hide()
        self._dim.hide()
        came_from, self._came_from = self._came_from, None
        give_back(came_from)
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.running:
                self.settle()
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
            return False
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._pressed(event)

    def _pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.end()
        elif key == Qt.Key.Key_Right:
            self.go(self.place + 1)
        elif key == Qt.Key.Key_Left:
            self.go(self.place - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button = next((each for each in (self.skip, self.back) if each.hasFocus()), self.next)
            button.click()
        else:
            return False
        return True


def card_place(hole: QRect, width: int, height: int, window: QRect) -> QPoint:
    """Where the card stands: beside what it points at where there is room, else inside it; always within the window."""
    gap = GRID * 2
    if window.right() - hole.right() >= width + gap:
        at = QPoint(hole.right() + gap, hole.top())
    elif hole.left() - window.left() >= width + gap:
        at = QPoint(hole.left() - width - gap, hole.top())
    elif window.bottom() - hole.bottom() >= height + gap:
        at = QPoint(hole.center().x() - width // 2, hole.bottom() + gap)
    elif hole.top() - window.top() >= height + gap:
        at = QPoint(hole.center().x() - width // 2, hole.top() - height - gap)
    else:
        at = hole.center() - QPoint(width // 2, height // 2)
    left = min(max(at.x(), window.left() + GRID), window.right() - width - GRID)
    top = min(max(at.y(), window.top() + GRID), window.bottom() - height - GRID)
    return QPoint(left, top)
