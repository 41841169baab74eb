"""One second of an instrument's life."""

import msgspec

from algotrade_gui.core.units import Cents


class Candle(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Candle `index` covers [index, index + 1) seconds of the round (protocol section 3).

    Underlyings have `mid`, their one true price, and no volume; contracts have a volume, and prices only if something traded. A msgspec
    struct rather than a dataclass, so that the codec decodes 270 of them a second without a copy.
    """

    index: int
    open: Cents | None = None
    high: Cents | None = None
    low: Cents | None = None
    close: Cents | None = None
    mid: Cents | None = None
    volume: int | None = None

    @property
    def last(self) -> Cents | None:
        """The one price to show for this second: an underlying's `mid` (its `close` is noise, section 5), a contract's close."""
        return self.mid if self.mid is not None else self.close
