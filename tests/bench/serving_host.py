"""The serving benchmark's exchange: one process on one core, which writes down how each update went.

python -m tests.bench.serving_host SECONDS OPPONENTS   the first line says where it listens, the last what was measured
"""

import asyncio
import json
import os
import sys
import time

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.garbage import keep_for_good
from algotrade_gui.simulator.config import Delay, make_config
from algotrade_gui.simulator.opponents.crowds import KINDS
from algotrade_gui.simulator.server import serve
from algotrade_gui.simulator.sessions import Sessions

WARM_UP_S = 61
"""Played at once, before anyone is served: from then on there are always 264 instruments."""


async def _host(seconds: float, opponents: int) -> None:
    late_ms: list[float] = []
    work_ms: list[float] = []
    own_ms: list[float] = []
    plain = Sessions._publish
    plain_pump = Sessions._pump
    done_s = woke_s = 0.0

    def pump(sessions: Sessions, now_ms: int) -> None:
        nonlocal woke_s
        woke_s = time.process_time()
        plain_pump(sessions, now_ms)

    def publish(sessions: Sessions, text: str, delay: Delay, now_ms: int) -> None:
        nonlocal done_s
        plain(sessions, text, delay, now_ms)
        if not sessions.connected:
            return
        # all that the process did since the last update: traders, books, encoding, sockets
        now_s = time.process_time()
        if done_s:
            work_ms.append((now_s - done_s) * 1_000)
            own_ms.append((now_s - woke_s) * 1_000)
            late_ms.append((time.monotonic() - sessions.pace.wakes_s(now_ms)) * 1_000)
        done_s = now_s

    setattr(Sessions, "_pump", pump)  # noqa: B010 - a method is replaced for the measurement
    setattr(Sessions, "_publish", publish)  # noqa: B010 - a method is replaced for the measurement
    each, more = divmod(opponents, len(KINDS))
    crowds = {kind: {"number": each + (place < more)} for place, kind in enumerate(KINDS)}
    config = make_config(port=0, opponents=crowds)
    server = await serve(config, ErrorCentre())
    server.venue.advance(WARM_UP_S * 1_000)
    server.sessions.pace._start_s -= WARM_UP_S
    keep_for_good()
    print(json.dumps({"uri": server.uri}), flush=True)
    await asyncio.sleep(seconds)
    contracts = len(server.venue.exchange.contracts)
    # known only now: after a stall of more than a second, such as the warm-up, the exchange's clock has stood still
    start_s = server.sessions.pace.wakes_s(0)
    await server.close()
    served = {"work_ms": work_ms, "late_ms": late_ms, "own_ms": own_ms, "start_s": start_s, "contracts": contracts}
    print(json.dumps(served), flush=True)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(_host(float(sys.argv[1]), int(sys.argv[2])))
