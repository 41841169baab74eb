"""Tells errors quietly: toasts in the window's corner, a list with tracebacks behind the status bar's count."""

import time

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.errors import ErrorCentre, ErrorRecord, Severity
from algotrade_gui.core.redaction import redact
from algotrade_gui.ui.icons import IconName, icon, pixmap
from algotrade_gui.ui.theme import GRID, Role, ui_font

MOST_TOASTS = 3
MOST_LETTERS = 240
WARNING_SECONDS = 6.0
ERROR_SECONDS = 15.0
WIDTH = 360
_LOOK: dict[str, tuple[IconName, Role]] = {
    "error": ("error", "danger"),
    "warning": ("warning", "warning"),
    "info": ("info", "accent"),
}


class Toast(QFrame):
    """One message. Signals: `closed` (nothing), `details` (nothing) when its "Details" was clicked."""

    closed = Signal()
    details = Signal()

    def __init__(self, kind: str, source: str, message: str, *, has_details: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("toast", kind)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(f"{kind}: {source}: {message}")
        self.deadline = time.monotonic() + (ERROR_SECONDS if kind == "error" else WARNING_SECONDS)
        name, role = _LOOK[kind]
        picture = QLabel(self)
        picture.setPixmap(pixmap(name, role))
        head = QLabel(source, self)
        head.setTextFormat(Qt.TextFormat.PlainText)  # a bot is called whatever its owner likes
        head.setFont(ui_font(bold=True))
        text = QLabel(_short(redact(message)), self)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setProperty("tone", "secondary")
        close = QToolButton(self)
        close.setIcon(icon("cancel"))
        close.setIconSize(QSize(12, 12))
        close.setFixedSize(22, 22)
        close.setToolTip("Dismiss (Esc in the window)")
        close.setAccessibleName("Dismiss this message")
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(picture)
        top.addWidget(head, 1)
        top.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID + 4, GRID // 2, GRID // 2, GRID)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(text)
        if has_details:
            more = QToolButton(self)
            more.setText("Details")
            more.setToolTip("Show the full message and its traceback")
            more.setFixedHeight(24)
            more.clicked.connect(self.details)
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignRight)
        for widget in (self, head, text):
            widget.ensurePolished()
        # a layout's own hint does not know that the text wraps at this width
        self.setFixedHeight(layout.totalHeightForWidth(WIDTH))


def _short(message: str) -> str:
    return message if len(message) <= MOST_LETTERS else f"{message[: MOST_LETTERS - 1]}…"


class Notifications(QWidget):
    """The toasts over the lower right corner of `window`. `tick` from the housekeeping timer takes old ones away.

    Signals: `show_messages` (nothing) when somebody asks for the list.
    """

    show_messages = Signal()

    def __init__(self, errors: ErrorCentre, window: QWidget, bottom_margin: int = 36) -> None:
        super().__init__(window)
        self._window = window
        self._bottom_margin = bottom_margin
        self._toasts: list[Toast] = []
        self._waiting = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        window.installEventFilter(self)
        self.hide()
        self._unsubscribe = errors.subscribe(self._error_came)

    @property
    def toasts(self) -> list[Toast]:
        """Those in view, oldest first."""
        return list(self._toasts)

    def close_subscription(self) -> None:
        """Listen to the error centre no more."""
        self._unsubscribe()

    def tell(self, kind: str, source: str, message: str, *, has_details: bool = False) -> None:
        """Show a message of kind `error`, `warning` or `info`."""
        while len(self._toasts) >= MOST_TOASTS:
            self._drop(self._toasts[0])
        toast = Toast(kind, source, message, has_details=has_details, parent=self)
        toast.closed.connect(lambda: self._drop(toast))
        toast.details.connect(self.show_messages)
        self._toasts.append(toast)
        self._layout.addWidget(toast)
        toast.show()  # else the layout counts it only a turn of the loop later
        self._place()

    def dismiss_all(self) -> None:
        """Take all toasts away; the list keeps the messages."""
        for toast in list(self._toasts):
            self._drop(toast)

    def tick(self) -> None:
        """Take away what has been shown long enough, unless the pointer rests on it."""
        now = time.monotonic()
        for toast in list(self._toasts):
            if now > toast.deadline and not toast.underMouse():
                self._drop(toast)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self._toasts:
            self._place()
        return False

    def _error_came(self, record: ErrorRecord) -> None:
        kind = "error" if record.severity is Severity.ERROR else "warning"
        self.tell(kind, record.source, record.message, has_details=record.traceback_text is not None)

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            self._layout.removeWidget(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    def _place(self) -> None:
        if not self._toasts:
            self.hide()
            return
        self._layout.activate()
        size = self._layout.sizeHint()
        self.setGeometry(
            self._window.width() - WIDTH - 2 * GRID,
            max(0, self._window.height() - size.height() - self._bottom_margin),
            WIDTH,
            size.height(),
        )
        self.show()
        self.raise_()


class MessagesDialog(QDialog):
    """All distinct errors and warnings of this run, newest first, each with its traceback. Show it with `open()`."""

    def __init__(self, errors: ErrorCentre, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Messages")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 440)
        self._records = list(reversed(errors.records))
        self._list = QListWidget(self)
        self._list.setAccessibleName("Messages")
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        self._detail.setAccessibleName("The message in full")
        self._detail.setPlaceholderText("No message so far." if not self._records else "")
        for record in self._records:
            kind = "error" if record.severity is Severity.ERROR else "warning"
            times = f"  ×{record.count}" if record.count > 1 else ""
            item = QListWidgetItem(icon(*_LOOK[kind]), f"{record.source}: {record.message}{times}")
            item.setToolTip(record.message)
            self._list.addItem(item)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self._list)
        split.addWidget(self._detail)
        split.setSizes([160, 240])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setToolTip("Copy the message in full")
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(split, 1)
        layout.addWidget(buttons)
        self._list.currentRowChanged.connect(self._show)
        if self._records:
            self._list.setCurrentRow(0)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._records):
            record = self._records[row]
            detail = f"\n\n{record.traceback_text}" if record.traceback_text else ""
            # it may be copied from here into a question to somebody else
            self._detail.setPlainText(redact(f"{record.source}: {record.message}{detail}"))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._detail.toPlainText())
