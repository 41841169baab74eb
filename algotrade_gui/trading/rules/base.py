"""What a rule of the pre-trade gate is asked, sees, may answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import RuleAction
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import Order, Side


class Resting(Protocol):
    """An open order of the account, as far as another may meet it."""

    @property
    def owner(self) -> BotId: ...
    @property
    def side(self) -> Side: ...
    @property
    def price(self) -> Cents: ...


class RiskView(Protocol):
    """What is known at this moment around one order that its owner wants to place. Each figure is worked out when a rule asks for it."""

    @property
    def now_ms(self) -> RoundMs:
        """The round's clock."""

    @property
    def held(self) -> int:
        """Contracts of the order's instrument that the owner holds."""

    @property
    def buying(self) -> int:
        """Contracts of it that the owner's open buys may still bring, this order not counted."""

    @property
    def underlying_reach(self) -> int:
        """Contracts held and being bought by the owner over all instruments of the underlying, this order not counted."""

    @property
    def capital(self) -> int:
        """Cents that the owner's holdings cost and his open buys reserve, this order not counted."""

    @property
    def machine_capital(self) -> int:
        """The same of everyone on this machine."""

    @property
    def team_capital(self) -> int | None:
        """Cents of the team's cash and the cost of all its holdings; None until the exchange has told the cash."""

    @property
    def machine_orders(self) -> int:
        """Open orders of everyone on this machine, this order not counted."""

    @property
    def owner_orders(self) -> int:
        """Those of the order's owner."""

    @property
    def theo(self) -> float | None:
        """What the instrument is worth, in cents; None while nobody knows."""

    @property
    def spot(self) -> Cents | None:
        """The underlying's last published price."""

    @property
    def own_orders(self) -> Iterable[Resting]:
        """This account's open orders in the instrument, of every owner, those placed elsewhere too as far as they are known."""

    @property
    def pnl(self) -> int:
        """The owner's P&L of this round in cents."""

    @property
    def team_pnl(self) -> int:
        """Everyone's on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A refusal by our own gate: which rule, its limit, the value that broke it, and a sentence for people."""

    rule: str
    limit: int | str
    value: int | str
    message: str
    action: RuleAction = "deny"
    """What is to be done beside refusing."""


class Rule:
    """One limit. `check` is pure: it looks at the order and the view, decides, changes nothing."""

    name: ClassVar[str]
    """As it is shown, logged, and named in the settings."""

    def check(self, order: Order, view: RiskView) -> Denial | None:
        """Return None to let the order pass."""
        raise NotImplementedError

    def passed(self, order: Order, view: RiskView) -> None:
        """Take note of an order that every rule has let pass and that is sent now."""


class LimitRule(Rule):
    """A rule with one whole number that must not be exceeded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def _denial(self, value: int, message: str) -> Denial:
        return Denial(
            rule=self.name,
            limit=self._limit,
            value=value,
            message=say("{rule}: {message}", rule=self.name, message=message),
        )
