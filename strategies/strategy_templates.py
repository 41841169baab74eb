"""Four strategies to read, run and copy: momentum, put-call parity, scalping and an empty one.

How to start: copy this file to `my_strategy.py`, keep the class nearest to your idea, change its name and its numbers. It appears in the
bots' list as soon as the file is saved. Remember:

* Prices are whole cents: 100_000 is $1,000.00. Times are whole milliseconds since the round's start.
* You can sell only what you own. A sale of more is rejected with "Insufficient inventory".
* An option or future lives 60 seconds, then pays out by itself: a future the underlying's price, a call max(price - strike, 0), a put
  max(strike - price, 0).
* A refused order is a result with `ok` False, not an exception. `RequestTimeoutError` means nobody knows yet: never send it again.
"""

from collections import deque
from typing import Annotated, Literal, NamedTuple

from algotrade_gui.bots.api import (
    MS_PER_S,
    Bot,
    BotConfig,
    Cents,
    Instrument,
    InstrumentId,
    InstrumentKind,
    OrderState,
    Param,
    RequestTimeoutError,
    RoundMs,
    Underlying,
    Update,
)

UnderlyingName = Literal["$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP"]
AT_ONCE_MS = 400
"""Lifetime of an order that should deal now or not at all."""


class UnderlyingConfig(BotConfig, frozen=True, kw_only=True):
    """Settings that all templates share."""

    underlying: Annotated[UnderlyingName, Param(label="Underlying", help="What is traded.")] = "$SIMP"
    order_size: Annotated[int, Param(label="Order size", unit="contracts", ge=1, le=20)] = 1
    max_position: Annotated[
        int, Param(label="Largest position", help="Per contract.", unit="contracts", ge=1, le=50)
    ] = 2


# --- 1. the empty one ------------------------------------------------------------------------------------------


class EmptyConfig(UnderlyingConfig, frozen=True, kw_only=True):
    """Add your own settings here: they show up in the dialog by themselves."""

    report_every: Annotated[float, Param(label="Report every", unit="s", ge=0.5, le=60.0)] = 5.0


class EmptyBot(Bot):
    """Trades nothing: copy it and put your idea where the comment says."""

    config_type = EmptyConfig
    config: EmptyConfig

    async def run(self) -> None:
        underlying = Underlying(self.config.underlying)
        last_report_ms = -60 * MS_PER_S
        # ten updates a second; when you are slow you get the newest one, and `update.skipped` tells how many you missed
        async for update in self.market_cache.updates():
            if abs(update.time_ms - last_report_ms) < self.config.report_every * MS_PER_S:
                continue
            last_report_ms = update.time_ms
            price = self.market_cache.underlying_price(underlying)
            self.log.info("%s is at %s cents, cash is %s cents", underlying, price, self.api.cash())
            # Your idea here. For instance, with `future` an InstrumentId from self.api.list_instruments():
            #   quote = self.api.get_best_bid_ask(future)
            #   if quote is not None and quote.ask is not None and price is not None and quote.ask < price - 200:
            #       result = await self.api.buy(future, quote.ask, self.config.order_size)
            #       self.log.info("bought %d: %s", result.filled, result.message or "ok")


# --- 2. momentum -----------------------------------------------------------------------------------------------


class MomentumConfig(UnderlyingConfig, frozen=True, kw_only=True):
    """When to jump on a move, and when to get off."""

    window: Annotated[
        int, Param(label="Window", help="Over how many seconds a move is measured.", unit="s", ge=2, le=60)
    ] = 6
    threshold_bp: Annotated[
        float, Param(label="Threshold", help="A rise of this much buys.", unit="bp", ge=1.0, le=500.0)
    ] = 25.0
    min_time_to_expiry: Annotated[int, Param(label="Least time to expiry", unit="s", ge=5, le=45)] = 15


