"""The market watch's tree: underlying, expiry, instrument; it follows the rolling contracts without ever being reset."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import Instrument, parse_instrument_id
from algotrade_gui.domain.quote import Quote
from algotrade_gui.ui.language import money, tr
from algotrade_gui.ui.models.cells import Cell, CellRow, Index, RowStyle
from algotrade_gui.ui.models.names import flat_label, instrument_label
from algotrade_gui.ui.models.record_table import alignment, header_data
from algotrade_gui.ui.models.watch_rows import CHANGE, LAST, WatchRow, watch_columns

_NOWHERE = QModelIndex()


@dataclass(slots=True, eq=False)
class _Node:
    number: int
    key: str
    """The instrument's id, or `underlying@expiry` for an expiry."""
    parent: "_Node | None"
    label: str
    width: int
    """How many cells its row has."""
    instrument: Instrument | None = None
    underlying: Underlying | None = None
    expiry_ms: RoundMs | None = None
    place: int = 0
    children: list["_Node"] = field(default_factory=list)
    index: QModelIndex = _NOWHERE
    """Of its first column, as long as its row is `place`; kept, since Qt asks for parents by the thousand when rows go."""
    made: CellRow[WatchRow] | None = None

    @property
    def shown(self) -> CellRow[WatchRow]:
        """Its cells, made when they are asked for first: of the rows that come every fifteen seconds few are ever seen."""
        if self.made is None:
            self.made = CellRow(self.width)
            self.made.cells[0].text = self.label
            is_heading = self.instrument is None and self.expiry_ms is None
            self.made.style = RowStyle.STRONG if is_heading else RowStyle.NORMAL
        return self.made


@dataclass(frozen=True, slots=True)
class TreeRow:
    """What is painted of a row, and where it stands in the tree."""

    shown: CellRow[WatchRow]
    number: int
    """The internal id of its indexes."""
    depth: int
    """0 at the left edge."""
    has_children: bool
    starred: bool
    """Whether a star stands in the gap before its label."""


Market = tuple[
    RoundMs,
    Callable[[InstrumentId], Quote | None],
    Callable[[InstrumentId], Cents | None],
    Callable[[Instrument], Cents | None],
]
"""The round's clock, and how quotes, last prices and the bases of changes are asked for."""
Wanted = list[tuple[str, Instrument | None, Underlying, RoundMs | None, "Wanted"]]
"""The tree that should stand: key, instrument, underlying, expiry, children."""


