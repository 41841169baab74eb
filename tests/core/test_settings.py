"""Settings refuse what is out of bounds and say which field."""

import re

import msgspec
import pytest

from algotrade_gui.core.settings import Profile


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"name": "../x"}, "$.name"),
        ({"name": "p", "exchange": {"kind": "moon"}}, "$.exchange.kind"),
        ({"name": "p", "exchange": {"practice": {"round_seconds": 5}}}, "$.exchange.practice.round_seconds"),
        ({"name": "p", "exchange": {"practice": {"speed": 0}}}, "$.exchange.practice.speed"),
        ({"name": "p", "exchange": {"practice": {"seed": -1}}}, "$.exchange.practice.seed"),
        ({"name": "p", "bots": [{"strategy": "A", "name": "a"}, {"strategy": "A", "name": ""}]}, "$.bots[1].name"),
        ({"name": "p", "risk": {"max_position": 0}}, "$.risk.max_position"),
        ({"name": "p", "risk": {"max_position": 1.5}}, "$.risk.max_position"),
        ({"name": "p", "layout": {"theme": "pink"}}, "$.layout.theme"),
    ],
)
def test_out_of_bounds(table: dict[str, object], where: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=re.escape(where)):
        msgspec.convert(table, Profile)


def test_a_secret_in_a_profile_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `secret`"):
        msgspec.convert({"name": "p", "exchange": {"secret": "x"}}, Profile)


def test_a_name_alone_is_a_whole_profile() -> None:
    profile = msgspec.convert({"name": "p"}, Profile)
    assert profile.exchange.kind == "practice"
    assert profile.risk.max_order_size is not None
    assert profile.bots == []
