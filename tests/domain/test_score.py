"""The official score: its bounds, its order, and that what is said to be enough is enough, and a cent less is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.domain.score import (
    MOST_WORTH,
    Field,
    Rival,
    points_of_extra,
    ranks,
    round_scores,
    worth_for_rank,
    worth_to_catch,
)

worth = st.integers(0, 10**9)
worths = st.dictionaries(st.integers(0, 30), worth, min_size=1, max_size=12)
coefficient = st.integers(1, 3_000)
points = st.integers(0, 10_000).map(float)
rivals = st.lists(st.builds(Rival, points_before=points, worth=worth), min_size=1, max_size=6)


def fields() -> st.SearchStrategy[Field]:
    return st.tuples(worth, worth).map(lambda two: Field(worst=min(two), best=max(two)))


def test_the_formula() -> None:
    scores = round_scores({"idle": 1_000_000, "winner": 8_600_000, "loser": 0}, 1_000)
    assert scores["loser"] == 0
    assert scores["winner"] == 1_000
    assert scores["idle"] == pytest.approx(116.279, abs=1e-3)


def test_equal_teams_and_a_team_alone_score_nothing() -> None:
    assert round_scores({"a": 5, "b": 5}, 3_000) == {"a": 0, "b": 0}
    assert round_scores({"a": 5}, 3_000) == {"a": 0}
    assert round_scores({}, 3_000) == {}


@given(worths, coefficient)
def test_scores_span_from_nought_to_the_coefficient_in_the_order_of_worth(teams: dict[int, int], weight: int) -> None:
    scores = round_scores(teams, weight)
    assert set(scores) == set(teams)
    assert min(scores.values()) == 0
    assert max(scores.values()) == (weight if len(set(teams.values())) > 1 else 0)
    for one, his in teams.items():
        for other, hers in teams.items():
            assert not (his > hers and scores[one] < scores[other])
            assert not (his == hers and scores[one] != scores[other])


@given(worths, coefficient, st.integers(-(10**6), 10**6))
def test_only_distances_count(teams: dict[int, int], weight: int, shift: int) -> None:
    moved = {team: amount + shift for team, amount in teams.items()}
    assert round_scores(moved, weight) == round_scores(teams, weight)


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 5), max_size=12))
def test_a_rank_is_one_more_than_the_teams_above(merits: dict[int, int]) -> None:
    given_ranks = ranks(merits)
    for team, merit in merits.items():
        assert given_ranks[team] == 1 + sum(other > merit for other in merits.values())


def test_equals_share_a_rank_and_the_next_is_left_out() -> None:
    assert ranks({"a": 10, "b": 20, "c": 20, "d": 5}) == {"b": 1, "c": 1, "a": 3, "d": 4}


@given(worth, fields(), coefficient, st.integers(0, 10**7))
def test_extra_cash_never_costs_points(mine: int, field: Field, weight: int, extra: int) -> None:
    assert points_of_extra(mine, field, weight, extra) >= 0


def test_a_thousand_dollars_inside_the_field() -> None:
    field = Field(worst=0, best=10_000_000)
    assert points_of_extra(1_000_000, field, 2_000) == pytest.approx(20)
    assert points_of_extra(10_000_000, field, 2_000) == 0


@given(rivals, points, coefficient, worth)
def test_the_worth_to_catch_a_rival_is_the_least_that_is_enough(
    others: list[Rival], mine: float, weight: int, any_worth: int
) -> None:
    field = Field(worst=min(r.worth for r in others), best=max(r.worth for r in others))
    rival = others[0]

    def caught(amount: int) -> bool:
        scores = round_scores({"me": amount, **{str(place): r.worth for place, r in enumerate(others)}}, weight)
        return mine + scores["me"] >= rival.points_before + scores["0"]

    found = worth_to_catch(rival, mine, field, weight)
    if found is None:
        assert not caught(any_worth)
        return
    assert caught(found)
    assert found == 0 or not caught(found - 1)


@given(rivals, points, coefficient, st.data())
def test_the_worth_for_a_rank_brings_it_and_a_cent_less_does_not(
    others: list[Rival], mine: float, weight: int, data: st.DataObject
) -> None:
    wanted = data.draw(st.integers(1, len(others) + 1))

    def rank_with(amount: int) -> int:
        scores = round_scores({-1: amount, **{place: r.worth for place, r in enumerate(others)}}, weight)
        totals = {place: r.points_before + scores[place] for place, r in enumerate(others)}
        return ranks({-1: mine + scores[-1], **totals})[-1]

    found, _ = worth_for_rank(wanted, mine, others, weight)
    if found is None:
        assert rank_with(MOST_WORTH) > wanted
        return
    assert rank_with(found) <= wanted
    assert found == 0 or rank_with(found - 1) > wanted


def test_the_best_team_is_caught_by_passing_it() -> None:
    """Level on points with the winner is not out of reach for who starts behind: his own score falls once he is not the best."""
    rival = Rival(points_before=100, worth=2_000_000)
    found = worth_to_catch(rival, 0, Field(worst=0, best=2_000_000), 1_000)
    assert found is not None
    assert found > 2_000_000


def test_what_no_net_worth_brings() -> None:
    assert worth_to_catch(Rival(points_before=5_000, worth=0), 0, Field(worst=0, best=10), 1_000) is None
    assert worth_for_rank(2, 0, [Rival(points_before=0, worth=5)], 1_000) == (0, None)
    with pytest.raises(ValueError, match="no rank 3"):
        worth_for_rank(3, 0, [Rival(points_before=0, worth=5)], 1_000)
    with pytest.raises(ValueError, match="worst"):
        Field(worst=2, best=1)
