"""What must hold when a scenario is over, beside the books: nothing was sent twice, nothing leaked, no bug was met."""

import asyncio
import gc
import json
import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from algotrade_gui.composition import Workstation
from algotrade_gui.core.ids import TeamId
from algotrade_gui.domain.order import OrderState
from algotrade_gui.simulator.venue import Venue
from algotrade_gui.trading.records import AccountRecord, OrderRecord
from tests.faults.proxy import Proxy
from tests.support.desk import Desk


@dataclass
class Witness:
    """Notes what bots ask for, what the account makes of it, and what arrives at the exchange."""

    asked: int = 0
    """Orders that somebody asked the account for."""
    submitted: dict[str, OrderRecord] = field(default_factory=dict)
    denied: int = 0
    again: list[str] = field(default_factory=list)
    """Orders that were submitted a second time."""
    received: list[bytes] = field(default_factory=list)

    def watch_exchange(self, patch: pytest.MonkeyPatch) -> None:
        receive = Venue.receive

        def noted(venue: Venue, team: TeamId, frame: bytes, now_ms: int) -> str | None:
            self.received.append(frame)
            return receive(venue, team, frame, now_ms)

        patch.setattr(Venue, "receive", noted)

    def watch_program(self, station: Workstation, patch: pytest.MonkeyPatch) -> None:
        place = station.account.place

        async def counted(*args: Any, **values: Any) -> Any:
            self.asked += 1
            return await place(*args, **values)

        patch.setattr(station.account, "place", counted)
        station.account.on_record(self._note)

    def _note(self, record: AccountRecord) -> None:
        if not isinstance(record, OrderRecord):
            return
        if record.state is OrderState.SUBMITTED:
            if record.client_id in self.submitted:
                self.again.append(f"order {record.client_id} was submitted twice")
            self.submitted[str(record.client_id)] = record
        elif record.state is OrderState.DENIED:
            self.denied += 1


class LoopComplaints(logging.Handler):
    """What asyncio itself complains of: exceptions that nobody took, callbacks that failed, tasks that were dropped."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"asyncio: {record.getMessage()}")

    def __enter__(self) -> "LoopComplaints":
        logging.getLogger("asyncio").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("asyncio").removeHandler(self)


def sent_twice(witness: Witness, proxy: Proxy) -> list[str]:
    """What was sent more than once, or without anybody having asked for it."""
    found = list(witness.again)
    messages = [json.loads(frame) for frame in proxy.sent]
    ids = Counter(message["user_request_id"] for message in messages)
    found += [f"request {key} was sent {count} times" for key, count in ids.items() if count > 1]
    orders = [message for message in messages if message["type"] == "add_order"]
    for order in orders:
        record = witness.submitted.get(order["user_request_id"])
        if record is None:
            found.append(f"nobody asked for the order {order}")
        elif _fingerprint(order) != (
            record.instrument,
            record.side.value.lower(),
            record.price,
            record.quantity,
            record.expires_ms,
        ):
            found.append(f"the order {order} is another than {record}")
    if len(witness.submitted) + witness.denied > witness.asked:
        found.append(
            f"{witness.asked} orders were asked for, {len(witness.submitted)} submitted, {witness.denied} denied"
        )
    repeated = Counter(proxy.repeated)
    arrived = Counter(witness.received)
    for frame in proxy.sent:
        if arrived[frame] > 1 + repeated[frame]:
            found.append(f"{frame!r} arrived {arrived[frame]} times, the proxy made {repeated[frame]} of them")
    return found


def _fingerprint(order: dict[str, Any]) -> tuple[Any, ...]:
    side = {"bid": "buy", "ask": "sell"}.get(order["side"].lower(), order["side"])
    return order["instrument_id"], side, order["price"], order["quantity"], order["expiry"]


def left_at_rest(it: Desk) -> list[str]:
    """What a program whose bots have stopped and whose books agree should not hold any more."""
    account = it.station.account
    orders = account.orders
    known = {order.client_id for order in orders.all()}
    found = {
        "orders in flight": len(account._placing),
        "cancels in flight": len(account.cancels._calls) + len(account.outside._calls),
        "requests on their way": len(account.activity._flying),
        # a look that is just under way has two
        "windows of looks": max(0, len(account.activity.windows) - 2),
        "requests that wait for the budget": account.budget.usage.waiting,
        "instruments that await an id": sum(orders._early._awaiting.values())
        - sum(order.order_id is None for order in orders.working()),
        "early events": 0 if orders.working() else _old_events(it),
        "order ids of forgotten orders": len([1 for one in orders._by_exchange.values() if one.client_id not in known]),
        "suspects among forgotten orders": len(orders._suspects - known),
        "answers of forgotten orders": len(orders._answered - known),
        "counts of forgotten orders": len((orders._counted.keys() | orders._booked.keys()) - known),
        "sessions of stopped bots": len(account.sessions) - 1,
    }
    return [f"{count} {what}" for what, count in found.items() if count]


def _old_events(it: Desk) -> int:
    """Events kept for an order that never came: they go with the next updates."""
    early = it.station.account.orders._early
    return sum(at_ms < it.station.cache.time_ms - 5_200 for kept in early._events.values() for at_ms, _ in kept)


def left_after_stop(it: Desk, threads: set[threading.Thread]) -> list[str]:
    """What a program that was stopped, and its exchange, still hold. Call it inside the loop, when the exchange runs still."""
    loop = asyncio.get_running_loop()
    found = [f"link {link.number} at the exchange" for link in it.exchange.links]
    places = sum(team.open for team in it.exchange.venue._teams.values())
    if places:
        found.append(f"{places} connections that the exchange counts")
    found += [f"thread {name}" for name in _left_threads(threads)]
    mine = asyncio.current_task()
    clock = {"exchange.clock"}
    found += [
        f"task {task.get_name()}"
        for task in asyncio.all_tasks()
        if task is not mine and task.get_name() not in clock and not task.done()
    ]
    scheduled: list[asyncio.TimerHandle] = list(getattr(loop, "_scheduled", ()))
    found += [
        f"timer {text}"
        for handle in scheduled
        if not handle.cancelled() and not any(part in (text := repr(handle)) for part in _NO_LEAK)
    ]
    gc.collect()
    waiting = [
        one for one in gc.get_objects() if type(one) is asyncio.Future and not one.done() and one.get_loop() is loop
    ]
    # the exchange's clock waits for its alarm, and each bot's runner keeps the one of its last stop
    if len(waiting) > 1 + len(it.station.manager.bots()):
        found.append(f"{len(waiting)} futures that nobody will end: {waiting[:4]}")
    return found


def _left_threads(before: set[threading.Thread]) -> list[str]:
    """Names of the threads that are there beyond `before` and do not end soon; the loop's own pool stays as long as the loop."""
    deadline_s = time.monotonic() + 2.0
    while True:
        left = [one.name for one in threading.enumerate() if one not in before and not one.name.startswith("virtual")]
        if not left or time.monotonic() > deadline_s:
            return left
        time.sleep(0.005)


_NO_LEAK = ("_ring", "Timeout._on_timeout", "FaultyTap")
"""Timers of the exchange's clock, of the test's own time-out, of the proxy."""


def bugs(it: Desk) -> list[str]:
    """What is no fault of the network: exceptions nobody foresaw, here or at the exchange."""
    records = [*it.station.errors.records, *it.exchange.errors.records]
    return [record.traceback_text for record in records if record.traceback_text is not None]
