"""A bot's way to trade: one session, typed results, prices in cents everywhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, SupportsIndex

from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId, RequestId, Underlying
from algotrade_gui.core.tasks import breathe
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import InstrumentKind, future_id, option_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.quote import Book, Quote
from algotrade_gui.market.cache import InstrumentInfo, MarketDataCache, MarketStatistics
from algotrade_gui.market.gate import ReadGate
from algotrade_gui.trading.session import SessionClosedError
from algotrade_gui.wire.messages import (
    GetInventory,
    GetPendingOrders,
    InventoryReply,
    MarketEvent,
    PendingOrdersReply,
    Reply,
    Request,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from algotrade_gui.trading.account import TradingAccount

DEFAULT_VALID_FOR_MS = 5_000
"""An order's own lifetime unless told otherwise: a dead client leaves nothing working for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResult:
    """What became of an order when its reply came. `cash` is the cash flow so far in cents (negative for a buy), `filled` counts contracts.

    `ok`: the exchange took it. If not, `state` is REJECTED (the exchange's refusal), DENIED (our own gate's) or UNKNOWN (an error that
    named no order, or an answer that contradicts it: it may work, and is asked for), and `message` says why.
    """

    ok: bool
    state: OrderState
    order_id: ExchangeOrderId | None
    filled: int
    cash: Cents
    message: str
    client_id: ClientOrderId
    uncertain: bool = False
    """No reply came: the order's fate is unknown (its caller gets RequestTimeoutError instead of this value)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelResult:
    """`ok`: the exchange took the order out of its book. If not, `message` says why."""

    ok: bool
    message: str
    uncertain: bool = False
    """No reply came (its caller gets RequestTimeoutError instead of this value)."""


class GameAPI:
    """One owner's trading: orders, cancels, account and, through the shared cache, the market.

    Every price is an int in cents (100000 is $1,000.00). `expiry` names the contract, in whole seconds since the round's start;
    `valid_for_ms` is the order's own lifetime on the round's clock. A refusal is a result with `ok` False; RequestTimeoutError means the
    order's fate is unknown: do not send it again, it is tracked and will be resolved. The venue has no short selling: selling more than is
    owned and free comes back rejected with "Insufficient inventory". `why`, in words of yours, is kept with the order and shown where its
    fills are explained.
    """

    def __init__(self, account: "TradingAccount", owner: BotId) -> None:
        self.owner = owner
        self._account = account
        self._gate: ReadGate | None = None
        self._retired = False

    def retire(self) -> None:
        """Send nothing by this object any more, whatever becomes of its owner's name: calls that would raise SessionClosedError.

        `disconnect` does nothing from now on: the session of that name may be another's.
        """
        self._retired = True

    def hold_at(self, gate: ReadGate) -> None:
        """Have each order call wait while `gate` is closed. For whoever runs the owner's code and may pause it."""
        self._gate = gate

    @property
    def market_cache(self) -> MarketDataCache:
        """The one cache that all share."""
        return self._account.cache

    # --- life ---

    async def connect(self) -> None:
        """Open the session. Raises ConnectError, one clear sentence. Orders are possible on return."""
        if self._retired:
            raise SessionClosedError(say("{owner} has ended: it connects no more", owner=self.owner))
        await self._account.connect_owner(self.owner)

    async def disconnect(self) -> None:
        """Close the session; working orders stay: `cancel_all` first. May be called twice."""
        if not self._retired:
            await self._account.disconnect_owner(self.owner)

    # --- orders, as in the seed ---

    async def buy_future(
        self,
        underlying: str,
        expiry: int,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Bid `price` cents for `quantity` futures on `underlying` that expire at `expiry` s."""
        return await self.buy(_future(underlying, expiry), price, quantity, valid_for_ms=valid_for_ms, why=why)

    async def sell_future(
        self,
        underlying: str,
        expiry: int,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Ask `price` cents for `quantity` owned futures on `underlying` that expire at `expiry` s."""
        return await self.sell(_future(underlying, expiry), price, quantity, valid_for_ms=valid_for_ms, why=why)

    async def buy_call(
        self,
        underlying: str,
        expiry: int,
        strike: int,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Bid `price` cents for `quantity` calls with `strike` (cents) that expire at `expiry` s."""
        call = _option(underlying, InstrumentKind.CALL, strike, expiry)
        return await self.buy(call, price, quantity, valid_for_ms=valid_for_ms, why=why)

    async def sell_call(
        self,
        underlying: str,
        expiry: int,
        strike: int,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Ask `price` cents for `quantity` owned calls with `strike` (cents) that expire at `expiry` s."""
        call = _option(underlying, InstrumentKind.CALL, strike, expiry)
        return await self.sell(call, price, quantity, valid_for_ms=valid_for_ms, why=why)

    async def buy_put(
        self,
        underlying: str,
        expiry: int,
        strike: int,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Bid `price` cents for `quantity` puts with `strike` (cents) that expire at `expiry` s."""
        put = _option(underlying, InstrumentKind.PUT, strike, expiry)
        return await self.buy(put, price, quantity, valid_for_ms=valid_for_ms, why=why)

    async def sell_put(
        self,
        underlying: str,
        expiry: int,
        strike: int,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Ask `price` cents for `quantity` owned puts with `strike` (cents) that expire at `expiry` s."""
        put = _option(underlying, InstrumentKind.PUT, strike, expiry)
        return await self.sell(put, price, quantity, valid_for_ms=valid_for_ms, why=why)

    async def buy(
        self,
        instrument: InstrumentId,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Bid `price` cents per contract for `quantity` of `instrument`. Raises RequestTimeoutError when its fate is unknown."""
        return await self._place(instrument, Side.BUY, price, quantity, valid_for_ms, why)

    async def sell(
        self,
        instrument: InstrumentId,
        price: SupportsIndex,
        quantity: SupportsIndex,
        *,
        valid_for_ms: int = DEFAULT_VALID_FOR_MS,
        why: str = "",
    ) -> OrderResult:
        """Ask `price` cents per contract for `quantity` owned of `instrument`. Raises RequestTimeoutError when its fate is unknown."""
        return await self._place(instrument, Side.SELL, price, quantity, valid_for_ms, why)

    async def _place(
        self,
        instrument: InstrumentId,
        side: Side,
        price: SupportsIndex,
        quantity: SupportsIndex,
        valid_for_ms: int,
        why: str,
    ) -> OrderResult:
        if self._retired:
            await self._refuse()
        result = await self._account.place(
            self.owner, instrument, side, price, quantity, valid_for_ms=valid_for_ms, why=why
        )
        if self._gate is not None and self._gate.closed:
            # paused meanwhile: the answer is the last that its code hears until it is resumed. Sending the order then would be sending
            # what was decided on old prices
            await self._gate.opened()
        return result

    async def _refuse(self) -> NoReturn:
        await breathe()
        raise SessionClosedError(say("{owner} has ended: nothing was sent", owner=self.owner))

    async def cancel_order(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> CancelResult:
        """Cancel an order by the exchange's pair: ids repeat across books. Raises RequestTimeoutError when the cancel's fate is unknown."""
        if self._retired:
            await self._refuse()
        return await self._account.cancel_by_exchange_id(instrument, order_id)

    async def cancel_all(self) -> int:
        """Cancel all working orders of this owner; returns how many the exchange confirmed."""
        if self._retired:
            await self._refuse()
        return await self._account.cancel_all(self.owner)

    # --- account ---

    async def get_inventory(self) -> InventoryReply:
        """Ask the exchange for the team's cash (cents) and holdings (contracts), each [reserved, total]. Raises RequestError."""
        reply = await self._request(lambda request_id: GetInventory(request_id=request_id))
        if not isinstance(reply, InventoryReply):
            raise TypeError(f"the exchange answered get_inventory with {type(reply).__name__}")
        return reply

    async def get_pending_orders(self) -> PendingOrdersReply:
        """Ask the exchange for the team's working orders (prices in cents), by instrument. Raises RequestError."""
        reply = await self._request(lambda request_id: GetPendingOrders(request_id=request_id))
        if not isinstance(reply, PendingOrdersReply):
            raise TypeError(f"the exchange answered get_pending_orders with {type(reply).__name__}")
        return reply

    async def _request(self, make: "Callable[[RequestId], Request]") -> Reply:
        if self._retired:
            await self._refuse()
        session = self._account.sessions.get(self.owner)
        if session is None:
            raise SessionClosedError(say("{owner} is not connected: nothing was sent", owner=self.owner))
        return await session.request(make, owner=self.owner)

    def position(self, instrument: InstrumentId) -> int:
        """Contracts that this owner holds (never negative)."""
        return self._account.portfolio.quantity(instrument, self.owner)

    def positions(self) -> dict[InstrumentId, int]:
        """All that this owner holds, in contracts."""
        return {key: held.quantity for key, held in self._account.portfolio.positions(self.owner).items()}

    def working_orders(self, instrument: InstrumentId | None = None) -> list[Order]:
        """This owner's orders that may be open at the exchange, oldest first; prices in cents. Read them, never write them."""
        return self._account.orders.working(instrument, self.owner)

    def order(self, client_id: ClientOrderId) -> Order | None:
        """One order by the id its result carried, or None when its round is over."""
        return self._account.orders.get(client_id)

    def cash(self) -> Cents | None:
        """The team's free cash in cents (total less reserved), or None until the exchange has told it."""
        holding = self._account.cash
        return None if holding is None else Cents(holding.free)

    # --- market, through the cache ---

    def list_instruments(self) -> list[InstrumentId]:
        """Live, tradeable instruments, sorted."""
        return self.market_cache.get_all_instruments()

    def get_best_bid_ask(self, instrument: InstrumentId) -> Quote | None:
        """Best bid and ask in cents; None while the instrument is not live."""
        return self.market_cache.get_best_prices(instrument)

    def get_orderbook(self, instrument: InstrumentId) -> Book | None:
        """The published levels (prices in cents), best first; None while the instrument is not live."""
        return self.market_cache.get_current_orderbook(instrument)

    def get_instrument_info(self, instrument: InstrumentId) -> InstrumentInfo | None:
        """What is known of the instrument, or None if it was never seen."""
        return self.market_cache.get_instrument_info(instrument)

    def get_recent_events(self, instrument: InstrumentId | None = None, limit: int = 50) -> list[MarketEvent]:
        """Public trades (cents), cancels, settlements; newest last."""
        return self.market_cache.get_recent_events(instrument, limit)

    def get_market_statistics(self) -> MarketStatistics:
        """Counts and rates of the feed."""
        return self.market_cache.get_market_statistics()


def _underlying(name: str) -> Underlying:
    return Underlying(name if name.startswith("$") else f"${name}")


def _future(underlying: str, expiry: int) -> InstrumentId:
    return future_id(_underlying(underlying), expiry)


def _option(underlying: str, kind: InstrumentKind, strike: int, expiry: int) -> InstrumentId:
    return option_id(_underlying(underlying), kind, Cents(strike), expiry)
