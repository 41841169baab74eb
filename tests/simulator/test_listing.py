"""The timetable of contracts and their strikes (protocol section 4)."""

import pytest

from algotrade_gui.core.ids import Underlying
from algotrade_gui.simulator.listing import contracts, expiry_listed_at, last_expiry_s, strikes


def test_an_expiry_every_fifteen_seconds_listed_a_minute_ahead() -> None:
    listed = {second: expiry_listed_at(second, 600) for second in range(61)}
    assert {second: expiry for second, expiry in listed.items() if expiry is not None} == {
        0: 60,
        15: 75,
        30: 90,
        45: 105,
        60: 120,
    }


@pytest.mark.parametrize(("length_s", "last_s"), [(600, 600), (1_800, 1_800), (100, 90), (59, 45)])
def test_nothing_expires_after_the_nominal_end(length_s: int, last_s: int) -> None:
    assert last_expiry_s(length_s) == last_s
    expiries = [expiry_listed_at(second, length_s) for second in range(length_s + 60)]
    assert max((expiry for expiry in expiries if expiry is not None), default=0) in (last_s, 0)
    assert expiry_listed_at(-15, length_s) is None


def test_strikes_are_rounded_from_the_unrounded_price() -> None:
    assert strikes(100_000.0) == [98_000, 99_000, 100_000, 101_000, 102_000]
    # the centre is rounded where the published mid is floored: one cent apart
    assert strikes(101_017.6) == [98_997, 100_007, 101_018, 102_028, 103_038]


def test_eleven_contracts_per_underlying_and_expiry() -> None:
    ids = [instrument.id for instrument in contracts(Underlying("$CARD"), 75, 100_000.0)]
    assert ids == [
        "$CARD_future_75",
        *(f"$CARD_call_{strike}_75" for strike in (98_000, 99_000, 100_000, 101_000, 102_000)),
        *(f"$CARD_put_{strike}_75" for strike in (98_000, 99_000, 100_000, 101_000, 102_000)),
    ]
