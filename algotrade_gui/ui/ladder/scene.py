"""What a price ladder shows at one moment, as values: two of them can be compared."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.ids import ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.ladder import LadderRow, LadderWindow
from algotrade_gui.domain.order import Side

NO_WINDOW: Final = LadderWindow(Cents(0), Cents(1), 0)
_BAR_SCALES: Final = (5, 10, 20, 50, 100, 200, 500, 1_000)


class Zone(enum.Enum):
    """A column of the ladder."""

    OWN_BID = "own bid"
    BID = "bid"
    PRICE = "price"
    ASK = "ask"
    OWN_ASK = "own ask"

    @property
    def side(self) -> Side | None:
        """The side of orders in the column; None for the prices."""
        if self is Zone.PRICE:
            return None
        return Side.BUY if self in (Zone.OWN_BID, Zone.BID) else Side.SELL

    @property
    def is_own(self) -> bool:
        """Whether our own orders stand in it."""
        return self in (Zone.OWN_BID, Zone.OWN_ASK)


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the ladder: its column and its row's own price."""

    zone: Zone
    row: Cents


@dataclass(frozen=True, slots=True)
class Press:
    """An order asked for: everything as it was shown when the mouse or key went down."""

    instrument: InstrumentId
    side: Side
    price: Cents


@dataclass(frozen=True, slots=True)
class Grab:
    """Own orders of one side taken hold of in a row."""

    instrument: InstrumentId
    side: Side
    row: Cents
    orders: tuple[ClientOrderId, ...]


@dataclass(frozen=True, slots=True)
class TradeTick:
    """A public trade: cents, contracts, +1 above the trade before and -1 below it, how long ago in words."""

    price: Cents
    size: int
    direction: int
    age: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderScene:
    """Everything the canvas draws."""

    instrument: InstrumentId | None = None
    window: LadderWindow = NO_WINDOW
    rows: Mapping[Cents, LadderRow] = field(default_factory=dict)
    """The rows in which something lies, also those out of view."""
    moving: frozenset[ClientOrderId] = frozenset()
    """Orders that are being moved to another price."""
    ghosts: frozenset[tuple[Side, Cents]] = frozenset()
    """The rows that they are being moved to."""
    theo: float | None = None
    last: Cents | None = None
    """The price of the last trade."""
    trades: tuple[TradeTick, ...] = ()
    """The newest first."""
    clicks: bool = False
    """A click places an order."""
    can_sell: bool = False
    keys: bool = False
    """The trading keys are on."""
    cursor: Cents | None = None
    """The row that the keys act on; None while they are off."""
    quantity: int = 1
    stale: str = ""
    empty: str = ""
    """What to say in place of rows."""

    def row(self, price: Cents) -> LadderRow:
        """The row of that price, an empty one where nothing lies."""
        return self.rows.get(price) or LadderRow(price)

    @property
    def last_row(self) -> Cents | None:
        """The row in view nearest to the last trade."""
        if self.last is None or not self.window.count:
            return None
        place = round(self.window.depth(self.last))
        return self.window.price(place) if 0 <= place < self.window.count else None

    @property
    def bar_full(self) -> int:
        """The size whose bar fills its column: a round number, so that bars seldom change their scale."""
        sizes = [max(row.bid_size, row.ask_size) for row in self.rows.values()]
        most = max(sizes, default=1)
        return next((scale for scale in _BAR_SCALES if scale >= most), most)

    @property
    def hidden(self) -> tuple[int, int]:
        """How many rows in which something lies are above the window, and below."""
        above = sum(price > self.window.top for price in self.rows)
        return above, sum(price < self.window.bottom for price in self.rows)
