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
    """How the market makers see and quote."""

    makers: int = 2
    look_s: float = 1.9
    """Mean time between a maker's looks at one book; what it quoted meanwhile grows stale."""
    first_look_s: float = 1.7
    """Mean time to its first look at a new book."""
    no_bid: float = 0.20
    no_ask: float = 0.42
    """Chance that a look ends without a bid, without an ask."""
    level_odds: tuple[float, float] = (0.15, 0.20)
    """Chance that a maker shows one level, two levels; otherwise three."""
    spot_error: float = 4 * _BP
    """Deviation of the spot price it believes in."""
    sigma_error: float = 0.15
    """Relative deviation of the volatility it believes in."""
    mood_memory: float = 0.9
    """How much of a book's mood, which all makers share, outlives a look; mood has mean 0 and deviation 1."""
    future_mood: float = 70 * _BP
    """What a mood of 1 adds to a future's value, of the spot."""
    option_mood: float = 0.8
    """What a mood of 1 adds to an option's value, of its half spread."""
    future_half: tuple[float, float] = (30 * _BP, 38 * _BP)
    """How far below and above the believed value a future is quoted, on average, of the spot."""
    future_bias: float = -14 * _BP
    """The real futures' quotes sat low: bids 30 to 50 bp under the spot, asks 5 to 29 bp over it."""
    future_gap: float = 36 * _BP
    """Mean distance between the levels of a future, of the spot."""
    option_gap: float = 1.6
    """Mean distance between the levels of an option, of its half spread."""


STYLE = MakerStyle()

_QUANTITY_ODDS = (24, 48, 69, 82, 91, 96, 98)
"""Per cent of quotes with up to 1, 2, ... 7 contracts; the rest reach up to 15."""
_SPREAD_BY_VALUE = ((10, 2.8), (50, 3.2), (200, 9.0), (500, 17.0), (1_000, 29.0), (2_000, 38.0), (5_000, 72.0))
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


class _View:
    """What the makers keep in mind of one contract: its mood, and each maker's working orders."""

    __slots__ = ("contract", "mood", "quotes")

    def __init__(self, contract: Contract, makers: int, mood: float) -> None:
        self.contract = contract
        self.mood = mood
        self.quotes: list[list[BookOrder]] = [[] for _ in range(makers)]


_Looks = list[tuple[float, int, int, _View]]


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
        self._looks: tuple[_Looks, _Looks] = ([], [])
        self._count = 0
        self._live: list[Contract] = []
        self._strays: list[tuple[float, int, Contract, BookOrder]] = []
        self._last_act_ms = 0

    def listed(self, contracts: Iterable[Contract]) -> None:
        """Take note of new contracts: each maker will look at each of them in its own time."""
        now_ms = self._market.now_ms
        rng, style = self._rng, self._style
        new = list(contracts)
        for contract in new:
            view = _View(contract, style.makers, rng.gauss(0.0, 1.0))
            for maker in range(style.makers):
                self._schedule(maker, view, now_ms + rng.expovariate(1 / style.first_look_s) * MS_PER_S)
        self._live = [contract for contract in self._live if contract.expiry_ms > now_ms] + new

    def act(self, burst: int) -> None:
        """Do what is due in burst 0 or 1 before a broadcast."""
        now_ms = self._market.now_ms
        looks = self._looks[burst % 2]
        rng = self._rng
        while looks and looks[0][0] <= now_ms:
            _, _, maker, view = heapq.heappop(looks)
            if view.contract.expiry_ms <= now_ms:
                continue
            self._requote(maker, view)
            self._schedule(maker, view, now_ms + rng.expovariate(1 / self._style.look_s) * MS_PER_S)
        if burst % 2:
            passed_s = (now_ms - self._last_act_ms) / MS_PER_S
            self._last_act_ms = now_ms
            self._drop_strays(now_ms)
            for _ in range(self._how_many(_TAKES_PER_S * passed_s)):
                self._take()
            for _ in range(self._how_many(_STRAYS_PER_S * passed_s)):
                self._stray(now_ms)

    def _schedule(self, maker: int, view: _View, due_ms: float) -> None:
        self._count += 1
        heapq.heappush(self._looks[maker % 2], (due_ms, self._count, maker, view))

    def _how_many(self, mean: float) -> int:
        whole = int(mean)
        return whole + (self._rng.random() < mean - whole)

    # --- makers ---

    def _requote(self, maker: int, view: _View) -> None:
        market, rng, style = self._market, self._rng, self._style
        contract = view.contract
        for order in view.quotes[maker]:
            if order.live:
                market.withdraw(contract, order)
        memory = style.mood_memory
        view.mood = memory * view.mood + sqrt(1 - memory * memory) * rng.gauss(0.0, 1.0)
        value, below, above, gap = self._opinion(view)
        orders = view.quotes[maker] = []
        for is_bid in (True, False):
            if rng.random() < (style.no_bid if is_bid else style.no_ask):
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

    def _opinion(self, view: _View) -> tuple[float, float, float, float]:
        """Return what the contract is thought to be worth, how far below and above it to quote, and the gap between levels."""
        rng, style, scale = self._rng, self._style, self._scale
        instrument = view.contract.instrument
        spot = self._market.prices[instrument.underlying] * (1 + scale * style.spot_error * rng.gauss(0.0, 1.0))
        if instrument.strike is None:
            value = spot * (1 + scale * (style.future_bias + style.future_mood * view.mood))
            below, above = (spot * scale * half * rng.uniform(0.3, 1.7) for half in style.future_half)
            return value, below, above, spot * scale * style.future_gap
        value = self._option_value(view.contract, spot, 1 + style.sigma_error * rng.gauss(0.0, 1.0))
        half = _half_spread(value)
        value += half * style.option_mood * view.mood
        return value, half * rng.uniform(0.3, 1.7), half * rng.uniform(0.3, 1.7), half * style.option_gap

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
