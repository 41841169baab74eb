"""What all kinds of opponents share: a skill, and what follows from it."""

import random
from abc import ABC, abstractmethod
from math import exp
from typing import Final

import msgspec

from algotrade_gui.core.ids import Underlying
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Quotes, View

SLOWEST_MS: Final = 1_000
FASTEST_MS: Final = 40
"""From an update's arrival to the orders' leaving, at skill 0 and 1; in between by equal ratios."""
_REACTION_SPREAD: Final = 0.4
"""Of the reactions of one skill, as a deviation of their logarithm."""
_JITTER: Final = 0.5
"""The same for one opponent's reactions from update to update: who is first is not always the same."""
_WORST_ERROR: Final = 12e-4
"""Deviation of a belief about the spot at skill 0, relative; none at skill 1."""
_LEAST_SEEN: Final = 0.3
"""Share of the books that skill 0 has an eye on in a second; skill 1 sees all."""


def between(skill: float, at_0: float, at_1: float) -> float:
    """A trait of that skill, in a straight line between those of 0 and 1."""
    return at_0 + (at_1 - at_0) * skill


def _lognormal(rng: random.Random, deviation: float) -> float:
    """A factor about 1, never beyond two deviations."""
    return exp(deviation * max(-2.0, min(rng.gauss(0.0, 1.0), 2.0)))


class _Data(msgspec.Struct):
    order_id: int | None = None
    immediate_inventory_change: int | None = None


class Reply(msgspec.Struct):
    """An answer of the exchange, of any type."""

    user_request_id: str
    success: bool = False
    data: _Data = msgspec.field(default_factory=_Data)

    @property
    def filled(self) -> int:
        """Contracts that changed hands at once."""
        return abs(self.data.immediate_inventory_change or 0)


class Opponent(ABC):
    """A trader that sees an update and writes requests. Deterministic: everything it draws comes from `rng`, its own."""

    def __init__(self, skill: float, rng: random.Random) -> None:
        self.skill = skill
        self._rng = rng
        self.reaction_ms: float = SLOWEST_MS * (FASTEST_MS / SLOWEST_MS) ** skill * _lognormal(rng, _REACTION_SPREAD)
        self._sees = between(skill, _LEAST_SEEN, 1.0)
        self._glance = 0.0
        self._beliefs: dict[Underlying, float] = {}

    def think_ms(self) -> int:
        """How long it takes this time."""
        return max(1, round(self.reaction_ms * _lognormal(self._rng, _JITTER)))

    def look(self, view: View, desk: Desk) -> None:
        """Take one update and write requests to `desk`."""
        if view.new_mids:
            error = between(self.skill, _WORST_ERROR, 0.0)
            self._beliefs = {name: mid * (1 + error * self._rng.gauss(0.0, 1.0)) for name, mid in view.mids.items()}
            self._glance = self._rng.random()
        if self._beliefs:
            self.decide(view, desk)

    @abstractmethod
    def decide(self, view: View, desk: Desk) -> None:
        """Do what this kind does. Called with mids known."""

    def heard(self, reply: Reply) -> None:  # noqa: B027 - most kinds look at their account instead
        """Take the answer to a request."""

    def gave_up(self, request_id: str) -> None:  # noqa: B027 - as above
        """No answer came to that request."""

    # --- for the kinds ---

    def spot(self, underlying: Underlying) -> float:
        """What it believes the last published mid to be."""
        return self._beliefs[underlying]

    def sees(self, quotes: Quotes) -> bool:
        """Whether it has an eye on that book in this second."""
        return (quotes.lot + self._glance) % 1.0 < self._sees
