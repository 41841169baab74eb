"""The market watch's tree: underlying, expiry, instrument; it follows the rolling contracts without ever being reset."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs, round_time_text
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.domain.quote import Quote
from algotrade_gui.ui.models.cells import Cell, CellRow, Column, Index, RowStyle, Tone
from algotrade_gui.ui.models.names import cents_tip, instrument_label, money, plain_strike
from algotrade_gui.ui.models.record_table import alignment, header_data

_NOWHERE = QModelIndex()

KIND_ORDER = {InstrumentKind.UNDERLYING: 0, InstrumentKind.FUTURE: 1, InstrumentKind.CALL: 2, InstrumentKind.PUT: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    """What one row of the tree tells; prices in cents, a missing one is None."""

    label: str
    instrument: InstrumentId | None = None
    """None for the row of an expiry."""
    quote: Quote | None = None
    last: Cents | None = None
    left_ms: int | None = None
    """Time to expiry; None for an underlying."""
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFilter:
    """Which instruments are shown; None lets everything through.

    `nth_expiry` 0 is the nearest expiry ahead, so that the filter rolls. Every word of `text` has to occur in the instrument's id, kind or
    strike.
    """

    underlying: Underlying | None = None
    nth_expiry: int | None = None
    kinds: frozenset[InstrumentKind] | None = None
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Everything passes."""
        return self == WatchFilter()

    def select(self, instruments: Iterable[Instrument], now_ms: RoundMs) -> list[Instrument]:
        """Return the contracts that pass, in the tree's order."""
        words = self.text.lower().split()
        ordered = sorted(instruments, key=tree_order)
        expiries: dict[Underlying, list[RoundMs]] = {}
        for item in ordered:
            ahead = expiries.setdefault(item.underlying, [])
            if item.expiry_ms is not None and item.expiry_ms > now_ms and item.expiry_ms not in ahead:
                ahead.append(item.expiry_ms)
        chosen = []
        for item in ordered:
            if not item.is_tradeable or (self.underlying is not None and item.underlying != self.underlying):
                continue
            if self.kinds is not None and item.kind not in self.kinds:
                continue
            if self.nth_expiry is not None and item.expiry_ms not in expiries[item.underlying][self.nth_expiry :][:1]:
                continue
            if words:
                searched = f"{item.id} {instrument_label(item)} {plain_strike(item)}".lower()
                if not all(word in searched for word in words):
                    continue
            chosen.append(item)
        return chosen


def tree_order(item: Instrument) -> tuple[str, int, int, int]:
    """Underlying, expiry, then future, calls, puts, each by strike."""
    return item.underlying, item.expiry_ms or 0, KIND_ORDER[item.kind], item.strike or 0


def _whole(amount: int | None) -> str:
    return "" if amount is None else str(amount)


URGENT_MS = 5_000
"""Below this a contract's remaining time is marked."""


def _bid(row: WatchRow) -> Cents | None:
    return row.quote.bid if row.quote is not None else None


def _ask(row: WatchRow) -> Cents | None:
    return row.quote.ask if row.quote is not None else None


def _bid_size(row: WatchRow) -> int | None:
    return row.quote.bid_size if row.quote is not None else None


def _ask_size(row: WatchRow) -> int | None:
    return row.quote.ask_size if row.quote is not None else None


def _spread(row: WatchRow) -> Cents | None:
    return row.quote.spread if row.quote is not None else None


def _label_tone(row: WatchRow) -> Tone:
    if row.depth != 1:
        return Tone.PLAIN
    return Tone.WARNING if row.left_ms is not None and row.left_ms <= URGENT_MS else Tone.QUIET


def _left(row: WatchRow) -> str:
    # rounded up, so that 0:00 means over
    return "" if row.left_ms is None else round_time_text(row.left_ms + 999)


