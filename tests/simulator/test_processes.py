"""The six price paths against what was measured of the real ones (protocol section 5)."""

import itertools
import math
import random
import statistics
from collections import Counter
from math import floor

import pytest

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.simulator.processes import (
    START_PRICE,
    UNIT,
    BinaryWalk,
    CardDeck,
    Garch,
    GeometricWalk,
    Heston,
    JumpWalk,
    PriceProcess,
    make_processes,
)


def _steps(process: PriceProcess, count: int) -> list[float]:
    logs = [0.0] + [math.log(process.step() / START_PRICE) for _ in range(count)]
    return [after - before for before, after in itertools.pairwise(logs)]


def test_simp_moves_one_unit_up_or_down_by_a_fair_coin() -> None:
    steps = _steps(BinaryWalk(random.Random(1)), 5_000)
    assert all(abs(abs(step) - UNIT) < 1e-9 for step in steps)
    assert 0.47 < sum(step > 0 for step in steps) / len(steps) < 0.53


def test_simp_starts_at_the_two_prices_seen_in_every_real_round() -> None:
    assert {floor(BinaryWalk(random.Random(seed)).step()) for seed in range(20)} == {99_870, 100_129}


@pytest.mark.parametrize("seed", range(20))
def test_card_deals_each_step_four_times_and_comes_back_to_the_start(seed: int) -> None:
    process = CardDeck(random.Random(seed))
    for _ in range(5):
        prices = [START_PRICE, *(process.step() for _ in range(52))]
        units = [math.log(price / START_PRICE) / UNIT for price in prices]
        assert all(abs(unit - round(unit)) < 1e-6 for unit in units)
        steps = [round(after) - round(before) for before, after in itertools.pairwise(units)]
        assert Counter(steps) == dict.fromkeys(range(-6, 7), 4)
        # exactly, not nearly: the published mid is a floor
        assert prices[-1] == START_PRICE


@pytest.mark.parametrize(
    ("process", "low_bp", "high_bp"),
    [
        (GeometricWalk(random.Random(1)), 12.6, 13.2),
        (JumpWalk(random.Random(1)), 12.8, 13.9),
        (Garch(random.Random(1)), 9.2, 10.6),
    ],
)
def test_a_seconds_deviation_is_as_measured(process: PriceProcess, low_bp: float, high_bp: float) -> None:
    steps = _steps(process, 20_000)
    assert low_bp < statistics.pstdev(steps) * 1e4 < high_bp
    assert abs(statistics.fmean(steps)) * 1e4 < 0.35


def test_garr_is_calm_after_calm_and_wild_after_wild() -> None:
    squares = [step * step for step in _steps(Garch(random.Random(2)), 20_000)]
    assert _correlation(squares, 1) > 0.03
    plain = [step * step for step in _steps(GeometricWalk(random.Random(2)), 20_000)]
    assert abs(_correlation(plain, 1)) < 0.03


def test_hest_stands_still_often_and_differs_from_round_to_round() -> None:
    rounds = [_steps(Heston(random.Random(seed)), 1_810) for seed in range(30)]
    deviations = sorted(statistics.pstdev(steps) * 1e4 for steps in rounds)
    assert 25 < statistics.median(deviations) < 50
    assert deviations[-1] > 1.3 * deviations[0]
    share = statistics.fmean(sum(step == 0 for step in steps) / len(steps) for steps in rounds)
    assert 0.05 < share < 0.25
    squares = [[step * step for step in steps] for steps in rounds]
    assert 0.15 < statistics.fmean(_correlation(row, 1) for row in squares) < 0.5


@pytest.mark.parametrize("name", UNDERLYINGS)
def test_a_seed_gives_a_path_and_the_scale_widens_it(name: Underlying) -> None:
    def path(seed: int, scale: float = 1.0) -> list[float]:
        process = make_processes(seed, scale)[name]
        return [process.step() for _ in range(100)]

    assert path(1) == path(1)
    assert path(1) != path(2)
    wide = [math.log(price / START_PRICE) for price in path(1, 5.0)]
    plain = [math.log(price / START_PRICE) for price in path(1)]
    assert wide == pytest.approx([5 * value for value in plain], abs=1e-9)


def test_no_path_depends_on_how_often_another_was_asked() -> None:
    together = make_processes(3)
    paths = {name: [process.step() for _ in range(10)] for name, process in together.items()}
    alone = make_processes(3)[Underlying("$SIMP")]
    assert [alone.step() for _ in range(10)] == paths[Underlying("$SIMP")]


def _correlation(values: list[float], lag: int) -> float:
    return statistics.correlation(values[:-lag], values[lag:])
