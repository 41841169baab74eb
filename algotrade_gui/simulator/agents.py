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
from algotrade_gui.simulator.matching import BookOrder, Match

_BP = 1e-4
_SQRT2 = sqrt(2.0)

SIGMA: dict[Underlying, float] = {
    Underlying("$GARR"): 10 * _BP,
    Underlying("$LOGN"): 13 * _BP,
    Underlying("$JUMP"): 14 * _BP,
    Underlying("$SIMP"): 14 * _BP,
    Underlying("$HEST"): 23 * _BP,
    Underlying("$CARD"): 26 * _BP,
}
"""What the house believes, per square root of a second: best fit of the real books' mids (protocol section 6)."""


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
class MakerStyle:
    """How the market makers quote. Fractions are of the spot for futures, of the spread scale for options, unless said otherwise."""

    makers: int = 3
    look_s: float = 2.6
    """Mean time between a maker's looks at one book; what it quoted meanwhile grows stale."""
    first_look_s: float = 2.2
    """Mean time to its first look at a new book."""
    absent: float = 0.10
    """Chance that a look ends without a bid; without an ask it is half as likely again."""
    level_odds: tuple[float, float] = (0.30, 0.35)
    """Chance that a maker shows one level, two levels; otherwise three."""
    spot_error: float = 4 * _BP
    """Deviation of the spot price it believes in."""
    sigma_error: float = 0.15
    """Relative deviation of the volatility it believes in."""
    future_half: tuple[float, float] = (26 * _BP, 36 * _BP)
    """A future's bid below and ask above the believed spot, on average."""
    future_bias: float = -8 * _BP
    """The futures' quotes sit low (bid 30 to 50 bp under spot, ask 5 to 29 bp over it)."""


STYLE = MakerStyle()

_QUANTITY_ODDS = (24, 48, 69, 82, 91, 96, 98)
"""Per cent of quotes with up to 1, 2, ... 7 contracts; the rest reach up to 15."""
_SPREAD_BY_VALUE = ((10, 5.0), (50, 8.0), (200, 22.0), (500, 42.0), (1_000, 70.0), (2_000, 95.0), (5_000, 150.0))
"""Half the width that makers give an option worth up to so many cents."""
_TAKES_PER_S = 12.0
_STRAYS_PER_S = 1.5


def option_value(spot: float, strike: float, deviation: float, is_call: bool) -> float:
    """Black-Scholes value in cents without interest; `deviation` is that of the log price until expiry."""
    if deviation <= 0:
        return max(spot - strike, 0.0) if is_call else max(strike - spot, 0.0)
    d1 = log(spot / strike) / deviation + deviation / 2
    call = spot * erfc(-d1 / _SQRT2) / 2 - strike * erfc(-(d1 - deviation) / _SQRT2) / 2
    return call if is_call else call - spot + strike


