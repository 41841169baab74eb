"""A made-up market with real books over it, for the panels that show what is held."""

import random
from collections.abc import Sequence

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.marks import best_bid, intrinsic_mark
from algotrade_gui.trading.portfolio import Portfolio
from tests.ui.fakes_views import FakeMarket

OWNERS = tuple(BotId(name) for name in ("maker", "combos", "options", "sniper", "garr"))


class BookDesk:
    """The account's holdings; `buy` books a deal."""

    def __init__(self, market: FakeMarket) -> None:
        self.portfolio = Portfolio(intrinsic_mark(market.cache), best_bid(market.cache))
        self.activity = Activity()
        self._market = market
        self._count = 0

    def buy(self, instrument: str, quantity: int = 1, price: int = 1_000, owner: str = "maker") -> None:
        """Buy (a negative quantity: sell) at `price` cents."""
        self._count += 1
        self.portfolio.apply(
            Fill(
                id=FillId(self._count),
                client_id=ClientOrderId(str(self._count)),
                owner=BotId(owner),
                instrument=InstrumentId(instrument),
                side=Side.BUY if quantity > 0 else Side.SELL,
                quantity=abs(quantity),
                cash=Cents(-quantity * price),
                time_ms=self._market.cache.time_ms,
                passive=False,
            )
        )
        self.activity.dealt(InstrumentId(instrument))


class BookStation:
    """What the panels ask of a workstation; 1,000,000 cents to begin with."""

    def __init__(self, errors: ErrorCentre, *, run_s: float = 40) -> None:
        self.errors = errors
        self.market = FakeMarket(errors)
        self.cache = self.market.cache
        self.market.run(run_s)
        self.account = BookDesk(self.market)
        self.account.portfolio.open_cash(1_000_000)

    def fill_books(self, count: int = 40, owners: Sequence[BotId] = OWNERS) -> None:
        """Let each owner hold `count` of the live contracts or so, futures among them; what has expired is settled first."""
        self.settle()
        chance = random.Random(5)
        live = sorted(one.id for one in self.market.live)
        for owner in owners:
            held = len(self.account.portfolio.positions(owner))
            for name in chance.sample(live, min(max(0, count - held), len(live))):
                price = 99_000 if "future" in name else chance.randint(20, 1_500)
                self.account.buy(name, chance.randint(1, 3), price, owner)

    def settle(self) -> None:
        """Pay out what has expired."""
        portfolio = self.account.portfolio
        for name in list(portfolio.positions()):
            expiry_ms = parse_instrument_id(name).expiry_ms
            payoff = portfolio.mark(name)
            if expiry_ms is not None and expiry_ms <= self.cache.time_ms and payoff is not None:
                portfolio.settle(name, payoff)
                self.account.activity.dealt(name)
