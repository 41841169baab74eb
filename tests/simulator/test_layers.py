"""Settings from several sources: what wins, and the one sentence for what does not hold."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.errors import UserError
from algotrade_gui.simulator.config import ConfigError, make_config
from algotrade_gui.simulator.layers import checked, merged, read_layer, resolve
from algotrade_gui.simulator.opponents.crowds import NIGHT
from algotrade_gui.simulator.presets import PRESETS, preset
from algotrade_gui.simulator.schema import settings
from algotrade_gui.simulator.settings_file import settings_text


def test_the_scored_rounds_are_those_of_the_competition() -> None:
    rounds = [resolve(preset(f"scored-{number}")).for_round(0) for number in range(1, 6)]
    assert [one.round_seconds for one in rounds] == [1_800] * 5
    assert [one.delays.orders.ms for one in rounds] == [0, 100, 200, 350, 500]
    assert [one.delays.replies.ms + one.delays.feed.ms for one in rounds] == [0] * 5
    assert [resolve(preset(f"scored-{number}")).round_plan(0).coefficient for number in range(1, 6)] == [
        1_000,
        1_500,
        2_000,
        2_500,
        3_000,
    ]
    assert resolve(preset("test")).for_round(0).round_seconds == 600
    assert resolve(preset("test")).round_plan(0).coefficient == 0


def test_the_night_is_the_test_round_and_the_five_and_then_over() -> None:
    night = resolve(preset("night"))
    assert [plan.name for plan in night.rounds] == ["test", *(f"scored {number}" for number in range(1, 6))]
    assert not night.repeat
    assert night.is_last(5)
    assert not any(night.is_last(index) for index in range(5))
    assert len({night.for_round(index).seed for index in range(6)}) == 6
    # a single round is for practising it again and again
    assert all(resolve(preset(name)).repeat for name in PRESETS if name != "night")


def test_a_preset_that_is_none_is_one_sentence() -> None:
    with pytest.raises(UserError, match=r"no preset 'final'; those there are: test, scored-1, .*night"):
        preset("final")


def test_later_layers_win_also_inside_a_preset_s_rounds() -> None:
    config = resolve(
        preset("scored-3"),
        {"delays": {"orders": {"jitter_ms": 30}, "feed": {"ms": 5}}, "start_cash": 7, "limits": {"connections": 2}},
        {"delays": {"orders": {"jitter_ms": 40}}, "limits": {"pending_orders": 9}, "round_seconds": 60, "seed": 3},
    )
    played = config.for_round(0)
    assert (played.delays.orders.ms, played.delays.orders.jitter_ms, played.delays.feed.ms) == (200, 40, 5)
    assert (played.round_seconds, played.seed, played.start_cash) == (60, 3, 7)
    assert (played.limits.connections, played.limits.pending_orders, played.limits.messages_per_s) == (2, 9, 300)
    assert config.round_plan(0).coefficient == 2_000


def test_a_plan_in_the_same_layer_keeps_what_it_says_of_its_rounds() -> None:
    layer = {"round_seconds": 300, "seed": 1, "rounds": [{"name": "a", "seconds": 60, "seed": 9}, {"name": "b"}]}
    config = resolve(preset("night"), layer)
    assert [config.for_round(index).round_seconds for index in range(2)] == [60, 300]
    assert config.for_round(0).seed == 9
    assert len(config.rounds) == 2
    assert config.for_round(0).delays == make_config().delays


def test_teams_of_a_later_layer_stand_alone() -> None:
    digests = {name: name * 64 for name in "abc"}
    lower, upper = {"teams": {"x": digests["a"], "y": digests["b"]}}, {"teams": {"z": digests["c"]}}
    assert list(merged(lower, upper)["teams"]) == ["z"]


def test_a_crowd_may_be_named() -> None:
    assert resolve(checked({"opponents": "night"}, "f")).opponents == NIGHT
    narrowed = resolve(checked({"opponents": "night"}, "f"), {"opponents": {"sniper": {"number": 1}}}).opponents
    assert (narrowed.sniper.number, narrowed.maker) == (1, NIGHT.maker)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("port = 70000", "port must be a whole number from 0 to 65535, not 70000"),
        ("speed = 0.01", 'speed must be a number from 0.1 to 1000 or "max", not 0.01'),
        ("speed = 'fast'", 'speed must be a number from 0.1 to 1000 or "max", not "fast"'),
        ("speed = nan", 'speed must be a number from 0.1 to 1000 or "max", not nan'),
        ("volatility_scale = 0", "volatility_scale must be a number above 0 to 10, not 0"),
        ("null_keys = 1", "null_keys must be true or false, not 1"),
        ("seed = -1", "seed must be a whole number from 0 to 9223372036854775807, not -1"),
        ("host = ''", 'host must be text of 1 to 64 characters, not ""'),
        ("[limits]\nmessages_per_s = 0", "limits.messages_per_s must be a whole number from 1 to 1000000, not 0"),
        ("[delays.orders]\nloss = 2", "delays.orders.loss must be a number from 0 to 1, not 2"),
        ("[[rounds]]\nname='a'\n[[rounds]]\nname='b'\nseconds=1", "rounds[2].seconds must be a whole number from 15"),
        ("[[rounds]]\nseconds = 60", "rounds[1] has no name"),
        ("rounds = 3", "rounds must be a list of tables, not 3"),
        ("[opponents]\nsniper = 3", "opponents.sniper must be a table, not 3"),
        ("opponents = 'many'", "opponents must be a table or one of none, few, night, not 'many'"),
        ("colour = 'red'", "there is no setting colour"),
        ("[limits]\nframe_byte = 1", "there is no setting limits.frame_byte (did you mean frame_bytes?)"),
        ("[teams]", "the exchange needs at least one team"),
        ("[teams]\na = 'only-they-know'", "teams must give each name its secret's digest"),
        ("port = ", "is not TOML"),
    ],
)
def test_what_does_not_hold_in_a_file_is_one_sentence_with_file_key_value_and_bound(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "exchange.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_layer(file)
    message = str(caught.value)
    assert sentence in message
    assert message.startswith(str(file))
    assert "\n" not in message
    assert "only-they-know" not in message


_NAMES = [
    "host",
    "port",
    "speed",
    "rounds",
    "delays",
    "limits",
    "teams",
    "opponents",
    "orders",
    "ms",
    "sniper",
    "name",
    "x",
]
_LEAVES = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.text(max_size=5), st.just(datetime.date(2020, 1, 1)), st.just([1])
)
_TREES = st.recursive(
    _LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), below, max_size=4)
)


@given(st.dictionaries(st.sampled_from(_NAMES), _TREES, max_size=3))
def test_whatever_a_file_holds_it_holds_or_is_one_sentence(values: dict[str, Any]) -> None:
    refusal = "f.toml: it holds"
    try:
        config = resolve(checked(values, "f.toml"))
    except ConfigError as error:
        refusal = str(error)
    else:
        assert resolve(tomllib.loads(settings_text(config))) == config
    assert refusal.startswith("f.toml: ")
    assert refusal.isprintable()


def test_a_file_that_is_not_there_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.toml cannot be read: No such file"):
        read_layer(tmp_path / "absent.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"binary\.toml is not UTF-8 text"):
        read_layer(tmp_path / "binary.toml")


def test_every_setting_says_what_it_means_and_what_it_may_be() -> None:
    assert len(settings()) > 30
    for setting in settings():
        assert setting.description, setting.path
        assert setting.bounds, setting.path


def _uncommented(text: str) -> str:
    return "\n".join(line[1:] if line.startswith("#") and line[1:2].islower() else line for line in text.splitlines())


def test_the_settings_file_of_the_defaults_changes_nothing_commented_out_or_not() -> None:
    text = settings_text(make_config(), with_seed=False)
    assert resolve(tomllib.loads(text)) == make_config()
    # only empty tables are left once the comments are gone: a preset below such a file is not touched
    assert all(not value or not any(value.values()) for value in tomllib.loads(text).values())
    uncommented = tomllib.loads(_uncommented(text))
    assert resolve(uncommented) == make_config()
    for setting in settings():
        value: Any = uncommented
        for name in setting.path:
            value = value[name]
        assert value == setting.default
    assert max(map(len, text.splitlines())) <= 110


_PARTICULAR: dict[str, st.SearchStrategy[Any]] = {
    "standings_access": st.sampled_from(["auto", "public", "off"]),
    "standings_key": st.from_regex("[0-9a-f]{64}", fullmatch=True),
}
"""Texts that are not any text."""


@st.composite
def _layers(draw: st.DrawFn) -> dict[str, Any]:
    layer: dict[str, Any] = {}
    for setting in draw(st.lists(st.sampled_from(settings()), max_size=12)):
        low, high = setting.minimum, setting.maximum
        values: dict[str, st.SearchStrategy[Any]] = {
            "bool": st.booleans(),
            "int": st.integers(int(low or 0), int(high or 9)),
            "float": st.floats(low or 0.25, high or 9.5),
            "pace": st.sampled_from([0.5, 20.0, "max"]),
            "text": st.text(min_size=1, max_size=64),
        }
        inner = layer
        for name in setting.path[:-1]:
            inner = inner.setdefault(name, {})
        inner[setting.path[-1]] = draw(_PARTICULAR.get(setting.path[-1], values[setting.kind]))
    chosen = draw(st.none() | st.sampled_from(list(PRESETS)))
    return layer if chosen is None else merged(preset(chosen), layer)


@given(_layers())
def test_a_settings_file_gives_back_what_was_written(layer: dict[str, Any]) -> None:
    config = resolve(checked(layer, "test"))
    assert resolve(checked(tomllib.loads(settings_text(config)), "file")) == config


def test_teams_stand_in_the_settings_file_as_digests() -> None:
    config = make_config(teams={'the "A"=team': "only-they-know", "b": "2"})
    text = settings_text(config)
    assert "only-they-know" not in text
    assert resolve(tomllib.loads(text)).teams == config.teams
