"""What panels ask of the workstation, as narrow as they use it."""

from collections.abc import Sequence
from typing import Protocol

from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.standings import StandingsReader
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.equity import EquityHistory
from algotrade_gui.trading.session import TradingSession


class MarketParts(Protocol):
    """The market and the error centre."""

    @property
    def cache(self) -> MarketDataCache: ...
    @property
    def errors(self) -> ErrorCentre: ...


class CancelOutcome(Protocol):
    """Whether a cancel was granted, and the refuser's words if not."""

    @property
    def ok(self) -> bool: ...
    @property
    def message(self) -> str | None: ...


class OrderBoard(Protocol):
    """Our orders and fills; written by the order tracker."""

    @property
    def changes(self) -> ChangeHub[ClientOrderId]: ...
    @property
    def fills(self) -> Sequence[Fill]: ...
    def working(self) -> Sequence[Order]: ...
    def get(self, client_id: ClientOrderId, /) -> Order | None: ...


class OrderDesk(Protocol):
    """The account as far as orders are shown and cancelled."""

    @property
    def orders(self) -> OrderBoard: ...
    async def cancel(self, client_id: ClientOrderId, /) -> CancelOutcome: ...
    async def cancel_all(self, owner: BotId | None = None, /) -> int: ...


class TradingParts(MarketParts, Protocol):
    """The market with the account."""

    @property
    def account(self) -> OrderDesk: ...


class EquityDesk(Protocol):
    """The account as far as its P&L over time is shown."""

    @property
    def equity(self) -> EquityHistory: ...


class EquityParts(MarketParts, Protocol):
    """The market with the account's P&L over time."""

    @property
    def account(self) -> EquityDesk: ...


class LineDesk(Protocol):
    """The account as far as its messages, connections and pending orders are shown."""

    @property
    def budget(self) -> MessageBudget: ...
    @property
    def sessions(self) -> dict[BotId, TradingSession]: ...
    @property
    def orders(self) -> OrderBoard: ...


class HealthParts(MarketParts, Protocol):
    """The market with the account's lines to the exchange."""

    @property
    def account(self) -> LineDesk: ...
    @property
    def emergency_connected(self) -> bool:
        """Whether the kill switch's own connection is up."""


class StandingsParts(Protocol):
    """The reader of the standings and the error centre."""

    @property
    def standings(self) -> StandingsReader: ...
    @property
    def errors(self) -> ErrorCentre: ...
