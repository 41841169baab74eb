"""Chart indicators against naive references, candle by candle."""

import itertools
import math
import time

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.analytics.indicators import (
    INDICATORS,
    PriceColumns,
    bollinger,
    carried,
    ema,
    realised_volatility,
    sma,
    vwap,
)

NAN = float("nan")
Rows = list[tuple[float | None, int]]

rows = st.lists(st.tuples(st.one_of(st.none(), st.integers(1, 200_000)), st.integers(0, 9)), max_size=150)
windows = st.integers(2, 40)


def column(prices: list[float | None]) -> npt.NDArray[np.float64]:
    return np.array([NAN if price is None else price for price in prices], dtype=np.float64)


def held(prices: list[float | None]) -> list[float | None]:
    """Each price, or the last one before it."""
    result: list[float | None] = []
    for price in prices:
        result.append(price if price is not None else (result[-1] if result else None))
    return result


def same(found: npt.NDArray[np.float64], wanted: list[float | None]) -> None:
    np.testing.assert_allclose(found, column(wanted), rtol=1e-9, atol=1e-4)


def windowed(prices: list[float | None], window: int) -> list[list[float] | None]:
    known = held(prices)
    parts: list[list[float] | None] = []
    for place in range(len(known)):
        part = [price for price in known[max(0, place + 1 - window) : place + 1] if price is not None]
        parts.append(part if len(part) == window else None)
    return parts


@given(rows, windows)
def test_sma_is_the_mean_of_the_last_prices(given_rows: Rows, window: int) -> None:
    prices = [price for price, _ in given_rows]
    same(sma(column(prices), window), [sum(part) / window if part else None for part in windowed(prices, window)])


@given(rows, windows)
def test_ema_follows_its_recursion(given_rows: Rows, window: int) -> None:
    prices = [price for price, _ in given_rows]
    wanted: list[float | None] = []
    mean: float | None = None
    for price in held(prices):
        if price is not None:
            mean = price if mean is None else mean + (price - mean) * 2 / (window + 1)
        wanted.append(mean)
    same(ema(column(prices), window), wanted)


@given(rows, windows, st.floats(0.5, 4))
def test_bollinger_bands_stand_off_the_mean_by_deviations(given_rows: Rows, window: int, width: float) -> None:
    prices = [price for price, _ in given_rows]
    middle, upper, lower = bollinger(column(prices), window, width)
    for place, part in enumerate(windowed(prices, window)):
        if part is None:
            assert math.isnan(upper[place])
            continue
        mean = sum(part) / window
        deviation = math.sqrt(sum((price - mean) ** 2 for price in part) / window)
        # squares of 200,000 cents leave a thousandth of a cent
        assert middle[place] == pytest.approx(mean)
        assert upper[place] == pytest.approx(mean + width * deviation, abs=0.05)
        assert lower[place] == pytest.approx(mean - width * deviation, abs=0.05)


@given(rows, st.integers(0, 40))
def test_vwap_is_the_money_over_the_contracts(given_rows: Rows, window: int) -> None:
    prices = column([price for price, _ in given_rows])
    volumes = np.array([volume for _, volume in given_rows], dtype=np.float64)
    columns = PriceColumns(prices, prices + 6, prices - 3, volumes)
    wanted: list[float | None] = []
    for place in range(len(given_rows)):
        first = max(0, place + 1 - window) if window else 0
        part = [(price + 1, volume) for price, volume in given_rows[first : place + 1] if price is not None and volume]
        contracts = sum(volume for _, volume in part)
        wanted.append(sum(price * volume for price, volume in part) / contracts if contracts else None)
    same(vwap(columns, window), wanted)


@given(rows, windows, st.sampled_from([1, 5, 60]))
def test_volatility_is_per_root_of_a_second(given_rows: Rows, window: int, span_s: int) -> None:
    prices = [price for price, _ in given_rows]
    values = column(prices)
    found = realised_volatility(PriceColumns(values, values, values, values, span_s), window)
    for place, part in enumerate(windowed(prices, window + 1)):
        if part is None:
            assert math.isnan(found[place])
            continue
        returns = [math.log(after / before) for before, after in itertools.pairwise(part)]
        wanted = math.sqrt(sum(each**2 for each in returns) / window / span_s) * 1e4
        assert found[place] == pytest.approx(wanted, rel=1e-6, abs=0.01)


def test_a_candle_without_a_deal_keeps_the_last_price() -> None:
    np.testing.assert_array_equal(carried(column([None, 3, None, None, 5])), [NAN, 3, 3, 3, 5])


@pytest.mark.parametrize("name", list(INDICATORS))
@pytest.mark.parametrize("count", [0, 1, 2, 3, 500])
def test_every_indicator_gives_whole_columns(name: str, count: int) -> None:
    found = INDICATORS[name]
    prices = 100_000 + np.cumsum(np.ones(count))
    columns = PriceColumns(prices, prices + 1, prices - 1, np.full(count, 2.0))
    lines = found.compute(columns, found.values())
    assert [len(line) for line in lines] == [count] * len(found.lines)
    none = np.full(count, NAN)
    nothing = PriceColumns(none, none, none, none)
    assert all(np.isnan(line).all() for line in found.compute(nothing, found.values()))


def test_parameters_are_kept_within_their_bounds_and_named() -> None:
    bands = INDICATORS["bollinger"]
    values = bands.values({"window": 1, "width": 99.0, "nonsense": 5})
    assert values == {"window": 2, "width": 10}
    assert bands.values({"window": NAN}) == {"window": 20, "width": 2}
    assert bands.name({"window": 30, "width": 1.5}, 1) == "Bollinger 30 1.5 upper"


def test_twenty_thousand_candles_take_milliseconds() -> None:
    prices = 100_000 + np.cumsum(np.random.default_rng(3).normal(0, 100, 20_000))
    columns = PriceColumns(prices, prices + 1, prices - 1, np.ones(20_000))
    took: list[float] = []
    for _ in range(5):
        began = time.thread_time()
        for each in INDICATORS.values():
            each.compute(columns, each.values())
        took.append(time.thread_time() - began)
    assert min(took) < 0.05
