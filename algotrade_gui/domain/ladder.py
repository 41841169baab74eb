"""A price ladder as values: the rows that levels and own orders fall into, at a step that fits how far apart prices lie."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median_low
from typing import Final

from algotrade_gui.core.ids import BotId, ClientOrderId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Book, Level

ROWS_PER_GAP: Final = 2.5
"""So many rows lie between neighbouring levels, about: enough to place an order in between, few enough to see all levels at once."""
ROWS_PER_SPREAD: Final = 12
"""The spread takes no more rows than about that, so that both best prices are in view."""
SPREAD_COUNTS: Final = 2.0
"""But a spread makes the step no larger than so many usual gaps: a stray price would make everything else one row."""
GAPS_BEYOND: Final = 2.0
"""Where few rows are in view, they reach from a usual gap below the best bid to one above the best ask: so many gaps in all."""
GAPS_IN_ROW: Final = 5.0
"""For that a row may hold so many usual gaps at most; where more would be needed, the price is stray."""
ROWS_SPARE: Final = 3
"""Rows that are not counted on for that: prices do not fall into the middles of rows, nor the book into the middle of the window."""
STEPS_IN_PRICE: Final = 10
"""What a contract is worth has so many steps at least."""
FINEST: Final = 0.25
COARSEST: Final = 1.6
"""The present step stays while it is within these multiples of the one wanted."""
PATIENCE: Final = 15
"""Looks in a row at books that ask for another step before it changes: 1.5 s of updates."""
PATIENCE_UNSEEN: Final = 4
"""But so few where the present step leaves no room for both best prices: there is nothing to be seen until it changes."""
PRICE_PER_STEP: Final = 1_000
"""Until a book tells a distance, the step is this part of the price."""


def nice_steps() -> Iterator[Cents]:
    """1, 2, 5, 10, 20, 50 and so on, cents, without end."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            yield Cents(digit * power)
        power *= 10


def nice_step(most: float) -> Cents:
    """The largest nice step that is no more than `most` cents; 1 at least."""
    found = Cents(1)
    for step in nice_steps():
        if step > most:
            return found
        found = step
    raise AssertionError("steps have no end")


def nice_step_above(least: float) -> Cents:
    """The smallest nice step that is no less than `least` cents."""
    return next(step for step in nice_steps() if step >= least)


def typical_gap(book: Book) -> int | None:
    """The usual distance of neighbouring prices in a book, cents: the median of gaps and spread. None where there are no two prices.

    Of two distances the smaller counts: a stray far price is no measure.
    """
    gaps = [abs(a.price - b.price) for side in (book.bids, book.asks) for a, b in pairwise(side)]
    spread = book.quote.spread
    if spread is not None:
        gaps.append(spread)
    gaps = [gap for gap in gaps if gap > 0]
    return median_low(gaps) if gaps else None


def wanted_step(book: Book, reference: float | None = None) -> float | None:
    """The step, in cents and parts of one, that a book's prices ask for; None where it has no two prices.

    `reference` is about what the contract is worth, cents.
    """
    gap = typical_gap(book)
    if gap is None:
        return None
    spread = book.quote.spread or 0
    wanted = max(gap / ROWS_PER_GAP, min(spread / ROWS_PER_SPREAD, SPREAD_COUNTS * gap))
    return wanted if reference is None else min(wanted, max(1.0, reference / STEPS_IN_PRICE))


def least_step(book: Book, rows: int, reference: float | None = None) -> Cents:
    """The smallest nice step at which `rows` rows reach over the best bid, the best ask and a usual gap beyond each.

    A stray price asks for nothing, and so does a book without two prices.
    """
    gap, spread = typical_gap(book), book.quote.spread
    if gap is None or spread is None:
        return Cents(1)
    needed = (spread + GAPS_BEYOND * gap) / max(1, rows - ROWS_SPARE)
    most = GAPS_IN_ROW * gap
    if reference is not None:
        most = min(most, max(1.0, reference / STEPS_IN_PRICE))
    return nice_step_above(needed) if needed <= most else Cents(1)


class Grouping:
    """The step of a ladder's rows: fitted to the first book, then changed only when many books in a row ask for quite another.

    Books are noise: without that the rows would jump several times a second.
    """

    def __init__(self) -> None:
        self._step: Cents | None = None
        self._guessed = True
        self._unfit = 0
        self._rows: int | None = None

    @property
    def step(self) -> Cents:
        """Cents from row to row."""
        return self._step if self._step is not None else Cents(1)

    def restart(self) -> None:
        """Forget all: another kind of contract is shown."""
        self._step, self._guessed, self._unfit = None, True, 0

    def look(self, book: Book, reference: float | None = None, rows: int | None = None) -> Cents:
        """Take in a book and return the step; `reference` is about what the contract is worth, in cents, `rows` how many are in view."""
        wanted = wanted_step(book, reference)
        if wanted is None:
            if self._step is None and reference is not None:
                self._step = nice_step(reference / PRICE_PER_STEP)
            return self.step
        least = Cents(1) if rows is None else least_step(book, rows, reference)
        # fewer rows are no noise: with them the step fits at once
        fewer = rows is not None and self._rows is not None and rows < self._rows
        self._rows = rows
        fitting = max(nice_step(wanted), least)
        if self._guessed or self._step is None or (fewer and self._step < least):
            self._step, self._guessed, self._unfit = fitting, False, 0
        elif least <= self._step and FINEST * wanted <= self._step <= max(1.0, COARSEST * wanted, COARSEST * least):
            self._unfit = 0
        else:
            self._unfit += 1
            spread = book.quote.spread
            # a stray price, which asks for no step, hides the other side for as long as it stands
            unseen = rows is not None and spread is not None and self._step < least and spread > self._step * (rows - 1)
            if self._unfit >= (PATIENCE_UNSEEN if unseen else PATIENCE):
                self._step, self._unfit = fitting, 0
        return self.step


