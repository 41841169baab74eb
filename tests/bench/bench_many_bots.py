"""Fifty bots on one cache, one of which computes for 10 ms at each update: what that costs the other forty-nine.

Real time, asyncio's own loop, no sockets. Each bot notes how long after the update was published its turn came; the others' delays are
compared with those of a run in which the fiftieth is as quick as they are. Runs with and without the slow one alternate in rounds, so that
a machine that is busy for a while is so for both. The slow one is made first: in the order of making it would be served before all others.
"""

import asyncio
import time
from statistics import median

import msgspec

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.memory import MemoryExchange
from algotrade_gui.wire.messages import MarketUpdate
from algotrade_gui.wire.season2025 import Season2025
from tests.bench.figures import Figure
from tests.support.made_up import book, update

BOTS = 50
SLOW_S = 0.010
ROUNDS = 6
UPDATES = 80
UNCOUNTED = 5
"""Updates of a round before the first that counts: a slow bot is known by its turns."""
APART_S = 0.025
FUTURE = InstrumentId("$SIMP_future_60")


def figures() -> list[Figure]:
    delays: dict[bool, list[float]] = {False: [], True: []}
    for number in range(2 * ROUNDS):
        slow = number % 2 == 1
        delays[slow] += asyncio.run(_round(slow=slow))
    alone, beside = sorted(delays[False]), sorted(delays[True])
    what = f"{BOTS} bots, one computes {SLOW_S * 1_000:g} ms per update"
    at = int(len(alone) * 0.99)
    return [
        _least(f"{what}: delay it adds to the others, median", median(beside) - median(alone), 1.0),
        _least(f"{what}: delay it adds to the others, 99th percentile", beside[at] - alone[at], 1.0),
        _least(f"{what}: the others served after, 99th percentile", beside[at], None),
        _least(f"{BOTS} quick bots: served after, 99th percentile", alone[at], None),
        _least(f"{BOTS} quick bots: served after, median", median(alone), None),
    ]


def _least(name: str, value: float, target: float | None) -> Figure:
    return Figure(name=name, value=value, unit="ms", target=target, higher_is_better=False)


async def _round(*, slow: bool) -> list[float]:
    """Return the others' delays in ms, from the publication of an update to the bot's turn."""
    dialect = Season2025()
    cache = MarketDataCache(MemoryExchange(), dialect, ErrorCentre())
    delays: list[float] = []
    published_s = 0.0
    counted = False

    async def quick() -> None:
        async for _ in cache.updates():
            if counted:
                delays.append((time.perf_counter() - published_s) * 1_000)

    async def computing() -> None:
        async for _ in cache.updates():
            end_s = time.perf_counter() + (SLOW_S if slow else 0.0)
            while time.perf_counter() < end_s:
                pass

    bots = [asyncio.create_task(computing())]
    bots += [asyncio.create_task(quick()) for _ in range(BOTS - 1)]
    await asyncio.sleep(0)
    for number in range(1, UPDATES + UNCOUNTED + 1):
        message = dialect.decode(msgspec.json.encode(update(100 * number, {FUTURE: book(number)})))
        assert isinstance(message, MarketUpdate)
        counted = number > UNCOUNTED
        published_s = time.perf_counter()
        cache.apply(message)
        await asyncio.sleep(APART_S)
    await cache.close()
    await asyncio.gather(*bots)
    assert len(delays) == UPDATES * (BOTS - 1)
    return delays
