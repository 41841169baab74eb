"""A question before something that cannot be taken back."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QMessageBox, QSizePolicy, QSpacerItem, QWidget

_WIDTH_PX: Final = 320


def ask(
    parent: QWidget, title: str, text: str, consequence: str, *, yes: str, no: str, then: Callable[[], object]
) -> QMessageBox:
    """Open the question and call `then` when it is answered with `yes`. Enter, pressed without a look, answers `no`."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(consequence)
    box.addButton(yes, QMessageBox.ButtonRole.AcceptRole).clicked.connect(lambda: then())
    box.setDefaultButton(box.addButton(no, QMessageBox.ButtonRole.RejectRole))
    grid = box.layout()
    assert isinstance(grid, QGridLayout)
    for place in range(grid.count()):
        # Qt indents the words, also where there is no icon
        item = grid.itemAt(place)
        spacer = None if item is None else item.spacerItem()
        if spacer is not None:
            spacer.changeSize(0, 0)
    wide = QSpacerItem(_WIDTH_PX, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    grid.addItem(wide, grid.rowCount(), 1, 1, grid.columnCount() - 1)
    box.open()
    return box
