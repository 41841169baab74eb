"""A fake account with holdings, outside orders and explanations, for the tests of the panels that trade."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.settings import Profile, RiskSettings
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.trading.explain import Explanation
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.marks import best_bid, intrinsic_mark
from algotrade_gui.trading.outside import OutsideOrder
from algotrade_gui.trading.owners import MANUAL, OUTSIDE
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.wire.messages import Holding
from tests.support.outside import FakeReconciler
from tests.ui.fakes_views import FakeAccount, FakeCancelResult, FakeMarket, FakeOrders


@dataclass
class TradingOrders(FakeOrders):
    """As the account's order tracker, with what a ticket asks."""

    def working(self, instrument: InstrumentId | None = None) -> list[Order]:
        return [order for order in super().working() if instrument in (None, order.instrument)]

    @property
    def open_count(self) -> int:
        return len(self.working())


@dataclass
class FakeOutside:
    """Orders that were placed elsewhere."""

    orders: dict[tuple[InstrumentId, ExchangeOrderId], OutsideOrder] = field(default_factory=dict)

    def all(self) -> list[OutsideOrder]:
        return list(self.orders.values())

    def add(self, instrument: str, number: int, *, side: Side = Side.BUY, now_ms: int = 0) -> OutsideOrder:
        made = OutsideOrder(
            instrument=InstrumentId(instrument),
            order_id=ExchangeOrderId(number),
            side=side,
            price=Cents(99_000),
            quantity=3,
            remaining=2,
            placed_ms=RoundMs(now_ms),
            expires_ms=RoundMs(now_ms + 9_000),
            since_ms=RoundMs(now_ms),
            owner=OUTSIDE,
        )
        self.orders[made.instrument, made.order_id] = made
        return made


@dataclass
class FakeExplanations:
    """What is known of fills."""

    known: dict[ClientOrderId, Explanation] = field(default_factory=dict)

    def of(self, fill: Fill) -> Explanation | None:
        return self.known.get(fill.client_id)


@dataclass(frozen=True)
class Sent:
    """One order that reached the account."""

    owner: BotId
    instrument: InstrumentId
    side: Side
    price: int
    quantity: int
    valid_for_ms: int
    why: str


def taken(state: OrderState = OrderState.WORKING, filled: int = 0, message: str = "") -> OrderResult:
    """An answer; refusals are not ok."""
    return OrderResult(
        ok=state not in (OrderState.DENIED, OrderState.REJECTED),
        state=state,
        order_id=ExchangeOrderId(7),
        filled=filled,
        cash=Cents(0),
        message=message,
        client_id=ClientOrderId("0000000007"),
    )


class FakeManual:
    """The window's own way to trade."""

    def __init__(self, account: "FakeTradingAccount") -> None:
        self._account = account

    async def buy(
        self, instrument: InstrumentId, price: Cents, quantity: int, *, valid_for_ms: int, why: str = ""
    ) -> OrderResult:
        return await self._account.place(
            MANUAL, instrument, Side.BUY, price, quantity, valid_for_ms=valid_for_ms, why=why
        )

    async def sell(
        self, instrument: InstrumentId, price: Cents, quantity: int, *, valid_for_ms: int, why: str = ""
    ) -> OrderResult:
        return await self._account.place(
            MANUAL, instrument, Side.SELL, price, quantity, valid_for_ms=valid_for_ms, why=why
        )


class FakeTradingAccount(FakeAccount):
    """Books fills into a real portfolio; answers orders by `answer`, which may wait. `rest` makes a working order."""

    def __init__(self, market: FakeMarket) -> None:
        super().__init__()
        self.orders: TradingOrders = TradingOrders()
        self.mark = intrinsic_mark(market.cache)
        self.portfolio = Portfolio(self.mark, best_bid(market.cache))
        self.reconciler = FakeReconciler()
        self.outside = FakeOutside()
        self.explanations = FakeExplanations()
        self.cash: Holding | None = Holding(reserved=0, total=1_000_000)
        self.manual = FakeManual(self)
        self.refusals: dict[BotId, str] = {}
        """What the gate says of an owner's orders."""
        self.sent: list[Sent] = []
        self.answer: Callable[[Sent], Any] = lambda _sent: taken()
        self.cancelled_outside: list[tuple[InstrumentId, ExchangeOrderId]] = []

    def rest(self, *args: Any, **kwargs: Any) -> Order:
        """What `place` is in the fake of those panels that only look."""
        return super().place(*args, **kwargs)

    def hold(self, instrument: str, quantity: int, paid: int, *, owner: str = "maker", now_ms: int = 0) -> None:
        """Give `owner` contracts for `paid` cents each."""
        self._deal(instrument, Side.BUY, quantity, paid, owner, now_ms)

    def let_go(self, instrument: str, quantity: int, price: int, *, owner: str = "maker", now_ms: int = 0) -> None:
        """Sell some of them."""
        self._deal(instrument, Side.SELL, quantity, price, owner, now_ms)

    def _deal(self, instrument: str, side: Side, quantity: int, price: int, owner: str, now_ms: int) -> None:
        self.fill(self.rest(instrument, side, price, quantity, owner=owner, now_ms=now_ms), quantity, now_ms)
        self.portfolio.apply(self.orders.fills[-1])

    def foresee(self, owner: BotId, *_order: object, valid_for_ms: int) -> str | None:
        return self.refusals.get(owner)

    async def place(  # type: ignore[override]  # the account's own
        self,
        owner: BotId,
        instrument: InstrumentId,
        side: Side,
        price: int,
        quantity: int,
        *,
        valid_for_ms: int,
        why: str = "",
    ) -> OrderResult:
        asked = Sent(owner, instrument, side, price, quantity, valid_for_ms, why)
        self.sent.append(asked)
        answer = self.answer(asked)
        if not isinstance(answer, OrderResult):
            answer = await answer
        return cast(OrderResult, answer)

    async def cancel_outside(self, instrument: InstrumentId, order_id: ExchangeOrderId) -> FakeCancelResult:
        self.cancelled_outside.append((instrument, order_id))
        del self.outside.orders[instrument, order_id]
        return FakeCancelResult()


class TradingStation:
    """What the panels that trade ask of a Workstation."""

    def __init__(self, errors: ErrorCentre, *, seed: int = 7, risk: RiskSettings | None = None) -> None:
        self.errors = errors
        self.market = FakeMarket(errors, seed=seed)
        self.cache = self.market.cache
        self.account = FakeTradingAccount(self.market)
        self.profile = Profile(name="test", risk=risk or RiskSettings(max_order_notional=None))

    @property
    def plain(self) -> Any:
        """Itself, for an argument of the real type."""
        return cast(Any, self)
