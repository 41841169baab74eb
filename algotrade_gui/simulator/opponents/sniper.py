"""The rule that won in 2025: buy what is asked below intrinsic value, near its expiry, and hold it to the end."""

import random
from typing import Final

from algotrade_gui.core.units import MS_PER_S
from algotrade_gui.simulator.opponents.base import Opponent, between
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.view import Quotes, View

WITHIN_S: Final = 15
"""It buys what expires within so many seconds: its money is soon back."""
BUYS_PER_UPDATE: Final = 4
_ALPHA_SPREAD: Final = 0.03


class Sniper(Opponent):
    """Pays at most `alpha` of the intrinsic value it believes in, the greatest bargain first."""

    def __init__(self, skill: float, rng: random.Random) -> None:
        super().__init__(skill, rng)
        self.alpha = min(between(skill, 0.7, 0.9) + _ALPHA_SPREAD * rng.uniform(-1.0, 1.0), 0.95)

    def decide(self, view: View, desk: Desk) -> None:
        found: list[tuple[float, Quotes]] = []
        alpha = self.alpha
        for expiry_ms, chains in view.chains.items():
            if expiry_ms - view.time_ms > WITHIN_S * MS_PER_S:
                break
            for name, chain in chains.items():
                spot = self.spot(name)
                for options in (chain.calls, chain.puts):
                    for quotes in options.values():
                        if not quotes.asks:
                            continue
                        intrinsic = quotes.intrinsic(spot)
                        price = quotes.asks[0][0]
                        if price < alpha * intrinsic and self.sees(quotes) and not desk.is_busy(quotes.id):
                            found.append((intrinsic / price, quotes))
        found.sort(key=lambda bargain: -bargain[0])
        for _, quotes in found[:BUYS_PER_UPDATE]:
            price, quantity = quotes.asks[0]
            desk.buy(quotes, price, quantity)
