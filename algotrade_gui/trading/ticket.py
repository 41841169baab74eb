"""What a ticket of orders reserves, pays and runs into, before any of them is sent: pure functions."""

import enum
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.instrument import UnknownInstrumentError, parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.rules.pending_share import TEAM_PENDING
from algotrade_gui.trading.rules.sanity import MAX_WIRE_INT


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One limit order of a ticket. `price` None: nothing was chosen yet, or what was typed is no price."""

    instrument: InstrumentId
    side: Side
    quantity: int | None
    price: Cents | None

    @property
    def cash(self) -> int:
        """What the order does to the cash if all of it deals at its limit: cents, negative for a buy; 0 while it is incomplete."""
        return -self.side.sign * (self.price or 0) * (self.quantity or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """What the exchange sets aside while orders work (protocol section 7): cents for buys, contracts for sells."""

    cash: Cents
    contracts: dict[InstrumentId, int]


def reserve(legs: Sequence[Leg]) -> Reserve:
    """Return what `legs` reserve together: price x quantity for a buy, the contracts themselves for a sell."""
    contracts: Counter[InstrumentId] = Counter()
    for leg in legs:
        if leg.side is Side.SELL:
            contracts[leg.instrument] += leg.quantity or 0
    cash = -sum(leg.cash for leg in legs if leg.side is Side.BUY)
    return Reserve(cash=Cents(cash), contracts=dict(contracts))


def contracts_for(cash: int, price: int) -> int:
    """Return how many contracts at `price` cents `cash` cents can reserve; 0 where the price is none or the cash is too little."""
    return max(cash, 0) // price if price > 0 else 0


def price_step(price: int | None, spread: int | None) -> Cents:
    """Return a step of the limit that fits the instrument: 1, 2 or 5 times a power of ten, about a tenth of the spread.

    Without a spread a thousandth of the price, a cent at least.
    """
    wanted = spread / 10 if spread else (price or 0) / 1_000
    if wanted < 2:
        return Cents(1)
    power = 10 ** math.floor(math.log10(wanted))
    return Cents(next(step * power for step in (5, 2, 1) if step * power <= wanted))


class Place(enum.Enum):
    """Which field of a ticket a problem belongs under."""

    INSTRUMENT = "instrument"
    PRICE = "price"
    QUANTITY = "quantity"
    LIFETIME = "lifetime"
    TICKET = "ticket"


class ProblemKind(enum.Enum):
    """What would keep an order from being taken."""

    INSTRUMENT = "instrument"
    EXPIRED = "expired"
    PRICE = "price"
    BAND = "price band"
    QUANTITY = "quantity"
    SIZE = "order size"
    COST = "order cost"
    CASH = "free cash"
    CONTRACTS = "free contracts"
    LIFETIME = "lifetime"
    PENDING = "pending orders"
    GATE = "gate"
    """Another rule of the pre-trade gate, or no connection for trading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a leg cannot be sent, as a sentence; `leg` counts from 0, None where it is the whole ticket's."""

    kind: ProblemKind
    place: Place
    text: str
    leg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known around one instrument at this moment. Money in cents."""

    live: bool
    """Whether it is listed and its expiry lies ahead."""
    free_contracts: int
    """That the team holds and no open sell reserves."""
    theo: float | None = None
    """What the gate values it at."""
    spot: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What is known around the account at this moment."""

    now_ms: RoundMs
    free_cash: Cents | None
    """None until the exchange has told it."""
    open_orders: int
    """Of this machine, those of unknown fate included."""


def problems(
    legs: Sequence[Leg],
    valid_for_ms: int | None,
    means: Means,
    standings: dict[InstrumentId, Standing],
    risk: RiskSettings,
) -> list[Problem]:
    """Return what keeps `legs` from being sent one after another with that lifetime, in the order of the legs; empty: nothing is known to.

    Each leg is looked at with what those before it reserve; what they may bring (cash of a sale, contracts of a buy) does not count: they
    may rest. Without theo, spot or cash the checks that need them are left out, as the gate does.
    """
    found: list[Problem] = []
    if not legs:
        found.append(_ticket(ProblemKind.INSTRUMENT, say("Choose an instrument.")))
    if valid_for_ms is None or not 0 < valid_for_ms <= MAX_WIRE_INT - means.now_ms:
        text = say("The lifetime is a whole number of milliseconds above zero.")
        found.append(Problem(kind=ProblemKind.LIFETIME, place=Place.LIFETIME, text=text))
    pending = int(TEAM_PENDING * risk.budget_share)
    if means.open_orders + len(legs) > pending:
        text = say(
            "{open} orders are open here, at most {limit} may be: cancel some first.",
            open=means.open_orders,
            limit=pending,
        )
        found.append(_ticket(ProblemKind.PENDING, text))
    spent, sold = 0, Counter[InstrumentId]()
    for number, leg in enumerate(legs):
        standing = standings.get(leg.instrument, Standing(live=False, free_contracts=0))
        free_cash = None if means.free_cash is None else means.free_cash - spent
        free_contracts = standing.free_contracts - sold[leg.instrument]
        found += _of_leg(number, leg, standing, free_cash, free_contracts, risk)
        if leg.side is Side.BUY:
            spent -= leg.cash
        else:
            sold[leg.instrument] += leg.quantity or 0
    return found