class HouseTraders:
    """All built-in traders of a round. They act only inside `act`, in the engine's bursts, and trade on the house's account.

    Makers with even numbers act in the first burst before a broadcast, odd ones in the second; takers and strays in the second.
    """

    def __init__(self, market: Market, rng: random.Random, scale: float = 1.0, style: MakerStyle = STYLE) -> None:
        self._market = market
        self._rng = rng
        self._style = style
        self._sigma = {name: sigma * scale for name, sigma in SIGMA.items()}
        self._scale = scale
        self._looks: tuple[list[tuple[float, int, int, Contract]], list[tuple[float, int, int, Contract]]] = ([], [])
        self._count = 0
        self._quotes: dict[tuple[int, str], list[BookOrder]] = {}
        self._live: list[Contract] = []
        self._strays: list[tuple[float, int, Contract, BookOrder]] = []
        self._last_act_ms = 0

    def listed(self, contracts: Iterable[Contract]) -> None:
        """Take note of new contracts: each maker will look at each of them in its own time."""
        now_ms = self._market.now_ms
        new = list(contracts)
        for maker in range(self._style.makers):
            for contract in new:
                self._schedule(maker, contract, now_ms + self._rng.expovariate(1 / self._style.first_look_s) * MS_PER_S)
        self._live = [contract for contract in self._live if contract.expiry_ms > now_ms] + new

    def act(self, burst: int) -> None:
        """Do what is due in burst 0 or 1 before a broadcast."""
        now_ms = self._market.now_ms
        looks = self._looks[burst % 2]
        rng = self._rng
        while looks and looks[0][0] <= now_ms:
            _, _, maker, contract = heapq.heappop(looks)
            if contract.expiry_ms <= now_ms:
                self._quotes.pop((maker, contract.instrument.id), None)
                continue
            self._requote(maker, contract)
            self._schedule(maker, contract, now_ms + rng.expovariate(1 / self._style.look_s) * MS_PER_S)
        if burst % 2:
            passed_s = (now_ms - self._last_act_ms) / MS_PER_S
            self._last_act_ms = now_ms
            self._drop_strays(now_ms)
            for _ in range(self._how_many(_TAKES_PER_S * passed_s)):
                self._take()
            for _ in range(self._how_many(_STRAYS_PER_S * passed_s)):
                self._stray(now_ms)

    def _schedule(self, maker: int, contract: Contract, due_ms: float) -> None:
        self._count += 1
        heapq.heappush(self._looks[maker % 2], (due_ms, self._count, maker, contract))

    def _how_many(self, mean: float) -> int:
        whole = int(mean)
        return whole + (self._rng.random() < mean - whole)

    # --- makers ---

    def _requote(self, maker: int, contract: Contract) -> None:
        market, rng, style = self._market, self._rng, self._style
        key = (maker, contract.instrument.id)
        for order in self._quotes.pop(key, ()):
            if order.live:
                market.withdraw(contract, order)
        value, below, above, gap = self._opinion(contract)
        orders: list[BookOrder] = []
        for is_bid in (True, False):
            if rng.random() < (style.absent if is_bid else 1.5 * style.absent):
                continue
            draw = rng.random()
            levels = 1 if draw < style.level_odds[0] else 2 if draw < sum(style.level_odds) else 3
            distance = below if is_bid else above
            for _ in range(levels):
                price = floor(value - distance) if is_bid else max(ceil(value + distance), 1)
                if price > 0:
                    order, _ = market.place(
                        market.house, contract, is_bid, Cents(price), self._quantity(), contract.expiry_ms
                    )
                    if order.live:
                        orders.append(order)
                distance += gap * rng.expovariate(1.0) + 1
        if orders:
            self._quotes[key] = orders

    def _opinion(self, contract: Contract) -> tuple[float, float, float, float]:
        """Return what the contract is thought to be worth, how far below and above it to quote, and the gap between levels."""
        rng, style = self._rng, self._style
        instrument = contract.instrument
        spot = self._market.prices[instrument.underlying] * (1 + self._scale * style.spot_error * rng.gauss(0.0, 1.0))
        if instrument.strike is None:
            value = spot * (1 + self._scale * style.future_bias)
            below, above = (spot * self._scale * half * rng.uniform(0.5, 1.5) for half in style.future_half)
            return value, below, above, 320.0 * self._scale
        value = self._option_value(contract, spot, 1 + style.sigma_error * rng.gauss(0.0, 1.0))
        half = _half_spread(value)
        return value, half * rng.uniform(0.3, 1.7), half * rng.uniform(0.3, 1.7), half * 0.6

    def _option_value(self, contract: Contract, spot: float, sigma_factor: float = 1.0) -> float:
        instrument = contract.instrument
        assert instrument.strike is not None
        # whole steps are left: the last one, at the expiry itself, counts
        steps = contract.expiry_ms // MS_PER_S - self._market.now_ms // MS_PER_S
        deviation = self._sigma[instrument.underlying] * max(sigma_factor, 0.1) * sqrt(steps)
        return option_value(spot, instrument.strike, deviation, instrument.kind is InstrumentKind.CALL)

    def _quantity(self) -> int:
        draw = self._rng.random() * 100
        for quantity, odds in enumerate(_QUANTITY_ODDS, 1):
            if draw < odds:
                return quantity
        return self._rng.randint(8, 15)

    # --- takers and strays ---

    def _take(self) -> None:
        if not self._live:
            return
        rng, market = self._rng, self._market
        contract = self._live[rng.randrange(len(self._live))]
        is_bid = rng.random() < 0.5
        price = contract.book.best_ask if is_bid else contract.book.best_bid
        if price is None or contract.expiry_ms <= market.now_ms:
            return
        order, _ = market.place(market.house, contract, is_bid, price, rng.randint(1, 3), contract.expiry_ms)
        if order.live:
            market.withdraw(contract, order)

    def _stray(self, now_ms: int) -> None:
        """Hang an order far off the market: cheap bids, dear asks, now and then one at the spot's own price."""
        if not self._live:
            return
        rng, market = self._rng, self._market
        contract = self._live[rng.randrange(len(self._live))]
        if contract.expiry_ms <= now_ms:
            return
        spot = market.prices[contract.instrument.underlying]
        is_option = contract.instrument.strike is not None
        value = self._option_value(contract, spot) if is_option else spot
        is_bid = rng.random() < 0.5
        if is_bid:
            price = floor(value * (rng.uniform(0.2, 0.8) if is_option else rng.uniform(0.97, 0.99)))
        elif is_option and rng.random() < 0.1:
            price = ceil(spot)
        else:
            price = ceil(value * rng.uniform(1.3, 3.0) + 5) if is_option else ceil(value * rng.uniform(1.01, 1.03))
        if price < 1:
            return
        order, _ = market.place(market.house, contract, is_bid, Cents(price), self._quantity(), contract.expiry_ms)
        if order.live:
            self._count += 1
            heapq.heappush(self._strays, (now_ms + rng.uniform(2, 12) * MS_PER_S, self._count, contract, order))

    def _drop_strays(self, now_ms: int) -> None:
        while self._strays and self._strays[0][0] <= now_ms:
            _, _, contract, order = heapq.heappop(self._strays)
            if order.live:
                self._market.withdraw(contract, order)


def _half_spread(value: float) -> float:
    for limit, half in _SPREAD_BY_VALUE:
        if value <= limit:
            return half
    return _SPREAD_BY_VALUE[-1][1] * value / _SPREAD_BY_VALUE[-1][0]
