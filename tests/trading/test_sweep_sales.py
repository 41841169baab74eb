"""The kill switch's sales against a scripted exchange: nothing is counted that did not deal, nothing waits for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.quote import Level
from algotrade_gui.market.transport import AuthenticationError
from algotrade_gui.trading.session import TradingSession
from algotrade_gui.trading.sweep import Bids, OrderKey, ReplyPace, Sale, Sweep
from algotrade_gui.wire.season2025 import Season2025
from tests.support.aio import run_virtual
from tests.trading.desk import FUTURE, Frame, Venue

BID = Level(Cents(99_000), 5)


class KeepingVenue(Venue):
    """One that holds back what open sells offer, as the exchange does."""

    def answer(self, request: Frame) -> Frame:
        for instrument, holding in self.holdings.items():
            holding[0] = sum(
                row["unfilled_quantity"]
                for (name, _), row in self.pending.items()
                if name == instrument and row["side"] == "ASK"
            )
        return super().answer(request)


@asynccontextmanager
async def sweeping(venue: Venue) -> AsyncIterator[Sweep]:
    session = TradingSession("kill switch", venue.exchange, Season2025(), ErrorCentre(), LoopClock())
    await session.connect()
    try:
        yield Sweep(session, LoopClock(), ReplyPace(285, LoopClock()))
    finally:
        await session.close()


def newest() -> Bids:
    """An update every 100 ms, with a bid that is gone whenever a sale comes for it."""
    now_ms = int(LoopClock().now_ms()) // 100 * 100
    return Bids(RoundMs(now_ms), lambda _instrument: (BID,))


@pytest.mark.parametrize("scope", ["all", "ours"])
def test_a_sale_that_found_its_bid_gone_is_taken_back_and_never_counted_as_sold(scope: str) -> None:
    def ours() -> set[OrderKey]:
        return set()

    async def scene() -> None:
        venue = KeepingVenue()
        venue.holdings = {FUTURE: [0, 3]}
        sales: list[Sale] = []
        async with sweeping(venue) as sweep:
            deadline_ms = LoopClock().now_ms() + 1_000
            await sweep.sell_at_bids(newest, deadline_ms, on_sale=sales.append, ours=ours if scope == "ours" else None)
            assert (sales, sweep.sold, sweep.proceeds, sweep.unsold) == ([], 0, 0, 3)
        assert len(venue.of_type("add_order")) > 1
        assert venue.pending == {}

    run_virtual(scene())


def test_another_machines_order_stays_where_only_ours_are_cancelled() -> None:
    async def scene() -> None:
        venue = KeepingVenue()
        venue.holdings = {FUTURE: [0, 3]}
        theirs = {"instrument_id": FUTURE, "side": "ask", "price": 120_000, "quantity": 1, "expiry": 60_000}
        venue.rest({**theirs, "user_request_id": "theirs"})
        async with sweeping(venue) as sweep:
            await sweep.sell_at_bids(newest, LoopClock().now_ms() + 1_000, ours=set)
            assert (sweep.sold, sweep.unsold) == (0, 2)
        assert list(venue.pending) == [(FUTURE, 1)]

    run_virtual(scene())


@pytest.mark.allow_log("lost its connection")
@pytest.mark.expect_log("no more")
def test_a_connection_that_does_not_come_back_ends_the_selling_at_its_deadline() -> None:
    async def scene() -> None:
        venue = KeepingVenue()
        venue.holdings = {FUTURE: [0, 3]}
        async with sweeping(venue) as sweep:
            venue.exchange.refuse_with = AuthenticationError("no more")
            venue.exchange.links[-1].drop()
            async with asyncio.timeout(60):
                await sweep.sell_at_bids(newest, LoopClock().now_ms() + 5_000)
            assert sweep.unsold is None

    run_virtual(scene())
