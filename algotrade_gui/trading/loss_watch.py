"""Watches losses between orders: whoever is down his limit is halted though he orders nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import MS_PER_S, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.portfolio import PnL
from algotrade_gui.trading.rules.base import Denial
from algotrade_gui.trading.rules.max_loss import MaxLossBot, MaxLossTeam, denial


class Books(Protocol):
    """What the watch reads of the portfolio."""

    def owners(self) -> list[BotId]:
        """Who has books this round."""

    def pnl(self, owner: BotId | None = None, /) -> PnL:
        """The owner's P&L of this round (None: all together), in cents."""


class LossWatch:
    """Asks the rules of loss once in each second of the round's clock. A rule whose action is `deny` waits for the next order."""

    def __init__(self, settings: RiskSettings, books: Books, act: Callable[[Denial, BotId], None]) -> None:
        """`act` does what a rule asks for, given whose loss it is; whoever is halted already is told again, for `act` to pass over."""
        self._settings = settings
        self._books = books
        self._act = act
        self._second: int | None = None

    def set_limits(self, settings: RiskSettings) -> None:
        """Use other limits from the next second on."""
        self._settings = settings

    def look(self, time_ms: RoundMs) -> None:
        """Compare, if a second has passed since the last time."""
        second = time_ms // MS_PER_S
        limits = self._settings
        if second == self._second:
            return
        self._second = second
        if limits.max_loss_bot is None and limits.max_loss_team is None:
            return
        ours = [owner for owner in self._books.owners() if owner != OUTSIDE]
        if limits.max_loss_team is not None:
            together = sum(self._books.pnl(owner).total for owner in ours)
            self._say(denial(MaxLossTeam.name, say("the team"), limits.max_loss_team, together), OUTSIDE)
        if limits.max_loss_bot is not None:
            for owner in ours:
                self._say(denial(MaxLossBot.name, str(owner), limits.max_loss_bot, self._books.pnl(owner).total), owner)

    def _say(self, found: Denial | None, owner: BotId) -> None:
        if found is None:
            return
        action = self._settings.actions.get(found.rule, "deny")
        if action == "halt_bot" and owner == OUTSIDE:
            action = "halt_all"  # it is nobody's loss alone
        self._act(replace(found, action=action), owner)
