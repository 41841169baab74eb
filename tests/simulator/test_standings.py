"""Net worth and scores: what holdings count for, when, and how rounds add up."""

from math import floor

import pytest

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import Cents
from algotrade_gui.simulator.accounts import HOUSE
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.standings import marks, net_worth
from algotrade_gui.simulator.venue import Venue
from algotrade_gui.wire.standings import (
    Standings,
    StandingsDecodeError,
    TeamStanding,
    decode_standings,
    encode_standings,
)
from tests.simulator.driving import Round

TEAMS = {"ants": "secret-a", "bees": "secret-b", "cats": "secret-c"}
PLAN = ({"name": "one", "coefficient": 1_000}, {"name": "two", "coefficient": 2_000, "seconds": 30})


def _venue(**settings: object) -> Venue:
    return Venue(
        make_config(
            **{
                "round_seconds": 60,
                "overtime_seconds": 1,
                "goodbye_ms": 0,
                "pause_ms": 500,
                "house_traders": False,
                "teams": TEAMS,
                **settings,
            }
        )
    )


def _play(venue: Venue, rounds: int) -> list[Standings]:
    """Play so many rounds to their end; return all standings."""
    seen: list[Standings] = []
    stop = venue.standings.on_standings(seen.append)
    while rounds:
        _, over = venue.advance(int(venue.next_deadline_ms))
        rounds -= over
    stop()
    return seen


def _give(venue: Venue, team: int, cents: int) -> None:
    venue.exchange.accounts[TeamId(team)].cash += cents


def test_one_a_second_when_the_candles_are_out_and_one_at_the_end() -> None:
    venue = _venue()
    phase = venue.exchange.phase_ms
    seen = _play(venue, 1)
    assert [standings.final for standings in seen] == [False] * 60 + [True]
    # the first broadcast after the second, at the exchange's own phase
    assert [standings.time for standings in seen[:3]] == [1_000 + phase, 2_000 + phase, 3_000 + phase]
    assert seen[-1].time == 61_000
    assert [team.name for team in seen[0].teams] == list(TEAMS)
    assert {team.rank for team in seen[0].teams} == {1}


def test_a_holding_counts_at_what_it_pays_at_the_last_published_mid() -> None:
    venue = _venue()
    venue.advance(1_500)
    exchange = venue.exchange
    mid = exchange.mids[next(iter(exchange.contracts)).instrument.underlying]
    call = next(
        contract
        for contract in exchange.contracts
        if contract.instrument.strike is not None and contract.instrument.payoff(mid) > 0
    )
    mid = exchange.mids[call.instrument.underlying]
    exchange.accounts[TeamId(2)].held[call.instrument.id] = 3
    exchange.accounts[TeamId(1)].held[call.instrument.id] = 0
    standings, _ = venue.standings.take(exchange, 0)
    bees = next(team for team in standings.teams if team.name == "bees")
    ants = next(team for team in standings.teams if team.name == "ants")
    assert bees.net_worth == 1_000_000 + 3 * call.instrument.payoff(mid)
    assert (bees.cash, bees.positions, bees.contracts, bees.rank) == (1_000_000, 1, 3, 1)
    assert (ants.net_worth, ants.positions) == (1_000_000, 0)
    assert standings.change(bees) == bees.net_worth - 1_000_000


def test_the_mark_is_not_the_hidden_price_of_the_running_second() -> None:
    round_ = Round()
    round_.skip(5_000)
    exchange = round_.exchange
    # the second's step is made, its candle not yet broadcast
    before = dict(exchange.mids)
    round_.skip(5_000 + exchange.phase_ms)
    assert before != exchange.mids
    round_.skip(5_999)
    assert any(floor(exchange.prices[name]) != mid for name, mid in exchange.mids.items())


def test_reserved_cash_is_part_of_net_worth() -> None:
    venue = _venue()
    venue.advance(0)
    exchange = venue.exchange
    contract = next(iter(exchange.contracts))
    exchange.place(exchange.accounts[TeamId(1)], contract, True, Cents(500), 10, 60_000)
    assert exchange.accounts[TeamId(1)].cash_reserved == 5_000
    standings, _ = venue.standings.take(exchange, 0)
    assert {team.net_worth for team in standings.teams} == {1_000_000}


