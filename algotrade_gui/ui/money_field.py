"""A line for an amount of dollars: steps by arrows and wheel that fit the instrument."""

import re
from functools import lru_cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from algotrade_gui.core.units import Cents
from algotrade_gui.ui.language import language, money

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
_DIGITS = 12


@lru_cache(maxsize=4)
def _pattern(thousands: str) -> re.Pattern[str]:
    # a separator of thousands counts in whole groups only: 1,5 is one and a half, never fifteen
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+"
    return re.compile(rf"(?P<whole>{grouped}|\d*)(?:[.,](?P<rest>\d{{0,2}}))?", re.ASCII)


def cents_of(text: str) -> Cents | None:
    """Read dollars as they are written in the language in force, with a point or a comma before the cents; None where it is no amount.

    At most two decimals: nothing is rounded.
    """
    thousands, _ = language().separators
    found = _pattern(" " if thousands == "\N{NO-BREAK SPACE}" else thousands).fullmatch(
        text.strip().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    if found is None:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    rest = found["rest"] or ""
    if not (whole or rest) or len(whole) > _DIGITS:
        return None
    return Cents(int(whole or 0) * 100 + int(rest.ljust(2, "0")))


class MoneyField(QLineEdit):
    """Holds text while it is typed, right or wrong; `cents` reads it.

    Signals: `edited` (nothing) after each change of the text by the user or by a step.
    """

    edited = Signal()

    def __init__(self, name: str, help_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = Cents(1)
        """How far one step goes."""
        self.setAccessibleName(name)
        self.setToolTip(help_text)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(lambda _text: self.edited.emit())

    @property
    def cents(self) -> Cents | None:
        """What was typed, None where it is no amount."""
        return cents_of(self.text())

    def show_cents(self, cents: int | None) -> None:
        """Show an amount, without a signal; a text that says the same already stays as it was typed."""
        if cents != self.cents or (cents is None and self.text()):
            self.setText("" if cents is None else money(cents))

    def go(self, steps: int) -> None:
        """Go by so many steps, onto whole multiples of the step, to a cent at least."""
        now = self.cents
        if now is None:
            return
        step = self.step
        place = now // step if steps > 0 else -(-now // step)
        self.show_cents(max(1, (place + steps) * step))
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.go(steps)
            event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # only while it has the focus: turning the wheel over a panel must not change an order
        if self.hasFocus() and event.angleDelta().y():
            self.go(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()
