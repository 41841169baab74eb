"""Runs rounds at full speed, without sockets, and computes every figure of them."""

from collections.abc import Iterator, Sequence
from math import floor

import numpy as np

from algotrade_gui.core.ids import Underlying
from algotrade_gui.simulator.config import ExchangeConfig, make_config, round_seed
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.fidelity.figures import Figures, all_figures, price_deviation
from algotrade_gui.simulator.fidelity.reference import SNIPER
from algotrade_gui.simulator.fidelity.sample import SECOND, UNDERLYING, Ints, Sample, collect, join
from algotrade_gui.simulator.fidelity.sniper import cash_multiple
from algotrade_gui.simulator.listing import LIFE_S
from algotrade_gui.simulator.processes import make_processes

PATHS = 60
"""Prices are judged over so many rounds: one round of the wilder processes is no sample."""
CALM_HEST = 6e-4
"""$HEST's deviation was 3 to 7 bp a step in the recorded half minute, far below its usual 46: only times as calm are like it."""
_CALM_STEPS = 30
_HEST = 2


def measure(seed: int, *, rounds: int = 1, round_seconds: int = 1_800, sniper: bool = True) -> Figures:
    """All figures of `rounds` rounds (the first has `seed`); with `sniper` each round is played a second time, by the sniper.

    Takes about as long as the rounds' ticks: half a minute a full round on one core.
    """
    config = make_config(round_seconds=round_seconds, house_settlements=False)
    seeds = [round_seed(seed, index) for index in range(rounds)]
    sample = join([comparable(collect(_frames(config, one)), round_seconds) for one in seeds])
    paths = {str(name).removeprefix("$"): mids for name, mids in price_paths(seed, round_seconds).items()}
    figures = all_figures(Sample(sample.books, paths, sample.trades, sample.cancels, sample.trade_quantities))
    if sniper:
        figures[SNIPER] = float(np.mean([cash_multiple(config, one) for one in seeds]))
    return figures


def _frames(config: ExchangeConfig, seed: int) -> Iterator[str]:
    exchange = Exchange(config, seed)
    while not exchange.ended:
        yield from exchange.advance(int(exchange.next_deadline_ms))


def price_paths(seed: int, round_seconds: int) -> dict[Underlying, Sequence[Ints]]:
    """The mids that PATHS rounds publish, the seconds of each."""
    paths: dict[Underlying, list[Ints]] = {}
    for index in range(PATHS):
        for name, process in make_processes(round_seed(seed, index)).items():
            mids = np.array([floor(process.step()) for _ in range(round_seconds)], dtype=np.int64)
            paths.setdefault(name, []).append(mids)
    return dict(paths)


def comparable(sample: Sample, round_seconds: int) -> Sample:
    """What of a round is like the recording: four expiries live, and $HEST as calm as it was then."""
    seconds = sample.books[:, SECOND]
    keep = (seconds >= LIFE_S) & (seconds < round_seconds - LIFE_S)
    calm = price_deviation(sample.mids["HEST"][0], _CALM_STEPS) <= CALM_HEST
    keep &= (sample.books[:, UNDERLYING] != _HEST) | calm[np.minimum(seconds, len(calm) - 1)]
    return Sample(sample.books[keep], sample.mids, sample.trades, sample.cancels, sample.trade_quantities)
