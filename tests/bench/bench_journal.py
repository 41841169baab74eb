"""What keeping a journal costs the loop's thread, and whether a burst is kept whole."""

import asyncio
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, FillId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.recording.journal import Journal
from algotrade_gui.trading.records import OrderRecord
from tests.bench.figures import Figure

ORDERS = 9_000
"""What 300 messages a second come to in 30 s."""
BURST_S = 6.0
"""They come five times as fast."""

_REQUEST = (
    b'{"type":"add_order","user_request_id":"0000000001","instrument_id":"$SIMP_call_100130_615","price":1230,'
    + (b'"expiry":615000,"side":"bid","quantity":4}')
)


def _order(number: int, before: OrderState, state: OrderState) -> OrderRecord:
    return OrderRecord(
        time_ms=RoundMs(number),
        client_id=ClientOrderId(f"{number:010d}"),
        order_id=ExchangeOrderId(number) if state is OrderState.WORKING else None,
        owner=BotId("maker"),
        instrument=InstrumentId("$SIMP_call_100130_615"),
        side=Side.BUY,
        price=Cents(1_230),
        quantity=4,
        placed_ms=RoundMs(number),
        expires_ms=RoundMs(number + 5_000),
        before=before,
        state=state,
        filled=0,
        cash=Cents(0),
        reason=None,
    )


def _fill(number: int) -> Fill:
    return Fill(
        id=FillId(number),
        client_id=ClientOrderId(f"{number:010d}"),
        owner=BotId("maker"),
        instrument=InstrumentId("$SIMP_call_100130_615"),
        side=Side.BUY,
        quantity=4,
        cash=Cents(-4_920),
        time_ms=RoundMs(number),
        passive=False,
    )


async def _burst(folder: Path) -> tuple[list[float], int]:
    journal = Journal(folder, "bench", ErrorCentre(), address="nowhere")
    await journal.open()
    costs: list[float] = []
    began = time.perf_counter()
    for number in range(ORDERS):
        start = time.perf_counter()
        journal.record(_order(number, OrderState.NEW, OrderState.SUBMITTED))
        journal.frame("maker", True, _REQUEST)
        journal.frame("maker", False, _REQUEST)
        journal.record(_order(number, OrderState.SUBMITTED, OrderState.WORKING))
        journal.record(_fill(number))
        costs.append(time.perf_counter() - start)
        ahead = number / ORDERS * BURST_S - (time.perf_counter() - began)
        if ahead > 0.01:
            await asyncio.sleep(ahead)
    await journal.close()
    assert journal.path is not None
    with closing(sqlite3.connect(journal.path)) as connection:
        records = connection.execute("SELECT count(*) FROM records").fetchone()[0]
        frames = connection.execute("SELECT count(*) FROM frames").fetchone()[0]
    return costs, 5 * ORDERS - records - frames


def figures() -> list[Figure]:
    """Measure one burst."""
    with tempfile.TemporaryDirectory() as folder:
        costs, missing = asyncio.run(_burst(Path(folder)))
    costs.sort()
    return [
        Figure(
            name="journal: loop's time per order, mean",
            value=round(statistics.fmean(costs) * 1e3, 4),
            unit="ms",
            target=0.1,
            higher_is_better=False,
        ),
        Figure(
            name="journal: loop's time per order, 99th percentile",
            value=round(costs[int(0.99 * len(costs))] * 1e3, 4),
            unit="ms",
        ),
        Figure(
            name=f"journal: entries missing after {ORDERS} orders in {BURST_S:g} s",
            value=missing,
            unit="entries",
            target=0,
            higher_is_better=False,
        ),
    ]
