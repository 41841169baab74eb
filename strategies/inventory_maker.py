"""A market maker for options, on a venue without short sales: it buys below value what it then offers above.

The idea: know what an option is worth (`market_cache.fair`), bid some way below that, and offer what the bids brought some way above. An
ask that stands below value already is taken at once: that is inventory, too. What nobody buys from us is paid out at its expiry, which
on average is its value: having bought below it is the profit that is sure to remain.
"""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, NamedTuple

from algotrade_gui.bots.api import (
    MS_PER_S,
    UNDERLYINGS,
    Bot,
    BotConfig,
    Cents,
    Instrument,
    InstrumentId,
    OrderState,
    Param,
    RequestTimeoutError,
    RoundMs,
    Side,
    Theo,
    Underlying,
    Update,
    ask_cents,
    bid_cents,
)

AT_ONCE_MS = 300
QUOTE_MS = 5 * MS_PER_S
"""Lifetime of a quote: a bot that dies leaves nothing standing for long."""


class InventoryMakerConfig(BotConfig, frozen=True, kw_only=True):
    """Where it quotes, how far from value, how much it holds."""

    underlying: Annotated[
        str, Param(label="Underlyings", help="Names with commas between, as $SIMP,$LOGN; empty: all.")
    ] = ""
    width: Annotated[
        float,
        Param(
            label="Distance from value",
            help="In moves that the value makes when the underlying moves as far as it does in one second.",
            ge=0.1,
            le=10.0,
            live=True,
        ),
    ] = 1.0
    min_distance: Annotated[
        int,
        Param(label="Least distance", help="For options that hardly move.", unit="cents", ge=1, le=1_000, live=True),
    ] = 8
    books: Annotated[
        int, Param(label="Books", help="So many options have our bid at a time.", ge=1, le=100, live=True)
    ] = 24
    order_size: Annotated[int, Param(label="Order size", unit="contracts", ge=1, le=20, live=True)] = 3
    max_position: Annotated[
        int,
        Param(
            label="Largest position",
            help="Per option; the bid falls on the way there.",
            unit="contracts",
            ge=1,
            le=50,
            live=True,
        ),
    ] = 9
    cash_share: Annotated[
        float, Param(label="Most for one order", help="Of our free cash.", unit="%", ge=0.5, le=50.0, live=True)
    ] = 8.0
    least_value: Annotated[
        int,
        Param(label="Least value", help="Cheaper options are left alone.", unit="cents", ge=1, le=10_000, live=True),
    ] = 60
    last_seconds: Annotated[
        int,
        Param(label="Stop before expiry", help="No bid with less left than this.", unit="s", ge=0, le=45, live=True),
    ] = 2


class Wanted(NamedTuple):
    """What we should have in one book. A price of None: no order on that side."""

    bid: Cents | None
    ask: Cents | None
    slack: Cents
    """An order this near to its price may stay."""


