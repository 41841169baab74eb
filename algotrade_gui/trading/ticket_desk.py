"""A ticket at the account: what is known around it, and the sending of its legs one after another."""

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from algotrade_gui.analytics.laws import SettlementLaw
from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.ids import ClientOrderId, InstrumentId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import MS_PER_S, Cents
from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.inventory import OpenOrders, StockedAccount, stock
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.precheck import Gatekeeper
from algotrade_gui.trading.session import RequestError, SessionClosedError
from algotrade_gui.trading.ticket import Leg, Means, Place, Problem, ProblemKind, Standing, problems
from algotrade_gui.wire.messages import Holding


class TicketOrders(OpenOrders, Protocol):
    """The order tracker as far as a ticket reads it."""

    @property
    def open_count(self) -> int: ...
    def get(self, client_id: ClientOrderId, /) -> Order | None: ...


class Seller(Protocol):
    """The window's own way to trade: GameAPI. Prices are cents; both raise RequestError and UserError."""

    async def buy(
        self, instrument: InstrumentId, price: Cents, quantity: int, /, *, valid_for_ms: int, why: str = ""
    ) -> OrderResult: ...
    async def sell(
        self, instrument: InstrumentId, price: Cents, quantity: int, /, *, valid_for_ms: int, why: str = ""
    ) -> OrderResult: ...


class TicketAccount(StockedAccount, Gatekeeper, Protocol):
    """The account as far as a ticket reads it and sends to it."""

    @property
    def cash(self) -> Holding | None: ...
    @property
    def orders(self) -> TicketOrders: ...
    @property
    def mark(self) -> Callable[[InstrumentId], Cents | None]: ...
    @property
    def manual(self) -> Seller:
        """Raises UserError while there is no connection for trading."""


def standing(account: TicketAccount, cache: MarketDataCache, instrument: InstrumentId) -> Standing:
    """Return what is known around `instrument` now."""
    item = parse_instrument_id(instrument)
    ahead = item.expiry_ms is not None and item.expiry_ms > cache.time_ms
    return Standing(
        live=ahead and cache.get_best_prices(instrument) is not None,
        free_contracts=stock(account, instrument).free,
        theo=account.mark(instrument),
        spot=cache.underlying_price(item.underlying),
    )


def means(account: TicketAccount, cache: MarketDataCache) -> Means:
    """Return what is known around the account now."""
    cash = account.cash
    return Means(
        now_ms=cache.time_ms,
        free_cash=None if cash is None else Cents(cash.free),
        open_orders=account.orders.open_count,
    )


