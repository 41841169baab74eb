"""The chart panel: live candles of a role that rolls by itself, or of one pinned instrument, with our orders on them."""

from itertools import pairwise
from typing import Any, ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.instrument import (
    UNDERLYINGS,
    UnknownInstrumentError,
    parse_instrument_id,
)
from algotrade_gui.domain.role import Role
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.charts.chart_actions import ChartActions, Verbs
from algotrade_gui.ui.charts.chart_menu import ChartMenu
from algotrade_gui.ui.charts.control_bar import ControlBar
from algotrade_gui.ui.charts.controls import ChartControls
from algotrade_gui.ui.charts.order_desk import ChartOrders
from algotrade_gui.ui.charts.saving import ChartSaving
from algotrade_gui.ui.charts.scene import INTERVALS_S, ChartScene, ChartStyle
from algotrade_gui.ui.contract_watch import ContractWatch
from algotrade_gui.ui.dialogs.indicators import IndicatorsDialog
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.chart_indicators import ChosenIndicator, from_state
from algotrade_gui.ui.models.chart_scenes import SceneMaker
from algotrade_gui.ui.models.chart_series import ChartSeries
from algotrade_gui.ui.models.names import role_label
from algotrade_gui.ui.navigator import Navigator, Target
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.role_memory import read_role, role_state
from algotrade_gui.ui.role_picker import RolePicker
from algotrade_gui.ui.sources import ChartParts


