"""What must hold for any order of events: each fill once, no illegal state, books that add up to the cent."""

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, FillId, InstrumentId, RequestId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.trading.marks import mark_at
from algotrade_gui.trading.orders import OrderTracker
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.trading.portfolio import Portfolio
from algotrade_gui.wire.messages import AddOrderReply, CancelEvent, TradeEvent

BOOK = InstrumentId("$SIMP_future_60")


def submitted(tracker: OrderTracker, quantity: int, side: Side = Side.BUY, number: int = 1) -> Order:
    order = tracker.create(
        client_id=ClientOrderId(f"c{number}"),
        owner=BotId("bot"),
        instrument=BOOK,
        side=side,
        price=Cents(1_000),
        quantity=quantity,
        expires_ms=RoundMs(50_000),
        placed_ms=RoundMs(0),
    )
    tracker.submit(order)
    return order


@st.composite
def stories(draw: st.DrawFn) -> tuple[int, int, list[int], bool, bool, int, bool]:
    """An order's true story, and how it is told: when the reply comes between the events, which events come twice."""
    quantity = draw(st.integers(1, 12))
    immediate = draw(st.integers(0, quantity))
    left = quantity - immediate
    passive = []
    while left and draw(st.booleans()):
        deal = draw(st.integers(1, left))
        passive.append(deal)
        left -= deal
    ended = left > 0 and draw(st.booleans())
    return (
        quantity,
        immediate,
        passive,
        ended,
        draw(st.booleans()),
        draw(st.integers(0, len(passive) + 1)),
        draw(st.booleans()),
    )


@given(stories())
def test_each_fill_counts_once_wherever_the_reply_comes(
    story: tuple[int, int, list[int], bool, bool, int, bool],
) -> None:
    quantity, immediate, passive, ended, expired, reply_at, twice = story
    errors = ErrorCentre()
    tracker = OrderTracker(errors)
    order = submitted(tracker, quantity)
    order_id = ExchangeOrderId(5)
    reply = AddOrderReply(
        request_id=RequestId("c1"),
        success=True,
        order_id=order_id,
        inventory_change=immediate or None,
        balance_change=Cents(-990 * immediate) if immediate else None,
    )
    events: list[TradeEvent | CancelEvent] = [
        TradeEvent(
            instrument=BOOK,
            passive_order_id=order_id,
            active_order_id=ExchangeOrderId(100 + number),
            quantity=deal,
            price=Cents(1_000),
            time_ms=RoundMs(number * 100),
        )
        for number, deal in enumerate(passive)
    ]
    # our own taking order is named as the active one of other people's deals: never counted
    events.insert(
        0,
        TradeEvent(
            instrument=BOOK,
            passive_order_id=ExchangeOrderId(3),
            active_order_id=order_id,
            quantity=max(1, immediate),
            price=Cents(990),
            time_ms=RoundMs(0),
        ),
    )
    if ended:
        events.append(CancelEvent(instrument=BOOK, order_id=order_id, time_ms=RoundMs(3_000), expired=expired))
    for number, event in enumerate(events):
        if number == reply_at:
            tracker.accept(order, reply)
        tracker.apply([event, event] if twice else [event], RoundMs(100 * (number + 1)))
    if reply_at >= len(events):
        tracker.accept(order, reply)

    filled = immediate + sum(passive)
    assert order.filled == filled
    assert order.cash == -990 * immediate - 1_000 * sum(passive)
    assert sum(fill.quantity for fill in tracker.fills) == filled
    assert tracker.fill_count == len(passive) + bool(immediate)
    assert errors.records == []
    if filled == quantity:
        assert order.state is OrderState.FILLED
    elif ended:
        assert order.state is (OrderState.EXPIRED if expired else OrderState.CANCELLED)
    else:
        assert order.state is (OrderState.PARTIALLY_FILLED if filled else OrderState.WORKING)
    assert (order in tracker.working()) == order.state.is_open


