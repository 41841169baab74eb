"""What would be refused is known before: cash, contracts, a halt."""

from dataclasses import dataclass, field

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.halt import TradingState, TradingStates
from algotrade_gui.trading.inventory import Stock, stock
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.precheck import CarryingAccount, precheck
from algotrade_gui.wire.messages import Holding
from tests.support.outside import FakeReconciler

FUTURE = InstrumentId("$CARD_future_60")


def real_account_fits(account: TradingAccount) -> CarryingAccount:
    """For mypy."""
    return account


@dataclass
class FakeOrders:
    open: list[Order] = field(default_factory=list)

    def working(self) -> list[Order]:
        return self.open


@dataclass
class FakePortfolio:
    held: dict[InstrumentId, int] = field(default_factory=dict)

    def quantity(self, instrument: InstrumentId) -> int:
        return self.held.get(instrument, 0)


@dataclass
class FakeBooks:
    orders: FakeOrders = field(default_factory=FakeOrders)
    portfolio: FakePortfolio = field(default_factory=FakePortfolio)
    states: TradingStates = field(default_factory=TradingStates)
    cash: Holding | None = None
    reconciler: FakeReconciler = field(default_factory=FakeReconciler)


def sell(quantity: int, filled: int = 0, instrument: InstrumentId = FUTURE) -> Order:
    return Order(
        client_id=ClientOrderId("1"),
        owner=BotId("maker"),
        instrument=instrument,
        side=Side.SELL,
        price=Cents(1),
        quantity=quantity,
        filled=filled,
        expires_ms=RoundMs(9),
        placed_ms=RoundMs(0),
        state=OrderState.WORKING,
    )


def test_a_buy_reserves_its_price_times_its_quantity() -> None:
    books = FakeBooks(cash=Holding(1_000, 300_000))
    told = precheck(books, FUTURE, Side.BUY, Cents(100_000), 2)
    assert (told.reserves, told.free, told.problem) == (200_000, 299_000, "")
    told = precheck(books, FUTURE, Side.BUY, Cents(100_000), 3)
    assert told.problem == "It reserves 3,000.00, free are 2,990.00."


def test_the_last_cent_may_be_spent() -> None:
    assert not precheck(FakeBooks(cash=Holding(0, 500)), FUTURE, Side.BUY, Cents(250), 2).problem


def test_cash_that_nobody_has_told_refuses_nothing() -> None:
    told = precheck(FakeBooks(), FUTURE, Side.BUY, Cents(100_000), 500)
    assert (told.free, told.problem) == (None, "")


@pytest.mark.parametrize(
    ("held", "offered", "quantity", "problem"),
    [
        (0, 0, 1, "You own none, and nothing can be sold short."),
        (3, 0, 3, ""),
        (3, 1, 3, "Only 2 of 3 are free to sell."),
        (3, 3, 1, "All 3 are on offer already."),
    ],
)
def test_a_sell_reserves_contracts(held: int, offered: int, quantity: int, problem: str) -> None:
    orders = [sell(offered + 2, filled=2)] if offered else []
    books = FakeBooks(orders=FakeOrders(orders), portfolio=FakePortfolio({FUTURE: held}))
    assert precheck(books, FUTURE, Side.SELL, Cents(5), quantity).problem == problem


def test_what_is_on_offer_elsewhere_does_not_count() -> None:
    other = sell(2, instrument=InstrumentId("$CARD_future_75"))
    books = FakeBooks(orders=FakeOrders([other]), portfolio=FakePortfolio({FUTURE: 3}))
    assert stock(books, FUTURE) == Stock(3, 3)


def test_what_a_teammate_offers_is_not_free() -> None:
    books = FakeBooks(portfolio=FakePortfolio({FUTURE: 3}))
    books.reconciler.find(FUTURE, Side.SELL, 2)
    assert precheck(books, FUTURE, Side.SELL, Cents(5), 2).problem == "Only 1 of 3 are free to sell."


def test_a_halt_comes_first() -> None:
    books = FakeBooks(cash=Holding(0, 0), portfolio=FakePortfolio({FUTURE: 1}))
    books.states.set(MANUAL, TradingState.REDUCING, "test")
    assert precheck(books, FUTURE, Side.BUY, Cents(1), 1).problem == "Trading is reducing: sells only."
    assert not precheck(books, FUTURE, Side.SELL, Cents(1), 1).problem
    books.states.set(None, TradingState.HALTED, "test")
    assert precheck(books, FUTURE, Side.SELL, Cents(1), 1).problem == "Trading is halted."
