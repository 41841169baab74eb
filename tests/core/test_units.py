"""Cents on screen, model prices to whole cents."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.units import ask_cents, bid_cents, cents_to_text


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456, "1,234.56"), (-100_000_000, "-1,000,000.00"), (99, "0.99")],
)
def test_cents_to_text(cents: int, text: str) -> None:
    assert cents_to_text(cents) == text


def test_a_sign_where_it_is_asked_for() -> None:
    assert [cents_to_text(cents, signed=True) for cents in (1, 0, -1)] == ["+0.01", "0.00", "-0.01"]


@given(st.integers(-(10**15), 10**15))
def test_the_text_says_the_whole_amount(cents: int) -> None:
    assert Fraction(cents_to_text(cents).replace(",", "")) * 100 == cents


@given(st.floats(-1e9, 1e9))
def test_bids_round_down_and_asks_up(price: float) -> None:
    bid, ask = bid_cents(price), ask_cents(price)
    assert bid <= price <= ask
    assert ask - bid in (0, 1)
