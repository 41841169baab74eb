"""Combo boxes: the room that they have in a bar, the entry that is chosen."""

from math import ceil

from PySide6.QtWidgets import QComboBox, QLineEdit

FILTER_LEAST_PX, COMBO_LEAST_PX = 120, 64
"""What the parts of a bar of filters keep when the panel is narrow."""


def share_bar(field: QLineEdit, *combos: QComboBox) -> None:
    """Let a bar's choices give way to its field: they open as wide as their entries anyway."""
    field.setMinimumWidth(FILTER_LEAST_PX)
    for combo in combos:
        combo.setMinimumWidth(COMBO_LEAST_PX)


def hug(combo: QComboBox) -> None:
    """Ask for the room of the entry that is chosen, not of the longest: in a bar that others share."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def follow() -> None:
        metrics = combo.fontMetrics()
        combo.setMinimumContentsLength(
            ceil(metrics.horizontalAdvance(combo.currentText()) / metrics.horizontalAdvance("X"))
        )

    combo.currentTextChanged.connect(lambda _text: follow())
    follow()


def choose(combo: QComboBox, data: object) -> None:
    """Choose the entry that stands for `data`; one that there is not changes nothing."""
    # not findData: Qt cannot take every value that a layout's file may hold
    for place in range(combo.count()):
        if combo.itemData(place) == data:
            combo.setCurrentIndex(place)
            return
