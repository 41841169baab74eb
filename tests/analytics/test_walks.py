"""What each kind of process tells about its next steps, against enumeration and simulation."""

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.analytics.laws import DiscreteLaw, LognormalLaw
from algotrade_gui.analytics.variances import GarchWalk, HestonWalk
from algotrade_gui.analytics.walks import UNIT, BinaryWalk, DeckWalk, NotThisProcessError, ScaledWalk, Walk, roundest
from algotrade_gui.simulator.processes import CardDeck, Garch, Heston, PriceProcess

STRIKES = np.array([98_000.0, 99_500.0, 100_000.0, 101_000.0])
IS_CALL = np.array([True, False, True, False])


def show(walk: Walk, price: float, gap: int = 1) -> None:
    mid = math.floor(price + 1e-6)
    walk.observe(gap, mid, mid + 1)


def follow(walk: Walk, process: PriceProcess, steps: int) -> None:
    for _ in range(steps):
        show(walk, process.step())


def price(units: float) -> float:
    return 100_000 * math.exp(units * UNIT)


def expected(prices: list[float], strikes: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    settled = np.floor(np.array(prices) + 1e-6)
    payoffs = [np.maximum(settled - k if c else k - settled, 0.0).mean() for k, c in zip(strikes, IS_CALL, strict=True)]
    return [float(payoff) for payoff in payoffs]


# --- the coin ---


def test_the_binary_walk_knows_its_step_from_the_first_one_and_prices_by_counting() -> None:
    walk = BinaryWalk(-1)
    show(walk, price(1))
    assert walk.confirmed
    assert walk.scale == 1.0
    law = walk.law(3)
    paths = [price(1 + sum(moves)) for moves in itertools.product((-1, 1), repeat=3)]
    np.testing.assert_allclose(law.values(STRIKES, IS_CALL), expected(paths, STRIKES), rtol=1e-12)
    assert law.forward == pytest.approx(np.floor(paths).mean())
    assert law.deviation == pytest.approx(math.sqrt(3) * UNIT)
    assert law.chance_below(100_000) == pytest.approx(1 / 8)  # price(-2); up-down-down gives the start price itself


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.7, 3.25, 5.0])
def test_the_binary_walk_measures_another_scale(scale: float) -> None:
    walk = BinaryWalk(4)
    units = 0
    for move in (1, 1, -1, 1, -1, -1, -1, 1):
        units += move
        show(walk, price(scale * units))
    assert walk.scale == pytest.approx(scale, rel=3e-3)
    if scale in (0.5, 1.0, 5.0):
        assert walk.scale == scale


def test_steps_of_two_sizes_are_no_binary_walk() -> None:
    walk = BinaryWalk(-1)
    show(walk, price(1))
    with pytest.raises(NotThisProcessError):
        show(walk, price(3))


def test_the_roundest_number_between_two() -> None:
    assert roundest(0.99, 1.01) == 1.0
    assert roundest(4.996, 5.004) == 5.0
    assert roundest(1.69, 1.71) == pytest.approx(1.7)
    assert roundest(0.123456, 0.123457) == pytest.approx(0.1234565, abs=1e-6)


# --- the deck ---


def test_near_the_deck_s_end_all_orders_of_the_cards_left_are_counted() -> None:
    deck = [value for value in range(-6, 7) for _ in range(4)]
    random.Random(3).shuffle(deck)
    walk = DeckWalk(-1)
    units = 0
    for card in deck[:47]:
        units += card
        show(walk, price(units))
    left = deck[47:]
    for steps in (1, 2, 4):
        paths = [price(units + sum(cards)) for cards in itertools.permutations(left, steps)]
        law = walk.law(steps)
        np.testing.assert_allclose(law.values(STRIKES, IS_CALL), expected(paths, STRIKES), rtol=1e-9, atol=1e-9)
        assert law.deviation == pytest.approx(float(np.std(np.log(paths))), abs=1e-12)
    # the last card brings the price back, whatever comes between
    assert walk.law(5).forward == 100_000
    assert walk.law(5).deviation == pytest.approx(0, abs=1e-12)


def test_beyond_the_deck_s_end_the_price_now_does_not_matter() -> None:
    walk = DeckWalk(-1)
    process = CardDeck(random.Random(5))
    follow(walk, process, 40)
    law = walk.law(12 + 1)
    assert isinstance(law, DiscreteLaw)
    assert sorted(law.prices.tolist()) == [math.floor(price(card)) for card in range(-6, 7)]
    np.testing.assert_allclose(law.weights, 1 / 13)


def test_the_deck_s_law_agrees_with_many_shuffles_of_what_is_left() -> None:
    deck = [value for value in range(-6, 7) for _ in range(4)]
    rng = random.Random(8)
    rng.shuffle(deck)
    walk = DeckWalk(-1)
    units = 0
    for card in deck[:20]:
        units += card
        show(walk, price(units))
    left = deck[20:]
    paths = [price(units + sum(rng.sample(left, 15))) for _ in range(20_000)]
    law = walk.law(15)
    np.testing.assert_allclose(law.values(STRIKES, IS_CALL), expected(paths, STRIKES), rtol=0.06, atol=5.0)
    assert law.deviation == pytest.approx(float(np.std(np.log(paths))), rel=0.03)


