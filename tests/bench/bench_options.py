"""Price 240 options with implied volatilities and Greeks, and what the volatility model and the board cost beside."""

import math
import statistics
import time
from collections.abc import Callable

import numpy as np

from algotrade_gui.analytics.black import greeks, implied
from algotrade_gui.analytics.combos import find_all
from algotrade_gui.analytics.theo import TheoBoard
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.domain.quote import Quote
from algotrade_gui.simulator.listing import contracts
from algotrade_gui.simulator.processes import make_processes
from tests.bench.figures import Figure

OPTIONS = 240
PASSES = 400


def _median_ms(work: Callable[[], object], passes: int = PASSES) -> float:
    times = []
    for _ in range(passes):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return 1_000 * statistics.median(times)


def _pricing_ms() -> float:
    rng = np.random.default_rng(1)
    forward = rng.uniform(95_000, 105_000, OPTIONS)
    strike = forward * rng.choice([0.98, 0.99, 1.0, 1.01, 1.02], OPTIONS)
    seconds = rng.integers(1, 60, OPTIONS).astype(float)
    sigma = rng.uniform(8e-4, 60e-4, OPTIONS)
    is_call = rng.random(OPTIONS) < 0.5
    # market prices are near the model's, not at them
    price = np.maximum(greeks(forward, strike, sigma, seconds, is_call).price * rng.uniform(0.7, 1.4, OPTIONS), 1.0)
    return _median_ms(
        lambda: (greeks(forward, strike, sigma, seconds, is_call), implied(price, forward, strike, seconds, is_call))
    )


def _board_ms(seconds: int = 240) -> tuple[float, float, float]:
    """Per second of market: taking six candles and valuing 264 contracts; implied volatilities of all; every combination."""
    processes = make_processes(1)
    prices = {name: [process.step() for _ in range(seconds)] for name, process in processes.items()}
    board = TheoBoard()
    values, ivs, finds = [], [], []
    for second in range(seconds):
        live = [
            one
            for expiry_s in range((second // 15 + 1) * 15, second + 61, 15)
            if expiry_s >= 60
            for name in UNDERLYINGS
            for one in contracts(name, expiry_s, prices[name][expiry_s - 60])
        ]
        began = time.perf_counter()
        for name in UNDERLYINGS:
            board.candle(name, second, math.floor(prices[name][second]))
        board.listed(live)
        table = board.table()
        values.append(time.perf_counter() - began)
        began = time.perf_counter()
        table.implied(np.where(table.is_option, table.theo * 1.05, np.nan))
        ivs.append(time.perf_counter() - began)
        quotes = {
            one.id: Quote(
                bid=Cents(max(1, int(theo * 0.95))), bid_size=1, ask=Cents(max(2, int(theo * 1.02))), ask_size=1
            )
            for one, theo in zip(table.instruments, table.theo.tolist(), strict=True)
        }
        spots = {name: prices[name][second] for name in UNDERLYINGS}
        began = time.perf_counter()
        find_all(live, quotes, spots, values=board.theo)
        finds.append(time.perf_counter() - began)
    return tuple(1_000 * statistics.median(times[60:]) for times in (values, ivs, finds))  # type: ignore[return-value]  # three of them


def figures() -> list[Figure]:
    """Measure; takes a few seconds."""
    board_ms, iv_ms, find_ms = _board_ms()
    return [
        Figure(
            name="240 options: values, Greeks and implied volatilities",
            value=_pricing_ms(),
            unit="ms",
            target=1.5,
            higher_is_better=False,
        ),
        Figure(
            name="a second's candles and the board of 264 values with Greeks",
            value=board_ms,
            unit="ms",
            higher_is_better=False,
        ),
        Figure(name="the board's implied volatilities", value=iv_ms, unit="ms", higher_is_better=False),
        Figure(name="every combination over 264 books", value=find_ms, unit="ms", higher_is_better=False),
    ]


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.name}: {figure.value:.3f} {figure.unit}, target {figure.target}, met {figure.met}")