class ChartPanel(Panel):
    """Binds to a target: a Role, resolved anew at each refresh, or an InstrumentId."""

    panel_id: ClassVar[str] = "chart"
    title: ClassVar[str] = "Chart"

    def __init__(
        self,
        workstation: ChartParts,
        navigator: Navigator | None = None,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._account = workstation.account
        self._orders = workstation.account.orders
        self._manager = workstation.manager
        self._navigator = navigator if navigator is not None else Navigator(self)
        self._market = self._cache.changes.reader()
        self._order_changes = self._orders.changes.reader()
        self.target: Target = Role(underlying=UNDERLYINGS[0])
        self.instrument: InstrumentId | None = None
        """What is drawn: the target, or who plays it now."""
        self.interval_s = 1
        self.scenes = SceneMaker(self._cache, self._account)
        self._series: ChartSeries | None = None
        self._rebuild = True
        self._round = self._cache.round
        self._orders_missed = False
        self._scene_key: tuple[object, ...] | None = None

        self.picker = RolePicker(self)
        self.controls = ChartControls(self)
        self.canvas = ChartCanvas(self)
        self.message = QLabel(self.canvas)
        self.saving = ChartSaving(self.canvas, self.tasks, workstation.errors)
        self.desk = ChartOrders(
            self.canvas, self._account, self.tasks, workstation.errors, self.message, clock or RealClock()
        )
        self.actions_of = ChartActions(
            self.canvas,
            Verbs(
                pin=self.picker.pin.click,
                indicators=self.open_indicators,
                next_interval=self._next_interval,
                next_style=self._next_style,
                export_png=lambda: self.saving.ask_png(self),
                export_csv=lambda: self.saving.ask_csv(self),
                ladder=lambda: self._navigator.ladder_wanted.emit(self.target),
            ),
        )
        self.menu = QMenu(self)
        self.menu_maker = ChartMenu(self.canvas, self.actions_of, self.desk, self._navigator)
        self._lay_out()
        self._connect()
        self._watch = ContractWatch(self._cache, self)

    def _lay_out(self) -> None:
        actions = self.actions_of
        self.controls.take_actions(
            indicators=actions.indicators,
            auto_scale=actions.auto_scale,
            whole=actions.whole,
            follow=actions.follow,
            menu=self.menu,
        )
        self.bar = ControlBar(self.picker, self.controls, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
        # Tab enters a panel at its focus proxy, and would pass over what stands before that in the order
        picker = self.picker
        order = (self.canvas, picker.underlying, picker.kind, picker.expiry, picker.strike, picker.pin)
        for before, after in pairwise((*order, *self.controls.tab_order)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.picker.role_chosen.connect(self.show_target)
        self.picker.pin_toggled.connect(self._pin)
        self.controls.interval_chosen.connect(self.show_interval)
        self.controls.style_chosen.connect(self.show_style)
        canvas = self.canvas
        canvas.following_changed.connect(self.actions_of.follow.setChecked)
        canvas.auto_scale_changed.connect(self.actions_of.auto_scale.setChecked)
        canvas.crosshair_moved.connect(lambda second: self._navigator.crosshair_moved.emit(self, second))
        canvas.menu_asked.connect(self._open_menu)
        self._navigator.crosshair_moved.connect(self._crosshair)
        self.menu.aboutToShow.connect(lambda: self.fill_menu(None))

    # --- what is shown ---

    def show_target(self, target: Target) -> None:
        """Show a role, which rolls from contract to contract, or pin one instrument. An id that is none is ignored."""
        if isinstance(target, Role):
            self.target = target
            self.picker.show_role(target)
            if self._cache.resolve(target) is None:
                # a gap while a role rolls keeps the last contract in view, another role without one does not
                self._let_go()
        else:
            try:
                item = parse_instrument_id(target)
            except UnknownInstrumentError:
                return
            if not item.is_tradeable:
                self.show_target(Role(underlying=item.underlying))
                return
            self.target = target
            role = self._cache.role_of(item) or Role(underlying=item.underlying, kind=item.kind)
            self.picker.show_role(role, pinned=True)
        self._show_anew()

    def show_interval(self, seconds: int) -> None:
        """Let each candle cover so many seconds; what is no interval is ignored."""
        if seconds not in INTERVALS_S:
            return
        self.canvas.view.rescale(seconds / self.interval_s)
        self.interval_s = seconds
        self.controls.show_interval(seconds)
        if self._series is not None and self.instrument is not None:
            self._series = ChartSeries(self._cache, self.instrument, seconds)
        self._show_anew(bind=False)

    def show_style(self, style: ChartStyle) -> None:
        """Draw candles or a line."""
        self.scenes.style = style
        self.controls.show_style(style)
        self._show_anew(bind=False)

    def show_indicators(self, chosen: tuple[ChosenIndicator, ...]) -> None:
        """Draw these indicators."""
        self.scenes.indicators.chosen = chosen
        self._show_anew(bind=False)

    def open_indicators(self) -> IndicatorsDialog:
        """Open the dialog of this chart's indicators; returned for tests."""
        dialog = IndicatorsDialog(self.scenes.indicators.chosen, self)
        dialog.chosen.connect(self.show_indicators)
        dialog.open()
        return dialog

    def _show_anew(self, *, bind: bool = True) -> None:
        self._rebuild = self._rebuild or bind
        self._scene_key = None
        # not what the market has changed, so no change set tells it
        self._orders_missed = True
        self.refresh_now()

    def _next_interval(self) -> None:
        self.show_interval(INTERVALS_S[(INTERVALS_S.index(self.interval_s) + 1) % len(INTERVALS_S)])

    def _next_style(self) -> None:
        styles = list(ChartStyle)
        self.show_style(styles[(styles.index(self.scenes.style) + 1) % len(styles)])

    def _pin(self, pinned: bool) -> None:
        if pinned and self.instrument is not None:
            self.show_target(self.instrument)
        else:
            self.show_target(self.picker.role)

    def _crosshair(self, sender: object, second: float | None) -> None:
        if sender is not self:
            self.canvas.link(second)

    # --- the menu ---

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu_maker.fill(menu, self.canvas.mapFromGlobal(at), self._traded())
        menu.popup(at)

    def fill_menu(self, at: QPoint | None) -> QMenu:
        """Fill the menu for a place on the canvas, or for none; returned for tests."""
        self.menu.clear()
        self.menu_maker.fill(self.menu, at, self._traded())
        return self.menu

    def _traded(self) -> InstrumentId | None:
        """The instrument shown, if it can be traded."""
        instrument = self.instrument
        return instrument if instrument is not None and parse_instrument_id(instrument).is_tradeable else None

    # --- one refresh ---

    def mark_stale(self) -> None:
        # half a million order ids would gather over a round; one mark says as much
        super().mark_stale()
        self._order_changes.drain()
        self._orders_missed = True

    def refresh(self) -> None:
        """Resolve the target, follow its candles, orders and fills; one repaint, and only if something changed."""
        dirty = self._market.drain()
        orders_changed = bool(self._order_changes.drain()) or self._orders_missed
        self._orders_missed = False
        self.desk.refresh()
        resolved = self._cache.resolve(self.target) if isinstance(self.target, Role) else self.target
        another_round = self._another_round()
        bound = self._rebuild or another_round
        if resolved is not None and resolved != self.instrument:
            self._bind(resolved)
            bound = True
        if self.instrument is None or self._series is None:
            self._show_nothing()
            return
        looks = self.instrument in dirty or bound or orders_changed or self._series.put_off
        # all candles close with the same update: a further chart, drawn anew then, takes the next; its prices are those of this one
        moved = looks and self._series.refresh(put_off=self.objectName() != self.panel_id and not bound)
        said = self.scenes.say(stale_words(self._cache), self._empty_text(self._series))
        drawn = self.scenes.follow_bots(self._manager.plots(), self.instrument)
        if not (moved or bound or orders_changed or said or drawn or self.instrument in dirty):
            return
        item = parse_instrument_id(self.instrument)
        if orders_changed or bound:
            self.scenes.follow_orders(item)
        scene = self.scenes.scene(item, self._series, pinned=not isinstance(self.target, Role))
        self._rebuild = False
        if bound:
            self.canvas.bind(scene)
            return
        # a book that changed behind its best prices changes nothing here
        key = (
            id(scene.candles),
            scene.last_price,
            scene.bid,
            scene.ask,
            scene.note,
            scene.stale,
            scene.empty,
            scene.fills,
            scene.orders,
            scene.history,
            scene.lines,
            scene.points,
        )
        if key != self._scene_key:
            self._scene_key = key
            self.canvas.show_scene(scene)

    def _another_round(self) -> bool:
        """Whether another round has begun since the last refresh: what was in view is over."""
        if self._cache.round == self._round:
            return False
        self._round = self._cache.round
        if isinstance(self.target, Role):
            self._let_go()
        return True

    def _bind(self, instrument: InstrumentId) -> None:
        self._watch.show(instrument)
        self.instrument = instrument
        self._series = ChartSeries(self._cache, instrument, self.interval_s)
        self.scenes.bind()
        self._scene_key = None

    def _let_go(self) -> None:
        self._watch.show(None)
        self.instrument = self._series = None

    def _show_nothing(self) -> None:
        text = self._nothing_text(tr("No contract plays this role now. Choose another expiry or strike."))
        label = role_label(self.target) if isinstance(self.target, Role) else str(self.target)
        if self.canvas.scene.empty != text or self.canvas.scene.title != label:
            self.canvas.show_scene(ChartScene(title=label, empty=text))

    def _nothing_text(self, otherwise: str) -> str:
        if len(self._cache.instruments()):
            return otherwise
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.CONNECTING, FeedState.STOPPED):
            return tr("Not connected. Candles appear once the exchange is reached and the round runs.")
        return tr("Candles appear when the round starts.")

    def _empty_text(self, series: ChartSeries) -> str:
        """What to say in place of candles that have prices; the canvas shows it only while there are none."""
        if self._traded() is not None:
            return tr("No trade yet. The bid and the ask are marked at the right.")
        return "" if len(series.columns) else self._nothing_text(tr("The first candle comes within a second."))

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        role = self.target if isinstance(self.target, Role) else self.picker.role
        state: dict[str, Any] = {
            **role_state(role),
            "interval_s": self.interval_s,
            "style": self.scenes.style.value,
            "indicators": [chosen.to_state() for chosen in self.scenes.indicators.chosen],
        }
        if not isinstance(self.target, Role):
            state["pinned"] = str(self.target)
        return state

    def restore_state(self, state: dict[str, Any]) -> None:
        self.scenes.indicators.chosen = from_state(state.get("indicators"))
        interval = state.get("interval_s")
        if isinstance(interval, int):
            self.show_interval(interval)
        style = state.get("style")
        if isinstance(style, str) and style in {each.value for each in ChartStyle}:
            self.show_style(ChartStyle(style))
        # a pinned contract is gone by the next start: its role takes its place
        role = read_role(state)
        if role is not None:
            self.show_target(role)
