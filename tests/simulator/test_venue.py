"""Who comes in, how often one may speak, and one round after the other: without a socket."""

import json

import pytest

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.venue import Refusal, Venue
from algotrade_gui.simulator.window import SlidingWindow

INVENTORY = b'{"type":"get_inventory","user_request_id":"1"}'


def _venue(**settings: object) -> Venue:
    return Venue(
        make_config(**{"round_seconds": 60, "overtime_seconds": 1, "goodbye_ms": 0, "house_traders": False, **settings})
    )


def test_a_window_lets_through_its_limit_in_any_second_and_not_one_more() -> None:
    window = SlidingWindow(3)
    assert [window.allows(at) for at in (0, 500, 999, 999)] == [True, True, True, False]
    # the refused one did not count; the one at 0 has left the window at 1000
    assert [window.allows(at) for at in (1_000, 1_001, 1_500, 1_998, 1_999)] == [True, False, True, False, True]


@pytest.mark.parametrize(
    "secret", ["", "wrong", PRACTICE_SECRET[:-1], PRACTICE_SECRET + " ", PRACTICE_SECRET.upper(), "\udc80"]
)
def test_only_the_whole_secret_opens(secret: str) -> None:
    assert _venue().admit(secret, 0) is Refusal.UNAUTHORIZED


def test_ten_connections_at_a_time_over_the_whole_team() -> None:
    venue = _venue(teams={"a": "sa", "b": "sb"})
    assert [venue.admit("sa", 2_000 * index) for index in range(11)] == [TeamId(1)] * 10 + [Refusal.TOO_MANY]
    assert venue.admit("sb", 21_000) == TeamId(2)
    venue.leave(TeamId(1))
    assert venue.open_connections == {1: 9, 2: 1}
    assert venue.admit("sa", 23_000) == TeamId(1)


def test_ten_openings_a_second_however_short_they_lived() -> None:
    venue = _venue()
    for _ in range(10):
        assert venue.admit(PRACTICE_SECRET, 100) == TeamId(1)
        venue.leave(TeamId(1))
    assert venue.admit(PRACTICE_SECRET, 1_099) is Refusal.TOO_MANY
    assert venue.admit(PRACTICE_SECRET, 1_100) == TeamId(1)


def test_three_hundred_messages_a_second_and_not_one_more() -> None:
    venue = _venue(teams={"a": "sa", "b": "sb"})
    venue.advance(0)
    answers = [venue.receive(TeamId(1), INVENTORY, 0) for _ in range(301)]
    assert answers.count(None) == 1
    assert answers[300] is None
    assert venue.receive(TeamId(2), INVENTORY, 0) is not None


def test_rounds_follow_each_other_with_a_silence_between_and_a_seed_of_their_own() -> None:
    venue = _venue(start_delay_ms=500, pause_ms=3_000, seed=9)
    assert venue.next_deadline_ms == 500
    assert venue.advance(400) == ([], False)
    texts, over = venue.advance(1_000_000)
    assert over
    times = [json.loads(text)["time"] for text in texts]
    assert times[0] < 100
    assert 60_900 < times[-1] <= 61_000
    assert (venue.now_ms, venue.round_index) == (61_500, 1)
    # the next one stands at 0 for whoever connects early, and is silent
    assert venue.next_deadline_ms == 64_500
    assert venue.advance(64_000) == ([], False)
    answer = venue.receive(TeamId(1), INVENTORY, 64_000)
    assert answer is not None
    assert '"data":{"$":[0,1000000]}' in answer
    texts, over = venue.advance(65_000)
    assert not over
    assert json.loads(texts[0])["time"] < 100
    assert venue.exchange.seed not in (9, 0)
    again = _venue(seed=9)
    again.advance(10**9)
    assert again.exchange.seed == venue.exchange.seed


def test_a_new_round_starts_with_the_start_cash() -> None:
    venue = _venue(start_cash=500, pause_ms=0)
    venue.advance(0)
    frame = {"type": "add_order", "user_request_id": "1", "instrument_id": "$SIMP_future_60"}
    order = json.dumps(frame | {"price": 5, "expiry": 10**6, "side": "bid", "quantity": 10}).encode()
    assert '"success":true' in str(venue.receive(TeamId(1), order, 10))
    assert '"$":[50,500]' in str(venue.receive(TeamId(1), INVENTORY, 10))
    assert venue.advance(10**6)[1]
    venue.advance(venue.now_ms)
    assert '"$":[0,500]' in str(venue.receive(TeamId(1), INVENTORY, venue.now_ms))


def test_after_its_end_a_round_still_answers_for_a_moment() -> None:
    venue = _venue(goodbye_ms=400)
    _, over = venue.advance(61_399)
    assert not over
    assert venue.next_deadline_ms == 61_400
    order = (
        b'{"type":"add_order","user_request_id":"1","instrument_id":"x","price":1,"expiry":1,"side":"bid","quantity":1}'
    )
    assert "Round has ended, no new orders can be placed" in str(venue.receive(TeamId(1), order, 61_399))
    assert venue.advance(61_400) == ([], True)
    assert "Instrument not found" in str(venue.receive(TeamId(1), order, 61_400))


def test_a_plan_is_played_in_order_each_round_with_its_own_length_delays_and_name() -> None:
    plan = [
        {"name": "test", "seconds": 15},
        {"name": "scored", "seconds": 30, "coefficient": 1_500, "delays": {"orders": {"ms": 100}}},
    ]
    venue = _venue(rounds=plan, pause_ms=1_000)
    played = []
    for _ in range(3):
        played.append(
            (venue.round_plan.name, venue.round_plan.coefficient, venue.delays.orders.ms, venue.exchange.end_ms)
        )
        assert venue.advance(10**9)[1]
    assert played == [("test", 0, 0, 16_000), ("scored", 1_500, 100, 31_000), ("test", 0, 0, 16_000)]
    assert venue.round_index == 3
    assert venue.now_ms == 16_000 + 1_000 + 31_000 + 1_000 + 16_000


def test_a_plan_that_is_not_repeated_finishes_and_its_last_standings_stay() -> None:
    venue = _venue(rounds=[{"name": "a", "seconds": 15}, {"name": "b", "seconds": 15}], repeat=False, start_cash=77)
    over = [(venue.advance(10**9)[1], venue.finished)]
    last = venue.exchange
    over.append((venue.advance(10**9)[1], venue.finished))
    assert over == [(True, False), (True, True)]
    assert venue.exchange is last
    assert last.accounts[TeamId(1)].cash == 77
    assert venue.round_plan.name == "b"
    assert venue.next_deadline_ms == float("inf")
    assert venue.advance(10**9 + 1) == ([], False)
    assert '"$":[0,77]' in str(venue.receive(TeamId(1), INVENTORY, 10**9 + 1))
