"""The book: price-time priority, partial fills, ids, and a naive model that it must agree with."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from algotrade_gui.core.ids import InstrumentId, TeamId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.simulator.matching import BookOrder, Match, OrderBook

ALICE, BOB = TeamId(1), TeamId(2)
LATE = RoundMs(60_000)


def _book() -> OrderBook:
    return OrderBook(InstrumentId("$SIMP_future_60"))


def _add(book: OrderBook, side: str, price: int, quantity: int, team: TeamId = ALICE) -> tuple[BookOrder, list[Match]]:
    return book.add(team, side == "bid", Cents(price), quantity, RoundMs(0), LATE)


def _trades(matches: list[Match]) -> list[tuple[int, int, int]]:
    return [(match.passive.id, match.quantity, match.price) for match in matches]


def test_ids_count_up_from_one_in_each_book() -> None:
    first, second = _book(), _book()
    assert [_add(first, "bid", price, 1)[0].id for price in (5, 6, 7)] == [1, 2, 3]
    assert _add(second, "ask", 9, 1)[0].id == 1
    assert first.was_issued(3)
    assert not first.was_issued(4)
    assert not first.was_issued(0)


def test_better_prices_trade_first_then_older_orders_each_at_the_resting_price() -> None:
    book = _book()
    for price in (102, 101, 101, 100):
        _add(book, "ask", price, 2, BOB)
    order, matches = _add(book, "bid", 101, 5)
    assert _trades(matches) == [(4, 2, 100), (2, 2, 101), (3, 1, 101)]
    assert not order.live
    assert book.asks() == [(101, 1), (102, 2)]
    assert book.bids() == []


def test_the_rest_of_an_active_order_rests_and_a_passive_one_keeps_its_place() -> None:
    book = _book()
    _add(book, "bid", 50, 4, BOB)
    _add(book, "bid", 50, 4, BOB)
    _add(book, "ask", 50, 1)
    order, matches = _add(book, "ask", 49, 10)
    assert _trades(matches) == [(1, 3, 50), (2, 4, 50)]
    assert (order.remaining, order.quantity, order.live) == (3, 10, True)
    assert book.best_bid is None
    assert book.asks() == [(49, 3)]


def test_a_team_may_trade_with_itself() -> None:
    book = _book()
    _add(book, "bid", 10, 1)
    assert len(_add(book, "ask", 10, 1)[1]) == 1


def test_published_levels_are_the_best_three_summed_and_ascending() -> None:
    book = _book()
    for price in (9, 10, 95, 100, 100):
        _add(book, "bid", price, 2)
    for price in (1_000, 999, 101, 200):
        _add(book, "ask", price, 3)
    assert book.bids() == [(10, 2), (95, 2), (100, 4)]
    assert book.asks() == [(101, 3), (200, 3), (999, 3)]


def test_a_removed_order_is_gone_and_marks_the_book() -> None:
    book = _book()
    order, _ = _add(book, "bid", 10, 2)
    book.changed = False
    book.remove(order)
    assert book.changed
    assert not order.live
    assert book.get(order.id) is None
    assert book.bids() == []
    assert len(book) == 0
    with pytest.raises(KeyError):
        book.remove(order)


@dataclass
class _Plain:
    """An order of the model."""

    id: int
    is_bid: bool
    price: int
    remaining: int
    trades: list[tuple[int, int, int]] = field(default_factory=list)


class AgainstANaiveBook(RuleBasedStateMachine):
    """Whatever is added and removed: the same trades as a model that sorts all orders each time."""

    orders: Bundle[BookOrder] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.book = _book()
        self.model: list[_Plain] = []
        self.ids = 0

    @rule(target=orders, is_bid=st.booleans(), price=st.integers(1, 12), quantity=st.integers(1, 6))
    def add(self, is_bid: bool, price: int, quantity: int) -> BookOrder:
        order, matches = self.book.add(ALICE, is_bid, Cents(price), quantity, RoundMs(0), LATE)
        self.ids += 1
        assert order.id == self.ids
        plain = _Plain(self.ids, is_bid, price, quantity)
        against = [other for other in self.model if other.is_bid != is_bid]
        against.sort(key=lambda other: (-other.price if other.is_bid else other.price, other.id))
        for other in against:
            if not plain.remaining or (other.price > price if is_bid else other.price < price):
                break
            traded = min(plain.remaining, other.remaining)
            plain.remaining -= traded
            other.remaining -= traded
            plain.trades.append((other.id, traded, other.price))
        self.model = [other for other in [*self.model, plain] if other.remaining]
        assert _trades(matches) == plain.trades
        assert order.remaining == plain.remaining
        assert order.live == bool(plain.remaining)
        return order

    @rule(order=consumes(orders))
    def remove(self, order: BookOrder) -> None:
        assert (self.book.get(order.id) is order) == order.live
        if order.live:
            self.book.remove(order)
            self.model = [other for other in self.model if other.id != order.id]

    @invariant()
    def agree(self) -> None:
        assert {order.id: order.remaining for order in self.book} == {o.id: o.remaining for o in self.model}
        sides: tuple[dict[int, int], dict[int, int]] = ({}, {})
        for order in self.model:
            side = sides[0 if order.is_bid else 1]
            side[order.price] = side.get(order.price, 0) + order.remaining
        assert self.book.bids(99) == sorted(sides[0].items())
        assert self.book.asks(99) == sorted(sides[1].items())
        bid, ask = self.book.best_bid, self.book.best_ask
        assert bid is None or ask is None or bid < ask


TestAgainstANaiveBook = AgainstANaiveBook.TestCase
TestAgainstANaiveBook.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
