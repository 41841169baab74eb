"""The table of legal changes, and that nothing else happens to an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import LEGAL_CHANGES, IllegalOrderChangeError, Order, OrderState, Side

S = OrderState


def order(side: Side = Side.BUY, quantity: int = 10, state: OrderState = S.NEW) -> Order:
    return Order(
        client_id=ClientOrderId("c1"),
        owner=BotId("b"),
        instrument=InstrumentId("$SIMP_future_60"),
        side=side,
        price=Cents(100),
        quantity=quantity,
        expires_ms=RoundMs(5_000),
        placed_ms=RoundMs(0),
        state=state,
    )


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_every_pair_of_states(before: OrderState, after: OrderState) -> None:
    changed = order(state=before)
    if after in LEGAL_CHANGES[before]:
        changed.change(after, "because")
        assert (changed.state, changed.reason) == (after, "because")
    else:
        with pytest.raises(IllegalOrderChangeError, match=f"from {before.value} to {after.value}"):
            changed.change(after, "because")
        assert (changed.state, changed.reason) == (before, None)


def test_the_table_as_a_whole() -> None:
    assert set(LEGAL_CHANGES) == set(S)
    assert {state for state in S if state.is_final} == {S.FILLED, S.CANCELLED, S.REJECTED, S.DENIED, S.EXPIRED}
    assert {state for state in S if state.is_open} == set(S) - {S.NEW} - {state for state in S if state.is_final}
    # every open state can end, and none leads back to before the order was sent
    for state in S:
        if state.is_open:
            assert LEGAL_CHANGES[state] & {S.FILLED, S.CANCELLED, S.EXPIRED}
        assert S.NEW not in LEGAL_CHANGES[state]
        assert state is S.NEW or S.SUBMITTED not in LEGAL_CHANGES[state]


@given(
    side=st.sampled_from(Side),
    quantity=st.integers(1, 1_000),
    fills=st.lists(st.tuples(st.integers(1, 1_000), st.integers(0, 10_000))),
)
def test_fills_never_exceed_the_order_and_cash_is_their_sum(
    side: Side, quantity: int, fills: list[tuple[int, int]]
) -> None:
    filled = order(side, quantity)
    filled.change(S.SUBMITTED)
    cash = count = 0
    for amount, price in fills:
        if amount > quantity - count or count == quantity:
            with pytest.raises(IllegalOrderChangeError):
                filled.fill(amount, Cents(price))
        else:
            filled.fill(amount, Cents(price))
            count += amount
            cash -= side.sign * amount * price
        assert (filled.filled, filled.remaining, filled.cash) == (count, quantity - count, cash)
        expected = S.FILLED if count == quantity else S.PARTIALLY_FILLED if count else S.SUBMITTED
        assert filled.state is expected


def test_a_fill_may_overtake_a_cancel() -> None:
    overtaken = order()
    for state in (S.SUBMITTED, S.WORKING, S.CANCEL_PENDING):
        overtaken.change(state)
    # the cancel is still to be answered after the first
    states = []
    for quantity in (4, 6):
        overtaken.fill(quantity, Cents(100))
        states.append(overtaken.state)
    assert states == [S.CANCEL_PENDING, S.FILLED]


@pytest.mark.parametrize("state", [S.NEW, S.REJECTED, S.DENIED])
def test_an_order_that_never_reached_a_book_is_not_filled(state: OrderState) -> None:
    with pytest.raises(IllegalOrderChangeError, match="cannot be filled"):
        order(state=state).fill(1, Cents(1))


def test_a_sweep_is_counted_by_its_sum() -> None:
    swept = order(Side.SELL, 3)
    swept.change(S.SUBMITTED)
    swept.fill_cash(3, Cents(301))
    assert (swept.state, swept.cash) == (S.FILLED, 301)