class InventoryMakerBot(Bot):
    """Looks at its quotes once a second, when the new prices are there; takes cheap asks at every update."""

    config_type = InventoryMakerConfig
    config: InventoryMakerConfig

    async def run(self) -> None:
        async for update in self.market_cache.updates():
            names = self._underlyings()
            await self._at_once(self._taking(update, names))
            if any(InstrumentId(name) in update.candles for name in names):
                await self._at_once(self._quoting(update, names))

    def _underlyings(self) -> set[Underlying]:
        names = {Underlying(name.strip()) for name in self.config.underlying.split(",") if name.strip()}
        return names or set(UNDERLYINGS)

    async def _at_once(self, orders: list[Coroutine[Any, Any, Any]]) -> None:
        for result in await asyncio.gather(*orders, return_exceptions=True):
            if isinstance(result, RequestTimeoutError):
                self.log.warning("%s", result)
            elif isinstance(result, BaseException):
                raise result

    # --- asks below value ---

    def _taking(self, update: Update, names: set[Underlying]) -> list[Coroutine[Any, Any, Any]]:
        cash = self.api.cash() or 0
        orders: list[Coroutine[Any, Any, Any]] = []
        for option in self._options(update.time_ms, names):
            if option.id not in update.changed:
                continue
            quote = self.api.get_best_bid_ask(option.id)
            if quote is None or quote.ask is None or quote.ask_size is None:
                continue
            value = self.market_cache.fair.values(option.id)
            if value is None or value.theo < self.config.least_value:
                continue
            room = self.config.max_position - self.api.position(option.id)
            if quote.ask > value.theo - self._distance(value) or room <= 0 or self._is_ours(option.id, quote.ask):
                continue
            size = min(quote.ask_size, room, int(cash * self.config.cash_share / 100) // quote.ask)
            if size > 0:
                cash -= size * quote.ask
                orders.append(self.api.buy(option.id, quote.ask, size, valid_for_ms=AT_ONCE_MS))
        return orders

    # --- quotes ---

    def _quoting(self, update: Update, names: set[Underlying]) -> list[Coroutine[Any, Any, Any]]:
        """Orders and cancels that bring our quotes to where they should be."""
        working = {order.instrument for order in self.api.working_orders()}
        held = self.api.positions()
        options = self._options(update.time_ms, names)
        # what we hold or quote comes first, then what is nearest to its expiry
        options.sort(key=lambda one: (not held.get(one.id), one.id not in working, one.expiry_ms, one.id))
        orders: list[Coroutine[Any, Any, Any]] = []
        bids = 0
        for option in options:
            value = self.market_cache.fair.values(option.id)
            if value is None:
                continue
            wanted = self._wanted(option, value, may_bid=bids < self.config.books)
            bids += wanted.bid is not None
            if wanted.bid is not None or held.get(option.id) or option.id in working:
                orders.append(self._bring(option.id, wanted))
        return orders

    def _options(self, now_ms: RoundMs, names: set[Underlying]) -> list[Instrument]:
        earliest_ms = now_ms + self.config.last_seconds * MS_PER_S
        return [
            one
            for one in self.market_cache.instruments()
            if one.kind.is_option
            and one.underlying in names
            and one.expiry_ms is not None
            and one.expiry_ms > earliest_ms
        ]

    def _distance(self, value: Theo) -> float:
        """How far from value a quote must stand to be safe from the next step."""
        step = value.forward * (value.sigma or 0.0)
        return max(self.config.width * abs(value.delta) * step, self.config.min_distance)

    def _wanted(self, option: Instrument, value: Theo, *, may_bid: bool) -> Wanted:
        distance = self._distance(value)
        held = self.api.position(option.id)
        fuller = 1 + held / self.config.max_position
        bid = bid_cents(value.theo - distance * fuller)
        may_bid = may_bid and held < self.config.max_position and value.theo >= self.config.least_value
        return Wanted(
            bid=bid if may_bid and bid > 0 else None,
            ask=ask_cents(value.theo + distance) if held else None,
            slack=Cents(int(distance / 3)),
        )

    async def _bring(self, option: InstrumentId, wanted: Wanted) -> None:
        for side, price in ((Side.BUY, wanted.bid), (Side.SELL, wanted.ask)):
            if not await self._clear(option, side, price, wanted.slack) or price is None:
                continue
            # a fill may have come while we waited
            held = self.api.position(option)
            if side is Side.SELL:
                if held > 0:
                    await self.api.sell(option, price, held, valid_for_ms=QUOTE_MS)
            else:
                cash = self.api.cash() or 0
                size = min(
                    self.config.order_size,
                    self.config.max_position - held,
                    int(cash * self.config.cash_share / 100) // price,
                )
                if size > 0:
                    await self.api.buy(option, price, size, valid_for_ms=QUOTE_MS)

    async def _clear(self, option: InstrumentId, side: Side, price: Cents | None, slack: Cents) -> bool:
        """Cancel what should not stand on that side; return whether the side is free for a new order."""
        free = True
        for order in [order for order in self.api.working_orders(option) if order.side is side]:
            if order.state not in (OrderState.WORKING, OrderState.PARTIALLY_FILLED) or order.order_id is None:
                free = False  # something is on its way: look again next second
            elif price is not None and abs(order.price - price) <= slack:
                free = False  # near enough
            else:
                await self.api.cancel_order(option, order.order_id)
                # a cancel that was refused: a fill was faster, and it will be told in a moment
                free = free and not order.state.is_open
        return free

    def _is_ours(self, option: InstrumentId, ask: Cents) -> bool:
        """Whether we offer there ourselves: the best ask may be our own."""
        return any(order.side is Side.SELL and order.price <= ask for order in self.api.working_orders(option))
