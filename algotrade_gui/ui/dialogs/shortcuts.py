"""The dialog in which the user sees and changes the keys of all actions."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.ui.actions import keys_text
from algotrade_gui.ui.figures import set_tone
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.shortcut_rows import ShortcutRow, chosen, conflicts, portable
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT, theme

KEYS_WIDTH: Final = 130
WHERE_WIDTH: Final = 130


class ShortcutsDialog(QDialog):
    """Show it with `open()`; once accepted `keys` are what was chosen. Two actions on one key are named and cannot be saved."""

    def __init__(self, rows: Sequence[ShortcutRow], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 560)
        self._rows = list(rows)
        self._items: list[QTreeWidgetItem] = []
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(tr("Filter by action or key…"))
        self.filter.setAccessibleName(tr("Filter the actions"))
        self.filter.setClearButtonEnabled(True)
        self.list = QTreeWidget(self)
        self.list.setHeaderLabels([tr("Action"), tr("Keys"), tr("Panel")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(tr("Actions with their keys"))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().resizeSection(1, KEYS_WIDTH)
        self.list.header().resizeSection(2, WHERE_WIDTH)
        self.editor = QKeySequenceEdit(self)
        self.editor.setMaximumSequenceLength(1)
        self.editor.setClearButtonEnabled(True)
        self.editor.setAccessibleName(tr("Keys of the chosen action"))
        self.reset_one = QPushButton(tr("Shipped keys"), self)
        self.reset_one.setAutoDefault(False)
        self.reset_all = QPushButton(tr("Reset all"), self)
        self.reset_all.setAutoDefault(False)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        set_tone(self.problem, "danger")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        label = QLabel(tr("Keys: click here and press them"), self)
        label.setBuddy(self.editor)
        row.addWidget(label)
        row.addWidget(self.editor, 1)
        row.addWidget(self.reset_one)
        buttons = QDialogButtonBox(self)
        self.save_button = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        self.save_button.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        for each in self._rows:
            item = QTreeWidgetItem([each.text, "", each.where])
            item.setToolTip(0, each.name)
            item.setForeground(2, theme().colour("secondary"))
            item.setSizeHint(0, QSize(0, ROW_HEIGHT))
            self.list.addTopLevelItem(item)
            self._items.append(item)
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.filter.textChanged.connect(self._filter)
        self.editor.keySequenceChanged.connect(self._edited)
        self.reset_one.clicked.connect(self._reset_current)
        self.reset_all.clicked.connect(self._reset_all)
        self._silent = False
        self._tell()
        if self._items:
            self.list.setCurrentItem(self._items[0])
        self.list.setFocus()

    @property
    def keys(self) -> dict[str, str]:
        """Action names with the keys that differ from the shipped."""
        return chosen(self._rows)

    def choose(self, name: str) -> None:
        """Go to the action of that name."""
        self.list.setCurrentItem(self._items[next(i for i, row in enumerate(self._rows) if row.name == name)])

    def _current(self) -> ShortcutRow | None:
        item = self.list.currentItem()
        return None if item is None else self._rows[self._items.index(item)]

    def _show_current(self) -> None:
        row = self._current()
        self._silent = True
        self.editor.setKeySequence(QKeySequence(row.keys if row is not None else ""))
        self._silent = False
        self._word_keys()
        self.reset_one.setEnabled(row is not None and row.changed)

    def _edited(self, keys: QKeySequence) -> None:
        row = self._current()
        if row is None or self._silent:
            return
        row.keys = portable(keys.toString(QKeySequence.SequenceFormat.PortableText))
        self._word_keys()
        self._tell()

    def _word_keys(self) -> None:
        """Name the keys in the field as in the list: Qt's field has its own word for Enter."""
        line = self.editor.findChild(QLineEdit)
        if line is not None and not self.editor.keySequence().isEmpty():
            line.setText(keys_text(self.editor.keySequence()))

    def _reset_current(self) -> None:
        row = self._current()
        if row is not None:
            row.keys = row.shipped
            self._show_current()
            self._tell()

    def _reset_all(self) -> None:
        for row in self._rows:
            row.keys = row.shipped
        self._show_current()
        self._tell()

    def _tell(self) -> None:
        """Show all keys, and who gets in whose way."""
        first = ""
        for row, item in zip(self._rows, self._items, strict=True):
            others = conflicts(self._rows, row)
            item.setText(1, keys_text(QKeySequence(row.keys)))
            font = item.font(1)
            font.setBold(row.changed)
            item.setFont(1, font)
            item.setForeground(1, theme().colour("danger" if others else "accent" if row.changed else "text"))
            if others and not first:
                first = tr(
                    "{keys} would do two things: {one}, {other}. Give one of them other keys.",
                    keys=keys_text(QKeySequence(row.keys)),
                    one=row.text,
                    other=others[0].text,
                )
        self.problem.setText(first)
        self.save_button.setEnabled(not first)
        self.save_button.setToolTip(first)
        current = self._current()
        self.reset_one.setEnabled(current is not None and current.changed)

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for row, item in zip(self._rows, self._items, strict=True):
            told = f"{row.text} {row.name} {item.text(1)} {row.where}".casefold()
            item.setHidden(not all(word in told for word in wanted))
