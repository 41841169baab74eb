"""A strategy's typed settings: described for a dialog, refused with field and bound."""

import enum
from typing import Annotated, Any, Literal

import pytest

from algotrade_gui.bots.params import BotConfig, ConfigError, Param, build, describe, to_values


class Style(enum.Enum):
    CALM = "calm"
    WILD = "wild"


class Config(BotConfig, frozen=True, kw_only=True):
    underlying: Annotated[Literal["$CARD", "$SIMP"], Param(label="Underlying", help="What to quote.")] = "$SIMP"
    spread: Annotated[float, Param(unit="%", ge=0.01, le=10, live=True)] = 0.2
    size: Annotated[int, Param(label="Size", ge=1, le=20)]
    style: Style = Style.CALM
    limit: Annotated[int, Param(ge=5)] | None = None
    loud: bool = False
    note: str = ""


def test_each_field_is_described_in_order() -> None:
    infos = {info.name: info for info in describe(Config)}
    assert list(infos) == ["underlying", "spread", "size", "style", "limit", "loud", "note"]
    underlying, spread, size = infos["underlying"], infos["spread"], infos["size"]
    assert (underlying.label, underlying.help, underlying.choices) == (
        "Underlying",
        "What to quote.",
        ("$CARD", "$SIMP"),
    )
    assert (spread.label, spread.unit, spread.minimum, spread.maximum, spread.live) == ("Spread", "%", 0.01, 10, True)
    assert (spread.type, spread.default, spread.required) == (float, 0.2, False)
    assert (size.type, size.minimum, size.maximum, size.required) == (int, 1, 20, True)
    assert (infos["style"].type, infos["style"].choices) == (Style, (Style.CALM, Style.WILD))
    assert (infos["limit"].type, infos["limit"].optional, infos["limit"].minimum) == (int, True, 5)
    assert (infos["loud"].type, infos["note"].type) == (bool, str)
    assert describe(None) == []


def test_values_become_a_config_and_back() -> None:
    config = build(Config, {"size": 3, "style": "wild", "spread": 1})
    assert (config.size, config.style, config.spread, config.underlying) == (3, Style.WILD, 1.0, "$SIMP")
    values = to_values(config)
    assert values["style"] == "wild"
    assert "limit" not in values
    assert build(Config, values) == config


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"size": 0}, "size", ">= 1"),
        ({"size": 21}, "size", "<= 20"),
        ({"size": 1.5}, "size", "int"),
        ({"size": True}, "size", "int"),
        ({"size": "many"}, "size", "int"),
        ({"size": 1, "spread": 11}, "spread", "<= 10"),
        ({"size": 1, "spread": float("nan")}, "spread", "number"),
        ({"size": 1, "spread": float("inf")}, "spread", "number"),
        ({"size": 1, "underlying": "$GOLD"}, "underlying", "$GOLD"),
        ({"size": 1, "limit": 4}, "limit", ">= 5"),
        ({"size": 1, "sise": 2}, "sise", "no such setting"),
        ({}, "size", "must be given"),
    ],
)
def test_a_value_out_of_bounds_is_refused_with_field_and_bound(values: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        build(Config, values)
    assert caught.value.field == field
    assert words in caught.value.reason
    assert str(caught.value).startswith(f"{field}: ")


def test_a_declaration_that_no_dialog_can_show_is_refused() -> None:
    class Odd(BotConfig, frozen=True, kw_only=True):
        things: tuple[int, ...] = ()

    class OutOfBounds(BotConfig, frozen=True, kw_only=True):
        size: Annotated[int, Param(ge=5)] = 1

    class WrongBound(BotConfig, frozen=True, kw_only=True):
        name: Annotated[str, Param(ge=5)] = "x"

    with pytest.raises(ConfigError, match="things: no dialog can show a value of this type"):
        describe(Odd)
    with pytest.raises(ConfigError, match=r"size: the default 1 .* out of its own bounds"):
        describe(OutOfBounds)
    with pytest.raises(ConfigError, match="WrongBound is not declared well"):
        describe(WrongBound)