class MomentumBot(Bot):
    """Buys a future after a rise and sells it when the move is over.

    A warning that is part of the lesson: most of these underlyings are random walks, whose past says nothing about their future. It shows
    how to follow a price and to go in and out, not how to get rich.
    """

    config_type = MomentumConfig
    config: MomentumConfig

    async def run(self) -> None:
        underlying = Underlying(self.config.underlying)
        prices: deque[Cents] = deque(maxlen=self.config.window + 1)
        this_round = 0
        async for update in self.market_cache.updates():
            if update.round != this_round:
                this_round = update.round
                prices.clear()
            # an underlying publishes one candle a second; the other updates bring nothing new for us
            if InstrumentId(underlying) not in update.candles:
                continue
            price = self.market_cache.underlying_price(underlying)
            if price is None:
                continue
            prices.append(price)
            if len(prices) < self.config.window + 1:
                continue
            move_bp = (prices[-1] / prices[0] - 1) * 10_000
            try:
                if move_bp >= self.config.threshold_bp:
                    await self._enter(underlying, update.time_ms)
                elif move_bp <= 0:
                    await self._exit()
            except RequestTimeoutError as error:
                self.log.warning("%s", error)

    async def _enter(self, underlying: Underlying, now_ms: RoundMs) -> None:
        future = nearest_future(self, underlying, now_ms, self.config.min_time_to_expiry)
        if future is None or self.api.working_orders(future):
            return
        quote = self.api.get_best_bid_ask(future)
        room = self.config.max_position - self.api.position(future)
        if quote is None or quote.ask is None or room <= 0:
            return
        quantity = min(self.config.order_size, room)
        if not affordable(self, quote.ask * quantity):
            return
        await self.api.buy(future, quote.ask, quantity, valid_for_ms=AT_ONCE_MS)

    async def _exit(self) -> None:
        for instrument, held in self.api.positions().items():
            quote = self.api.get_best_bid_ask(instrument)
            if quote is not None and quote.bid is not None and not self.api.working_orders(instrument):
                await self.api.sell(instrument, quote.bid, held, valid_for_ms=AT_ONCE_MS)


# --- 3. put-call parity ----------------------------------------------------------------------------------------


class ParityConfig(UnderlyingConfig, frozen=True, kw_only=True):
    """How much a pair must be underpriced."""

    min_edge: Annotated[
        int, Param(label="Least profit", help="Sure profit per pair.", unit="cents", ge=1, le=100_000)
    ] = 60
    min_time_to_expiry: Annotated[int, Param(label="Least time to expiry", unit="s", ge=1, le=45)] = 3


class Pair(NamedTuple):
    """Two contracts bought together: `floor` is what they pay at least, `cost` what they ask, cents per pair."""

    first: InstrumentId
    first_ask: Cents
    second: InstrumentId
    second_ask: Cents
    size: int
    floor: int

    @property
    def cost(self) -> int:
        return self.first_ask + self.second_ask


class PutCallParityBot(Bot):
    """Put-call parity where nobody can sell short: buys pairs that pay more than they cost, whatever happens.

    * A call with a low strike A and a put with a higher strike B pay at least B - A together, at any price of the underlying.
    * A future and a put with strike K pay at least K together.

    When the two asks add up to less, the difference is a sure profit, taken at settlement. The danger is the second leg: when the first is
    bought and the second is gone, the first is sold again.
    """

    config_type = ParityConfig
    config: ParityConfig

    async def run(self) -> None:
        underlying = Underlying(self.config.underlying)
        async for update in self.market_cache.updates():
            pair = self._best_pair(underlying, update)
            if pair is None:
                continue
            try:
                await self._buy(pair)
            except RequestTimeoutError as error:
                self.log.warning("%s", error)

    def _best_pair(self, underlying: Underlying, update: Update) -> Pair | None:
        earliest_ms = update.time_ms + self.config.min_time_to_expiry * MS_PER_S
        by_expiry: dict[RoundMs, list[Instrument]] = {}
        for item in self.market_cache.instruments():
            if item.underlying == underlying and item.expiry_ms is not None and item.expiry_ms > earliest_ms:
                by_expiry.setdefault(item.expiry_ms, []).append(item)
        pairs = [pair for items in by_expiry.values() for pair in self._pairs(items)]
        best = max(pairs, key=lambda pair: pair.floor - pair.cost, default=None)
        return best if best is not None and best.floor - best.cost >= self.config.min_edge else None

    def _pairs(self, items: list[Instrument]) -> list[Pair]:
        """Every pair of one expiry whose two asks are there and that we may still buy."""
        asks: dict[InstrumentId, tuple[Cents, int]] = {}
        for item in items:
            quote = self.api.get_best_bid_ask(item.id)
            room = self.config.max_position - self.api.position(item.id)
            if quote is None or quote.ask is None or quote.ask_size is None or room <= 0:
                continue
            asks[item.id] = (quote.ask, min(quote.ask_size, room, self.config.order_size))
        puts = [item for item in items if item.kind is InstrumentKind.PUT and item.id in asks]
        pairs = []
        for other in items:
            if other.kind is InstrumentKind.PUT or other.id not in asks:
                continue
            for put in puts:
                # a future's floor is the put's strike: it is worth the price itself, as a call with strike 0
                floor = (put.strike or 0) - (other.strike or 0)
                if floor > 0:
                    ask, size = asks[other.id]
                    put_ask, put_size = asks[put.id]
                    pairs.append(Pair(other.id, ask, put.id, put_ask, min(size, put_size), floor))
        return pairs

    async def _buy(self, pair: Pair) -> None:
        if self.api.working_orders(pair.first) or self.api.working_orders(pair.second):
            return
        if not affordable(self, pair.cost * pair.size):
            return
        first = await take(self, pair.first, pair.first_ask, pair.size)
        if not first:
            return
        second = await take(self, pair.second, pair.second_ask, first)
        self.log.info(
            "%d pairs of %s and %s for a sure %d cents each", second, pair.first, pair.second, pair.floor - pair.cost
        )
        alone = first - second
        quote = self.api.get_best_bid_ask(pair.first)
        if alone and quote is not None and quote.bid is not None:
            await self.api.sell(pair.first, quote.bid, alone, valid_for_ms=AT_ONCE_MS)


