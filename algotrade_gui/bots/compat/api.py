"""The `gameapi` module of the 2025 console system: the same calls, through the bot's own native session."""

import importlib
import itertools
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from algotrade_gui.bots.compat import context
from algotrade_gui.bots.compat.market import MarketDataCache
from algotrade_gui.bots.compat.records import (
    AddOrderResponse,
    CancelOrderResponse,
    GetInventoryResponse,
    GetPendingOrdersResponse,
    InstrumentInfo,
    WelcomeMessage,
    add_response,
    cancel_response,
    inventory_response,
    pending_response,
)
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import ExchangeOrderId, InstrumentId
from algotrade_gui.core.redaction import redact
from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import OrderState
from algotrade_gui.trading.gameapi import GameAPI as NativeAPI
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.session import RequestTimeoutError

if TYPE_CHECKING:
    from collections.abc import Awaitable

T = TypeVar("T")

_LIFE_PAST_EXPIRY_S = 10
"""The old orders ask for a life of so long past their contract's end; the exchange caps it to the contract's."""


class GameAPI:
    """Trading as the 2025 strategies write it: order prices in cents, `get_best_bid_ask` and `get_orderbook` in dollars.

    The address and the secret that a file holds are left unused: the profile's exchange is the one that is traded on. A request without
    an answer raises TimeoutError; the order's fate is unknown then, and the program finds it out.
    """

    def __init__(self, uri: str = "", team_secret: str = "", market_cache: MarketDataCache | None = None) -> None:
        self._host = context.current()
        redact.add(team_secret)
        host = urlsplit(uri).netloc.rpartition("@")[2]
        if host:
            self._host.notice(
                f"{self._host.name} was written with the address {host} and a secret of its own; the profile's are used instead."
            )
        self.market_cache = market_cache if market_cache is not None else MarketDataCache.over(self._host.cache)
        self._native: NativeAPI | None = None
        self._left = False
        self._numbers = itertools.count()

    # --- life ---

    async def connect(self) -> WelcomeMessage:
        """Open the bot's session. Raises ConnectError."""
        if self._native is None:
            self._native = await self._host.open_api()
        elif self._left:
            await self._native.connect()
        self._left = False
        return WelcomeMessage("welcome", "Connected to OrderBook API")

    async def disconnect(self) -> None:
        """Close the session; working orders stay until the bot has stopped."""
        if self._native is not None:
            await self._native.disconnect()
            self._left = True

    # --- orders; the strike comes before the expiry, which is in seconds ---

    async def buy_future(self, underlying: str, expiry_seconds: int, price: int, quantity: int = 1) -> AddOrderResponse:
        """Bid for a future."""
        return await self._add(f"{underlying}_future_{expiry_seconds}", expiry_seconds, price, quantity, buy=True)

    async def sell_future(
        self, underlying: str, expiry_seconds: int, price: int, quantity: int = 1
    ) -> AddOrderResponse:
        """Ask for an owned future."""
        return await self._add(f"{underlying}_future_{expiry_seconds}", expiry_seconds, price, quantity, buy=False)

    async def buy_call(
        self, underlying: str, strike: int, expiry_seconds: int, price: int, quantity: int = 1
    ) -> AddOrderResponse:
        """Bid for a call."""
        return await self._add(
            f"{underlying}_call_{strike}_{expiry_seconds}", expiry_seconds, price, quantity, buy=True
        )

    async def sell_call(
        self, underlying: str, strike: int, expiry_seconds: int, price: int, quantity: int = 1
    ) -> AddOrderResponse:
        """Ask for an owned call."""
        return await self._add(
            f"{underlying}_call_{strike}_{expiry_seconds}", expiry_seconds, price, quantity, buy=False
        )

    async def buy_put(
        self, underlying: str, strike: int, expiry_seconds: int, price: int, quantity: int = 1
    ) -> AddOrderResponse:
        """Bid for a put."""
        return await self._add(f"{underlying}_put_{strike}_{expiry_seconds}", expiry_seconds, price, quantity, buy=True)

    async def sell_put(
        self, underlying: str, strike: int, expiry_seconds: int, price: int, quantity: int = 1
    ) -> AddOrderResponse:
        """Ask for an owned put."""
        return await self._add(
            f"{underlying}_put_{strike}_{expiry_seconds}", expiry_seconds, price, quantity, buy=False
        )

    async def _add(self, name: str, expiry_s: int, price: int, quantity: int, *, buy: bool) -> AddOrderResponse:
        native, instrument = self._session(), InstrumentId(name)
        life_ms = (expiry_s + _LIFE_PAST_EXPIRY_S) * MS_PER_S - native.market_cache.time_ms
        place = native.buy if buy else native.sell
        result: OrderResult = await _answered(place(instrument, price, quantity, valid_for_ms=life_ms))
        if result.state is OrderState.UNKNOWN:
            # told as refused it would be sent again, and may be working
            raise TimeoutError(result.message)
        return add_response(self._next_id(), result)

    async def cancel_order(self, instrument_id: str, order_id: int | str) -> CancelOrderResponse:
        """Cancel an order by the ids of its book."""
        native = self._session()
        result = await _answered(native.cancel_order(InstrumentId(instrument_id), ExchangeOrderId(int(order_id))))
        return cancel_response(self._next_id(), result)

    # --- the account, asked of the exchange ---

    async def get_inventory(self) -> GetInventoryResponse:
        """Cash and contracts of the whole team."""
        return inventory_response(self._next_id(), await _answered(self._session().get_inventory()))

    async def get_pending_orders(self) -> GetPendingOrdersResponse:
        """Working orders of the whole team."""
        return pending_response(self._next_id(), await _answered(self._session().get_pending_orders()))

    # --- the market, in dollars ---

    def get_orderbook(self, instrument_id: str) -> Any:
        """The levels as a pandas frame: price in dollars, quantity, side, dearest first; None while the instrument is not live.

        Raises UserError where pandas is not installed; `market_cache.get_current_orderbook` needs none.
        """
        try:
            # by name: the program itself has no use for it and is built without
            pd: Any = importlib.import_module("pandas")
        except ImportError:
            raise UserError(
                say(
                    "get_orderbook returns a pandas frame, and pandas is not installed here: market_cache.get_current_orderbook needs none."
                )
            ) from None
        depth = self.market_cache.get_current_orderbook(instrument_id)
        if depth is None:
            return None
        rows = [
            (int(price) / 100, quantity, side)
            for side, levels in (("bid", depth.bids), ("ask", depth.asks))
            for price, quantity in levels.items()
        ]
        frame = pd.DataFrame(rows, columns=["price", "quantity", "side"])
        return frame.sort_values("price", ascending=False)

    def get_all_orderbooks(self) -> dict[str, Any]:
        """Every live book as a pandas frame."""
        frames = ((name, self.get_orderbook(name)) for name in self.list_instruments())
        return {name: frame for name, frame in frames if frame is not None}

    def get_best_bid_ask(self, instrument_id: str) -> dict[str, Any] | None:
        """`instrument`, and `best_bid`, `best_ask`, `spread` in dollars; None for an empty side."""
        bid, ask = self.market_cache.get_best_prices(instrument_id)
        spread = self.market_cache.get_current_spread(instrument_id)
        return {
            "instrument": instrument_id,
            "best_bid": _dollars(bid),
            "best_ask": _dollars(ask),
            "spread": _dollars(spread),
        }

    def get_instrument_info(self, instrument_id: str) -> InstrumentInfo | None:
        """What is known of an instrument; prices in cents."""
        return self.market_cache.get_instrument_info(instrument_id)

    def list_instruments(self) -> list[str]:
        """The live instruments, sorted."""
        return self.market_cache.get_all_instruments()

    def get_recent_events(self, limit: int = 100) -> list[dict[str, Any]]:
        """The last public events, newest last; prices in cents."""
        return self.market_cache.get_recent_events(limit)

    def get_market_statistics(self) -> dict[str, Any]:
        """The feed's counters."""
        return self.market_cache.get_market_statistics()

    # --- parts ---

    def _session(self) -> NativeAPI:
        if self._native is None:
            raise UserError(say("{name} calls its GameAPI before `await api.connect()`.", name=self._host.name))
        return self._native

    def _next_id(self) -> str:
        return f"{next(self._numbers):010d}"


async def _answered(request: "Awaitable[T]") -> T:
    try:
        return await request
    except RequestTimeoutError as error:
        raise TimeoutError(str(error)) from error


def _dollars(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
