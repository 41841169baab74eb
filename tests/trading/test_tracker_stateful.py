"""Any order of replies, events, doubts, lists and rounds: no illegal change, no fill twice, no order lost."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId, RequestId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import LEGAL_CHANGES, Order, OrderState, Side
from algotrade_gui.trading.activity import Activity
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.pending import PendingCheck
from algotrade_gui.trading.records import OrderRecord
from algotrade_gui.wire.messages import AddOrderReply, CancelEvent, PendingOrder, TradeEvent

BOOKS = [InstrumentId("$SIMP_future_60"), InstrumentId("$SIMP_call_99000_75")]


class Tracking(RuleBasedStateMachine):
    """Plays the exchange and the network: decides what truly happens to each order, and tells it late, twice or never."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.errors = ErrorCentre()
        self.tracker = OrderTracker(self.errors)
        self.check = PendingCheck(self.tracker)
        self.activity = Activity()
        self.tracker.on_record(self.changed)
        self.states: dict[ClientOrderId, OrderState] = {}
        self.now = 0
        self.number = 0
        self.taker = 1_000
        self.ids: dict[ClientOrderId, ExchangeOrderId] = {}
        self.dealt: dict[ClientOrderId, int] = {}
        self.dead: set[ClientOrderId] = set()
        self.replied: set[ClientOrderId] = set()
        self.next_id = dict.fromkeys(BOOKS, 0)

    def changed(self, record: OrderRecord) -> None:
        """Whatever happens, every change is one of the table's, and each follows from the one before."""
        before = self.states.get(record.client_id, OrderState.NEW)
        assert record.before is before
        assert record.state is before or record.state in LEGAL_CHANGES[before]
        self.states[record.client_id] = record.state

    @rule(
        target=orders, book=st.sampled_from(BOOKS), quantity=st.integers(1, 5), lifetime=st.sampled_from([500, 20_000])
    )
    def place(self, book: InstrumentId, quantity: int, lifetime: int) -> Order:
        self.number += 1
        order = self.tracker.create(
            client_id=ClientOrderId(str(self.number)),
            owner=BotId("bot"),
            instrument=book,
            side=Side.BUY,
            price=Cents(self.number),
            quantity=quantity,
            expires_ms=RoundMs(self.now + lifetime),
            placed_ms=RoundMs(self.now),
        )
        self.tracker.submit(order)
        self.next_id[book] += 1
        self.ids[order.client_id] = ExchangeOrderId(self.next_id[book])
        self.dealt[order.client_id] = 0
        return order

    @rule(order=orders, success=st.booleans())
    def reply(self, order: Order, success: bool) -> None:
        if order.client_id in self.replied or (not success and self.dealt[order.client_id]):
            return
        self.replied.add(order.client_id)
        if not success:
            self.dead.add(order.client_id)
        self.tracker.accept(
            order,
            AddOrderReply(
                request_id=RequestId(order.client_id),
                success=success,
                order_id=self.ids[order.client_id] if success else None,
                message=None if success else "no",
            ),
        )

    @rule(order=orders, quantity=st.integers(1, 5), twice=st.booleans())
    def deal(self, order: Order, quantity: int, twice: bool) -> None:
        left = order.quantity - self.dealt[order.client_id]
        if order.client_id in self.dead or not left or self.tracker.get(order.client_id) is not order:
            return
        quantity = min(quantity, left)
        self.dealt[order.client_id] += quantity
        self.taker += 1
        event = TradeEvent(
            instrument=order.instrument,
            passive_order_id=self.ids[order.client_id],
            active_order_id=ExchangeOrderId(self.taker),
            quantity=quantity,
            price=order.price,
            time_ms=RoundMs(self.now),
        )
        self.tracker.apply([event] * (1 + twice), RoundMs(self.now))

    @rule(order=orders, quantity=st.integers(1, 5))
    def deal_unseen(self, order: Order, quantity: int) -> None:
        """The event is lost with its update; the feed notices the gap."""
        left = order.quantity - self.dealt[order.client_id]
        if order.client_id in self.dead or not left or self.tracker.get(order.client_id) is not order:
            return
        self.dealt[order.client_id] += min(quantity, left)
        self.tracker.doubt_all("a gap")

    @rule()
    def reconnect(self) -> None:
        """Every request on its way is lost; what became of it, nobody told."""
        for order in self.tracker.working():
            if order.client_id not in self.replied:
                self.tracker.doubt(order, "the connection was lost")

    @rule()
    def look_twice(self) -> None:
        """After two lists nothing is lost: what is listed is counted to the last contract, the rest can be explained by a suspect."""
        self.ask()
        self.wait(900)
        self.ask()
        suspects = self.tracker.suspects()
        for order in self.tracker.all():
            missing = self.dealt[order.client_id] - order.filled
            if missing and order.state not in (OrderState.UNKNOWN, OrderState.SUBMITTED):
                assert order in suspects
            if order.state in (OrderState.WORKING, OrderState.PARTIALLY_FILLED):
                assert not missing

    @rule(order=orders, expired=st.booleans())
    def end(self, order: Order, expired: bool) -> None:
        if order.client_id in self.dead or self.dealt[order.client_id] == order.quantity:
            return
        self.dead.add(order.client_id)
        event = CancelEvent(
            instrument=order.instrument,
            order_id=self.ids[order.client_id],
            time_ms=RoundMs(self.now),
            expired=expired,
        )
        self.tracker.apply([event], RoundMs(self.now))

    @rule(order=orders)
    def doubt(self, order: Order) -> None:
        self.tracker.doubt(order, "somebody doubts")

    @rule(order=orders)
    def begin_cancel(self, order: Order) -> None:
        if order.order_id is not None:
            self.tracker.begin_cancel(order)

    @rule(order=orders)
    def confirm_cancel(self, order: Order) -> None:
        if order.order_id is not None and self.dealt[order.client_id] < order.quantity:
            self.dead.add(order.client_id)
            self.tracker.cancelled(order)

    @rule()
    def gap(self) -> None:
        self.tracker.doubt_all("a gap")

    @rule()
    def ask(self) -> None:
        """The exchange's list, true to the last contract."""
        listed: dict[InstrumentId, list[PendingOrder]] = {}
        for order in self.tracker.all():
            left = order.quantity - self.dealt[order.client_id]
            if order.client_id not in self.dead and left:
                row = PendingOrder(
                    order_id=self.ids[order.client_id],
                    team=TeamId(1),
                    side=order.side,
                    price=order.price,
                    placed_ms=order.placed_ms,
                    expires_ms=order.expires_ms,
                    remaining=left,
                    quantity=order.quantity,
                    live=True,
                )
                listed.setdefault(order.instrument, []).append(row)
        window = self.activity.open()
        unknown = {order.client_id for order in self.tracker.unknown()}
        self.check.take(listed, unknown, window, RoundMs(self.now))
        window.close()

    @rule(step=st.sampled_from([100, 900, 30_000]))
    def wait(self, step: int) -> None:
        self.now += step
        self.tracker.apply([], RoundMs(self.now))

    @rule()
    def new_round(self) -> None:
        self.tracker.new_round()
        self.now = 0
        self.next_id = dict.fromkeys(BOOKS, 0)

    @invariant()
    def what_is_open_is_listed_as_working(self) -> None:
        working = self.tracker.working()
        assert all(order.state.is_open for order in working)
        assert [order for order in self.tracker.all() if order.state.is_open] == working

    @invariant()
    def no_fill_is_counted_that_was_not_dealt(self) -> None:
        for order in self.tracker.all():
            assert 0 <= order.filled <= self.dealt[order.client_id]
            assert order.cash == -order.filled * order.price
            if order.state is OrderState.FILLED:
                assert order.filled == order.quantity
        assert sum(fill.quantity for fill in self.tracker.fills) == sum(o.filled for o in self.tracker.all())

    @invariant()
    def it_knows_which_books_await_an_id(self) -> None:
        for book in BOOKS:
            waiting = [o for o in self.tracker.working(book) if o.order_id is None]
            assert self.tracker._early.waiting(book) == len(waiting)

    @invariant()
    def nothing_was_an_error(self) -> None:
        assert self.errors.records == []


TestTracking = Tracking.TestCase
TestTracking.settings = settings(max_examples=60, stateful_step_count=40)
