"""Refuse a price far on the wrong side of what the contract is worth: a slip of the finger, a wrong unit."""

from algotrade_gui.core.words import Amount, say
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule


class PriceBand(Rule):
    """A buy at most `percent` of the underlying's price above theo, a sale at most that much below.

    The better side is free: a low bid harms nobody. While theo is not known there is nothing to measure against, and the order passes.
    """

    name = "price_band_percent"

    def __init__(self, percent: float) -> None:
        self._percent = percent

    def check(self, order: Order, view: RiskView) -> Denial | None:
        theo, spot = view.theo, view.spot
        if theo is None or spot is None:
            return None
        worst = round(theo + order.side.sign * spot * self._percent / 100)
        buying = order.side is Side.BUY
        if order.price <= worst if buying else order.price >= worst:
            return None
        return Denial(
            rule=self.name,
            limit=worst,
            value=order.price,
            message=_words(self.name, buying, order.price, round(theo), max(worst, 0)),
        )


def _words(rule: str, buying: bool, price: int, worth: int, limit: int) -> str:
    values = {"rule": rule, "price": Amount(price), "worth": Amount(worth), "limit": Amount(limit)}
    if buying:
        return say("{rule}: paying {price} for what is worth {worth}, at most {limit} is allowed", **values)
    return say("{rule}: selling at {price} for what is worth {worth}, at least {limit} is allowed", **values)
