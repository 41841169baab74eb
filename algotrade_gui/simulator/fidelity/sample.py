"""What an exchange published in a round, kept as columns: one look at every book a second, every mid, the events of each update."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind, parse_instrument_id

Ints = NDArray[np.int64]

NONE: Final = -1
"""A missing price or quantity, a mid or settlement that was never published."""

# columns of the books' table: one row per contract and second
SECOND: Final = 0
UNDERLYING: Final = 1
KIND: Final = 2
STRIKE: Final = 3
EXPIRY: Final = 4
BIDS: Final = 5
"""Price 1, 2, 3, best first; their quantities stand 3 columns on."""
ASKS: Final = 11
MID: Final = 17
"""Of the underlying, the last one published."""
SETTLED: Final = 18
"""The underlying's mid at the contract's expiry."""
TOP_CHANGED: Final = 19
"""1 or 0: whether the best bid's or best ask's price differs from the row's of a second before; NONE in a contract's first row."""
WIDTH: Final = 20

FUTURE, CALL, PUT = 0, 1, 2
_KINDS = {InstrumentKind.FUTURE: FUTURE, InstrumentKind.CALL: CALL, InstrumentKind.PUT: PUT}
_NUMBERS = {str(name): number for number, name in enumerate(UNDERLYINGS)}

Levels = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sample:
    """What figures are computed from."""

    books: Ints
    """Rows by contract and second, WIDTH columns."""
    mids: Mapping[str, Sequence[Ints]]
    """By underlying without its `$`: one array a round, indexed by the second, NONE where none is known."""
    trades: Ints
    """How many trades each update told of, updates without any event left out."""
    cancels: Ints
    """The same updates' cancels."""
    trade_quantities: Ints


class Collector:
    """Builds a sample: `look` at books, tell `mids` and `events`, then `sample`."""

    def __init__(self) -> None:
        self._rows: array[int] = array("q")
        self._last_top: dict[str, tuple[int, int, int]] = {}
        self._mids: dict[int, dict[int, int]] = {}
        self._trades: list[int] = []
        self._cancels: list[int] = []
        self._quantities: list[int] = []

    def mid(self, underlying: str, index: int, mid: int) -> None:
        """Note the mid of one second."""
        self._mids.setdefault(_NUMBERS[underlying], {})[index] = mid

    def look(self, second: int, instrument_id: str, bids: Levels, asks: Levels) -> None:
        """Note a book in `second`, each side best first. The mids up to `second` - 1 should be noted by the time of `sample`."""
        instrument = parse_instrument_id(instrument_id)
        assert instrument.expiry_ms is not None
        bid = bids[0][0] if bids else NONE
        ask = asks[0][0] if asks else NONE
        before = self._last_top.get(instrument_id)
        self._last_top[instrument_id] = (second, bid, ask)
        changed = NONE
        if before is not None and before[0] == second - 1:
            changed = int(before[1:] != (bid, ask))
        row = [
            second,
            _NUMBERS[instrument.underlying],
            _KINDS[instrument.kind],
            NONE if instrument.strike is None else instrument.strike,
            instrument.expiry_ms // MS_PER_S,
        ]
        for side in (bids, asks):
            row += [side[level][0] if level < len(side) else NONE for level in range(3)]
            row += [side[level][1] if level < len(side) else NONE for level in range(3)]
        row += [NONE, NONE, changed]
        self._rows.extend(row)

    def events(self, trades: Sequence[int], cancels: int) -> None:
        """Note an update's events: the quantity of each trade, and how many orders were cancelled."""
        if trades or cancels:
            self._trades.append(len(trades))
            self._cancels.append(cancels)
            self._quantities.extend(trades)

    def sample(self) -> Sample:
        """All that was noted."""
        books = np.array(self._rows, dtype=np.int64).reshape(-1, WIDTH)
        mids: dict[str, Sequence[Ints]] = {}
        for name, number in _NUMBERS.items():
            known = self._mids.get(number, {})
            path = np.full(max(known, default=-1) + 2, NONE, dtype=np.int64)
            for index, mid in known.items():
                path[index] = mid
            mids[name.removeprefix("$")] = [path]
            own = books[:, UNDERLYING] == number
            for column, index_of in ((MID, books[own, SECOND] - 1), (SETTLED, books[own, EXPIRY])):
                # the last entry is NONE, and so is what lies before the first or behind the last second
                inside = np.where((index_of >= 0) & (index_of < len(path)), index_of, len(path) - 1)
                books[own, column] = path[inside]
        return Sample(
            books,
            mids,
            np.array(self._trades, dtype=np.int64),
            np.array(self._cancels, dtype=np.int64),
            np.array(self._quantities, dtype=np.int64),
        )


def join(samples: Sequence[Sample]) -> Sample:
    """Several rounds as one sample."""
    names = samples[0].mids
    return Sample(
        np.concatenate([sample.books for sample in samples]),
        {name: [path for sample in samples for path in sample.mids[name]] for name in names},
        np.concatenate([sample.trades for sample in samples]),
        np.concatenate([sample.cancels for sample in samples]),
        np.concatenate([sample.trade_quantities for sample in samples]),
    )


# --- from frames ---


class _EventData(msgspec.Struct):
    quantity: int = 0
    expired: bool = False


class _Event(msgspec.Struct):
    event_type: str
    data: _EventData


class _Candle(msgspec.Struct):
    index: int
    mid: int


class _Candles(msgspec.Struct):
    untradeable: dict[str, list[_Candle]]


class _Depth(msgspec.Struct):
    bids: dict[str, int]
    asks: dict[str, int]


class _Brief(msgspec.Struct):
    time: int
    candles: _Candles
    events: list[_Event]


class _Full(msgspec.Struct):
    orderbook_depths: dict[str, _Depth]


_BRIEF = msgspec.json.Decoder(_Brief)
_FULL = msgspec.json.Decoder(_Full)


def collect(frames: Iterable[str]) -> Sample:
    """Read a round's updates, in order. Books are looked at in the first update of each second."""
    collector = Collector()
    last_second = -1
    for frame in frames:
        brief = _BRIEF.decode(frame)
        for name, candles in brief.candles.untradeable.items():
            for candle in candles:
                collector.mid(name, candle.index, candle.mid)
        trades = [event.data.quantity for event in brief.events if event.event_type == "trade"]
        # what the exchange itself ends at a contract's expiry is not the traders' doing
        cancels = sum(event.event_type == "cancel" and not event.data.expired for event in brief.events)
        collector.events(trades, cancels)
        second = brief.time // MS_PER_S
        if second != last_second:
            last_second = second
            for instrument_id, depth in _FULL.decode(frame).orderbook_depths.items():
                bids = [(int(price), quantity) for price, quantity in depth.bids.items()][::-1]
                asks = [(int(price), quantity) for price, quantity in depth.asks.items()]
                collector.look(second, instrument_id, bids, asks)
    return collector.sample()