OWNERS = [BotId("a"), BotId("b"), BotId("manual")]
BOOKS = [InstrumentId(name) for name in ("$SIMP_future_60", "$SIMP_call_99000_60", "$SIMP_put_101000_60")]

START = 1_000_000

deals = st.tuples(
    st.sampled_from([*OWNERS, OUTSIDE]),
    st.sampled_from(BOOKS),
    st.sampled_from([Side.BUY, Side.SELL]),
    st.integers(1, 9),
    st.integers(1, 200_000),
)
corrections = st.tuples(
    st.sampled_from([*OWNERS, OUTSIDE]), st.sampled_from([None, *BOOKS]), st.integers(-5_000, 5_000)
)


@given(
    st.lists(deals, max_size=40),
    st.lists(corrections, max_size=5),
    st.integers(80_000, 120_000),
    st.sets(st.sampled_from(BOOKS)),
    st.dictionaries(st.sampled_from(BOOKS), st.integers(1, 9)),
    st.booleans(),
)
def test_realised_and_unrealised_are_the_total_and_the_sum_of_all_owners_is_the_account(
    trades: list[tuple[BotId, InstrumentId, Side, int, int]],
    adjusted: list[tuple[BotId, InstrumentId | None, int]],
    price: int,
    settled: set[InstrumentId],
    opening: dict[InstrumentId, int],
    late_price: bool,
) -> None:
    known = not late_price
    portfolio = Portfolio(lambda instrument: mark_at(instrument, Cents(price)) if known else None)
    portfolio.open_cash(START)
    held: dict[InstrumentId, int] = {book: opening.get(book, 0) for book in BOOKS}
    for book, quantity in opening.items():
        portfolio.take_in(book, quantity)
    assert portfolio.pnl().total == 0
    known = True
    portfolio.price_openings()
    assert portfolio.pnl().total == portfolio.pnl().unrealised == 0
    worth = sum(quantity * (mark_at(book, Cents(price)) or 0) for book, quantity in held.items())
    flow = 0
    for number, (owner, book, side, quantity, cost) in enumerate(trades):
        if side is Side.SELL:
            quantity = min(quantity, held[book])  # the venue has no short selling
            if not quantity:
                continue
        cash = -side.sign * (quantity * cost + number % 3)  # a sweep's sum is no multiple of its quantity
        held[book] += side.sign * quantity
        flow += cash
        if owner == OUTSIDE:
            portfolio.book_outside(book, side.sign * quantity, Cents(cash))
            continue
        portfolio.apply(
            Fill(
                id=FillId(number),
                client_id=ClientOrderId(str(number)),
                owner=owner,
                instrument=book,
                side=side,
                quantity=quantity,
                cash=Cents(cash),
                time_ms=RoundMs(number),
                passive=False,
            )
        )
    for owner, instrument, cents in adjusted:
        portfolio.adjust(owner, Cents(cents), instrument)
        flow += cents
    for book in settled:
        payoff = mark_at(book, Cents(price))
        assert payoff is not None
        flow += payoff * held[book]
        held[book] = 0
        portfolio.settle(book, payoff)
        portfolio.settle(book, Cents(payoff + 5))  # told twice: nothing more

    for who in (*OWNERS, OUTSIDE, None):
        pnl = portfolio.pnl(who)
        assert portfolio.realised(who) == pnl.realised
        assert pnl.realised + pnl.unrealised == pnl.total
    total = portfolio.pnl()
    everyone = (*OWNERS, OUTSIDE)
    assert total.total == sum(portfolio.pnl(owner).total for owner in everyone)
    value = sum(quantity * (mark_at(book, Cents(price)) or 0) for book, quantity in held.items())
    assert total.total == flow + value - worth
    assert portfolio.cash == START + flow == START + sum(portfolio.statement(owner).cash for owner in everyone)
    assert {book: position.quantity for book, position in portfolio.positions().items()} == {
        book: quantity for book, quantity in held.items() if quantity
    }
    for owner in OWNERS:
        assert all(position.quantity > 0 for position in portfolio.positions(owner).values())


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 2_000), st.integers(1, 2_000))
def test_what_nobody_here_bought_sells_without_a_profit_and_is_owed_by_outside(
    bought: int, extra: int, price: int, paid: int
) -> None:
    portfolio = Portfolio(lambda _: Cents(1_000))

    def deal(number: int, side: Side, quantity: int, each: int) -> None:
        portfolio.apply(
            Fill(
                id=FillId(number),
                client_id=ClientOrderId(str(number)),
                owner=OWNERS[0],
                instrument=BOOKS[0],
                side=side,
                quantity=quantity,
                cash=Cents(-side.sign * quantity * each),
                time_ms=RoundMs(0),
                passive=True,
            )
        )

    deal(1, Side.BUY, bought, 1_000)
    deal(2, Side.SELL, bought + extra, price)
    pnl = portfolio.pnl(OWNERS[0])
    assert pnl.realised == pnl.total == bought * (price - 1_000)
    assert portfolio.positions(OWNERS[0]) == {}
    assert portfolio.quantity(BOOKS[0]) == portfolio.quantity(BOOKS[0], OUTSIDE) == -extra
    # the exchange tells: a teammate had bought them
    portfolio.book_outside(BOOKS[0], extra, Cents(-extra * paid))
    assert portfolio.positions() == {}
    pnl = portfolio.pnl(OUTSIDE)
    assert pnl.realised == pnl.total == extra * (price - paid)
    assert portfolio.pnl().total == bought * (price - 1_000) + extra * (price - paid)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 2_000), st.integers(1, 2_000), st.booleans())
