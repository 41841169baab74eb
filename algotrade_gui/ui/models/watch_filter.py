"""Which instruments the market watch shows, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import RoundMs
from algotrade_gui.domain.instrument import Instrument, InstrumentKind
from algotrade_gui.ui.models.names import instrument_label, plain_strike

KIND_ORDER = {InstrumentKind.UNDERLYING: 0, InstrumentKind.FUTURE: 1, InstrumentKind.CALL: 2, InstrumentKind.PUT: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFilter:
    """Which instruments are shown; None lets everything through.

    `nth_expiry` 0 is the nearest expiry ahead, so that the filter rolls. Every word of `text` has to occur in the instrument's id, kind or
    strike. `only`: these and no others, the favourites' contracts of the moment.
    """

    underlying: Underlying | None = None
    nth_expiry: int | None = None
    only: frozenset[InstrumentId] | None = None
    kinds: frozenset[InstrumentKind] | None = None
    text: str = ""

    @property
    def is_open(self) -> bool:
        """Everything passes."""
        return self == WatchFilter()

    def select(self, instruments: Iterable[Instrument], now_ms: RoundMs) -> list[Instrument]:
        """Return the contracts that pass, in the tree's order."""
        words = self.text.lower().split()
        ordered = sorted(instruments, key=tree_order)
        expiries: dict[Underlying, list[RoundMs]] = {}
        for item in ordered:
            ahead = expiries.setdefault(item.underlying, [])
            if item.expiry_ms is not None and item.expiry_ms > now_ms and item.expiry_ms not in ahead:
                ahead.append(item.expiry_ms)
        chosen = []
        for item in ordered:
            if not item.is_tradeable or (self.underlying is not None and item.underlying != self.underlying):
                continue
            if self.kinds is not None and item.kind not in self.kinds:
                continue
            if self.nth_expiry is not None and item.expiry_ms not in expiries[item.underlying][self.nth_expiry :][:1]:
                continue
            if self.only is not None and item.id not in self.only:
                continue
            if words:
                searched = f"{item.id} {instrument_label(item)} {plain_strike(item)}".lower()
                if not all(word in searched for word in words):
                    continue
            chosen.append(item)
        return chosen


def tree_order(item: Instrument) -> tuple[str, int, int, int]:
    """Underlying, expiry, then future, calls, puts, each by strike."""
    return item.underlying, item.expiry_ms or 0, KIND_ORDER[item.kind], item.strike or 0


def successor(item: Instrument, before: Iterable[Instrument], now: Iterable[Instrument]) -> InstrumentId | None:
    """Who takes the place of a contract that has ended: the same kind and rank of strike at the next expiry."""

    def same(listed: Iterable[Instrument]) -> list[Instrument]:
        return sorted((x for x in listed if (x.underlying, x.kind) == (item.underlying, item.kind)), key=tree_order)

    peers = [other.id for other in same(before) if other.expiry_ms == item.expiry_ms]
    later = [other for other in same(now) if (other.expiry_ms or 0) > (item.expiry_ms or 0)]
    following = [other.id for other in later if other.expiry_ms == later[0].expiry_ms]
    rank = peers.index(item.id) if item.id in peers else 0
    return following[min(rank, len(following) - 1)] if following else None
