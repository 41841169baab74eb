"""The option chain: calls, strikes, puts of one underlying, as many expiries as there is room for."""

from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from typing import Any, ClassVar, Final

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import (
    UNDERLYINGS,
    Instrument,
    InstrumentKind,
    UnknownInstrumentError,
    parse_instrument_id,
)
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.domain.role import Role
from algotrade_gui.market.option_chain import expiries, option_chain
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.chain_head import EXPIRIES, ChainHead
from algotrade_gui.ui.chain_table import ChainBlock
from algotrade_gui.ui.columns_menu import (
    ColumnEntry,
    ColumnsMenu,
    WayBack,
    fill_columns_menu,
    offer_columns_menu,
    open_columns_menu,
)
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.feed_age import stale_words
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.language import tr
from algotrade_gui.ui.models.chain_rows import FIRST_SHOWN, METRICS, chain_rows
from algotrade_gui.ui.models.mispricing_rows import contract_words
from algotrade_gui.ui.navigator import Navigator, Target, TicketDraft, TicketLeg
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.role_memory import read_underlying
from algotrade_gui.ui.sources import AccountParts, OptionDesk
from algotrade_gui.ui.theme import GRID

SIDE_BY_SIDE_PX: Final = 1_040
"""From this width on two expiries stand side by side: 520 have room for quotes and edges of both sides."""
MOST_BLOCKS: Final = 4


