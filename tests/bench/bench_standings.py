"""The standings of a whole class: what they cost the exchange once a second."""

import time

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.venue import Venue
from algotrade_gui.wire.standings import encode_standings
from tests.bench.figures import Figure

TEAMS = 20
HELD = 60
SAMPLES = 500
TARGET_MS = 2.0


def figures() -> list[Figure]:
    """Processor time of the thread, median and 99th percentile."""
    venue = Venue(make_config(teams={f"team {number}": f"secret {number}" for number in range(TEAMS)}))
    venue.advance(50_000)
    exchange = venue.exchange
    instruments = [contract.instrument.id for contract in exchange.contracts][:HELD]
    for number in range(1, TEAMS + 1):
        exchange.accounts[TeamId(number)].held = dict.fromkeys(instruments, 3)
    times_ms = []
    for _ in range(SAMPLES):
        began_s = time.thread_time()
        standings, _ = venue.standings.take(exchange, 0)
        encode_standings(standings)
        times_ms.append((time.thread_time() - began_s) * 1e3)
    times_ms.sort()
    return [
        Figure(
            name=f"standings, {TEAMS} teams with {HELD} instruments each, median",
            value=times_ms[SAMPLES // 2],
            unit="ms",
            higher_is_better=False,
        ),
        Figure(
            name="standings, 99th percentile",
            value=times_ms[SAMPLES * 99 // 100],
            unit="ms",
            target=TARGET_MS,
            higher_is_better=False,
        ),
    ]
