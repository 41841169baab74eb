"""An inventory market maker: bids below model value, asks above it for what it holds, since nobody here sells short."""

import random
from collections.abc import Sequence
from typing import Final

from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.simulator.matching import BookOrder
from algotrade_gui.simulator.opponents.base import Opponent, between
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Quotes, View

SIZE: Final = 3
"""Contracts a quote."""
MOST_HELD: Final = 12
"""Of one contract; the bid goes down on the way there."""
_LIFE_MS: Final = 4_000
_LEAST_VALUE: Final = 40.0
"""Cents: below it the cent that prices move by is too coarse."""
_LAST_S: Final = 3
"""It does not quote what ends so soon."""
_SHARE_OF_CASH: Final = 0.04
"""Of the free cash, for one bid."""


class Maker(Opponent):
    """Quotes a number of options, anew when a second's mids have come; leaves a quote that is still near where it should be."""

    def __init__(self, skill: float, rng: random.Random) -> None:
        super().__init__(skill, rng)
        self.width = between(skill, 1.2, 0.5) * rng.uniform(0.9, 1.1)
        """Distance of its quotes from the value, in the move of that value that one step's deviation makes. The timid stand far off."""
        self.books = round(between(skill, 8, 60))
        """How many it quotes."""

    def decide(self, view: View, desk: Desk) -> None:
        if not view.new_mids:
            return
        quoted = 0
        for chains in view.chains.values():
            for chain in chains.values():
                for options in (chain.calls, chain.puts):
                    for quotes in options.values():
                        if (
                            desk.held(quotes.id)
                            or desk.working(quotes.id)
                            or (quoted < self.books and self.sees(quotes))
                        ):
                            quoted += self._quote(view, desk, quotes)

    def _quote(self, view: View, desk: Desk, quotes: Quotes) -> bool:
        if desk.is_busy(quotes.id):
            return False
        spot = self.spot(quotes.underlying)
        value = view.theo(quotes, spot)
        step = spot * view.deviation(quotes.underlying)
        # how far one step moves the value, to the worse side
        swing = abs(view.theo(quotes, spot + step) - view.theo(quotes, spot - step)) / 2
        distance = self.width * swing + 2
        late = quotes.expiry_ms - view.time_ms <= _LAST_S * MS_PER_S
        resting = desk.working(quotes.id)
        held = desk.held(quotes.id) + sum(order.remaining for order in resting if not order.is_bid)
        bid = int(value - distance * (1 + held / MOST_HELD))
        ask = int(value + distance) + 1
        wants_bid = not late and value >= _LEAST_VALUE and bid > 0 and held < MOST_HELD
        has_bid = self._tidy(desk, quotes, resting, True, bid if wants_bid else None, distance)
        has_ask = self._tidy(desk, quotes, resting, False, None if late else ask, distance)
        if wants_bid and not has_bid:
            size = min(SIZE, MOST_HELD - held, int(desk.cash * _SHARE_OF_CASH) // bid)
            desk.buy(quotes, self._best_for(quotes, bid, True), size, _LIFE_MS)
        if not late and not has_ask and desk.held(quotes.id):
            desk.sell(quotes, self._best_for(quotes, ask, False), desk.held(quotes.id), _LIFE_MS)
        return True

    @staticmethod
    def _best_for(quotes: Quotes, price: int, is_bid: bool) -> int:
        """Its price, made no worse for itself than it need be: what is offered there at once, or just first in the queue."""
        own, other = (quotes.bids, quotes.asks) if is_bid else (quotes.asks, quotes.bids)
        if other and (other[0][0] <= price if is_bid else other[0][0] >= price):
            return other[0][0]
        if not own:
            return price
        return min(price, own[0][0] + 1) if is_bid else max(price, own[0][0] - 1)

    @staticmethod
    def _tidy(
        desk: Desk,
        quotes: Quotes,
        resting: Sequence[BookOrder],
        is_bid: bool,
        price: int | None,
        distance: float,
    ) -> bool:
        """Cancel what rests at a wrong price; return whether something stays."""
        stays = False
        for order in resting:
            if order.is_bid == is_bid:
                # a quote on the safe side may stay somewhat off, one on the other must go
                off = 0.0 if price is None else (price - order.price) * (1 if is_bid else -1)
                if price is None or off < -0.25 * distance or off > distance:
                    desk.cancel(quotes.id, order)
                else:
                    stays = True
        return stays
