"""Position accounts are exact: realised plus unrealised is cash flow plus value, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.position import Position

prices = st.integers(0, 10_000_000)
deals = st.lists(st.tuples(st.booleans(), st.integers(1, 500), prices, st.integers(0, 10_000)), max_size=30)


@given(deals=deals, mark=prices)
def test_realised_and_unrealised_are_the_total(deals: list[tuple[bool, int, int, int]], mark: int) -> None:
    position = Position()
    cash = quantity = realised = 0
    for is_buy, wanted, price, more in deals:
        # a sweep over several levels: its sum is no multiple of the quantity
        amount = wanted * price + more
        if is_buy:
            position.buy(wanted, Cents(amount))
            cash -= amount
            quantity += wanted
        elif quantity:
            sold = min(wanted, quantity)
            gain = position.sell(sold, Cents(amount))
            cash += amount
            quantity -= sold
            realised += gain
        assert position.quantity == quantity
        assert position.realised_pnl == realised
        assert position.realised_pnl + position.unrealised_pnl(Cents(mark)) == cash + quantity * mark
        if quantity == 0:
            assert position.cost == 0
            assert position.realised_pnl == cash


@given(deals=deals, payoff=prices)
def test_settlement_realises_everything(deals: list[tuple[bool, int, int, int]], payoff: int) -> None:
    position = Position()
    cash = 0
    for _, wanted, price, _more in deals:
        position.buy(wanted, Cents(wanted * price))
        cash -= wanted * price
    held = position.quantity
    gain = position.settle(Cents(payoff))
    assert gain == position.realised_pnl == cash + held * payoff
    assert (position.quantity, position.cost, position.unrealised_pnl(Cents(payoff))) == (0, 0, 0)
    assert position.settle(Cents(payoff)) == 0


def test_a_share_of_the_cost_is_rounded_once_and_the_rest_stays() -> None:
    position = Position()
    position.buy(3, Cents(100))
    assert position.sell(1, Cents(33)) == 0
    assert position.cost == 67
    assert position.sell(1, Cents(33)) == 0
    assert position.sell(1, Cents(34)) == 0
    assert position.realised_pnl == 0


@pytest.mark.parametrize("quantity", [0, -1, 6])
def test_no_short_selling_and_no_empty_sale(quantity: int) -> None:
    position = Position()
    position.buy(5, Cents(500))
    with pytest.raises(ValueError, match="out of 5"):
        position.sell(quantity, Cents(1))
    assert (position.quantity, position.cost, position.realised_pnl) == (5, 500, 0)


@pytest.mark.parametrize("quantity", [0, -1])
def test_no_empty_buy(quantity: int) -> None:
    with pytest.raises(ValueError, match="a buy of"):
        Position().buy(quantity, Cents(1))
