"""The toolbar: what is traded on, the round's clock, cash and P&L, and the window's menus."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from algotrade_gui.core.units import MS_PER_S, cents_to_text, round_time_text
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import NOTHING, Figure
from algotrade_gui.ui.icons import IconName, icon
from algotrade_gui.ui.theme import GRID, Mode, SessionKind, theme, ui_font
from algotrade_gui.ui.trading_switch import KILL_WIDTH, KILL_WIDTH_COMPACT, KillButton, StateButton

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation
    from algotrade_gui.simulator.config import RoundPlan

BUTTON_HEIGHT = 28
_MODES: tuple[tuple[Mode, str], ...] = (("system", "Follow the system"), ("dark", "Dark"), ("light", "Light"))


class RoundMeter(QWidget):
    """How much of the round is over, as a thin bar."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedSize(72, 6)

    def show_share(self, share: float) -> None:
        """Show a share of 0 to 1."""
        share = min(1.0, max(0.0, share))
        if round(share * self.width()) != round(self._share * self.width()):
            self._share = share
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("line"))
        painter.fillRect(0, 0, round(self._share * self.width()), self.height(), theme().colour("accent"))
        painter.end()


class TopBar(QToolBar):
    """Fed by `tick` from the housekeeping timer: nothing here runs per update."""

    def __init__(self, workstation: "Workstation", parent: QWidget) -> None:
        super().__init__("Toolbar", parent)
        self._window = parent
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._workstation = workstation
        self._icons: list[tuple[QToolButton, IconName]] = []
        kind = SessionKind.PRACTICE if workstation.is_practice else SessionKind.LIVE
        chip = QLabel({"practice": "Practice", "replay": "Replay", "live": "Live"}[kind.value], self)
        chip.setProperty("chip", kind.value)
        chip.setFont(ui_font(bold=True))
        chip.setToolTip(
            "Play money on the exchange of this machine"
            if workstation.is_practice
            else "Orders go to the competition's exchange"
        )
        chip.setFixedHeight(24)
        self.addWidget(chip)
        profile = QLabel(workstation.profile.name, self)
        profile.setFont(ui_font(bold=True))
        profile.setToolTip(f"Profile {workstation.profile.name}, {workstation.address}")
        self._spare = [self.addWidget(profile)]
        """What goes first where there is little room."""
        self._compact = False
        self._whole_width = 0
        self._gap(2 * GRID)
        self._plan: RoundPlan | None = None
        self._round_ms: int | None = None
        self._whole = ""
        sample = "00:00" if workstation.round_plan is None else "00:00 of 00:00"
        self.clock = Figure("Round", sample, help_text="Time of the round", bold=True)
        self.addWidget(self.clock)
        self._meter = RoundMeter()
        self._meter.setToolTip("How much of the round is over")
        meter = self.addWidget(self._meter)
        meter.setVisible(workstation.round_plan is not None)
        if workstation.round_plan is not None:
            self._spare.append(meter)
        self._follow_plan()
        self._gap(2 * GRID)
        self.cash = Figure("Cash", "1,000,000.00", help_text="Cash of the account, in dollars", bold=True)
        self.addWidget(self.cash)
        self.net = Figure("P&L", "+100,000.00", help_text="Realised and unrealised of this round, all bots", bold=True)
        self.addWidget(self.net)
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.state_button = StateButton(workstation, self)
        self.state_button.setFixedHeight(BUTTON_HEIGHT)
        self.addWidget(self.state_button)
        self.limits_action = self.state_button.limits_action
        self.connection_action = self._action("Connection", "Ctrl+Shift+C", "Where this profile trades")
        self._button(self.connection_action, "connection")
        self.view_menu = QMenu("Panels", self)
        self._menu_button("Panels", "panels", "Alt+P", "Show and hide panels", self.view_menu)
        self.theme_menu = QMenu("Theme", self)
        self._fill_theme_menu()
        self._menu_button("Theme", "theme", "Alt+T", "Dark, light, or as the system has it", self.theme_menu)
        self.reset_action = self._action("Reset layout", "Ctrl+Shift+R", "Put the panels back where they belong")
        self._gap(GRID)
        self.kill_button = KillButton(workstation, parent)
        self.kill_button.setFixedHeight(BUTTON_HEIGHT)
        self.addWidget(self.kill_button)
        theme().changed.connect(self._dress)
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # what does not fit goes behind an arrow, the last first; the kill switch, which is the last, never may
        if not self._compact:
            self._whole_width = self.sizeHint().width()
        compact = event.size().width() < self._whole_width
        if compact is self._compact:
            return
        self._compact = compact
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if compact else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button, _ in self._icons:
            button.setToolButtonStyle(style)
        for action in self._spare:
            action.setVisible(not compact)
        self.kill_button.setFixedWidth(KILL_WIDTH_COMPACT if compact else KILL_WIDTH)

    def tick(self) -> None:
        """Show clock, cash and P&L as they are now."""
        cache, account = self._workstation.cache, self._workstation.account
        stale = is_stale(cache)
        self.state_button.tick()
        self.kill_button.tick()
        self._follow_plan()
        if cache.get_market_statistics().updates:
            self.clock.show_value(f"{round_time_text(cache.time_ms)}{self._whole}", "muted" if stale else "value")
            if self._round_ms:
                self._meter.show_share(cache.time_ms / self._round_ms)
        else:
            self.clock.show_value(NOTHING, "muted")
        cash = account.cash
        if cash is None:
            self.cash.show_value(NOTHING, "muted")
        else:
            self.cash.show_value(cents_to_text(cash.total))
            self.cash.setToolTip(f"Free {cents_to_text(cash.free)}, reserved for orders {cents_to_text(cash.reserved)}")
        self._show_pnl(stale)

    def _follow_plan(self) -> None:
        """Take the length of the round that is played now: those of a plan differ."""
        plan = self._workstation.round_plan
        if plan == self._plan or plan is None:
            return
        self._plan = plan
        self._round_ms = (plan.seconds or 0) * MS_PER_S
        self._whole = f" of {round_time_text(self._round_ms)}"
        orders = 0 if plan.delays is None else plan.delays.orders.ms
        late = f", orders arrive {orders} ms late" if orders else ""
        counts = f", coefficient {plan.coefficient:,}" if plan.coefficient else ""
        self.clock.setToolTip(f"Time of the round, and how long it lasts: {plan.name}{counts}{late}")

    def _show_pnl(self, stale: bool) -> None:
        if self._workstation.account.cash is None:
            self.net.show_value(NOTHING, "muted")
            return
        total = self._workstation.account.portfolio.pnl(None).total
        tone = "muted" if stale else "up" if total > 0 else "down" if total < 0 else "value"
        self.net.show_value(cents_to_text(total, signed=True), tone)

    def _fill_theme_menu(self) -> None:
        group = QActionGroup(self)
        for mode, words in _MODES:
            action = QAction(words, self)
            action.setCheckable(True)
            action.setChecked(theme().mode == mode)
            action.triggered.connect(lambda _checked, mode=mode: theme().set_mode(mode))
            group.addAction(action)
            self.theme_menu.addAction(action)

    def _action(self, text: str, keys: str, help_text: str) -> QAction:
        action = QAction(text, self)
        shortcut = QKeySequence(keys)
        action.setShortcut(shortcut)
        action.setToolTip(f"{help_text} ({shortcut.toString(QKeySequence.SequenceFormat.NativeText)})")
        self._window.addAction(action)
        return action

    def _button(self, action: QAction, name: IconName) -> None:
        button = QToolButton(self)
        button.setDefaultAction(action)
        self._finish_button(button, name)

    def _menu_button(self, text: str, name: IconName, keys: str, help_text: str, menu: QMenu) -> None:
        button = QToolButton(self)
        button.setText(text)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setShortcut(keys)
        button.setToolTip(f"{help_text} ({keys})")
        self._finish_button(button, name)

    def _finish_button(self, button: QToolButton, name: IconName) -> None:
        button.setIconSize(QSize(16, 16))
        button.setFixedHeight(BUTTON_HEIGHT)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(button.text())
        self._icons.append((button, name))
        self.addWidget(button)

    def _gap(self, width: int) -> None:
        gap = QWidget(self)
        gap.setFixedWidth(width)
        self.addWidget(gap)

    def _dress(self) -> None:
        for button, name in self._icons:
            button.setIcon(icon(name))
        self._meter.update()
