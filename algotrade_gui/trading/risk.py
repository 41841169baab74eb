"""The gate that every order passes before it is sent: synchronous, no way round it."""

from collections.abc import Sequence

from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule
from algotrade_gui.trading.rules.max_notional import MaxNotional
from algotrade_gui.trading.rules.max_order_size import MaxOrderSize
from algotrade_gui.trading.rules.max_position import MaxPosition
from algotrade_gui.trading.rules.sanity import Sanity

__all__ = ["Denial", "RiskGate", "RiskView", "Rule", "rules_from"]


def rules_from(settings: RiskSettings) -> list[Rule]:
    """Return the rules that `settings` switches on. Sanity cannot be switched off and comes first: the others trust its numbers."""
    rules: list[Rule] = [Sanity()]
    if settings.max_order_size is not None:
        rules.append(MaxOrderSize(settings.max_order_size))
    if settings.max_order_notional is not None:
        rules.append(MaxNotional(settings.max_order_notional))
    if settings.max_position is not None:
        rules.append(MaxPosition(settings.max_position))
    return rules


class RiskGate:
    """Asks each rule in turn; the first that objects denies the order."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)

    def check(self, order: Order, view: RiskView) -> Denial | None:
        """Return None to let `order` pass, or who objected and why. Never awaits, never changes anything."""
        for rule in self._rules:
            denial = rule.check(order, view)
            if denial is not None:
                return denial
        return None
