"""Books, levels and quotes. A missing side is None, never zero.

msgspec structs rather than dataclasses: they are made by the hundred per update, and that is several times faster. They can hold no
cycle, so the collector need not look at them either (`gc=False`), which is worth as much again.
"""

from collections.abc import Iterator

import msgspec

from algotrade_gui.core.units import Cents


class Level(msgspec.Struct, frozen=True, gc=False):
    """One price level: cents and the quantity summed over its orders. `price, size = level` works."""

    price: Cents
    size: int

    def __iter__(self) -> Iterator[int]:
        yield self.price
        yield self.size


class _Nobody(msgspec.Struct, frozen=True):
    """The best level of an empty side."""

    price: None = None
    size: None = None


_NOBODY = _Nobody()


class Book(msgspec.Struct, frozen=True, gc=False):
    """The published levels of one instrument, best first on both sides (at most 3 in 2025)."""

    bids: tuple[Level, ...] = ()
    asks: tuple[Level, ...] = ()

    @property
    def quote(self) -> "Quote":
        bid = self.bids[0] if self.bids else _NOBODY
        ask = self.asks[0] if self.asks else _NOBODY
        return Quote(bid=bid.price, bid_size=bid.size, ask=ask.price, ask_size=ask.size)


class Quote(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Top of a book. Prices in cents; an empty side is None."""

    bid: Cents | None = None
    bid_size: int | None = None
    ask: Cents | None = None
    ask_size: int | None = None

    @property
    def spread(self) -> Cents | None:
        """Ask minus bid, or None where a side is empty."""
        return Cents(self.ask - self.bid) if self.bid is not None and self.ask is not None else None

    @property
    def twice_mid(self) -> int | None:
        """Bid plus ask: a mid may be half a cent, twice a mid never is."""
        return self.bid + self.ask if self.bid is not None and self.ask is not None else None


EMPTY_BOOK = Book()