class WatchTreeModel(QAbstractItemModel):
    """Rows for the live instruments that pass the filter.

    `sync_rows` follows listings, expiries and the filter by insertions and removals; `refresh_rows` works changed rows out anew and emits
    one contiguous `dataChanged` for each group of siblings that changed. Rows out of view, by scrolling or folding, wait
    until they are seen: of 264 contracts a screen shows forty. Indexes carry a number, never an object: a stale one finds nothing.
    """

    def __init__(self, *, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = watch_columns()
        self._places: tuple[int, ...] = tuple(range(len(self.columns)))
        self._starred: frozenset[str] = frozenset()
        self._flat = False
        self._clock = clock if clock is not None else RealClock()
        self._numbers = count(1)
        self._root = _Node(0, "", None, "", 0)
        self._nodes: dict[int, _Node] = {}
        self._by_key: dict[str, _Node] = {}
        self._flashing: set[_Node] = set()
        self._new: set[_Node] = set()
        self._second = -1
        self._market: Market | None = None
        """What the last refresh read from."""
        self._waiting: set[_Node] = set()
        """Rows out of view that changed meanwhile."""

    # --- structure ---

    def sync_rows(
        self,
        underlyings: Sequence[Underlying],
        contracts: Sequence[Instrument],
        *,
        bare: Collection[Underlying],
        flat: bool = False,
    ) -> None:
        """Make the tree hold `contracts` (in tree order) under `underlyings`, or with `flat` one after the other.

        The underlyings in `bare` have their row also without contracts. Empty the model before `flat` changes.
        """
        self._flat = flat
        groups: dict[Underlying, dict[RoundMs, list[Instrument]]] = {name: {} for name in underlyings}
        for item in contracts:
            if item.expiry_ms is not None:
                groups.setdefault(item.underlying, {}).setdefault(item.expiry_ms, []).append(item)
        wanted: Wanted = []
        for name, expiries in groups.items():
            if not expiries and name not in bare:
                continue
            if flat:
                wanted.append((name, None, name, None, []))
                wanted += [(item.id, item, name, item.expiry_ms, []) for items in expiries.values() for item in items]
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
            if child.children or entry[4]:
                self._sync(child, entry[4])

    def _make(self, parent: _Node, entry: tuple[str, Instrument | None, Underlying, RoundMs | None, Wanted]) -> _Node:
        key, instrument, underlying, expiry_ms, below = entry
        node = _Node(
            next(self._numbers),
            key,
            parent,
            "",
            len(self.columns),
            instrument=instrument,
            underlying=underlying,
            expiry_ms=expiry_ms,
        )
        node.label = self._label(node)
        node.children = [self._make(node, child) for child in below]
        for place, child in enumerate(node.children):
            child.place = place
        self._nodes[node.number] = node
        self._by_key[key] = node
        self._new.add(node)
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

    # --- one refresh ---

    def refresh_rows(
        self,
        dirty: Iterable[InstrumentId],
        now_ms: RoundMs,
        quote: Callable[[InstrumentId], Quote | None],
        last: Callable[[InstrumentId], Cents | None],
        base: Callable[[Instrument], Cents | None],
        seen: Iterable[str],
    ) -> set[str]:
        """Work out the rows of `dirty` and of everything whose remaining time ticked; returns the keys of the rows to be painted again.

        `base` gives the price that an instrument's change is counted from. Of what changed, rows that are not `seen` wait until they are.
        """
        self._market = (now_ms, quote, last, base)
        clock_ms = self._clock.now_ms()
        painted: set[_Node] = set()
        for node in list(self._flashing):
            if node.shown.fade(clock_ms):
                painted.add(node)
            if not node.shown.flashing:
                self._flashing.discard(node)
        late = self._waiting | self._new
        touched = {self._by_key[key] for key in dirty if key in self._by_key}
        second = now_ms // 1_000
        if second != self._second:
            # expiries lie on whole seconds, so a remaining time changes its text only when the round's second does
            touched.update(node for node in self._nodes.values() if node.expiry_ms is not None)
            self._second = second
        self._waiting |= touched | self._new
        self._new.clear()
        for node in self._waiting & {self._by_key[key] for key in seen if key in self._by_key}:
            self._waiting.discard(node)
            if self._refresh(node, clock_ms, flashes=node not in late):
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

    def _refresh(self, node: _Node, clock_ms: float, *, flashes: bool) -> bool:
        assert self._market is not None
        now_ms, quote, last, base = self._market
        left_ms = max(0, node.expiry_ms - now_ms) if node.expiry_ms is not None else None
        label = self._label(node)
        item = node.instrument
        if item is None and node.expiry_ms is None:
            item = parse_instrument_id(node.key)
        if item is None:
            row = WatchRow(label=label, left_ms=left_ms, depth=1)
        else:
            price = last(item.id)
            row = WatchRow(
                label=label if node.instrument is not None else self._with_price(label, price),
                instrument=item.id,
                quote=quote(item.id) if node.instrument is not None else None,
                last=price,
                left_ms=left_ms,
                depth=0 if node.instrument is None else 2,
                base=base(item) if CHANGE in self._places else None,
            )
        style = RowStyle.STRONG if row.depth == 0 else RowStyle.NORMAL
        changed = node.shown.update(row, self.columns, style, clock_ms, flashes=flashes, places=self._places)
        if node.shown.flashing:
            self._flashing.add(node)
        return changed

    def _label(self, node: _Node) -> str:
        if node.instrument is not None:
            return flat_label(node.instrument) if self._flat else instrument_label(node.instrument)
        if node.expiry_ms is not None:
            return tr("{seconds} s", seconds=node.expiry_ms // 1_000)
        # where a contract has a gap before it, an underlying has its arrow
        return f"★ {node.key}" if node.key in self._starred and not self._flat else node.key

    def _with_price(self, label: str, price: Cents | None) -> str:
        """An underlying has no other number: where its column has no room, the price stands beside the name."""
        return label if price is None or LAST in self._places else f"{label}  {money(price)}"

    def star(self, keys: frozenset[str]) -> None:
        """Mark the rows of these instruments, and no others, as favourites."""
        if keys != self._starred:
            touched = self._starred ^ keys
            self._starred = keys
            self._new.update(self._by_key[key] for key in touched if key in self._by_key)

    def show_columns(self, places: Sequence[int]) -> None:
        """Work out the cells of these columns only; the others are hidden."""
        wanted = tuple(sorted(places))
        if wanted != self._places:
            self._new.update(self._nodes.values())
        self._places = wanted

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

    @property
    def shown_count(self) -> int:
        """How many contracts have a row."""
        return sum(node.instrument is not None for node in self._nodes.values())

    # --- Qt ---

    def _node(self, index: Index) -> _Node | None:
        # an invalid index has the internal id 0, which is the root's and no row's
        return self._nodes.get(index.internalId())

    def _index_of(self, node: _Node) -> QModelIndex:
        index = node.index
        if node is not self._root and (not index.isValid() or index.row() != node.place):
            index = node.index = self.createIndex(node.place, 0, node.number)
        return index

    def cell(self, index: Index) -> tuple[Cell, RowStyle] | None:
        node = self._nodes.get(index.internalId())
        return (node.shown.cells[index.column()], node.shown.style) if node is not None else None

    def tree_row(self, key: str) -> "TreeRow | None":
        """A row as it is painted, with its place in the tree."""
        node = self._by_key.get(key)
        if node is None:
            return None
        depth = 0 if node.parent is self._root else 2 if node.instrument is not None else 1
        starred = node.key in self._starred and (node.instrument is not None or self._flat)
        return TreeRow(node.shown, node.number, depth, has_children=bool(node.children), starred=starred)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        above = self._node(parent) if parent.isValid() else self._root
        if above is None or not 0 <= row < len(above.children) or not 0 <= column < len(self.columns):
            return QModelIndex()
        return self.createIndex(row, column, above.children[row].number)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt has a second parent(), without an argument
        node = self._nodes.get(index.internalId())
        return _NOWHERE if node is None or node.parent is None else self._index_of(node.parent)

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
        if node in self._waiting and self._market is not None:
            # somebody reads a row that cannot be seen: a screen reader, a search
            self._waiting.discard(node)
            self._refresh(node, self._clock.now_ms(), flashes=False)
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return node.shown.cells[index.column()].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None and node.shown.record is not None:
            return column.tooltip(node.shown.record)
        return None
