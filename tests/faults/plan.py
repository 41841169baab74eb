"""Which faults happen in one scenario, when and where: drawn from its seed alone, and readable."""

import enum
import random
from dataclasses import dataclass
from typing import Final

SPAN_S: Final = 60.0
"""How long a scenario's bots trade."""
ROLES: Final = ("market data", "window", "maker", "momentum", "parity")
"""Whose connection a fault hits."""


class Kind(enum.Enum):
    """What goes wrong. `up` is from the program to the exchange, `down` the other way."""

    DROP = "drop"
    """Single frames are lost."""
    DELAY = "delay"
    """Frames arrive late, in their order."""
    MUTE = "mute"
    """Nothing arrives any more, the end of the connection neither; nobody is told."""
    TRUNCATE = "truncate"
    """Only the beginning of a frame arrives."""
    DUPLICATE = "duplicate"
    """A frame arrives twice."""
    REORDER = "reorder"
    """A frame arrives after the one that was sent next."""
    CORRUPT = "corrupt"
    """A frame arrives with bytes in it that no JSON has."""
    CLOSE = "close"
    """The connection breaks, unprovoked."""
    CLOSE_BEFORE_ORDER = "close before an order arrives"
    """It breaks in the moment an order was sent, which never arrives."""
    CLOSE_AFTER_ORDER = "close after an order arrived"
    """It breaks when an order has arrived: the answer never comes."""
    UNAUTHORIZED = "401"
    """The connection breaks, and the next attempt is answered by 401."""
    TOO_MANY = "429"
    """Connections break, and every attempt is answered by 429 for a while."""
    SILENT = "silent handshake"
    """Connections break, and attempts are not answered at all for a while."""
    RESTART = "restart of the exchange"
    """The exchange dies and comes back later with another market."""
    MACHINE_SLEEPS = "clock jump of the machine"
    """The loop's clock jumps ahead: nothing ran meanwhile, here or at the exchange."""
    CLIENT_CLOCK_JUMPS = "clock jump of the program"
    """What the program reads as time jumps ahead of its own timers."""
    EXCHANGE_CLOCK_JUMPS = "clock jump of the exchange"
    """The exchange catches up some seconds at once."""


FRAME_KINDS: Final = (Kind.DROP, Kind.DELAY, Kind.MUTE, Kind.TRUNCATE, Kind.DUPLICATE, Kind.REORDER, Kind.CORRUPT)
_RARE: Final = (Kind.UNAUTHORIZED, Kind.RESTART)
"""Once in a scenario at most: what follows them is long."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. What a kind has no use for is 0 or empty."""

    at_s: float
    """After the bots' start."""
    kind: Kind
    role: str = ""
    """Whose connection; empty: everybody's."""
    way: str = ""
    """`up`, `down` or `both`."""
    for_s: float = 0.0
    share: float = 1.0
    """Of the frames that are hit meanwhile."""
    by_ms: int = 0
    """Delay, or length of a jump."""

    def __str__(self) -> str:
        parts = [f"{self.at_s:6.2f} s  {self.kind.value}"]
        if self.way:
            parts.append({"up": "up", "down": "down", "both": "both ways"}[self.way])
        if self.kind not in _EVERYBODY:
            parts.append(f"on the connection of {self.role}" if self.role else "on all connections")
        if self.share < 1.0:
            parts.append(f"{self.share:.0%} of the frames")
        if self.by_ms:
            parts.append(f"by {self.by_ms} ms")
        if self.for_s:
            parts.append(f"for {self.for_s:.2f} s")
        return ", ".join(parts)


_EVERYBODY: Final = (
    Kind.TOO_MANY,
    Kind.SILENT,
    Kind.RESTART,
    Kind.MACHINE_SLEEPS,
    Kind.CLIENT_CLOCK_JUMPS,
    Kind.EXCHANGE_CLOCK_JUMPS,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """All faults of one scenario in the order of their times."""

    seed: int
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return "\n".join([f"plan of seed {self.seed}:", *(f"  {fault}" for fault in self.faults)])


def make_plan(seed: int) -> Plan:
    """Return the plan of `seed`: each kind stands in every plan whose seed is its place in `Kind`, others come at random."""
    rng = random.Random(f"faults/{seed}")
    kinds = list(Kind)
    chosen = [kinds[seed % len(kinds)]]
    chosen += [rng.choice(kinds) for _ in range(rng.randint(6, 15))]
    for rare in _RARE:
        while chosen.count(rare) > 1:
            chosen.remove(rare)
    faults = [_draw(rng, kind) for kind in chosen]
    return Plan(seed, tuple(sorted(faults, key=lambda fault: fault.at_s)))


def _draw(rng: random.Random, kind: Kind) -> Fault:
    at_s = round(rng.uniform(2.0, SPAN_S - 3.0), 3)
    role = rng.choice(ROLES) if rng.random() < 0.7 else ""
    way = rng.choice(("up", "down", "both"))
    for_s = round(rng.uniform(0.2, 8.0), 2)
    if kind is Kind.MUTE:
        return Fault(at_s, kind, role, way, round(rng.uniform(0.5, 12.0), 2))
    if kind is Kind.DELAY:
        return Fault(at_s, kind, role, way, for_s, by_ms=rng.choice((20, 150, 900, 3_500)))
    if kind in FRAME_KINDS:
        return Fault(at_s, kind, role, way, for_s, rng.choice((0.05, 0.2, 0.6)))
    if kind is Kind.CLOSE:
        return Fault(at_s, kind, role)
    if kind in (Kind.CLOSE_BEFORE_ORDER, Kind.CLOSE_AFTER_ORDER):
        return Fault(at_s, kind, rng.choice(ROLES[2:]))
    if kind is Kind.UNAUTHORIZED:
        # the market data's own is another test: the program stops there, as it should
        return Fault(at_s, kind, rng.choice(ROLES[1:]))
    if kind in (Kind.TOO_MANY, Kind.SILENT):
        return Fault(at_s, kind, for_s=for_s)
    if kind is Kind.RESTART:
        return Fault(at_s, kind, for_s=round(rng.uniform(0.1, 6.0), 2))
    longest_ms = 8_000 if kind is Kind.EXCHANGE_CLOCK_JUMPS else 20_000
    return Fault(at_s, kind, by_ms=rng.randint(300, longest_ms))
