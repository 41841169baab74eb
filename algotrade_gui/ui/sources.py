"""What panels ask of the workstation, as narrow as they use it."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.bots.watchdog import Holds
from algotrade_gui.core.changes import ChangeHub
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.settings import Profile
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order
from algotrade_gui.domain.position import Position
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.standings import StandingsReader
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.amend import AmendResult
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.closing import ClosingAccount
from algotrade_gui.trading.equity import EquityHistory
from algotrade_gui.trading.explain import Explanation
from algotrade_gui.trading.exposure import Books
from algotrade_gui.trading.inventory import Counted, OfferingAccount, OpenOrders, OutsideOrders
from algotrade_gui.trading.latency import Latencies
from algotrade_gui.trading.outside import OutsideOrder
from algotrade_gui.trading.portfolio import PnL, Portfolio
from algotrade_gui.trading.precheck import CarryingAccount, Gatekeeper
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.trading.sockets import ConnectionUse
from algotrade_gui.trading.ticket_desk import Seller, TicketAccount
from algotrade_gui.wire.messages import Holding

DeskT = TypeVar("DeskT", covariant=True)
"""The account, as narrow as a panel uses it."""


class MarketParts(Protocol):
    """The market and the error centre."""

    @property
    def cache(self) -> MarketDataCache: ...
    @property
    def errors(self) -> ErrorCentre: ...


class AccountParts(MarketParts, Protocol[DeskT]):
    """The market with the account, as far as a panel uses it."""

    @property
    def account(self) -> DeskT: ...


class LimitedParts(AccountParts[DeskT], Protocol[DeskT]):
    """The same with the profile's limits."""

    @property
    def profile(self) -> Profile: ...


class CancelOutcome(Protocol):
    """Whether a cancel was granted, and the refuser's words if not."""

    @property
    def ok(self) -> bool: ...
    @property
    def message(self) -> str | None: ...


class OrderBoard(OpenOrders, Protocol):
    """Our orders and fills; written by the order tracker."""

    @property
    def changes(self) -> ChangeHub[ClientOrderId]: ...
    @property
    def fills(self) -> Sequence[Fill]: ...
    def get(self, client_id: ClientOrderId, /) -> Order | None: ...


class OrderDesk(Protocol):
    """The account as far as orders are shown and cancelled."""

    @property
    def orders(self) -> OrderBoard: ...
    async def cancel(self, client_id: ClientOrderId, /) -> CancelOutcome: ...
    async def cancel_all(self, owner: BotId | None = None, /) -> int: ...


class OutsideBoard(Protocol):
    """The account's working orders that were placed elsewhere."""

    def all(self) -> Sequence[OutsideOrder]: ...


class RoundBoard(OrderBoard, Protocol):
    """Our orders with those that have ended."""

    def all(self) -> Sequence[Order]: ...


class OrderTableDesk(OrderDesk, Protocol):
    """The account as far as its orders are listed, a teammate's as well, and cancelled."""

    @property
    def orders(self) -> RoundBoard: ...
    @property
    def outside(self) -> OutsideBoard: ...
    async def cancel_outside(self, instrument: InstrumentId, order_id: ExchangeOrderId, /) -> CancelOutcome: ...


class Explainer(Protocol):
    """Tells what was known when a fill's order was placed."""

    def of(self, fill: Fill, /) -> Explanation | None: ...


class FillBoard(OrderBoard, Protocol):
    """The orders' fills with their number, of which the board may keep the newest only."""

    def fills_of(self, owner: BotId | None = None, /) -> int: ...


class FillDesk(Protocol):
    """The account as far as its fills are listed and explained."""

    @property
    def orders(self) -> FillBoard: ...
    @property
    def explanations(self) -> Explainer: ...


class Holdings(Books, Counted, Protocol):
    """The portfolio as far as it is listed."""

    def realised(self, owner: BotId | None = None, /) -> Cents: ...
    def pnl(self, owner: BotId | None = None, /) -> PnL: ...


class Differences(OutsideOrders, Protocol):
    """What the exchange counts beyond our books, and the orders that it lists and nobody here placed."""

    @property
    def differences(self) -> Mapping[InstrumentId, int]: ...
    @property
    def cash_difference(self) -> Cents: ...


class PositionDesk(TicketAccount, ClosingAccount, Protocol):
    """The account as far as its holdings are listed and closed."""

    @property
    def portfolio(self) -> Holdings: ...
    @property
    def reconciler(self) -> Differences: ...


class AmendingDesk(OrderDesk, Protocol):
    """The account as far as orders are also moved to other prices."""

    @property
    def amends(self) -> Mapping[ClientOrderId, Cents]:
        """The orders that are being moved, with the prices they are moved to."""

    async def amend(self, client_id: ClientOrderId, /, *, price: Cents) -> AmendResult:
        """Move an order; a refusal is a value."""


class PlotSource(Protocol):
    """The bots as far as they draw on charts."""

    def plots(self) -> Mapping[BotId, BotPlots]: ...


class ChartParts(AccountParts[AmendingDesk], Protocol):
    """The market with the account and what bots draw."""

    @property
    def manager(self) -> PlotSource: ...


class Held(Protocol):
    """What the account holds, by instrument."""

    def positions(self) -> Mapping[InstrumentId, Position]: ...


class OptionDesk(OfferingAccount, Protocol):
    """The account as far as holdings, orders and free cash stand beside prices."""

    @property
    def portfolio(self) -> Held: ...
    @property
    def cash(self) -> Holding | None:
        """Cents, [reserved, total]; None until the exchange has told it."""


class LadderDesk(AmendingDesk, CarryingAccount, Gatekeeper, Protocol):
    """The account as far as a ladder shows and trades it."""

    @property
    def manual(self) -> Seller:
        """Raises UserError before the account is open."""


class EquityDesk(Protocol):
    """The account as far as its P&L over time is shown."""

    @property
    def equity(self) -> EquityHistory: ...


class BookDesk(Protocol):
    """The account as far as its holdings are shown."""

    @property
    def portfolio(self) -> Portfolio: ...
    @property
    def activity(self) -> Activity: ...


class LineDesk(Protocol):
    """The account as far as its messages, connections and pending orders are shown."""

    @property
    def budget(self) -> MessageBudget: ...
    @property
    def sessions(self) -> dict[BotId, TradingSession]: ...
    @property
    def latencies(self) -> Latencies: ...
    @property
    def connection_use(self) -> ConnectionUse: ...
    @property
    def orders(self) -> OrderBoard: ...


class HoldWatch(Protocol):
    """Who held the loop."""

    def of(self, bot: str, /) -> Holds: ...
    def bots(self) -> list[str]: ...


class HoldDesk(Protocol):
    """The manager of bots as far as they are watched."""

    @property
    def watchdog(self) -> HoldWatch: ...


class Stalls(Protocol):
    """How long the loop kept others waiting."""

    @property
    def longest_ms(self) -> float: ...


class HealthParts(AccountParts[LineDesk], Protocol):
    """The market with the account's lines to the exchange, and who holds it up."""

    @property
    def manager(self) -> HoldDesk: ...
    @property
    def stalls(self) -> Stalls: ...
    @property
    def emergency_connected(self) -> bool:
        """Whether the kill switch's own connection is up."""


class StandingsParts(Protocol):
    """The reader of the standings and the error centre."""

    @property
    def standings(self) -> StandingsReader: ...
    @property
    def errors(self) -> ErrorCentre: ...
