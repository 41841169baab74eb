"""A compact row in which the user says which role a panel shows, or pins it to one instrument."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.combos import choose
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import theme

_KINDS = (
    (mark("Underlying"), InstrumentKind.UNDERLYING),
    (mark("Future"), InstrumentKind.FUTURE),
    (mark("Call"), InstrumentKind.CALL),
    (mark("Put"), InstrumentKind.PUT),
)
_EXPIRIES = ((mark("Nearest"), 0), ("+1", 1), ("+2", 2), ("+3", 3))
_OFFSETS = tuple((f"ATM {offset:+d}".replace("-", "−") if offset else "ATM", offset) for offset in range(-4, 5))


class RolePicker(QWidget):
    """Combos for underlying, kind, expiry and strike, and a pin.

    Signals:
        role_chosen: the Role (Role), when the user changed a combo; a pin is off then.
        pin_toggled: whether to hold the instrument shown now (bool), when the user clicked the pin.
    """

    role_chosen = Signal(object)
    pin_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._silent = True
        self.underlying = self._combo(mark("Underlying"), ((name, name) for name in UNDERLYINGS), 6)
        self.kind = self._combo(mark("Kind"), _KINDS, 8)
        self.expiry = self._combo(mark("Expiry, counted from the nearest; rolls by itself"), _EXPIRIES, 6)
        self.strike = self._combo(mark("Strike, counted from the one at the money upwards"), _OFFSETS, 5)
        self.strike.setCurrentIndex(self.strike.findData(0))
        self.pin = QToolButton(self)
        self.pin.setCheckable(True)
        self.pin.setAccessibleName(tr("Pin this contract"))
        self.pin.setToolTip(tr("Pin: stay on this very contract instead of rolling to the next (P in the chart)"))
        self.pin.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pin.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.underlying, self.kind, self.expiry, self.strike, self.pin):
            layout.addWidget(widget)
        self._take_icon()
        theme().changed.connect(self._take_icon)
        self._silent = False
        self._enable()

    def _take_icon(self) -> None:
        self.pin.setIcon(icon("pin"))

    def _combo(self, name: str, entries: Iterable[tuple[str, object]], width: int) -> QComboBox:
        combo = QComboBox(self)
        words = tr(name)
        combo.setAccessibleName(words.split(",")[0])
        combo.setToolTip(words)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(width)
        for text, value in entries:
            combo.addItem(tr(text), value)
        combo.currentIndexChanged.connect(self._changed)
        return combo

    @property
    def role(self) -> Role:
        """What the combos say."""
        kind: InstrumentKind = self.kind.currentData()
        is_contract = kind is not InstrumentKind.UNDERLYING
        return Role(
            underlying=Underlying(self.underlying.currentData()),
            kind=kind,
            nth_expiry=self.expiry.currentData() if is_contract else 0,
            strike_offset=self.strike.currentData() if kind.is_option else 0,
        )

    def show_role(self, role: Role, *, pinned: bool = False) -> None:
        """Set the row without a signal; a place that the combos do not have leaves that combo as it is."""
        self._silent = True
        for combo, value in (
            (self.underlying, role.underlying),
            (self.kind, role.kind),
            (self.expiry, role.nth_expiry),
            (self.strike, role.strike_offset),
        ):
            choose(combo, value)
        self.pin.setChecked(pinned)
        self._silent = False
        self._enable()

    def _clicked(self, pinned: bool) -> None:
        self.pin_toggled.emit(pinned)

    def _changed(self) -> None:
        if self._silent:
            return
        self.pin.setChecked(False)
        self._enable()
        self.role_chosen.emit(self.role)

    def _enable(self) -> None:
        kind: InstrumentKind = self.kind.currentData()
        self.expiry.setEnabled(kind is not InstrumentKind.UNDERLYING)
        self.strike.setEnabled(kind.is_option)
        self.pin.setEnabled(kind is not InstrumentKind.UNDERLYING)
