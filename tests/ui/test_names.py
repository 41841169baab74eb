"""How instruments, roles and rounds are called in the window."""

import pytest
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.ids import Underlying
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.models.column_texts import exact_cents
from algotrade_gui.ui.models.names import flat_label, full_label, instrument_label, plain_strike, role_label
from algotrade_gui.ui.models.round_names import capital, round_words

CARD = Underlying("$CARD")


def test_roles(qapp: QApplication) -> None:
    assert role_label(Role(underlying=CARD)) == "$CARD"
    future = Role(underlying=CARD, kind=InstrumentKind.FUTURE, nth_expiry=1)
    assert role_label(future) == "$CARD future, nearest +1"
    assert role_label(Role(underlying=CARD, kind=InstrumentKind.CALL)) == "$CARD call ATM, nearest"
    put = Role(underlying=CARD, kind=InstrumentKind.PUT, strike_offset=-2)
    assert role_label(put) == "$CARD put ATM-2, nearest"


def test_instruments(qapp: QApplication) -> None:
    call = parse_instrument_id("$CARD_call_100130_615")
    assert instrument_label(call) == "call 1,001.30"
    assert flat_label(call) == "$CARD C 1,001.30"
    assert full_label(call) == "$CARD call 1,001.30 · 615 s"
    assert plain_strike(call) == "1001.30"
    future = parse_instrument_id("$CARD_future_615")
    assert (flat_label(future), full_label(future)) == ("$CARD future", "$CARD future · 615 s")
    assert full_label(parse_instrument_id("$CARD")) == "$CARD"


@pytest.mark.parametrize(("cents", "text"), [(1, "Bid: 1 cent"), (100_000, "Bid: 100,000 cents"), (None, None)])
def test_the_exact_cents(qapp: QApplication, cents: int | None, text: str | None) -> None:
    assert exact_cents("Bid", cents) == text


def test_rounds(qapp: QApplication) -> None:
    assert [round_words(name) for name in ("round 2", "scored 5", "test", "Finals")] == [
        "round 2",
        "scored 5",
        "test",
        "Finals",
    ]
    assert (capital("round 2"), capital("")) == ("Round 2", "")
