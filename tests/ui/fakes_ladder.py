"""A workstation for ladders: the made-up market with an account that notes what it was asked for."""

from dataclasses import dataclass, field

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.trading.amend import AmendResult
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.halt import TradingStates
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.wire.messages import Holding
from tests.support.outside import FakeReconciler
from tests.ui.fakes_views import FakeAccount, FakeMarket


def placed(
    *, ok: bool = True, state: OrderState = OrderState.WORKING, filled: int = 0, message: str = ""
) -> OrderResult:
    """What became of an order: it works, unless told otherwise."""
    return OrderResult(
        ok=ok,
        state=state,
        order_id=ExchangeOrderId(1) if ok else None,
        filled=filled,
        cash=Cents(0),
        message=message,
        client_id=ClientOrderId("1"),
    )


@dataclass
class FakeHoldings:
    held: dict[str, int] = field(default_factory=dict)

    def quantity(self, instrument: InstrumentId) -> int:
        return self.held.get(instrument, 0)


@dataclass(frozen=True)
class Asked:
    """An order that the window sent."""

    side: Side
    instrument: InstrumentId
    price: int
    quantity: int
    valid_for_ms: int


class FakeManual:
    """The window's session: answers with `answer`, or raises it, and lets what works rest in the account."""

    def __init__(self, account: "LadderAccount") -> None:
        self.asked: list[Asked] = []
        self.answer: OrderResult | Exception = placed()
        self._account = account

    async def buy(
        self, instrument: InstrumentId, price: Cents, quantity: int, *, valid_for_ms: int, why: str = ""
    ) -> OrderResult:
        return self._place(Asked(Side.BUY, instrument, price, quantity, valid_for_ms))

    async def sell(
        self, instrument: InstrumentId, price: Cents, quantity: int, *, valid_for_ms: int, why: str = ""
    ) -> OrderResult:
        return self._place(Asked(Side.SELL, instrument, price, quantity, valid_for_ms))

    def _place(self, asked: Asked) -> OrderResult:
        self.asked.append(asked)
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer.state is OrderState.WORKING:
            self._account.place(asked.instrument, asked.side, asked.price, asked.quantity, owner=MANUAL)
        return self.answer


class LadderAccount(FakeAccount):
    """With cash, holdings, the window's session and moves."""

    def __init__(self) -> None:
        super().__init__()
        self.portfolio = FakeHoldings()
        self.states = TradingStates()
        self.cash: Holding | None = Holding(0, 1_000_000)
        self.manual = FakeManual(self)
        self.reconciler = FakeReconciler()
        self.objection: str | None = None

    def foresee(self, *_order: object, valid_for_ms: int) -> str | None:
        return self.objection

    async def amend(self, client_id: ClientOrderId, *, price: Cents) -> AmendResult:
        answer = await super().amend(client_id, price=price)
        if answer.ok:
            self.orders.orders[client_id].price = price
            self.orders.changes.mark([client_id])
        return answer


class LadderStation:
    """What a ladder asks of a Workstation."""

    def __init__(self, errors: ErrorCentre, *, seed: int = 7) -> None:
        self.errors = errors
        self.market = FakeMarket(errors, seed=seed)
        self.cache = self.market.cache
        self.account = LadderAccount()
