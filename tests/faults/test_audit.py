"""What the audit of a scenario must find, it finds."""

import asyncio
import json
import random
import threading
from typing import Any, cast

from algotrade_gui.core.ids import BotId, ClientOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.market.inprocess import InProcessExchange
from algotrade_gui.simulator.config import PRACTICE_SECRET
from algotrade_gui.trading.records import OrderRecord
from tests.faults import audit
from tests.faults.proxy import Proxy
from tests.support.aio import run_virtual
from tests.support.desk import trading_desk

FUTURE = InstrumentId("$SIMP_future_60")


def order(request_id: str, **fields: Any) -> bytes:
    return json.dumps(
        {
            "type": "add_order",
            "user_request_id": request_id,
            "instrument_id": FUTURE,
            "price": 100,
            "side": "bid",
            "quantity": 2,
            "expiry": 9_000,
            **fields,
        }
    ).encode()


def scene(sent: list[bytes], arrived: list[bytes], repeated: list[bytes]) -> list[str]:
    """What is found where one order, `1`, was asked for."""
    proxy = Proxy(cast(InProcessExchange, None), random.Random(1))
    proxy.sent, proxy.repeated = sent, repeated
    witness = audit.Witness(asked=1, received=arrived)
    witness.submitted["1"] = OrderRecord(
        time_ms=RoundMs(1_000),
        client_id=ClientOrderId("1"),
        order_id=None,
        owner=BotId("maker"),
        instrument=FUTURE,
        side=Side.BUY,
        price=Cents(100),
        quantity=2,
        placed_ms=RoundMs(1_000),
        expires_ms=RoundMs(9_000),
        before=OrderState.NEW,
        state=OrderState.SUBMITTED,
        filled=0,
        cash=Cents(0),
        reason=None,
    )
    return audit.sent_twice(witness, proxy)


def test_what_was_sent_once_is_well_wherever_it_got_lost_or_was_doubled() -> None:
    assert scene([order("1")], [order("1")], []) == []
    assert scene([order("1")], [], []) == []
    assert scene([order("1")], [order("1"), order("1")], [order("1")]) == []


def test_what_was_sent_twice_is_found() -> None:
    assert any("sent 2 times" in text for text in scene([order("1"), order("1")], [], []))
    assert any("nobody asked" in text for text in scene([order("1"), order("2")], [], []))
    assert any("another than" in text for text in scene([order("1", quantity=3)], [], []))
    assert any("arrived 2 times" in text for text in scene([order("1")], [order("1"), order("1")], []))


def test_what_is_left_is_found() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        threads = set(threading.enumerate())
        async with trading_desk([]) as it:
            await it.play(2)
            assert audit.left_at_rest(it) == []
            await it.station.stop()
            assert audit.left_after_stop(it, threads) == []
            link = await it.exchange.transport(PRACTICE_SECRET).open()
            timer = loop.call_later(5, print)
            futures = [loop.create_future() for _ in range(2)]
            task = asyncio.create_task(asyncio.sleep(3), name="forgotten")
            await asyncio.sleep(0)
            found = "; ".join(audit.left_after_stop(it, threads))
            for part in ("link", "1 connections", "timer", "futures", "task forgotten"):
                assert part in found
            timer.cancel()
            for future in futures:
                future.cancel()
            await task
            await link.close()

    run_virtual(main())
