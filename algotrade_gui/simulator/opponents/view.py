"""The market as an opponent sees it: what the last update published, nothing else."""

from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import Final
from zlib import crc32

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.simulator.agents import SIGMA, option_value

Levels = list[tuple[Cents, int]]

_MEMORY: Final = 0.97
"""Of the squared steps: a step counts half after 23 s."""
_DECK: Final = Underlying("$CARD")
_DECK_SHARE: Final = 0.54
"""Of $CARD's steps, what is left of them over a contract's life: its deck brings it back."""


class Quotes:
    """One book as published: up to three levels a side as (price, quantity), the best first."""

    __slots__ = ("asks", "bids", "expiry_ms", "id", "instrument", "is_call", "lot", "strike", "underlying")

    def __init__(self, instrument: Instrument) -> None:
        assert instrument.expiry_ms is not None
        self.instrument = instrument
        self.id = instrument.id
        self.underlying = instrument.underlying
        self.expiry_ms = instrument.expiry_ms
        self.strike = instrument.strike
        """None: a future."""
        self.is_call = instrument.kind is InstrumentKind.CALL
        self.bids: Levels = []
        self.asks: Levels = []
        self.lot = crc32(instrument.id.encode()) / 2**32
        """A number in [0, 1) of its own, the same in every process."""

    def intrinsic(self, spot: float) -> float:
        """What it would pay at that price of the underlying."""
        if self.strike is None:
            return spot
        return max(spot - self.strike if self.is_call else self.strike - spot, 0.0)


class Chain:
    """All contracts of one underlying and expiry, the options by strike."""

    __slots__ = ("calls", "future", "puts")

    def __init__(self) -> None:
        self.future: Quotes | None = None
        self.calls: dict[Cents, Quotes] = {}
        self.puts: dict[Cents, Quotes] = {}

    def add(self, quotes: Quotes) -> None:
        """Put a new contract in its place."""
        if quotes.strike is None:
            self.future = quotes
        else:
            (self.calls if quotes.is_call else self.puts)[quotes.strike] = quotes


class View:
    """The published books and mids. Fed update by update; the same for all opponents, who only read."""

    def __init__(self) -> None:
        self.time_ms = RoundMs(0)
        self.books: dict[InstrumentId, Quotes] = {}
        self.chains: dict[RoundMs, dict[Underlying, Chain]] = {}
        """By expiry, the next one first."""
        self.mids: dict[Underlying, int] = {}
        """The last ones published."""
        self.new_mids = False
        """Whether this update brought them."""
        self._variances = {name: sigma**2 for name, sigma in SIGMA.items()}

    def update(
        self,
        time_ms: int,
        depths: Iterable[tuple[Instrument, Levels, Levels]],
        mids: Mapping[Underlying, int] | None = None,
    ) -> None:
        """Take an update: the books that differ from the last one as (instrument, bids, asks), best first, and a second's mids."""
        self.time_ms = RoundMs(time_ms)
        for expiry_ms in [expiry_ms for expiry_ms in self.chains if expiry_ms <= time_ms]:
            del self.chains[expiry_ms]
            self.books = {key: quotes for key, quotes in self.books.items() if quotes.expiry_ms > time_ms}
        for instrument, bids, asks in depths:
            quotes = self.books.get(instrument.id)
            if quotes is None:
                quotes = self._list(instrument)
            quotes.bids = bids
            quotes.asks = asks
        self.new_mids = mids is not None
        for name, mid in (mids or {}).items():
            before = self.mids.get(name)
            if before and mid > 0:
                step = log(mid / before) * (_DECK_SHARE if name == _DECK else 1.0)
                self._variances[name] = _MEMORY * self._variances[name] + (1 - _MEMORY) * step**2
            self.mids[name] = mid

    def _list(self, instrument: Instrument) -> Quotes:
        quotes = self.books[instrument.id] = Quotes(instrument)
        if quotes.expiry_ms not in self.chains:
            self.chains[quotes.expiry_ms] = {}
            self.chains = dict(sorted(self.chains.items()))
        self.chains[quotes.expiry_ms].setdefault(quotes.underlying, Chain()).add(quotes)
        return quotes

    def deviation(self, underlying: Underlying) -> float:
        """Of one step of the log price, estimated from the published mids."""
        return sqrt(self._variances[underlying])

    def theo(self, quotes: Quotes, spot: float) -> float:
        """A contract's model value in cents where the last published mid is believed to be `spot`."""
        if quotes.strike is None:
            return spot
        # the published mid is of the second before this one
        steps = quotes.expiry_ms // MS_PER_S - self.time_ms // MS_PER_S + 1
        return option_value(spot, quotes.strike, self.deviation(quotes.underlying) * sqrt(steps), quotes.is_call)
