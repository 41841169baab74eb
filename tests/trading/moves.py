"""Moves of an order on a desk in memory, begun and stopped where a test wants them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import RiskSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Order, OrderState
from algotrade_gui.trading.amend import AmendResult
from algotrade_gui.trading.gameapi import CancelResult
from tests.trading.desk import FUTURE, Desk, Frame, cancelled, desk, settle, silent

BOT = BotId("bot")


async def working(d: Desk, quantity: int = 5, price: int = 99_000, valid_for_ms: int = 30_000) -> Order:
    """A bot's bid that rests, as order 1 of its book."""
    api = d.account.manual if BOT in d.account.sessions else await d.account.open_api(BOT)
    result = await api.buy(FUTURE, price, quantity, valid_for_ms=valid_for_ms)
    order = d.account.orders.get(result.client_id)
    assert order is not None
    assert order.state is OrderState.WORKING
    return order


def moving(d: Desk, order: Order, price: int = 99_500, valid_for_ms: int | None = None) -> "asyncio.Task[AmendResult]":
    return asyncio.create_task(
        d.account.amend(order.client_id, price=Cents(price), valid_for_ms=valid_for_ms), name="moving"
    )


def cancelling(d: Desk, order: Order) -> "asyncio.Task[CancelResult]":
    return asyncio.create_task(d.account.cancel(order.client_id), name="cancelling")


@asynccontextmanager
async def one_order(quantity: int = 5, risk: RiskSettings | None = None) -> AsyncIterator[tuple[Desk, Order]]:
    async with desk(risk) as d:
        yield d, await working(d, quantity)


@asynccontextmanager
async def new_one_waiting() -> AsyncIterator[tuple[Desk, Order, "asyncio.Task[AmendResult]"]]:
    """A move whose old order is gone, and whose new one waits until the budget is given up."""
    async with one_order() as (d, order):
        task = moving(d, order)
        await settle()
        d.account.budget.seize()
        await d.update(1_100, cancelled(FUTURE, 1))
        yield d, order, task


@asynccontextmanager
async def new_one_on_its_way() -> AsyncIterator[tuple[Desk, Order, "asyncio.Task[AmendResult]"]]:
    """A move whose old order is gone, and whose new one was sent and has no answer."""
    async with one_order() as (d, order):
        d.venue.script.extend([d.venue.answer, silent])
        task = moving(d, order)
        await settle()
        await d.update(1_100, cancelled(FUTURE, 1))
        assert len(added(d)) == 1
        yield d, order, task


def added(d: Desk) -> list[Frame]:
    """The orders that were sent after the first."""
    return d.venue.of_type("add_order")[1:]
