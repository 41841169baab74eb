"""Books, levels and quotes. A missing side is None, never zero."""

from dataclasses import dataclass
from typing import NamedTuple

from algotrade_gui.core.units import Cents


class Level(NamedTuple):
    """One price level: cents and the quantity summed over its orders."""

    price: Cents
    size: int


@dataclass(frozen=True, slots=True)
class Book:
    """The published levels of one instrument, best first on both sides (at most 3 in 2025)."""

    bids: tuple[Level, ...] = ()
    asks: tuple[Level, ...] = ()

    @property
    def quote(self) -> "Quote":
        bid = self.bids[0] if self.bids else None
        ask = self.asks[0] if self.asks else None
        return Quote(
            bid=bid.price if bid else None,
            bid_size=bid.size if bid else None,
            ask=ask.price if ask else None,
            ask_size=ask.size if ask else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
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
