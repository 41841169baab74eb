"""The row of fields above the market watch that say which instruments it shows."""

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.ui.language import mark, tr
from algotrade_gui.ui.models.watch_filter import WatchFilter

_KINDS: Final[tuple[tuple[str, frozenset[InstrumentKind] | None], ...]] = (
    (mark("All kinds"), None),
    (mark("Futures"), frozenset({InstrumentKind.FUTURE})),
    (mark("Options"), frozenset({InstrumentKind.CALL, InstrumentKind.PUT})),
    (mark("Calls"), frozenset({InstrumentKind.CALL})),
    (mark("Puts"), frozenset({InstrumentKind.PUT})),
)
_EXPIRIES: Final[tuple[tuple[str, int | None], ...]] = (
    (mark("All expiries"), None),
    (mark("Nearest"), 0),
    ("+1", 1),
    ("+2", 2),
    ("+3", 3),
)
_TYPING_PAUSE_MS: Final = 120
_COMBO_PX: Final = 62


class WatchFilterBar(QWidget):
    """Signals: `changed` carries nothing: the filter may be another; `left_downwards` nothing: arrow down in the text."""

    changed = Signal()
    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(tr("Filter: card 615 call"))
        self.text.setClearButtonEnabled(True)
        self.text.setAccessibleName(tr("Filter by words"))
        self.text.setToolTip(tr("Words that have to occur in the instrument: name, expiry, kind, strike (/)"))
        self.text.installEventFilter(self)
        names = [(str(name), name) for name in UNDERLYINGS]
        self.underlying = self._combo(tr("Underlying"), [(tr("All"), None), *names])
        self.expiry = self._combo(
            tr("Expiry, counted from the nearest"), [(tr(text), value) for text, value in _EXPIRIES]
        )
        self.kind = self._combo(tr("Kind of contract"), [(tr(text), value) for text, value in _KINDS])
        self.only = self._button("★")
        self.flat = self._button("≡")
        # typing restarts the pause, so that a word is looked for once and not letter by letter
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.text.textChanged.connect(lambda _: self._pause.start())
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.text, 1)
        first.addWidget(self.only)
        first.addWidget(self.flat)
        # names of underlyings are short
        for combo, share in ((self.underlying, 3), (self.expiry, 4), (self.kind, 4)):
            combo.setProperty("compact", True)
            second.addWidget(combo, share)
        for row in (first, second):
            row.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)

    def _combo(self, name: str, entries: list[tuple[str, Any]]) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.setMinimumContentsLength(5)
        combo.setMinimumWidth(_COMBO_PX)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for text, value in entries:
            combo.addItem(text, value)
        combo.currentIndexChanged.connect(self.changed)
        return combo

    def _button(self, sign: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setProperty("arms", "clicks")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def give_actions(self, only: QAction, flat: QAction) -> None:
        """Let the two switches show these actions."""
        for button, action in ((self.only, only), (self.flat, flat)):
            action.setIconText(button.text())
            button.setDefaultAction(action)

    def wanted(self) -> WatchFilter:
        """What the fields say; the favourites are the panel's to add."""
        return WatchFilter(
            underlying=self.underlying.currentData(),
            nth_expiry=self.expiry.currentData(),
            kinds=self.kind.currentData(),
            text=self.text.text().strip(),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.text or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        # Escape is the window's, for its messages: here the box takes it first while there is something to clear
        if event.type() is QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape and self.text.text():
            event.accept()
            return True
        # arrow down leads from the filter into the rows
        if event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.left_downwards.emit()
                return True
            if event.key() == Qt.Key.Key_Escape and self.text.text():
                self.text.clear()
                return True
        return super().eventFilter(watched, event)

    def save_state(self) -> dict[str, Any]:
        """What the fields say, as plain values."""
        return {
            "underlying": self.underlying.currentIndex(),
            "expiry": self.expiry.currentIndex(),
            "kind": self.kind.currentIndex(),
            "text": self.text.text(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; what does not fit is ignored."""
        for name, combo in (("underlying", self.underlying), ("expiry", self.expiry), ("kind", self.kind)):
            place = state.get(name)
            if isinstance(place, int) and 0 <= place < combo.count():
                combo.setCurrentIndex(place)
        if isinstance(text := state.get("text"), str):
            self.text.setText(text)
