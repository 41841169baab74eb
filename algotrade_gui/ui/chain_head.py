"""The row above an option chain: underlying, first expiry, pin, room, columns, the prices' age."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.ui.columns_menu import ColumnsMenu
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import GRID, theme

EXPIRIES: Final = (mark("Nearest expiry"), mark("Expiry +1"), mark("Expiry +2"), mark("Expiry +3"))
"""By their place, counted from the nearest."""


class ChainHead(QWidget):
    """What the user chooses of a chain.

    Signals:
        chosen: the underlying (str) and the place of the first expiry (int), when a combo changed.
        pin_clicked: whether to stay on the expiry shown now (bool).
        more_clicked: whether to show later expiries where there is room (bool).
    """

    chosen = Signal(str, int)
    pin_clicked = Signal(bool)
    more_clicked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.underlying = QComboBox(self)
        self.underlying.setAccessibleName(tr("Underlying"))
        self.underlying.setToolTip(tr("Underlying"))
        for name in UNDERLYINGS:
            self.underlying.addItem(name, name)
        self.expiry = QComboBox(self)
        self.expiry.setAccessibleName(tr("Expiry"))
        self.expiry.setToolTip(tr("The first expiry shown, counted from the nearest; rolls by itself"))
        for nth, text in enumerate(EXPIRIES):
            self.expiry.addItem(tr(text), nth)
        self.pin = self._button(tr("Pin: stay on this very expiry instead of rolling to the next (P)"))
        self.pin.setCheckable(True)
        self.more = self._button(tr("Show later expiries where there is room (M)"))
        self.more.setText(tr("All expiries"))
        self.more.setCheckable(True)
        self.more.setChecked(True)
        self.columns = self._button(tr("Choose the columns (Alt+C)"))
        self.columns.setText(tr("Columns"))
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.columns_menu = ColumnsMenu(self)
        self.columns.setMenu(self.columns_menu)
        self.notice = QLabel(self)
        self.notice.setProperty("tone", "warning")
        self.notice.setMinimumWidth(1)
        self.underlying.currentIndexChanged.connect(lambda _place: self._choose())
        self.expiry.currentIndexChanged.connect(lambda _place: self._choose())
        self.pin.clicked.connect(self.pin_clicked)
        self.more.clicked.connect(self.more_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 4, GRID, 2)
        row.setSpacing(4)
        for widget in self.stops:
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.notice)
        self._take_icons()
        theme().changed.connect(self._take_icons)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in order."""
        return self.underlying, self.expiry, self.pin, self.more, self.columns

    def show_choice(self, underlying: Underlying, nth_expiry: int, *, pinned: bool) -> None:
        """Set combos and pin without a signal."""
        for box, value in ((self.underlying, str(underlying)), (self.expiry, nth_expiry)):
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(value)))
            box.blockSignals(False)
        self.pin.setChecked(pinned)

    def say_stale(self, words: str) -> None:
        """Say how old the prices are; nothing for empty words."""
        set_text(self.notice, words.capitalize())

    def _button(self, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _choose(self) -> None:
        self.chosen.emit(self.underlying.currentData(), self.expiry.currentData())

    def _take_icons(self) -> None:
        self.pin.setIcon(icon("pin"))
