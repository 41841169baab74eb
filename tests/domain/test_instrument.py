"""Instrument ids are read and written without loss, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import (
    InstrumentKind,
    UnknownInstrumentError,
    future_id,
    option_id,
    parse_instrument_id,
)

underlyings = st.from_regex(r"\$[A-Z]{1,8}", fullmatch=True).map(Underlying)
seconds = st.integers(0, 1_800)
strikes = st.integers(0, 10_000_000).map(Cents)


@given(underlying=underlyings, expiry=seconds)
def test_future_round_trip(underlying: Underlying, expiry: int) -> None:
    instrument = parse_instrument_id(future_id(underlying, expiry))
    assert (instrument.underlying, instrument.kind, instrument.strike) == (underlying, InstrumentKind.FUTURE, None)
    assert instrument.expiry_ms == expiry * 1_000
    assert instrument.is_tradeable


@given(
    underlying=underlyings,
    kind=st.sampled_from([InstrumentKind.CALL, InstrumentKind.PUT]),
    strike=strikes,
    expiry=seconds,
)
def test_option_round_trip(underlying: Underlying, kind: InstrumentKind, strike: Cents, expiry: int) -> None:
    text = option_id(underlying, kind, strike, expiry)
    instrument = parse_instrument_id(text)
    assert instrument.id == text
    assert (instrument.underlying, instrument.kind, instrument.strike) == (underlying, kind, strike)
    assert instrument.expiry_ms == expiry * 1_000


def test_an_underlying_is_published_and_never_traded() -> None:
    instrument = parse_instrument_id("$SIMP")
    assert (instrument.kind, instrument.expiry_ms) == (InstrumentKind.UNDERLYING, None)
    assert not instrument.is_tradeable


@pytest.mark.parametrize(
    "text",
    [
        "", "$", "SIMP", "$SIMP_", "$SIMP_future", "$SIMP_future_", "$SIMP_future_x", "$SIMP_future_-1", "$SIMP_future_1_2",
        "$SIMP_call_1", "$SIMP_call_1_2_3", "$SIMP_swap_1_2", "$SIMP_call_1.5_2", "$SIMP_future_ 1", "$SIMP_future_١",
        "$SIMP_FUTURE_1", "_future_1",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(UnknownInstrumentError) as caught:
        parse_instrument_id(text)
    assert repr(text) in str(caught.value)


@given(st.text(max_size=30))
def test_no_text_does_worse_than_refuse(text: str) -> None:
    try:
        instrument = parse_instrument_id(text)
    except UnknownInstrumentError:
        return
    assert instrument.id == text
    assert text.startswith("$")


@given(strike=strikes, settlement=strikes)
def test_payoffs(strike: Cents, settlement: Cents) -> None:
    name = Underlying("$SIMP")
    call = parse_instrument_id(option_id(name, InstrumentKind.CALL, strike, 60)).payoff(settlement)
    put = parse_instrument_id(option_id(name, InstrumentKind.PUT, strike, 60)).payoff(settlement)
    future = parse_instrument_id(future_id(name, 60)).payoff(settlement)
    assert call >= 0
    assert put >= 0
    assert call - put == future - strike, "put-call parity at expiry"


def test_a_future_is_no_option() -> None:
    with pytest.raises(ValueError, match="future is no option"):
        option_id(Underlying("$SIMP"), InstrumentKind.FUTURE, Cents(1), 60)
    assert future_id(Underlying("$SIMP"), 60) == InstrumentId("$SIMP_future_60")
