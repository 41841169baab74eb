"""Long-only arbitrage: combinations that must pay more at expiry than they cost are bought, what is held is swapped for better."""

import random
from dataclasses import dataclass, field
from typing import Final

from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.simulator.opponents.base import Opponent, Reply, between
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Chain, Quotes, View

DEALS_PER_UPDATE: Final = 2
_SHARE_OF_CASH: Final = 0.34
"""What one deal may cost at most, of the cash that is free."""
_PATIENCE_MS: Final = 1_500
"""How long after its answers a deal with a missing leg is worked on; then what there is of it waits for its expiry."""


@dataclass(slots=True)
class Leg:
    """One contract of a deal and what became of its order."""

    quotes: Quotes
    price: int
    got: int = 0


@dataclass(slots=True)
class Package:
    """Contracts that pay at least `floor` cents together at expiry, bought at the asks for `cost`."""

    floor: int
    cost: int
    legs: tuple[Quotes, Quotes]

    @property
    def gain(self) -> float:
        """At least, relative to the cost."""
        return (self.floor - self.cost) / self.cost


@dataclass(slots=True)
class Deal:
    """A package on its way: both legs should end at the same quantity."""

    floor: int
    legs: tuple[Leg, Leg]
    answered_ms: int | None = None
    open_requests: set[str] = field(default_factory=set)


def packages(chain: Chain) -> list[Package]:
    """Every package of a chain that costs less than it must pay.

    call(K1) + put(K2), K1 < K2, pays K2 - K1 or more; future + put(K) pays K or more.
    """
    found = []
    calls = [(strike, quotes, quotes.asks[0][0]) for strike, quotes in chain.calls.items() if quotes.asks]
    future = chain.future if chain.future is not None and chain.future.asks else None
    for put_strike, put in chain.puts.items():
        if not put.asks:
            continue
        put_ask = put.asks[0][0]
        for call_strike, call, call_ask in calls:
            if call_ask + put_ask < put_strike - call_strike:
                found.append(Package(put_strike - call_strike, call_ask + put_ask, (call, put)))
        if future is not None and future.asks[0][0] + put_ask < put_strike:
            found.append(Package(put_strike, future.asks[0][0] + put_ask, (future, put)))
    return found


def better(chain: Chain, held: Quotes) -> list[tuple[int, Quotes]]:
    """What pays at least as much as `held` whatever comes, but for a fixed sum: (cents gained by the swap at once, what to buy).

    A call is beaten by a call of a lower strike, a put by a put of a higher one, a future by a call and its strike in cash.
    """
    if not held.bids:
        return []
    bid = held.bids[0][0]
    swaps = []
    options = chain.puts if held.strike is not None and not held.is_call else chain.calls
    for strike, quotes in options.items():
        if not quotes.asks:
            continue
        if held.strike is None:
            gain = bid - quotes.asks[0][0] - strike
        elif strike < held.strike if held.is_call else strike > held.strike:
            gain = bid - quotes.asks[0][0]
        else:
            continue
        if gain > 0:
            swaps.append((gain, quotes))
    return swaps


