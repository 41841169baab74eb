"""What a crowd of opponents costs a round."""

import time

from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.opponents.crowds import NIGHT
from tests.bench.figures import Figure

FROM_MS, TO_MS = 60_000, 180_000


def figures() -> list[Figure]:
    exchange = Exchange(make_config(opponents=NIGHT), seed=1)
    exchange.advance(FROM_MS)
    began = time.process_time()
    for now_ms in range(FROM_MS + 100, TO_MS + 1, 100):
        exchange.advance(now_ms)
    speed = (TO_MS - FROM_MS) / 1_000 / (time.process_time() - began)
    return [
        Figure(
            name="exchange: a round with the night's 18 opponents against the clock, of one core",
            value=speed,
            unit="times",
            target=30,
        )
    ]
