"""A momentum trader: buys calls after the price has risen, puts after it has fallen, and sells them when it turns."""

import random
from collections import deque
from math import log, sqrt
from typing import Final

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.simulator.opponents.base import Opponent, between
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Quotes, View

LEAST_LEFT_S: Final = 8
"""A trend needs time: it buys nothing that ends sooner."""
_SIZE: Final = 3
_SHARE_OF_CASH: Final = 0.05
"""Of the free cash, for one order."""
_EXIT: Final = 0.85
"""It sells for no less than this of the model value; otherwise it waits for the expiry."""


class Momentum(Opponent):
    """Trades once a second, on the mids' move over its window."""

    def __init__(self, skill: float, rng: random.Random) -> None:
        super().__init__(skill, rng)
        self.window_s = rng.randint(3, 8)
        self.threshold = between(skill, 0.3, 0.8)
        """The move that makes a trend, in deviations of such a window."""
        self.pays = between(skill, 2.0, 0.95) * rng.uniform(0.95, 1.05)
        """At most, over the model value."""
        self.ways = round(between(skill, 1, 4))
        """How many contracts it looks for to follow one trend."""
        self._past: dict[Underlying, deque[int]] = {}

    def trend(self, view: View, underlying: Underlying) -> float:
        """The move over the window in its deviations; 0 while too little is known."""
        past = self._past.get(underlying)
        if past is None or len(past) <= self.window_s or min(past[0], past[-1]) <= 0:
            return 0.0
        return log(past[-1] / past[0]) / (view.deviation(underlying) * sqrt(self.window_s))

    def decide(self, view: View, desk: Desk) -> None:
        if not view.new_mids:
            return
        for name, mid in view.mids.items():
            self._past.setdefault(name, deque(maxlen=self.window_s + 1)).append(mid)
        self._leave(view, desk)
        for name in view.mids:
            trend = self.trend(view, name)
            if abs(trend) >= self.threshold:
                self._follow(view, desk, name, rising=trend > 0)

    def _follow(self, view: View, desk: Desk, name: Underlying, *, rising: bool) -> None:
        """Buy the option nearest to the money of each expiry that leaves time, the next ones first, where its price is bearable."""
        spot = self.spot(name)
        ways = self.ways
        for expiry_ms, chains in view.chains.items():
            if expiry_ms - view.time_ms < LEAST_LEFT_S * MS_PER_S or name not in chains:
                continue
            options = chains[name].calls if rising else chains[name].puts
            offered = [quotes for quotes in options.values() if quotes.asks and self.sees(quotes)]
            for quotes in sorted(offered, key=lambda quotes: abs((quotes.strike or 0) - spot))[:2]:
                price, quantity = quotes.asks[0]
                if ways and price <= self.pays * view.theo(quotes, spot) and not desk.is_busy(quotes.id):
                    desk.buy(quotes, price, min(quantity, _SIZE, int(desk.cash * _SHARE_OF_CASH) // price))
                    ways -= 1

    def _leave(self, view: View, desk: Desk) -> None:
        for instrument in desk.holdings():
            quotes = view.books.get(instrument)
            if quotes is None or desk.is_busy(instrument) or not quotes.bids:
                continue
            trend = self.trend(view, quotes.underlying)
            if (trend < 0) if quotes.is_call else (trend > 0):
                self._sell(view, desk, quotes)

    def _sell(self, view: View, desk: Desk, quotes: Quotes) -> None:
        bid, quantity = quotes.bids[0]
        if bid >= _EXIT * view.theo(quotes, self.spot(quotes.underlying)):
            desk.sell(quotes, bid, quantity)
