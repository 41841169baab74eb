"""How long the kill switch takes for the exchange's 600 pending orders, also while a bot holds the loop."""

import asyncio
import logging
from collections.abc import Callable

from algotrade_gui.composition import Workstation
from algotrade_gui.trading.emergency import KillState
from tests.bench.figures import Figure
from tests.support.aio import until
from tests.support.kill import hold_by_computing, hold_by_sleeping, later, practising, rest_bids

ORDERS = 600
TARGET_MS = 2_400.0
HELD_S = 10.0


def figures() -> list[Figure]:
    # it speaks of its firing at WARNING
    logging.getLogger("algotrade_gui").setLevel(logging.CRITICAL)
    ways: dict[str, Callable[[Workstation], None] | None] = {
        "loop free": None,
        "loop held by `while True: pass`": lambda station: hold_by_computing(station, HELD_S),
        "loop held by time.sleep(10)": lambda _: hold_by_sleeping(HELD_S),
    }
    return [asyncio.run(_figure(name, hold)) for name, hold in ways.items()]


async def _figure(name: str, hold: Callable[[Workstation], None] | None) -> Figure:
    async with practising() as station:
        working = await rest_bids(station, ORDERS, sessions=11)
        firing = later(0.2, lambda: station.kill.fire("the bench"))
        if hold is not None:
            hold(station)
        await until(lambda: station.kill.state is KillState.SPENT, 30)
        firing.join()
        report = station.kill.report
        assert report is not None
        assert report.clean
        assert report.cancelled + report.refused >= working - 20
        await until(lambda: not station.account.orders.working(), 10)
        return Figure(
            name=f"kill switch: {report.cancelled} orders cancelled, {name}",
            value=report.elapsed_ms,
            unit="ms",
            target=TARGET_MS,
            higher_is_better=False,
        )