def test_a_purchase_that_is_told_after_its_sale_is_the_sellers_own_to_the_cent(
    sold: int, bought: int, price: int, paid: int, settled_between: bool
) -> None:
    portfolio = Portfolio(lambda _: Cents(700))
    fills = [(Side.SELL, sold, sold * price), (Side.BUY, bought, bought * paid)]
    for number, (side, quantity, cents) in enumerate(fills):
        if number and settled_between:
            portfolio.settle(BOOKS[0], Cents(700))
        portfolio.apply(
            Fill(
                id=FillId(number),
                client_id=ClientOrderId(str(number)),
                owner=OWNERS[0],
                instrument=BOOKS[0],
                side=side,
                quantity=quantity,
                cash=Cents(-side.sign * cents),
                time_ms=RoundMs(0),
                passive=True,
            )
        )
    assert portfolio.pnl().total == sold * price - bought * paid + 700 * (bought - sold)
    if bought >= sold:
        assert portfolio.pnl(OUTSIDE).total == 0
        assert portfolio.statement(OUTSIDE).cash == 0
        assert portfolio.positions(OUTSIDE) == {}
        assert portfolio.pnl(OWNERS[0]).total == portfolio.pnl().total


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 2_000), st.sampled_from(OWNERS))
def test_a_sale_that_is_told_after_the_settlement_takes_back_what_was_not_there_to_be_paid(
    bought: int, sold: int, price: int, seller: BotId
) -> None:
    sold = min(bought, sold)
    portfolio = Portfolio(lambda _: None)
    for number, (owner, side, quantity, cents) in enumerate(
        [(OWNERS[0], Side.BUY, bought, 500 * bought), (seller, Side.SELL, sold, price * sold)]
    ):
        if number:
            portfolio.settle(BOOKS[0], Cents(700))
        portfolio.apply(
            Fill(
                id=FillId(number),
                client_id=ClientOrderId(str(number)),
                owner=owner,
                instrument=BOOKS[0],
                side=side,
                quantity=quantity,
                cash=Cents(-side.sign * cents),
                time_ms=RoundMs(0),
                passive=True,
            )
        )
    total = portfolio.pnl()
    assert total.total == total.realised == sold * (price - 500) + (bought - sold) * 200
    assert OUTSIDE not in portfolio.owners()
    if seller == OWNERS[0]:
        assert portfolio.statement(seller).cash == total.total
