"""Black's formula against references of its own: the error function of the standard library, and integration of the payoff."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from algotrade_gui.analytics import black
from algotrade_gui.analytics.normal import normal_cdf

forwards = st.floats(60_000, 140_000)
moneyness = st.floats(-0.1, 0.1)
deviations = st.floats(1e-4, 0.15)
seconds = st.integers(1, 60)
calls = st.booleans()


def cdf(x: float) -> float:
    return 0.5 * math.erfc(-x / math.sqrt(2))


def reference(forward: float, strike: float, deviation: float, *, is_call: bool) -> float:
    d1 = math.log(forward / strike) / deviation + deviation / 2
    d2 = d1 - deviation
    if is_call:
        return forward * cdf(d1) - strike * cdf(d2)
    return strike * cdf(-d2) - forward * cdf(-d1)


def integrated(forward: float, strike: float, deviation: float) -> float:
    """A call by Simpson's rule over the normal density from the strike on, 12 deviations wide."""
    begin = (math.log(strike / forward) + deviation**2 / 2) / deviation
    z = np.linspace(begin, max(begin + 1.0, 12.0), 40_001)
    payoff = forward * np.exp(deviation * z - deviation**2 / 2) - strike
    y = payoff * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    width = z[1] - z[0]
    return float(width / 3 * (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-2:2].sum()))


def test_the_normal_distribution_agrees_with_the_standard_library_in_both_tails() -> None:
    x = np.linspace(-36.0, 9.0, 9_001)
    expected = np.array([cdf(value) for value in x.tolist()])
    np.testing.assert_allclose(normal_cdf(x), expected, rtol=1e-12, atol=0)
    assert normal_cdf(np.array([-np.inf, np.inf, -60.0])).tolist() == [0.0, 1.0, 0.0]


@given(forwards, moneyness, deviations, calls)
def test_prices_agree_with_the_textbook_formula_to_a_billionth_of_a_cent(
    forward: float, log_strike: float, deviation: float, is_call: bool
) -> None:
    strike = forward * math.exp(log_strike)
    # the reference itself loses digits to cancellation: two of some hundred thousand cents each
    assert black.price_one(forward, strike, deviation, is_call=is_call) == pytest.approx(
        reference(forward, strike, deviation, is_call=is_call), abs=1e-9
    )


@pytest.mark.parametrize("deviation", [0.002, 0.01, 0.05, 0.3])
@pytest.mark.parametrize("strike", [97_000.0, 99_000.0, 100_000.0, 100_500.0, 103_000.0])
def test_prices_agree_with_an_integral_over_the_payoff(strike: float, deviation: float) -> None:
    assert black.price_one(100_000.0, strike, deviation, is_call=True) == pytest.approx(
        integrated(100_000.0, strike, deviation), rel=1e-9, abs=1e-9
    )


@given(forwards, moneyness, deviations)
def test_put_call_parity_and_bounds(forward: float, log_strike: float, deviation: float) -> None:
    strike = forward * math.exp(log_strike)
    call = black.price_one(forward, strike, deviation, is_call=True)
    put = black.price_one(forward, strike, deviation, is_call=False)
    assert call - put == pytest.approx(forward - strike, abs=1e-9)
    assert max(forward - strike, 0.0) <= call <= forward
    assert max(strike - forward, 0.0) <= put <= strike


@given(forwards, moneyness, deviations, st.floats(1.0001, 3.0), calls)
def test_a_price_grows_with_the_deviation_and_falls_away_with_the_strike(
    forward: float, log_strike: float, deviation: float, factor: float, is_call: bool
) -> None:
    strike = forward * math.exp(log_strike)
    here = black.price_one(forward, strike, deviation, is_call=is_call)
    # what lies beyond all digits may stay the same
    assert black.price_one(forward, strike, deviation * factor, is_call=is_call) >= here
    farther = strike * factor if is_call else strike / factor
    assert black.price_one(forward, farther, deviation, is_call=is_call) <= here