WATCH_COLUMNS: tuple[Column[WatchRow], ...] = (
    Column(
        title="Instrument",
        text=lambda row: f"{row.label} · {_left(row)}" if row.depth == 1 else row.label,
        sample="         call 1,001.30",
        numeric=False,
        tone=_label_tone,
        tooltip=lambda row: row.instrument,
    ),
    Column(
        title="Bid",
        text=lambda row: money(_bid(row)),
        sample="1,002.14",
        tone=lambda _: Tone.UP,
        tooltip=lambda row: cents_tip("Bid", _bid(row)),
        value=_bid,
        flashes=True,
        help="Best price someone buys at, dollars",
    ),
    Column(
        title="Ask",
        text=lambda row: money(_ask(row)),
        sample="1,002.14",
        tone=lambda _: Tone.DOWN,
        tooltip=lambda row: cents_tip("Ask", _ask(row)),
        value=_ask,
        flashes=True,
        help="Best price someone sells at, dollars",
    ),
    Column(
        title="Spread",
        text=lambda row: money(_spread(row)),
        sample="102.14",
        tone=lambda _: Tone.QUIET,
        tooltip=lambda row: cents_tip("Spread", _spread(row)),
        help="Ask less bid, dollars",
    ),
    Column(
        title="Last",
        text=lambda row: money(row.last),
        sample="1,002.14",
        tooltip=lambda row: cents_tip("Last", row.last),
        value=lambda row: row.last,
        flashes=True,
        help="Last traded price, or an underlying's last published price, dollars",
    ),
    Column(
        title="Left",
        text=_left,
        sample="0:00",
        tone=lambda row: Tone.WARNING if row.left_ms is not None and row.left_ms <= URGENT_MS else Tone.QUIET,
        help="Time to expiry, minutes and seconds",
    ),
    Column(
        title="Bid qty", text=lambda row: _whole(_bid_size(row)), sample="Bid qty", help="Contracts at the best bid"
    ),
    Column(
        title="Ask qty", text=lambda row: _whole(_ask_size(row)), sample="Ask qty", help="Contracts at the best ask"
    ),
)


@dataclass(slots=True, eq=False)
class _Node:
    number: int
    key: str
    """The instrument's id, or `underlying@expiry` for an expiry."""
    parent: "_Node | None"
    shown: CellRow[WatchRow]
    instrument: Instrument | None = None
    underlying: Underlying | None = None
    expiry_ms: RoundMs | None = None
    place: int = 0
    children: list["_Node"] = field(default_factory=list)


Wanted = list[tuple[str, Instrument | None, Underlying, RoundMs | None, "Wanted"]]
"""The tree that should stand: key, instrument, underlying, expiry, children."""