def _ticket(kind: ProblemKind, text: str) -> Problem:
    return Problem(kind=kind, place=Place.TICKET, text=text)


def _of_leg(
    number: int, leg: Leg, standing: Standing, free_cash: int | None, free_contracts: int, risk: RiskSettings
) -> list[Problem]:
    def problem(kind: ProblemKind, place: Place, text: str) -> Problem:
        return Problem(kind=kind, place=place, text=text, leg=number)

    instrument = _instrument_problem(leg, standing)
    if instrument is not None:
        return [problem(instrument[0], Place.INSTRUMENT, instrument[1])]
    found = []
    price, quantity = leg.price, leg.quantity
    if price is None or not 0 < price <= MAX_WIRE_INT:
        text = say("A price above zero is needed, in dollars with at most two decimals.")
        found.append(problem(ProblemKind.PRICE, Place.PRICE, text))
        price = None
    elif (band := _band_problem(leg.side, price, standing, risk)) is not None:
        found.append(problem(ProblemKind.BAND, Place.PRICE, band))
    if quantity is None or not 0 < quantity <= MAX_WIRE_INT:
        text = say("A whole number of contracts above zero is needed.")
        found.append(problem(ProblemKind.QUANTITY, Place.QUANTITY, text))
        return found
    if risk.max_order_size is not None and quantity > risk.max_order_size:
        text = say(
            "{count} contracts in one order, at most {limit} are allowed.", count=quantity, limit=risk.max_order_size
        )
        found.append(problem(ProblemKind.SIZE, Place.QUANTITY, text))
    if leg.side is Side.SELL:
        if quantity > free_contracts:
            text = say(
                "{count} to be sold, {free} are free: what is not held cannot be sold here.",
                count=quantity,
                free=max(free_contracts, 0),
            )
            found.append(problem(ProblemKind.CONTRACTS, Place.QUANTITY, text))
    elif price is not None:
        found += [
            problem(kind, Place.QUANTITY, text) for kind, text in _cost_problems(price * quantity, free_cash, risk)
        ]
    return found


def _instrument_problem(leg: Leg, standing: Standing) -> tuple[ProblemKind, str] | None:
    try:
        tradeable = parse_instrument_id(leg.instrument).is_tradeable
    except UnknownInstrumentError:
        tradeable = False
    if not tradeable:
        return ProblemKind.INSTRUMENT, say("An underlying is not traded: choose a future, a call or a put.")
    if not standing.live:
        return ProblemKind.EXPIRED, say("This contract is not listed any more.")
    return None


def _band_problem(side: Side, price: int, standing: Standing, risk: RiskSettings) -> str | None:
    """As the gate's rule PriceBand decides."""
    if risk.price_band_percent is None or standing.theo is None or standing.spot is None:
        return None
    worst = round(standing.theo + side.sign * standing.spot * risk.price_band_percent / 100)
    worth = Amount(round(standing.theo))
    if side is Side.BUY and price > worst:
        return say("It is worth {worth}: at most {limit} may be paid.", worth=worth, limit=Amount(max(worst, 0)))
    if side is Side.SELL and price < worst:
        return say("It is worth {worth}: it may be sold at {limit} or more.", worth=worth, limit=Amount(worst))
    return None


def _cost_problems(cost: int, free_cash: int | None, risk: RiskSettings) -> list[tuple[ProblemKind, str]]:
    found = []
    if risk.max_order_notional is not None and cost > risk.max_order_notional:
        text = say(
            "The order costs {cost}, at most {limit} is allowed.",
            cost=Amount(cost),
            limit=Amount(risk.max_order_notional),
        )
        found.append((ProblemKind.COST, text))
    if free_cash is not None and cost > free_cash:
        text = say("The order reserves {cost}, {free} are free.", cost=Amount(cost), free=Amount(max(free_cash, 0)))
        found.append((ProblemKind.CASH, text))
    return found
