"""Tells whether the first update of a new connection still belongs to the round that was watched before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import InstrumentKind, UnknownInstrumentError, parse_instrument_id

_PACE_SPAN_MS: Final = 20_000.0
"""How long a connection must have been watched before its clock's pace is believed: the first update may be read seconds late, by a loop
that is still busy with the program's start."""

_NORMAL_PACE: Final = (0.8, 1.25)
"""What lies between is the real exchange's pace of 1, measured badly; practice may run at any other."""

_TOLERANCE_MS: Final = 2_000.0
"""Of round time: a first update may be late, and so may the last one before it have been."""

_PACE_ERROR: Final = 0.1
"""Relative, of a pace that is not 1: a stall of 2 s shifts it by as much over the shortest span that is believed."""


@dataclass(slots=True)
class _Seen:
    time_ms: RoundMs
    arrived_ms: float


class RoundWatch:
    """Remembers how the exchange's clock ran, to judge what comes after a gap. Written by the cache only.

    Within a connection a new round shows by a clock that runs backwards. After a reconnect it may not: a round joined at its start and lost
    soon after is followed by one that is older already. Two things give it away. A contract's strikes never change, so another set for the
    same expiry is another round. And a clock that did not stop would be further on than this by all that the old round had lasted.
    """

    def __init__(self, pace: float | None = None) -> None:
        """`pace`: milliseconds of the round per millisecond of the machine, where it was not watched for long enough to be measured."""
        self._first: _Seen | None = None
        self._last: _Seen | None = None
        self._pace = pace
        self._over = False

    def saw(self, time_ms: RoundMs, arrived_ms: float) -> None:
        """Take note of an update of the round that is watched; `arrived_ms` is of the machine's clock."""
        self._last = _Seen(time_ms, arrived_ms)
        if self._first is None:
            self._first = self._last

    def connected(self) -> None:
        """A new connection begins: the pace is measured within one only."""
        self._pace = self._measured_pace()
        self._first = None

    def over(self) -> None:
        """The exchange itself has ended: what a new connection tells belongs to another round, however alike the two are."""
        self._over = True

    def clear(self) -> None:
        """Another round begins."""
        self._over = False
        self._first = self._last = None

    def is_other_round(
        self, time_ms: RoundMs, arrived_ms: float, before: Iterable[InstrumentId], now: Iterable[InstrumentId]
    ) -> bool:
        """Judge the first update of a connection: its time, when it came, and the live contracts `before` it and `now`."""
        last = self._last
        if last is None:
            return False
        if self._over or time_ms < last.time_ms or _strikes_differ(before, now, time_ms):
            return True
        if self._pace is None:
            return False
        passed_ms = (arrived_ms - last.arrived_ms) * self._pace
        missing_ms = last.time_ms + passed_ms - time_ms
        return missing_ms > _TOLERANCE_MS + _PACE_ERROR * passed_ms

    @staticmethod
    def strikes_differ(time_ms: RoundMs, before: Iterable[InstrumentId], now: Iterable[InstrumentId]) -> bool:
        """Whether the contracts that are live `now`, at `time_ms`, cannot be of the round that those were of which were live `before`."""
        return _strikes_differ(before, now, time_ms)

    def _measured_pace(self) -> float | None:
        """Milliseconds of the round per millisecond of ours; what was known before where this connection was too short to tell."""
        if self._first is None or self._last is None:
            return self._pace
        span_ms = self._last.arrived_ms - self._first.arrived_ms
        if span_ms < _PACE_SPAN_MS:
            return self._pace
        pace = (self._last.time_ms - self._first.time_ms) / span_ms
        return 1.0 if _NORMAL_PACE[0] < pace < _NORMAL_PACE[1] else pace


_Ladder = dict[tuple[Underlying, InstrumentKind, RoundMs], set[Cents]]


def _strikes_differ(before: Iterable[InstrumentId], now: Iterable[InstrumentId], time_ms: RoundMs) -> bool:
    """Whether options that were live `before` and have not expired at `time_ms` stand at other strikes `now`, or are gone."""
    old, new = _ladders(before), _ladders(now)
    return any(rung[2] > time_ms and new.get(rung) != strikes for rung, strikes in old.items())


def _ladders(ids: Iterable[InstrumentId]) -> _Ladder:
    ladders: _Ladder = {}
    for key in ids:
        try:
            instrument = parse_instrument_id(key)
        except UnknownInstrumentError:
            continue
        if instrument.strike is not None and instrument.expiry_ms is not None:
            rung = (instrument.underlying, instrument.kind, instrument.expiry_ms)
            ladders.setdefault(rung, set()).add(instrument.strike)
    return ladders
