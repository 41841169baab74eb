"""What a rule of the pre-trade gate is asked, sees, may answer."""

from dataclasses import dataclass
from typing import Protocol

from algotrade_gui.domain.order import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskView:
    """What the gate knows about the order's owner at this moment. Contracts of the order's instrument."""

    held: int
    buying: int
    """Contracts that the owner's open buys may still bring, this order not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A refusal by our own gate: which rule, its limit, the value that broke it, and a sentence for people."""

    rule: str
    limit: int | str
    value: int | str
    message: str


class Rule(Protocol):
    """One limit. Pure: looks at the order and the view, decides, changes nothing."""

    @property
    def name(self) -> str:
        """The rule's name as it is shown and logged."""

    def check(self, order: Order, view: RiskView) -> Denial | None:
        """Return None to let the order pass."""
