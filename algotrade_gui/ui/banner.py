"""The line over the toolbar: the coloured band that tells practice from live, and a notice when something needs a hand."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from algotrade_gui.ui.icons import IconName, pixmap
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.theme import GRID, Role, SessionKind, restyle, theme, ui_font

BAND_HEIGHT = 3
_LOOK: dict[str, tuple[IconName, Role]] = {"error": ("error", "danger"), "warning": ("warning", "warning")}


_SESSIONS = {
    SessionKind.PRACTICE: mark("Practice session"),
    SessionKind.REPLAY: mark("Replay session"),
    SessionKind.LIVE: mark("Live session"),
}


class Band(QFrame):
    """Three pixels in the colour of what is traded on."""

    def __init__(self, kind: SessionKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(BAND_HEIGHT)
        self.setProperty("band", kind.value)
        self.setAccessibleName(tr(_SESSIONS[kind]))


class Banner(QFrame):
    """One sentence over the whole width with at most two buttons; one notice at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "warning"
        self._offered: tuple[str, ...] = ()
        self._picture = QLabel(self)
        self._text = QLabel(self)
        self._text.setFont(ui_font())
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # it may repeat the exchange's words
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GRID)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID - 2, GRID, GRID - 2)
        layout.setSpacing(GRID)
        layout.addWidget(self._picture)
        layout.addWidget(self._text, 1)
        layout.addLayout(self._buttons)
        theme().changed.connect(self._dress)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, empty while there is none."""
        return "" if self.isHidden() else self._text.text()

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons of the notice shown."""
        return [button for button in self.findChildren(QPushButton) if not button.isHidden()]

    def show_notice(self, kind: str, text: str, actions: dict[str, Callable[[QPushButton], None]]) -> None:
        """Show `text` of kind `error` or `warning`; each action is called with its button. What is shown already stays, and its focus."""
        if (kind, text, tuple(actions)) == (self._kind, self.text, self._offered):
            return
        self.clear()
        self._kind, self._offered = kind, tuple(actions)
        restyle(self, "notice", kind)
        self._text.setText(text)
        self.setAccessibleName(text)
        for words, act in actions.items():
            button = QPushButton(words, self)
            button.clicked.connect(lambda _checked, act=act, button=button: act(button))
            self._buttons.addWidget(button)
        self._dress()
        self.show()

    def clear(self) -> None:
        """Take the notice away."""
        for button in self.buttons:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.hide()

    def _dress(self) -> None:
        self._picture.setPixmap(pixmap(*_LOOK[self._kind]))


class Head(QWidget):
    """Band and banner, one above the other, as the window's topmost line."""

    def __init__(self, kind: SessionKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.band = Band(kind, self)
        self.banner = Banner(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.band)
        layout.addWidget(self.banner)