def test_points_add_up_over_the_plan_and_begin_anew_with_it() -> None:
    venue = _venue(rounds=PLAN)
    _give(venue, 1, 400)
    _give(venue, 2, 100)
    first = _play(venue, 1)[-1]
    assert (first.name, first.series, first.round, first.rounds, first.coefficient) == ("one", 1, 1, 2, 1_000)
    assert {team.name: (team.score, team.total, team.rank) for team in first.teams} == {
        "ants": (1_000, 1_000, 1),
        "bees": (250, 250, 2),
        "cats": (0, 0, 3),
    }
    _give(venue, 3, 1_000)
    second = _play(venue, 1)[-1]
    assert (second.name, second.round, second.seconds, second.final) == ("two", 2, 30, True)
    assert {team.name: (team.score, team.total, team.rank) for team in second.teams} == {
        "cats": (2_000, 2_000, 1),
        "ants": (0, 1_000, 2),
        "bees": (0, 250, 3),
    }
    assert list(venue.standings.finals) == [first, second]
    third = _play(venue, 1)[-1]
    assert (third.series, third.round) == (2, 1)
    assert {team.total for team in third.teams} == {0}


def test_during_a_round_the_score_is_as_if_it_ended_now() -> None:
    venue = _venue(rounds=PLAN)
    _give(venue, 2, 700)
    seen = _play(venue, 1)
    assert not seen[0].final
    leader = seen[0].teams[0]
    assert (leader.name, leader.score, leader.total) == ("bees", 1_000, 1_000)


def test_without_a_plan_rounds_follow_each_other_and_rank_by_what_teams_have() -> None:
    venue = _venue()
    _give(venue, 3, 5)
    first = _play(venue, 1)[-1]
    assert (first.name, first.rounds, first.coefficient) == ("round 1", 0, 0)
    assert [(team.name, team.rank, team.total) for team in first.teams] == [
        ("cats", 1, 0),
        ("ants", 2, 0),
        ("bees", 2, 0),
    ]
    second = _play(venue, 1)[-1]
    assert (second.series, second.round) == (1, 2)


def test_opponents_are_teams_and_the_house_is_none() -> None:
    venue = _venue(opponents={"sniper": {"number": 2}})
    names = [team.name for team in _play(venue, 1)[-1].teams]
    assert sorted(names) == ["ants", "bees", "cats", "sniper 1", "sniper 2"]


def test_the_same_seed_gives_the_same_lines_however_the_clock_is_driven() -> None:
    def lines(step_ms: int) -> list[bytes]:
        venue = _venue(house_traders=True, opponents={"sniper": {"number": 1}})
        seen: list[bytes] = []
        venue.standings.on_standings(lambda standings: seen.append(encode_standings(standings)))
        now_ms = 0
        while not venue.round_index:
            now_ms += step_ms
            venue.advance(now_ms)
        return seen

    assert lines(73) == lines(10_000)


def test_what_the_teams_win_the_house_loses_at_every_second() -> None:
    """Each contract has a holder and a writer: marked alike, all net worths together are the cash that was handed out."""
    venue = _venue(house_traders=True, opponents={kind: {"number": 1} for kind in ("sniper", "maker", "random")})
    sums: list[int] = []
    moved: list[int] = []

    def add_up(standings: Standings) -> None:
        exchange = venue.exchange
        marked = marks(exchange)
        worths = {team: net_worth(account, marked) for team, account in exchange.accounts.items()}
        sums.append(sum(worths.values()))
        assert {team.team: team.net_worth for team in standings.teams} == {
            team: worth for team, worth in worths.items() if team != HOUSE
        }
        moved.append(sum(team.net_worth != standings.start_cash for team in standings.teams))

    venue.standings.on_standings(add_up)
    venue.advance(61_000)
    assert set(sums) == {6 * 1_000_000}
    assert max(moved) >= 2, "somebody has traded"


def test_while_nobody_listens_only_the_end_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    venue = _venue()
    taken: list[int] = []
    take = venue.standings.take

    def counted(exchange: Exchange, round_index: int) -> tuple[Standings, dict[TeamId, float]]:
        taken.append(1)
        return take(exchange, round_index)

    monkeypatch.setattr(venue.standings, "take", counted)
    venue.advance(30_000)
    assert taken == []
    venue.advance(61_000)
    assert taken == [1]


def test_a_line_comes_back_as_it_was_and_nonsense_is_refused() -> None:
    team = TeamStanding(team=1, name="you", net_worth=5, cash=5, positions=0, contracts=0, score=1.5, total=2.5, rank=1)
    standings = Standings(
        series=1,
        round=1,
        rounds=0,
        name="round 1",
        coefficient=0,
        seconds=60,
        time=1_050,
        final=False,
        start_cash=5,
        teams=[team],
    )
    line = encode_standings(standings)
    assert line.startswith(b'{"type":"standings"')
    assert b"\n" not in line
    assert decode_standings(line) == standings
    assert decode_standings(line[:-1] + b',"new":1}') == standings
    for wrong in (b"", b"{}", b"\xff", b"[" * 100_000, line.replace(b'"standings"', b'"welcome"'), b'{"type":1}'):
        with pytest.raises(StandingsDecodeError):
            decode_standings(wrong)
