"""The built-in traders: makers quote around a noisy Black-Scholes value, takers cross, strays hang far off (protocol section 6).

Nothing here draws from published quantiles: spreads, gaps and mispricings emerge from orders of traders who look seldom and see badly.
"""

import heapq
import random
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, erfc, floor, log, sqrt
from typing import Protocol

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.simulator.accounts import Account
from algotrade_gui.simulator.contract import Contract
from algotrade_gui.simulator.listing import LIFE_S
from algotrade_gui.simulator.matching import BookOrder, Match

_BP = 1e-4
_SQRT2 = sqrt(2.0)

SIGMA: dict[Underlying, float] = {
    Underlying("$GARR"): 10 * _BP,
    Underlying("$LOGN"): 13 * _BP,
    Underlying("$JUMP"): 14 * _BP,
    Underlying("$SIMP"): 14 * _BP,
    Underlying("$HEST"): 46 * _BP,
    Underlying("$CARD"): 26 * _BP,
}
"""What the house believes, per square root of a second: best fit of the real books' mids (protocol section 6).

$HEST's is its long run's, against which its makers hold what they saw of late (`Style.wild_anchor`): real books on a HEST that
stood nearly still were priced far below that.
"""

_DECK = Underlying("$CARD")
_WILD = Underlying("$HEST")


class Market(Protocol):
    """What the traders see of the exchange, and what they may do there."""

    now_ms: RoundMs
    house: Account
    prices: dict[Underlying, float]

    def place(
        self, account: Account, contract: Contract, is_bid: bool, price: Cents, quantity: int, expires_ms: int
    ) -> tuple[BookOrder, list[Match]]: ...

    def withdraw(self, contract: Contract, order: BookOrder) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the traders see and trade. Rates are per live contract and second."""

    wake_ticks: tuple[int, int] = (1, 3)
    """The traders act every so many broadcasts, drawn anew each time: in some updates nearly nothing happens."""
    looks_per_s: float = 0.75
    """How often a maker looks at a book and quotes there."""
    bid_odds: float = 0.96
    ask_odds: float = 0.5
    """Chance that a look leaves a bid, an ask: asks are the thinner side."""
    life_s: float = 17.0
    """Mean time until a maker thinks of its quote again and cancels it; meanwhile it grows stale."""
    margin: float = 0.5
    """Mean distance kept from the believed value, in deviations of that belief."""
    refresh_s: float = 0.6
    """Mean time until the makers read an underlying's price again; all quote from that one reading."""
    trust: float = 0.3
    """How far a new reading moves the makers' idea of the price."""
    deck_trust: float = 0.15
    """The same for $CARD, whose makers know that its deck brings it back."""
    wild_memory_s: float = 15.0
    """How far back the makers of $HEST look for its volatility."""
    wild_anchor: float = 0.09
    """What of its long-run variance they believe in besides."""
    wild_sigma_error: float = 0.08
    """Relative deviation of the volatility that one of them believes in: it moves, so they disagree."""
    fresh_rush: float = 0.26
    """Share of quotes that makers send to contracts listed less than `fresh_s` ago, if there are any, over what chance would."""
    fresh_s: float = 3.0
    spot_error: float = 13 * _BP
    """Deviation of the spot price a maker of options believes in."""
    sigma_error: float = 0.015
    """Relative deviation of the volatility it believes in."""
    doubt: float = 0.108
    doubt_power: float = 0.82
    """A maker's doubt about an option's value is `doubt` times the value to this power."""
    more_bids: float = 0.05
    more_asks: float = 0.4
    """Chance that a quote is followed by one more on the same side, farther off."""
    step: float = 1.05
    """Mean distance of that one, in doubts."""
    size: float = 2.5
    size_shape: float = 2.4
    """Mean and shape (of a gamma law) of what an order is for; what it is for in part counts as a whole contract."""
    careless: float = 0.02
    """Share of quotes by careless makers, whose errors are `careless_factor` times as large."""
    careless_factor: float = 3.0
    future_error: float = 59 * _BP
    """Deviation of the spot price a maker of futures believes in."""
    future_bias: float = -20 * _BP
    """The real futures' quotes sat low."""
    takes_per_s: float = 0.3
    """Orders that take the best price of a side, whatever it is, and rest nowhere."""
    buyers: float = 0.62
    """Share of takers that buy."""
    strays_per_s: float = 0.006
    """Orders far off the market."""


STYLE = Style()


