"""Seeded scenarios: whatever happens on the way to the exchange, the books agree in the end, nothing was sent twice, nothing leaks.

Each plays 60 seconds with three bots in virtual time (`make test` twenty of them, `make faults` two hundred), then the faults end, the bots
are stopped, and the program's positions, cash and working orders must become the exchange's within a minute by its own doing. A failure
prints its plan; `play_scenario(make_plan(seed))` plays it again, frame for frame.

Two things happen here that no single TCP connection can do to a WebSocket: a frame comes twice, or after its successor. A broken middlebox
between two connections can.

Left out, because after them no client at all could know the truth:

- *a frame altered into another valid frame*: a reply that tells another order id, price or quantity, an update with another trade. TLS and
  the WebSocket's framing exclude it; here `corrupt` and `truncate` leave nothing that can be read as JSON.
- *the exchange's clock running backwards within a round*: a clock that runs backwards is how a new round is told (protocol section 7).
- *an exchange that answers for another account*, or that forgets what it has confirmed: its word is what the books are corrected to.

A 401 on the market-data connection ends the program's work until the user acts; that is tests/faults/test_unauthorized.py.
"""

import os
from pathlib import Path

import pytest

from tests.faults.figures import FIGURES
from tests.faults.plan import make_plan
from tests.faults.scenario import play_scenario

SCENARIOS = int(os.environ.get("FAULT_SCENARIOS", "20"))


@pytest.mark.allow_log("")
@pytest.mark.parametrize("seed", range(SCENARIOS))
def test_the_books_agree_in_the_end(seed: int, tmp_path: Path) -> None:
    outcome = play_scenario(make_plan(seed), tmp_path)
    FIGURES.add(outcome)
    assert not outcome.wrong, str(outcome)
    assert outcome.sent > 5, "somebody traded"
