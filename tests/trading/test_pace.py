"""Orders a second and the share that dealt, from what the tracker tells."""

from collections.abc import Callable

from algotrade_gui.core.ids import BotId, ClientOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.trading.pace import PACE_MS, OrderPace

MAKER, TAKER = BotId("maker"), BotId("taker")
FUTURE = InstrumentId("$SIMP_future_60")


class News:
    """The tracker's two announcements."""

    def __init__(self) -> None:
        self.changed: list[Callable[[Order], None]] = []
        self.filled: list[Callable[[Fill], None]] = []
        self.count = 0

    def on_change(self, listener: Callable[[Order], None]) -> None:
        self.changed.append(listener)

    def on_fill(self, listener: Callable[[Fill], None]) -> None:
        self.filled.append(listener)

    def submit(self, at_ms: int, quantity: int = 1, owner: BotId = MAKER) -> Order:
        self.count += 1
        order = Order(
            client_id=ClientOrderId(str(self.count)),
            owner=owner,
            instrument=FUTURE,
            side=Side.BUY,
            price=Cents(100),
            quantity=quantity,
            placed_ms=RoundMs(at_ms),
            expires_ms=RoundMs(at_ms + 5_000),
            state=OrderState.NEW,
        )
        self.move(order, OrderState.SUBMITTED)
        return order

    def move(self, order: Order, state: OrderState) -> None:
        order.change(state)
        for listener in self.changed:
            listener(order)

    def fill(self, order: Order, quantity: int) -> None:
        fill = Fill(
            id=FillId(1),
            client_id=order.client_id,
            owner=order.owner,
            instrument=order.instrument,
            side=order.side,
            quantity=quantity,
            cash=Cents(-100 * quantity),
            time_ms=RoundMs(0),
            passive=True,
        )
        for listener in self.filled:
            listener(fill)


def test_the_pace_is_of_the_last_five_seconds_and_of_the_owner() -> None:
    news = News()
    pace = OrderPace(news)
    assert pace.per_s(MAKER, RoundMs(0)) == 0
    for at_ms in range(1_000, 11_000, 200):
        news.submit(at_ms)
    news.submit(10_900, owner=TAKER)
    assert pace.per_s(MAKER, RoundMs(10_900)) == 25 / 5
    assert pace.per_s(TAKER, RoundMs(10_900)) == 1 / 5
    assert pace.per_s(MAKER, RoundMs(10_800 + PACE_MS - 1)) == 1 / 5
    assert pace.per_s(MAKER, RoundMs(10_800 + PACE_MS)) == 0


def test_the_fill_rate_is_of_contracts_and_leaves_refused_orders_out() -> None:
    news = News()
    pace = OrderPace(news)
    assert pace.fill_rate(MAKER) is None
    order, refused = news.submit(0, 4), news.submit(0, 10)
    assert pace.fill_rate(MAKER) == 0
    news.move(refused, OrderState.REJECTED)
    news.fill(order, 1)
    assert pace.fill_rate(MAKER) == 0.25
    news.fill(order, 3)
    assert pace.fill_rate(MAKER) == 1
    assert pace.fill_rate(TAKER) is None


def test_another_round_starts_clean() -> None:
    news = News()
    pace = OrderPace(news)
    news.fill(news.submit(500_000, 2), 1)
    pace.clear()
    assert (pace.per_s(MAKER, RoundMs(0)), pace.fill_rate(MAKER)) == (0, None)
    news.submit(100)
    assert pace.per_s(MAKER, RoundMs(200)) == 1 / 5
