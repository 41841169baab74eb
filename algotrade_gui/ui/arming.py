"""Arming on a live profile: the toolbar's button, and the one question before orders may leave."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.ui.actions import add_action, shortcuts
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.language import tr, trn
from algotrade_gui.ui.theme import GRID, restyle, theme, ui_font

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation

ARM_KEYS: Final = "Ctrl+Shift+A"
_ROOM: Final = 40


class ArmDialog(QDialog):
    """Names the exchange, the team and what would trade at once. Cancel has the focus: nobody arms by one key too many.

    Show it with `open()`.
    """

    def __init__(self, workstation: "Workstation", parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Arm trading"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(440)
        profile = workstation.profile
        question = QLabel(tr("Orders will go to the live exchange from now on."), self)
        question.setFont(ui_font(bold=True))
        question.setWordWrap(True)
        facts = QFormLayout()
        facts.setHorizontalSpacing(2 * GRID)
        team = profile.exchange.team or tr("the team that this profile's secret belongs to")
        running = sum(info.state.is_alive for info in workstation.manager.bots())
        for name, value in (
            (tr("Exchange"), workstation.address),
            (tr("Team"), team),
            (tr("Profile"), profile.name),
            (
                tr("At once"),
                trn(running, "{count} running bot may send orders", "{count} running bots may send orders")
                if running
                else tr("no bot is running"),
            ),
        ):
            caption, shown = QLabel(name, self), QLabel(value, self)
            caption.setProperty("tone", "secondary")
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setWordWrap(True)
            facts.addRow(caption, shown)
        note = QLabel(tr("Disarm at any time: nothing new leaves then, and what works is cancelled."), self)
        note.setProperty("tone", "secondary")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        self.arm_button = buttons.addButton(tr("Arm trading"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel_button = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 4)
        layout.addWidget(question)
        layout.addLayout(facts)
        layout.addWidget(note)
        layout.addWidget(buttons)
        # its own guess gives what wraps more lines than it takes at this width
        self.resize(self.minimumWidth(), layout.totalHeightForWidth(self.minimumWidth()))


class ArmButton(QToolButton):
    """Arms after a question, disarms at once; hidden where nothing needs arming. `tick` keeps it in step."""

    def __init__(self, workstation: "Workstation", window: QWidget, changed: Callable[[], None]) -> None:
        """`changed` is called when it has become wider or narrower."""
        super().__init__(window)
        self._workstation = workstation
        self._window = window
        self._changed = changed
        self._shown: bool | None = None
        self.setFont(ui_font(bold=True))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.toggle)
        widest = max(self.fontMetrics().horizontalAdvance(words) for words in (tr("Arm trading"), tr("Disarm")))
        self.setFixedWidth(widest + _ROOM)
        if workstation.needs_arming:
            add_action(
                window,
                "trading.arm",
                tr("Arm or disarm trading"),
                self.toggle,
                keys=ARM_KEYS,
                help_text=tr("Let orders go to the live exchange, or stop that"),
                everywhere=True,
            )
        theme().changed.connect(self._dress)
        shortcuts().changed.connect(self._name_keys)
        self.tick()

    def _name_keys(self) -> None:
        self._shown = None
        self.tick()

    def toggle(self) -> None:
        """Ask and arm, or disarm at once."""
        if self._workstation.armed:
            self._workstation.disarm()
            return
        dialog = ArmDialog(self._workstation, self._window)
        dialog.accepted.connect(self._workstation.arm)
        dialog.open()

    def tick(self) -> None:
        """Show whether trading is armed."""
        armed = self._workstation.armed
        if armed is self._shown:
            return
        self._shown = armed
        keys = shortcuts().keys("trading.arm", ARM_KEYS)
        self.setText(tr("Disarm") if armed else tr("Arm trading"))
        self.setToolTip(
            tr("Orders go to the live exchange. Stop that and cancel what works ({keys})", keys=keys)
            if armed
            else tr(
                "No order leaves this machine: bots run and watch. Let them trade, after a question ({keys})",
                keys=keys,
            )
        )
        self.setAccessibleName(tr("Trading is armed: disarm") if armed else tr("Trading is not armed: arm"))
        restyle(self, "arming", "on" if armed else "off")
        self._dress()
        self._changed()

    def _dress(self) -> None:
        self.setIcon(icon("arm", "danger" if self._shown else "warning"))
