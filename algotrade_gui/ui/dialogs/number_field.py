"""A line for one number: unit inside at the right, bounds as placeholder, steps by arrows and wheel."""

import math
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from algotrade_gui.ui.language import plain_number, tr, typed_number
from algotrade_gui.ui.theme import theme


class NumberField(QLineEdit):
    """Holds text while it is typed, right or wrong; `number` reads it.

    Signals: `edited` (nothing) after each change of the text.
    """

    edited = Signal()

    def __init__(
        self,
        *,
        whole: bool,
        minimum: float | None = None,
        maximum: float | None = None,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._whole = whole
        self._minimum = minimum
        self._maximum = maximum
        self._unit = unit
        self.setPlaceholderText(bounds_text(minimum, maximum))
        if unit:
            self.setTextMargins(0, 0, self.fontMetrics().horizontalAdvance(unit) + 8, 0)
        self.textChanged.connect(self.edited)

    def number(self) -> int | float:
        """The number typed. Raises ValueError with the reason, in words for under the field."""
        text = plain_number(self.text())
        if not text:
            raise ValueError(tr("A number is needed."))
        try:
            value: int | float = int(text) if self._whole else float(text)
        except ValueError:
            raise ValueError(tr("A whole number is needed.") if self._whole else tr("A number is needed.")) from None
        if not _is_finite(value):
            raise ValueError(tr("A number is needed."))
        if self._minimum is not None and value < self._minimum:
            raise ValueError(tr("At least {bound}.", bound=number_text(self._minimum)))
        if self._maximum is not None and value > self._maximum:
            raise ValueError(tr("At most {bound}.", bound=number_text(self._maximum)))
        return value

    def set_number(self, value: float) -> None:
        """Show `value`."""
        self.setText(number_text(value))

    def step(self, steps: int) -> None:
        """Move by `steps` sensible steps, staying in the bounds."""
        try:
            value: float = self.number()
        except ValueError:
            value = self._minimum if self._minimum is not None else 0
            steps = 0
        size = step_size(value, whole=self._whole)
        moved = value + steps * size
        if self._minimum is not None:
            moved = max(moved, self._minimum)
        if self._maximum is not None:
            moved = min(moved, self._maximum)
        if not _is_finite(moved):
            return
        self.set_number(round(moved) if self._whole else round(moved, 9))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
            return
        self.step(steps)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # only while it has the focus: a form that is scrolled must not change its numbers
        if self.hasFocus() and event.angleDelta().y():
            self.step(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setPen(theme().colour("muted"))
            area = QRect(self.rect()).adjusted(0, 0, -9, 0)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._unit)
            painter.end()


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        # a whole number of hundreds of digits
        return False


ENDLESS: Final = 10**9
"""A greater bound is one of the program's, not the user's: it is not told beforehand."""


def bounds_text(minimum: float | None, maximum: float | None) -> str:
    """The bounds in words: `1 to 100`, `at least 0`, or nothing."""
    if maximum is not None and maximum >= ENDLESS:
        maximum = None
    if minimum is not None and maximum is not None:
        return tr("{least} to {most}", least=number_text(minimum), most=number_text(maximum))
    if minimum is not None:
        return tr("at least {bound}", bound=number_text(minimum))
    return tr("at most {bound}", bound=number_text(maximum)) if maximum is not None else ""


def number_text(value: float) -> str:
    """A number without needless zeros, as it can be typed back."""
    return typed_number(value)


def step_size(value: float, *, whole: bool) -> float:
    """One step: a tenth of the number's own size, as a power of ten; 1 or more for a whole number."""
    if value == 0:
        return 1 if whole else 0.1
    size = float(10 ** (math.floor(math.log10(abs(value)) + 1e-9) - 1))
    return max(1, round(size)) if whole else size
