"""Options by Black's formula in the game's clock: seconds to expiry, no interest, volatility per square root of a second.

All functions take arrays (or what broadcasts to one) and return float64 arrays of the same shape. Prices, forwards and strikes are in
cents. `deviation` is that of the log price until expiry: sigma times the square root of the seconds, 0 at expiry. What has no value is
NaN in an array and None from the functions for one option.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from algotrade_gui.analytics.normal import SQRT_2PI, Bools, Floats, normal_cdf, normal_density

_MAX_TURNS = 100
_CONVERGED = 1e-6
"""A step this small relative to the deviation leaves an error of its third power."""


class Greeks(NamedTuple):
    """Value and sensitivities, per contract. With deviation 0 an option is its payoff: gamma, vega and theta are 0."""

    price: Floats
    """Cents."""
    delta: Floats
    """Cents per cent of the forward."""
    gamma: Floats
    """Delta per cent of the forward."""
    vega: Floats
    """Cents per unit of sigma: times 1e-4 for a basis point per square root of a second."""
    theta: Floats
    """Cents per second that passes; never positive."""


def prices(forward: npt.ArrayLike, strike: npt.ArrayLike, deviation: npt.ArrayLike, is_call: npt.ArrayLike) -> Floats:
    """Return the values of options: E[max(S - K, 0)] or E[max(K - S, 0)] for a lognormal S whose mean is `forward`.

    Forward and strike must be positive, the deviation not negative.
    """
    f, k, s, call = _arrays(forward, strike, deviation, is_call)
    return _intrinsic(f, k, call) + _time_value(f, k, s)


def greeks(
    forward: npt.ArrayLike,
    strike: npt.ArrayLike,
    sigma: npt.ArrayLike,
    seconds: npt.ArrayLike,
    is_call: npt.ArrayLike,
) -> Greeks:
    """Return values and sensitivities for `sigma` per square root of a second and `seconds` to expiry."""
    f, k, vol, call = _arrays(forward, strike, sigma, is_call)
    t = np.broadcast_to(np.asarray(seconds, dtype=np.float64), f.shape)
    root = np.sqrt(np.maximum(t, 0.0))
    s = vol * root
    alive = s > 0
    safe = np.where(alive, s, 1.0)
    safe_root = np.where(alive, root, 1.0)
    d1 = np.log(f / k) / safe + 0.5 * safe
    both = normal_cdf(np.stack((d1, d1 - safe)))
    density = np.where(alive, normal_density(d1), 0.0)
    call_delta = np.where(alive, both[0], np.where(f > k, 1.0, 0.0))
    vega = f * density * root
    theta = -0.5 * f * density * vol / safe_root
    return Greeks(
        price=_intrinsic(f, k, call) + _time_value(f, k, s),
        delta=np.where(call, call_delta, call_delta - 1.0),
        gamma=density / (f * safe),
        vega=vega,
        theta=theta,
    )


def implied(
    price: npt.ArrayLike,
    forward: npt.ArrayLike,
    strike: npt.ArrayLike,
    seconds: npt.ArrayLike,
    is_call: npt.ArrayLike,
) -> Floats:
    """Return the sigma per square root of a second at which an option is worth `price`.

    NaN where there is none: a price below intrinsic value, one at or above the forward (call) or the strike (put), nothing left to
    run, or a NaN given. A price at intrinsic value gives 0.
    """
    f, k, p, call = _arrays(forward, strike, price, is_call)
    t = np.broadcast_to(np.asarray(seconds, dtype=np.float64), f.shape)
    deviation = _implied_deviation(p - _intrinsic(f, k, call), f, k)
    return np.where(t > 0, deviation / np.sqrt(np.where(t > 0, t, 1.0)), np.nan)


def price_one(forward: float, strike: float, deviation: float, *, is_call: bool) -> float:
    """Return the value in cents of one option."""
    return float(prices(forward, strike, deviation, is_call))


def implied_one(price: float, forward: float, strike: float, seconds: float, *, is_call: bool) -> float | None:
    """Return one option's implied sigma per square root of a second, None where it has none (see `implied`)."""
    sigma = float(implied(price, forward, strike, seconds, is_call))
    return None if np.isnan(sigma) else sigma


def _arrays(
    forward: npt.ArrayLike, strike: npt.ArrayLike, third: npt.ArrayLike, is_call: npt.ArrayLike
) -> tuple[Floats, Floats, Floats, Bools]:
    f, k, x, call = np.broadcast_arrays(
        np.asarray(forward, dtype=np.float64),
        np.asarray(strike, dtype=np.float64),
        np.asarray(third, dtype=np.float64),
        np.asarray(is_call, dtype=np.bool_),
    )
    return f, k, x, call


