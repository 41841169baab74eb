"""The settings of the practice exchange: bounds, round trip, seeds."""

import pytest

from algotrade_gui.core.errors import UserError
from algotrade_gui.simulator.config import (
    MAX_SEED,
    PRACTICE_SECRET,
    ConfigError,
    config_from_json,
    config_to_json,
    make_config,
    round_seed,
    secret_digest,
)


def test_defaults_are_those_of_the_protocol() -> None:
    config = make_config()
    assert config.teams == {"you": secret_digest(PRACTICE_SECRET)}
    assert (config.port, config.start_cash, config.round_seconds) == (9_001, 1_000_000, 1_800)
    limits = config.limits
    assert (limits.connections, limits.openings_per_s, limits.messages_per_s, limits.pending_orders) == (
        10,
        10,
        300,
        600,
    )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("port", 65_536),
        ("port", -1),
        ("seed", -1),
        ("seed", MAX_SEED + 1),
        ("round_seconds", 14),
        ("speed", 0.0),
        ("speed", 1_001),
        ("start_cash", -1),
        ("volatility_scale", 0),
        ("teams", {"": "x"}),
        ("limits", {"messages_per_s": 0}),
        ("round_seconds", "600"),
        ("colour", "red"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_by_name(setting: str, value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        make_config(**{setting: value})
    assert isinstance(caught.value, UserError)
    assert setting in str(caught.value)


@pytest.mark.parametrize("teams", [{}, {"a": "same", "b": "same"}])
def test_teams_need_a_secret_of_their_own(teams: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="team"):
        make_config(teams=teams)


def test_json_round_trip_and_bad_json() -> None:
    config = make_config(seed=7, teams={"a": "1", "b": "2"}, limits={"pending_orders": 5})
    assert config_from_json(config_to_json(config)) == config
    assert b"\n" not in config_to_json(config)
    for bad in (b"", b"{", b'{"port":"x"}', b"\xff"):
        with pytest.raises(ConfigError):
            config_from_json(bad)


def test_seeds_of_later_rounds_follow_from_the_first() -> None:
    seeds = [round_seed(5, index) for index in range(50)]
    assert seeds[0] == 5
    assert len(set(seeds)) == 50
    assert all(0 <= seed <= MAX_SEED for seed in seeds)
    assert seeds == [round_seed(5, index) for index in range(50)]
    assert round_seed(6, 1) != round_seed(5, 1)


def test_a_digest_tells_secrets_apart_without_telling_them() -> None:
    assert secret_digest("a") == secret_digest("a") != secret_digest("b")
    assert "secret" not in secret_digest("secret")
    assert secret_digest("\udcff")  # what a hostile query string can decode to


def test_a_round_has_the_plan_s_settings_where_it_gives_some_and_the_exchange_s_elsewhere() -> None:
    slow = {"orders": {"ms": 350}}
    config = make_config(
        seed=4,
        round_seconds=300,
        rounds=[
            {"name": "short", "seconds": 60, "seed": 77},
            {"name": "slow", "delays": slow, "volatility_scale": 2.5},
        ],
    )
    first, second, third = (config.for_round(index) for index in range(3))
    assert (first.round_seconds, first.seed, first.volatility_scale, first.delays.orders.ms) == (60, 77, 1.0, 0)
    assert (second.round_seconds, second.seed) == (300, round_seed(4, 1))
    assert (second.volatility_scale, second.delays.orders.ms, second.delays.feed.ms) == (2.5, 350, 0)
    # the plan begins again; a seed that it gives is the same each time
    assert (third.round_seconds, third.seed) == (60, 77)
    assert [config.round_plan(index).name for index in range(4)] == ["short", "slow", "short", "slow"]
    assert make_config(seed=4).round_plan(2).name == "round 3"


@pytest.mark.parametrize(("rounds", "last"), [(0, 0), (1, 0), (3, 2)])
def test_a_plan_that_is_not_repeated_ends_with_its_last_round(rounds: int, last: int) -> None:
    plan = [{"name": f"r{number}"} for number in range(rounds)]
    once, for_ever = make_config(rounds=plan, repeat=False), make_config(rounds=plan)
    assert [once.is_last(index) for index in range(last + 1)] == [False] * last + [True]
    assert not any(for_ever.is_last(index) for index in range(10))


def test_no_secret_is_in_a_configuration() -> None:
    config = make_config(teams={"club": "only-they-know"})
    assert "only-they-know" not in repr(config) + config_to_json(config).decode()
    with pytest.raises(ConfigError, match="teams") as caught:
        config_from_json(b'{"teams":{"club":"only-they-know"}}')
    assert "only-they-know" not in str(caught.value)
