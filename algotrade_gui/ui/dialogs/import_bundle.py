"""The dialog that asks which strategy files of a bundle may be loaded. Show it with `open()`."""

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.bots.bundle import Bundle, BundledFile
from algotrade_gui.bots.bundle_install import RIGHTS
from algotrade_gui.ui.language import shown, tr, trn
from algotrade_gui.ui.theme import GRID, ROW_HEIGHT

_LEAST_LIST = 220


class ImportBundleDialog(QDialog):
    """The files of a bundle with a tick each, none ticked, and the code of the one that is looked at.

    After `accepted`, `accepted_files` are the names that were ticked: hand them to `bundle_install.install`. The dialog writes nothing.
    """

    def __init__(
        self, bundle: Bundle, *, name: str, known: Collection[str] = (), parent: QWidget | None = None
    ) -> None:
        """`name` is the bundle's, for people; `known` are the files that were accepted before, to the byte."""
        super().__init__(parent)
        self._bundle = bundle
        self._known = frozenset(known)
        self.setWindowTitle(tr("Import a bundle"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(880, 560)
        self.rights = _label(shown(RIGHTS), self)
        self.rights.setProperty("tone", "warning")
        self.files = QListWidget(self)
        self.files.setAccessibleName(tr("Strategy files of the bundle"))
        self.files.setMinimumWidth(_LEAST_LIST)
        for file in bundle.files:
            item = QListWidgetItem(file.name, self.files)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, file.name)
            item.setToolTip(_size(file))
            item.setSizeHint(QSize(0, ROW_HEIGHT))
        self.about = _label("", self)
        self.about.setProperty("tone", "secondary")
        self.code = QPlainTextEdit(self)
        self.code.setAccessibleName(tr("Code of the file"))
        self.code.setReadOnly(True)
        # what stands far to the right is to be seen as well
        self.code.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.code.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.outcome = _label("", self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        # Enter, pressed without a look, takes nothing in
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(tr("Cancel"))
        cancel.setDefault(True)
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setAutoDefault(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(name)
        self.files.currentItemChanged.connect(self._show)
        self.files.itemChanged.connect(self._ticked)
        if bundle.files:
            self.files.setCurrentRow(0)
        self._ticked()
        self.files.setFocus()

    def _lay_out(self, name: str) -> None:
        bots = len(self._bundle.bots)
        count = len(self._bundle.files)
        files = trn(count, "{count} strategy file", "{count} strategy files")
        if bots:
            files = tr("{files} and {bots}", files=files, bots=trn(bots, "{count} bot", "{count} bots"))
        words = tr(
            "{name} holds {files}. Tick what may be loaded; the rest is kept aside and never loaded.",
            name=name,
            files=files,
        )
        seen = QWidget(self)
        column = QVBoxLayout(seen)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.about)
        column.addWidget(self.code, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.files)
        split.addWidget(seen)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(_label(words, self))
        layout.addWidget(self.rights)
        layout.addWidget(split, 1)
        layout.addWidget(self.outcome)
        layout.addWidget(self.buttons)

    @property
    def accepted_files(self) -> frozenset[str]:
        """The names of the files that are ticked."""
        items = (self.files.item(row) for row in range(self.files.count()))
        return frozenset(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _show(self, item: QListWidgetItem | None) -> None:
        name = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        file = next((one for one in self._bundle.files if one.name == name), None)
        if file is None:
            return
        self.about.setText(self._words(file))
        self.code.setPlainText(file.shown)

    def _words(self, file: BundledFile) -> str:
        parts = [
            _size(file),
            tr("imports {names}", names=", ".join(file.imports)) if file.imports else tr("imports nothing"),
            tr("classes {names}", names=", ".join(file.classes)) if file.classes else tr("no class"),
        ]
        if file.problem:
            parts.append(tr("does not read as Python: {reason}", reason=shown(file.problem)))
        if file.name in self._known:
            parts.append(tr("you have accepted this very file before"))
        return " · ".join(parts)

    def _ticked(self, *_: object) -> None:
        accepted = self.accepted_files
        self._ok.setText(tr("Load {count}", count=len(accepted)) if accepted else tr("Load none"))
        self.outcome.setText(
            tr(
                "{count} to be loaded, {left} kept aside. Bots come with their strategies, and none starts by itself.",
                count=len(accepted),
                left=len(self._bundle.files) - len(accepted),
            )
        )


def _size(file: BundledFile) -> str:
    return trn(len(file.data), "{count} byte", "{count} bytes")


def _label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    # names come from somebody else's file
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
