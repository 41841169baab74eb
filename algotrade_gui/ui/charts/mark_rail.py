"""A thin rail below a plot, with a tick for each thing that was done: starts, stops, changes of parameters."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from algotrade_gui.core.units import MS_PER_S, round_time_text
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.models.source_names import owner_name
from algotrade_gui.ui.round_marks import RoundMark
from algotrade_gui.ui.theme import Role, theme

RAIL_PX = 14
NEAR_PX = 4
MOST_TOLD = 8
ROLES: Final[dict[str, Role]] = {
    "parameter": "accent",
    "start": "up",
    "restart": "up",
    "resume": "up",
    "pause": "warning",
    "stop": "muted",
    "failed": "danger",
}
"""A kind that is not here is quiet."""


class MarkRail(QWidget):
    """Its marks are over the seconds that `follow` was told. Left and Right go from mark to mark, the pointer shows those below it.

    Signals: `pointed` carries the second (int) of the mark that is looked at, or None.
    """

    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(RAIL_PX)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("What was done, over time"))
        self.setToolTip("")
        self._marks: list[RoundMark] = []
        self._times = (0.0, 1.0)
        self._edges = (0.0, 1.0)
        self._current: int | None = None
        theme().changed.connect(self.update)

    @property
    def current(self) -> RoundMark | None:
        """The mark that is looked at."""
        return None if self._current is None else self._marks[self._current]

    def show_marks(self, marks: Sequence[RoundMark]) -> None:
        """Show these, oldest first; costs nothing when they are shown already."""
        if list(marks) == self._marks:
            return
        kept = self.current
        self._marks = list(marks)
        self._current = self._marks.index(kept) if kept in self._marks else None
        if kept is not None and self._current is None:
            self.pointed.emit(None)
        self.update()

    def follow(self, times_s: tuple[float, float], edges_px: tuple[float, float]) -> None:
        """Take which seconds are in view and where they begin and end, in pixels."""
        if (times_s, edges_px) != (self._times, self._edges):
            self._times, self._edges = times_s, edges_px
            self.update()

    def x_of(self, second: float) -> float:
        """Where that second is, in pixels."""
        (low_s, high_s), (left, right) = self._times, self._edges
        return left + (second - low_s) / max(1e-9, high_s - low_s) * (right - left)

    def words(self, mark: RoundMark) -> str:
        """A mark for people: `3:41 maker: width is 20, was 10`."""
        second, owner, _, text = mark
        at = round_time_text(second * MS_PER_S)
        if owner is None:
            return tr("{at} {text}", at=at, text=shown(text))
        return tr("{at} {bot}: {text}", at=at, bot=owner_name(owner), text=shown(text))

    def near(self, x: float) -> list[int]:
        """The places of the marks within a few pixels of `x`, oldest first."""
        return [place for place, mark in enumerate(self._marks) if abs(self.x_of(mark[0]) - x) <= NEAR_PX]

    # --- painting ---

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, (left, right) = theme(), self._edges
        middle = self.height() / 2
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        drawn: set[tuple[int, str]] = set()
        for place, mark in enumerate(self._marks):
            x = round(self.x_of(mark[0]))
            if not left <= x <= right or ((x, mark[2]) in drawn and place != self._current):
                continue
            drawn.add((x, mark[2]))
            wide = 3 if place == self._current else 2
            painter.fillRect(
                QRectF(x - wide / 2, 2, wide, self.height() - 4), look.colour(ROLES.get(mark[2], "secondary"))
            )
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    # --- looking ---

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self.near(event.position().x())
        self._look_at(found[-1] if found else None)
        if found:
            self._tell(found[-MOST_TOLD:], event.globalPosition().toPoint())
        else:
            QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._look_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._marks)
        places = {
            Qt.Key.Key_Left: count - 1 if self._current is None else max(0, self._current - 1),
            Qt.Key.Key_Right: 0 if self._current is None else min(count - 1, self._current + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or not count:
            super().keyPressEvent(event)
            return
        self._look_at(place)
        x = round(self.x_of(self._marks[place][0]))
        self._tell([place], self.mapToGlobal(QPoint(x, self.height())))
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._look_at(None)
        self.update()

    def _look_at(self, place: int | None) -> None:
        if place == self._current:
            return
        self._current = place
        self.update()
        mark = self.current
        self.setAccessibleDescription("" if mark is None else self.words(mark))
        self.pointed.emit(None if mark is None else mark[0])

    def _tell(self, places: list[int], at: QPoint) -> None:
        QToolTip.showText(at, "\n".join(self.words(self._marks[place]) for place in places), self)
