"""A dialog that asks for one name."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from algotrade_gui.ui.figures import set_tone
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.theme import GRID

WIDTH = 360


class NameDialog(QDialog):
    """Label above, what is wrong below while one types, OK off with the reason as its tool tip. Show it with `open()`; then `name`."""

    def __init__(
        self,
        title: str,
        label: str,
        complaint: Callable[[str], str | None],
        parent: QWidget,
        *,
        name: str = "",
        accept: str,
    ) -> None:
        """`complaint` says why a name will not do; `accept` is the verb on the button. All words are translated already."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._complaint = complaint
        self.field = QLineEdit(name, self)
        self.field.setAccessibleName(label)
        caption = QLabel(label, self)
        caption.setBuddy(self.field)
        self._error = QLabel(self)
        self._error.setWordWrap(True)
        set_tone(self._error, "danger")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = buttons.addButton(accept, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID // 2)
        layout.addWidget(caption)
        layout.addWidget(self.field)
        layout.addWidget(self._error)
        layout.addSpacing(GRID)
        layout.addWidget(buttons)
        self.field.textChanged.connect(self._check)
        self.field.selectAll()
        self._check()

    @property
    def name(self) -> str:
        """What was typed, without blanks around it."""
        return self.field.text().strip()

    @property
    def error(self) -> str:
        """What is wrong with it; empty while nothing is."""
        return self._error.text()

    def _check(self) -> None:
        reason = self._complaint(self.name) if self.name else tr("A name is needed.")
        words = "" if reason is None else shown(reason)
        # an empty field needs no scolding
        self._error.setText(words if self.name else "")
        self.ok.setEnabled(reason is None)
        self.ok.setToolTip(words)
