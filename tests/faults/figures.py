"""Adds up what the scenarios of one run came to, for its last lines."""

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.plan import Kind
from tests.faults.scenario import Outcome


@dataclass
class Figures:
    """Of all scenarios that were played in this process."""

    scenarios: int = 0
    orders: int = 0
    fills: int = 0
    restarted: int = 0
    simulated_s: float = 0.0
    took_s: float = 0.0
    longest_rest_s: float = 0.0
    planned: Counter[Kind] = field(default_factory=Counter)
    hit: Counter[Kind] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.scenarios += 1
        self.orders += outcome.sent
        self.fills += outcome.fills
        self.restarted += outcome.restarted
        self.simulated_s += outcome.simulated_s
        self.took_s += outcome.took_s
        self.longest_rest_s = max(self.longest_rest_s, outcome.to_rest_s)
        self.planned.update(fault.kind for fault in outcome.plan.faults)
        self.hit.update(outcome.hit)

    def lines(self) -> list[str]:
        """For people; none where nothing was played."""
        if not self.scenarios:
            return []
        return [
            f"{self.scenarios} scenarios with {self.planned.total()} faults, {self.simulated_s:,.0f} simulated seconds at "
            f"{self.simulated_s / self.took_s:.0f} to each of the processor's",
            f"{self.orders} orders, {self.fills} fills; {self.restarted} things the user had to start again; "
            f"the books agreed {self.longest_rest_s:.1f} s after the last fault at the latest",
            *(f"{kind.value:32}{self.planned[kind]:5} times, harm done {self.hit[kind]:6}" for kind in Kind),
        ]


FIGURES = Figures()