class WatchTreeModel(QAbstractItemModel):
    """Rows for the live instruments that pass the filter.

    `sync_rows` follows listings, expiries and the filter by insertions and removals; `refresh_rows` works changed rows out anew and emits
    one contiguous `dataChanged` for each group of siblings that changed. Contracts in folded groups wait until their group is unfolded
    (`set_folded`). Indexes carry a number, never an object: a stale one finds nothing.
    """

    def __init__(self, *, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = WATCH_COLUMNS
        self._clock = clock if clock is not None else RealClock()
        self._numbers = count(1)
        self._root = _Node(0, "", None, CellRow(0))
        self._nodes: dict[int, _Node] = {}
        self._by_key: dict[str, _Node] = {}
        self._flashing: set[_Node] = set()
        self._new: set[_Node] = set()
        self._second = -1
        self._folded: set[str] = set()
        """Keys of underlyings and expiries that the view shows folded; a new one counts as folded."""
        self._waiting: set[_Node] = set()
        """Contracts in folded groups that changed meanwhile."""
        self._unfolded: set[_Node] = set()

    # --- structure ---

    def sync_rows(self, underlyings: Sequence[Underlying], contracts: Sequence[Instrument], *, bare: bool) -> None:
        """Make the tree hold `contracts` (in tree order) under `underlyings`.

        With `bare`, an underlying without contracts has its row all the same; a filter leaves it out.
        """
        groups: dict[Underlying, dict[RoundMs, list[Instrument]]] = {name: {} for name in underlyings}
        for item in contracts:
            if item.expiry_ms is not None:
                groups.setdefault(item.underlying, {}).setdefault(item.expiry_ms, []).append(item)
        wanted: Wanted = []
        for name, expiries in groups.items():
            if not expiries and not bare:
                continue
            below: Wanted = [
                (
                    f"{name}@{expiry_ms}",
                    None,
                    name,
                    expiry_ms,
                    [(item.id, item, name, expiry_ms, []) for item in items],
                )
                for expiry_ms, items in expiries.items()
            ]
            wanted.append((name, None, name, None, below))
        self._sync(self._root, wanted)

    def _sync(self, parent: _Node, wanted: Wanted) -> None:
        keep = {entry[0] for entry in wanted}
        self._remove([child.place for child in parent.children if child.key not in keep], parent)
        at = 0
        while at < len(wanted):
            if at < len(parent.children) and parent.children[at].key == wanted[at][0]:
                at += 1
                continue
            # siblings keep their order (sorted by the same rule each time), so what does not match is new
            end = at
            there = parent.children[at].key if at < len(parent.children) else None
            while end < len(wanted) and wanted[end][0] != there:
                end += 1
            self.beginInsertRows(self._index_of(parent), at, end - 1)
            made = [self._make(parent, entry) for entry in wanted[at:end]]
            parent.children[at:at] = made
            for place, child in enumerate(parent.children):
                child.place = place
            self.endInsertRows()
            at = end
        for child, entry in zip(parent.children, wanted, strict=True):
            self._sync(child, entry[4])

    def _make(self, parent: _Node, entry: tuple[str, Instrument | None, Underlying, RoundMs | None, Wanted]) -> _Node:
        key, instrument, underlying, expiry_ms, below = entry
        node = _Node(
            next(self._numbers),
            key,
            parent,
            CellRow(len(self.columns)),
            instrument=instrument,
            underlying=underlying,
            expiry_ms=expiry_ms,
        )
        node.shown.cells[0].text = _label(node)
        node.shown.style = RowStyle.STRONG if parent is self._root else RowStyle.NORMAL
        node.children = [self._make(node, child) for child in below]
        for place, child in enumerate(node.children):
            child.place = place
        self._nodes[node.number] = node
        self._by_key[key] = node
        self._new.add(node)
        if instrument is None:
            self._folded.add(key)
        return node

    def _remove(self, places: list[int], parent: _Node) -> None:
        while places:
            last = first = places.pop()
            while places and places[-1] == first - 1:
                first = places.pop()
            self.beginRemoveRows(self._index_of(parent), first, last)
            for node in parent.children[first : last + 1]:
                self._forget(node)
            del parent.children[first : last + 1]
            for place, child in enumerate(parent.children):
                child.place = place
            self.endRemoveRows()

    def _forget(self, node: _Node) -> None:
        for child in node.children:
            self._forget(child)
        del self._nodes[node.number]
        del self._by_key[node.key]
        self._flashing.discard(node)
        self._new.discard(node)
        self._waiting.discard(node)
        self._unfolded.discard(node)
        self._folded.discard(node.key)

    # --- one refresh ---

    def refresh_rows(
        self,
        dirty: Iterable[InstrumentId],
        now_ms: RoundMs,
        quote: Callable[[InstrumentId], Quote | None],
        last: Callable[[InstrumentId], Cents | None],
    ) -> set[str]:
        """Work out the rows of `dirty` and of everything whose remaining time ticked; returns the keys of the rows to be painted again."""
        clock_ms = self._clock.now_ms()
        painted: set[_Node] = set()
        for node in list(self._flashing):
            repaint, flashing = node.shown.fade(clock_ms)
            if repaint:
                painted.add(node)
            if not flashing:
                self._flashing.discard(node)
        touched = {self._by_key[key] for key in dirty if key in self._by_key}
        late = self._unfolded
        self._unfolded = set()
        touched |= late
        second = now_ms // 1_000
        if second != self._second or self._new:
            # expiries lie on whole seconds, so a remaining time changes its text only when the round's second does
            touched.update(node for node in self._nodes.values() if node.expiry_ms is not None or node in self._new)
            self._second = second
            self._new.clear()
        for node in touched:
            if not self._is_seen(node):
                self._waiting.add(node)
            elif self._refresh(node, now_ms, clock_ms, quote, last, flashes=node not in late):
                painted.add(node)
        spans: dict[int, tuple[_Node, int, int]] = {}
        for node in painted:
            parent = node.parent or self._root
            _, first, end = spans.get(parent.number, (parent, node.place, node.place))
            spans[parent.number] = (parent, min(first, node.place), max(end, node.place))
        width = len(self.columns) - 1
        for parent, first, end in spans.values():
            self.dataChanged.emit(
                self.createIndex(first, 0, parent.children[first].number),
                self.createIndex(end, width, parent.children[end].number),
            )
        return {node.key for node in painted}

    def _refresh(
        self,
        node: _Node,
        now_ms: RoundMs,
        clock_ms: float,
        quote: Callable[[InstrumentId], Quote | None],
        last: Callable[[InstrumentId], Cents | None],
        *,
        flashes: bool,
    ) -> bool:
        left_ms = max(0, node.expiry_ms - now_ms) if node.expiry_ms is not None else None
        if node.instrument is not None:
            key = node.instrument.id
            row = WatchRow(
                label=_label(node), instrument=key, quote=quote(key), last=last(key), left_ms=left_ms, depth=2
            )
        elif node.expiry_ms is not None:
            row = WatchRow(label=_label(node), left_ms=left_ms, depth=1)
        else:
            key = InstrumentId(node.key)
            row = WatchRow(label=_label(node), instrument=key, last=last(key))
        style = RowStyle.STRONG if row.depth == 0 else RowStyle.NORMAL
        changed = node.shown.update(row, self.columns, style, clock_ms, flashes=flashes)
        if any(cell.direction for cell in node.shown.cells):
            self._flashing.add(node)
        return changed

    def set_folded(self, key: str, folded: bool) -> bool:
        """Note that the view folded or unfolded a group; True if rows wait to be worked out by the next `refresh_rows`."""
        node = self._by_key.get(key)
        if folded:
            self._folded.add(key)
        elif key in self._folded and node is not None:
            self._folded.discard(key)
            seen = {waiting for waiting in self._waiting if self._is_seen(waiting)}
            self._waiting -= seen
            self._unfolded |= seen
        return bool(self._unfolded)

    def _is_seen(self, node: _Node) -> bool:
        above = node.parent
        while above is not None:
            if above.key in self._folded:
                return False
            above = above.parent
        return True

    # --- what the panel asks ---

    def index_of(self, key: str, column: int = 0) -> QModelIndex:
        """The index of an instrument's id or of an expiry's key; invalid where it is not shown."""
        node = self._by_key.get(key)
        return self.createIndex(node.place, column, node.number) if node is not None else QModelIndex()

    def key_of(self, index: Index) -> str | None:
        node = self._node(index)
        return node.key if node is not None else None

    def instrument_of(self, index: Index) -> InstrumentId | None:
        """The contract or underlying shown at `index`; None for an expiry's row."""
        node = self._node(index)
        if node is None or (node.instrument is None and node.expiry_ms is not None):
            return None
        return InstrumentId(node.key)

    def expiry_of(self, index: Index) -> tuple[Underlying, RoundMs] | None:
        """Underlying and expiry of an expiry's or contract's row."""
        node = self._node(index)
        if node is None or node.underlying is None or node.expiry_ms is None:
            return None
        return node.underlying, node.expiry_ms

    def record_of(self, index: Index) -> WatchRow | None:
        node = self._node(index)
        return node.shown.record if node is not None else None

    @property
    def shown_count(self) -> int:
        """How many contracts have a row."""
        return sum(node.instrument is not None for node in self._nodes.values())

    # --- Qt ---

    def _node(self, index: Index) -> _Node | None:
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def _index_of(self, node: _Node) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.place, 0, node.number)

    def cell(self, index: Index) -> tuple[Cell, RowStyle] | None:
        node = self._nodes.get(index.internalId())
        return (node.shown.cells[index.column()], node.shown.style) if node is not None else None

    def row_at(self, index: Index) -> tuple[list[Cell], RowStyle, int, bool] | None:
        """All cells of a row with its style, its depth (0 an underlying) and whether rows lie below it."""
        node = self._nodes.get(index.internalId())
        if node is None:
            return None
        depth = 2 if node.instrument is not None else 1 if node.expiry_ms is not None else 0
        return node.shown.cells, node.shown.style, depth, bool(node.children)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        above = self._node(parent) if parent.isValid() else self._root
        if above is None or not 0 <= row < len(above.children) or not 0 <= column < len(self.columns):
            return QModelIndex()
        return self.createIndex(row, column, above.children[row].number)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt has a second parent(), without an argument
        node = self._node(index)
        if node is None or node.parent is None:
            return QModelIndex()
        return self._index_of(node.parent)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        if parent.column() > 0:
            return 0
        node = self._node(parent) if parent.isValid() else self._root
        return len(node.children) if node is not None else 0

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's signature
        return len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        return header_data(self.columns[section], role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self._node(index)
        if node is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return node.shown.cells[index.column()].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None and node.shown.record is not None:
            return column.tooltip(node.shown.record)
        return None


def _label(node: _Node) -> str:
    if node.instrument is not None:
        return instrument_label(node.instrument)
    if node.expiry_ms is not None:
        return f"{node.expiry_ms // 1_000} s"
    return node.key
