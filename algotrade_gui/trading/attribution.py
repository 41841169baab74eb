"""Whose a difference is: which of our orders dealt unseen, which holder a settlement was paid to. Pure; prices and cash in cents."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side

_MAX_OPTIONS = 64
_MAX_WAYS = 1_000
_MAX_TRIES = 8_000
"""Bounds of the search: it runs between two updates, in at most some 10 ms."""
_MAX_SURPRISES = 3
"""How many instruments without a difference in contracts may hide deals (settled ones, or a buy and a sale) in one explanation."""
_SETTLEMENT_REACH = 0.05
"""How far from the guessed price the true settlement may lie: the worst second on record moved 4 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An order that may have dealt unseen."""

    client_id: ClientOrderId
    owner: BotId
    instrument: InstrumentId
    side: Side
    price: Cents
    remaining: int
    rested: bool
    """It was in a book, so it dealt at its own price; otherwise at that or better."""
    payoff: Cents | None = None
    """Per contract, where the contract has settled since: then no contracts are left to count."""

    def cash(self, quantity: int) -> int:
        """What a deal of `quantity` at the order's price does to the cash, the settlement included."""
        return self.side.sign * quantity * ((self.payoff or 0) - self.price)


Deals = tuple[tuple[Candidate, int], ...]
"""Orders and how many contracts each dealt unseen."""


def explain(differences: Mapping[InstrumentId, int], cash: int | None, candidates: Sequence[Candidate]) -> Deals:
    """Return the deals of `candidates` that explain what the exchange counts beyond our books.

    With `cash` (the difference in cash; None: not known) the deals are looked for whose contracts and cash fit exactly, the fewest
    instruments first. Failing that, or without cash, contracts alone decide, the best price first and then the oldest, as a book would;
    what is left over is not ours.
    """
    if cash is not None:
        exact = _exact(differences, cash, candidates)
        if exact is not None:
            return exact
    return tuple(
        deal for instrument, wanted in differences.items() for deal in _in_book_order(instrument, wanted, candidates)
    )


def _in_book_order(
    instrument: InstrumentId, wanted: int, candidates: Sequence[Candidate]
) -> Iterator[tuple[Candidate, int]]:
    side = Side.BUY if wanted > 0 else Side.SELL
    fits = [c for c in candidates if c.instrument == instrument and c.side is side and c.payoff is None]
    left = abs(wanted)
    for candidate in sorted(fits, key=lambda c: -side.sign * c.price):  # stable: the oldest first at one price
        taken = min(left, candidate.remaining)
        if taken:
            yield candidate, taken
        left -= taken


def _exact(differences: Mapping[InstrumentId, int], cash: int, candidates: Sequence[Candidate]) -> Deals | None:
    groups: dict[InstrumentId, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.instrument, []).append(candidate)
    if not set(differences) <= set(groups):
        return None  # somebody else has dealt too
    needed = [_options(groups[instrument], wanted) for instrument, wanted in differences.items()]
    if not all(needed):
        return None
    free = [
        [option for option in _options(group, 0) if option[0]]
        for instrument, group in groups.items()
        if instrument not in differences
    ]
    free = [options for options in free if options]
    tries = 0
    for surprises in range(min(len(free), _MAX_SURPRISES) + 1):
        for chosen in itertools.combinations(free, surprises):
            for picks in itertools.product(*needed, *chosen):
                tries += 1
                if tries > _MAX_TRIES:
                    return None
                if sum(effect for _, effect in picks) == cash:
                    return tuple(itertools.chain.from_iterable(deals for deals, _ in picks))
    return None


def _options(group: Sequence[Candidate], wanted: int) -> list[tuple[Deals, int]]:
    """Every way in which the orders of one instrument may have dealt `wanted` contracts in all, fewest contracts first, with its cash."""
    found: list[tuple[Deals, int]] = []
    ranges = [range(candidate.remaining + 1) for candidate in group]
    for tried, quantities in enumerate(itertools.product(*ranges)):
        if tried >= _MAX_WAYS:
            break
        pairs = list(zip(group, quantities, strict=True))
        if sum(c.side.sign * q for c, q in pairs if c.payoff is None) == wanted:
            found.append((tuple((c, q) for c, q in pairs if q), sum(c.cash(q) for c, q in pairs)))
    found.sort(key=lambda option: sum(quantity for _, quantity in option[0]))
    return found[:_MAX_OPTIONS]


def share_settlement(
    holdings: Mapping[tuple[BotId, InstrumentId], int], guess: Cents, cash: int
) -> dict[BotId, Cents] | None:
    """Split `cash`, by which one underlying's settlement at `guess` was wrong, among those who held its contracts.

    The true price is the one nearest to the guess at which all payoffs together differ by exactly `cash`; None where there is none.
    """
    contracts = [
        (owner, parse_instrument_id(name), quantity) for (owner, name), quantity in holdings.items() if quantity
    ]
    for distance in range(1, int(guess * _SETTLEMENT_REACH) + 1):
        for price in (Cents(guess - distance), Cents(guess + distance)):
            shares: dict[BotId, int] = {}
            for owner, contract, quantity in contracts:
                error = quantity * (contract.payoff(price) - contract.payoff(guess))
                shares[owner] = shares.get(owner, 0) + error
            if sum(shares.values()) == cash:
                return {owner: Cents(share) for owner, share in shares.items() if share}
    return None
