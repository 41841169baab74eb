"""Tells quietly what happened: toasts in the window's corner, equal ones counted, all kept for the list of messages."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.errors import ErrorCentre, ErrorRecord, Severity
from algotrade_gui.core.preferences import SoundChoice
from algotrade_gui.core.redaction import redact
from algotrade_gui.ui.icons import IconName, icon, pixmap
from algotrade_gui.ui.language import mark, shown, tr
from algotrade_gui.ui.models.source_names import sender_name
from algotrade_gui.ui.theme import GRID, Role, ui_font

MOST_TOASTS = 3
MOST_NOTES: Final = 300
"""How many messages the list keeps."""
MOST_LETTERS = 240
WARNING_SECONDS = 6.0
ERROR_SECONDS = 15.0
WIDTH = 360
LOOK: Final[dict[str, tuple[IconName, Role]]] = {
    "error": ("error", "danger"),
    "warning": ("warning", "warning"),
    "info": ("info", "accent"),
}
_KINDS: Final = {"error": mark("error"), "warning": mark("warning"), "info": mark("info")}


@dataclass(slots=True, kw_only=True)
class Note:
    """One distinct message, for the list."""

    kind: str
    source: str
    message: str
    last_s: float
    """When it came last, by the machine's clock (seconds since 1970)."""
    count: int = 1
    traceback_text: str | None = None


def clock_text(wall_s: float) -> str:
    """A time of the machine's clock as the log writes it."""
    return time.strftime("%H:%M:%S", time.localtime(wall_s))


class Toast(QFrame):
    """One message. Signals: `closed` (nothing), `details` (nothing) when its "Details" was clicked."""

    closed = Signal()
    details = Signal()

    def __init__(self, kind: str, source: str, message: str, *, has_details: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("toast", kind)
        self.setFixedWidth(WIDTH)
        self.kind = kind
        self.source = source
        self.message = message
        self.count = 1
        self.deadline = 0.0
        name, role = LOOK[kind]
        picture = QLabel(self)
        picture.setPixmap(pixmap(name, role))
        head = QLabel(sender_name(source), self)
        head.setTextFormat(Qt.TextFormat.PlainText)  # a bot is called whatever its owner likes
        head.setFont(ui_font(bold=True))
        self._times = QLabel(self)
        self._times.setProperty("tone", "muted")
        text = QLabel(_short(shown(redact(message))), self)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setProperty("tone", "secondary")
        close = QToolButton(self)
        close.setIcon(icon("cancel"))
        close.setIconSize(QSize(12, 12))
        close.setFixedSize(22, 22)
        # Escape does it: when a layout hides what had the focus, that must not end up here
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.setToolTip(tr("Dismiss (Esc in the window)"))
        close.setAccessibleName(tr("Dismiss this message"))
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(picture)
        top.addWidget(head, 1)
        top.addWidget(self._times)
        top.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID + 4, GRID // 2, GRID // 2, GRID)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(text)
        if has_details:
            more = QToolButton(self)
            more.setText(tr("Details"))
            more.setToolTip(tr("Show the full message and its traceback"))
            more.setFixedHeight(24)
            more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            more.clicked.connect(self.details)
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignRight)
        for widget in (self, head, text):
            widget.ensurePolished()
        # a layout's own hint does not know that the text wraps at this width
        self.setFixedHeight(layout.totalHeightForWidth(WIDTH))
        self.show_count(1)

    def show_count(self, count: int) -> None:
        """It came `count` times by now; it stays a while longer."""
        self.count = count
        self._times.setText(f"×{count}" if count > 1 else "")
        self.deadline = time.monotonic() + (ERROR_SECONDS if self.kind == "error" else WARNING_SECONDS)
        times = f" ×{count}" if count > 1 else ""
        self.setAccessibleName(f"{tr(_KINDS[self.kind])}: {sender_name(self.source)}: {shown(self.message)}{times}")


def _short(message: str) -> str:
    return message if len(message) <= MOST_LETTERS else f"{message[: MOST_LETTERS - 1]}…"