@given(forwards, moneyness, st.floats(3e-4, 6e-3), seconds, calls)
def test_greeks_are_the_slopes_of_the_price(
    forward: float, log_strike: float, sigma: float, left: int, is_call: bool
) -> None:
    strike = forward * math.exp(log_strike)
    greek = black.greeks(forward, strike, sigma, left, is_call)

    def value(f: float, vol: float, t: float) -> float:
        return float(black.prices(f, strike, vol * math.sqrt(t), is_call))

    df = forward * sigma * 1e-3
    up, mid, down = value(forward + df, sigma, left), value(forward, sigma, left), value(forward - df, sigma, left)
    assert float(greek.price) == pytest.approx(mid, abs=1e-9)
    assert float(greek.delta) == pytest.approx((up - down) / (2 * df), abs=2e-5)
    assert float(greek.gamma) == pytest.approx((up - 2 * mid + down) / df**2, abs=1e-4 * abs(float(greek.gamma)) + 1e-8)
    step = sigma * 1e-4
    slope = (value(forward, sigma + step, left) - value(forward, sigma - step, left)) / (2 * step)
    assert float(greek.vega) == pytest.approx(slope, rel=1e-4, abs=1e-2)
    dt = left * 1e-4
    assert float(greek.theta) == pytest.approx(
        -(value(forward, sigma, left + dt) - value(forward, sigma, left - dt)) / (2 * dt), rel=1e-4, abs=1e-6
    )
    assert float(greek.theta) <= 0 <= float(greek.vega)


def test_at_expiry_an_option_is_its_payoff() -> None:
    greek = black.greeks(100_000.0, [99_000.0, 101_000.0], 0.001, 0, True)
    assert greek.price.tolist() == [1_000.0, 0.0]
    assert greek.delta.tolist() == [1.0, 0.0]
    assert [column.tolist() for column in (greek.gamma, greek.vega, greek.theta)] == [[0.0, 0.0]] * 3
    still = black.greeks(100_000.0, 99_000.0, 0.0, 30, False)
    assert (float(still.price), float(still.delta)) == (0.0, 0.0)


@given(forwards, moneyness, st.floats(2e-4, 1e-2), seconds, calls)
def test_the_implied_sigma_gives_back_the_sigma(
    forward: float, log_strike: float, sigma: float, left: int, is_call: bool
) -> None:
    strike = forward * math.exp(log_strike)
    greek = black.greeks(forward, strike, sigma, left, is_call)
    # where a basis point of sigma moves the price by less than its last digits the price tells no sigma
    assume(float(greek.vega) * sigma > 1e-3)
    found = black.implied_one(float(greek.price), forward, strike, left, is_call=is_call)
    assert found is not None
    assert found == pytest.approx(sigma, rel=1e-6)


@given(moneyness, deviations)
def test_the_implied_sigma_of_an_option_out_of_the_money_is_exact_even_where_it_is_worth_next_to_nothing(
    log_strike: float, deviation: float
) -> None:
    strike = 100_000.0 * math.exp(log_strike)
    is_call = log_strike >= 0
    price = black.price_one(100_000.0, strike, deviation, is_call=is_call)
    assume(price > 1e-280)
    found = black.implied_one(price, 100_000.0, strike, 1.0, is_call=is_call)
    assert found is not None
    assert found == pytest.approx(deviation, rel=1e-6)


@pytest.mark.parametrize("deviation", [1e-6, 1e-4, 0.01, 0.5, 2.0, 6.0])
@pytest.mark.parametrize("log_strike", [0.0, 1e-12, 1e-7, 1e-4, 0.02, 0.4, 1.5])
def test_the_implied_sigma_far_outside_the_game(deviation: float, log_strike: float) -> None:
    strike = 100_000.0 * math.exp(log_strike)
    price = black.price_one(100_000.0, strike, deviation, is_call=True)
    if price < 1e-280:
        assert price == 0.0 or black.implied_one(price, 100_000.0, strike, 1.0, is_call=True) is not None
        return
    found = black.implied_one(price, 100_000.0, strike, 1.0, is_call=True)
    assert found is not None
    assert found == pytest.approx(deviation, rel=1e-6)


def test_there_is_no_sigma_below_intrinsic_value_nor_above_the_bound() -> None:
    def call(price: float, left: float = 10.0) -> float | None:
        return black.implied_one(price, 100_000.0, 99_000.0, left, is_call=True)

    assert call(999.0) is None
    assert call(1_000.0) == 0.0
    assert call(1_000.001) is not None
    assert call(99_999.0) is not None
    assert call(100_000.0) is None
    assert call(-5.0) is None
    assert call(float("nan")) is None
    assert call(1_200.0, left=0) is None
    assert black.implied_one(99_000.0, 100_000.0, 99_000.0, 10.0, is_call=False) is None


def test_everything_broadcasts_and_an_empty_table_is_fine() -> None:
    strikes = np.array([[98_000.0], [100_000.0]])
    sigma = black.implied([[2_100.0], [450.0]], [100_000.0, 100_050.0], strikes, 30, [True, True])
    assert sigma.shape == (2, 2)
    assert np.isfinite(sigma).all()
    nothing = np.array([])
    assert black.implied(nothing, nothing, nothing, nothing, nothing).shape == (0,)
    assert black.greeks(nothing, nothing, nothing, nothing, nothing).price.shape == (0,)
