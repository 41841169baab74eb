"""Candles that an earlier process kept come before those of this one; what nobody saw stays a gap."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.units import Cents
from algotrade_gui.domain.candle import Candle
from algotrade_gui.market.series import CandleSeries


def candle(index: int, mid: int = 100) -> Candle:
    return Candle(index=index, mid=Cents(mid))


def series(*seconds: int) -> CandleSeries:
    made = CandleSeries()
    for second in seconds:
        made.add(candle(second))
    return made


def test_older_candles_come_before_and_the_gap_stays() -> None:
    made = series(10, 11)
    shown = made.mid
    version = made.version
    assert made.restore([candle(2, 50), candle(3, 51), candle(10, 52), candle(12, 53)])
    assert list(made.index) == [2, 3, 10, 11]
    assert list(made.mid) == [50, 51, 100, 100]
    assert list(shown) == [100, 100], "a view that was taken stays as it was"
    assert made.version > version
    made.add(candle(12))
    assert list(made.index) == [2, 3, 10, 11, 12]


def test_a_series_that_has_none_yet_takes_all() -> None:
    made = series()
    assert made.restore([candle(4), candle(5)])
    assert not made.add(candle(3))
    assert made.add(candle(6))
    assert list(made.index) == [4, 5, 6]


def test_nothing_older_changes_nothing() -> None:
    made = series(4)
    version = made.version
    assert not made.restore([candle(4, 1), candle(5)])
    assert not made.restore([])
    assert (made.version, list(made.mid)) == (version, [100])


@given(st.sets(st.integers(0, 60)), st.lists(st.integers(-5, 60)), st.booleans())
def test_seconds_ascend_whatever_comes(here: set[int], kept: list[int], looked: bool) -> None:
    made = series(*sorted(here))
    if looked:
        assert len(made.index) == len(here)
    made.restore([candle(second) for second in kept])
    seconds = list(made.index)
    assert all(earlier < later for earlier, later in pairwise(seconds))
    assert here <= set(seconds) <= here | set(kept)
