"""The command palette: one field that finds every action, instrument, bot, panel and layout."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.preferences import PreferenceStore
from algotrade_gui.ui.focus import focused_in, give_back, take
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.palette_match import Text, prepare, rank
from algotrade_gui.ui.theme import GRID, theme, ui_font

WIDTH: Final = 620
ROW: Final = 28
ROWS: Final = 12
"""Rows in view."""
MOST_FOUND: Final = 60
_TOP: Final = 56
Act = Callable[[], object]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be chosen. `key` is stable: it is remembered as used. All words are translated."""

    key: str
    title: str
    act: Act
    kind: str = ""
    keys: str = ""
    enabled: bool = True
    with_control: Act | None = None
    """What Ctrl+Enter does."""
    with_alt: Act | None = None
    remembered: bool = True
    """Whether it is offered again as used; a contract is gone in a minute."""
    hint: str = ""
    """What the three do, below the list while it is chosen."""


class FoundModel(QAbstractListModel):
    """The entries that were found, with the letters that were meant."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[tuple[Entry, tuple[int, ...]]] = []

    def show_found(self, found: list[tuple[Entry, tuple[int, ...]]]) -> None:
        """Show these; the user has typed, so the list begins anew."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self.found[index.row()][0]
            return ", ".join(part for part in (entry.title, entry.kind, entry.keys) if part)
        return None


