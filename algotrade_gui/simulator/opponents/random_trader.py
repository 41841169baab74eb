"""A trader without an idea: now and then it buys something, now and then it sells something of it."""

import random
from typing import Final

from algotrade_gui.simulator.opponents.base import Opponent, between
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Quotes, View

_ACTS: Final = 0.12
"""Chance to act on an update."""
_SELLS: Final = 0.3
"""Chance that it thinks of selling then."""
_RESTS: Final = 0.5
"""Chance that it leaves an order somewhere within the spread instead of taking a price."""
_LIFE_MS: Final = 5_000
_SIZE: Final = 3
_SHARE_OF_CASH: Final = 0.04
"""Of the free cash, for one order."""


class RandomTrader(Opponent):
    """Skill is only how absurd a price it still takes for a price."""

    def __init__(self, skill: float, rng: random.Random) -> None:
        super().__init__(skill, rng)
        self.pays = between(skill, 3.0, 1.05)
        """At most, over the model value."""
        self.sells = between(skill, 0.3, 0.95)
        """At least, over the model value."""

    def decide(self, view: View, desk: Desk) -> None:
        rng = self._rng
        if rng.random() >= _ACTS:
            return
        sells = rng.random() < _SELLS
        keys = desk.holdings() if sells else list(view.books)
        if not keys:
            return
        quotes = view.books.get(rng.choice(keys))
        if quotes is None or desk.is_busy(quotes.id) or quotes.strike is None:
            return
        price = self._price(quotes, sells)
        value = view.theo(quotes, self.spot(quotes.underlying))
        life_ms = _LIFE_MS if rng.random() < _RESTS else 50
        if price is None:
            return
        if sells and price >= self.sells * value:
            desk.sell(quotes, price, rng.randint(1, _SIZE), life_ms)
        elif not sells and price <= self.pays * value:
            desk.buy(quotes, price, min(rng.randint(1, _SIZE), int(desk.cash * _SHARE_OF_CASH) // price), life_ms)

    def _price(self, quotes: Quotes, sells: bool) -> int | None:
        """The other side's best price, or one within the spread; None where there is no spread."""
        if not quotes.bids or not quotes.asks:
            return None
        bid, ask = quotes.bids[0][0], quotes.asks[0][0]
        if self._rng.random() < _RESTS:
            return self._rng.randint(bid, ask)
        return bid if sells else ask
