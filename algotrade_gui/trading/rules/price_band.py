"""Refuse a price far on the wrong side of what the contract is worth: a slip of the finger, a wrong unit."""

from algotrade_gui.core.units import cents_to_text
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
            message=(
                f"{self.name}: {'paying' if buying else 'selling at'} {cents_to_text(order.price)} for what is worth "
                f"{cents_to_text(round(theo))}, at {'most' if buying else 'least'} {cents_to_text(max(worst, 0))} is allowed"
            ),
        )