class Notifications(QWidget):
    """The toasts over the lower left corner of `window`. `tick` from the housekeeping timer takes old ones away.

    At the left no shipped layout has anything that sends an order, and tables have names there, their numbers further to the right.

    Signals: `show_messages` (nothing) when somebody asks for the list.
    """

    show_messages = Signal()

    def __init__(
        self,
        errors: ErrorCentre,
        window: QWidget,
        bottom_margin: int = 36,
        *,
        sound: Callable[[], SoundChoice] = lambda: "off",
        beep: Callable[[], None] = QApplication.beep,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        """`sound` says for which messages `beep` is called; `now_s` is the machine's clock."""
        super().__init__(window)
        self._errors = errors
        self._sound = sound
        self._beep = beep
        self._now_s = now_s
        self._came = 0
        """Errors and warnings that had come at the last look, repeats included."""
        self._notes: deque[Note] = deque(maxlen=MOST_NOTES)
        self._window = window
        self._bottom_margin = bottom_margin
        self._toasts: list[Toast] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        window.installEventFilter(self)
        self.hide()
        self._catching_up = True
        """What came before this window is told without a sound."""
        self._unsubscribe = errors.subscribe(self._error_came)
        self._catching_up = False

    @property
    def toasts(self) -> list[Toast]:
        """Those in view, oldest first."""
        return list(self._toasts)

    def close_subscription(self) -> None:
        """Listen to the error centre no more."""
        self._unsubscribe()

    @property
    def notes(self) -> list[Note]:
        """What was told so far, the oldest first, each distinct message once with how often it came."""
        self._count_repeats()
        return list(self._notes)

    def take_over(self, notes: list[Note]) -> None:
        """Begin the list with what another window has told; show none of it again.

        What both were told by the error centre stands there once, as the other window knew it.
        """
        self.dismiss_all()
        known = {(note.source, note.message): note for note in notes if note.kind != "info"}
        for own in self._notes:
            other = known.get((own.source, own.message))
            if other is not None:
                own.count, own.last_s = other.count, other.last_s
        self._notes.extendleft(note for note in reversed(notes) if note.kind == "info")

    def tell(self, kind: str, source: str, message: str, *, traceback_text: str | None = None) -> None:
        """Show a message of kind `error`, `warning` or `info`; one that was told before is counted, and shown once."""
        sound = "off" if self._catching_up else self._sound()
        if sound == "all" or (sound == "errors" and kind == "error"):
            self._beep()
        note = next((each for each in self._notes if (each.source, each.message) == (source, message)), None)
        if note is None:
            note = Note(kind=kind, source=source, message=message, last_s=self._now_s(), traceback_text=traceback_text)
            self._notes.append(note)
        else:
            note.count += 1
            note.last_s = self._now_s()
        toast = self._toast_of(note)
        if toast is not None:
            toast.show_count(note.count)
            return
        while len(self._toasts) >= MOST_TOASTS:
            self._drop(self._toasts[0])
        toast = Toast(kind, source, message, has_details=note.traceback_text is not None, parent=self)
        toast.closed.connect(lambda: self._drop(toast))
        toast.details.connect(self.show_messages)
        toast.show_count(note.count)
        self._toasts.append(toast)
        self._layout.addWidget(toast)
        toast.show()  # else the layout counts it only a turn of the loop later
        self._place()

    def _toast_of(self, note: Note) -> Toast | None:
        return next((each for each in self._toasts if (each.source, each.message) == (note.source, note.message)), None)

    def dismiss_all(self) -> None:
        """Take all toasts away; the list keeps the messages."""
        for toast in list(self._toasts):
            self._drop(toast)

    def come_up(self) -> None:
        """Stand over what has come over the toasts meanwhile."""
        if self._toasts:
            self.raise_()

    def tick(self) -> None:
        """Count what came again, take away what has been shown long enough, unless the pointer rests on it."""
        now = time.monotonic()
        self._count_repeats()
        for toast in list(self._toasts):
            if now > toast.deadline and not toast.underMouse():
                self._drop(toast)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self._toasts:
            self._place()
        return False

    def _error_came(self, record: ErrorRecord) -> None:
        kind = "error" if record.severity is Severity.ERROR else "warning"
        self.tell(kind, record.source, record.message, traceback_text=record.traceback_text)

    def _count_repeats(self) -> None:
        # pulled, not pushed: what is broken may report itself with every frame
        came = self._errors.error_count + self._errors.warning_count
        if came == self._came:
            return
        self._came = came
        counts = {(record.source, record.message): record.count for record in self._errors.records}
        for note in self._notes:
            count = counts.get((note.source, note.message), note.count)
            if count <= note.count:
                continue
            note.count, note.last_s = count, self._now_s()
            toast = self._toast_of(note)
            if toast is not None:
                toast.show_count(count)

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
            2 * GRID,
            max(0, self._window.height() - size.height() - self._bottom_margin),
            WIDTH,
            size.height(),
        )
        self.show()
        self.raise_()
