"""Picks whose books a panel shows: everyone's together, or one owner's."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from algotrade_gui.core.ids import BotId
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.models.source_names import owner_name

LEAST_PX = 116
TOGETHER = mark("All together")


class OwnerPicker(QComboBox):
    """One who is chosen stays so while he holds nothing.

    Signals: `picked` carries the owner (BotId) or None, when the user chose another.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owners: list[BotId | None] = [None]
        self.addItem(tr(TOGETHER))
        self.setAccessibleName(tr("Whose books"))
        self.setToolTip(tr("Whose books are shown"))
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        # it gives way in a narrow panel; it opens as wide as its entries anyway
        self.setMinimumWidth(LEAST_PX)
        self.setProperty("tight", True)
        self.activated.connect(lambda place: self.picked.emit(self._owners[place]))

    @property
    def owner(self) -> BotId | None:
        """Who is chosen."""
        return self._owners[max(0, self.currentIndex())]

    def show_owners(self, owners: Sequence[BotId]) -> None:
        """Offer these; costs nothing while they are the same."""
        chosen = self.owner
        wanted: list[BotId | None] = [None, *owners]
        if chosen is not None and chosen not in wanted:
            wanted.append(chosen)
        if wanted != self._owners:
            self._owners = wanted
            self.clear()
            self.addItems([tr(TOGETHER) if owner is None else owner_name(owner) for owner in wanted])
            self.setCurrentIndex(wanted.index(chosen))

    def choose(self, owner: BotId | None) -> None:
        """Choose `owner`, also one who is not there yet; tells nobody."""
        if owner is not None and owner not in self._owners:
            self._owners.append(owner)
            self.addItem(owner_name(owner))
        self.setCurrentIndex(self._owners.index(owner))

    def step(self, steps: int) -> None:
        """Go to the next (1) or the one before (-1), round and round, as the user does."""
        self.setCurrentIndex((self.currentIndex() + steps) % self.count())
        self.picked.emit(self.owner)
