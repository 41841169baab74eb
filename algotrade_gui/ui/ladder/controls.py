"""The ladder's switches and fields: whether clicks and keys trade, how much, for how long, grouped how."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.units import Cents
from algotrade_gui.ui.combos import choose
from algotrade_gui.ui.language import integer, money, tr
from algotrade_gui.ui.theme import GRID, SPIN_INDENT

SIZES: Final = (1, 2, 5, 10)
MOST: Final = 1_000
LIFETIMES_S: Final = (2, 5, 10, 20, 60)
USUAL_LIFETIME_S: Final = 10
UNTIL_EXPIRY: Final = 0
_COMBO_PX: Final = 84
STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
FITTED: Final = 0


class LadderControls(QWidget):
    """Two rows of controls; the panel gives the switches their actions.

    Signals:
        quantity_changed: contracts (int).
        step_changed: cents (int), FITTED for the step that follows the book.
    """

    quantity_changed = Signal(int)
    step_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicks = self._switch("clicks")
        self.keys = self._switch("keys")
        self.centre = self._switch("quiet")
        self.quantity = QSpinBox(self)
        self.quantity.setRange(1, MOST)
        self.quantity.setAccessibleName(tr("Contracts per order"))
        self.quantity.setToolTip(tr("Contracts per order"))
        self.quantity.setFixedWidth(64)
        self.quantity.lineEdit().setTextMargins(SPIN_INDENT, 0, 0, 0)
        self.quantity.valueChanged.connect(self.quantity_changed)
        self.presets = [self._preset(size) for size in SIZES]
        self.lifetime = self._combo(tr("How long an order works"))
        for seconds in LIFETIMES_S:
            self.lifetime.addItem(tr("{seconds} s", seconds=integer(seconds)), seconds)
        self.lifetime.addItem(tr("to expiry"), UNTIL_EXPIRY)
        self.set_lifetime(USUAL_LIFETIME_S)
        self.step = self._combo(tr("Dollars from row to row"))
        self.step.setMinimumContentsLength(12)
        self.step.addItem(tr("fitted"), FITTED)
        for step in STEPS:
            self.step.addItem(money(step), step)
        self.step.currentIndexChanged.connect(lambda _: self.step_changed.emit(self.step.currentData()))
        self._lay_out()

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(4)
        first.addWidget(self.clicks)
        first.addStretch(1)
        first.addWidget(self.quantity)
        for preset in self.presets:
            first.addWidget(preset)
        second.addWidget(self.keys)
        second.addStretch(1)
        second.addWidget(self.lifetime)
        second.addWidget(self.step)
        second.addWidget(self.centre)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, 0, GRID, 4)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)

    def _switch(self, arms: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("arms", arms)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the rows
        return button

    def _preset(self, size: int) -> QToolButton:
        button = QToolButton(self)
        button.setText(integer(size))
        button.setAccessibleName(tr("{size} contracts per order", size=integer(size)))
        button.setToolTip(tr("{size} contracts per order", size=integer(size)))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: self.quantity.setValue(size))
        return button

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(6)
        combo.setMinimumWidth(
            _COMBO_PX
        )  # less than it would like: the panel is narrow, and a popup is as wide as its entries
        return combo

    def give_actions(self, clicks: QAction, keys: QAction, centre: QAction) -> None:
        """Let the switches show these actions."""
        for button, action in ((self.clicks, clicks), (self.keys, keys), (self.centre, centre)):
            button.setDefaultAction(action)
        self.centre.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    @property
    def in_order(self) -> tuple[QWidget, ...]:
        """Its widgets in reading order, for the Tab key."""
        return self.clicks, self.quantity, *self.presets, self.keys, self.lifetime, self.step, self.centre

    @property
    def lifetime_s(self) -> int:
        """Seconds, or UNTIL_EXPIRY."""
        return int(self.lifetime.currentData())

    def set_lifetime(self, seconds: int) -> None:
        """Choose a lifetime; one that is not offered changes nothing."""
        choose(self.lifetime, seconds)

    @property
    def chosen_step(self) -> Cents | None:
        """The step that the user chose; None for the fitted one."""
        step = self.step.currentData()
        return Cents(step) if step else None

    def set_step(self, step: int) -> None:
        """Choose a step, FITTED for the book's; one that is not offered changes nothing."""
        choose(self.step, step)

    def show_fitted(self, step: Cents) -> None:
        """Say what the fitted step is at present."""
        text = tr("fitted: {step}", step=money(step))
        if self.step.itemText(0) != text:
            self.step.setItemText(0, text)
