"""Drawdowns of a curve: how far below its best so far each point lies."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.units import RoundMs
from algotrade_gui.trading.drawdowns import drawdowns
from algotrade_gui.trading.equity import EquityHistory
from tests.trading.test_equity import FakeBooks


def test_a_round_starts_at_nought() -> None:
    cents = np.array([-50, 30, 10, 90, 40], dtype=np.int64)
    assert drawdowns(cents).tolist() == [-50, 0, -20, 0, -50]
    assert drawdowns(np.array([], dtype=np.int64)).tolist() == []


@given(values=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=60))
def test_they_are_what_the_history_tells_in_figures(values: list[int]) -> None:
    history = EquityHistory()
    history.sample(RoundMs(0), FakeBooks(maker=0))
    for second, value in enumerate(values, start=1):
        history.sample(RoundMs(1_000 * second), FakeBooks(maker=value))
    curve = history.curve(BotId("maker"))
    assert curve is not None
    found = drawdowns(curve.cents)
    assert -int(found.min()) == curve.worst_drawdown
    assert -int(found[-1]) == curve.drawdown
    assert int(found.max()) <= 0
