"""Sure profits where nobody can sell short: combinations of bought contracts that must pay more than they cost.

The idea, for contracts of one underlying and expiry:

* A call with a low strike A and a put with a higher strike B pay at least B - A together, wherever the price ends.
* A future and a put with strike K pay at least K together.

Where the asks add up to less, the difference is earned for certain, if both legs are had. That is the risk: one leg is bought, the other
was gone. Then the missing one is bought at any price that still loses nothing; else the leg that is too many is sold for what it is
worth, if somebody bids that; else it waits for its expiry, which on average is fair.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from algotrade_gui.bots.api import (
    MS_PER_S,
    Bot,
    BotConfig,
    Cents,
    Finding,
    InstrumentId,
    OrderState,
    Param,
    Quote,
    RequestTimeoutError,
    RoundMs,
    Update,
    chains,
    long_combinations,
)

AT_ONCE_MS = 300
"""Lifetime of an order that should deal now or not at all."""


class LongCombinationsConfig(BotConfig, frozen=True, kw_only=True):
    """What a combination must earn, and how much may be locked up in one."""

    min_profit: Annotated[
        float,
        Param(
            label="Least profit of options",
            help="Sure profit of a call and a put, of what they cost.",
            unit="%",
            ge=0.1,
            le=100.0,
            live=True,
        ),
    ] = 4.0
    min_profit_future: Annotated[
        float,
        Param(
            label="Least profit with a future",
            help="The same for a future and a put, which cost far more.",
            unit="%",
            ge=0.01,
            le=10.0,
            live=True,
        ),
    ] = 0.3
    max_seconds: Annotated[
        int,
        Param(
            label="Most seconds to expiry", help="Until then the cash is locked up.", unit="s", ge=1, le=60, live=True
        ),
    ] = 60
    min_seconds: Annotated[
        int,
        Param(label="Least seconds to expiry", help="Time to mend a missing leg.", unit="s", ge=0, le=30, live=True),
    ] = 1
    deal_share: Annotated[
        float, Param(label="Most for one combination", help="Of our free cash.", unit="%", ge=1.0, le=100.0, live=True)
    ] = 35.0
    deals_per_update: Annotated[int, Param(label="Combinations per update", help="Best first.", ge=1, le=10)] = 3
    patience: Annotated[
        float,
        Param(label="Patience", help="How long a missing leg is looked for.", unit="s", ge=0.0, le=30.0, live=True),
    ] = 5.0


@dataclass
class Deal:
    """One combination that was bought in part: of `short` there are `missing` fewer contracts than of `full`."""

    full: InstrumentId
    short: InstrumentId
    missing: int
    most: Cents
    """What the missing leg may cost for the whole to lose nothing."""
    until_ms: RoundMs


class LongCombinationsBot(Bot):
    """Buys both legs at once, then sees to it that there are as many of one as of the other."""

    config_type = LongCombinationsConfig
    config: LongCombinationsConfig
    _deals: list[Deal]

    async def run(self) -> None:
        self._deals = []
        this_round = 0
        async for update in self.market_cache.updates():
            if update.round != this_round:
                this_round = update.round
                self._deals.clear()
            self._deals = [deal for deal in self._deals if deal.missing and update.time_ms < deal.until_ms]
            for deal in self._deals:
                await self._mend(deal)
            for finding in self._findings(update)[: self.config.deals_per_update]:
                await self._buy(finding, update.time_ms)

    # --- new ones ---

    def _findings(self, update: Update) -> list[Finding]:
        """Every combination that earns enough now, what earns most for its cost and its time first."""
        earliest_ms = update.time_ms + self.config.min_seconds * MS_PER_S
        latest_ms = update.time_ms + self.config.max_seconds * MS_PER_S
        found = []
        for chain in chains(self.market_cache.instruments()):
            members = [chain.future, *chain.calls, *chain.puts]
            # what has not changed was looked at before
            if not earliest_ms <= chain.expiry_ms <= latest_ms or not any(
                one and one.id in update.changed for one in members
            ):
                continue
            quotes: dict[InstrumentId, Quote] = {}
            for one in members:
                quote = self.api.get_best_bid_ask(one.id) if one is not None else None
                if one is not None and quote is not None:
                    quotes[one.id] = quote
            found += [finding for finding in long_combinations(chain, quotes) if self._earns_enough(finding)]

        def gain(finding: Finding) -> float:
            # cash that is back sooner can be used again
            wait_s = (finding.expiry_ms - update.time_ms) / MS_PER_S
            return (finding.sure_profit or 0) / finding.cost / (wait_s + 15)

        return sorted(found, key=gain, reverse=True)

    def _earns_enough(self, finding: Finding) -> bool:
        with_future = any(not leg.instrument.kind.is_option for leg in finding.legs)
        least = self.config.min_profit_future if with_future else self.config.min_profit
        return (finding.sure_profit or 0) >= finding.cost * least / 100

    async def _buy(self, finding: Finding, now_ms: RoundMs) -> None:
        legs = [leg.instrument.id for leg in finding.legs]
        cash = self.api.cash()
        if cash is None or any(self.api.working_orders(leg) for leg in legs):
            return
        budget = cash * self.config.deal_share / 100
        # one is always possible where the cash suffices: a future costs a tenth of what we start with
        quantity = min(finding.units, max(int(budget // finding.cost), 1 if cash >= finding.cost else 0))
        if quantity <= 0:
            return
        filled = await self._take([(leg.instrument.id, leg.price, quantity) for leg in finding.legs])
        few, many = sorted(zip(filled, finding.legs, strict=True), key=lambda pair: pair[0])
        if few[0] == many[0]:
            return
        self._deals.append(
            Deal(
                full=many[1].instrument.id,
                short=few[1].instrument.id,
                missing=many[0] - few[0],
                most=Cents((finding.sure_payoff or 0) - many[1].price),
                until_ms=min(RoundMs(now_ms + int(self.config.patience * MS_PER_S)), finding.expiry_ms),
            )
        )

    # --- those with a leg missing ---

    async def _mend(self, deal: Deal) -> None:
        if self.api.working_orders(deal.short) or self.api.working_orders(deal.full):
            return
        cash = self.api.cash() or 0
        quote = self.api.get_best_bid_ask(deal.short)
        if quote is not None and quote.ask is not None and quote.ask_size is not None and quote.ask <= deal.most:
            quantity = min(deal.missing, quote.ask_size, cash // quote.ask)
            if quantity > 0:
                (filled,) = await self._take([(deal.short, quote.ask, quantity)])
                deal.missing -= filled
            return
        quote = self.api.get_best_bid_ask(deal.full)
        worth = self.market_cache.fair.theo(deal.full)
        if quote is None or quote.bid is None or quote.bid_size is None or worth is None or quote.bid < worth:
            return
        surplus = min(deal.missing, quote.bid_size, self.api.position(deal.full))
        if surplus > 0:
            try:
                result = await self.api.sell(deal.full, quote.bid, surplus, valid_for_ms=AT_ONCE_MS)
            except RequestTimeoutError as error:
                self.log.warning("%s", error)
                return
            deal.missing -= result.filled

    async def _take(self, orders: Iterable[tuple[InstrumentId, Cents, int]]) -> list[int]:
        """Buy at once what is offered at these prices, leave nothing behind, return how much of each it was."""
        return await asyncio.gather(*(self._take_one(*order) for order in orders))

    async def _take_one(self, instrument: InstrumentId, price: Cents, quantity: int) -> int:
        try:
            result = await self.api.buy(instrument, price, quantity, valid_for_ms=AT_ONCE_MS)
            if result.ok and result.order_id is not None and result.filled < quantity:
                await self.api.cancel_order(instrument, result.order_id)
        except RequestTimeoutError as error:
            # nobody knows yet: the other leg may be one too many, which waits for its expiry
            self.log.warning("%s", error)
            return 0
        order = self.api.order(result.client_id)
        if order is None or order.state in (OrderState.DENIED, OrderState.REJECTED):
            return result.filled
        return order.filled
