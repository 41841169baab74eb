import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.market.inprocess import InProcessExchange
from algotrade_gui.market.memory import MemoryExchange, MemoryLink
from algotrade_gui.market.transport import Transport
from algotrade_gui.market.websocket import WebSocketTransport
from algotrade_gui.simulator.config import PRACTICE_SECRET, make_config
from algotrade_gui.simulator.server import serve
from algotrade_gui.trading.check import CheckOutcome, CheckStep, ConnectionCheck
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run, run_virtual
from tests.support.made_up import book, update
from tests.trading.desk import FUTURE

ALL_STEPS = ["connect", "welcome", "updates", "instruments", "prices", "inventory", "orders"]


@contextlib.asynccontextmanager
async def practice(**settings: Any) -> AsyncIterator[InProcessExchange]:
    exchange = InProcessExchange(make_config(seed=1, **settings), ErrorCentre())
    exchange.start()
    try:
        yield exchange
    finally:
        await exchange.stop()


async def check(transport: Transport, *, with_orders: bool = True) -> tuple[list[CheckStep], CheckOutcome]:
    it = ConnectionCheck(transport, Season2025, LoopClock(), with_orders=with_orders)
    return [step async for step in it.steps()], it.outcome


def test_every_step_passes_on_the_practice_exchange_over_a_socket() -> None:
    async def scenario() -> tuple[list[CheckStep], CheckOutcome]:
        server = await serve(make_config(port=0, seed=1), ErrorCentre())
        try:
            return await check(WebSocketTransport(server.uri, PRACTICE_SECRET))
        finally:
            await server.close()

    steps, outcome = run(scenario())
    assert [step.name for step in steps] == ALL_STEPS
    assert all(step.ok for step in steps), steps
    assert outcome is CheckOutcome.PASSED
    assert steps[5].detail == "cash 10,000.00, 0 instruments held"


def test_without_orders_nothing_is_placed() -> None:
    async def scenario() -> tuple[list[CheckStep], CheckOutcome]:
        async with practice() as exchange:
            return await check(exchange.transport(PRACTICE_SECRET), with_orders=False)

    steps, outcome = run_virtual(scenario())
    assert [step.name for step in steps] == ALL_STEPS[:-1]
    assert outcome is CheckOutcome.PASSED


def test_before_the_round_it_is_connected_and_waiting() -> None:
    async def scenario() -> tuple[list[CheckStep], CheckOutcome]:
        async with practice(start_delay_ms=60_000) as exchange:
            return await check(exchange.transport(PRACTICE_SECRET))

    steps, outcome = run_virtual(scenario())
    assert [(step.name, step.ok) for step in steps] == [("connect", True), ("welcome", True), ("updates", None)]
    assert outcome is CheckOutcome.WAITING


def test_a_wrong_secret_is_one_clear_sentence_without_the_secret() -> None:
    async def scenario() -> tuple[list[CheckStep], CheckOutcome]:
        async with practice() as exchange:
            return await check(exchange.transport("not-the-secret"))

    steps, outcome = run_virtual(scenario())
    assert [(step.name, step.ok) for step in steps] == [("connect", False)]
    assert "does not accept this secret" in steps[0].detail
    assert "not-the-secret" not in steps[0].detail
    assert outcome is CheckOutcome.FAILED


def test_a_server_of_another_kind_fails_at_the_welcome() -> None:
    def greet(link: MemoryLink) -> None:
        link.push({"type": "hello"})

    async def scenario() -> tuple[list[CheckStep], CheckOutcome]:
        return await check(MemoryExchange(on_open=greet), with_orders=False)

    steps, outcome = run_virtual(scenario())
    assert [(step.name, step.ok) for step in steps] == [("connect", True), ("welcome", False)]
    assert "is this an AlgoTrade exchange?" in steps[-1].detail
    assert outcome is CheckOutcome.FAILED


def test_a_check_given_up_half_way_leaves_nothing_connected() -> None:
    async def scenario() -> None:
        async with practice() as exchange:
            it = ConnectionCheck(exchange.transport(PRACTICE_SECRET), Season2025, LoopClock(), with_orders=True)
            async with contextlib.aclosing(it.steps()) as steps:
                async for step in steps:
                    if step.name == "inventory":
                        break
            assert exchange.opened >= 2
            assert exchange.links == []

    run_virtual(scenario())


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        ({"type": "error", "message": "Instrument is closed"}, "Instrument is closed"),
        (None, "no reply to request"),
    ],
)
@pytest.mark.allow_log("connection ended")
def test_a_request_without_a_proper_reply_is_a_failed_step(answer: dict[str, str] | None, detail: str) -> None:
    def far_end(link: MemoryLink, frame: bytes) -> None:
        if answer is not None:
            link.push({**answer, "user_request_id": json.loads(frame)["user_request_id"]})

    def greet(link: MemoryLink) -> None:
        link.push(MemoryExchange.WELCOME)
        tick(link, 1_000)

    def tick(link: MemoryLink, time_ms: int) -> None:
        # goes on while the check reads: each of its readers starts with what comes after it
        if link.open:
            link.push(update(time_ms, {FUTURE: book(99_000, 99_100)}))
            asyncio.get_running_loop().call_later(0.1, tick, link, time_ms + 100)

    async def scenario() -> tuple[list[CheckStep], CheckOutcome]:
        return await check(MemoryExchange(on_open=greet, on_frame=far_end))

    steps, outcome = run_virtual(scenario())
    assert (steps[-1].name, steps[-1].ok, outcome) == ("inventory", False, CheckOutcome.FAILED)
    assert detail in steps[-1].detail