class ChainPanel(Panel):
    """Bound to an underlying and its n-th expiry, which rolls, or to one pinned expiry; later expiries follow where there is room."""

    panel_id: ClassVar[str] = "chain"
    title: ClassVar[str] = "Option chain"

    def __init__(
        self,
        workstation: AccountParts[OptionDesk],
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._cache = workstation.cache
        self._account = workstation.account
        self._navigator = navigator
        self._clock = clock
        self.underlying = UNDERLYINGS[0]
        self.nth_expiry = 0
        self.pinned: RoundMs | None = None
        """The expiry to stay on; None: the n-th, which rolls."""
        self.metrics: tuple[str, ...] = FIRST_SHOWN
        """Chosen by the user; the outer ones give way where there is no room."""
        self.shown: tuple[str, ...] = FIRST_SHOWN
        self.fill_room = True
        """Whether later expiries are shown where there is room."""
        self._select: tuple[Cents, str] | None = None
        """The strike and side to go to once the chain is there."""
        self.blocks: list[ChainBlock] = []
        self._shape: tuple[int, int] = (0, 0)
        self._build()
        self._add_actions()

    # --- building ---

    def _build(self) -> None:
        self.head = ChainHead(self)
        self.head.chosen.connect(self._chosen)
        self.head.pin_clicked.connect(self._pin)
        self.head.more_clicked.connect(self._set_fill_room)
        self.head.columns_menu.aboutToShow.connect(lambda: self.fill_columns_menu(self.head.columns_menu))
        self.area = QWidget(self)
        self.area.setAccessibleName(tr("Option chain"))
        self.grid = QGridLayout(self.area)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(GRID)
        self.grid.setVerticalSpacing(4)
        self.blank = QWidget(self)
        self._empty = EmptyState("", self.blank)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.blank, 1)
        self._block(0)
        for before, after in pairwise((*self.head.stops, self.blocks[0].table)):
            QWidget.setTabOrder(before, after)

    def _add_actions(self) -> None:
        area = self.area
        add_action(area, "chain.ticket", tr("Fill the ticket with this option"), self._ticket_here, keys="Return")
        add_action(area, "chain.chart", tr("Chart of this option"), lambda: self._ask("chart"), keys="Shift+Return")
        add_action(area, "chain.ladder", tr("Ladder of this option"), lambda: self._ask("ladder"), keys="Alt+Return")
        # also while there is no chain to have the focus
        add_action(self, "chain.pin", tr("Pin or let roll the expiry"), self.head.pin.click, keys="P")
        add_action(self, "chain.more", tr("Show or hide later expiries"), self.head.more.click, keys="M")
        # not the button's showMenu: that waits in a loop of its own
        add_action(self, "chain.columns", tr("Choose the chain's columns"), self._show_columns, keys="Alt+C")

    def _block(self, place: int) -> ChainBlock:
        while place >= len(self.blocks):
            block = ChainBlock(self.area, clock=self._clock)
            block.show_metrics(self.shown)
            block.table.clicked_price.connect(partial(self._price_clicked, block))
            block.menu_wanted.connect(self._open_menu)
            offer_columns_menu(block.table.horizontalHeader(), self._columns_menu)
            if self.blocks:
                QWidget.setTabOrder(self.blocks[-1].table, block.table)
            self.blocks.append(block)
        return self.blocks[place]

    # --- what is shown ---

    def show_target(self, target: Target) -> None:
        """Show a role's expiry, which rolls, or pin that of a contract; its option becomes the current one. Other texts are ignored."""
        if isinstance(target, Role):
            self.underlying, self.nth_expiry, self.pinned = target.underlying, target.nth_expiry, None
            played = self._cache.resolve(target)
            self._select = None if played is None else _place_of(parse_instrument_id(played))
        else:
            try:
                item = parse_instrument_id(target)
            except UnknownInstrumentError:
                return
            self.underlying, self.pinned = item.underlying, item.expiry_ms
            self._select = _place_of(item)
        self._show_choice()
        self.refresh_now()

    def _show_choice(self) -> None:
        self.head.show_choice(self.underlying, self.nth_expiry, pinned=self.pinned is not None)

    def _chosen(self, underlying: str, nth_expiry: int) -> None:
        self.underlying, self.nth_expiry, self.pinned = Underlying(underlying), nth_expiry, None
        self._show_choice()
        self.refresh_now()

    def _pin(self, on: bool) -> None:
        shown = self.wanted_expiries(1)
        self.pinned = shown[0] if on and shown else None
        self._show_choice()
        self.refresh_now()

    def _set_fill_room(self, on: bool) -> None:
        self.fill_room = on
        self.refresh_now()

    def wanted_expiries(self, count: int) -> list[RoundMs]:
        """The expiries to show: the first by pin or place, then the later ones, `count` at most."""
        ahead = expiries(self._cache, self.underlying)
        if self.pinned is None:
            return ahead[self.nth_expiry : self.nth_expiry + count]
        if self.pinned not in ahead:
            return []
        return [expiry_ms for expiry_ms in ahead if expiry_ms >= self.pinned][:count]

    # --- one refresh ---

    def refresh(self) -> None:
        """Resolve the expiries, follow their quotes, values, holdings and orders."""
        columns, rows = self._room()
        self._fit_columns(columns)
        wanted = self.wanted_expiries(columns * rows)
        looks = option_chain(self._cache, self.underlying, wanted) if wanted else []
        self.area.setVisible(bool(looks))
        self.blank.setVisible(not looks)
        if not looks:
            set_text(self._empty, self._empty_words())
        held = {key: position.quantity for key, position in self._account.portfolio.positions().items()}
        orders = _by_instrument(self._account.orders.working())
        self._arrange(columns, len(looks))
        stale = stale_words(self._cache)
        greyed = frozenset(range(len(self.blocks[0].table.rows.columns))) if stale else frozenset()
        for place, look in enumerate(looks):
            block = self._block(place)
            block.show_look(look, chain_rows(look, held, orders), self._cache.time_ms)
            block.table.grey(greyed)
        if self._select is not None and looks:
            self.blocks[0].table.go_to(*self._select)
            self._select = None
        self.head.say_stale(stale)

    def _room(self) -> tuple[int, int]:
        """Columns and rows of blocks that there is room for."""
        if not self.fill_room:
            return 1, 1
        first = self.blocks[0]
        gap = self.grid.verticalSpacing()
        # no gap below the last one, and the bar that each keeps room for is hardly ever there
        room = self.height() - self.head.height() + gap + first.table.horizontalScrollBar().sizeHint().height()
        rows = max(1, room // max(1, first.sizeHint().height() + gap))
        whole = 2 * first.table.width_px(self.metrics) + self.grid.horizontalSpacing()
        # below one another all columns can be seen; side by side, while they are cut, only where there is no room below
        columns = 2 if self.width() >= (whole if rows > 1 else SIDE_BY_SIDE_PX) else 1
        return columns, min(MOST_BLOCKS // columns, rows)

    def _fit_columns(self, columns: int) -> None:
        """Show the columns that `columns` blocks side by side have room for."""
        room = (self.width() - (columns - 1) * self.grid.horizontalSpacing()) // columns
        shown = self.blocks[0].table.fitting(self.metrics, room)
        if shown != self.shown:
            self.shown = shown
            for block in self.blocks:
                block.show_metrics(shown)

    def _arrange(self, columns: int, count: int) -> None:
        if (columns, count) == self._shape:
            return
        self._shape = (columns, count)
        for place in range(count):
            self._block(place)
        for place, block in enumerate(self.blocks):
            self.grid.removeWidget(block)
            block.setVisible(place < count)
            if place < count:
                self.grid.addWidget(block, place // columns, place % columns)
        lines = -(-count // columns)
        for line in range(MOST_BLOCKS + 1):
            self.grid.setRowStretch(line, 1 if line == lines else 0)

    def _empty_words(self) -> str:
        if self.pinned is not None and len(self._cache.instruments()):
            return tr("The pinned expiry has ended. Press P, or the pin, to go on with the nearest one.")
        if len(self._cache.instruments()):
            return tr("No such expiry is listed now. Choose a nearer one.")
        if self._cache.state in (FeedState.DISCONNECTED, FeedState.CONNECTING, FeedState.STOPPED):
            return tr("Not connected. Options show once the exchange is reached and the round runs.")
        return tr("Options show here when the round starts.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.isVisible() or not self.blocks:
            return
        columns, rows = self._room()
        self._fit_columns(columns)
        if columns * rows != self._shape[1]:
            self.refresh_now()

    # --- columns ---

    def fill_columns_menu(self, menu: QMenu) -> None:
        """Put an entry for each number of an option into `menu`."""
        sizes = {"bid_size": tr("Quantity at the bid"), "ask_size": tr("Quantity at the ask")}
        entries = [
            ColumnEntry(
                name=metric.name,
                text=self._entry_text(metric.name, sizes.get(metric.name, tr(metric.title))),
                ticked=metric.name in self.metrics,
                help=tr(metric.help),
            )
            for metric in METRICS
        ]
        back = WayBack(text=tr("As at first"), run=lambda: self.show_metrics(FIRST_SHOWN))
        fill_columns_menu(menu, entries, self._show_metric, back)

    def _entry_text(self, name: str, text: str) -> str:
        waits = name in self.metrics and name not in self.shown
        return tr("{column} (no room)", column=text) if waits else text

    def _show_metric(self, name: str, on: bool) -> None:
        self.show_metrics(
            [metric.name for metric in METRICS if (on if metric.name == name else metric.name in self.metrics)]
        )

    def show_metrics(self, names: Iterable[str]) -> None:
        """Show these numbers of each option; names that are not known are left out."""
        chosen = set(names)
        self.metrics = tuple(metric.name for metric in METRICS if metric.name in chosen)
        self._fit_columns(self._room()[0])

    def _show_columns(self) -> None:
        button = self.head.columns
        self._open_columns_menu(button.mapToGlobal(button.rect().bottomLeft()))

    def _open_columns_menu(self, at: QPoint) -> None:
        open_columns_menu(self._columns_menu(), at)

    def _columns_menu(self) -> QMenu:
        menu = ColumnsMenu(self)
        self.fill_columns_menu(menu)
        return menu

    # --- asking for other panels ---

    @property
    def current_block(self) -> ChainBlock:
        """The block with the keyboard's focus, else the first."""
        return next((block for block in self.blocks if block.table.hasFocus()), self.blocks[0])

    def draft_at(self, block: ChainBlock, index: QModelIndex) -> TicketDraft | None:
        """The ticket of a cell: a sale at the bid from the bid's columns, else a purchase at the ask."""
        found = block.table.option_at(index)
        if found is None:
            return None
        option, side = found
        quote = option.look.quote
        side = side or Side.BUY
        leg = TicketLeg(
            instrument=option.look.instrument.id, side=side, price=quote.ask if side is Side.BUY else quote.bid
        )
        return TicketDraft(legs=(leg,), note=tr("From the option chain"))

    def _price_clicked(self, block: ChainBlock, index: QModelIndex) -> None:
        draft = self.draft_at(block, index)
        if draft is not None:
            self._navigator.ticket_wanted.emit(draft)

    def _ticket_here(self) -> None:
        self._price_clicked(self.current_block, self.current_block.table.currentIndex())

    def target_at(self, block: ChainBlock, index: QModelIndex) -> Target | None:
        """What to show of a cell's option: the role that it plays, so that it rolls, or itself where the expiry is pinned."""
        found = block.table.option_at(index)
        if found is None:
            return None
        item = found[0].look.instrument
        if self.pinned is not None:
            return item.id
        return self._cache.role_of(item) or item.id

    def _ask(self, kind: str) -> None:
        block = self.current_block
        target = self.target_at(block, block.table.currentIndex())
        if target is not None:
            self._wanted(kind, target)

    def _wanted(self, kind: str, target: Target) -> None:
        signal = self._navigator.chart_wanted if kind == "chart" else self._navigator.ladder_wanted
        signal.emit(target)

    def _open_menu(self, block: ChainBlock, at: QPoint) -> None:
        menu = self.menu_at(block, block.table.indexAt(at))
        if menu is not None:
            menu.popup(block.table.viewport().mapToGlobal(at))

    def menu_at(self, block: ChainBlock, index: QModelIndex) -> QMenu | None:
        """The context menu of an option's cell; None elsewhere."""
        found, target = block.table.option_at(index), self.target_at(block, index)
        if found is None or target is None:
            return None
        look = found[0].look
        words = contract_words(look.instrument)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for side, price, text in (
            (Side.BUY, look.quote.ask, tr("Buy {contract}", contract=words)),
            (Side.SELL, look.quote.bid, tr("Sell {contract}", contract=words)),
        ):
            leg = TicketLeg(instrument=look.instrument.id, side=side, price=price)
            draft = TicketDraft(legs=(leg,), note=tr("From the option chain"))
            menu.addAction(text).triggered.connect(
                lambda _=False, draft=draft: self._navigator.ticket_wanted.emit(draft)
            )
        menu.addSeparator()
        for kind, text in (
            ("chart", tr("Chart of {contract}", contract=words)),
            ("ladder", tr("Ladder of {contract}", contract=words)),
        ):
            menu.addAction(text).triggered.connect(lambda _=False, kind=kind: self._wanted(kind, target))
        return menu

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {
            "underlying": str(self.underlying),
            "nth_expiry": self.nth_expiry,
            "columns": list(self.metrics),
            "fill_room": self.fill_room,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        # a pinned expiry is over by the next start: its place is taken
        self.underlying = read_underlying(state) or self.underlying
        nth, columns, fill_room = state.get("nth_expiry"), state.get("columns"), state.get("fill_room")
        if isinstance(nth, int) and 0 <= nth < len(EXPIRIES):
            self.nth_expiry = nth
        if isinstance(columns, list):
            self.show_metrics(str(name) for name in columns)
        if isinstance(fill_room, bool):
            self.fill_room = fill_room
            self.head.more.setChecked(fill_room)
        self.pinned = None
        self._show_choice()
        self.refresh_now()


def _place_of(item: Instrument) -> tuple[Cents, str] | None:
    if item.strike is None:
        return None
    return item.strike, "call" if item.kind is InstrumentKind.CALL else "put"


def _by_instrument(orders: Iterable[Order]) -> dict[InstrumentId, list[Order]]:
    found: dict[InstrumentId, list[Order]] = {}
    for order in orders:
        found.setdefault(order.instrument, []).append(order)
    return found
