"""A deal is published up to 100 ms after it was done: its fill may come when the order's end has been told already."""

import pytest

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import IllegalOrderChangeError, Order, OrderState, Side


def order(*states: OrderState) -> Order:
    made = Order(
        client_id=ClientOrderId("1"),
        owner=BotId("bot"),
        instrument=InstrumentId("$SIMP_future_60"),
        side=Side.BUY,
        price=Cents(100),
        quantity=5,
        expires_ms=RoundMs(5_000),
        placed_ms=RoundMs(0),
    )
    for state in states:
        made.change(state)
    return made


@pytest.mark.parametrize("end", [OrderState.CANCELLED, OrderState.EXPIRED])
def test_a_fill_told_after_the_end_counts_and_the_order_stays_ended(end: OrderState) -> None:
    ended = order(OrderState.SUBMITTED, OrderState.WORKING, end)
    ended.fill(2, Cents(100))
    assert (ended.filled, ended.cash, ended.state) == (2, -200, end)


def test_no_late_fill_beyond_the_order() -> None:
    ended = order(OrderState.SUBMITTED, OrderState.WORKING, OrderState.CANCELLED)
    with pytest.raises(IllegalOrderChangeError):
        ended.fill(6, Cents(100))


@pytest.mark.parametrize("end", [OrderState.REJECTED, OrderState.FILLED])
def test_no_fill_on_an_order_that_was_never_in_the_book_or_is_full(end: OrderState) -> None:
    ended = order(OrderState.SUBMITTED)
    if end is OrderState.FILLED:
        ended.fill(5, Cents(100))
    else:
        ended.change(end)
    with pytest.raises(IllegalOrderChangeError):
        ended.fill(1, Cents(100))


def test_a_partial_fill_does_not_make_an_unknown_order_known() -> None:
    unknown = order(OrderState.SUBMITTED, OrderState.WORKING, OrderState.CANCEL_PENDING, OrderState.UNKNOWN)
    unknown.fill(2, Cents(100))
    assert unknown.state is OrderState.UNKNOWN
    unknown.fill(3, Cents(100))
    assert unknown.state.value == OrderState.FILLED.value
