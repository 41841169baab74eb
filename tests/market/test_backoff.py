"""Waits between attempts: doubling, jittered, bounded; a short-lived connection counts as a failed attempt."""

import itertools
import random

from algotrade_gui.market.backoff import MAX_DELAY_S, SHORT_LIFE_S, Backoff


def test_waits_grow_with_jitter_up_to_five_seconds() -> None:
    backoff = Backoff()
    for attempt, most in enumerate([0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]):
        delays = [backoff.delay_s(attempt) for _ in range(50)]
        assert max(delays) <= most
        assert min(delays) >= most / 2
        assert len(set(delays)) > 10
    assert backoff.delay_s(10_000) <= MAX_DELAY_S


def test_the_same_seed_waits_alike() -> None:
    one, two = Backoff(random.Random(4)), Backoff(random.Random(4))
    assert list(itertools.islice(one.delays(), 8)) == list(itertools.islice(two.delays(), 8))


def test_connections_that_end_at_once_are_waited_after_ever_longer_until_one_lives() -> None:
    backoff = Backoff()
    waits = [backoff.after_connection_s(0.1) for _ in range(4)]
    assert [0.125, 0.25, 0.5, 1.0] <= waits <= [0.25, 0.5, 1.0, 2.0]
    assert all(before < after for before, after in itertools.pairwise(waits))
    assert backoff.after_connection_s(SHORT_LIFE_S) == 0
    assert backoff.after_connection_s(0.1) <= 0.25
