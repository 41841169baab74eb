"""What an order would reserve, told before it is placed."""

from dataclasses import dataclass
from typing import Protocol

from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.inventory import StockedAccount, stock
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.ticket import Leg, reserve
from algotrade_gui.wire.messages import Holding


class Gatekeeper(Protocol):
    """The account as far as it tells what its gate would say."""

    def foresee(
        self, owner: BotId, instrument: InstrumentId, side: Side, price: Cents, quantity: int, /, *, valid_for_ms: int
    ) -> str | None:
        """Return what an order would be refused for now, in the gate's words; None: it would be sent. Nothing is counted."""


class CarryingAccount(StockedAccount, Protocol):
    """The account as far as it tells whether it can carry an order."""

    @property
    def states(self) -> TradingStates: ...
    @property
    def cash(self) -> Holding | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Precheck:
    """The answer: `reserves` and `free` are cents for a buy, contracts for a sell; `free` None while nobody has told the cash.

    `problem` says why the order would be refused; empty where nothing is known against it. The gate has the last word.
    """

    side: Side
    reserves: int
    free: int | None
    problem: str = ""


def precheck(
    books: CarryingAccount, instrument: InstrumentId, side: Side, price: Cents, quantity: int, owner: BotId = MANUAL
) -> Precheck:
    """Say what an order of `owner` would reserve, and whether the account can carry it."""
    needed = reserve([Leg(instrument=instrument, side=side, quantity=quantity, price=price)])
    free: int | None
    if side is Side.BUY:
        reserves: int = needed.cash
        free = None if books.cash is None else books.cash.free
    else:
        reserves = needed.contracts[instrument]
        free = stock(books, instrument).free
    return Precheck(
        side=side,
        reserves=reserves,
        free=free,
        problem=_halt(books.states, owner, side) or _shortage(books, instrument, side, reserves, free),
    )


def _halt(states: TradingStates, owner: BotId, side: Side) -> str:
    state = states.of(owner)
    if states.forbidden:
        return states.forbidden
    if state is TradingState.HALTED:
        return say("Trading is halted.")
    if state is TradingState.REDUCING and side is Side.BUY:
        return say("Trading is reducing: sells only.")
    return ""


def _shortage(books: CarryingAccount, instrument: InstrumentId, side: Side, reserves: int, free: int | None) -> str:
    if free is None or reserves <= free:
        return ""
    if side is Side.BUY:
        return say("It reserves {needed}, free are {free}.", needed=Amount(reserves), free=Amount(free))
    held = books.portfolio.quantity(instrument)
    if held <= 0:
        return say("You own none, and nothing can be sold short.")
    if free == 0:
        return say("All {held} are on offer already.", held=held)
    return say("Only {free} of {held} are free to sell.", free=free, held=held)
