"""The mispricings of the whole board as of now, kept up chain by chain at a bounded cost."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from algotrade_gui.analytics.combos import (
    Chain,
    Finding,
    asks_below_intrinsic,
    chains,
    long_combinations,
    parity_gaps,
)
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Quote
from algotrade_gui.market.cache import MarketDataCache

CHAINS_PER_LOOK: Final = 8
"""Of 24 in 2025: one underlying's contracts of one expiry each. Which of the changed ones wait takes turns: 0.3 s at most, for a third
of what all of them cost in each update."""
_ASLEEP_MS: Final = 1_000
"""Who did not look for so long gets everything at once."""

Place: TypeAlias = tuple[Underlying, RoundMs]
"""An underlying and one of its expiries."""
CellKey: TypeAlias = tuple[Underlying, RoundMs, Cents]
"""A place with a strike."""
FindingKey: TypeAlias = tuple[str, tuple[InstrumentId, ...]]
"""A finding's kind (its value: an enumeration's hash is slow) with the contracts of its legs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mispricing:
    """A finding with what it is worth."""

    finding: Finding
    edge: float
    """Cents per unit: the sure profit; where nothing is sure the model's expected value, without a model the payoff if the price stood
    still, less the cost. May be negative then: cheap by the one, dear by the other."""
    key: FindingKey = field(init=False, compare=False, repr=False)
    """The same for the same legs, whatever their prices."""
    gain: float = field(init=False, compare=False, repr=False)
    """Cents in all, for as many units as stand in the books."""

    def __post_init__(self) -> None:
        key = self.finding.kind.value, tuple(leg.instrument.id for leg in self.finding.legs)
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "gain", self.edge * self.finding.units)

    @property
    def place(self) -> Place:
        return self.finding.underlying, self.finding.expiry_ms

    @property
    def strikes(self) -> tuple[Cents, ...]:
        """The different strikes of its legs, ascending."""
        return tuple(sorted({leg.instrument.strike for leg in self.finding.legs if leg.instrument.strike is not None}))

    def seconds_left(self, now_ms: RoundMs) -> int:
        """Whole seconds to expiry, begun ones counted."""
        return max(0, -(-(self.finding.expiry_ms - now_ms) // MS_PER_S))


class MispricingBoard:
    """What can be read off the books of all live contracts. Costs nothing but while somebody looks.

    `held` tells what can be sold (see `trading.inventory`). All methods belong to the loop's thread.
    """

    def __init__(self, cache: MarketDataCache, held: Callable[[], Mapping[InstrumentId, int]] = dict) -> None:
        self._cache = cache
        self._held = held
        self._reader = cache.changes.reader()
        self._known_held: dict[InstrumentId, int] = {}
        self._listing = -1
        """Which listing of the cache the chains are of."""
        self._chains: dict[Place, Chain] = {}
        self._place_of: dict[InstrumentId, Place] = {}
        self._waiting: dict[Place, None] = {}
        """Chains to be looked at, the longest waiting first."""
        self._findings: dict[Place, tuple[Mispricing, ...]] = {}
        self._looked_ms: RoundMs | None = None
        self.found: tuple[Mispricing, ...] = ()
        """Everything found: what can be had now before what sells contracts that are not owned, each with the greatest gain first."""
        self.places: tuple[Chain, ...] = ()
        """The live chains, by underlying, soonest expiry first."""
        self.strikes: tuple[tuple[Cents, ...], ...] = ()
        """Of each of `places`, ascending."""
        self.cells: dict[CellKey, tuple[int, int]] = {}
        """Where each strike stands in them: number of the place, number of the strike."""

    def look(self) -> bool:
        """Bring `found` and `places` up to date with the changed books, of at most `CHAINS_PER_LOOK` chains; True if either changed.

        The rest follows with the next looks, first come, first served. A chain that is new or has ended is taken at once.
        """
        listed = self._follow_listing()
        self._note_changes()
        now_ms, before_ms = self._cache.time_ms, self._looked_ms
        self._looked_ms = now_ms
        asleep = before_ms is None or not 0 <= now_ms - before_ms <= _ASLEEP_MS
        turn = list(self._waiting) if asleep else list(self._waiting)[:CHAINS_PER_LOOK]
        changed = listed
        for place in turn:
            del self._waiting[place]
            found = self._examine(self._chains[place])
            if found != self._findings.get(place, ()):
                self._findings[place] = found
                changed = True
        if changed:
            everything = [one for found in self._findings.values() for one in found]
            self.found = tuple(sorted(everything, key=lambda one: (one.finding.needs_inventory, -one.gain)))
        return changed

    def _follow_listing(self) -> bool:
        if self._cache.listing == self._listing:
            return False
        self._listing = self._cache.listing
        live = self._cache.instruments()
        self.places = tuple(sorted(chains(live), key=lambda chain: (chain.underlying, chain.expiry_ms)))
        self.strikes = tuple(_strikes(chain) for chain in self.places)
        self.cells = {
            (chain.underlying, chain.expiry_ms, strike): (row, column)
            for row, (chain, strikes) in enumerate(zip(self.places, self.strikes, strict=True))
            for column, strike in enumerate(strikes)
        }
        before = self._chains
        self._chains = {(chain.underlying, chain.expiry_ms): chain for chain in self.places}
        self._place_of = {one.id: (one.underlying, one.expiry_ms) for one in live if one.expiry_ms is not None}
        self._findings = {place: found for place, found in self._findings.items() if place in self._chains}
        self._waiting = {place: None for place in self._waiting if place in self._chains}
        self._waiting.update((place, None) for place, chain in self._chains.items() if before.get(place) != chain)
        return True

    def _note_changes(self) -> None:
        changed = self._reader.drain()
        held = dict(self._held())
        if held != self._known_held:
            changed |= {key for key in {*held, *self._known_held} if held.get(key) != self._known_held.get(key)}
            self._known_held = held
        for key in changed:
            place = self._place_of.get(key)
            if place is not None:
                self._waiting.setdefault(place)
        # an underlying's candle moves spot and values of all that hangs on it
        for place in self._chains:
            if InstrumentId(place[0]) in changed:
                self._waiting.setdefault(place)

    def _examine(self, chain: Chain) -> tuple[Mispricing, ...]:
        cache = self._cache
        members = (*chain.calls, *chain.puts, *((chain.future,) if chain.future is not None else ()))
        quotes: dict[InstrumentId, Quote] = {}
        for one in members:
            quote = cache.get_best_prices(one.id)
            if quote is not None:
                quotes[one.id] = quote
        spot = cache.underlying_price(chain.underlying)
        values = cache.fair.theo
        found = long_combinations(chain, quotes, values=values)
        found += parity_gaps(chain, quotes, self._known_held, values=values)
        if spot is not None:
            found += asks_below_intrinsic(chain, quotes, spot, values=values)
        return tuple(Mispricing(finding=one, edge=_edge(one, spot)) for one in found)


def best_by_cell(found: Iterable[Mispricing]) -> dict[CellKey, Mispricing]:
    """Return for each strike of each expiry what has the best edge per unit among those in which the strike takes part.

    Only edges above zero count, and what can be had now goes before what sells contracts that are not owned.
    """
    best: dict[CellKey, Mispricing] = {}
    for one in found:
        if one.edge <= 0:
            continue
        for strike in one.strikes:
            key = (*one.place, strike)
            other = best.get(key)
            if other is None or _rank(one) > _rank(other):
                best[key] = one
    return best


def affordable_units(finding: Finding, free_cash: Cents | None) -> int:
    """Return how many units stand in the books and can be paid from `free_cash` (None: not known); at least 1.

    Bought legs are counted in full: their cash is needed before a sold leg brings any.
    """
    bought = sum(leg.price for leg in finding.legs if leg.side is Side.BUY)
    if free_cash is None or bought <= 0:
        return max(1, finding.units)
    return max(1, min(finding.units, free_cash // bought))


def _strikes(chain: Chain) -> tuple[Cents, ...]:
    return tuple(sorted({one.strike for one in (*chain.calls, *chain.puts) if one.strike is not None}))


def _rank(one: Mispricing) -> tuple[bool, float]:
    return not one.finding.needs_inventory, one.edge


def _edge(finding: Finding, spot: Cents | None) -> float:
    if finding.sure_profit is not None:
        return float(finding.sure_profit)
    if finding.expected_value is not None:
        return finding.expected_value
    return 0.0 if spot is None else float(finding.payoff(spot) - finding.cost)
