"""Labels with a name and a number that stand still while the number changes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from algotrade_gui.ui.theme import Role, restyle, ui_font

NOTHING = "–"


def set_text(label: QLabel, text: str) -> None:
    """Give a label its text; costs nothing when it has it: Qt would lay everything round it out anew."""
    if label.text() != text:
        label.setText(text)


def set_tone(label: QLabel, tone: Role | str) -> None:
    """Give a label the colour of a role, through the style sheet; cheap when nothing changes."""
    restyle(label, "tone", tone)


class Figure(QWidget):
    """A quiet name and a plain number of fixed width."""

    def __init__(self, name: str, sample: str, *, help_text: str = "", bold: bool = False) -> None:
        """`sample` is the widest number expected; without a `name`, the number stands alone."""
        super().__init__()
        self._name = QLabel(name, self)
        self._name.setProperty("tone", "muted")
        self._name.setVisible(bool(name))
        # what is left over stands behind the number, never between the two
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._value = QLabel(NOTHING, self)
        font = ui_font(bold=bold)
        self._value.setFont(font)
        self._value.setProperty("tone", "value")
        self._value.setMinimumWidth(QFontMetrics(font).horizontalAdvance(sample) + 4)
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setToolTip(help_text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self._name)
        layout.addWidget(self._value)
        self._accessible = name or help_text

    @property
    def text(self) -> str:
        """The number as shown."""
        return self._value.text()

    def show_name(self, name: str) -> None:
        """Give it another name."""
        self._name.setText(name)
        self._name.setVisible(bool(name))

    def show_value(self, text: str, tone: Role | str = "value") -> None:
        """Show `text`; costs nothing when it is shown already."""
        if text != self._value.text():
            self._value.setText(text)
            self._value.setAccessibleName(f"{self._accessible} {text}")
        set_tone(self._value, tone)
