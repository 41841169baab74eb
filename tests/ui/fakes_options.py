"""A workstation whose account holds things, for the tests of the panels about options."""

from collections.abc import Mapping

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.position import Position
from algotrade_gui.ui.navigator import Navigator, Target, TicketDraft
from algotrade_gui.wire.messages import Holding
from tests.support.outside import FakeReconciler
from tests.ui.fakes_views import FakeAccount, FakeWorkstation


class FakePortfolio:
    """As the account's portfolio, of one owner."""

    def __init__(self) -> None:
        self.held: dict[InstrumentId, Position] = {}

    def positions(self) -> Mapping[InstrumentId, Position]:
        return dict(self.held)

    def hold(self, instrument: InstrumentId, quantity: int, cost: int = 0) -> None:
        self.held[instrument] = Position(quantity=quantity, cost=Cents(cost))


class HoldingAccount(FakeAccount):
    """The fake account with holdings and cash."""

    def __init__(self) -> None:
        super().__init__()
        self.portfolio = FakePortfolio()
        self.reconciler = FakeReconciler()
        self.cash: Holding | None = None


class OptionStation(FakeWorkstation):
    """What the panels about options ask of a Workstation."""

    def __init__(self, errors: ErrorCentre, *, seed: int = 7) -> None:
        super().__init__(errors, seed=seed)
        self.account: HoldingAccount = HoldingAccount()


class Asked:
    """What was asked of a navigator."""

    def __init__(self, navigator: Navigator) -> None:
        self.tickets: list[TicketDraft] = []
        self.charts: list[Target] = []
        self.ladders: list[Target] = []
        self.chains: list[Target] = []
        navigator.ticket_wanted.connect(self.tickets.append)
        navigator.chart_wanted.connect(self.charts.append)
        navigator.ladder_wanted.connect(self.ladders.append)
        navigator.chain_wanted.connect(self.chains.append)