def test_missed_cards_leave_the_mean_exact_and_the_spread_close() -> None:
    full, gappy = DeckWalk(-1), DeckWalk(-1)
    process = CardDeck(random.Random(9))
    for index in range(30):
        value = process.step()
        show(full, value)
        if index in (10, 11, 12):
            continue
        show(gappy, value, gap=4 if index == 13 else 1)
    a, b = full.law(12), gappy.law(12)
    assert b.forward == pytest.approx(a.forward, rel=3e-5)
    assert b.deviation == pytest.approx(a.deviation, rel=0.25)
    # a fresh deck is known to whoever saw it begin
    follow_on = [process.step() for _ in range(40)]
    for value in follow_on:
        show(full, value)
        show(gappy, value)
    assert gappy.law(12).forward == full.law(12).forward


def test_who_joins_in_mid_deck_knows_the_mean_and_soon_everything() -> None:
    process = CardDeck(random.Random(10))
    for _ in range(30):
        process.step()
    late = DeckWalk(29)
    follow(late, process, 1)
    assert isinstance(late.law(5), LognormalLaw)
    # beyond the deck's end the law is exact at once
    assert isinstance(late.law(22), DiscreteLaw)
    follow(late, process, 40)
    assert isinstance(late.law(5), DiscreteLaw)


def test_a_price_off_the_grid_and_a_card_too_many_are_no_deck() -> None:
    walk = DeckWalk(-1)
    with pytest.raises(NotThisProcessError):
        show(walk, price(2.5))
    walk = DeckWalk(-1)
    for units in (6, 12, 18, 24):
        show(walk, price(units))
    with pytest.raises(NotThisProcessError):
        show(walk, price(30))


@given(st.integers(0, 10_000), st.integers(1, 120), st.integers(1, 60))
def test_the_deck_s_law_is_a_law(seed: int, drawn: int, steps: int) -> None:
    walk = DeckWalk(-1)
    follow(walk, CardDeck(random.Random(seed)), drawn)
    law = walk.law(steps)
    assert isinstance(law, DiscreteLaw)
    assert law.weights.sum() == pytest.approx(1)
    assert (law.weights > 0).all()
    call, put = law.values(np.array([100_500.0, 100_500.0]), np.array([True, False]))
    assert call - put == pytest.approx(law.forward - 100_500.0, abs=1e-6)
    assert law.chance_below(1.0) == 0
    assert law.chance_below(1e9) == pytest.approx(1)


# --- plain and moving variances ---


def test_a_plain_walk_believes_its_process_until_the_steps_say_otherwise() -> None:
    quiet, loud = ScaledWalk(-1, UNIT), ScaledWalk(-1, UNIT)
    rng = random.Random(1)
    a = b = 0.0
    for _ in range(60):
        move = rng.gauss(0, 1)
        a, b = a + move, b + 5 * move
        show(quiet, price(a))
        show(loud, price(b))
    assert math.sqrt(quiet.variance()) == pytest.approx(UNIT, rel=0.02)
    assert math.sqrt(loud.variance()) == pytest.approx(5 * UNIT, rel=0.2)


def test_garch_foretells_more_after_a_storm_and_returns_to_its_level() -> None:
    walk = GarchWalk(-1)
    follow(walk, Garch(random.Random(2)), 200)
    calm = walk.variance(1)
    value = walk.law(1).forward
    for sign in (1, -1, 1, -1):
        value *= math.exp(sign * 40e-4)
        show(walk, value)
    assert walk.variance(1) > 2 * calm
    assert walk.variance(60) / 60 < walk.variance(1)


def test_heston_s_filter_follows_its_hidden_variance() -> None:
    errors, plain = [], []
    for seed in range(6):
        process = Heston(random.Random(seed))
        walk = HestonWalk(-1)
        for index in range(600):
            show(walk, process.step())
            if index > 100 and index % 10 == 0:
                truth = max(process._variance, 1e-8)
                errors.append(math.log(walk.law(1).deviation ** 2 / truth) ** 2)
                plain.append(math.log(Heston.THETA / truth) ** 2)
    assert np.mean(errors) < 0.6 * np.mean(plain)


def test_heston_s_mixture_has_fatter_tails_than_one_sigma() -> None:
    walk = HestonWalk(-1)
    follow(walk, Heston(random.Random(4)), 120)
    law = walk.law(30)
    one = LognormalLaw(law.forward, np.array([law.deviation]), np.array([1.0]))
    far = np.array([law.forward * math.exp(4 * law.deviation)])
    near = np.array([law.forward])
    call = np.array([True])
    assert law.values(far, call)[0] > one.values(far, call)[0]
    assert law.values(near, call)[0] < one.values(near, call)[0]
    assert law.chance_below(law.forward) == pytest.approx(0.5, abs=0.02)


def test_the_simulator_s_deck_is_the_one_that_is_assumed() -> None:
    process = CardDeck(random.Random(11))
    before, cards = 0, Counter[int]()
    for _ in range(52):
        units = round(math.log(process.step() / 100_000) / UNIT)
        cards[units - before] += 1
        before = units
    assert cards == dict.fromkeys(range(-6, 7), 4)
