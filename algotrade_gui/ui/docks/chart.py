"""The chart panel: live candles of a role that rolls by itself, or of one pinned instrument."""

from itertools import pairwise
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, cents_to_text, round_time_text
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import (
    UNDERLYINGS,
    Instrument,
    InstrumentKind,
    UnknownInstrumentError,
    parse_instrument_id,
)
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.role import Role, role_of
from algotrade_gui.market.records import FeedState, InstrumentInfo
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.charts.scene import ChartScene, FillMark, OrderLine
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.icons import icon
from algotrade_gui.ui.models.chart_series import ChartSeries
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.role_picker import RolePicker
from algotrade_gui.ui.sources import TradingParts
from algotrade_gui.ui.theme import theme

CONTRACT_LIFE_MS = 60_000
"""A contract is listed this long before its expiry (protocol section 4)."""
FILLS_SHOWN = 500


class ChartPanel(Panel):
    """Binds to a target: a Role, resolved anew at each refresh, or an InstrumentId.

    Signals:
        title_changed: what is shown, for the dock's title (str).
    """

    panel_id: ClassVar[str] = "chart"
    title: ClassVar[str] = "Chart"

    title_changed = Signal(str)

    def __init__(self, workstation: TradingParts, parent: QWidget | None = None) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._orders = workstation.account.orders
        self._market = self._cache.changes.reader()
        self._order_changes = self._orders.changes.reader()
        self.target: Role | InstrumentId = Role(underlying=UNDERLYINGS[0])
        self.instrument: InstrumentId | None = None
        """What is drawn: the target, or who plays it now."""
        self._series: ChartSeries | None = None
        self._last: tuple[Cents | None, int] = (None, 0)
        self._rebuild = True
        self._orders_missed = False
        self._words = ("", "")
        """How old the prices are, and what is said in place of candles; each may be empty."""
        self._scene_key: tuple[object, ...] | None = None
        self._marks: tuple[FillMark, ...] = ()
        self._marks_key: tuple[InstrumentId, int, int] | None = None

        self.picker = RolePicker(self)
        self.canvas = ChartCanvas(self)
        self.follow = QToolButton(self)
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.follow.setToolTip("Follow the newest candle (End, double click)")
        self.follow.setAccessibleName("Follow the newest candle")
        self.whole = QToolButton(self)
        self.whole.setText("All")
        self.whole.setToolTip("Whole round in view (Home)")
        self._take_icons()
        self._lay_out()
        self.picker.role_chosen.connect(self.show_target)
        self.picker.pin_toggled.connect(self._pin)
        self.follow.clicked.connect(self.canvas.follow)
        self.whole.clicked.connect(self.canvas.show_all)
        self.canvas.following_changed.connect(self.follow.setChecked)
        theme().changed.connect(self._take_icons)
        # in the chart only: a combo takes letters as the beginning of an entry
        pin = QShortcut(QKeySequence("P"), self.canvas)
        pin.setContext(Qt.ShortcutContext.WidgetShortcut)
        pin.activated.connect(self.picker.pin.click)
        # a closed panel keeps no history alive; the closure must not hold the panel itself
        watched: list[InstrumentId] = []
        self._watched = watched
        cache = self._cache

        def let_go() -> None:
            for each in watched:
                cache.unwatch(each)

        self.destroyed.connect(let_go)

    def _take_icons(self) -> None:
        self.follow.setIcon(icon("follow"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 2)
        row.setSpacing(4)
        row.addWidget(self.picker)
        row.addStretch(1)
        for button in (self.whole, self.follow):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
        # Tab enters a panel at its focus proxy, and would pass over what stands before that in the order
        picker = self.picker
        order = (self.canvas, picker.underlying, picker.kind, picker.expiry, picker.strike, picker.pin, self.whole)
        for before, after in pairwise((*order, self.follow)):
            QWidget.setTabOrder(before, after)

    # --- what is shown ---

    def show_target(self, target: Role | InstrumentId) -> None:
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
            self.picker.show_role(self._role_of(item), pinned=True)
        self._rebuild = True
        if self.isVisible():
            self.run_refresh()
        else:
            self.mark_stale()

    def _role_of(self, item: Instrument) -> Role:
        found = role_of(
            item,
            self._cache.instruments(),
            now_ms=self._cache.time_ms,
            underlying_price=self._cache.underlying_price(item.underlying),
        )
        return found if found is not None else Role(underlying=item.underlying, kind=item.kind)

    def _pin(self, pinned: bool) -> None:
        if pinned and self.instrument is not None:
            self.show_target(self.instrument)
        else:
            self.show_target(self.picker.role)

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
        resolved = self._cache.resolve(self.target) if isinstance(self.target, Role) else self.target
        bound = self._rebuild
        if resolved is not None and resolved != self.instrument:
            self._bind(resolved)
            bound = True
        if self.instrument is None or self._series is None:
            self._show_nothing()
            return
        moved = bool(self.instrument in dirty or bound) and self._series.refresh()
        words = (stale_words(self._cache), self._empty_text(self._series))
        said, self._words = words != self._words, words
        if not (moved or bound or orders_changed or said or self.instrument in dirty):
            return
        scene = self._scene(self.instrument, self._series)
        self._rebuild = False
        if bound:
            self.canvas.bind(scene)
            self.title_changed.emit(scene.title)
            return
        # a book that changed behind its best prices changes nothing here
        key = (
            id(scene.candles),
            scene.last_price,
            scene.bid,
            scene.ask,
            scene.note,
            *self._words,
            scene.fills,
            scene.orders,
        )
        if key != self._scene_key:
            self._scene_key = key
            self.canvas.show_scene(scene)

    def _bind(self, instrument: InstrumentId) -> None:
        self._cache.watch(instrument)
        self._let_go()
        self._watched.append(instrument)
        self.instrument = instrument
        self._series = ChartSeries(self._cache, instrument)
        self._last = (None, 0)
        self._scene_key = None

    def _let_go(self) -> None:
        for old in self._watched:
            self._cache.unwatch(old)
        self._watched.clear()
        self.instrument = self._series = None

    def _show_nothing(self) -> None:
        text = self._nothing_text("No contract plays this role now. Choose another expiry or strike.")
        label = self.target.label if isinstance(self.target, Role) else str(self.target)
        if self.canvas.scene.empty != text or self.canvas.scene.title != label:
            self.canvas.show_scene(ChartScene(title=label, empty=text))
            self.title_changed.emit(label)

    def _nothing_text(self, otherwise: str) -> str:
        if len(self._cache.instruments()):
            return otherwise
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.CONNECTING, FeedState.STOPPED):
            return "Not connected. Candles appear once the exchange is reached and the round runs."
        return "Candles appear when the round starts."

    def _empty_text(self, series: ChartSeries) -> str:
        """What to say in place of candles that have prices; the canvas shows it only while there are none."""
        if self.instrument is not None and parse_instrument_id(self.instrument).is_tradeable:
            return "No trade yet. The bid and the ask are marked at the right."
        return "" if len(series.columns) else self._nothing_text("The first candle comes within a second.")

    def _scene(self, instrument: InstrumentId, series: ChartSeries) -> ChartScene:
        item = parse_instrument_id(instrument)
        info = self._cache.get_instrument_info(instrument)
        quote = self._cache.get_best_prices(instrument)
        last = info.last_price if info is not None else None
        return ChartScene(
            title=self._title(item),
            candles=series.columns,
            history=(instrument, series.history),
            last_price=last,
            last_direction=self._direction(last),
            bid=quote.bid if quote is not None else None,
            ask=quote.ask if quote is not None else None,
            has_volume=item.is_tradeable,
            life_s=_life_s(item, info),
            settled_at=info.payoff if info is not None else None,
            note=_note(item, info),
            # what a contract was settled at does not age
            stale=self._words[0] if info is None or info.payoff is None else "",
            empty=self._words[1],
            fills=self._fill_marks(item),
            orders=tuple(
                _order_line(order, item) for order in self._orders.working() if _belongs(order.instrument, item)
            ),
        )

    def _title(self, item: Instrument) -> str:
        return full_label(item) + ("" if isinstance(self.target, Role) else " · pinned")

    def _direction(self, last: Cents | None) -> int:
        before, direction = self._last
        if last is not None and before is not None and last != before:
            direction = 1 if last > before else -1
        self._last = (last, direction)
        return direction

    def _fill_marks(self, item: Instrument) -> tuple[FillMark, ...]:
        """The same tuple until another fill came: the canvas keeps its picture as long."""
        fills = self._orders.fills
        key = (item.id, len(fills), fills[-1].id if fills else 0)
        if key != self._marks_key:
            self._marks_key = key
            own = [fill for fill in fills if _belongs(fill.instrument, item)][-FILLS_SHOWN:]
            self._marks = tuple(_fill_mark(fill) for fill in own)
        return self._marks

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        role = self.target if isinstance(self.target, Role) else self.picker.role
        state: dict[str, Any] = {
            "underlying": str(role.underlying),
            "kind": role.kind.value,
            "nth_expiry": role.nth_expiry,
            "strike_offset": role.strike_offset,
        }
        if not isinstance(self.target, Role):
            state["pinned"] = str(self.target)
        return state

    def restore_state(self, state: dict[str, Any]) -> None:
        # a pinned contract is gone by the next start: its role takes its place
        try:
            role = Role(
                underlying=Underlying(str(state["underlying"])),
                kind=InstrumentKind(state["kind"]),
                nth_expiry=int(state.get("nth_expiry", 0)),
                strike_offset=int(state.get("strike_offset", 0)),
            )
        except (KeyError, ValueError, TypeError):
            return
        self.show_target(role)


