"""The row of filters above the mispricings."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from algotrade_gui.analytics.combos import FindingKind
from algotrade_gui.market.mispricing import Mispricing
from algotrade_gui.ui.combos import choose
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.language import integer, tr, trn
from algotrade_gui.ui.models.mispricing_rows import KIND_HELP, KIND_WORDS
from algotrade_gui.ui.theme import GRID, SPIN_INDENT

KIND_LEAST_PX = 72
_MUCH = 1_000
"""Of the room that is left, against the gap's 1."""


class MispricingFilters(QWidget):
    """Kind, least edge, and whether to leave out what sells contracts that are not owned; at the right how many were found.

    Signals: `changed` (nothing) when the user changed a filter.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(tr("Kind of mispricing"))
        self.kind.setToolTip(tr("Show one kind only"))
        self.kind.addItem(tr("All kinds"), "")
        for place, kind in enumerate(FindingKind, start=1):
            self.kind.addItem(tr(KIND_WORDS[kind]), kind.value)
            self.kind.setItemData(place, tr(KIND_HELP[kind]), Qt.ItemDataRole.ToolTipRole)
        self.least = QDoubleSpinBox(self)
        self.least.setAccessibleName(tr("Least edge of one unit"))
        self.least.setToolTip(tr("Least edge of one unit, in dollars; wheel and arrows change it"))
        self.least.setPrefix("\N{GREATER-THAN OR EQUAL TO} ")
        self.least.setDecimals(2)
        self.least.setRange(0.0, 999.0)
        self.least.setSingleStep(0.5)
        self.least.setValue(0.01)
        self.least.lineEdit().setTextMargins(SPIN_INDENT, 0, 0, 0)
        self.own_only = QCheckBox(tr("Hide what needs inventory"), self)
        self.own_only.setToolTip(
            tr("Leave out what sells contracts that you do not own (Alt+I): the exchange refuses short sales")
        )
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(11)
        # it gives way in a narrow panel, before anything else does; it opens as wide as its entries anyway
        self.kind.setMinimumWidth(KIND_LEAST_PX)
        self.kind.setMaximumWidth(self.kind.sizeHint().width())
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.least.setFixedWidth(self.fontMetrics().horizontalAdvance("≥ 999.99") + 44)
        self._count = QLabel(self)
        self._count.setMinimumWidth(1)
        self._count.setProperty("tone", "secondary")
        self._notice = QLabel(self)
        self._notice.setMinimumWidth(1)
        self._notice.setProperty("tone", "warning")
        self.kind.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.least.valueChanged.connect(lambda _value: self.changed.emit())
        self.own_only.toggled.connect(lambda _on: self.changed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 4, GRID, 4)
        row.setSpacing(GRID)
        row.addWidget(self.kind, _MUCH)
        row.addWidget(self.least)
        row.addWidget(self.own_only)
        row.addStretch(1)
        row.addWidget(self._notice)
        row.addWidget(self._count)

    def lets_through(self, one: Mispricing) -> bool:
        """Whether the filters leave this one in."""
        kind = self.kind.currentData()
        return (
            one.edge >= round(self.least.value() * 100)
            and (not kind or one.finding.kind.value == kind)
            and not (self.own_only.isChecked() and one.finding.needs_inventory)
        )

    def say(self, stale: str, count: int, most: int) -> None:
        """Tell the age of the prices, empty while they are fresh, and how many were found, of which `most` are shown."""
        text = trn(count, "{count} found", "{count} found")
        if count > most:
            text = tr("best {shown} of {count}", shown=integer(most), count=integer(count))
        set_text(self._notice, stale.capitalize())
        set_text(self._count, text)

    def save_state(self) -> dict[str, Any]:
        """What to remember of the filters."""
        return {
            "kind": str(self.kind.currentData()),
            "least_cents": round(self.least.value() * 100),
            "own_only": self.own_only.isChecked(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; what does not fit is left."""
        choose(self.kind, state.get("kind"))
        least, own_only = state.get("least_cents"), state.get("own_only")
        if isinstance(least, int):
            self.least.setValue(least / 100)
        if isinstance(own_only, bool):
            self.own_only.setChecked(own_only)