class _Painter(QStyledItemDelegate):
    """Title with what was meant in the accent colour, kind and keys quiet at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, FoundModel)
        entry, places = model.found[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme().tint("accent"))
        inner = rect.adjusted(GRID + 4, 0, -GRID - 4, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        plain, bold = ui_font(), ui_font(bold=True)
        quiet = theme().colour("muted")
        painter.setFont(plain)
        painter.setPen(quiet)
        tail = "   ".join(part for part in (entry.kind, entry.keys) if part)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, tail)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(tail) - 2 * GRID
        self._title(painter, entry, set(places), QRect(inner.left(), inner.top(), room, inner.height()), (plain, bold))
        painter.restore()

    def _title(
        self, painter: QPainter, entry: Entry, places: set[int], room: QRect, fonts: tuple[QFont, QFont]
    ) -> None:
        usual = theme().colour("text" if entry.enabled else "muted")
        accent = theme().colour("accent" if entry.enabled else "muted")
        left = room.left()
        text, start = entry.title, 0
        while start < len(text):
            meant = start in places
            end = start + 1
            while end < len(text) and (end in places) is meant:
                end += 1
            piece, font = text[start:end], fonts[meant]
            metrics = QFontMetrics(font)
            left_over = room.right() - left
            painter.setFont(font)
            painter.setPen(accent if meant else usual)
            shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, left_over)
            painter.drawText(left, room.top(), left_over, room.height(), Qt.AlignmentFlag.AlignVCenter, shown)
            if shown != piece:
                return
            left += metrics.horizontalAdvance(piece)
            start = end

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(WIDTH, ROW)


class CommandPalette(QFrame):
    """Lies over `window` while it is open; the keyboard alone serves it. What was chosen runs after the focus went back.

    `entries` is asked once each time it opens. Signals: `opened` (nothing).
    """

    opened = Signal()

    def __init__(self, window: QWidget, entries: Callable[[], list[Entry]], preferences: PreferenceStore) -> None:
        super().__init__(window)
        self._window = window
        self._make_entries = entries
        self._preferences = preferences
        self._entries: list[Entry] = []
        self._titles: list[Text] = []
        self._kinds: list[Text] = []
        self._recency: list[int | None] = []
        self._came_from: QWidget | None = None
        self.setProperty("overlay", True)
        self.setAccessibleName(tr("Command palette"))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Action, instrument, bot, panel, layout…"))
        self.field.setAccessibleName(tr("What is looked for"))
        self.field.setFont(ui_font(scale=1.15))
        self.model = FoundModel(self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_Painter(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("What was found"))
        self.view.clicked.connect(lambda _index: self._choose(Qt.KeyboardModifier.NoModifier))
        self.hint = QLabel(self)
        self.hint.setProperty("tone", "muted")
        self.hint.setContentsMargins(GRID + 4, 2, GRID, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.field)
        layout.addWidget(self.view)
        layout.addWidget(self.hint)
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_hint())
        self.hide()

    # --- opening, closing ---

    def open(self, text: str = "") -> None:
        """Show it, with `text` typed; with the focus inside."""
        if self.isVisible():
            self.close_palette()
            return
        self._came_from = focused_in(self._window)
        self._gather()
        self.field.setText(text)
        self.search(text)
        self._place()
        self.show()
        self.raise_()
        take(self.field)
        self.opened.emit()

    def renew(self) -> None:
        """There is more to be found: look again for what is typed; what the user has gone to stays chosen."""
        if not self.isVisible():
            return
        before = self.chosen
        self._gather()
        self.search(self.field.text())
        keys = [entry.key for entry, _ in self.model.found]
        if before is not None and before.key in keys:
            self.view.setCurrentIndex(self.model.index(keys.index(before.key)))

    def _gather(self) -> None:
        self._entries = self._make_entries()
        self._titles = [prepare(entry.title) for entry in self._entries]
        self._kinds = [prepare(entry.kind) for entry in self._entries]
        used = {key: place for place, key in enumerate(self._preferences.value.recent)}
        self._recency = [used.get(entry.key) for entry in self._entries]

    def close_palette(self) -> None:
        """Take it away and give the focus back."""
        if not self.isVisible():
            return
        came_from, self._came_from = self._came_from, None
        # else Qt hands the focus to any neighbour, which would count as the panel that the user works in
        self.field.clearFocus()
        self.hide()
        self._entries = []
        give_back(came_from)

    def search(self, text: str) -> None:
        """Show what matches `text`, the best first."""
        best = rank(text, self._titles, self._recency, MOST_FOUND, self._kinds)
        self.model.show_found([(self._entries[place], places) for place, places in best])
        if best:
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setFixedHeight(ROW * min(ROWS, len(best)))
        self._show_hint()
        if self.isVisible():
            self._place()

    @property
    def chosen(self) -> Entry | None:
        """The entry that Enter would take."""
        row = self.view.currentIndex().row()
        return self.model.found[row][0] if 0 <= row < len(self.model.found) else None

    # --- keys ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if kind == QEvent.Type.FocusOut and self.isVisible() and not self.isAncestorOf(self._focus()):
            self._came_from = None  # the focus has gone where the user has put it
            self.close_palette()
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            # else the window's shortcuts take these keys; no others, the kill switch's least of all
            if event.key() in _KEYS or _is_its_own(event):
                event.accept()
            return False
        return kind == QEvent.Type.KeyPress and self._pressed(event)

    def _focus(self) -> QWidget:
        focused: QWidget | None = self._window.focusWidget()
        return self._window if focused is None else focused

    def _pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape or _is_its_own(event):
            self.close_palette()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(event.modifiers())
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(1 if key == Qt.Key.Key_Tab else -1)
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        count = len(self.model.found)
        if not count:
            return
        row = self.view.currentIndex().row() + by
        row = row % count if abs(by) == 1 else min(max(row, 0), count - 1)
        self.view.setCurrentIndex(self.model.index(row))

    def _choose(self, modifiers: Qt.KeyboardModifier) -> None:
        entry = self.chosen
        if entry is None or not entry.enabled:
            return
        act: Act | None = entry.act
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            act = entry.with_control
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            act = entry.with_alt
        if act is None:
            return
        if entry.remembered:
            self._preferences.used(entry.key)
        self.close_palette()
        act()

    # --- look ---

    def _show_hint(self) -> None:
        entry = self.chosen
        if entry is None:
            self.hint.setText(tr("Nothing is called that."))
        elif not entry.enabled:
            self.hint.setText(tr("This cannot be done now."))
        else:
            self.hint.setText(entry.hint or tr("Enter does it, Escape leaves."))

    def _place(self) -> None:
        width = min(WIDTH, self._window.width() - 4 * GRID)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((self._window.width() - width) // 2, _TOP)


def _is_its_own(event: QKeyEvent) -> bool:
    """Whether these are the keys that open it: pressed again they close it."""
    return event.key() == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier


_STEPS: Final = {
    int(Qt.Key.Key_Down): 1,
    int(Qt.Key.Key_Up): -1,
    int(Qt.Key.Key_PageDown): ROWS - 1,
    int(Qt.Key.Key_PageUp): 1 - ROWS,
}
_KEYS: Final = {
    *_STEPS,
    *(int(key) for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)),
}
