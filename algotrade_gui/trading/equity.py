"""P&L over the round: one sample a second of the total and of each owner."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.market.series import IntColumn
from algotrade_gui.trading.equity_marks import EquityMark, EquityMarks
from algotrade_gui.trading.portfolio import PnL

GAP_S: Final = 3
"""Points so far apart, or twice as far as points are kept, have a gap between them: nobody knows how it went there."""
CAPACITY: Final = 1_810
"""Points per owner: a round of 30 minutes, one a second, with some seconds to spare."""
_BOUND: Final = 2**62


class Books(Protocol):
    """The part of the portfolio that is sampled."""

    def owners(self) -> Sequence[BotId]: ...
    def pnl(self, owner: BotId | None = None, /) -> PnL: ...
    def total_at_bid(self, owner: BotId | None = None, /) -> Cents: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityCurve:
    """One owner's P&L as it went. The columns are read-only and do not grow: ask again for what came later."""

    seconds: IntColumn
    """Whole seconds of the round, ascending; gaps where there were no updates."""
    cents: IntColumn
    """Total P&L at those seconds."""
    last: Cents
    """At the newest sample."""
    at_bid: Cents
    """Likewise, with all that is held valued at the best bid."""
    drawdown: Cents
    """How far `last` lies below the best of the round, never negative. The round starts at 0, so that is the least best."""
    worst_drawdown: Cents
    """The deepest fall of the round from a best before it."""
    step_s: int = 1
    """How far apart points are kept: more than 1 in a long round."""

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """The seconds between which nothing is known: each the last before and the first after."""
        rows = self._breaks()
        return list(zip(self.seconds[rows].tolist(), self.seconds[rows + 1].tolist(), strict=True))

    def drawn(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return seconds and cents for a line: in each gap a point without a value (NaN), where it breaks."""
        rows = self._breaks()
        seconds, cents = self.seconds.astype(np.float64), self.cents.astype(np.float64)
        between = (seconds[rows] + seconds[rows + 1]) / 2
        return np.insert(seconds, rows + 1, between), np.insert(cents, rows + 1, np.nan)

    def _breaks(self) -> npt.NDArray[np.intp]:
        return np.flatnonzero(np.diff(self.seconds) > max(GAP_S, 2 * self.step_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class EquitySample:
    """One second: for everyone here (None) and each owner the total P&L, at the mark and at the best bid, in cents."""

    second: int
    values: dict[BotId | None, tuple[int, int]]


class _Told:
    """Books that say what was sampled before, an owner's last value where a sample lacks him."""

    def __init__(self) -> None:
        self.values: dict[BotId | None, tuple[int, int]] = {}

    def owners(self) -> list[BotId]:
        return [owner for owner in self.values if owner is not None]

    def pnl(self, owner: BotId | None = None, /) -> PnL:
        total = Cents(self.values.get(owner, (0, 0))[0])
        return PnL(realised=total, unrealised=Cents(0), total=total)

    def total_at_bid(self, owner: BotId | None = None, /) -> Cents:
        return Cents(self.values.get(owner, (0, 0))[1])


class _Column:
    """One owner's values beside the shared seconds, from the row `begin` on."""

    __slots__ = ("at_bid", "begin", "best", "cents", "last", "worst")

    def __init__(self, begin: int) -> None:
        self.begin = begin
        self.cents: npt.NDArray[np.int64] = np.zeros(CAPACITY, dtype=np.int64)
        self.last = self.best = self.worst = self.at_bid = 0

    def tell(self, cents: int) -> None:
        self.last = max(-_BOUND, min(_BOUND, cents))
        self.best = max(self.best, self.last)
        self.worst = max(self.worst, self.best - self.last)


class EquityHistory:
    """Sampled by the account at each market update; takes the first of each second of the round's clock.

    Bounded: a round that outlasts the columns has every second point taken out, and from then on one kept half as often, so that the whole
    round stays in view. Best, drawdown and last value follow every second all the same.

    An owner appears with his first trade; his curve starts at 0, one sample before.
    """

    def __init__(self) -> None:
        self._seconds: npt.NDArray[np.int64] = np.zeros(CAPACITY, dtype=np.int64)
        self._count = 0
        self._step_s = 1
        self._newest_s = -1
        self._columns: dict[BotId | None, _Column] = {}
        self._version = 0
        self._events = EquityMarks()
        self._on_sample: Listeners[[EquitySample]] = Listeners()

    @property
    def version(self) -> int:
        """Grows with every sample, with every mark, and when the history is cleared."""
        return self._version + self._events.version

    @property
    def events(self) -> EquityMarks:
        """The marks, for those who make and keep them."""
        return self._events

    def marks(self) -> list[EquityMark]:
        """Return what happened on the time axis in this round, oldest first."""
        return self._events.all()

    def on_sample(self, listener: Callable[[EquitySample], None]) -> Callable[[], None]:
        """Call `listener` with each sample as it is taken: a journal's hook. Returns the function that ends it."""
        return self._on_sample.add(listener)

    @property
    def newest_s(self) -> int | None:
        """The second of the newest sample; None before the first."""
        return None if self._newest_s < 0 else self._newest_s

    def owners(self) -> list[BotId]:
        """Return who has a curve, in order of their first trade."""
        return [owner for owner in self._columns if owner is not None]

    def curve(self, owner: BotId | None = None) -> EquityCurve | None:
        """Return the curve of `owner` (None: everyone here); None while there is no sample of him."""
        column = self._columns.get(owner)
        if column is None:
            return None
        seconds = self._seconds[column.begin : self._count]
        cents = column.cents[column.begin : self._count]
        if self._count and self._seconds[self._count - 1] != self._newest_s:
            # between two kept points the newest sample is the curve's end all the same
            seconds, cents = np.append(seconds, self._newest_s), np.append(cents, column.last)
        else:
            # rows are written once, but moved when a long round is thinned out
            seconds, cents = seconds.copy(), cents.copy()
        seconds.flags.writeable = cents.flags.writeable = False
        return EquityCurve(
            seconds=seconds,
            cents=cents,
            last=Cents(column.last),
            at_bid=Cents(column.at_bid),
            drawdown=Cents(column.best - column.last),
            worst_drawdown=Cents(column.worst),
            step_s=self._step_s,
        )

    # --- writing: the account only ---

    def sample(self, time_ms: RoundMs, books: Books) -> bool:
        """Take a sample if a new second has begun; True if one was taken."""
        second = time_ms // MS_PER_S
        if second <= self._newest_s:
            return False
        self._take(second, books)
        if self._on_sample:
            values = {owner: (column.last, column.at_bid) for owner, column in self._columns.items()}
            self._on_sample(EquitySample(second=second, values=values))
        return True

    def restore(self, samples: Iterable[EquitySample]) -> None:
        """Go on with the samples that an earlier process of this round took, ascending, before any of ours."""
        told = _Told()
        for sample in samples:
            told.values.update(sample.values)
            if sample.second > self._newest_s:
                self._take(sample.second, told)

    def _take(self, second: int, books: Books) -> None:
        owners: list[BotId | None] = [None, *books.owners()]
        for owner in owners:
            if owner not in self._columns:
                self._columns[owner] = _Column(max(0, self._count - 1))
        for owner, column in self._columns.items():
            column.tell(books.pnl(owner).total)
            column.at_bid = books.total_at_bid(owner)
        if not self._count or second - self._seconds[self._count - 1] >= self._step_s:
            self._keep(second)
        self._newest_s = second
        self._version += 1

    def clear(self) -> None:
        """Start clean: another round."""
        self._count = 0
        self._step_s = 1
        self._newest_s = -1
        self._columns.clear()
        self._events.clear()
        self._version += 1

    def _keep(self, second: int) -> None:
        if self._count == CAPACITY:
            self._thin_out()
        self._seconds[self._count] = second
        for column in self._columns.values():
            column.cents[self._count] = column.last
        self._count += 1

    def _thin_out(self) -> None:
        kept = (CAPACITY + 1) // 2
        self._seconds[:kept] = self._seconds[::2].copy()
        for column in self._columns.values():
            column.cents[:kept] = column.cents[::2].copy()
            column.begin = (column.begin + 1) // 2
        self._count = kept
        self._step_s *= 2