# --- 4. scalping -----------------------------------------------------------------------------------------------


class ScalpingConfig(UnderlyingConfig, frozen=True, kw_only=True):
    """How small a profit is worth taking, and how large a loss ends a try."""

    min_spread: Annotated[
        int, Param(label="Least spread", help="Nothing is done in a tighter book.", unit="cents", ge=2, le=10_000)
    ] = 100
    stop_loss: Annotated[
        int,
        Param(label="Stop loss", help="Sell at the bid when the price fell by this.", unit="cents", ge=1, le=50_000),
    ] = 400
    min_time_to_expiry: Annotated[int, Param(label="Least time to expiry", unit="s", ge=5, le=45)] = 15


class ScalpingBot(Bot):
    """Bids one cent above a future's best bid while that is below the underlying's price; offers what it got one cent below the best ask.

    It earns the spread many times in small pieces, and gives up quickly when the price goes the wrong way.
    """

    config_type = ScalpingConfig
    config: ScalpingConfig
    _entry: Cents | None = None

    async def run(self) -> None:
        underlying = Underlying(self.config.underlying)
        last_ms = -1
        async for update in self.market_cache.updates():
            if last_ms <= update.time_ms < last_ms + MS_PER_S // 2:
                continue  # twice a second is enough and leaves messages for the others
            last_ms = update.time_ms
            try:
                await self._step(underlying, update.time_ms)
            except RequestTimeoutError as error:
                self.log.warning("%s", error)

    async def _step(self, underlying: Underlying, now_ms: RoundMs) -> None:
        future = nearest_future(self, underlying, now_ms, self.config.min_time_to_expiry)
        price = self.market_cache.underlying_price(underlying)
        if future is None or price is None:
            return
        # our own orders must not be what we look at: take them out first
        for order in self.api.working_orders():
            if order.state not in (OrderState.WORKING, OrderState.PARTIALLY_FILLED) or order.order_id is None:
                return
            await self.api.cancel_order(order.instrument, order.order_id)
            if order.state.is_open:
                return
        quote = self.api.get_best_bid_ask(future)
        if quote is None or quote.bid is None or quote.ask is None:
            return
        held = self.api.position(future)
        if held:
            fell = self._entry is not None and price <= self._entry - self.config.stop_loss
            offer = quote.bid if fell else Cents(quote.ask - 1)
            await self.api.sell(future, offer, held, valid_for_ms=AT_ONCE_MS if fell else 2 * MS_PER_S)
            return
        bid = Cents(quote.bid + 1)
        if quote.ask - quote.bid < self.config.min_spread or bid >= price:
            return
        if not affordable(self, bid * self.config.order_size):
            return
        self._entry = price
        await self.api.buy(future, bid, self.config.order_size, valid_for_ms=2 * MS_PER_S)


# --- helpers: copy them along -----------------------------------------------------------------------------------


def nearest_future(bot: Bot, underlying: Underlying, now_ms: RoundMs, min_seconds: int) -> InstrumentId | None:
    """The future on `underlying` that expires next among those with at least `min_seconds` left."""
    earliest_ms = now_ms + min_seconds * MS_PER_S
    futures = [
        (item.expiry_ms, item.id)
        for item in bot.market_cache.instruments()
        if item.kind is InstrumentKind.FUTURE
        and item.underlying == underlying
        and item.expiry_ms is not None
        and item.expiry_ms >= earliest_ms
    ]
    return min(futures)[1] if futures else None


def affordable(bot: Bot, cost: int) -> bool:
    """Whether the free cash covers `cost` cents, as far as it is known."""
    cash = bot.api.cash()
    return cash is None or cash >= cost


async def take(bot: Bot, instrument: InstrumentId, price: Cents, quantity: int) -> int:
    """Buy what is offered at `price` now, leave nothing behind, return how many contracts it was."""
    result = await bot.api.buy(instrument, price, quantity, valid_for_ms=AT_ONCE_MS)
    if result.ok and result.order_id is not None and result.filled < quantity:
        await bot.api.cancel_order(instrument, result.order_id)
    order = bot.api.order(result.client_id)
    return result.filled if order is None else order.filled