def row_price(price: int, side: Side, step: Cents) -> Cents:
    """The row that a price falls into: a multiple of `step`; buys round down, sells up, so that no spread looks narrower than it is."""
    whole, rest = divmod(price, step)
    return Cents((whole + (1 if rest and side is Side.SELL else 0)) * step)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOrder:
    """An open order of ours as a ladder shows it."""

    client_id: ClientOrderId
    owner: BotId
    side: Side
    price: Cents
    remaining: int
    in_doubt: bool = False
    """Its fate is unknown."""
    in_motion: bool = False
    """It is on its way, or a cancel is."""


@dataclass(frozen=True, slots=True)
class LadderRow:
    """What lies in one row. Levels keep their exact prices, best first."""

    price: Cents
    """The row's own: a multiple of the step."""
    bids: tuple[Level, ...] = ()
    asks: tuple[Level, ...] = ()
    buys: tuple[OwnOrder, ...] = ()
    sells: tuple[OwnOrder, ...] = ()

    @property
    def shown(self) -> Cents:
        """The price that the row says, and that an order placed in it gets: of its best level, else of an own order, else its own."""
        if self.bids:
            return self.bids[0].price
        if self.asks:
            return self.asks[0].price
        own = (*self.buys, *self.sells)
        return own[0].price if own else self.price

    @property
    def is_exact(self) -> bool:
        """Whether something lies in the row, so that `shown` is a real price."""
        return bool(self.bids or self.asks or self.buys or self.sells)

    @property
    def bid_size(self) -> int:
        return sum(level.size for level in self.bids)

    @property
    def ask_size(self) -> int:
        return sum(level.size for level in self.asks)

    @property
    def own(self) -> tuple[OwnOrder, ...]:
        """Buys, then sells."""
        return self.buys + self.sells


@dataclass(slots=True)
class _Filling:
    bids: list[Level] = field(default_factory=list)
    asks: list[Level] = field(default_factory=list)
    buys: list[OwnOrder] = field(default_factory=list)
    sells: list[OwnOrder] = field(default_factory=list)


def ladder_rows(book: Book, own: Iterable[OwnOrder], step: Cents) -> dict[Cents, LadderRow]:
    """Return the rows in which something lies, by their price: each level and each own order in exactly one."""
    found: dict[Cents, _Filling] = {}

    def at(price: Cents, side: Side) -> _Filling:
        return found.setdefault(row_price(price, side, step), _Filling())

    for level in book.bids:
        at(level.price, Side.BUY).bids.append(level)
    for level in book.asks:
        at(level.price, Side.SELL).asks.append(level)
    for order in own:
        into = at(order.price, order.side)
        (into.buys if order.side is Side.BUY else into.sells).append(order)
    return {
        price: LadderRow(price, tuple(row.bids), tuple(row.asks), tuple(row.buys), tuple(row.sells))
        for price, row in found.items()
    }


@dataclass(frozen=True, slots=True)
class LadderWindow:
    """The rows in view: `count` of them, downwards from `top`, a multiple of `step`. No row lies below zero."""

    top: Cents
    step: Cents
    count: int

    @classmethod
    def around(cls, centre: float, step: Cents, count: int) -> "LadderWindow":
        """A window with `centre` (cents) in its middle row."""
        return cls.from_top(math.floor(centre / step + 0.5) + count // 2, step, count)

    @classmethod
    def from_top(cls, steps: int, step: Cents, count: int) -> "LadderWindow":
        """A window whose top row is `steps` steps above zero, or as far as its last row is not below zero."""
        return cls(Cents(max(steps, count - 1, 0) * step), step, count)

    @property
    def bottom(self) -> Cents:
        """The price of the last row."""
        return Cents(self.top - (self.count - 1) * self.step)

    def price(self, row: int) -> Cents:
        """The price of a row, counted from the top."""
        return Cents(self.top - row * self.step)

    def row(self, price: Cents) -> int | None:
        """The place of the row of that price; None where it is not in view."""
        place, rest = divmod(self.top - price, self.step)
        return place if not rest and 0 <= place < self.count else None

    def depth(self, price: float) -> float:
        """How many rows below the middle of the top row a price lies, in parts of a row too; may be outside."""
        return (self.top - price) / self.step

    def holds(self, price: float, margin: float = 0.0) -> bool:
        """Whether a price is in view, `margin` (a share of the rows) away from either edge."""
        edge = margin * self.count
        return edge - 0.5 <= self.depth(price) <= self.count - 0.5 - edge

    def moved(self, rows: int) -> "LadderWindow":
        """The window moved up by so many rows."""
        return self.from_top(self.top // self.step + rows, self.step, self.count)

    def resized(self, count: int) -> "LadderWindow":
        """The window with another number of rows about the same middle."""
        if count == self.count:
            return self
        return self.from_top(self.top // self.step - self.count // 2 + count // 2, self.step, count)
