"""What a panel is bound to comes back from a layout, and nothing else does."""

from typing import Any

import pytest

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.role_memory import read_role, read_underlying, role_state

ROLE = Role(underlying=Underlying("$CARD"), kind=InstrumentKind.CALL, nth_expiry=2, strike_offset=-1)


def test_a_role_comes_back() -> None:
    assert read_role(role_state(ROLE)) == ROLE
    assert read_underlying(role_state(ROLE)) == "$CARD"


@pytest.mark.parametrize(
    "wrong",
    [{"underlying": "$NONE"}, {"kind": "x"}, {"nth_expiry": -1}, {"nth_expiry": "1"}, {"strike_offset": None}],
)
def test_what_is_no_role_is_none(wrong: dict[str, Any]) -> None:
    assert read_role(role_state(ROLE) | wrong) is None


@pytest.mark.parametrize("state", [None, 3, [], {}, {"underlying": 3}, {"underlying": ["$CARD"]}])
def test_what_names_no_underlying_is_none(state: object) -> None:
    assert read_underlying(state) is None
    assert read_role(state) is None
