"""The official score of a round, and what net worth it takes to reach another.

A round scores coefficient x (S - S_min) / (S_max - S_min), S the net worth at its end (protocol section 7). Where every team ends with the
same net worth the formula has no value: nobody is better than the worst then, so everyone scores 0; a team alone scores 0 as well.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from algotrade_gui.core.units import Cents

K = TypeVar("K", bound=Hashable)

THOUSAND_DOLLARS = Cents(100_000)
MOST_WORTH = Cents(10**16)
"""More than a team can be given to begin with, times ten: what takes more is called out of reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The other teams' net worth in cents, as far as it bears on a score: the lowest and the highest."""

    worst: int
    best: int

    def __post_init__(self) -> None:
        if self.worst > self.best:
            raise ValueError("the worst team has more than the best")

    def widened(self, worth: int) -> "Field":
        """The field with one more team in it."""
        return Field(worst=min(self.worst, worth), best=max(self.best, worth))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another team: points of the rounds before, and its net worth in this one, in cents."""

    points_before: float
    worth: int


def score(worth: int, field: Field, coefficient: float) -> float:
    """Return the points of a team that ends with `worth` cents among `field`, of which it need not be a part."""
    whole = field.widened(worth)
    if whole.best == whole.worst:
        return 0.0
    # one division of whole numbers: equal teams get equal floats, the best exactly the coefficient
    return coefficient * ((worth - whole.worst) / (whole.best - whole.worst))


def round_scores(worths: Mapping[K, int], coefficient: float) -> dict[K, float]:
    """Return every team's points for a round that ends with these net worths in cents."""
    if not worths:
        return {}
    field = Field(worst=min(worths.values()), best=max(worths.values()))
    return {team: score(worth, field, coefficient) for team, worth in worths.items()}


def ranks(merits: Mapping[K, Any]) -> dict[K, int]:
    """Return each team's rank, 1 for the highest merit; equals share a rank, and the next one is as far down as there are teams above."""
    ordered = sorted(merits.values(), reverse=True)
    first: dict[Any, int] = {}
    for place, merit in enumerate(ordered, 1):
        first.setdefault(merit, place)
    return {team: first[merit] for team, merit in merits.items()}


def points_of_extra(worth: int, field: Field, coefficient: float, extra: int = THOUSAND_DOLLARS) -> float:
    """Return how many more points `extra` cents on top of `worth` bring, the other teams as they are.

    Past the best team more cash brings no more points, it only presses the others.
    """
    return score(worth + extra, field, coefficient) - score(worth, field, coefficient)


def worth_to_catch(rival: Rival, points_before: float, field: Field, coefficient: float) -> Cents | None:
    """Return the least net worth in cents at which a team with `points_before` has at least the rival's points after this round.

    The other teams are as they are, but as the best team it presses the rival's own score. None where no net worth is enough; 0 where
    none is needed. `field` is widened by the rival.
    """
    others = field.widened(rival.worth)

    def caught(worth: int) -> bool:
        whole = others.widened(worth)
        return points_before + score(worth, whole, coefficient) >= rival.points_before + score(
            rival.worth, whole, coefficient
        )

    return _least(caught, _about(rival, points_before, others, coefficient))


def _about(rival: Rival, points_before: float, field: Field, coefficient: float) -> float:
    """Solve the same as an equation, once inside the field and once above it; rounding apart, and not for a team below the field."""
    behind = rival.points_before - points_before
    if coefficient <= abs(behind):
        return field.worst
    inside = rival.worth + behind / coefficient * (field.best - field.worst)
    if inside <= field.best:
        return inside
    return field.worst + (rival.worth - field.worst) / (1 - behind / coefficient)


def worth_for_rank(
    rank: int, points_before: float, rivals: Sequence[Rival], coefficient: float
) -> tuple[Cents | None, int | None]:
    """Return the least net worth in cents that brings `rank` after this round, and which rival is to be caught for it.

    None for the net worth where it is out of reach. Rank `len(rivals) + 1` is there anyway: 0, and no rival. Raises ValueError for a rank
    that there is not.
    """
    if not 1 <= rank <= len(rivals) + 1:
        raise ValueError(f"there is no rank {rank} among {len(rivals) + 1} teams")
    if rank == len(rivals) + 1:
        return Cents(0), None
    field = Field(worst=min(rival.worth for rival in rivals), best=max(rival.worth for rival in rivals))
    prices = [worth_to_catch(rival, points_before, field, coefficient) for rival in rivals]
    # all but the rank - 1 that are the hardest to catch must be caught
    hardest_first = sorted(range(len(rivals)), key=lambda place: _or_infinity(prices[place]), reverse=True)
    place = hardest_first[rank - 1]
    return prices[place], place


def _or_infinity(worth: int | None) -> float:
    return math.inf if worth is None else worth


def _least(enough: Callable[[int], bool], near: float) -> Cents | None:
    """The least whole number from 0 on that is enough; what is enough stays so for all above. Looks outwards from `near`."""
    if not enough(MOST_WORTH):
        return None
    high = int(min(max(near, 0), MOST_WORTH))
    low = -1
    step = 1
    while not enough(high):
        low, high = high, min(high + step, MOST_WORTH)
        step *= 2
    step = 1
    while high - step > low:
        if not enough(high - step):
            low = high - step
            break
        high -= step
        step *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return Cents(high)
