"""What a market push costs a trading session that wants none of it."""

import json
import time

from algotrade_gui.wire.messages import MarketPush
from algotrade_gui.wire.season2025 import Season2025
from tests.bench.figures import Figure
from tests.support.made_up import stream

ROUNDS = 2_000


def figures() -> list[Figure]:
    frame = max(stream(1, 10), key=len)
    # the order of keys is not proven (protocol section 10): the slow way must be fast enough as well
    turned = json.dumps(dict(reversed(json.loads(frame).items())), separators=(",", ":")).encode()
    dialect = Season2025()
    assert isinstance(dialect.decode_session(frame), MarketPush)
    assert isinstance(dialect.decode_session(turned), MarketPush)
    return [
        Figure(
            name="session: dropping one market push",
            value=_best_ms(dialect, frame),
            unit="ms",
            target=0.1,
            higher_is_better=False,
        ),
        Figure(
            name="session: the same, should `type` not come first",
            value=_best_ms(dialect, turned),
            unit="ms",
            target=0.1,
            higher_is_better=False,
        ),
    ]


def _best_ms(dialect: Season2025, frame: bytes) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(ROUNDS):
            dialect.decode_session(frame)
        best = min(best, (time.perf_counter() - began) / ROUNDS * 1_000)
    return best
