"""The rule that won in 2025: buy options that are asked for less than they would pay now, shortly before they end.

The idea: an option about to expire is worth what it would pay at the underlying's price of now, give or take the last few steps. The
market's makers look seldom and quote badly, so some ask for less. Whoever buys those, many times, in many contracts, and lets them
settle, earns the difference on average; a single one may well end worthless, hence the limits.
"""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, NamedTuple

from algotrade_gui.bots.api import (
    MS_PER_S,
    Bot,
    BotConfig,
    Cents,
    Instrument,
    OrderResult,
    Param,
    RequestTimeoutError,
    RoundMs,
    Underlying,
    Update,
)

AT_ONCE_MS = 300
"""Lifetime of an order that should deal now or not at all."""


class UnderpricedOptionsConfig(BotConfig, frozen=True, kw_only=True):
    """How cheap is cheap enough, and how much may go into one thing."""

    alpha: Annotated[
        float,
        Param(
            label="Alpha",
            help="Buys below this share of what the option would pay now. Lower is safer and rarer.",
            ge=0.1,
            le=1.0,
            live=True,
        ),
    ] = 0.9
    max_seconds: Annotated[
        int,
        Param(
            label="Most seconds to expiry",
            help="The nearer the end, the less can go wrong, and the sooner the cash is back.",
            unit="s",
            ge=1,
            le=60,
            live=True,
        ),
    ] = 15
    check_value: Annotated[
        bool,
        Param(
            label="Ask the model too",
            help="Skip what the model holds for no bargain: the next steps count, $CARD's deck above all.",
            live=True,
        ),
    ] = True
    order_share: Annotated[
        float,
        Param(label="Most for one order", help="Of all we have.", unit="%", ge=1.0, le=100.0, live=True),
    ] = 25.0
    expiry_share: Annotated[
        float,
        Param(
            label="Most in one underlying and expiry",
            help="Of all we have: they win or lose together.",
            unit="%",
            ge=1.0,
            le=100.0,
            live=True,
        ),
    ] = 40.0
    orders_per_update: Annotated[int, Param(label="Orders per update", help="Best first.", ge=1, le=20)] = 4


class Bargain(NamedTuple):
    """An ask below value. `ratio` is value over price: the more the better."""

    ratio: float
    option: Instrument
    price: Cents
    size: int


class UnderpricedOptionsBot(Bot):
    """Takes asks below alpha times intrinsic value in all underlyings, keeps them to the end."""

    config_type = UnderpricedOptionsConfig
    config: UnderpricedOptionsConfig

    async def run(self) -> None:
        async for update in self.market_cache.updates():
            bargains = self._bargains(update)
            # all at once: the second best should not wait for the answer about the best
            results = await asyncio.gather(*self._orders(bargains), return_exceptions=True)
            for result in results:
                if isinstance(result, RequestTimeoutError):
                    self.log.warning("%s", result)
                elif isinstance(result, BaseException):
                    raise result

    def _bargains(self, update: Update) -> list[Bargain]:
        """Everything cheap enough now, best first."""
        latest_ms = update.time_ms + self.config.max_seconds * MS_PER_S
        found = []
        for option in self.market_cache.instruments():
            if (
                not option.kind.is_option
                or option.expiry_ms is None
                or not update.time_ms < option.expiry_ms <= latest_ms
            ):
                continue
            price = self.market_cache.underlying_price(option.underlying)
            intrinsic = option.payoff(price) if price is not None else 0
            if not intrinsic:
                continue
            quote = self.api.get_best_bid_ask(option.id)
            if quote is None or quote.ask is None or quote.ask_size is None or self.api.working_orders(option.id):
                continue
            value = float(intrinsic)
            if self.config.check_value:
                theo = self.market_cache.fair.theo(option.id)
                value = min(value, theo) if theo is not None else value
            if quote.ask < self.config.alpha * value:
                found.append(Bargain(value / quote.ask, option, quote.ask, quote.ask_size))
        found.sort(key=lambda bargain: -bargain.ratio)
        return found

    def _orders(self, bargains: list[Bargain]) -> list[Coroutine[Any, Any, OrderResult]]:
        """Orders for the best of them, within the limits."""
        cash = self.api.cash()
        if cash is None:
            return []
        invested = self._invested()
        worth = cash + sum(invested.values())
        orders = []
        for bargain in bargains[: self.config.orders_per_update]:
            assert bargain.option.expiry_ms is not None
            group = (bargain.option.underlying, bargain.option.expiry_ms)
            room = min(
                cash,
                worth * self.config.order_share / 100,
                worth * self.config.expiry_share / 100 - invested.get(group, 0),
            )
            quantity = min(bargain.size, int(room // bargain.price))
            if quantity > 0:
                cash = Cents(cash - quantity * bargain.price)
                invested[group] = invested.get(group, 0) + quantity * bargain.price
                orders.append(self.api.buy(bargain.option.id, bargain.price, quantity, valid_for_ms=AT_ONCE_MS))
        return orders

    def _invested(self) -> dict[tuple[Underlying, RoundMs], int]:
        """What we hold would pay now, cents, by underlying and expiry."""
        invested: dict[tuple[Underlying, RoundMs], int] = {}
        held = self.api.positions()
        for option in self.market_cache.instruments():
            price = self.market_cache.underlying_price(option.underlying)
            if held.get(option.id) and option.expiry_ms is not None and price is not None:
                group = (option.underlying, option.expiry_ms)
                invested[group] = invested.get(group, 0) + held[option.id] * option.payoff(price)
        return invested