def _intrinsic(forward: Floats, strike: Floats, call: Bools) -> Floats:
    return np.maximum(np.where(call, forward - strike, strike - forward), 0.0)


def _time_value(forward: Floats, strike: Floats, deviation: Floats) -> Floats:
    """The value of the out-of-the-money one of call and put, which by parity is the time value of both: no digits are lost."""
    alive = deviation > 0
    value = np.sqrt(forward * strike) * _normalised(-np.abs(np.log(forward / strike)), np.where(alive, deviation, 1.0))
    return np.where(alive, np.maximum(value, 0.0), 0.0)


def _normalised(x: Floats, s: Floats) -> Floats:
    """Black's formula for a call out of the money by the log moneyness x <= 0, over the root of forward times strike."""
    h, t = x / s, 0.5 * s
    both = normal_cdf(np.stack((h + t, h - t)))
    tilt = np.exp(0.5 * x)
    return np.asarray(tilt * both[0] - both[1] / tilt)


def _make_guesses() -> tuple[Floats, Floats]:
    """For Bachelier's formula, the limit of small moneyness, value over moneyness depends on h = moneyness / deviation alone."""
    h = np.exp(np.linspace(np.log(1e-4), np.log(37.0), 1_200))
    w = normal_density(h) / h - normal_cdf(-h)
    # beyond h = 6 the difference loses digits; its asymptotic series does not
    far = h > 6
    i = 1 / (h * h)
    w = np.where(far, normal_density(h) * i / h * (1 - 3 * i * (1 - 5 * i * (1 - 7 * i))), w)
    return np.log(w)[::-1].copy(), np.log(h)[::-1].copy()


_GUESS_LOG_VALUE, _GUESS_LOG_H = _make_guesses()


def _implied_deviation(time_value: Floats, forward: Floats, strike: Floats) -> Floats:
    """The deviation that gives a time value in cents: a guess from a table of Bachelier's formula, then Halley's method in a bracket."""
    scale = np.sqrt(forward * strike)
    x = -np.abs(np.log(forward / strike)).ravel()
    target = (time_value / scale).ravel()
    top = np.exp(0.5 * x)
    found = np.where(target == 0, 0.0, np.nan)
    some = (target > 0) & (target < top)
    todo = np.flatnonzero(some)
    if not todo.size:
        return found.reshape(forward.shape)
    x, target = x[todo], target[todo]
    log_target = np.log(target)
    moneyness = np.maximum(-x, 1e-300)
    near = moneyness < 1e-4 * target
    log_h = np.interp(log_target - np.log(moneyness), _GUESS_LOG_VALUE, _GUESS_LOG_H)
    guess = np.where(near, SQRT_2PI * (target + 0.5 * moneyness), moneyness / np.exp(log_h))
    s = np.clip(guess, 1e-12, 50.0)
    low, high = np.zeros_like(s), np.full_like(s, np.inf)
    for _ in range(_MAX_TURNS):
        step = _halley_step(x, s, log_target)
        # the step's sign tells on which side the root lies: the objective grows with s
        low, high = np.where(step > 0, s, low), np.where(step < 0, s, high)
        moved = s + step
        outside = ~((moved > low) & (moved < high))
        if outside.any():
            middle = np.where(np.isinf(high), 2.0 * s, 0.5 * (low + high))
            moved = np.where(outside & (step != 0), middle, np.where(outside, s, moved))
        settled = np.abs(moved - s) <= _CONVERGED * s
        s = moved
        if settled.all():
            break
    found[todo] = s
    return found.reshape(forward.shape)


def _halley_step(x: Floats, s: Floats, log_target: Floats) -> Floats:
    """One step towards ln b(s) = ln target."""
    h, t = x / s, 0.5 * s
    both = normal_cdf(np.stack((h + t, h - t)))
    tilt = np.exp(0.5 * x)
    value = np.maximum(tilt * both[0] - both[1] / tilt, 1e-307)
    slope = np.exp(-0.5 * (h * h + t * t)) / SQRT_2PI / value
    bend = h * h / s - 0.25 * s - slope
    miss = np.log(value) - log_target
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        newton = miss / slope
        step = -newton / (1.0 - np.clip(0.5 * newton * bend, -1.0, 0.5))
    # no slope left: only the direction is known, the bracket does the rest
    lost = ~np.isfinite(step)
    return np.asarray(np.where(lost, -np.sign(miss) * s, step), dtype=np.float64)
