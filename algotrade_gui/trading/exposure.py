"""What a book stands to gain or lose as the underlyings move: per underlying, per owner, in total."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from algotrade_gui.analytics.theo import Theo
from algotrade_gui.core.ids import BotId, InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.position import Position

_CENTS: Final = 100
_BP: Final = 1e-4


class Books(Protocol):
    """The part of the portfolio that is read."""

    def owners(self) -> Sequence[BotId]: ...
    def positions(self, owner: BotId | None = None) -> Mapping[InstrumentId, Position]: ...
    def mark(self, instrument: InstrumentId) -> Cents | None: ...


class FairPrices(Protocol):
    """The part of the fair values that is read."""

    def values(self, instrument: InstrumentId) -> Theo | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Sums over contracts, each times its signed quantity; two of them add up. Greeks are of those contracts alone that have a value."""

    contracts: int = 0
    """Bought less owed."""
    value: int = 0
    """Cents at the mark; at cost where there is no mark."""
    delta: float = 0.0
    """In contracts of the underlying: cents gained per cent that its expected settlement rises."""
    delta_cents: float = 0.0
    """The same in cents of the underlying: a hundredth of it is gained when that price rises by one percent."""
    gamma: float = 0.0
    """Delta gained per cent of the underlying."""
    vega: float = 0.0
    """Cents per unit of sigma (per square root of a second)."""
    theta: float = 0.0
    """Cents per second that passes."""
    unvalued: int = 0
    """Contracts (either sign) that have no fair value now, as those that have expired and wait for their settlement."""

    @property
    def gamma_per_dollar(self) -> float:
        """Delta gained per dollar of the underlying."""
        return self.gamma * _CENTS

    @property
    def vega_per_bp(self) -> float:
        """Cents per basis point of sigma (per square root of a second)."""
        return self.vega * _BP

    def __add__(self, other: "Exposure") -> "Exposure":
        return Exposure(
            contracts=self.contracts + other.contracts,
            value=self.value + other.value,
            delta=self.delta + other.delta,
            delta_cents=self.delta_cents + other.delta_cents,
            gamma=self.gamma + other.gamma,
            vega=self.vega + other.vega,
            theta=self.theta + other.theta,
            unvalued=self.unvalued + other.unvalued,
        )


ByUnderlying = dict[Underlying, Exposure]
_Unit = tuple[Underlying, Theo | None, Cents | None]
"""What one contract is on, its values and its mark."""


def exposure_of(
    positions: Mapping[InstrumentId, Position],
    values: Callable[[InstrumentId], Theo | None],
    mark: Callable[[InstrumentId], Cents | None],
) -> ByUnderlying:
    """Return the exposure of these holdings by underlying, in order of their names; empty holdings are left out."""
    return _summed(positions, lambda name: (parse_instrument_id(name).underlying, values(name), mark(name)))


def _summed(positions: Mapping[InstrumentId, Position], unit: Callable[[InstrumentId], _Unit]) -> ByUnderlying:
    sums: dict[Underlying, list[float]] = {}
    counts: dict[Underlying, list[int]] = {}
    for name, position in positions.items():
        quantity = position.quantity
        if not quantity:
            continue
        underlying, theo, mark = unit(name)
        count = counts.setdefault(underlying, [0, 0, 0])
        count[0] += quantity
        count[1] += position.cost if mark is None else quantity * mark
        greeks = sums.setdefault(underlying, [0.0] * 5)
        if theo is None:
            count[2] += abs(quantity)
            continue
        delta = quantity * theo.delta
        greeks[0] += delta
        greeks[1] += delta * theo.forward
        if theo.gamma is not None:
            greeks[2] += quantity * theo.gamma
            greeks[3] += quantity * (theo.vega or 0.0)
            greeks[4] += quantity * (theo.theta or 0.0)
    return {
        underlying: Exposure(
            contracts=contracts,
            value=value,
            delta=sums[underlying][0],
            delta_cents=sums[underlying][1],
            gamma=sums[underlying][2],
            vega=sums[underlying][3],
            theta=sums[underlying][4],
            unvalued=unvalued,
        )
        for underlying, (contracts, value, unvalued) in sorted(counts.items())
    }


def total(exposures: ByUnderlying) -> Exposure:
    """Return the sum over the underlyings. Its delta in contracts and its gamma mix underlyings: good for their sign at most."""
    return sum(exposures.values(), Exposure())


def exposures(books: Books, fair: FairPrices) -> dict[BotId | None, ByUnderlying]:
    """Return everyone's exposure: under None that of all together, then each owner's who holds something."""
    units: dict[InstrumentId, _Unit] = {}

    def unit(name: InstrumentId) -> _Unit:
        known = units.get(name)
        if known is None:
            known = units[name] = (parse_instrument_id(name).underlying, fair.values(name), books.mark(name))
        return known

    found: dict[BotId | None, ByUnderlying] = {None: {}}
    together: ByUnderlying = {}
    for owner in books.owners():
        own = _summed(books.positions(owner), unit)
        if own:
            found[owner] = own
        for underlying, exposure in own.items():
            together[underlying] = together.get(underlying, Exposure()) + exposure
    found[None] = dict(sorted(together.items()))
    return found