def settlement_law(cache: MarketDataCache, instrument: InstrumentId) -> SettlementLaw | None:
    """Return the model's law of the price that settles `instrument`; None for an underlying and before its first price."""
    item = parse_instrument_id(instrument)
    if item.expiry_ms is None:
        return None
    return cache.fair.model.settlement_law(item.underlying, item.expiry_ms // MS_PER_S)


def check(
    legs: Sequence[Leg], valid_for_ms: int | None, account: TicketAccount, cache: MarketDataCache, risk: RiskSettings
) -> list[Problem]:
    """Return what keeps the ticket from being sent now: its own checks first, then our gate's word on each leg that passed them."""
    standings = {leg.instrument: standing(account, cache, leg.instrument) for leg in legs}
    found = problems(legs, valid_for_ms, means(account, cache), standings, risk)
    whole = any(problem.leg is None for problem in found)
    wrong = {problem.leg for problem in found}
    for number, leg in enumerate(legs):
        if whole or number in wrong or leg.price is None or leg.quantity is None or valid_for_ms is None:
            continue
        refusal = account.foresee(MANUAL, leg.instrument, leg.side, leg.price, leg.quantity, valid_for_ms=valid_for_ms)
        if refusal is not None:
            found.append(Problem(kind=ProblemKind.GATE, place=Place.TICKET, text=refusal, leg=number))
    return found


class LegState(enum.Enum):
    """What became of a leg."""

    WAITING = "waiting"
    """Its turn has not come."""
    SENDING = "sending"
    TAKEN = "taken"
    """The exchange has it: dealt, or working."""
    REFUSED = "refused"
    """By the exchange or by our own gate: nothing of it works."""
    UNKNOWN = "unknown"
    """No answer came: it may be working."""
    NOT_SENT = "not sent"
    """A leg before it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegReport:
    """One leg's fate so far, with a sentence for people."""

    state: LegState
    text: str
    client_id: ClientOrderId | None = None
    order_state: OrderState | None = None
    filled: int = 0


async def send(
    legs: Sequence[Leg],
    valid_for_ms: int,
    account: TicketAccount,
    cache: MarketDataCache,
    tell: Callable[[int, LegReport], None],
    *,
    why: str = "",
) -> list[LegReport]:
    """Send `legs` as the window's own orders, in their order, each when the answer to the one before is there; return every fate.

    A leg that the exchange took lets the next one go, whether it dealt or rests. A leg that was refused, or of which no answer came, ends
    the sending: those after it are told as not sent, and nothing of what was sent before is undone. The same where another round began.
    `tell` is called with the number of a leg (from 0) and its report at each change. Legs must be complete; `why` goes with each
    order.
    """
    reports = [LegReport(state=LegState.WAITING, text=say("waiting")) for _ in legs]

    def note(number: int, report: LegReport) -> None:
        reports[number] = report
        tell(number, report)

    round_number = cache.round
    for number, leg in enumerate(legs):
        if cache.round != round_number:
            stopped = say("not sent: another round began")
            _leave(range(number, len(legs)), stopped, note)
            break
        note(number, LegReport(state=LegState.SENDING, text=say("sending")))
        report = await _place(leg, valid_for_ms, account, why)
        note(number, report)
        if report.state is not LegState.TAKEN:
            _leave(range(number + 1, len(legs)), say("not sent: leg {number} was not taken", number=number + 1), note)
            break
    return reports


def _leave(numbers: Iterable[int], text: str, note: Callable[[int, LegReport], None]) -> None:
    for number in numbers:
        note(number, LegReport(state=LegState.NOT_SENT, text=text))


async def _place(leg: Leg, valid_for_ms: int, account: TicketAccount, why: str) -> LegReport:
    if leg.price is None or leg.quantity is None:
        raise ValueError(f"an incomplete leg: {leg}")
    try:
        api = account.manual
        place = api.buy if leg.side is Side.BUY else api.sell
        result = await place(leg.instrument, leg.price, leg.quantity, valid_for_ms=valid_for_ms, why=why)
    except SessionClosedError as error:
        return LegReport(state=LegState.REFUSED, text=say("nothing was sent: {reason}", reason=sentence_of(error)))
    except RequestError as error:
        return LegReport(state=LegState.UNKNOWN, text=say("fate unknown: {reason}", reason=sentence_of(error)))
    except UserError as error:
        return LegReport(state=LegState.REFUSED, text=say("nothing was sent: {reason}", reason=sentence_of(error)))
    return report_of(result, leg.quantity)


def report_of(result: OrderResult, quantity: int) -> LegReport:
    """Put an answer into words."""
    if result.ok:
        if result.filled >= quantity:
            text = say("filled")
        elif result.filled:
            text = say("{filled} of {quantity} filled", filled=result.filled, quantity=quantity)
        else:
            text = say("working") if result.state.is_open else say("ended without a deal")
        state = LegState.TAKEN
    elif result.state is OrderState.UNKNOWN:
        text, state = say("fate unknown: {reason}", reason=result.message), LegState.UNKNOWN
    elif result.state is OrderState.DENIED:
        text, state = say("denied here: {reason}", reason=result.message), LegState.REFUSED
    else:
        text, state = say("rejected: {reason}", reason=result.message), LegState.REFUSED
    return LegReport(state=state, text=text, client_id=result.client_id, order_state=result.state, filled=result.filled)
