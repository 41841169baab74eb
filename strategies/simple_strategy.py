"""A small market maker: quotes one future on both sides of its underlying's price.

The idea: buy a little below what the underlying is worth, sell a little above, earn the difference. The venue allows no short selling,
so it bids first and offers only what it owns. What it still owns at the expiry settles at the underlying's price, which is fair: nothing
has to be dumped.
"""

from typing import Annotated, Literal

from algotrade_gui.bots.api import (
    MS_PER_S,
    Bot,
    BotConfig,
    Cents,
    InstrumentId,
    InstrumentKind,
    OrderState,
    Param,
    RequestTimeoutError,
    RoundMs,
    Side,
    Underlying,
    ask_cents,
    bid_cents,
)

UnderlyingName = Literal["$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP"]


class SimpleMarketMakingConfig(BotConfig, frozen=True, kw_only=True):
    """What you can set in the dialog."""

    underlying: Annotated[UnderlyingName, Param(label="Underlying", help="Its futures are quoted.")] = "$SIMP"
    spread_percent: Annotated[
        float,
        Param(
            label="Spread",
            help="Distance between the bid and the offer, in percent of the underlying's price.",
            unit="%",
            ge=0.01,
            le=10.0,
        ),
    ] = 0.2
    max_position: Annotated[
        int, Param(label="Largest position", help="No bid beyond this holding.", unit="contracts", ge=1, le=100)
    ] = 4
    order_size: Annotated[int, Param(label="Order size", unit="contracts", ge=1, le=20)] = 1
    min_time_to_expiry: Annotated[
        int,
        Param(
            label="Least time to expiry",
            help="A future with less left is given up for the next one. Counted on the exchange's clock.",
            unit="s",
            ge=0,
            le=45,
        ),
    ] = 15
    update_interval: Annotated[
        float,
        Param(label="Update interval", help="How often quotes are looked at.", unit="s", ge=0.1, le=30.0),
    ] = 0.5


class SimpleMarketMakingBot(Bot):
    """Quotes the nearest future that lives long enough; changes a quote only when its price has changed or the order is gone."""

    config_type = SimpleMarketMakingConfig
    config: SimpleMarketMakingConfig
    _target: InstrumentId | None = None
    _quoted_at: Cents | None = None
    _refusal = ""

    async def run(self) -> None:
        pause_ms = int(self.config.update_interval * MS_PER_S)
        last_look_ms: int | None = None
        async for update in self.market_cache.updates():
            # a time before the last look means a new round: its clock starts at 0 again
            if last_look_ms is not None and last_look_ms <= update.time_ms < last_look_ms + pause_ms:
                continue
            last_look_ms = update.time_ms
            try:
                await self._look(update.time_ms)
            except RequestTimeoutError as error:
                # nobody knows whether that request arrived: the account finds out, and until then its order counts as working
                self.log.warning("%s", error)

    async def _look(self, now_ms: RoundMs) -> None:
        target = self._choose(now_ms)
        if target != self._target:
            await self._leave()
            self._target = target
            self.log.info("quoting %s", target or "nothing: no future lives long enough")
        price = self.market_cache.underlying_price(Underlying(self.config.underlying))
        if target is None or price is None:
            return
        # the side that has to make way first: after a rise the new bid could meet our own old offer, after a fall the other way round
        rises = self._quoted_at is None or price >= self._quoted_at
        self._quoted_at = price
        for side in (Side.SELL, Side.BUY) if rises else (Side.BUY, Side.SELL):
            await self._quote_round(target, side, price)

    async def _quote_round(self, target: InstrumentId, side: Side, price: Cents) -> None:
        """Quote one side of `price`: bids as far as the limit has room, offers as far as there is something to sell."""
        half = self.config.spread_percent / 200
        held = self.api.position(target)
        if side is Side.SELL:
            await self._quote(target, side, ask_cents(price * (1 + half)), min(self.config.order_size, held))
        else:
            room = self.config.max_position - held
            await self._quote(target, side, bid_cents(max(1.0, price * (1 - half))), min(self.config.order_size, room))

    def _choose(self, now_ms: RoundMs) -> InstrumentId | None:
        """The nearest future on our underlying that has enough time left."""
        earliest_ms = now_ms + self.config.min_time_to_expiry * MS_PER_S
        futures = [
            (item.expiry_ms, item.id)
            for item in self.market_cache.instruments()
            if item.kind is InstrumentKind.FUTURE
            and item.underlying == self.config.underlying
            and item.expiry_ms is not None
            and item.expiry_ms > earliest_ms
        ]
        return min(futures)[1] if futures else None

    async def _quote(self, instrument: InstrumentId, side: Side, price: Cents, quantity: int) -> None:
        """See to it that one order of ours rests at `price` on this side, or none when `quantity` is 0."""
        for order in [order for order in self.api.working_orders(instrument) if order.side is side]:
            if order.state not in (OrderState.WORKING, OrderState.PARTIALLY_FILLED) or order.order_id is None:
                return  # something is on its way: look again next time
            if order.price == price and quantity > 0:
                return  # as it should be
            await self.api.cancel_order(instrument, order.order_id)
            if order.state.is_open:
                return  # refused: a fill was faster, and it will be told in a moment
        if quantity <= 0:
            return
        why = f"spread of {self.config.spread_percent:g} % round {(self._quoted_at or price) / 100:.2f}"
        if side is Side.SELL:
            # a fill may have come while we waited for the cancel
            quantity = min(quantity, self.api.position(instrument))
            if quantity <= 0:
                return
            result = await self.api.sell(instrument, price, quantity, why=why)
        else:
            cash = self.api.cash()
            if cash is not None and cash < price * quantity:
                return  # a future is paid in full; wait for a settlement
            result = await self.api.buy(instrument, price, quantity, why=why)
        if not result.ok and result.message != self._refusal:
            self.log.warning("%s at %d refused: %s", side.value, price, result.message)
        self._refusal = "" if result.ok else result.message

    async def _leave(self) -> None:
        """Take our orders out of the old book; what we hold there settles by itself."""
        await self.api.cancel_all()