class Arbitrageur(Opponent):
    """Sends both legs at once. Where one failed it buys the missing part while that costs no loss, or sells the rest well, or waits."""

    def __init__(self, skill: float, rng: random.Random) -> None:
        super().__init__(skill, rng)
        self.margin = between(skill, 0.12, 0.02) * rng.uniform(0.8, 1.2)
        """The gain it asks of a package of options, relative."""
        self.future_margin = between(skill, 0.01, 0.003) * rng.uniform(0.8, 1.2)
        """The same where a future, which costs a hundred times as much, is in it."""
        self._deals: list[Deal] = []
        self._by_request: dict[str, tuple[Deal, Leg]] = {}

    def decide(self, view: View, desk: Desk) -> None:
        self._mend(view, desk)
        self._swap(view, desk)
        self._buy(view, desk)

    def heard(self, reply: Reply) -> None:
        self._answered(reply.user_request_id, reply.filled)

    def gave_up(self, request_id: str) -> None:
        self._answered(request_id, 0)

    def _answered(self, request_id: str, filled: int) -> None:
        deal, leg = self._by_request.pop(request_id, (None, None))
        if deal is not None and leg is not None:
            leg.got += filled
            deal.open_requests.discard(request_id)

    # --- new deals ---

    def _buy(self, view: View, desk: Desk) -> None:
        found = []
        for expiry_ms, chains in view.chains.items():
            # the same gain is worth more the sooner it is paid
            wait = 1 + (expiry_ms - view.time_ms) / (15 * MS_PER_S)
            for chain in chains.values():
                for package in packages(chain):
                    margin = self.margin if package.legs[0].strike is not None else self.future_margin
                    if package.gain >= margin and all(self.sees(quotes) for quotes in package.legs):
                        found.append((package.gain / wait, package))
        found.sort(key=lambda row: -row[0])
        for _, package in found[:DEALS_PER_UPDATE]:
            first, second = package.legs
            if desk.is_busy(first.id) or desk.is_busy(second.id):
                continue
            quantity = min(first.asks[0][1], second.asks[0][1], max(1, int(desk.cash * _SHARE_OF_CASH) // package.cost))
            # both legs or none
            if quantity * package.cost <= desk.cash:
                deal = Deal(package.floor, (Leg(first, first.asks[0][0]), Leg(second, second.asks[0][0])))
                self._deals.append(deal)
                for leg in deal.legs:
                    self._send(desk, deal, leg, leg.price, quantity)

    def _send(self, desk: Desk, deal: Deal, leg: Leg, price: int, quantity: int) -> None:
        request_id = desk.buy(leg.quotes, price, quantity)
        if request_id is not None:
            deal.open_requests.add(request_id)
            self._by_request[request_id] = (deal, leg)

    # --- deals with a leg that failed ---

    def _mend(self, view: View, desk: Desk) -> None:
        still = []
        for deal in self._deals:
            if deal.open_requests:
                still.append(deal)
                continue
            if deal.answered_ms is None:
                deal.answered_ms = view.time_ms
            full, short = sorted(deal.legs, key=lambda leg: -leg.got)
            missing = full.got - short.got
            over = view.time_ms - deal.answered_ms > _PATIENCE_MS or short.quotes.expiry_ms <= view.time_ms
            if missing and not over:
                self._mend_leg(view, desk, deal, full, short, missing)
                still.append(deal)
        self._deals = still

    def _mend_leg(self, view: View, desk: Desk, deal: Deal, full: Leg, short: Leg, missing: int) -> None:
        if desk.is_busy(full.quotes.id) or desk.is_busy(short.quotes.id):
            return
        if short.quotes.asks and (price := short.quotes.asks[0][0]) + full.price <= deal.floor:
            self._send(desk, deal, short, price, min(missing, short.quotes.asks[0][1]))
        elif full.quotes.bids:
            bid, quantity = full.quotes.bids[0]
            value = view.theo(full.quotes, self.spot(full.quotes.underlying))
            if bid >= value and desk.sell(full.quotes, bid, min(missing, quantity)) is not None:
                # whatever of it was not sold then is worth more than it was bid
                full.got -= min(missing, quantity)

    # --- what is held, for something better ---

    def _swap(self, view: View, desk: Desk) -> None:
        for instrument in desk.holdings():
            held = view.books.get(instrument)
            if held is None or desk.is_busy(instrument) or not held.bids:
                continue
            chain = view.chains[held.expiry_ms][held.underlying]
            for gain, quotes in sorted(better(chain, held), key=lambda swap: -swap[0])[:1]:
                price, offered = quotes.asks[0]
                quantity = min(desk.held(instrument), held.bids[0][1], offered, desk.cash // price)
                worth = gain > self.margin * price
                if quantity > 0 and worth and not desk.is_busy(quotes.id) and self.sees(quotes):
                    desk.sell(held, held.bids[0][0], quantity)
                    desk.buy(quotes, price, quantity)