def _life_s(item: Instrument, info: InstrumentInfo | None) -> tuple[float, float] | None:
    if item.expiry_ms is None:
        return None
    begin_ms = max(item.expiry_ms - CONTRACT_LIFE_MS, 0)
    if info is not None:
        # never later than we first saw it, so that every candle we have is in view
        begin_ms = min(begin_ms, info.first_seen_ms)
    return begin_ms / MS_PER_S, item.expiry_ms / MS_PER_S


def _note(item: Instrument, info: InstrumentInfo | None) -> str:
    if not item.is_tradeable:
        return ""
    if info is None:
        return "not known in this round"
    if info.payoff is not None and info.settlement is not None:
        return f"settled at {cents_to_text(info.settlement)}, paid {cents_to_text(info.payoff)}"
    return "" if info.live else "ended, settlement is awaited"


def _belongs(instrument: InstrumentId, item: Instrument) -> bool:
    """Whether an order or fill is drawn on `item`'s chart: its own, and an underlying's futures, which trade about its price."""
    if instrument == item.id:
        return True
    if item.is_tradeable:
        return False
    other = parse_instrument_id(instrument)
    return other.underlying == item.underlying and other.kind is InstrumentKind.FUTURE


def _fill_mark(fill: Fill) -> FillMark:
    verb = "bought" if fill.side is Side.BUY else "sold"
    return FillMark(
        time_s=fill.time_ms / MS_PER_S,
        price=fill.price,
        side=fill.side,
        text=f"{fill.owner} {verb} {fill.quantity} at {cents_to_text(round(fill.price))}\n"
        f"{fill.instrument}, {round_time_text(fill.time_ms)}, {'resting' if fill.passive else 'taking'}",
    )


def _order_line(order: Order, item: Instrument) -> OrderLine:
    in_doubt = order.state is OrderState.UNKNOWN
    text = f"{order.side.value} {order.remaining}"
    if order.instrument != item.id:
        text += f" · {(parse_instrument_id(order.instrument).expiry_ms or 0) // MS_PER_S} s"
    return OrderLine(
        price=order.price, side=order.side, text=f"{text} · fate unknown" if in_doubt else text, in_doubt=in_doubt
    )
