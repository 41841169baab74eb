"""Ids as they come over the wire, told apart or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.instrument import (
    Instrument,
    InstrumentKind,
    UnknownInstrumentError,
    future_id,
    option_id,
    parse_instrument_id,
)
from tests.wire import strategies as wire


@given(wire.underlying_names.map(Underlying), st.integers(0, 10**6))
def test_futures_there_and_back(underlying: Underlying, expiry_s: int) -> None:
    key = future_id(underlying, expiry_s)
    assert parse_instrument_id(key) == Instrument(
        id=key,
        underlying=underlying,
        kind=InstrumentKind.FUTURE,
        expiry_ms=RoundMs(expiry_s * 1_000),
    )


@given(
    wire.underlying_names.map(Underlying),
    st.sampled_from([InstrumentKind.CALL, InstrumentKind.PUT]),
    st.integers(0, 10**7).map(Cents),
    st.integers(0, 10**6),
)
def test_options_there_and_back(underlying: Underlying, kind: InstrumentKind, strike: Cents, expiry_s: int) -> None:
    instrument = parse_instrument_id(option_id(underlying, kind, strike, expiry_s))
    assert (instrument.underlying, instrument.kind, instrument.strike) == (underlying, kind, strike)
    assert instrument.expiry_ms == expiry_s * 1_000
    assert instrument.is_tradeable


@given(wire.underlying_names)
def test_underlyings_are_not_tradeable(name: str) -> None:
    instrument = parse_instrument_id(name)
    assert (instrument.kind, instrument.strike, instrument.expiry_ms) == (InstrumentKind.UNDERLYING, None, None)
    assert not instrument.is_tradeable


@pytest.mark.parametrize(
    "text",
    [
        "", "$", "SIMP", "SIMP_future_60", "$SIMP_future", "$SIMP_future_", "$SIMP_future_6.5", "$SIMP_future_-60",
        "$SIMP_future_60_1", "$SIMP_call_60", "$SIMP_call_1_2_3", "$SIMP_call_x_60", "$SIMP_swap_60", "$SIMP_Call_1_60",
        "$SIMP_call_٣_60", "$_future_60", "ZSE-CARD", "$SIMP_future_ 60", "$SIMP_future_" + "9" * 5_000,
        "$SIMP_future_1_000",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_text_in_the_reason(text: str) -> None:
    with pytest.raises(UnknownInstrumentError, match="is no instrument") as caught:
        parse_instrument_id(text)
    assert repr(text) in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_an_instrument_or_refused(text: str) -> None:
    try:
        instrument = parse_instrument_id(text)
    except UnknownInstrumentError:
        return
    assert instrument.id == text
