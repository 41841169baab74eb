"""What a conformance script is: one rule of the protocol, how to try it, and what trying it may cost."""

import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from algotrade_gui.conformance.bench import Bench


class Part(enum.Enum):
    """How far a script goes; each part but the first is run only when it was asked for."""

    READ_ONLY = "read-only"
    """Asks and listens. Sends no `add_order` at all."""
    ORDERS = "orders"
    """Places bids of one cent for one contract, short-lived and cancelled at once, and orders that have to be refused."""
    TRADES = "trades"
    """Buys up to four contracts, holds one to its settlement, trades with itself: costs some cash."""
    LIMITS = "limits"
    """Goes past the team's limits: connections are refused and closed by it."""


class BrokenRuleError(Exception):
    """The exchange did not do what the protocol says; the text says what it did instead."""


class SkippedError(Exception):
    """The rule cannot be tried here and now; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One rule. `sentence` says it in plain words, `section` is the protocol's."""

    name: str
    section: str
    sentence: str
    part: Part
    run: Callable[["Bench"], Awaitable[None]]


Run = Callable[["Bench"], Awaitable[None]]


class Collection:
    """The scripts of one module, in order, gathered by its decorator."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self.scripts: list[Script] = []

    def script(self, section: str, sentence: str) -> Callable[[Run], Run]:
        """Make a script of a coroutine function; its name, with dashes, is the script's."""

        def add(run: Run) -> Run:
            name = getattr(run, "__name__", "").replace("_", "-")
            self.scripts.append(Script(name=name, section=section, sentence=sentence, part=self._part, run=run))
            return run

        return add


def require(condition: object, problem: str) -> None:
    """Raise BrokenRuleError with `problem` unless `condition` holds."""
    if not condition:
        raise BrokenRuleError(problem)
