"""The toolbar: what is traded on, the round's clock, cash, P&L, messages, the window's menus, the kill switch."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from algotrade_gui.core.units import MS_PER_S, round_time_text
from algotrade_gui.ui.actions import add_action, shortcuts
from algotrade_gui.ui.arming import ArmButton
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import NOTHING, Figure
from algotrade_gui.ui.icons import IconName, icon
from algotrade_gui.ui.language import integer, money, tr
from algotrade_gui.ui.meters import ROUND_SIZE, MessageMeter, Meter
from algotrade_gui.ui.models.round_names import round_words
from algotrade_gui.ui.profile_button import ProfileButton
from algotrade_gui.ui.theme import GRID, theme
from algotrade_gui.ui.trading_switch import KILL_WIDTH, KILL_WIDTH_COMPACT, KillButton, StateButton

if TYPE_CHECKING:
    from algotrade_gui.composition import Workstation
    from algotrade_gui.simulator.config import RoundPlan

BUTTON_HEIGHT: Final = 28
SEARCH_WIDTH: Final = 150
PALETTE_KEYS: Final = "Ctrl+K"


class TopBar(QToolBar):
    """Fed by `tick` from the housekeeping timer: nothing here runs per update.

    Where there is not room for all of it, things go one after the other, the least missed first; the kill switch never does.
    """

    def __init__(self, workstation: "Workstation", window: QWidget) -> None:
        super().__init__(tr("Toolbar"), window)
        self._window = window
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._workstation = workstation
        # where a recording plays back there is no account, and nothing to stop
        self._trades = not workstation.is_replay
        self._icons: list[tuple[QToolButton, IconName]] = []
        self._plan: RoundPlan | None = None
        self._round_ms: int | None = None
        self._whole = ""
        self._stage = -1
        self._widths: list[int] = []
        self.profile_button = ProfileButton(workstation, window)
        self.profile_button.setFixedHeight(BUTTON_HEIGHT)
        self.addWidget(self.profile_button)
        self.connection_action = self.profile_button.connection_action
        self.arm_button = ArmButton(workstation, window, self._refit)
        self.arm_button.setFixedHeight(BUTTON_HEIGHT)
        self.addWidget(self.arm_button).setVisible(workstation.needs_arming)
        self._gap(GRID)
        self._add_figures()
        spring = QWidget(self)
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.state_button = StateButton(workstation, window)
        self.state_button.setFixedHeight(BUTTON_HEIGHT)
        self._state = self.addWidget(self.state_button)
        self.limits_action = self.state_button.limits_action
        self.search_button = QToolButton(self)
        self._name_keys()
        shortcuts().changed.connect(self._name_keys)
        self.search_button.setProperty("field", True)
        self._finish_button(self.search_button, "search")
        self.layouts_menu = QMenu(tr("Layouts"), self)
        help_text = tr("Arrange the panels: shipped layouts and your own")
        self._menu_button("layouts", tr("Layouts"), "Ctrl+Shift+L", help_text, self.layouts_menu)
        self.view_menu = QMenu(tr("Panels"), self)
        self._menu_button("panels", tr("Panels"), "Ctrl+Shift+D", tr("Show and hide panels"), self.view_menu)
        self.window_menu = QMenu(tr("Window"), self)
        help_text = tr("Theme, language, sound, keys, messages")
        self._menu_button("menu", tr("Menu"), "F10", help_text, self.window_menu)
        self.kill_button = KillButton(workstation, window)
        self.kill_button.setFixedHeight(BUTTON_HEIGHT)
        self.addWidget(self.kill_button).setVisible(self._trades)
        theme().changed.connect(self._dress)
        self._dress()

    def _add_figures(self) -> None:
        has_plan = self._workstation.exchange.round_plan is not None
        sample = tr("{now} of {whole}", now="00:00", whole="00:00") if has_plan else "00:00"
        self.clock = Figure(tr("Round"), sample, help_text=tr("Time of the round"), bold=True)
        self.addWidget(self.clock)
        self._meter = Meter(ROUND_SIZE)
        self._meter.setToolTip(tr("How much of the round is over"))
        self._meter_action = self.addWidget(self._meter)
        self._meter_action.setVisible(has_plan)
        self._has_plan = has_plan
        self._follow_plan()
        self._gap(GRID)
        self.cash = Figure(tr("Cash $"), "100,000.00", help_text=tr("Cash of the account, in dollars"), bold=True)
        self._cash = self.addWidget(self.cash)
        help_text = tr("Realised and unrealised of this round, all bots, in dollars")
        self.net = Figure(tr("P&L $"), "+10,000.00", help_text=help_text, bold=True)
        self.addWidget(self.net).setVisible(self._trades)
        self.messages = MessageMeter(self)
        self._messages = self.addWidget(self.messages)

    # --- room ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _refit(self) -> None:
        """Fit anew after something has changed its width."""
        self._widths.clear()
        if self._stage >= 0:
            self._fit(self.width())

    def _fit(self, width: int) -> None:
        """Take the first stage that there is room for."""
        if not self._widths:
            for stage in range(_STAGES):
                self._take_stage(stage)
                self._widths.append(self.sizeHint().width())
        fitting = next((stage for stage, need in enumerate(self._widths) if need <= width), _STAGES - 1)
        self._take_stage(fitting)

    def _take_stage(self, stage: int) -> None:
        if stage == self._stage:
            return
        self._stage = stage
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if stage < 1 else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button, _ in self._icons:
            if button is not self.search_button:
                button.setToolButtonStyle(style)
        self._meter_action.setVisible(self._has_plan and stage < 2)
        self.profile_button.shorten(stage >= 3)
        self.search_button.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonTextBesideIcon if stage < 4 else Qt.ToolButtonStyle.ToolButtonIconOnly
        )
        self.search_button.setMinimumWidth(SEARCH_WIDTH if stage < 3 else 0)
        self.kill_button.setFixedWidth(KILL_WIDTH if stage < 4 else KILL_WIDTH_COMPACT)
        self.messages.shorten(stage >= 5)
        self._messages.setVisible(self._trades and stage < 6)
        self._cash.setVisible(self._trades and stage < 7)

    # --- shown ---

    def tick(self) -> None:
        """Show everything as it is now."""
        cache, account = self._workstation.cache, self._workstation.account
        stale = is_stale(cache)
        self.profile_button.tick()
        self.arm_button.tick()
        choosable = self._trades and self._workstation.armed
        if self._state.isVisible() is not choosable:
            # until it is armed there is nothing to choose
            self._state.setVisible(choosable)
            self._refit()
        self.state_button.tick()
        self.kill_button.tick()
        self.messages.show_usage(account.budget.usage)
        self._follow_plan()
        if cache.get_market_statistics().updates:
            now = round_time_text(cache.time_ms)
            words = tr("{now} of {whole}", now=now, whole=self._whole) if self._whole else now
            self.clock.show_value(words, "muted" if stale else "value")
            if self._round_ms:
                self._meter.show_share(cache.time_ms / self._round_ms)
        else:
            self.clock.show_value(NOTHING, "muted")
        cash = account.cash
        if cash is None:
            self.cash.show_value(NOTHING, "muted")
        else:
            self.cash.show_value(money(cash.total))
            free, reserved = money(cash.free), money(cash.reserved)
            self.cash.setToolTip(tr("Free {free}, reserved for orders {reserved}", free=free, reserved=reserved))
        self._show_pnl(stale)

    def _follow_plan(self) -> None:
        """Take the length of the round that is played now: those of a plan differ."""
        plan = self._workstation.exchange.round_plan
        if plan == self._plan or plan is None:
            return
        self._plan = plan
        self._round_ms = (plan.seconds or 0) * MS_PER_S
        self._whole = round_time_text(self._round_ms)
        self.clock.show_name(tr("Round {name}", name=round_words(plan.name.removeprefix("round "))))
        words = [tr("Time of the round, and how long it lasts: {name}", name=round_words(plan.name))]
        if plan.coefficient:
            words.append(tr("coefficient {number}", number=integer(plan.coefficient)))
        orders = 0 if plan.delays is None else plan.delays.orders.ms
        if orders:
            words.append(tr("orders arrive {late} ms late", late=integer(orders)))
        self.clock.setToolTip(", ".join(words))
        self._refit()

    def _show_pnl(self, stale: bool) -> None:
        if self._workstation.account.cash is None:
            self.net.show_value(NOTHING, "muted")
            return
        total = self._workstation.account.portfolio.pnl(None).total
        tone = "muted" if stale else "up" if total > 0 else "down" if total < 0 else "value"
        self.net.show_value(money(total, signed=True), tone)

    # --- parts ---

    def _menu_button(self, name: IconName, text: str, keys: str, help_text: str, menu: QMenu) -> None:
        button = QToolButton(self)
        button.setText(text)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        action: QAction = add_action(
            self._window,
            f"window.menu.{name}",
            tr("Menu {name}", name=menu.title()),
            lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())),
            keys=keys,
            help_text=help_text,
            everywhere=True,
        )
        button.setToolTip(action.toolTip())
        action.changed.connect(lambda: button.setToolTip(action.toolTip()))
        self._finish_button(button, name)

    def _finish_button(self, button: QToolButton, name: IconName) -> None:
        button.setIconSize(QSize(16, 16))
        button.setFixedHeight(BUTTON_HEIGHT)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(button.text())
        self._icons.append((button, name))
        self.addWidget(button)

    def _name_keys(self) -> None:
        keys = shortcuts().keys("window.palette", PALETTE_KEYS)
        self.search_button.setText(tr("Search  {keys}", keys=keys))
        self.search_button.setToolTip(tr("Find any action, instrument, bot or panel ({keys})", keys=keys))

    def _gap(self, width: int) -> None:
        gap = QWidget(self)
        gap.setFixedWidth(width)
        self.addWidget(gap)

    def _dress(self) -> None:
        for button, name in self._icons:
            button.setIcon(icon(name, "muted" if button is self.search_button else "secondary"))


_STAGES: Final = 8
