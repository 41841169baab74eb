"""The gate that every order passes before it is sent: synchronous, no way round it."""

from collections.abc import Sequence
from dataclasses import replace

from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.domain.order import Order
from algotrade_gui.trading.halt import TradingStates
from algotrade_gui.trading.rules.base import Denial, RiskView, Rule
from algotrade_gui.trading.rules.budget_share import BudgetShare
from algotrade_gui.trading.rules.duplicates import Duplicates
from algotrade_gui.trading.rules.max_capital import MaxCapital
from algotrade_gui.trading.rules.max_loss import MaxLossBot, MaxLossTeam
from algotrade_gui.trading.rules.max_notional import MaxNotional
from algotrade_gui.trading.rules.max_order_size import MaxOrderSize
from algotrade_gui.trading.rules.max_position import MaxPosition
from algotrade_gui.trading.rules.max_underlying import MaxUnderlyingPosition
from algotrade_gui.trading.rules.pending_share import PendingShare
from algotrade_gui.trading.rules.price_band import PriceBand
from algotrade_gui.trading.rules.sanity import Sanity
from algotrade_gui.trading.rules.self_trade import SelfTrade

__all__ = ["Denial", "RiskGate", "RiskView", "Rule", "rules_from"]


def rules_from(settings: RiskSettings) -> list[Rule]:
    """Return the rules that `settings` switches on. Sanity cannot be switched off and comes first: the others trust its numbers."""
    rules: list[Rule | None] = [
        Sanity(),
        None if settings.max_order_size is None else MaxOrderSize(settings.max_order_size),
        None if settings.max_order_notional is None else MaxNotional(settings.max_order_notional),
        None if settings.price_band_percent is None else PriceBand(settings.price_band_percent),
        None if settings.max_position is None else MaxPosition(settings.max_position),
        None if settings.max_underlying_position is None else MaxUnderlyingPosition(settings.max_underlying_position),
        None if settings.max_capital is None else MaxCapital(settings.max_capital),
        None if settings.budget_share >= 1.0 else BudgetShare(settings.budget_share),
        PendingShare(settings.budget_share),
        None if settings.self_trade is None else SelfTrade(),
        None if settings.duplicates_per_s is None else Duplicates(settings.duplicates_per_s),
        None if settings.max_loss_bot is None else MaxLossBot(settings.max_loss_bot),
        None if settings.max_loss_team is None else MaxLossTeam(settings.max_loss_team),
    ]
    return [rule for rule in rules if rule is not None]


class RiskGate:
    """Asks the trading states first, then each rule in turn; the first that objects denies the order."""

    def __init__(self, settings: RiskSettings, states: TradingStates | None = None) -> None:
        self._actions = settings.actions
        self._rules: Sequence[Rule] = tuple(rules_from(settings))
        self._states = states or TradingStates()

    def check(self, order: Order, view: RiskView) -> Denial | None:
        """Return None to let `order` pass, or who objected and why. Never awaits.

        An order that passes is counted by the rules that count: send it, or place it no more.
        """
        denial = self.foresee(order, view)
        if denial is None:
            for rule in self._rules:
                rule.passed(order, view)
        return denial

    def foresee(self, order: Order, view: RiskView) -> Denial | None:
        """As `check`, for an order that is not sent: nothing is counted."""
        denial = self._states.check(order)
        if denial is not None:
            return denial
        for rule in self._rules:
            denial = rule.check(order, view)
            if denial is not None:
                return replace(denial, action=self._actions.get(rule.name, "deny"))
        return None
