"""Labels with a name and a number that stand still while the number changes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from algotrade_gui.ui.theme import Role, ui_font

NOTHING = "–"


def set_tone(label: QLabel, tone: Role | str) -> None:
    """Give a label the colour of a role, through the style sheet; cheap when nothing changes."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)


class Figure(QWidget):
    """A quiet name and a plain number of fixed width."""

    def __init__(self, name: str, sample: str, *, help_text: str = "", bold: bool = False) -> None:
        """`sample` is the widest number expected; without a `name`, the number stands alone."""
        super().__init__()
        self._name = QLabel(name, self)
        self._name.setProperty("tone", "muted")
        self._name.setVisible(bool(name))
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

    def show_value(self, text: str, tone: Role | str = "value") -> None:
        """Show `text`; costs nothing when it is shown already."""
        if text != self._value.text():
            self._value.setText(text)
            self._value.setAccessibleName(f"{self._accessible} {text}")
        set_tone(self._value, tone)