def option_value(spot: float, strike: float, deviation: float, is_call: bool) -> float:
    """Black-Scholes value in cents without interest; `deviation` is that of the log price until expiry."""
    if deviation <= 0:
        return max(spot - strike, 0.0) if is_call else max(strike - spot, 0.0)
    d1 = log(spot / strike) / deviation + deviation / 2
    call = spot * erfc(-d1 / _SQRT2) / 2 - strike * erfc(-(d1 - deviation) / _SQRT2) / 2
    return call if is_call else call - spot + strike


class HouseTraders:
    """All built-in traders of a round. They act only inside `act`, in the engine's bursts, and trade on the house's account.

    In the first burst before a broadcast old quotes are cancelled and makers quote, in the second takers and strays come.
    """

    def __init__(self, market: Market, rng: random.Random, scale: float = 1.0, style: Style = STYLE) -> None:
        self._market = market
        self._rng = rng
        self._style = style
        self._sigma = {name: sigma * scale for name, sigma in SIGMA.items()}
        self._scale = scale
        self._live: list[Contract] = []
        self._ends: list[tuple[float, int, Contract, BookOrder]] = []
        self._count = 0
        self._sleeps = 0
        self._passed_s = 0.0
        self._last_wake_ms = 0
        self._new: list[Contract] = []
        self._seen: dict[Underlying, float] = {}
        self._second = -1
        self._wild_price = 0.0
        self._wild_variance = self._sigma[_WILD] ** 2

    def listed(self, contracts: Iterable[Contract]) -> None:
        """Take note of new contracts."""
        now_ms = self._market.now_ms
        self._new = list(contracts)
        self._live = [contract for contract in self._live if contract.expiry_ms > now_ms] + self._new

    def act(self, burst: int) -> None:
        """Do what is due in burst 0 or 1 before a broadcast."""
        rng, style = self._rng, self._style
        now_ms = self._market.now_ms
        if burst == 0:
            self._sleeps -= 1
            if self._sleeps > 0:
                return
            self._passed_s = (now_ms - self._last_wake_ms) / MS_PER_S
            self._last_wake_ms = now_ms
            self._cancel_due(now_ms)
            self._read_prices()
            new = self._new
            if new and now_ms - new[0].expiry_ms + LIFE_S * MS_PER_S > style.fresh_s * MS_PER_S:
                self._new = new = []
            for contract in self._some(style.looks_per_s):
                if new and rng.random() < style.fresh_rush:
                    contract = new[int(rng.random() * len(new))]
                self._quote(contract)
        elif self._sleeps <= 0:
            self._sleeps = rng.randint(*style.wake_ticks)
            for contract in self._some(style.takes_per_s):
                self._take(contract)
            for contract in self._some(style.strays_per_s):
                self._stray(contract)

    def _read_prices(self) -> None:
        rng, seen = self._rng, self._seen
        second = self._market.now_ms // MS_PER_S
        if second != self._second:
            self._second = second
            self._watch_wild()
        chance = min(self._passed_s / self._style.refresh_s, 1.0)
        for name, price in self._market.prices.items():
            if name not in seen:
                seen[name] = price
            elif rng.random() < chance:
                trust = self._style.deck_trust if name == _DECK else self._style.trust
                seen[name] += trust * (price - seen[name])

    def _watch_wild(self) -> None:
        """Learn from $HEST's last step how wild it is just now."""
        price, before = self._market.prices[_WILD], self._wild_price
        self._wild_price = price
        if before:
            self._wild_variance += (log(price / before) ** 2 - self._wild_variance) / self._style.wild_memory_s
        anchor = self._style.wild_anchor
        long_run = (SIGMA[_WILD] * self._scale) ** 2
        self._sigma[_WILD] = sqrt(anchor * long_run + (1 - anchor) * self._wild_variance)

    def _some(self, rate: float) -> list[Contract]:
        """Whom something befalls that comes `rate` times a second to each live contract."""
        rng, live, now_ms = self._rng, self._live, self._market.now_ms
        mean = rate * self._passed_s * len(live)
        whole = int(mean)
        drawn = [live[int(rng.random() * len(live))] for _ in range(whole + (rng.random() < mean - whole))]
        return [contract for contract in drawn if contract.expiry_ms > now_ms]

    def _rest(self, contract: Contract, is_bid: bool, price: int, life_s: float) -> None:
        market = self._market
        if price < 1:
            return
        order, _ = market.place(market.house, contract, is_bid, Cents(price), self._quantity(), contract.expiry_ms)
        if order.live:
            self._count += 1
            due_ms = market.now_ms + self._rng.expovariate(1 / life_s) * MS_PER_S
            heapq.heappush(self._ends, (due_ms, self._count, contract, order))

    def _cancel_due(self, now_ms: int) -> None:
        ends = self._ends
        while ends and ends[0][0] <= now_ms:
            _, _, contract, order = heapq.heappop(ends)
            if order.live:
                self._market.withdraw(contract, order)

    # --- makers ---

    def _quote(self, contract: Contract) -> None:
        """Form a belief of the contract's value and quote on both sides of it, or on one."""
        rng, style, scale = self._rng, self._style, self._scale
        instrument = contract.instrument
        spot = self._seen[instrument.underlying]
        factor = style.careless_factor if rng.random() < style.careless else 1.0
        if instrument.strike is None:
            value = spot * (1 + scale * (style.future_bias + factor * style.future_error * rng.gauss(0.0, 1.0)))
            doubt = spot * scale * factor * style.future_error
        else:
            name = instrument.underlying
            sigma_error = style.wild_sigma_error if name == _WILD else style.sigma_error
            believed = spot * (1 + scale * factor * style.spot_error * rng.gauss(0.0, 1.0))
            value = self._option_value(contract, believed, 1 + factor * sigma_error * rng.gauss(0.0, 1.0))
            # the doubt about the spot counts as much as the option moves with it, roughly
            doubt = style.doubt * factor * max(value, 0.0) ** style.doubt_power
        for is_bid, odds, more in (
            (True, style.bid_odds, style.more_bids),
            (False, style.ask_odds, style.more_asks),
        ):
            if rng.random() >= odds:
                continue
            distance = style.margin * doubt * rng.expovariate(1.0)
            while True:
                price = floor(value - distance) if is_bid else max(ceil(value + distance), 1)
                self._rest(contract, is_bid, price, style.life_s)
                if rng.random() >= more:
                    break
                distance += style.step * doubt * rng.expovariate(1.0) + 1

    def _option_value(self, contract: Contract, spot: float, sigma_factor: float = 1.0) -> float:
        instrument = contract.instrument
        assert instrument.strike is not None
        # whole steps are left: the last one, at the expiry itself, counts
        steps = contract.expiry_ms // MS_PER_S - self._market.now_ms // MS_PER_S
        deviation = self._sigma[instrument.underlying] * max(sigma_factor, 0.1) * sqrt(steps)
        return option_value(spot, instrument.strike, deviation, instrument.kind is InstrumentKind.CALL)

    def _quantity(self) -> int:
        style = self._style
        return ceil(self._rng.gammavariate(style.size_shape, style.size / style.size_shape))

    # --- takers and strays ---

    def _take(self, contract: Contract) -> None:
        rng, market = self._rng, self._market
        is_bid = rng.random() < self._style.buyers
        book = contract.book
        levels = book.asks(1) if is_bid else book.bids(1)
        if levels:
            price, quantity = levels[0]
            wanted = min(rng.randint(1, 5), quantity)
            if not self._within_reason(contract, is_bid, price):
                return
            market.place(market.house, contract, is_bid, price, wanted, contract.expiry_ms)

    def _within_reason(self, contract: Contract, is_bid: bool, price: Cents) -> bool:
        """Whether a taker would deal at that price. A team's lone order far from the market is no market: it would be a gift."""
        spot = self._market.prices[contract.instrument.underlying]
        if contract.instrument.strike is None:
            return price < spot * 1.1 if is_bid else price > spot * 0.9
        value = self._option_value(contract, spot)
        # some way beyond where the strays of this house hang
        return price <= value * 6 + 30 if is_bid else price >= value * 0.1 - 5

    def _stray(self, contract: Contract) -> None:
        """Hang an order far off the market: cheap bids, dear asks, now and then one at the spot's own price."""
        rng = self._rng
        spot = self._market.prices[contract.instrument.underlying]
        is_option = contract.instrument.strike is not None
        value = self._option_value(contract, spot) if is_option else spot
        is_bid = rng.random() < 0.5
        if is_bid:
            price = floor(value * (rng.uniform(0.2, 0.8) if is_option else rng.uniform(0.97, 0.99)))
        elif is_option and rng.random() < 0.1:
            price = ceil(spot)
        else:
            price = ceil(value * rng.uniform(1.3, 3.0) + 5) if is_option else ceil(value * rng.uniform(1.01, 1.03))
        self._rest(contract, is_bid, price, 7.0)
