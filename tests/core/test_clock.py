"""Clocks go forward."""

import pytest

from algotrade_gui.core.clock import ManualClock, RealClock


def test_a_manual_clock_moves_when_told() -> None:
    clock = ManualClock(5.0)
    assert clock.now_ms() == 5.0
    clock.advance(2.5)
    clock.advance(0)
    assert clock.now_ms() == 7.5
    with pytest.raises(ValueError, match="does not run backwards"):
        clock.advance(-1)
    assert clock.now_ms() == 7.5


def test_the_real_clock_never_goes_back() -> None:
    clock = RealClock()
    times = [clock.now_ms() for _ in range(1_000)]
    assert times == sorted(times)
