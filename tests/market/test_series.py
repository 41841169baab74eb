"""Candle columns: what was added, in order, as arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.candle import Candle
from algotrade_gui.market.series import MISSING, CandleSeries


def test_an_empty_series() -> None:
    series = CandleSeries()
    assert (len(series), series.last, series.version) == (0, None, 0)
    assert series.index.shape == (0,)
    assert series.floats("mid").shape == (0,)


def test_columns_hold_what_was_added_and_missing_where_nothing_was() -> None:
    series = CandleSeries()
    assert series.add(Candle(index=0, volume=0))
    assert series.add(
        Candle(index=3, open=Cents(5), high=Cents(9), low=Cents(4), close=Cents(6), mid=Cents(7), volume=2)
    )
    assert list(series.index) == [0, 3]
    assert list(series.open) == [MISSING, 5]
    assert list(series.high) == [MISSING, 9]
    assert list(series.low) == [MISSING, 4]
    assert list(series.close) == [MISSING, 6]
    assert list(series.mid) == [MISSING, 7]
    assert list(series.volume) == [0, 2]
    floats = series.floats("close")
    assert np.isnan(floats[0])
    assert floats[1] == 6.0
    assert series.last is series[1]


def test_the_last_second_is_replaced_an_older_one_left_out() -> None:
    series = CandleSeries()
    series.add(Candle(index=1, mid=Cents(10)))
    series.add(Candle(index=2, mid=Cents(20)))
    assert list(series.mid) == [10, 20]
    version = series.version
    assert series.add(Candle(index=2, mid=Cents(21)))
    assert series.version > version
    assert list(series.mid) == [10, 21]
    version = series.version
    assert not series.add(Candle(index=1, mid=Cents(11)))
    assert series.version == version
    assert list(series.mid) == [10, 21]


def test_a_column_is_read_only_and_a_view_of_its_time() -> None:
    series = CandleSeries()
    series.add(Candle(index=1, mid=Cents(10)))
    mids = series.mid
    with pytest.raises(ValueError, match="read-only"):
        mids[0] = 5
    for index in range(2, 500):
        series.add(Candle(index=index, mid=Cents(index)))
    assert list(mids) == [10]
    assert len(series.mid) == 499


@pytest.mark.parametrize("index", [-1, 10**9, 2**80])
def test_an_absurd_second_does_not_shut_out_the_rest(index: int) -> None:
    series = CandleSeries()
    assert not series.add(Candle(index=index))
    assert series.add(Candle(index=0))


def test_a_number_beyond_the_column_is_missing() -> None:
    series = CandleSeries()
    series.add(Candle(index=0, close=Cents(2**70), open=Cents(5)))
    assert list(series.close) == [MISSING]
    assert list(series.open) == [5]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.booleans()), max_size=60))
def test_columns_equal_a_plain_list_whenever_they_are_looked_at(steps: list[tuple[int, int, bool]]) -> None:
    series = CandleSeries()
    rows: list[tuple[int, int]] = []
    for index, mid, look in steps:
        series.add(Candle(index=index, mid=Cents(mid)))
        if not rows or index > rows[-1][0]:
            rows.append((index, mid))
        elif index == rows[-1][0]:
            rows[-1] = (index, mid)
        if look:
            assert list(zip(series.index, series.mid, strict=True)) == rows
    assert list(zip(series.index, series.mid, strict=True)) == rows
    assert len(series) == len(rows)
