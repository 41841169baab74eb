"""What can still be sold: holdings less what working sell orders offer."""

from collections.abc import Sequence

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.position import Position
from algotrade_gui.trading.inventory import Stock, free_to_sell, offered, stock
from tests.support.outside import FakeReconciler

A, B = InstrumentId("$SIMP_future_60"), InstrumentId("$SIMP_future_75")


def order(instrument: InstrumentId, side: Side, quantity: int) -> Order:
    return Order(
        client_id=ClientOrderId("1"),
        owner=BotId("maker"),
        instrument=instrument,
        side=side,
        price=Cents(100),
        quantity=quantity,
        placed_ms=RoundMs(0),
        expires_ms=RoundMs(5_000),
        state=OrderState.WORKING,
    )


class Books:
    def __init__(self, orders: Sequence[Order]) -> None:
        self._orders = orders

    def working(self) -> Sequence[Order]:
        return self._orders


class Holdings:
    def __init__(self, held: int) -> None:
        self._held = held

    def quantity(self, _instrument: InstrumentId) -> int:
        return self._held


class Account:
    def __init__(self, *orders: Order, held: int = 0) -> None:
        self.orders = Books(orders)
        self.portfolio = Holdings(held)
        self.reconciler = FakeReconciler()


def test_working_sales_and_debts_leave_less_to_sell() -> None:
    holdings = {A: Position(quantity=5), B: Position(quantity=-2)}
    assert free_to_sell(holdings, Account()) == {A: 5}
    part = order(A, Side.SELL, 3)
    part.fill(1, Cents(100))
    assert free_to_sell(holdings, Account(part, order(A, Side.BUY, 4), order(B, Side.SELL, 1))) == {A: 3}
    assert free_to_sell(holdings, Account(order(A, Side.SELL, 5))) == {}


def test_what_a_teammate_offers_is_not_free_either() -> None:
    account = Account(order(A, Side.SELL, 1), held=5)
    account.reconciler.find(A, Side.SELL, 2)
    account.reconciler.find(A, Side.BUY, 4)
    account.reconciler.find(B, Side.SELL, 4)
    assert offered(account) == {A: 3, B: 4}
    assert free_to_sell({A: Position(quantity=5)}, account) == {A: 2}
    assert stock(account, A) == Stock(held=5, free=2)
    account.reconciler.find(A, Side.SELL, 9)
    assert stock(account, A) == Stock(held=5, free=0), "a debt is no stock"
